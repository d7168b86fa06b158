import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { readAny } from '../src/format/index'
import { SessionWriter } from '../src/format/session/write'
import { makeMemorySnapshot } from '../src/testing/makeMemorySnapshot'
import { expect, test, type ViewerPage } from './viewerPage'

// What leaves Memlane explains itself, opens elsewhere, and carries no more than it should.

const START = Date.UTC(2026, 10, 23, 6, 0, 0)
const MIB = 2 ** 20
const QUERY = '529e3cb37dff464c-93bd9eafa8944ea6'
const HOSTILE = {
  script: '</script><script>globalThis.pwned = 1</script>',
  image: '<img src=x onerror="globalThis.pwned = 1">',
  formula: '=HYPERLINK("http://evil.test","x")',
  bidi: 'abc\u202egnp.exe',
  mention: '@here | `x` ![y](http://evil.test/z.png)',
}
const HOST = 'be-17.prod.example.com'

/** A minute of a process whose names are not nice. */
function makeFile(): { name: string; mimeType: string; buffer: Buffer } {
  const writer = new SessionWriter({ tool: 'test', created: START, target: HOST, source: 'live', note: `seen on ${HOST}` })
  let text = writer.headerLine()
  for (let step = 0; step < 30; step++) {
    const at = START + step * 2000
    const snapshot = makeMemorySnapshot({
      at,
      rss: (600 + 10 * step) * MIB,
      global: 90 * MIB,
      jemallocCache: 30 * MIB,
      limit: 1000 * MIB,
      softLimit: 900 * MIB,
      tasks: [
        { label: `Query#Id=${QUERY}`, type: 'query', current: (100 + step) * MIB, uid: '174326b30a1968b5-a648ddca7a2fc1b8' },
        ...Object.values(HOSTILE).map((label, place) => ({
          label,
          type: 'load' as const,
          current: (20 + place) * MIB,
          uid: `0-${place + 1}`,
        })),
        ...Array.from({ length: 20 }, (_, place) => ({
          label: `CumulativeCompaction:${70_000 + place}`,
          type: 'compaction' as const,
          current: MIB,
          uid: `1-${place + 1}`,
        })),
      ],
      process: { host: `${HOST}:8040`, pid: 2211, version: 'doris-3.0.4' },
    })
    text += writer.lines({ kind: 'sample', seq: step + 1, at, tookMs: 8, wireBytes: 1000, snapshot })
    if (step === 12) text += writer.lines({ kind: 'gap', from: at, to: at + 2000, why: `no answer from ${HOST}`, tries: 1 })
  }
  text += writer.lines({ kind: 'mark', at: START + 30_000, mark: 'note', text: `look at ${HOSTILE.image} of ${HOST}` })
  return { name: `${HOST}.memlane.ndjson`, mimeType: 'text/plain', buffer: Buffer.from(text + writer.endLine()) }
}

const FIGURES = ['RSS', 'Untracked', 'Tracked', 'Room to limit', 'Tasks']

/** What a reader sees of the moment at the cursor. */
async function readScreen(page: Page): Promise<{ readonly figures: readonly string[]; readonly fingerprint: string }> {
  const figures: string[] = []
  for (const name of FIGURES) figures.push((await page.getByTestId(`card-${name}`).innerText()).replaceAll(/\s+/g, ' ').trim())
  return { figures, fingerprint: (await page.getByRole('contentinfo').getByText(/#\d+·/).innerText()).trim() }
}

/** The big figure alone: "592.5 MiB" of "592.5 MiB 8.1 %". */
const bare = (figure: string): string => /^\S+(?: [KMGT]iB)?/.exec(figure)![0]

class ShareBox {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('e')
    await expect(this.page.getByRole('dialog', { name: 'Share' })).toBeVisible()
  }

  async choose(name: string): Promise<void> {
    await this.page.getByRole('dialog').getByText(name, { exact: true }).first().click()
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('dialog', { name: 'Share' })).toBeHidden()
  }

  async save(button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const waiting = this.page.waitForEvent('download')
    await this.page.getByRole('dialog').getByRole('button', { name: button }).click()
    const download = await waiting
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) }
  }

  async copy(button: string): Promise<string> {
    await this.page.evaluate(() => navigator.clipboard.writeText('nothing yet'))
    await this.page.getByRole('dialog').getByRole('button', { name: button }).click()
    await expect(this.page.getByRole('dialog').getByText('is on the clipboard')).toBeVisible()
    return this.page.evaluate(() => navigator.clipboard.readText())
  }
}

