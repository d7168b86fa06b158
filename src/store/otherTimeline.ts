import { alignMoments, type Alignment } from '../timeline/alignMoments'
import type { Timeline } from '../timeline/timeline'
import type { SourceState } from './source'

/** A second timeline that the one on the screen is compared with: its moment is A, the cursor is B. */
export interface OtherTimeline {
  /** Of the file or target. */
  readonly name: string
  readonly source: Exclude<SourceState, { kind: 'none' }>
  readonly timeline: Timeline
  /** Which of its moments stands for one of the timeline on the screen. */
  readonly by: Alignment
}

const found = new WeakMap<Timeline, { readonly key: string; readonly from: Timeline; readonly index: number }>()

/** Index of the sample of the other timeline that stands for a sample of this one; -1: none does. */
export function indexInOther({ timeline: other, by }: OtherTimeline, timeline: Timeline, index: number): number {
  const key = `${by} ${index} ${timeline.epoch} ${other.length} ${other.epoch}`
  const kept = found.get(other)
  if (kept?.key === key && kept.from === timeline) return kept.index
  const aligned = alignMoments(timeline, index, other, by) ?? -1
  found.set(other, { key, from: timeline, index: aligned })
  return aligned
}
