import type { UnixMs } from '../../base/units'
import type { LogPrefix } from './logPrefix'
import { timeOfPrefix } from './logPrefix'

/** What is known of when a log was written, apart from its lines. */
export interface LogDates {
  /** The file's name: rotated files have their date in it. */
  readonly name: string
  /** From "Log file created at" in its head, as if its clock were at UTC. */
  readonly created: UnixMs | undefined
  /** When the file was last changed, or what the present is. */
  readonly latest: UnixMs
  readonly offsetMinutes: number
}

/** The time of prefixes in the order of their file, in microseconds since 1970, a whole number below 2^53. */
export interface LogClock {
  readonly micros: (prefix: LogPrefix) => number
  /** A sentence about the year, if the lines do not say it; undefined: they do. */
  readonly yearNote: string | undefined
}

const HALF_YEAR_MS = 183 * 86_400_000
const DAY_MS = 86_400_000

/**
 * Before Doris 2.1 a prefix has no year. It is that of the file's name or head, else the one in which the log ends before the file was
 * last changed; where the date jumps from December to January, the next one begins.
 */
export function createLogClock(
  { name, created, latest, offsetMinutes }: LogDates,
  first: LogPrefix | undefined,
  last: LogPrefix | undefined,
): LogClock {
  const shift = offsetMinutes * 60_000
  if (!first || (first.date.length === 8 && last?.date.length === 8)) {
    return { micros: (prefix) => toMicros(timeOfPrefix(prefix, YEAR_OF_NONE) - shift, prefix), yearNote: undefined }
  }
  const named = created ?? dateOfName(name)
  let year: number
  let yearNote: string
  if (named !== undefined) {
    year = nearestYear(first, named)
    yearNote = `The lines do not say the year: ${year} is taken from the ${created === undefined ? "file's name" : 'head of the file'}.`
  } else {
    const end = last ?? first
    year = new Date(latest).getUTCFullYear()
    if (timeOfPrefix(end, year) - shift > latest + DAY_MS) year -= 1
    // The log may have begun in the year before it ended.
    if (timeOfPrefix(first, year) - timeOfPrefix(end, year) > HALF_YEAR_MS) year -= 1
    yearNote = `Neither the lines nor the file's name say the year: ${year} was assumed, so that the log ends before the file was last changed or read.`
  }
  let before: UnixMs | undefined
  const resolve = (prefix: LogPrefix): UnixMs => {
    let at = timeOfPrefix(prefix, year)
    if (prefix.date.length === 4 && before !== undefined) {
      if (before - at > HALF_YEAR_MS) at = timeOfPrefix(prefix, ++year)
      else if (at - before > HALF_YEAR_MS) at = timeOfPrefix(prefix, year - 1)
    }
    before = at
    return at - shift
  }
  return { micros: (prefix) => toMicros(resolve(prefix), prefix), yearNote }
}

const YEAR_OF_NONE = 1970

function toMicros(at: UnixMs, prefix: LogPrefix): number {
  return at * 1000 + (prefix.micros % 1000)
}

/** `be.INFO.log.20240103-080227`, `be.INFO.20240103`, `be-2024-01-03.log`. */
function dateOfName(name: string): UnixMs | undefined {
  const match = /(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d{5})/.exec(name)
  if (!match) return undefined
  const [month, day] = [Number(match[2]), Number(match[3])]
  return month < 1 || month > 12 || day < 1 || day > 31 ? undefined : Date.UTC(Number(match[1]), month - 1, day)
}

function nearestYear(prefix: LogPrefix, near: UnixMs): number {
  const year = new Date(near).getUTCFullYear()
  const distance = (candidate: number): number => Math.abs(timeOfPrefix(prefix, candidate) - near)
  return [year, year + 1, year - 1].reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best))
}
