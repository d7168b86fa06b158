import type { ProfileNode } from './node'
import type { Snapshot } from './snapshot'

const P1_SECTIONS = ['MemoryOverviewSnapshot', 'GlobalMemorySnapshot', 'TopMemoryTasksSnapshot', 'AllTasksMemorySnapshot']
const P2_SECTIONS = ['MetadataMemorySnapshot', 'CacheMemorySnapshot']

/**
 * Names of the sections of Doris's memory profile that this snapshot should have and does not (doris-formats.md, section 4). Empty
 * for a complete one, and for a process whose tree is not Doris's, of which nothing is expected.
 */
export function computeMissingSections(snapshot: Snapshot): readonly string[] {
  const memory = snapshot.profile?.children.find((child) => child.name === 'MemoryProfile')
  if (!memory) return []
  const overview = memory.children.find((child) => sectionName(child) === 'MemoryOverviewSnapshot')
  const expected = overview && isP1(overview) ? P1_SECTIONS : [...P1_SECTIONS, ...P2_SECTIONS]
  const present = new Set(memory.children.map(sectionName))
  // Before the very first refresh the last section is called TasksMemorySnapshot.
  if (present.has('TasksMemorySnapshot')) present.add('AllTasksMemorySnapshot')
  return expected.filter((name) => !present.has(name))
}

function sectionName(node: ProfileNode): string {
  return node.name.replace(/^\[[A-Z]+\]/, '')
}

function isP1(overview: ProfileNode): boolean {
  return (
    overview.counters.some((counter) => counter.name === 'PhysicalMemoryPeak') ||
    !overview.counters.some((counter) => counter.peak !== undefined)
  )
}
