import type { Bytes } from '../base/units'
import type { Slope } from './computeSlope'
import type { GrowthSource } from './growthSource'

export type LimitKind = 'softLimit' | 'limit' | 'cgroupLimit' | 'lowWaterMark'

/** How long until a limit is reached if memory goes on growing as it did. */
export interface RoomTime {
  readonly limit: LimitKind
  /** The limit itself; of the low water mark, the memory that has to stay available. */
  readonly value: Bytes
  /** What is left until there. */
  readonly room: Bytes
  readonly earliestMs: number
  readonly latestMs: number
  /** By the slope itself. */
  readonly expectedMs: number
}

/** Nothing is said of a time beyond this many times the time that was watched. */
const FURTHEST = 2

/**
 * The limits that are ahead of a growth, first the one that is reached first. A limit that is reached already is not ahead of it.
 * @param rss how RSS grows; its interval has to lie above 0, else nothing is ahead. @param available how the memory that the host has left changes
 */
export function computeRoomTimes(
  source: GrowthSource,
  last: number,
  rss: Slope | undefined,
  available: Slope | undefined,
): RoomTime[] {
  const times: RoomTime[] = []
  const add = (limit: LimitKind, value: number, level: number, slope: Slope | undefined, sign: 1 | -1): void => {
    if (!slope || !(value > 0)) return
    const [slow, usual, fast] = sign > 0 ? [slope.low, slope.perMs, slope.high] : [-slope.high, -slope.perMs, -slope.low]
    const room = sign * (value - level)
    if (!(room > 0) || !(slow > 0) || !(room / usual <= FURTHEST * slope.spanMs)) return
    // A steeper line through the middle of what was watched ends higher, too.
    const half = slope.spanMs / 2
    const earliestMs = Math.max(0, room - (fast - usual) * half) / fast
    const latestMs = (room + (usual - slow) * half) / slow
    times.push({ limit, value, room, earliestMs, latestMs, expectedMs: room / usual })
  }
  const at = (name: 'softLimit' | 'limit' | 'cgroupLimit' | 'cgroupUsage' | 'lowWaterMark'): number =>
    source.column(name).at(last)
  const level = rss?.level ?? Number.NaN
  add('softLimit', at('softLimit'), level, rss, 1)
  add('limit', at('limit'), level, rss, 1)
  const usage = at('cgroupUsage')
  add('cgroupLimit', at('cgroupLimit'), Number.isNaN(usage) ? level : usage, rss, 1)
  add('lowWaterMark', at('lowWaterMark'), available?.level ?? Number.NaN, available, -1)
  return times.toSorted((a, b) => a.expectedMs - b.expectedMs)
}
