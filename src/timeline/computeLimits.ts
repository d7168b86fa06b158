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

/** The limits that hold at a sample, highest first; equal ones as one. Unlimited and unreported ones are left out. */
export function computeLimitHeights(timeline: Timeline, index: number): readonly LimitHeight[] {
  const heights = new Map<number, LimitName[]>()
  for (const name of LIMIT_NAMES) {
    const value = timeline.column(name).at(index)
    if (value > 0) heights.set(value, [...(heights.get(value) ?? []), name])
  }
  return [...heights].map(([value, names]) => ({ value, names })).toSorted((a, b) => b.value - a.value)
}

/** True: the limit is too far above the data to be drawn at its height. */
export function isFarAbove(limit: number, highest: number): boolean {
  return limit > highest * FAR
}
