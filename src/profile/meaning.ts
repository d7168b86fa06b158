import type { Reported, Snapshot, Source } from './snapshot'

/**
 * The named memory counters of a snapshot, whatever generation they came from (doris-formats.md, section 10). Each in bytes;
 * undefined = this source does not report it, null = reported as none, a figure of 0 = zero.
 */
export interface Meaning {
  readonly source: Source
  readonly rss: Reported
  readonly rssPeak: Reported
  readonly virtual: Reported
  readonly virtualPeak: Reported
  readonly tracked: Reported
  readonly trackedPeak: Reported
  /** As the source says it; may be negative. */
  readonly untracked: Reported
  readonly untrackedPeak: Reported
  /** rss - tracked by our own arithmetic, with the summed error. Disagreement with `untracked` beyond the errors is a finding. */
  readonly untrackedDerived: Reported
  /** Sum over query, load, compaction, schema change, other. */
  readonly tasks: Reported
  readonly query: Reported
  readonly load: Reported
  readonly compaction: Reported
  readonly schemaChange: Reported
  readonly other: Reported
  readonly global: Reported
  readonly metadata: Reported
  readonly cache: Reported
  /** Heap and non-heap together. */
  readonly jvm: Reported
  readonly jemallocCache: Reported
  readonly jemallocMetadata: Reported
  /** Inside load up to P2, a part of tracked of its own in P3 (`memtablesAdditive`). */
  readonly memtables: Reported
  /** Contained in tasks; never added. */
  readonly reserved: Reported
  readonly physical: Reported
  readonly limit: Reported
  readonly softLimit: Reported
  readonly available: Reported
  readonly lowWaterMark: Reported
  readonly warningWaterMark: Reported
  readonly cgroupLimit: Reported
  readonly cgroupUsage: Reported
  /** True: memtables are a part of tracked beside load (P3); false: they are a view inside load. */
  readonly memtablesAdditive: boolean
  /** True: global holds the caches and the metadata too (P1). Compare Global + Cache + Metadata across generations. */
  readonly globalHoldsCaches: boolean
  /** "[ASAN]" builds: not comparable with production. */
  readonly asan: boolean
}

/** The names of the figures in a Meaning: what a timeline keeps a column of. */
export const FIGURE_NAMES = [
  'rss',
  'rssPeak',
  'virtual',
  'virtualPeak',
  'tracked',
  'trackedPeak',
  'untracked',
  'untrackedPeak',
  'untrackedDerived',
  'tasks',
  'query',
  'load',
  'compaction',
  'schemaChange',
  'other',
  'global',
  'metadata',
  'cache',
  'jvm',
  'jemallocCache',
  'jemallocMetadata',
  'memtables',
  'reserved',
  'physical',
  'limit',
  'softLimit',
  'available',
  'lowWaterMark',
  'warningWaterMark',
  'cgroupLimit',
  'cgroupUsage',
] as const satisfies readonly (keyof Meaning)[]

export type FigureName = (typeof FIGURE_NAMES)[number]

/** What the counters of this snapshot mean. Pure; a snapshot without a memory profile gives undefined everywhere. */
export function computeMeaning(_snapshot: Snapshot): Meaning {
  throw new Error('not written yet')
}
