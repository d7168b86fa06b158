import type { ProfileNode } from '../../profile/node'
import type { Source } from '../../profile/snapshot'
import {
  ALL_TASKS,
  expectedSections,
  findMemoryPart,
  HEAP_DUMP,
  MEMORY_PROFILE,
  OVERVIEW,
  PROCESS_PROFILE,
  TASK_GROUPS,
  withoutBuild,
} from './memoryProfile'

const PARTS_OF_OVERVIEW = ['UntrackedMemory', 'TrackedMemory', 'TasksMemory', 'GlobalMemory', 'JemallocMemory'] as const

/**
 * What a memory profile of this generation has and this one has not, as whole sentences; and whether it is its end that is missing. A
 * log prints single sections, so the sections are expected under MemoryProfile only.
 */
export function findMissing(
  tops: readonly ProfileNode[],
  source: Source,
  cut: boolean,
): { messages: string[]; endsEarly: boolean } {
  const messages: string[] = []
  if (source === 'text') return { messages, endsEarly: false }
  const blocks = tops.flatMap((node) => (node.name === PROCESS_PROFILE ? node.children : [node]))
  const profile = blocks.find((node) => node.name === MEMORY_PROFILE)
  const sections = profile === undefined ? blocks : profile.children
  let endsEarly = false
  if (profile !== undefined) {
    const expected = expectedSections(hasMetadataAndCache(sections, source, cut))
    const missing = expected.filter((name) => !sections.some((section) => isSection(section, name)))
    for (const name of missing) messages.push(`The section ${name} is missing.`)
    endsEarly = missing.includes(ALL_TASKS) && blocks.at(-1) === profile
  }
  for (const section of sections) {
    if (findMemoryPart(section.name) === 'overview') {
      // Before the first refresh P1 prints an overview with nothing in it.
      const isEmpty = section.children.length === 0 && section.counters.length === 0
      const names = namesBelow(section)
      for (const name of PARTS_OF_OVERVIEW) if (!isEmpty && !names.has(name)) messages.push(`${name} is missing in the overview.`)
    } else if (section.name === ALL_TASKS) {
      const missing = TASK_GROUPS.filter((name) => !section.children.some((group) => group.name === name))
      for (const name of missing) messages.push(`The group ${name} is missing in ${ALL_TASKS}.`)
      if (missing.includes('OtherTasks') && blocks.at(-1)?.name !== HEAP_DUMP) endsEarly = true
    }
  }
  return { messages, endsEarly }
}

/** P2 came in two steps; the first one printed high-water counters, but no sections for metadata and caches. */
function hasMetadataAndCache(sections: readonly ProfileNode[], source: Source, cut: boolean): boolean {
  if (source !== 'P2') return source !== 'P1'
  return (
    cut ||
    sections.some(
      ({ name, children }) =>
        /^(Metadata|Cache)Memory/.test(name) ||
        children.some((child) => child.children.some((part) => part.name === 'MetadataMemory')),
    )
  )
}

function isSection(section: ProfileNode, name: string): boolean {
  if (name === OVERVIEW) return withoutBuild(section.name) === name
  return section.name === name || (name === ALL_TASKS && findMemoryPart(section.name) === 'allTasks')
}

function namesBelow(section: ProfileNode): Set<string> {
  const names = new Set<string>()
  for (const child of section.children) {
    names.add(child.name)
    for (const part of child.children) names.add(part.name)
  }
  return names
}
