import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'

/** A kill so long after the last sample, beside the whole timeline, is still a part of its picture. */
const SHARE = 0.1
const LEAST_MS = 60_000

/** Where the picture of a timeline ends: at its last sample, or at what ended the process shortly after. The timeline is not empty. */
export function endOfTimeline(timeline: Timeline): UnixMs {
  const first = timeline.times.at(0)
  const last = timeline.times.at(timeline.length - 1)
  const end = timeline.marks.findLast(({ mark }) => mark === 'oom' || mark === 'crash')
  if (!end) return last
  const at = end.at + (end.withinMs ?? 0)
  return at > last && at - last <= Math.max(LEAST_MS, SHARE * (last - first)) ? at : last
}
