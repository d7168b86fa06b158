import type { Integer } from '../base/integer'
import type { UnixMs } from '../base/units'
import type { ExtraFields } from './counter'
import type { ProfileNode } from './node'

/**
 * Where a snapshot came from: a generation of Doris's text (doris-formats.md, section 1), 'json' for our own form, 'text' for a
 * RuntimeProfile that is not a memory profile. 'G0' to 'W1' are Doris before P1, 'T1' is its SQL table, 'M' metrics, 'status' a status
 * line alone, 'allocator' the allocator's own text alone, 'StarRocks' and 'Impala' the neighbours.
 */
export type Source = (typeof SOURCES)[number]

export const SOURCES = [
  'json',
  'P1',
  'P2',
  'P3a',
  'P3',
  'text',
  'G0',
  'G0b',
  'G1a',
  'G1',
  'G2',
  "G2'",
  'W1',
  'T1',
  'M',
  'status',
  'allocator',
  'StarRocks',
  'Impala',
] as const

/** One look at one process. Never changed once made. */
export interface Snapshot {
  /** On the observed process's clock if it said so (JSON), else on the clock of whoever asked; undefined for a text without a time. */
  readonly takenAt: UnixMs | undefined
  readonly process: ProcessIdentity
  /** The root node ("ProcessProfile"; its children are what Doris prints); undefined for a sample that is a status line only. */
  readonly profile: ProfileNode | undefined
  readonly memoryInfo: MemoryInfo | undefined
  readonly source: Source
  /** Unknown top-level fields of the JSON form. */
  readonly extra: ExtraFields | undefined
}

/** Who it is. undefined = not said. */
export interface ProcessIdentity {
  readonly name: string
  readonly host: string | undefined
  readonly pid: number | undefined
  readonly startedAt: UnixMs | undefined
  readonly version: string | undefined
  readonly extra: ExtraFields | undefined
}

/** A number with half a step of rounding error in the same unit; 0 = exact. */
export interface Figure {
  readonly value: Integer
  readonly error: number
  /** Unknown fields of the JSON form; left out where there is none. */
  readonly extra?: ExtraFields | undefined
}

/** undefined: not reported. null: reported as none (no limit, -1, an unset cgroup). A figure with value 0: zero. */
export type Reported = Figure | null | undefined

/** What the page prints under "Memory Info" and what the status line of the log says; all in bytes. */
export interface MemoryInfo {
  readonly properties: MemoryProperties | undefined
  readonly status: MemoryStatus | undefined
  /** Memory option settings, key to text, in order; undefined = not reported. */
  readonly options: ReadonlyMap<string, string> | undefined
  /** The allocator's own text, lines separated by \n. */
  readonly allocator: string | undefined
  readonly extra: ExtraFields | undefined
}

export interface MemoryProperties {
  readonly physicalMemory: Reported
  readonly pageSize: Reported
  readonly memLimit: Reported
  readonly softMemLimit: Reported
  readonly lowWaterMark: Reported
  readonly warningWaterMark: Reported
  readonly cgroupLimit: Reported
  readonly cgroupUsage: Reported
  /** undefined = not reported. */
  readonly cgroupRefreshState: boolean | undefined
  readonly extra: ExtraFields | undefined
}

export interface MemoryStatus {
  readonly physical: Reported
  readonly used: Reported
  readonly rss: Reported
  readonly jemallocCache: Reported
  readonly reserved: Reported
  readonly waitingRefresh: Reported
  readonly limit: Reported
  readonly softLimit: Reported
  readonly available: Reported
  readonly lowWaterMark: Reported
  readonly warningWaterMark: Reported
  readonly extra: ExtraFields | undefined
}