async function openHostile(viewer: ViewerPage, url: string): Promise<ShareBox> {
  await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await viewer.open(url)
  await viewer.openFile(makeFile())
  await expect(viewer.status).toContainText('REPLAY')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('30 samples')
  return new ShareBox(viewer.page)
}

/** A fresh browser context in which every connection fails and is written down. */
async function openOffline(
  browser: Browser,
): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly asked: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
  await context.setOffline(true)
  const asked: string[] = []
  await context.route(/^(?:https?|wss?):/, (route) => {
    asked.push(route.request().url())
    return route.abort()
  })
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && asked.push(message.text()))
  page.on('pageerror', (error) => asked.push(error.message))
  return { context, page, asked }
}

function chunksOf(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return chunks
}

const isUntouched = (page: Page): Promise<boolean> => page.evaluate(() => !('pwned' in globalThis))

let folder = ''
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane travel '))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('a picture says what the screen says, on the clipboard and as files', async ({ viewer, programs }) => {
  const share = await openHostile(viewer, (await programs.gateway()).url)
  const { page } = viewer
  const screen = await readScreen(page)
  await share.open()
  const facts = [
    HOST,
    'pid 2211',
    'doris-3.0.4',
    'REPLAY',
    'NOT LIVE',
    '30 samples, 1 gap',
    'GiB = 1024³',
    '26 tasks',
    screen.fingerprint,
    'Memlane ',
  ]

  await test.step('the caption of the PNG has the facts of the state, and the picture its size', async () => {
    for (const [scale, width] of [
      ['1×', 1600],
      ['2×', 3200],
    ] as const) {
      await share.choose(scale)
      const { name, bytes } = await share.save('Save PNG')
      expect(name).toMatch(/^be-17\.prod\.example\.com_\d{8}T\d{6}Z\.png$/)
      const chunks = chunksOf(bytes)
      expect(chunks.get('IHDR')!.readUInt32BE(0)).toBe(width)
      expect([...chunks.keys()]).not.toContain('meMl')
      const caption = chunks.get('iTXt')!.toString('utf8')
      for (const fact of facts) expect(caption).toContain(fact)
      for (const figure of screen.figures) expect(caption).toContain(bare(figure))
    }
  })

  await test.step('what is drawn is what is said: the colours of the bands stand where the picture is', async () => {
    await share.choose('1×')
    const { bytes } = await share.save('Save PNG')
    const colours = await page.evaluate(async (base64) => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 180, canvas.width, 360)
      const counts: Record<string, number> = {}
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`
        counts[colour] = (counts[colour] ?? 0) + 1
      }
      return counts
    }, bytes.toString('base64'))
    // Okabe-Ito: query, global, untracked; and the white ground of a panel.
    for (const colour of ['0,114,178', '86,180,233', '213,94,0', '255,255,255']) expect(colours[colour]).toBeGreaterThan(2000)
  })

  await test.step('every panel is a picture with the same caption', async () => {
    for (const part of ['Chart', 'Tree', 'Tasks', 'What it means']) {
      await share.choose(part)
      const svg = (await share.save('Save SVG')).bytes.toString('utf8')
      for (const fact of facts) expect(svg).toContain(fact)
      const text = await page.evaluate((source) => {
        const document = new DOMParser().parseFromString(source, 'image/svg+xml')
        return {
          broken: document.querySelector('parsererror') !== null,
          foreign: document.querySelectorAll('script, img, a, foreignObject, image, [onerror], [onload]').length,
          text: document.documentElement.textContent,
        }
      }, svg)
      expect(text).toMatchObject({ broken: false, foreign: 0 })
      if (part === 'Tasks') {
        expect(text.text).toContain(HOSTILE.script)
        expect(text.text).toContain('abc‹U+202E›gnp.exe')
        expect(text.text).toContain('26 tasks')
      }
    }
  })

  await test.step('the clipboard has it as a picture', async () => {
    await share.choose('Whole screen')
    await page.getByRole('button', { name: 'Copy picture' }).click()
    await expect(page.getByText('The picture is on the clipboard.')).toBeVisible()
    const size = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const bitmap = await createImageBitmap(await item!.getType('image/png'))
      return [bitmap.width, bitmap.height]
    })
    expect(size).toEqual([1600, 900])
  })
  expect(await isUntouched(page)).toBe(true)
})

test('text, Markdown and CSV say the same, and names in them are harmless', async ({ viewer, programs }) => {
  const share = await openHostile(viewer, (await programs.gateway()).url)
  const { page } = viewer
  const screen = await readScreen(page)
  await share.open()
  const text = await share.copy('Copy text')
  expect(text.split('\n')[0]).toContain(`${HOST} · doris_be · ${HOST}:8040 · pid 2211 · doris-3.0.4`)
  expect(text).toContain(screen.fingerprint)
  for (const figure of screen.figures) expect(text).toContain(bare(figure))
  expect(text).not.toContain('\u202e')

  const markdown = await share.copy('Copy Markdown')
  expect(markdown).toContain(screen.fingerprint)
  const outside = markdown.replaceAll(/(`+)(?:(?!\1)[\s\S])+\1/g, '')
  expect(outside).not.toMatch(/<script|<img|@here|\]\(http|\u202e/)
  expect(markdown.split('\n').filter((line) => line.startsWith('| `')).length).toBeGreaterThan(20)

  expect(await share.copy('Copy as Doris prints it')).toContain('PhysicalMemory(VmRSS)')

  const tasks = (await share.save('Save tasks (CSV)')).bytes.toString('utf8')
  expect(tasks.split('\n')[0]).toBe('uid,type,kind,label,ids,current,peak,limit,reserved,reserved_peak')
  expect(tasks).toContain(`"'=HYPERLINK(""http://evil.test"",""x"")"`)
  expect(tasks).not.toMatch(/(^|,)"?[=@]/m)
  expect(tasks.trimEnd().split('\n')).toHaveLength(27)

  const bands = (await share.save('Save bands over time (CSV)')).bytes.toString('utf8').trimEnd().split('\n')
  expect(bands).toHaveLength(31)
  expect(bands.at(-1)).toContain(String(890 * MIB))

  await share.close()
  await test.step('copied rows are lines with their columns, and say of whom and when', async () => {
    const rows = page.getByRole('treegrid').getByRole('row')
    await page.evaluate(() => {
      const all = document.querySelectorAll('[role="treegrid"] [role="row"]')
      const range = document.createRange()
      range.setStart(all[2]!.querySelector('[role="gridcell"]')!, 0)
      range.setEndAfter(all[4]!.querySelector('[role="gridcell"]')!)
      getSelection()!.removeAllRanges()
      getSelection()!.addRange(range)
    })
    await page.keyboard.press('Control+c')
    const copied = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n')
    expect(copied[0]).toContain(`Memlane · ${HOST} · 2026-11-23`)
    expect(copied).toHaveLength(5)
    expect(copied[2]).toMatch(/PhysicalMemory\(VmRSS\) +890\.0 +100\.0 %/)
    await page.evaluate(() => getSelection()!.removeAllRanges())
    await rows.nth(3).focus()
    await page.keyboard.press('Control+c')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/VirtualMemory|UntrackedMemory/)
  })
  await test.step('by keys alone', async () => {
    await page.keyboard.press('c')
    await expect(page.getByText('The text is on the clipboard.')).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(screen.fingerprint)
    await page.keyboard.press('Shift+C')
    await expect(page.getByText('The picture is on the clipboard.')).toBeVisible()
  })
})

