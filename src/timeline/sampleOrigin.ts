import type { Snapshot, Source } from '../profile/snapshot'
import type { Timeline } from './timeline'

/** What kind of text a sample was read from. */
export const SAMPLE_ORIGINS = ['log', 'page', 'metric'] as const
export type SampleOrigin = (typeof SAMPLE_ORIGINS)[number]

/** Told by the snapshot itself: a log prints the sections of a profile one by one, a page prints them below MemoryProfile. */
export function findOrigin({ source, profile, memoryInfo }: Snapshot): SampleOrigin {
  if (source === 'M' || profile?.children.some(({ name }) => name === 'Metrics')) return 'metric'
  if (IN_LOGS.has(source)) return 'log'
  // Only a page says what stands below "Memory Info".
  const isPage =
    !source.startsWith('P') || memoryInfo?.properties || profile?.children.some(({ name }) => name === 'MemoryProfile')
  return isPage ? 'page' : 'log'
}

const IN_LOGS: ReadonlySet<Source> = new Set<Source>(['status', 'G0b', 'G1a', 'G1', 'G2', "G2'"])

/** Samples of logs and pages come when somebody wrote or asked: between two nothing is known, so that values are held and not joined. */
export function isIrregular({ header }: Timeline): boolean {
  return header.source === 'log' || header.source === 'page'
}
