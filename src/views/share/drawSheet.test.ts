import { readFileSync } from 'node:fs'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { composeChart } from '../../store/sheet/composeChart'
import { composeSheet } from '../../store/sheet/composeSheet'
import { createViewer, type ViewerServices } from '../../store/viewer'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { findingSteps } from '../../timeline/findings/index'
import { finishSteps } from '../../timeline/steps'
import { Timeline } from '../../timeline/timeline'
import { captionOf, drawSheet, type PicturePart } from './drawSheet'
import { BAND_COLOURS, PALETTES, type PictureTheme } from './palette'

const START = Date.UTC(2026, 10, 23, 6, 0, 0)
const GIB = 1024 ** 3
const HOSTILE = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>&\u202e\u0000\ufffe]]>`

function makeSheetView(samples: number, label: string) {
  const timeline = new Timeline({ tool: '1', created: START, target: `be-17 ${label}`, source: 'live', note: '' })
  for (let step = 0; step < samples; step++) {
    const snapshot = makeMemorySnapshot({
      at: START + step * 5000,
      rss: 20 * GIB + (step % 7) * GIB,
      global: 4 * GIB,
      metadata: GIB,
      tasks: Array.from({ length: 25 }, (_, place) => ({
        label: `${label}${place}`,
        type: 'query' as const,
        current: Math.floor(GIB / (place + 2)),
        uid: `0-${place + 1}`,
      })),
      limit: 30 * GIB,
      softLimit: 27 * GIB,
      process: { host: label, pid: 2211 },
    })
    timeline.append({ kind: 'sample', seq: step + 1, at: START + step * 5000, tookMs: 8, wireBytes: 100, snapshot })
  }
  timeline.append({ kind: 'gap', from: START + 10_000, to: START + 15_000, why: label, tries: 1 })
  timeline.append({ kind: 'mark', at: START + 6000, mark: 'note', text: label })
  const viewer = createViewer({} as ViewerServices, { zone: 'utc' })
  viewer.setState({ timeline, source: { kind: 'live', targetId: 'a', chosenAt: 0 } })
  const state = viewer.getState()
  const sheet = composeSheet(state, {
    state: { word: 'STALLED', detail: '0:42 old', looking: '', tone: 'bad', isOld: true },
    target: undefined,
    fingerprint: '#5·a91f3c',
    version: '1.2.3',
    stalledAt: undefined,
    mostTreeRows: 48,
    mostTasks: 30,
    sayMark: (kind) => kind,
    explanation: finishSteps(findingSteps(timeline, timeline.times.at(timeline.length - 1))),
  })!
  return {
    sheet,
    draw: (part: PicturePart, theme: PictureTheme = 'light') =>
      drawSheet(sheet, {
        part,
        theme,
        measure: (text, px) => text.length * px * 0.55,
        chartAt: (width, height) => composeChart(state, width, height, undefined),
      }),
  }
}

/** Elements by name and all text, as an XML reader sees them. */
function parse(svg: string): {
  readonly elements: ReadonlyMap<string, number>
  readonly text: string
  readonly attributes: ReadonlySet<string>
} {
  const elements = new Map<string, number>()
  const attributes = new Set<string>()
  let text = ''
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, given) {
        depth += 1
        elements.set(name, (elements.get(name) ?? 0) + 1)
        for (const key of Object.keys(given)) attributes.add(key)
      },
      onclosetag(_name, isImplied) {
        depth -= 1
        if (isImplied && !svg.includes('/>')) throw new Error('an element is not closed')
      },
      ontext: (part) => (text += `${part}`),
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.write(svg)
  parser.end()
  if (depth !== 0) throw new Error('elements are not balanced')
  return { elements, text, attributes }
}

const PARTS: readonly PicturePart[] = ['screen', 'chart', 'tree', 'tasks', 'explain']

describe('a picture', () => {
  it.each(PARTS)('says who, when, how fresh, in which units, how complete, which sample: %s', (part) => {
    const { text } = parse(makeSheetView(20, 'Query#Id=').draw(part).svg)
    for (const fact of [
      'be-17',
      'pid 2211',
      '2026-11-23 06:01:35 UTC',
      'STALLED · 0:42 old',
      '06:00:00 → 06:01:35 UTC',
      '20 samples, 1 gap',
      'GiB = 1024³',
      '#5·a91f3c',
      'Memlane 1.2.3',
    ])
      expect(text).toContain(fact)
  })

  it('has the values of the screen, the limits on their lines, and how many tasks of how many', () => {
    const { text } = parse(makeSheetView(20, 'Query#Id=').draw('screen').svg)
    for (const fact of [
      'RSS 25.00 GiB',
      'limit 30.00 GiB',
      'soft limit 27.00 GiB',
      'no data 5 s',
      'untracked',
      'Σ bands − RSS = 0 B ✓ exact',
    ])
      expect(text).toContain(fact)
    expect(text).toMatch(/\d+ of 25 tasks/)
    expect(parse(makeSheetView(20, 'x').draw('tasks').svg).text).toContain('all 25 tasks')
  })

  it.each(PARTS)('31: shows a name that is markup as text: %s', (part) => {
    const { svg } = makeSheetView(8, HOSTILE).draw(part)
    const { elements, attributes, text } = parse(svg)
    expect([...elements.keys()].toSorted()).toEqual(
      [...elements.keys()]
        .filter((name) => ['svg', 'title', 'desc', 'defs', 'pattern', 'clipPath', 'g', 'rect', 'path', 'text'].includes(name))
        .toSorted(),
    )
    expect([...attributes].filter((name) => /^on|href|style/i.test(name))).toEqual([])
    expect(text).toContain('<img src=x onerror=')
    // oxlint-disable-next-line no-control-regex -- finding them is what this is for
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e\ufffe\uffff]/)
  })

  it('stays small however many samples there are', () => {
    expect(makeSheetView(2500, 'q').draw('screen').svg.length).toBeLessThan(1_500_000)
  })

  it('is the same picture for the same view', () => {
    const { draw } = makeSheetView(20, 'q')
    expect(draw('screen').svg).toBe(draw('screen').svg)
  })

  it('has a caption that says it all in one line', () => {
    const caption = captionOf(makeSheetView(20, 'q').sheet)
    expect(caption).toContain('STALLED · 0:42 old')
    expect(caption).toContain('RSS 25.00 GiB')
    expect(caption).not.toContain('\n')
  })
})

describe('the colours of a picture', () => {
  const css = readFileSync(new URL('../theme.css', import.meta.url), 'utf8')
  const block = (start: string): string => css.slice(css.indexOf(start), css.indexOf('}', css.indexOf(start)))

  it('are those of the page', () => {
    const light = block(':root {')
    const dark = block(":root[data-theme='dark']")
    for (const [name, value] of Object.entries(PALETTES.light)) expect(light).toContain(`--${name}: ${value};`)
    for (const [name, value] of Object.entries(PALETTES.dark)) expect(dark).toContain(`--${name}: ${value};`)
    for (const [id, value] of Object.entries(BAND_COLOURS)) expect(light).toContain(`--band-${id}: ${value};`)
  })
})
