import type { FigureName } from '../profile/meaning'
import type { Timeline } from './timeline'

/** A height that the process should not reach. */
export interface LimitHeight {
  /** Which figures say it: several where they agree to the byte. */
  readonly names: readonly LimitName[]
  /** Bytes. */
  readonly value: number
}

export type LimitName = Extract<FigureName, 'limit' | 'softLimit' | 'cgroupLimit'>

const LIMIT_NAMES: readonly LimitName[] = ['limit', 'softLimit', 'cgroupLimit']
/** A limit that is higher than this times the data would press the data flat. */
const FAR = 1.6
/** One that is this near to another that is drawn is drawn too. */
const NEAR = 1.2

/** The limits that hold at a sample, highest first; equal ones as one. Unlimited and unreported ones are left out. */
export function computeLimitHeights(timeline: Timeline, index: number): readonly LimitHeight[] {
  const heights = new Map<number, LimitName[]>()
  for (const name of LIMIT_NAMES) {
    const value = timeline.column(name).at(index)
    if (value > 0) heights.set(value, [...(heights.get(value) ?? []), name])
  }
  return [...heights].map(([value, names]) => ({ value, names })).toSorted((a, b) => b.value - a.value)
}

/**
 * The height up to which to draw so that the data and the limits that are near it are seen.
 * @param highest largest value of the data, bytes; @param limits highest first
 */
export function computeHighest(highest: number, limits: readonly LimitHeight[]): number {
  let height = highest
  for (const { value } of limits.toReversed())
    if (value <= highest * FAR || value <= height * NEAR) height = Math.max(height, value)
  return height
}
