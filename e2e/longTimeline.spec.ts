import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CDPSession, Page } from '@playwright/test'
import { SessionWriter } from '../src/format/session/write'
import { churn } from '../src/testing/churn'
import { Timeline } from '../src/timeline/timeline'
import { expect, test, type ViewerPage } from './viewerPage'

// Two days of a busy process: long enough that a person sees them being read, and does something meanwhile. They are some hours
// again and again, for to make all of them takes longer than the tests.
const HOURS = 23 * 128
const TIMES = 12
const SAMPLES = HOURS * TIMES
const EVERY_MS = 5000
const TASKS = 200
/** What the page may hold more after closing than before opening: code and caches; the timeline itself is several times this. */
const KEPT_BYTES = 12e6

// One after another, so that the file is made once.
test.describe.configure({ mode: 'default' })

let folder = ''
let path = ''

test.beforeAll(async () => {
  test.setTimeout(120_000)
  folder = await mkdtemp(join(tmpdir(), 'memlane-long-'))
  path = join(folder, 'long.memlane.ndjson.gz')
  const header = { tool: 'test', created: 0, target: 'be-17', source: 'live', note: '' } as const
  const timeline = new Timeline(header)
  for (const sample of churn({ seed: 7, trackers: TASKS })) {
    timeline.append(sample)
    if (timeline.length >= HOURS) break
  }
  const writer = new SessionWriter(header)
  const parts = [...timeline.parts()]
  expect(parts.map(({ kind }) => kind)).toEqual(Array.from({ length: HOURS / 128 }, () => 'block'))
  const hours = parts.map((part) => writer.lines(part))
  const lines = [writer.headerLine()]
  for (let number = 0; number < TIMES; number++) for (const line of hours) lines.push(later(line, number * HOURS))
  lines.push(writer.endLine())
  await writeFile(path, gzipSync(lines.join(''), { level: 1 }))
})

/** The same block some samples later: of its numbers and times the first stands whole, and the others are steps. */
function later(line: string, samples: number): string {
  return line
    .replace(/"seq":\[(\d+)/, (_, seq: string) => `"seq":[${Number(seq) + samples}`)
    .replace(/"t":\[(\d+)/, (_, at: string) => `"t":[${Number(at) + samples * EVERY_MS}`)
}

test.afterAll(() => rm(folder, { recursive: true, force: true }))

test('a long timeline opens with progress, and its overview can be dragged while the rest still loads', async ({
  viewer,
  programs,
}) => {
  test.setTimeout(120_000)
  const { page } = viewer
  await openLive(viewer, (await programs.gateway()).url)
  await chooseLong(viewer)
  const reading = page.getByRole('progressbar', { name: 'Read so far' })
  await expect(reading).toBeVisible()
  const strip = page.getByRole('region', { name: 'Overview of the whole timeline' })
  const replay = page.getByRole('region', { name: 'Replay' })
  const box = (await strip.boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.25, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.4, y, { steps: 3 })
  await page.mouse.up()
  const all = strip.getByRole('button', { name: 'all', exact: true })
  await expect(all, 'the drag has made a window').toBeEnabled()
  await expect(reading, 'the rest is still being read').toBeVisible({ timeout: 1 })
  const chosen = await strip.getByRole('slider', { name: 'Start of the visible part' }).getAttribute('aria-valuenow')

  await expect(reading).toHaveCount(0, { timeout: 60_000 })
  await expect(replay).toContainText(`${SAMPLES.toLocaleString('en')} samples`)
  await expect(all, 'what was chosen stays').toBeEnabled()
  await expect(strip.getByRole('slider', { name: 'Start of the visible part' })).toHaveAttribute('aria-valuenow', chosen!)
})

test('Cancel while it loads brings back what was there before', async ({ viewer, programs }) => {
  const { page } = viewer
  await openLive(viewer, (await programs.gateway()).url)
  await chooseLong(viewer)
  await page.getByRole('region', { name: 'Replay' }).waitFor()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(viewer.status).toContainText(/LIVE|LATE/)
  await expect(page.getByRole('progressbar', { name: 'Read so far' })).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Replay' })).toHaveCount(0)
  await viewer.seesSamples()
  await expect(page.getByRole('contentinfo')).toContainText(/^.{0,60}\b\d{1,3} samples/)
})

test('memory comes back after a long timeline is closed', async ({ viewer, programs }) => {
  const { page } = viewer
  await openLive(viewer, (await programs.gateway()).url)
  const cdp = await page.context().newCDPSession(page)
  const before = await measureHeap(cdp)
  await chooseLong(viewer)
  await seesAll(page)
  const open = await measureHeap(cdp)
  expect(open - before, 'the timeline is in memory while it is open').toBeGreaterThan(SAMPLES * 500)
  await close(viewer)
  await expect.poll(async () => (await measureHeap(cdp)) - before).toBeLessThan(KEPT_BYTES)
})

async function openLive(viewer: ViewerPage, url: string): Promise<void> {
  await viewer.open(url)
  await viewer.seesSamples()
}

async function chooseLong(viewer: ViewerPage): Promise<void> {
  const chooser = viewer.page.waitForEvent('filechooser')
  await viewer.page.getByRole('button', { name: /^Open/ }).first().click()
  await (await chooser).setFiles(path)
}

async function seesAll(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Replay' })).toContainText(`${SAMPLES.toLocaleString('en')} samples`)
  await expect(page.getByRole('progressbar', { name: 'Read so far' })).toHaveCount(0)
}

async function close(viewer: ViewerPage): Promise<void> {
  await viewer.page.getByRole('button', { name: /Close file/ }).click()
  await expect(viewer.status).toContainText(/LIVE|LATE/)
}

/** Bytes in use after a collection: objects of JavaScript, and what lies in array buffers beside them. */
async function measureHeap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, ...more } = await cdp.send('Runtime.getHeapUsage')
  const { backingStorageSize = 0 } = more as { backingStorageSize?: number }
  return usedSize + backingStorageSize
}
