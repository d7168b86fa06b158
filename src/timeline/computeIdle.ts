import type { Bytes, Share, UnixMs } from '../base/units'
import { findLife, usualPause, type GrowthSource } from './growthSource'
import { takeQuantile } from './median'

/** A stretch without work, and how much memory was left in it. */
export interface IdlePeriod {
  readonly from: UnixMs
  readonly to: UnixMs
  readonly samples: number
  /** RSS that was not left for three quarters of the samples. */
  readonly baseline: Bytes
}

/** The test of Doris's own definition of a leak: memory that stays higher each time the tasks have stopped. */
export interface IdleTest {
  readonly periods: readonly IdlePeriod[]
  /** Of the last periods, how many have a higher baseline than the one before; the first of them counts too. */
  readonly rising: number
  /** True: at least as many as asked for rise, up to the newest. */
  readonly rises: boolean
  /** From the first to the last of the rising ones. */
  readonly roseBy: Bytes
  /** False: there were too few idle periods, or the source does not say what tasks hold. */
  readonly tested: boolean
}

export interface IdleSettings {
  /** Tasks hold less than this share of RSS. */
  readonly idleShare: Share
  readonly idleMs: number
  readonly idlePeriods: number
  /** A baseline has to be higher by this share of RSS. */
  readonly leastRise: Share
}

/** @param rounding half a step of the source's rounding, bytes */
export function computeIdle(
  source: GrowthSource,
  range: { readonly from: UnixMs; readonly to: UnixMs },
  settings: IdleSettings,
  rounding: Bytes,
): IdleTest {
  const periods = findIdlePeriods(source, range, settings)
  let rising = Math.min(1, periods.length)
  for (let index = periods.length - 1; index > 0; index--) {
    const [before, after] = [periods[index - 1]!.baseline, periods[index]!.baseline]
    if (after - before <= Math.max(2 * rounding, settings.leastRise * before)) break
    rising += 1
  }
  const roseBy = rising < 2 ? 0 : periods.at(-1)!.baseline - periods.at(-rising)!.baseline
  return { periods, rising, rises: rising >= settings.idlePeriods, roseBy, tested: periods.length >= settings.idlePeriods }
}

function findIdlePeriods(
  source: GrowthSource,
  range: { readonly from: UnixMs; readonly to: UnixMs },
  { idleShare, idleMs }: IdleSettings,
): IdlePeriod[] {
  const life = findLife(source, range)
  if (!life) return []
  const tasks = source.column('tasks')
  const rss = source.column('rss')
  const longest = 20 * usualPause(source, life.first, life.last)
  const periods: IdlePeriod[] = []
  let start = -1
  const close = (end: number): void => {
    if (start >= 0) {
      const [from, to] = [source.times.at(start), source.times.at(end)]
      if (to - from >= idleMs) periods.push({ from, to, samples: end - start + 1, baseline: baselineOf(rss, start, end) })
    }
    start = -1
  }
  for (let index = life.first; index <= life.last; index++) {
    const isIdle = tasks.at(index) < idleShare * rss.at(index)
    const pause = index > life.first ? source.times.at(index) - source.times.at(index - 1) : 0
    if (!isIdle || pause > longest) close(index - 1)
    if (isIdle && start < 0) start = index
  }
  close(life.last)
  return periods
}

function baselineOf(rss: { at(index: number): number }, first: number, last: number): Bytes {
  const values = Float64Array.from({ length: last - first + 1 }, (_, offset) => rss.at(first + offset))
  return takeQuantile(values, 0.25)
}
