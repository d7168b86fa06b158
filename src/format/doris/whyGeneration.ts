import type { Source } from '../../profile/snapshot'

/** By what a generation of Doris's output is told, as the end of a sentence (doris-formats.md, section 14); undefined: nothing to say. */
export function whyGeneration(source: Source): string | undefined {
  return WHY[source]
}

const WHY: Readonly<Partial<Record<Source, string>>> = {
  P1: 'its sections, and nothing in them that later ones print',
  P2: 'counters with a current value and a peak, or sections for metadata, caches or objects (3.0.4 and later)',
  P3a: 'JvmMemory as one figure',
  P3: 'MemtableMemory, or the two parts of JvmMemory',
  W1: 'the columns of the page /mem_tracker',
  T1: 'the columns of information_schema.backend_memory_tracker',
}
