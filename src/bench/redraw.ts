import type { SampleFrame } from '../profile/frame'
import { churn } from '../testing/churn'
import { computeChart, findGaps, findMoments } from '../timeline/computeChart'
import { computeOverview } from '../timeline/computeOverview'
import { computeByteAxis, computeTimeTicks } from '../timeline/computeTicks'
import { pickIndices } from '../timeline/reduce'
import { Timeline } from '../timeline/timeline'
import { quantile, type BenchResult } from './benchResult'

const FRAME_MS = 1000 / 60
const LENGTHS = [500, 17_280, 1_000_000]
const ROUNDS = 60
/** The chart and the overview of a page 1,440 px wide. */
const CHART = { width: 940, height: 230 }
const OVERVIEW_WIDTH = 1220
const EVERY_MS = 1000
const DIFFERENT = 512

/**
 * A sample appended to ever longer histories, and all that both charts draw computed anew: what is left after it, painting, depends on
 * the pixels only. Samples of a few counters, so that a million of them fit into this process; browser:live measures pages.
 */
export function benchRedraw(): BenchResult[] {
  const source = churn({ trackers: 0, everyMs: EVERY_MS, seed: 3 })
  const samples = Array.from({ length: DIFFERENT }, () => source.next().value as SampleFrame)
  const start = samples[0]!.at
  const timeline = new Timeline({ tool: 'bench', created: 0, target: undefined, source: 'live', note: '' })
  const append = (): void => {
    const seq = timeline.length
    timeline.append({ ...samples[seq % DIFFERENT]!, seq: seq + 1, at: start + seq * EVERY_MS })
  }
  const results: BenchResult[] = []
  let shortest = Number.NaN
  for (const length of LENGTHS) {
    while (timeline.length < length) append()
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const before = performance.now()
      append()
      computeAll(timeline)
      times.push(performance.now() - before)
    }
    const ms = quantile(times, 0.5)
    const at = `at ${length.toLocaleString('en-US')} samples`
    results.push({
      name: `Append and compute every chart, ${at}`,
      ratio: ms / FRAME_MS,
      floor: 'one frame at 60 Hz, 16.7 ms',
      goal: 1,
      value: `${ms.toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms`,
      spread: `${(quantile(times, 0.25) / FRAME_MS).toFixed(2)}-${(quantile(times, 0.75) / FRAME_MS).toFixed(2)}`,
    })
    if (Number.isNaN(shortest)) shortest = ms
    else {
      results.push({
        name: `The same, against ${LENGTHS[0]!.toLocaleString('en-US')} samples`,
        ratio: ms / shortest,
        floor: `${shortest.toFixed(2)} ms`,
        goal: 1.5,
        value: `${ms.toFixed(2)} ms`,
        spread: '',
      })
    }
  }
  return results
}

function computeAll(timeline: Timeline): void {
  const from = timeline.times.at(0)
  const to = timeline.times.at(timeline.length - 1)
  const picked = pickIndices(timeline, from, to, CHART.width)
  const shape = computeChart(timeline, picked, { mode: 'stack', solo: undefined, hidden: [] })
  computeByteAxis(shape.low, shape.high, CHART.height, 'TiB')
  computeTimeTicks(from, to, CHART.width, { kind: 'utc' })
  computeOverview(timeline, pickIndices(timeline, from, to, OVERVIEW_WIDTH))
  findGaps(timeline, from, to)
  findMoments(timeline, from, to)
}
