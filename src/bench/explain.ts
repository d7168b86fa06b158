import { SessionReader } from '../format/session/read'
import { SessionWriter } from '../format/session/write'
import { churn } from '../testing/churn'
import { computeDifference } from '../timeline/computeDifference'
import { computeGrowth } from '../timeline/computeGrowth'
import { computeAllFindings, computeFindings, findingSteps } from '../timeline/findings/index'
import { GrowthKeeper } from '../timeline/growthKeeper'
import { Timeline } from '../timeline/timeline'
import { quantile, type BenchResult } from './benchResult'

const HEADER = { tool: 'bench', created: 0, target: undefined, source: 'live', note: '' } as const
const DAY = 17_280
const FRAME_MS = 1000 / 60

/** What explaining a day of 17,280 samples with 200 tasks costs, against opening the file that it is in. */
export async function benchExplain(): Promise<BenchResult[]> {
  const writer = new SessionWriter(HEADER)
  const samples = churn()
  const lines = Array.from({ length: DAY }, () => writer.lines(samples.next().value)).flatMap((text) => text.split('\n'))
  const opened = performance.now()
  const day = open(lines)
  const openMs = performance.now() - opened
  const range = { from: 0, to: day.times.at(DAY - 1) }
  const floor = `opening the file, ${(openMs / 1000).toFixed(1)} s`
  const result = (name: string, goal: number, times: readonly number[]): BenchResult => ({
    name,
    ratio: quantile(times, 0.5) / openMs,
    floor,
    goal,
    value: `${quantile(times, 0.5).toFixed(0)} ms`,
    spread: `${(quantile(times, 0.25) / openMs).toFixed(3)}-${(quantile(times, 0.75) / openMs).toFixed(3)}`,
  })
  const first = time(() => computeGrowth(day, range))
  const keeper = new GrowthKeeper()
  computeFindings(day, range.to, { growthKeeper: keeper })
  const live = repeat(100, () => {
    day.append(samples.next().value)
    const at = day.times.at(day.length - 1)
    return stepsOf(day, at, keeper)
  })
  const longest = live.map((steps) => Math.max(...steps))
  const whole = live.map((steps) => steps.reduce((sum, step) => sum + step, 0))
  const slices = stepsOf(day, day.times.at(day.length - 1), new GrowthKeeper())
  const at = (index: number): Parameters<typeof computeDifference>[0] => day.sampleAt(index).snapshot
  const differences = repeat(20, () => time(() => computeDifference(at(DAY / 3), at(DAY - 1))))
  return [
    result('First verdict of growth in a day', 0.5, [first]),
    result(
      'All findings of a day',
      1,
      repeat(5, () => time(() => computeAllFindings(day))),
    ),
    {
      // The page does it in steps and draws between them: what a frame waits for is the longest.
      name: 'A new sample explained: longest step, 19 of 20',
      ratio: quantile(longest, 0.95) / FRAME_MS,
      floor: 'a frame, 16.7 ms',
      goal: 1,
      value: `${quantile(longest, 0.5).toFixed(1)} ms, 99 of 100: ${quantile(longest, 0.99).toFixed(1)} ms; all steps ${quantile(whole, 0.5).toFixed(1)} ms`,
      spread: '',
    },
    {
      name: 'Longest step of explaining a day on the page, 49 of 50',
      ratio: quantile(slices, 0.98) / FRAME_MS,
      floor: 'a frame, 16.7 ms',
      goal: 1,
      value: `${quantile(slices, 0.98).toFixed(1)} ms, longest ${Math.max(...slices).toFixed(0)} ms, ${slices.length} steps`,
      spread: '',
    },
    {
      name: 'Difference of two moments of a day',
      ratio: quantile(differences, 0.5) / FRAME_MS,
      floor: 'a frame, 16.7 ms',
      goal: 1,
      value: `${quantile(differences, 0.5).toFixed(2)} ms`,
      spread: '',
    },
  ]
}

/** How long the page stands still at a time while it explains a moment: each step, in ms. */
function stepsOf(timeline: Timeline, at: number, growthKeeper: GrowthKeeper): number[] {
  const steps = findingSteps(timeline, at, { growthKeeper })
  const times: number[] = []
  for (let done = false; !done;) {
    const start = performance.now()
    done = steps.next().done === true
    times.push(performance.now() - start)
  }
  return times
}

function open(lines: readonly string[]): Timeline {
  const timeline = new Timeline(HEADER)
  const reader = new SessionReader()
  for (const line of lines) {
    const frame = reader.readLine(line)
    if (frame) timeline.append(frame)
  }
  return timeline
}

function time(call: () => unknown): number {
  const start = performance.now()
  call()
  return performance.now() - start
}

function repeat<T>(count: number, call: () => T): T[] {
  return Array.from({ length: count }, call)
}
