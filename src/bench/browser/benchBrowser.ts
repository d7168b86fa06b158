import type { BenchResult } from '../benchResult'
import { startBrowserRun, whyNoBrowser } from './browserRun'
import { benchInteract, benchReplay } from './interact'
import { benchLive } from './live'
import { benchManyTasks } from './manyTasks'
import { benchHugeFile, benchOpenFile } from './openFile'
import { hugeFile, plainFile, timelineFile } from './sampleFiles'
import { benchStart } from './start'

/** The whole day, instead of the first 2,000 samples of it. */
const DAY = 17_280
const SMALL = 2_000
/** 630 MB of plain JSON, more than a string can hold. */
const HUGE = 12_000
const ROUNDS = 3

/**
 * The built page in headless Chromium behind the real gateway, used as a person uses it: files are chosen in its dialog, keys pressed,
 * buttons clicked. Nothing in the page knows of the bench.
 * @param wanted parts by name (start, open, huge, move, tasks, live); none = all
 */
export async function benchBrowser(isDay: boolean, wanted: readonly string[]): Promise<BenchResult[]> {
  const reason = whyNoBrowser()
  if (reason !== undefined) {
    process.stderr.write(`browser: not measured, because ${reason}.\n`)
    return []
  }
  const samples = isDay ? DAY : SMALL
  const files = {
    day: timelineFile(samples, 200),
    wide: timelineFile(isDay ? SMALL : 300, 2000),
    plainGz: plainFile(SMALL, 200, true),
    plain: plainFile(750, 200, false),
  }
  const seconds = timelineFile(600, 200, 1000)
  const many = plainFile(2, 20_000, false)
  const run = await startBrowserRun([...Object.values(files), many])
  const results: BenchResult[] = []
  const parts: readonly (readonly [string, () => Promise<BenchResult[]>])[] = [
    ['start', () => benchStart(run, 7)],
    ['open', () => benchOpenFile(run, files, ROUNDS)],
    ['huge', () => benchHugeFile(run, hugeFile(isDay ? HUGE : SMALL), files.plain, isDay ? 1 : ROUNDS)],
    ['move', () => benchInteract(run, files.day)],
    ['replay', () => benchReplay(run, seconds)],
    ['tasks', () => benchManyTasks(run, many)],
    ['live', () => benchLive(run, [500, samples], isDay ? 28_800 : SMALL)],
  ]
  try {
    for (const [name, bench] of parts) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      process.stderr.write(`  browser, ${name} …\n`)
      try {
        results.push(...(await bench()))
      } catch (error) {
        // One part that does not run is said, and the others are measured all the same.
        process.stderr.write(`  browser, ${name}: not measured: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exitCode = 1
      }
    }
  } finally {
    await run.stop()
  }
  return results
}
