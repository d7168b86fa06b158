import type { FigureName, Meaning } from '../profile/meaning'

/** The bands of the stack, bottom to top (viewer-design.md, section 3.2). */
export const BAND_IDS = ['cacheMetadata', 'global', 'jvm', 'memtables', 'jemalloc', 'otherTasks', 'query', 'untracked'] as const
export type BandId = (typeof BAND_IDS)[number]

export interface Band {
  readonly id: BandId
  /** Bytes; undefined = no part of it is reported by this source (then it is not drawn, and said as n/a). */
  readonly value: number | undefined
}

/**
 * The stack of one sample: tracked parts from 0 upward, then untracked on top so that the top is RSS. Where tracked exceeds RSS
 * (untracked negative), the parts rise above the RSS line by that much: drawn as over-tracked, never clamped.
 */
export interface Stack {
  readonly bands: readonly Band[]
  readonly rss: number | undefined
  /** Sum of bands - RSS in bytes: 0 where the source is exact. undefined if RSS is not reported. */
  readonly residual: number | undefined
  /** How much the residual may be off by the rounding of the source, in bytes. */
  readonly tolerance: number
}

/** Which figures a band adds up. */
export const BAND_PARTS: Readonly<Record<BandId, readonly FigureName[]>> = {
  cacheMetadata: ['cache', 'metadata'],
  global: ['global'],
  jvm: ['jvm'],
  memtables: ['memtables'],
  jemalloc: ['jemallocCache', 'jemallocMetadata'],
  otherTasks: ['load', 'compaction', 'schemaChange', 'other'],
  query: ['query'],
  untracked: ['untracked'],
}

/** The stack of one sample. Pure. */
export function computeStack(_meaning: Meaning): Stack {
  throw new Error('not written yet')
}
