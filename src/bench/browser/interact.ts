import type { Page } from '@playwright/test'
import { quantile, type BenchResult } from '../benchResult'
import { measureTaskMs, type BrowserRun, type OpenPage } from './browserRun'
import { openFile } from './openFile'
import type { BenchFile } from './sampleFiles'

const SEEKS = 40

/** Moving through a long timeline: from the input to the frame after it, in frames of this browser. */
export async function benchInteract(run: BrowserRun, day: BenchFile): Promise<BenchResult[]> {
  const open = await run.open('/')
  const { page, close } = open
  const frame = await measureFrame(page)
  await openFile(page, day.path)
  await page.waitForTimeout(1000)
  const results: BenchResult[] = []
  const slider = (await page.getByRole('slider', { name: 'Sample', exact: true }).boundingBox())!
  results.push(
    ...inFrames(
      'Seek anywhere, by a click on the slider',
      frame,
      await measurePaints(open, SEEKS, async (step) => {
        const share = ((step * 48_271) % 997) / 997
        await page.mouse.click(slider.x + 4 + share * (slider.width - 8), slider.y + slider.height / 2)
      }),
      [1, 2],
    ),
  )
  const chart = page.getByRole('slider', { name: /Time cursor/ })
  await chart.focus()
  const keys = (pressed: readonly string[]) => (step: number) => page.keyboard.press(pressed[step % pressed.length]!)
  results.push(
    ...inFrames('Cursor, one sample', frame, await measurePaints(open, 40, keys(['ArrowLeft'])), [1]),
    ...inFrames('Zoom in and out', frame, await measurePaints(open, 40, keys(['+', '+', '+', '-', '-', '-'])), [1]),
  )
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  results.push(
    ...inFrames('Pan by half a window', frame, await measurePaints(open, 40, keys(['[', ']', '[', '[', ']', ']'])), [1]),
  )
  const plot = (await chart.boundingBox())!
  results.push(
    ...inFrames(
      'Pointer over the chart',
      frame,
      await measurePaints(open, 60, (step) =>
        page.mouse.move(plot.x + (((step * 37) % 100) / 100) * plot.width, plot.y + plot.height / 2),
      ),
      [1],
    ),
  )
  const strip = (await page.getByRole('slider', { name: 'Visible part of the timeline' }).boundingBox())!
  await page.mouse.move(strip.x + strip.width / 2, strip.y + strip.height / 2)
  await page.mouse.down()
  const dragged = await measurePaints(open, 60, (step) =>
    page.mouse.move(strip.x + strip.width / 2 + 3 * ((step % 20) - 10), strip.y + strip.height / 2),
  )
  await page.mouse.up()
  results.push(...inFrames('Drag of the overview', frame, dragged, [1]))
  await close()
  results.push(await measureBareKey(run, frame))
  return results
}

/** The least that a key can take until the frame after it: a page that only writes down that it was pressed. */
async function measureBareKey(run: BrowserRun, frame: number): Promise<BenchResult> {
  const bare = await run.open('/floor.html')
  await bare.page.evaluate(() => {
    const text = document.querySelector('p')!
    let count = 0
    window.addEventListener('keydown', () => (text.textContent = `pressed ${++count} times`))
  })
  const { times } = await measurePaints(bare, 40, () => bare.page.keyboard.press('a'))
  await bare.close()
  return rowsOf('For comparison, a key in a page of words: until the frame', frame, times, [], 'to the frame after it')[1]!
}

const PLAY_MS = 3000

