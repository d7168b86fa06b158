import type { UnixMs } from '../../base/units'
import { cleanLine } from './plainText'

/** The prefix that glog puts before a message (doris-formats.md, section 7.1). */
export interface LogPrefix {
  readonly level: 'I' | 'W' | 'E' | 'F'
  /** `20240718`, or `0718` before Doris 2.1. */
  readonly date: string
  /** Microseconds since midnight on the clock of the machine. */
  readonly micros: number
  /** Digits of the thread's number. */
  readonly thread: string
  /** Source file and line, such as `mem_tracker_limiter.cpp:389`. */
  readonly place: string
  /** What follows it on its line. */
  readonly rest: string
}

// Before the prefix may stand what a container, a quote or a list puts there: `RuntimeLogger `, a time, `be-0 | `, `> `.
const PREFIX =
  /^(?:[^[\]]{0,80}?[\s|>`"'*])??([IWEF])(\d{8}|\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{6}) +(\d{1,20}) ([\w.+/-]{1,100}:\d{1,7})\] ?/

/** The prefix at the beginning of a line; undefined if there is none, or if it is no possible moment. */
export function readLogPrefix(line: string): LogPrefix | undefined {
  // Most lines that are asked about have none: they are indented, or have no bracket.
  if (line.length < MIN_LENGTH) return undefined
  const clean = cleanLine(line)
  const match = PREFIX.exec(clean)
  if (!match) return undefined
  const [whole, level, date, hours, minutes, seconds, fraction, thread, place] = match
  const month = Number(date!.slice(-4, -2))
  const day = Number(date!.slice(-2))
  if (month < 1 || month > 12 || day < 1 || day > 31 || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60)
    return undefined
  return {
    level: level as LogPrefix['level'],
    date: date!,
    micros: ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1e6 + Number(fraction),
    thread: thread!,
    place: place!,
    rest: clean.slice(whole.length),
  }
}

/** `I0718 15:03:59.123456 1 a:1]` */
const MIN_LENGTH = 28

const CONSOLE = /^\s*RuntimeLogger ?/

/** A further line of a message, without what the console of a container puts before each. */
export function stripConsole(line: string): string {
  return line.startsWith('RuntimeLogger') ? line.replace(CONSOLE, '') : line
}

/** ms since 1970 if the clock were at UTC; `year` is used for a prefix without one. */
export function timeOfPrefix({ date, micros }: Pick<LogPrefix, 'date' | 'micros'>, year: number): UnixMs {
  const own = date.length === 8 ? Number(date.slice(0, 4)) : year
  return Date.UTC(own, Number(date.slice(-4, -2)) - 1, Number(date.slice(-2))) + Math.floor(micros / 1000)
}