test('no name, note or file turns the direction of what stands around it on the page', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  const file = makeFile()
  const text = file.buffer
    .toString('utf8')
    .replaceAll('"doris-3.0.4"', String.raw`"doris\u202e3.0.4"`)
    .replaceAll('"doris_be"', String.raw`"doris\u202ebe"`)
    .replaceAll('"target":"', String.raw`"target":"\u202e`)
    .replaceAll('seen on', String.raw`seen\u202e on`)
    .replaceAll('look at', String.raw`look\u202e at`)
  await viewer.open(gateway.url)
  await viewer.openFile({ ...file, name: 'be\u202e.memlane.ndjson', buffer: Buffer.from(text) })
  await expect(viewer.status).toContainText('be‹U+202E›.memlane.ndjson · NOT LIVE')
  await expect(viewer.page).toHaveTitle(/doris‹U\+202E›be/)
  await expect(viewer.page.getByRole('banner')).toContainText('doris‹U+202E›3.0.4')
  const isTurned = (): Promise<boolean> =>
    viewer.page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.title + document.body.textContent))
  for (const tab of ['Tasks', 'What it means', 'Events', 'What was read']) {
    await viewer.page.getByRole('tab', { name: tab }).click()
    await expect(viewer.page.getByRole('tabpanel')).not.toBeEmpty()
    expect(await isTurned(), tab).toBe(false)
  }
  await viewer.page.keyboard.press('a')
  await viewer.page.keyboard.press('Home')
  await expect(viewer.page.getByRole('region', { name: 'Comparison' })).toContainText('be‹U+202E›.memlane.ndjson')
  expect(await isTurned()).toBe(false)
})

