import { language } from '../base/say'
import type { UnixMs } from '../base/units'
import type { Snapshot } from '../profile/snapshot'
import { computeDifference, type Difference } from '../timeline/computeDifference'
import type { Timeline } from '../timeline/timeline'
import { indexInOther } from './otherTimeline'
import { isComparing, selectCursorIndex, type ViewerState } from './viewer'

/** One of two moments that are compared. */
export interface Moment {
  readonly timeline: Timeline
  readonly index: number
  readonly at: UnixMs
  readonly snapshot: Snapshot
}

/** Two moments and what is different at B from A. */
export interface Comparison {
  readonly a: Moment
  readonly b: Moment
  readonly difference: Difference
}

/** Index of A, in the other timeline where there is one; -1: nothing is compared, or A has no sample. */
export function selectIndexA(state: ViewerState): number {
  const { timeline, other, view } = state
  if (!timeline || timeline.length === 0) return -1
  if (other) return indexInOther(other, timeline, selectCursorIndex(state))
  return view.cursorA === undefined ? -1 : timeline.nearestIndex(view.cursorA)
}

/** When A is; undefined: nothing is compared, or A has no sample. */
export function selectTimeA(state: ViewerState): UnixMs | undefined {
  const index = selectIndexA(state)
  return index < 0 ? undefined : (state.other?.timeline ?? state.timeline)!.times.at(index)
}

let made: { readonly epochs: string; readonly comparison: Comparison } | undefined

/**
 * What is compared; undefined: nothing is, or one of the two has no sample. The same object as long as the two moments are the same, so
 * that all panels share one.
 */
export function selectComparison(state: ViewerState): Comparison | undefined {
  if (!isComparing(state)) {
    // A timeline that was closed must not be kept by what was compared in it.
    made = undefined
    return undefined
  }
  const { timeline, other } = state
  const indexA = selectIndexA(state)
  const indexB = selectCursorIndex(state)
  if (!timeline || indexA < 0 || indexB < 0) return undefined
  const timelineA = other?.timeline ?? timeline
  // A difference has sentences in it.
  const epochs = `${timelineA.epoch} ${timeline.epoch} ${language()}`
  const known = made?.comparison
  if (
    known &&
    made?.epochs === epochs &&
    known.a.timeline === timelineA &&
    known.b.timeline === timeline &&
    known.a.index === indexA &&
    known.b.index === indexB
  )
    return known
  const a = momentOf(timelineA, indexA)
  const b = momentOf(timeline, indexB)
  const comparison = { a, b, difference: computeDifference(a.snapshot, b.snapshot) }
  made = { epochs, comparison }
  return comparison
}

function momentOf(timeline: Timeline, index: number): Moment {
  return { timeline, index, at: timeline.times.at(index), snapshot: timeline.sampleAt(index).snapshot }
}
