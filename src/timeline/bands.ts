import { phrase, say, type Phrase } from '../base/say'
import { bytesOf, subtractFigures, sumFigures } from '../profile/figure'
import type { FigureName, Meaning } from '../profile/meaning'
import type { Figure } from '../profile/snapshot'

/** The bands of the stack, bottom to top (viewer-design.md, section 3.2). */
export const BAND_IDS = ['cacheMetadata', 'global', 'jvm', 'memtables', 'jemalloc', 'otherTasks', 'query', 'untracked'] as const
export type BandId = (typeof BAND_IDS)[number]

/** What a band is called on the screen. */
const BAND_LABELS: Readonly<Record<BandId, Phrase>> = {
  cacheMetadata: phrase('Cache + metadata'),
  global: phrase('Global'),
  jvm: phrase('JVM'),
  memtables: phrase('Memtables'),
  jemalloc: phrase('Jemalloc cache + metadata'),
  otherTasks: phrase('Load, compaction, other tasks'),
  query: phrase('Query'),
  untracked: phrase('Untracked'),
}

export function bandLabel(id: BandId): string {
  return say(BAND_LABELS[id])
}

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
  /** Sum of bands - RSS in bytes: 0 where the source is exact. undefined if RSS, or every band but jemalloc, is not reported. */
  readonly residual: number | undefined
  /** How much the residual may be off by the rounding of the source, in bytes. */
  readonly tolerance: number
  /** True: the source does not say untracked, and the band is rss - tracked by our own arithmetic. */
  readonly untrackedIsDerived: boolean
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

/** The stack of one sample. Sums are exact to 2^63; a value that is handed out is the nearest JS number. Pure. */
export function computeStack(meaning: Meaning): Stack {
  const figures = BAND_IDS.map((id) => computeBand(meaning, id))
  const sum = sumFigures(figures)
  // A status line says the allocator's cache and nothing else of the parts: that is no stack.
  const hasParts = figures.some((figure, index) => figure && BAND_IDS[index] !== 'jemalloc')
  const residual = hasParts ? subtractFigures(sum, meaning.rss) : undefined
  return {
    bands: BAND_IDS.map((id, index) => ({ id, value: bytesOf(figures[index]) })),
    rss: bytesOf(meaning.rss),
    residual: bytesOf(residual),
    tolerance: residual?.error ?? 0,
    untrackedIsDerived: !meaning.untracked && meaning.untrackedDerived !== undefined,
  }
}

/** One band in bytes, exact, with its rounding error; undefined = no part of it is reported. */
export function computeBand(meaning: Meaning, id: BandId): Figure | undefined {
  // Both would count twice: caches that global holds (P1), and memtables that load holds (up to P2).
  if (id === 'cacheMetadata' && meaning.globalHoldsCaches) return undefined
  if (id === 'memtables' && !meaning.memtablesAdditive) return undefined
  const sum = sumFigures(BAND_PARTS[id].map((name) => meaning[name]))
  return id === 'untracked' ? (sum ?? meaning.untrackedDerived ?? undefined) : sum
}
