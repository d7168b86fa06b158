import { computeBreaks } from './computeChart'
import type { Timeline } from './timeline'

/** RSS in two parts over picked samples, in bytes; NaN where a sample does not say it. */
export interface OverviewShape {
  readonly count: number
  readonly at: Float64Array
  /** 1 where nothing may be drawn between this sample and the one before. */
  readonly breaks: Uint8Array
  /** RSS of the samples that know their parts. */
  readonly rss: Float64Array
  /** What of it is tracked: at most RSS. */
  readonly tracked: Float64Array
  /** RSS of the samples that know nothing else. */
  readonly bare: Float64Array
  /** Largest RSS; 0 if there is none. */
  readonly highest: number
}

/** The whole timeline in two tones, for the samples at these ascending indices. */
export function computeOverview(timeline: Timeline, indices: ArrayLike<number>): OverviewShape {
  const totals = timeline.column('rss')
  const rest = timeline.band('untracked')
  const count = indices.length
  const at = new Float64Array(count)
  const rss = new Float64Array(count).fill(Number.NaN)
  const tracked = new Float64Array(count).fill(Number.NaN)
  const bare = new Float64Array(count).fill(Number.NaN)
  let highest = 0
  for (let place = 0; place < count; place++) {
    const index = indices[place]!
    const total = totals.at(index)
    const untracked = rest.at(index)
    at[place] = timeline.times.at(index)
    if (total > highest) highest = total
    if (Number.isNaN(untracked)) bare[place] = total
    else {
      rss[place] = total
      tracked[place] = total - Math.max(0, untracked)
    }
  }
  return { count, at, breaks: computeBreaks(timeline, indices), rss, tracked, bare, highest }
}
