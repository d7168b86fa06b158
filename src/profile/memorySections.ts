import type { ProfileNode } from './node'

/** The sections of a memory profile (doris-formats.md, section 4); undefined = not there. */
export interface MemorySections {
  readonly overview: ProfileNode | undefined
  readonly global: ProfileNode | undefined
  readonly metadata: ProfileNode | undefined
  readonly cache: ProfileNode | undefined
  readonly topTasks: ProfileNode | undefined
  readonly allTasks: ProfileNode | undefined
  /** `[ASAN]MemoryOverviewSnapshot`: a build with the address sanitizer. */
  readonly asan: boolean
}

const ASAN = '[ASAN]'

/**
 * The sections at the places where Doris puts them: below MemoryProfile, or, when the tree is only a part (a block of a log), below
 * the root, or the root itself. Nothing is searched for deeper down: a tracker may be called anything.
 */
export function findMemorySections(profile: ProfileNode | undefined): MemorySections {
  const byName = new Map<string, ProfileNode>()
  let asan = false
  const take = (node: ProfileNode) => {
    const marked = node.name.startsWith(ASAN)
    const name = marked ? node.name.slice(ASAN.length) : node.name
    if (!SECTION_NAMES.has(name) || byName.has(name)) return
    byName.set(name, node)
    asan ||= marked
  }
  if (profile) {
    take(profile)
    for (const child of profile.children) if (child.name === 'MemoryProfile') child.children.forEach(take)
    profile.children.forEach(take)
  }
  return {
    overview: byName.get('MemoryOverviewSnapshot'),
    global: byName.get('GlobalMemorySnapshot'),
    metadata: byName.get('MetadataMemorySnapshot'),
    cache: byName.get('CacheMemorySnapshot'),
    topTasks: byName.get('TopMemoryTasksSnapshot'),
    allTasks: byName.get('AllTasksMemorySnapshot'),
    asan,
  }
}

const SECTION_NAMES: ReadonlySet<string> = new Set([
  'MemoryOverviewSnapshot',
  'GlobalMemorySnapshot',
  'MetadataMemorySnapshot',
  'CacheMemorySnapshot',
  'TopMemoryTasksSnapshot',
  'AllTasksMemorySnapshot',
])
