import type { Page } from '@playwright/test'
import { quantile, type BenchResult } from '../benchResult'
import { measureHeap, type BrowserRun } from './browserRun'
import type { BenchFile } from './sampleFiles'

const OPEN_MS = 240_000

export interface OpenFiles {
  readonly day: BenchFile
  /** The same day of ten times as many tasks. */
  readonly wide: BenchFile
  /** The same samples as JSON lines, gzipped, and as they are. */
  readonly plainGz: BenchFile
  readonly plain: BenchFile
}

interface Opened {
  readonly openMs: number
  readonly overviewMs: number
  readonly longest: number
}

/** From the choice of a file to all of it usable, against reading the same bytes and throwing them away. */
export async function benchOpenFile(run: BrowserRun, files: OpenFiles, rounds: number): Promise<BenchResult[]> {
  const { day, wide, plainGz, plain } = files
  const own: Opened[] = []
  const broad: Opened[] = []
  const foreign: Opened[] = []
  const floors = { day: [] as number[], wide: [] as number[], plainGz: [] as number[], plain: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const key of ['day', 'wide', 'plainGz', 'plain'] as const) floors[key].push(await measureFloor(run, files[key]))
    own.push(await measureOpen(run, day))
    broad.push(await measureOpen(run, wide))
    foreign.push(await measureOpen(run, plain))
  }
  const what = `${day.samples.toLocaleString('en-US')} x 200`
  const opens = own.map((opened) => opened.openMs)
  const firsts = own.map((opened) => opened.overviewMs)
  const broadFirsts = broad.map((opened) => opened.overviewMs)
  return [
    compare(`Open ${what}, all of it usable`, opens, floors.day, 'fetch, gunzip, JSON.parse of each line', 1.5, size(day)),
    compare(
      'The same against plain JSON lines',
      opens,
      // One file may hold fewer samples than the other: per sample.
      floors.plainGz.map((ms) => (ms / plainGz.samples) * day.samples),
      'fetch, gunzip, JSON.parse of each line of the same as plain JSON',
      0.2,
      size(plainGz),
    ),
    compare('First picture, 200 trackers', firsts, floors.day, 'reading that file', 0.5, ''),
    compare('First picture, 2,000 trackers', broadFirsts, floors.wide, 'reading that file', 0.5, size(wide)),
    compare('First picture, 2,000 against 200 trackers', broadFirsts, firsts, 'first picture at 200', 1.2, ''),
    compare(
      `Foreign JSON lines, ${Math.round(plain.bytes / 1e6)} MB`,
      foreign.map((opened) => opened.openMs),
      floors.plain,
      'fetch and JSON.parse of each line',
      1.3,
      '',
    ),
    {
      name: 'Longest task of the page while it opens',
      ratio: Math.max(...[...own, ...broad, ...foreign].map((opened) => opened.longest)) / 50,
      floor: 'a task of 50 ms',
      goal: 1,
      value: `own ${longest(own)}, 2,000 trackers ${longest(broad)}, foreign ${longest(foreign)}`,
      spread: '',
    },
    {
      name: `File size, ${what}, gzipped`,
      ratio: day.bytes / day.samples / (plainGz.bytes / plainGz.samples),
      floor: `plain JSON lines, gzipped, ${perSample(plainGz)}`,
      goal: 0.12,
      value: perSample(day),
      spread: '',
    },
    {
      name: 'Bytes a tracker in the file, 2,000 against 200',
      ratio: wide.bytes / wide.samples / 10 / (day.bytes / day.samples),
      floor: `at 200, ${(day.bytes / day.samples / 200).toFixed(1)} B`,
      goal: 1.1,
      value: `${(wide.bytes / wide.samples / 2000).toFixed(1)} B`,
      spread: '',
    },
    await benchHeap(run, day, plain),
  ]
}

/** Plain JSON lines of any length, against a shorter file of the same samples read in pieces by the browser itself, per sample. */
export async function benchHugeFile(run: BrowserRun, huge: BenchFile, plain: BenchFile, rounds: number): Promise<BenchResult[]> {
  const floors: number[] = []
  const opened: Opened[] = []
  for (let round = 0; round < rounds; round++) {
    floors.push(((await measureFloor(run, plain)) / plain.samples) * huge.samples)
    opened.push(await measureOpen(run, huge))
  }
  const megabytes = Math.round(huge.bytes / 1e6)
  const times = opened.map(({ openMs }) => openMs)
  return [
    compare(`Foreign JSON lines, ${megabytes} MB`, times, floors, 'fetch and JSON.parse of each line', 1.3, size(huge)),
    {
      name: `Longest task of the page while ${megabytes} MB open`,
      ratio: Math.max(...opened.map(({ longest }) => longest)) / 50,
      floor: 'a task of 50 ms',
      goal: 1,
      value: opened.map(({ longest }) => `${longest.toFixed(0)} ms`).join(', '),
      spread: '',
    },
  ]
}

