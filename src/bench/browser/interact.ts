import type { Page } from '@playwright/test'
import { quantile, type BenchResult } from '../benchResult'
import type { BrowserRun } from './browserRun'
import { openFile } from './openFile'
import type { BenchFile } from './sampleFiles'

const SEEKS = 40

/** Moving through a long timeline: from the input to the frame after it, in frames of this browser. */
export async function benchInteract(run: BrowserRun, day: BenchFile): Promise<BenchResult[]> {
  const { page, close } = await run.open('/')
  const frame = await measureFrame(page)
  await openFile(page, day.path)
  await page.waitForTimeout(1000)
  const results: BenchResult[] = []
  const slider = (await page.getByRole('slider', { name: 'Sample', exact: true }).boundingBox())!
  results.push(
    ...inFrames(
      'Seek anywhere, by a click on the slider',
      frame,
      await measurePaints(page, SEEKS, async (step) => {
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
    inFrames('Cursor, one sample', frame, await measurePaints(page, 40, keys(['ArrowLeft'])))[1]!,
    inFrames('Zoom in and out', frame, await measurePaints(page, 40, keys(['+', '+', '+', '-', '-', '-'])))[1]!,
  )
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  results.push(inFrames('Pan by half a window', frame, await measurePaints(page, 40, keys(['[', ']', '[', '[', ']', ']'])))[1]!)
  const plot = (await chart.boundingBox())!
  results.push(
    inFrames(
      'Pointer over the chart',
      frame,
      await measurePaints(page, 60, (step) =>
        page.mouse.move(plot.x + (((step * 37) % 100) / 100) * plot.width, plot.y + plot.height / 2),
      ),
    )[1]!,
  )
  const strip = (await page.getByRole('slider', { name: 'Visible part of the timeline' }).boundingBox())!
  await page.mouse.move(strip.x + strip.width / 2, strip.y + strip.height / 2)
  await page.mouse.down()
  const dragged = await measurePaints(page, 60, (step) =>
    page.mouse.move(strip.x + strip.width / 2 + 3 * ((step % 20) - 10), strip.y + strip.height / 2),
  )
  await page.mouse.up()
  results.push(inFrames('Drag of the overview', frame, dragged)[1]!)
  await close()
  return results
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

/** Of each action the longest time from one of its inputs to the frame after it, in ms. */
export async function measurePaints(page: Page, count: number, action: (step: number) => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let step = 0; step < count; step++) {
    await page.evaluate(() => void (window.benchProbe.paints.length = 0))
    await action(step)
    await page.waitForFunction(() => window.benchProbe.paints.length > 0, undefined, { timeout: 10_000 })
    // A click is two or three inputs; what it changes comes with the last.
    await page.waitForTimeout(30)
    times.push(await page.evaluate(() => Math.max(...window.benchProbe.paints)))
  }
  return times
}

/** Median and p95. */
export function inFrames(name: string, frame: number, times: readonly number[], goals = [1, 1]): BenchResult[] {
  const spread = `${(quantile(times, 0.25) / frame).toFixed(2)}-${(quantile(times, 0.75) / frame).toFixed(2)}`
  return [0.5, 0.95].map((share, index) => ({
    name: `${name}, ${index === 0 ? 'median' : 'p95'}`,
    ratio: quantile(times, share) / frame,
    floor: `one frame of this browser, ${frame.toFixed(1)} ms`,
    goal: goals[index],
    value: `${quantile(times, share).toFixed(1)} ms to the frame after it`,
    spread,
  }))
}