/** A replay that has a new sample for every frame of the screen. */
export async function benchReplay(run: BrowserRun, file: BenchFile): Promise<BenchResult[]> {
  const { page, close } = await run.open('/')
  const frame = await measureFrame(page)
  await openFile(page, file.path)
  await page.waitForTimeout(1000)
  await page.getByRole('button', { name: 'First sample' }).click()
  await page.getByRole('button', { name: '×60' }).click()
  await page.waitForTimeout(500)
  const place = async (): Promise<number> => Number(await page.getByRole('slider', { name: 'Sample', exact: true }).inputValue())
  const from = await place()
  const { gaps, shown } = await page.evaluate(
    (ms) =>
      new Promise<{ gaps: number[]; shown: number }>((resolve) => {
        const slider = document.querySelector<HTMLInputElement>('input[aria-label="Sample"]')!
        const gaps: number[] = []
        let shown = 0
        let value = slider.value
        const start = performance.now()
        let last = start
        const tick = (): void => {
          const now = performance.now()
          gaps.push(now - last)
          last = now
          if (slider.value !== value) shown += 1
          value = slider.value
          if (now - start < ms) requestAnimationFrame(tick)
          else resolve({ gaps: gaps.slice(1), shown })
        }
        requestAnimationFrame(tick)
      }),
    PLAY_MS,
  )
  const passed = (await place()) - from
  await close()
  const perSecond = (shown * 1000) / PLAY_MS
  return [
    {
      name: 'Replay of 60 samples a second: from one frame to the next, median',
      ratio: quantile(gaps, 0.5) / frame,
      floor: `one frame of this browser, ${frame.toFixed(1)} ms`,
      goal: 1.05,
      value: `${perSecond.toFixed(0)} redraws a second, ${passed} samples passed, p95 ${quantile(gaps, 0.95).toFixed(1)} ms`,
      spread: `${(quantile(gaps, 0.25) / frame).toFixed(2)}-${(quantile(gaps, 0.75) / frame).toFixed(2)}`,
    },
  ]
}

/** ms from one frame to the next in this browser. */
export async function measureFrame(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const times: number[] = []
        const tick = (at: number): void => {
          if (times.push(at) < 40) requestAnimationFrame(tick)
          else
            resolve(
              times
                .slice(1)
                .map((time, index) => time - times[index]!)
                .toSorted((a, b) => a - b)[19]!,
            )
        }
        requestAnimationFrame(tick)
      }),
  )
}

/** What an action took, each time. */
export interface Paints {
  /** ms from one of its inputs to the frame after it, the longest: waiting for the screen's next turn included. */
  readonly times: number[]
  /** ms of the processor's time on the main thread from the first input to that frame: what has to fit into one. */
  readonly works: number[]
}

/** Does something again and again, and looks at the frame after it. */
export async function measurePaints(
  { page, cdp }: OpenPage,
  count: number,
  action: (step: number) => Promise<void>,
): Promise<Paints> {
  await cdp.send('Performance.disable')
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const times: number[] = []
  const works: number[] = []
  for (let step = 0; step < count; step++) {
    // Nothing of the step before is still going on.
    await page.waitForTimeout(150)
    await page.evaluate(() => void (window.benchProbe.paints.length = 0))
    const before = await measureTaskMs(cdp)
    const painted = page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          window.benchProbe.onPaint = () => {
            window.benchProbe.onPaint = undefined
            resolve()
          }
          if (window.benchProbe.paints.length > 0) window.benchProbe.onPaint()
        }),
    )
    await action(step)
    await painted
    works.push((await measureTaskMs(cdp)) - before)
    // A click is two or three inputs; what it changes comes with the last.
    await page.waitForTimeout(30)
    times.push(await page.evaluate(() => Math.max(...window.benchProbe.paints)))
  }
  await cdp.send('Performance.disable')
  await cdp.send('Performance.enable')
  return { times, works }
}

/** Median and p95 of the work for a frame, and how long it took to come. */
export function inFrames(name: string, frame: number, { times, works }: Paints, goals: readonly number[]): BenchResult[] {
  const work = rowsOf(`${name}: work for the frame`, frame, works, goals, 'of the main thread')
  const wait = rowsOf(`${name}: until the frame`, frame, times, goals, 'to the frame after it')
  return goals.length === 1 ? [work[1]!, wait[1]!] : [...work, ...wait]
}

/** @param goals of median and p95; of p95 alone if there is one. */
function rowsOf(name: string, frame: number, times: readonly number[], goals: readonly number[], what: string): BenchResult[] {
  const spread = `${(quantile(times, 0.25) / frame).toFixed(2)}-${(quantile(times, 0.75) / frame).toFixed(2)}`
  return [0.5, 0.95].map((share, index) => ({
    name: `${name}, ${index === 0 ? 'median' : 'p95'}`,
    ratio: quantile(times, share) / frame,
    floor: `one frame of this browser, ${frame.toFixed(1)} ms`,
    goal: goals.length === 1 ? goals[0] : goals[index],
    value: `${quantile(times, share).toFixed(1)} ms ${what}`,
    spread,
  }))
}
