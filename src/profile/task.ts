import type { Counter } from './counter'
import { currentFigure, firstReported, peakFigure } from './figure'
import { findMemorySections } from './memorySections'
import type { ProfileNode } from './node'
import type { Reported, Snapshot } from './snapshot'
import { classifyLabel } from './trackerLabel'
import { parseTrackerName, type TrackerKind, type TrackerName, type TrackerType } from './trackerName'

/** One task (tracker of a task type) of a snapshot. Figures in bytes; undefined = not reported, null = none. */
export interface Task {
  /**
   * 16+16 hex, unique within one life of the process: the key for trends. Of a name without one, the whole name, with " (2)" behind
   * the second of that name.
   */
  readonly uid: string
  readonly type: TrackerType
  readonly kind: TrackerKind
  readonly label: string
  /** Ids found in the label, such as ["query", "529e3cb37dff464c-93bd9eafa8944ea6"], in order. */
  readonly ids: readonly (readonly [name: string, value: string])[]
  readonly current: Reported
  readonly peak: Reported
  /** undefined: no limit is printed, which Doris does when there is none. */
  readonly limit: Reported
  readonly reserved: Reported
  readonly reservedPeak: Reported
  /** Stands in TopMemoryTasksSnapshot, and its 0-based place there; undefined = not in it. */
  readonly topRank: number | undefined
  /** Stands in AllTasksMemorySnapshot. */
  readonly inAll: boolean
}

export interface TaskList {
  /** De-duplicated by uid between Top and All, in order of All, then what is in Top only. */
  readonly tasks: readonly Task[]
  /** True: the source lists all tasks (page). False: only the largest (log blocks, cut text); then `tasks` is not everything. */
  readonly complete: boolean
  /** How many stand in Top. */
  readonly topCount: number
}

const lists = new WeakMap<Snapshot, { readonly list: TaskList | undefined }>()

/** The tasks of a snapshot, made once for each; undefined if it has neither section. */
export function computeTasks(snapshot: Snapshot): TaskList | undefined {
  let made = lists.get(snapshot)
  if (!made) lists.set(snapshot, (made = { list: makeTasks(snapshot) }))
  return made.list
}

function makeTasks(snapshot: Snapshot): TaskList | undefined {
  const { topTasks, allTasks } = findMemorySections(snapshot.profile)
  if (!topTasks && !allTasks) return undefined
  const tasks: Task[] = []
  const places = new Map<string, number>()
  const add = (task: Task): void => {
    if (places.has(task.uid)) return
    places.set(task.uid, tasks.length)
    tasks.push(task)
  }
  const numberInAll = makeNumberer()
  for (const group of allTasks?.children ?? []) {
    const type = TYPE_OF_GROUP.get(group.name)
    // A tracker that stands beside the groups counts too.
    if (parseOnce(group.name)) add(makeTask(group, undefined, undefined, true, numberInAll))
    else for (const node of group.children) add(makeTask(node, type, undefined, true, numberInAll))
  }
  const numberInTop = makeNumberer()
  let topCount = 0
  for (const node of topTasks?.children ?? []) {
    const task = makeTask(node, undefined, topCount, false, numberInTop)
    const place = places.get(task.uid)
    if (place === undefined) add(task)
    else if (tasks[place]!.topRank === undefined) tasks[place] = { ...tasks[place]!, topRank: topCount }
    else continue
    topCount += 1
  }
  return { tasks, complete: allTasks !== undefined && isWhole(snapshot, allTasks), topCount }
}

/** Doris prints the groups even when they are empty, this one last: a text without it was cut. */
const LAST_GROUP = 'OtherTasks'

function isWhole(snapshot: Snapshot, allTasks: ProfileNode): boolean {
  return snapshot.source === 'json' || allTasks.children.some((group) => group.name === LAST_GROUP)
}

