import { bytesIn, pickByteUnit, type ByteUnit } from '../base/formatBytes'
import { formatClock, formatDateTime, offsetMinutes, wallClock, type Zone } from '../base/formatTime'
import type { UnixMs } from '../base/units'

// Ticks that a person would choose: round on the wall clock of the zone, round in the one unit of the axis.

export interface TimeTick {
  readonly at: UnixMs
  /** "14:05", "14:05:10"; "11-23" where a step is a day or more. */
  readonly clock: string
  /** "2026-11-23" on the first tick and wherever the day changes; undefined elsewhere: a day is printed once. */
  readonly day: string | undefined
}

export interface ByteAxis {
  readonly unit: ByteUnit
  /** Bytes at the bottom (0, or below it where there are negative parts) and at the top. */
  readonly low: number
  readonly high: number
  /** Bytes, ascending. */
  readonly ticks: readonly number[]
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// prettier-ignore
const TIME_STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
]
/** Room for one label with some air, in CSS px: "14:05", "14:05:10". */
const SHORT_PX = 58
const LONG_PX = 78
const MOST_TICKS = 40

/** Ticks from `from` to `to` that are round on the zone's wall clock, as many as have room in `width` CSS px. */
export function computeTimeTicks(from: UnixMs, to: UnixMs, width: number, zone: Zone): readonly TimeTick[] {
  const span = to - from
  if (!(span > 0) || !Number.isFinite(span) || !(width > 0)) return []
  const wanted = (label: number): number => Math.max(1, Math.min(MOST_TICKS, Math.floor(width / label)))
  const step =
    TIME_STEPS.find((candidate) => span / candidate <= wanted(candidate < MINUTE ? LONG_PX : SHORT_PX)) ??
    Math.ceil(span / wanted(SHORT_PX) / DAY) * DAY
  const ticks: TimeTick[] = []
  let day = ''
  let wall = Math.ceil(wallClock(from, zone).getTime() / step) * step
  for (let count = 0; count <= 2 * MOST_TICKS; count++, wall += step) {
    const at = atWallClock(wall, zone)
    if (at > to) break
    if (at < from || at === ticks.at(-1)?.at) continue
    const dateTime = formatDateTime(at, zone)
    const thisDay = dateTime.slice(0, 10)
    const clock = step >= DAY ? thisDay.slice(5) : step >= MINUTE ? dateTime.slice(11, 16) : formatClock(at, zone)
    const isNewDay = step >= DAY ? thisDay.slice(0, 4) !== day.slice(0, 4) : thisDay !== day
    ticks.push({ at, clock, day: isNewDay ? (step >= DAY ? thisDay.slice(0, 4) : thisDay) : undefined })
    day = thisDay
  }
  return ticks
}

/**
 * An axis in one unit whose ends and ticks are round. It always holds 0.
 * @param low  smallest value to be seen, bytes; @param high  largest
 * @param height CSS px; @param largest the largest unit that may be used (Doris knows no TB)
 */
export function computeByteAxis(low: number, high: number, height: number, largest: ByteUnit = 'TiB'): ByteAxis {
  const top = Math.max(0, high)
  const bottom = Math.min(0, low)
  if (!(top - bottom > 0) || !Number.isFinite(top - bottom)) return { unit: 'B', low: 0, high: 1, ticks: [0] }
  const unit = pickByteUnit(Math.max(top, -bottom), largest)
  const wanted = Math.max(2, Math.min(8, Math.floor(height / 42)))
  const step = roundUp((top - bottom) / bytesIn(unit) / wanted, unit) * bytesIn(unit)
  const half = step / 2
  // A little air above the highest point, so that its line is whole.
  const axisHigh = top === 0 ? 0 : Math.ceil((top * 1.03) / half) * half
  const axisLow = bottom === 0 ? 0 : Math.floor((bottom * 1.03) / half) * half
  const ticks: number[] = []
  for (let multiple = Math.ceil(axisLow / step); multiple * step <= axisHigh; multiple++) {
    ticks.push(multiple === 0 ? 0 : multiple * step)
  }
  return { unit, low: axisLow, high: axisHigh, ticks }
}

/** The number at a tick: as many decimals as the step needs, no more. */
export function formatByteTick(bytes: number, axis: ByteAxis): string {
  const scale = bytesIn(axis.unit)
  const step = axis.ticks.length > 1 ? (axis.ticks[1]! - axis.ticks[0]!) / scale : 1
  const decimals = step >= 1 && Number.isInteger(step) ? 0 : Number.isInteger(step * 10) ? 1 : 2
  const text = (Math.abs(bytes) / scale).toFixed(bytes === 0 ? 0 : decimals)
  return bytes < 0 ? `−${text}` : text
}

/** The next of 1, 2, 2.5, 5 times a power of ten; whole bytes where the unit is the byte. */
function roundUp(value: number, unit: ByteUnit): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999)!
  return unit === 'B' ? Math.max(1, Math.ceil(step)) : step
}

/** The moment at which the zone's wall clock reads `wall` (as its UTC fields). */
function atWallClock(wall: number, zone: Zone): UnixMs {
  const guess = wall - offsetMinutes(wall, zone) * MINUTE
  // Around a change of the clocks the offset at the guess is the right one.
  return wall - offsetMinutes(guess, zone) * MINUTE
}
