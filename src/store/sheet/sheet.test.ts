import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { findingSteps } from '../../timeline/findings/index'
import { finishSteps } from '../../timeline/steps'
import { Timeline } from '../../timeline/timeline'
import { createViewer, type ViewerServices } from '../viewer'
import { composeSheet, type SheetOptions } from './composeSheet'
import { printSheet } from './printSheet'

const GIB = 1024 ** 3
const START = Date.UTC(2026, 10, 23, 6, 0, 0)
const HOSTILE = '<img src=x onerror=alert(1)>|`@here`![x](http://evil.test)\u202e=1+1'

function makeViewer(labels: readonly string[]) {
  const header = { tool: '1', created: START, target: 'be-17.prod', source: 'live', note: '' } as const
  const timeline = new Timeline(header)
  for (let step = 0; step < 5; step++) {
    const snapshot = makeMemorySnapshot({
      at: START + step * 5000,
      rss: 54 * GIB + step * 2 ** 20,
      global: 10 * GIB,
      tasks: labels.map((label, place) => ({ label, type: 'query', current: GIB - place * 2 ** 20, uid: `0-${place + 1}` })),
      limit: 56 * GIB,
      softLimit: 50 * GIB,
      process: { host: 'be-17.prod:8040', pid: 2211, version: 'doris-3.0.4' },
    })
    timeline.append({ kind: 'sample', seq: step + 1, at: START + step * 5000, tookMs: 8, wireBytes: 100, snapshot })
  }
  timeline.append({ kind: 'mark', at: START + 6000, mark: 'note', text: `before | ${HOSTILE}` })
  const viewer = createViewer({} as ViewerServices, { zone: 'utc' })
  viewer.setState({ timeline, source: { kind: 'live', targetId: 'a', chosenAt: 0 } })
  return viewer
}

const OPTIONS: SheetOptions = {
  state: { word: 'LIVE', detail: '3 s old', looking: '', tone: 'live', isOld: false },
  target: undefined,
  fingerprint: '#5·a91f3c',
  version: '1.2.3',
  stalledAt: undefined,
  mostTreeRows: 40,
  mostTasks: 15,
  explanation: undefined,
  sayMark: (kind) => kind,
}

function compose(viewer: ReturnType<typeof makeViewer>) {
  const { timeline } = viewer.getState()
  const explanation = finishSteps(findingSteps(timeline!, timeline!.times.at(timeline!.length - 1)))
  return composeSheet(viewer.getState(), { ...OPTIONS, explanation })!
}

describe('a view as text', () => {
  it('says who, when, how fresh, how much, and of what that is all', () => {
    const viewer = makeViewer(Array.from({ length: 20 }, (_, place) => `Query#Id=${place + 1}-a`))
    const text = printSheet(compose(viewer), 'plain')
    expect(text.split('\n')[0]).toBe(
      'Memlane · be-17.prod · doris_be · be-17.prod:8040 · pid 2211 · doris-3.0.4 · 2026-11-23 06:00:20 UTC · LIVE, 3 s old · #5·a91f3c',
    )
    expect(text).toContain('span 2026-11-23 06:00:00 → 06:00:20 UTC · 5 samples')
    expect(text).toContain('RSS 54.00 GiB')
    expect(text).toContain('soft limit exceeded by 4.00 GiB ▲')
    expect(text).toMatch(/RSS 54\.00 GiB = tracked 29\.81 GiB \(55\.2 %\) \+ untracked 24\.19 GiB \(44\.8 %\)/)
    expect(text).toContain('Change since 2026-11-23 06:00:00 (0:20): RSS ▲ +4.00 MiB, untracked ▲ +4.00 MiB, tracked 0')
    expect(text).toContain('(15 of 20 tasks)')
    expect(text).toMatch(/Query#Id=1-a +query +query 1-a +1024/)
    expect(text).toContain('GiB = 1024³; Doris prints it as GB · Memlane 1.2.3')
  })

  it('prints one panel alone, with who and when', () => {
    const sheet = compose(makeViewer(['Query#Id=1-a']))
    const tasks = printSheet(sheet, 'plain', 'tasks')
    expect(tasks).toContain('be-17.prod')
    expect(tasks).toContain('Query#Id=1-a')
    expect(tasks).not.toContain('PhysicalMemory')
    expect(printSheet(sheet, 'plain', 'tree')).toContain('PhysicalMemory(VmRSS)')
    expect(printSheet(sheet, 'plain', 'chart')).toMatch(/untracked +\d/)
  })

  it('says differences from A where two moments are compared', () => {
    const viewer = makeViewer(['Query#Id=1-a'])
    viewer.actions.setView({ cursorA: START + 10_000 })
    expect(printSheet(compose(viewer), 'plain')).toContain('Change since 2026-11-23 06:00:10 (0:10): RSS ▲ +2.00 MiB')
  })

  it('says which filter is in force', () => {
    const viewer = makeViewer(['Query#Id=1-a', 'Query#Id=2-b'])
    viewer.actions.setView({ taskText: '2-b' })
    expect(printSheet(compose(viewer), 'plain', 'tasks')).toMatch(/1 of 2 tasks\)\n {2}\(filter “2-b”\)/)
  })

  it('says that names are pseudonyms', () => {
    const viewer = makeViewer(['Query#Id=1-a'])
    const { timeline } = viewer.getState()
    const redacted = new Timeline({ ...timeline!.header, redacted: ['host', 'id'] })
    for (const frame of timeline!.frames()) redacted.append(frame)
    viewer.setState({ timeline: redacted })
    expect(printSheet(compose(viewer), 'plain')).toContain('names are pseudonyms')
  })
})

describe('33: a name in Markdown', () => {
  const markdown = printSheet(compose(makeViewer([HOSTILE, '``|', 'a\nb | c'])), 'markdown')

  it('is code in its cell, whatever it holds', () => {
    const row = markdown.split('\n').find((line) => line.includes('onerror') && line.startsWith('|'))!
    // Bars of the data have a backslash, so that the row has the six cells of its table.
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6)
    expect(row).toContain('``<img src=x onerror=alert(1)>\\|`@here`![x](http://evil.test)‹U+202E›=1+1')
  })

  it('leaves no line break, no direction mark, no mention and no picture outside of code', () => {
    const outside = markdown.replaceAll(/(`+)(?:(?!\1).)+\1/g, '')
    expect(outside).not.toMatch(/<img|onerror|@here|\]\(|\u202e/)
    expect(markdown).not.toContain('\u202e')
  })

  it('keeps the tables whole: as many cells in each row as in its head', () => {
    const tables = markdown.split(/\n\n+/).filter((block) => block.startsWith('|'))
    expect(tables.length).toBe(3)
    for (const table of tables) {
      const counts = table.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length)
      expect(new Set(counts).size).toBe(1)
    }
  })
})