/** For a tracker whose name does not say its type. */
const TYPE_OF_GROUP: ReadonlyMap<string, TrackerType> = new Map([
  ['QueryTasks', 'query'],
  ['LoadTasks', 'load'],
  ['CompactionTasks', 'compaction'],
  ['SchemaChangeTasks', 'schema_change'],
  [LAST_GROUP, 'other'],
])

/** Tells names apart that are the same, by counting them in the order in which they stand. */
function makeNumberer(): (name: string) => string {
  const counts = new Map<string, number>()
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  }
}

function makeTask(
  node: ProfileNode,
  groupType: TrackerType | undefined,
  topRank: number | undefined,
  inAll: boolean,
  numberName: (name: string) => string,
): Task {
  const name = parseOnce(node.name)
  // Rows of generations before P1 have a label only, and say their type beside it.
  const { kind, ids } = name ?? classifyLabel(node.name)
  const { memory, memoryPeak, usage, usagePeak, limit, reserved, reservedPeak, otherReservedPeak } = findCounters(node)
  return {
    uid: name?.uid ?? numberName(node.name),
    type: name?.type ?? node.info.find(([key]) => key === 'Type')?.[1] ?? groupType ?? 'unknown',
    kind,
    label: name?.label ?? node.name,
    ids,
    current: currentFigure(memory ?? usage),
    peak: firstReported(peakFigure(memory), separatePeak(memory ? memoryPeak : usagePeak)),
    limit: noneIfMinusOne(currentFigure(limit)),
    reserved: currentFigure(reserved),
    reservedPeak: firstReported(peakFigure(reserved), separatePeak(reservedPeak ?? otherReservedPeak)),
    topRank,
    inAll,
  }
}

interface TaskCounters {
  memory?: Counter
  memoryPeak?: Counter
  usage?: Counter
  usagePeak?: Counter
  limit?: Counter
  reserved?: Counter
  reservedPeak?: Counter
  otherReservedPeak?: Counter
}

/** The first counter of each name, in one walk: there may be 20,000 nodes. */
function findCounters({ counters }: ProfileNode): TaskCounters {
  const found: TaskCounters = {}
  for (const counter of counters) {
    switch (counter.name) {
      case 'Memory':
        found.memory ??= counter
        break
      case 'MemoryPeak':
        found.memoryPeak ??= counter
        break
      case 'CurrentUsage':
        found.usage ??= counter
        break
      case 'PeakUsage':
        found.usagePeak ??= counter
        break
      case 'Limit':
        found.limit ??= counter
        break
      case 'ReservedMemory':
        found.reserved ??= counter
        break
      case 'ReservedPeakMemory':
        found.reservedPeak ??= counter
        break
      case 'ReservedMemoryPeak':
        found.otherReservedPeak ??= counter
        break
      default:
    }
  }
  return found
}

/** P1, and the thrift form of P2+, say a peak in a counter of its own; as a high-water counter that counter has a peak itself. */
function separatePeak(counter: Counter | undefined): Reported {
  return firstReported(peakFigure(counter), noneIfMinusOne(currentFigure(counter)))
}

function noneIfMinusOne(figure: Reported): Reported {
  return figure?.value === -1 ? null : figure
}

/**
 * Most of 20,000 trackers have the same names at the next poll: those are not parsed again. Two generations, so that the names that are
 * still there outlive those that came and went.
 */
let parsed = new Map<string, TrackerName | undefined>()
let parsedBefore = new Map<string, TrackerName | undefined>()
const MOST_PARSED = 30_000
/** Longer names are parsed each time, so that what is kept stays small whatever the names are. */
const LONGEST_KEPT = 256

function parseOnce(name: string): TrackerName | undefined {
  if (name.length > LONGEST_KEPT) return parseTrackerName(name)
  const known = parsed.get(name)
  if (known || parsed.has(name)) return known
  if (parsed.size >= MOST_PARSED) {
    parsedBefore = parsed
    parsed = new Map()
  }
  const made = parsedBefore.has(name) ? parsedBefore.get(name) : parseTrackerName(name)
  parsed.set(name, made)
  return made
}
