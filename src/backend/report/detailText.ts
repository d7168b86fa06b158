import { printNode } from '../../format/text/print'
import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import type { TrackerPool } from '../memory/trackerPool'
import type { Generation } from './generation'
import { semanticsOf } from './generation'
import type { MemoryProfile, SectionName } from './memoryProfile'
import { makeNode, makeTrackerNode } from './trackerNode'

/** The sections that go to the log; the list of all tasks stands on the page only. */
const LOGGED_SECTIONS: readonly SectionName[] = ['overview', 'global', 'metadata', 'cache', 'topTasks']

/** One section as text from column 0; undefined where the generation does not have it. */
export function printSection(profile: MemoryProfile, section: SectionName): string | undefined {
  const node = profile.section(section)
  return node && printNode(node, semanticsOf(profile.generation))
}

/** What the log says of the whole process, as the messages that Doris writes: one a section up to P2, a single one in P3. */
export function printProcessUsage(profile: MemoryProfile, status: string): string[] {
  const sections = LOGGED_SECTIONS.map((section) => printSection(profile, section)).filter((text) => text !== undefined)
  const summary = `Process Memory Summary: ${status}`
  if (profile.generation === 'p3') return [`${[summary, ...sections].join('\n, ')}\n`]
  return [summary, ...sections.map((text) => `\n${text}`)]
}

/** One tracker (make_profile_str). */
export function printTracker(tracker: MemTrackerLimiter, generation: Generation): string {
  return printNode(makeNode('MemTrackerSnapshot', [makeTrackerNode(tracker, generation)]), semanticsOf(generation))
}

/** All trackers of a type (make_type_trackers_profile_str). */
export function printTypeTrackers(pool: TrackerPool, type: TrackerType, generation: Generation): string {
  const nodes = pool.ofTypes(type).map((tracker) => makeTrackerNode(tracker, generation))
  return printNode(makeNode('TypeMemTrackersSnapshot', nodes), semanticsOf(generation))
}
