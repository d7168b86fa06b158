// What Doris's memory profile is made of, by generation (doris-formats.md, section 4): to know one when it is seen, to rebuild a
// paste that lost its indentation, and to say what is missing.

export const OVERVIEW = 'MemoryOverviewSnapshot'
const TRACKER_SECTIONS = [
  'GlobalMemorySnapshot',
  'MetadataMemorySnapshot',
  'CacheMemorySnapshot',
  'TopMemoryTasksSnapshot',
] as const
/** Under this name only before the first refresh. */
const ALL_TASKS_BEFORE_REFRESH = 'TasksMemorySnapshot'
export const ALL_TASKS = 'AllTasksMemorySnapshot'
export const TASK_GROUPS = ['QueryTasks', 'LoadTasks', 'CompactionTasks', 'SchemaChangeTasks', 'OtherTasks'] as const
/** Of error texts and of GC logs: one tracker, and the trackers of one type. */
const SINGLE_SECTIONS = ['MemTrackerSnapshot', 'TypeMemTrackersSnapshot'] as const
export const MEMORY_PROFILE = 'MemoryProfile'
export const HEAP_DUMP = 'ObjectHeapDump'
/** The real root, which the page does not print. */
export const PROCESS_PROFILE = 'ProcessProfile'

const PARTS_OF_PROCESS = new Set(['UntrackedMemory', 'TrackedMemory'])
const PARTS_OF_TRACKED = new Set([
  'TasksMemory',
  'MemtableMemory',
  'GlobalMemory',
  'JvmMemory',
  'MetadataMemory',
  'CacheMemory',
  'JemallocMemory',
])
const DETAILS = 'Details'
/** The counters of TasksMemory's Details; below them, and not below JemallocMemory's, P1 nests their peaks. */
const TASK_TYPES: ReadonlySet<string> = new Set(['Compaction', 'Load', 'Other', 'Query', 'SchemaChange'])
const GROUPS: ReadonlySet<string> = new Set(TASK_GROUPS)

/** Where a node belongs. 'sections' are the children of MemoryProfile, and stand at the top in logs. */
export type MemoryPart = 'process' | 'top' | 'overview' | 'trackers' | 'allTasks'

const PARTS: ReadonlyMap<string, MemoryPart> = new Map<string, MemoryPart>([
  [PROCESS_PROFILE, 'process'],
  [MEMORY_PROFILE, 'top'],
  [HEAP_DUMP, 'top'],
  [OVERVIEW, 'overview'],
  ...TRACKER_SECTIONS.map((name) => [name, 'trackers'] as const),
  ...SINGLE_SECTIONS.map((name) => [name, 'trackers'] as const),
  [ALL_TASKS, 'allTasks'],
  [ALL_TASKS_BEFORE_REFRESH, 'allTasks'],
])

/** What a name at the head of a node says; undefined if it is not one of the large parts of a memory profile. */
export function findMemoryPart(name: string): MemoryPart | undefined {
  // The longest is "[ASAN]MemoryOverviewSnapshot"; most names are a tracker's and longer.
  return name.length > 32 ? undefined : PARTS.get(withoutBuild(name))
}

/** "[ASAN]MemoryOverviewSnapshot" without the sanitizer's mark. */
export function withoutBuild(name: string): string {
  return name.startsWith('[ASAN]') ? name.slice(6) : name
}

/** Sections that the page of a generation prints under MemoryProfile, in its order. */
export function expectedSections(hasMetadataAndCache: boolean): readonly string[] {
  return hasMetadataAndCache
    ? [OVERVIEW, ...TRACKER_SECTIONS, ALL_TASKS]
    : [OVERVIEW, 'GlobalMemorySnapshot', 'TopMemoryTasksSnapshot', ALL_TASKS]
}

/** Whether a memory profile has a node of this name, trackers by their id. */
export function isKnownNode(name: string): boolean {
  if (name.includes('@id=') || findMemoryPart(name) !== undefined) return true
  return PARTS_OF_PROCESS.has(name) || PARTS_OF_TRACKED.has(name) || name === DETAILS || GROUPS.has(name)
}

/**
 * Follows the heads of nodes in the order of a text and says how deep each one stands by its name, whatever its indentation says.
 * For texts that lost their indentation.
 */
export class MemoryLayout {
  /** Of the top blocks: 1 below a printed ProcessProfile. */
  #base = 0
  #inProfile = false
  #section = 0
  #part: MemoryPart | undefined = undefined
  #inGroup = false
  #last = 0

  /** The depth of the next node in the text; 0 is the first level. Of a name that is not known it is a guess; before any is, none. */
  place(name: string): number | undefined {
    const depth = this.#find(name)
    this.#last = depth ?? 0
    return depth
  }

  #find(name: string): number | undefined {
    const part = findMemoryPart(name)
    if (part === 'process') {
      this.#base = 1
      this.#inProfile = false
      return 0
    }
    if (part === 'top') {
      this.#part = part
      this.#inProfile = name === MEMORY_PROFILE
      return this.#base
    }
    if (part !== undefined) {
      this.#part = part
      this.#inGroup = false
      this.#section = this.#base + (this.#inProfile ? 1 : 0)
      return this.#section
    }
    if (this.#part === 'trackers') return this.#section + 1
    if (this.#part === 'allTasks') {
      if (GROUPS.has(name)) {
        this.#inGroup = true
        return this.#section + 1
      }
      return this.#section + (this.#inGroup ? 2 : 1)
    }
    if (this.#part === undefined) return undefined
    if (this.#part !== 'overview') return this.#base
    if (PARTS_OF_PROCESS.has(name)) return this.#section + 1
    if (PARTS_OF_TRACKED.has(name)) return this.#section + 2
    if (name === DETAILS) return this.#section + 3
    return Math.min(Math.max(this.#last, this.#section + 1), this.#section + 2)
  }
}

/** Whether a counter is nested under the one before it by its name: the few nested counters that memory profiles have. */
export function isNestedByName(node: string, name: string, before: string | undefined): boolean {
  if (before === undefined) return false
  if (node === 'TasksMemory') return name === 'ReservedMemory' || name === 'ReservedMemoryPeak'
  if (node !== DETAILS) return false
  return (
    name === 'AllMemTablesMemory' || name === 'AllMemTablesMemoryPeak' || (TASK_TYPES.has(before) && name === `${before}Peak`)
  )
}