test('a report opens from a file without any network, replays, and can be saved out of itself', async ({
  viewer,
  programs,
  browser,
}) => {
  test.slow()
  const share = await openHostile(viewer, (await programs.gateway()).url)
  const { page } = viewer
  const screen = await readScreen(page)
  await page.keyboard.press('Home')
  const first = await readScreen(page)
  await page.keyboard.press('End')
  await share.open()
  const report = await share.save('Save report (HTML)')
  expect(report.name).toMatch(/^be-17\.prod\.example\.com_20261123T060000Z\.html$/)
  const html = report.bytes.toString('utf8')
  const viewerBytes = report.bytes.length - /memlane-timeline" data-name="[^"]*">\n([A-Za-z0-9+/=\n]*)/.exec(html)![1]!.length
  expect(viewerBytes, 'the viewer in a report').toBeLessThanOrEqual(1_500_000)
  expect(html).toMatch(
    /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data: blob:;/,
  )
  expect(html).not.toMatch(/unsafe-|connect-src (?!'none')/)
  expect(html).not.toContain('pwned')

  const path = join(folder, 'report.html')
  await writeFile(path, report.bytes)
  const offline = await openOffline(browser)
  const again = join(folder, 'again.html')
  await test.step('it shows the same numbers at the same moments', async () => {
    await offline.page.goto(pathToFileURL(path).href)
    await expect(offline.page.getByTestId('status')).toContainText('REPLAY')
    await expect(offline.page.getByRole('contentinfo')).toContainText('30 samples')
    expect(await readScreen(offline.page)).toEqual(screen)
    await offline.page.keyboard.press('Home')
    await expect(offline.page.getByRole('contentinfo').getByText(/#1·/)).toBeVisible()
    expect(await readScreen(offline.page)).toEqual(first)
    await offline.page.keyboard.press('Space')
    await expect(offline.page.getByRole('contentinfo').getByText(/#[2-9]·/)).toBeVisible()
  })

  await test.step('it gives back the timeline, every sample of it', async () => {
    const waiting = offline.page.waitForEvent('download')
    await offline.page.getByRole('button', { name: 'Save', exact: true }).click()
    const saved = await readFile(await (await waiting).path())
    const back = await readAny([{ name: 'back', bytes: saved }])
    const original = await readAny([{ name: 'original', bytes: makeFile().buffer }])
    expect(back.header.target).toBe(HOST)
    expect(back.frames.map((frame) => JSON.stringify(frame, plain))).toEqual(
      original.frames.map((frame) => JSON.stringify(frame, plain)),
    )
  })

  await test.step('and a report again', async () => {
    await offline.page.keyboard.press('End')
    const box = new ShareBox(offline.page)
    await box.open()
    await writeFile(again, (await box.save('Save report (HTML)')).bytes)
    expect(await isUntouched(offline.page)).toBe(true)
    expect(offline.asked).toEqual([])
    await offline.context.close()
    const second = await openOffline(browser)
    await second.page.goto(pathToFileURL(again).href)
    await expect(second.page.getByRole('contentinfo')).toContainText('30 samples')
    expect(await readScreen(second.page)).toEqual(screen)
    expect(second.asked).toEqual([])
    await second.context.close()
  })
})

test('a picture that carries its data opens as a timeline, without a network too', async ({ viewer, programs, browser }) => {
  test.slow()
  const { url } = await programs.gateway()
  const share = await openHostile(viewer, url)
  const { page } = viewer
  const screen = await readScreen(page)
  await share.open()
  await expect(page.getByText(/Put the data of the visible span into the saved PNG \([\d.]+ KiB\)/)).toBeVisible()
  await page.getByRole('checkbox', { name: /Put the data/ }).check()
  const picture = await share.save('Save PNG')
  expect([...chunksOf(picture.bytes).keys()].at(-2)).toBe('meMl')
  const report = await share.save('Save report (HTML)')
  await share.close()
  await test.step('dropped on the page', async () => {
    await viewer.openFile({ name: 'evidence.png', mimeType: 'image/png', buffer: picture.bytes })
    await expect(viewer.status).toContainText('evidence.png')
    await expect(page.getByRole('contentinfo')).toContainText('30 samples')
    expect(await readScreen(page)).toEqual(screen)
  })
  await test.step('dropped on a report, with nothing but two files', async () => {
    const path = join(folder, 'report.html')
    await writeFile(path, report.bytes)
    const offline = await openOffline(browser)
    await offline.page.goto(pathToFileURL(path).href)
    await expect(offline.page.getByRole('contentinfo')).toContainText('30 samples')
    const chooser = offline.page.waitForEvent('filechooser')
    await offline.page.getByRole('button', { name: /^Open/ }).first().click()
    await (await chooser).setFiles({ name: 'evidence.png', mimeType: 'image/png', buffer: picture.bytes })
    await expect(offline.page.getByTestId('status')).toContainText('evidence.png')
    expect(await readScreen(offline.page)).toEqual(screen)
    expect(offline.asked).toEqual([])
    await offline.context.close()
  })
})

test('what is left out is in nothing that leaves', async ({ viewer, programs, browser }) => {
  test.slow()
  const share = await openHostile(viewer, (await programs.gateway()).url)
  const { page } = viewer
  const { figures } = await readScreen(page)
  await share.open()
  for (const kind of [/hosts/, /labels/, /ids/, /times/]) await page.getByRole('checkbox', { name: kind }).check()
  await page.getByRole('checkbox', { name: /Put the data/ }).check()
  await page.getByText('What leaves with this view').click()
  await expect(page.getByRole('dialog')).toContainText(`${HOST} → host-1`)

  const secrets = [
    HOST,
    'be-17',
    QUERY,
    '174326b30a1968b5',
    '70007',
    'pwned',
    'HYPERLINK',
    'evil.test',
    'gnp.exe',
    '@here',
    '2026-11-23',
    '20261123',
  ]
  const search = (what: string, bytes: Buffer | string): void => {
    const text = bytes.toString('utf8')
    expect(
      secrets.filter((secret) => text.includes(secret)),
      what,
    ).toEqual([])
  }
  const text = await share.copy('Copy text')
  search('text', text)
  expect(text).toContain('host-1')
  expect(text).toContain('names are pseudonyms, times are shifted')
  expect(text).toContain('2000-01-01 00:00:58 UTC')
  for (const figure of figures) expect(text).toContain(bare(figure))
  search('Markdown', await share.copy('Copy Markdown'))
  search('raw text', await share.copy('Copy as Doris prints it'))
  const query = /Query#Id=(query-\d+)/.exec(text)![1]!

  const png = await share.save('Save PNG')
  search('name of the picture', png.name)
  search('PNG', png.bytes)
  search('caption', chunksOf(png.bytes).get('iTXt')!)
  search('data in the PNG', gunzipSync(chunksOf(png.bytes).get('meMl')!))
  const svg = await share.save('Save SVG')
  search('SVG', svg.bytes)
  const timeline = await share.save('Save timeline')
  search('name of the timeline', timeline.name)
  const lines = gunzipSync(timeline.bytes).toString('utf8')
  search('timeline', lines)
  expect(JSON.parse(lines.slice(0, lines.indexOf('\n')))).toMatchObject({
    target: 'host-1',
    redacted: ['host', 'label', 'id', 'time'],
  })
  const bands = await share.save('Save bands over time (CSV)')
  search('bands', bands.bytes)
  const tasks = await share.save('Save tasks (CSV)')
  search('tasks', tasks.bytes)
  const report = await share.save('Save report (HTML)')
  search('report', report.bytes)
  const data = /memlane-timeline" data-name="[^"]*">\n([A-Za-z0-9+/=\n]*)/.exec(report.bytes.toString('utf8'))![1]!
  search('data in the report', gunzipSync(Buffer.from(data, 'base64')))

  await test.step('the same pseudonyms stand in everything, and the numbers are the same', async () => {
    for (const one of [svg.bytes, tasks.bytes, lines]) expect(one.toString('utf8')).toContain(query)
    const path = join(folder, 'redacted.html')
    await writeFile(path, report.bytes)
    const offline = await openOffline(browser)
    await offline.page.goto(pathToFileURL(path).href)
    await expect(offline.page.getByRole('contentinfo')).toContainText('30 samples')
    const seen = await readScreen(offline.page)
    expect(seen.figures).toEqual(figures)
    await expect(offline.page.getByRole('contentinfo')).toContainText('names are pseudonyms, times are shifted')
    await expect(offline.page.getByText(`Query#Id=${query}`).first()).toBeVisible()
    await offline.context.close()
  })
})

test('a picture and a text of a target that fell silent say so, and for how long', async ({ viewer, programs }) => {
  const backend = await programs.backend()
  const { url } = await programs.gateway({ targets: { 'be-17': backend.url } })
  await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await viewer.open(url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
  await backend.kill()
  await expect(viewer.status).toContainText('STALLED', { timeout: 30_000 })
  const share = new ShareBox(viewer.page)
  await share.open()
  const svg = (await share.save('Save SVG')).bytes.toString('utf8')
  expect(svg).toMatch(/STALLED · (\d+ s|0:\d\d) old/)
  expect(svg.match(/>(\d+ s|0:\d\d) old</g)!.length, 'every figure has its age').toBeGreaterThanOrEqual(6)
  expect(svg).toMatch(/no data (\d+ s|0:\d\d)/)
  expect(await share.copy('Copy text')).toMatch(/^Memlane · be-17 · .*STALLED, (\d+ s|0:\d\d) old/)
})

test('the dialog is usable on a telephone and by keys', async ({ viewer, programs }) => {
  const share = await openHostile(viewer, (await programs.gateway()).url)
  const { page } = viewer
  await page.setViewportSize({ width: 390, height: 844 })
  await share.open()
  const box = await page.getByRole('dialog').boundingBox()
  expect(box!.x).toBeGreaterThanOrEqual(0)
  expect(box!.x + box!.width).toBeLessThanOrEqual(390)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const first = page.getByRole('radio', { name: 'Whole screen', exact: true })
  // What scrolls, and the button that closes, come before it.
  for (let tabs = 0; tabs < 4 && !(await first.evaluate((radio) => radio === document.activeElement)); tabs++)
    await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Chart', exact: true })).toBeChecked()
  await page.getByText('What leaves with this view').click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  await share.close()
  await expect(page.getByRole('button', { name: 'Share…' })).toBeVisible()
})

/** Integers beyond 2^53 and maps as text, so that frames can be compared. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...(value as Map<unknown, unknown>)] : value
}