/** Chooses a file in the page's own dialog and waits until all of it was read. */
export async function openFile(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open…', exact: true }).click()
  await (await chooser).setFiles(path)
  await page.waitForFunction(() => !Number.isNaN(window.benchProbe.openedAt), undefined, { timeout: OPEN_MS, polling: 50 })
  await page.getByRole('region', { name: 'Replay' }).waitFor()
}

async function measureOpen(run: BrowserRun, file: BenchFile): Promise<Opened> {
  const { page, close } = await run.open('/')
  await page.getByRole('heading', { name: 'Nothing loaded.' }).waitFor()
  await openFile(page, file.path)
  const held = await page.getByRole('region', { name: 'Replay' }).textContent()
  if (!held?.includes(`${file.samples.toLocaleString('en')} samples`))
    throw new Error(`The page shows "${held}" after opening ${file.name}, which holds ${file.samples} samples.`)
  const opened = await page.evaluate(() => {
    const { chosenAt, openedAt, overviewAt, longTasks } = window.benchProbe
    return { openMs: openedAt - chosenAt, overviewMs: overviewAt - chosenAt, longest: Math.max(0, ...longTasks) }
  })
  await close()
  return opened
}

/** What the browser itself needs for these bytes: fetched, unpacked, cut into lines, each parsed and dropped. */
async function measureFloor(run: BrowserRun, file: BenchFile): Promise<number> {
  const { page, close } = await run.open('/floor.html')
  const ms = await page.evaluate(
    async ([path, gzipped]) => {
      const start = performance.now()
      const { body } = await fetch(path)
      const bytes: ReadableStream<Uint8Array<ArrayBuffer>> = gzipped ? body!.pipeThrough(new DecompressionStream('gzip')) : body!
      let rest = ''
      for await (const piece of bytes.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + piece).split('\n')
        rest = lines.pop()!
        for (const line of lines) JSON.parse(line)
      }
      if (rest !== '') JSON.parse(rest)
      return performance.now() - start
    },
    [`/floor-${file.name}`, file.name.endsWith('.gz')] as const,
  )
  await close()
  return ms
}

const NAIVE_SAMPLES = 300

async function benchHeap(run: BrowserRun, day: BenchFile, plain: BenchFile): Promise<BenchResult> {
  const floor = await run.open('/floor.html')
  const empty = await measureHeap(floor.cdp)
  await floor.page.evaluate(
    async ([path, count]) => {
      const text = await (await fetch(path)).text()
      const lines = text.split('\n', count)
      Object.assign(window, { kept: lines.map((line) => JSON.parse(line) as unknown) })
    },
    [`/floor-${plain.name}`, NAIVE_SAMPLES] as const,
  )
  const naive = ((await measureHeap(floor.cdp)) - empty) / NAIVE_SAMPLES
  await floor.close()
  const { page, cdp, close } = await run.open('/')
  await page.getByRole('heading', { name: 'Nothing loaded.' }).waitFor()
  const before = await measureHeap(cdp)
  await openFile(page, day.path)
  await page.waitForTimeout(1000)
  const held = ((await measureHeap(cdp)) - before) / day.samples
  await close()
  return {
    name: `Heap of ${day.samples.toLocaleString('en-US')} snapshots in the page`,
    ratio: held / naive,
    floor: `an array of parsed snapshots, ${Math.round(naive).toLocaleString('en-US')} B each`,
    goal: 0.15,
    value: `${Math.round(held).toLocaleString('en-US')} B a snapshot, panels and charts included`,
    spread: '',
  }
}

/** Subject / floor, round by round. */
export function compare(
  name: string,
  subject: readonly number[],
  floor: readonly number[],
  floorName: string,
  goal: number | undefined,
  more: string,
): BenchResult {
  const ratios = subject.map((ms, round) => ms / floor[round]!)
  return {
    name,
    ratio: quantile(ratios, 0.5),
    floor: `${floorName}, ${quantile(floor, 0.5).toFixed(0)} ms`,
    goal,
    value: `${quantile(subject, 0.5).toFixed(0)} ms${more === '' ? '' : `, ${more}`}`,
    spread: `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`,
  }
}

function longest(opened: readonly Opened[]): string {
  const ms = Math.max(...opened.map((one) => one.longest))
  return ms === 0 ? 'none over 50 ms' : `${ms.toFixed(0)} ms`
}

function size(file: BenchFile): string {
  return `${(file.bytes / 1e6).toFixed(1)} MB`
}

function perSample(file: BenchFile): string {
  return `${Math.round(file.bytes / file.samples).toLocaleString('en-US')} B a snapshot`
}
