import { addIntegers, compareIntegers, subtractIntegers, type Integer } from '../base/integer'
import type { UnixMs } from '../base/units'
import type { Counter } from '../profile/counter'
import type { ProfileNode } from '../profile/node'
import type { Figure, MemoryInfo, ProcessIdentity, Snapshot, Source } from '../profile/snapshot'
import { DEFAULT_TIME, makeCounter, makeNode, makeProcess } from './makeSnapshot'

export interface MemoryTask {
  readonly label: string
  readonly type: 'query' | 'load' | 'compaction' | 'schema_change' | 'other'
  readonly current: Integer
  /** Default: one made from the place in the list. */
  readonly uid?: string
  /** Default: current. */
  readonly peak?: Integer
  readonly limit?: Integer
  readonly reserved?: Integer
  /** Default: reserved. */
  readonly reservedPeak?: Integer
}

/** In bytes. A part that is left out is 0, or, of a task type, the sum of its tasks. */
export interface MemoryFigures {
  /** Default: what is tracked + 1 MiB. */
  readonly rss?: Integer
  readonly rssPeak?: Integer
  readonly virtual?: Integer
  readonly query?: Integer
  readonly load?: Integer
  readonly compaction?: Integer
  readonly schemaChange?: Integer
  readonly other?: Integer
  readonly global?: Integer
  readonly metadata?: Integer
  readonly cache?: Integer
  /** Not reported before P3a. */
  readonly jvm?: Integer
  readonly jemallocCache?: Integer
  readonly jemallocMetadata?: Integer
  /** P3: a part of its own; before: it lies inside load, which has to be as large. */
  readonly memtables?: Integer
  readonly reserved?: Integer
  readonly physical?: Integer
  readonly limit?: Integer
  readonly softLimit?: Integer
  readonly lowWaterMark?: Integer
  readonly warningWaterMark?: Integer
  readonly tasks?: readonly MemoryTask[]
  readonly generation?: 'P1' | 'P2' | 'P3a' | 'P3'
  /** Default: json. */
  readonly source?: Source
  /** Default: 2026-11-23 14:05:10 UTC. */
  readonly at?: UnixMs
  readonly process?: Partial<ProcessIdentity>
}

/** Largest trackers that stand in TopMemoryTasksSnapshot. */
const TOP_COUNT = 15

/**
 * A whole process profile with the given figures, in the shape of a generation (doris-formats.md, section 4), with the sums that
 * Doris makes: tasks, tracked, untracked = rss - tracked, and sections that add up to the overview. No reported peak but RSS's is
 * other than what is now.
 */
export function makeMemorySnapshot(figures: MemoryFigures = {}): Snapshot {
  const { generation = 'P3', tasks = [], source = 'json', at = DEFAULT_TIME } = figures
  const memory = figures.memtables ?? 0
  const jvm = figures.jvm ?? 0
  if (jvm !== 0 && generation !== 'P3' && generation !== 'P3a') throw new Error(`${generation} does not report the JVM.`)
  const details = {
    Compaction: figures.compaction ?? sumTasks(tasks, 'compaction'),
    Load: figures.load ?? sumTasks(tasks, 'load'),
    Other: figures.other ?? sumTasks(tasks, 'other'),
    Query: figures.query ?? sumTasks(tasks, 'query'),
    SchemaChange: figures.schemaChange ?? sumTasks(tasks, 'schema_change'),
  }
  const metadata = figures.metadata ?? 0
  const cache = figures.cache ?? 0
  const old = generation === 'P1'
  const global = sum([figures.global ?? 0, ...(old ? [metadata, cache] : [])])
  const jemallocCache = figures.jemallocCache ?? 0
  const jemallocMetadata = figures.jemallocMetadata ?? 0
  const jemalloc = addIntegers(jemallocCache, jemallocMetadata)
  const tasksSum = sum(Object.values(details))
  const tracked = sum([
    tasksSum,
    global,
    jemalloc,
    ...(old ? [] : [metadata, cache, jvm]),
    ...(generation === 'P3' ? [memory] : []),
  ])
  const rss = figures.rss ?? addIntegers(tracked, 2 ** 20)
  const rssPeak = figures.rssPeak ?? rss
  const virtual = figures.virtual ?? rss

  const size = (value: Integer, nested: readonly Counter[] = []): Counter[] =>
    old
      ? [makeCounter('CurrentUsage', value, { counters: nested }), makeCounter('PeakUsage', highest(value))]
      : [highWater('Memory', value, highest(value), nested)]
  const part = (name: string, value: Integer, nested: readonly Counter[] = []): Counter[] =>
    old
      ? [makeCounter(name, value, { counters: [...nested, makeCounter(`${name}Peak`, highest(value))].toSorted(byName) })]
      : [highWater(name, value, highest(value), nested)]

  const overview = makeNode(
    'MemoryOverviewSnapshot',
    old
      ? [
          makeCounter('PhysicalMemory(VmRSS)', rss),
          makeCounter('PhysicalMemoryPeak', rssPeak),
          makeCounter('VirtualMemory(VmSize)', virtual),
          makeCounter('VirtualMemoryPeak', virtual),
        ]
      : [highWater('PhysicalMemory(VmRSS)', rss, rssPeak), highWater('VirtualMemory(VmSize)', virtual, virtual)],
    [
      makeNode('UntrackedMemory', size(subtractIntegers(rss, tracked))),
      makeNode('TrackedMemory', size(tracked), [
        makeNode('TasksMemory', size(tasksSum, reservedCounters(old, figures.reserved ?? 0)), [
          makeNode(
            'Details',
            Object.entries(details).flatMap(([name, value]) =>
              part(name, value, name === 'Load' && generation !== 'P3' ? memtableCounters(old, memory) : []),
            ),
          ),
        ]),
        ...(generation === 'P3' ? [makeNode('MemtableMemory', [highWater('MemtableMemory', memory, highest(memory))])] : []),
        makeNode('GlobalMemory', size(global)),
        ...(generation === 'P3a' ? [makeNode('JvmMemory', size(jvm))] : []),
        ...(generation === 'P3'
          ? [makeNode('JvmMemory', [highWater('HeapMemory', jvm, jvm), highWater('NonHeapMemory', 0, 0)])]
          : []),
        ...(old ? [] : [makeNode('MetadataMemory', size(metadata)), makeNode('CacheMemory', size(cache))]),
        makeNode('JemallocMemory', size(jemalloc), [
          makeNode('Details', [...part('Cache', jemallocCache), ...part('Metadata', jemallocMetadata)]),
        ]),
      ]),
    ],
  )
  const typed = (type: string, label: string, value: Integer, uid: number): ProfileNode =>
    makeNode(`${label}@${type}@id=${makeUid(uid)}`, size(value))
  const cacheLabel = 'DataPageCache[size](AllocByAllocator)'
  const tracker = (task: MemoryTask): ProfileNode => taskNode(task, tasks.indexOf(task), old, generation)
  const largest = tasks.toSorted((a, b) => compareIntegers(b.current, a.current)).slice(0, TOP_COUNT)
  const profile = makeNode(
    'ProcessProfile',
    [],
    [
      makeNode(
        'MemoryProfile',
        [],
        [
          overview,
          makeNode(
            'GlobalMemorySnapshot',
            [],
            [
              typed('global', 'Orphan', figures.global ?? 0, 1),
              ...(old ? [typed('global', 'Rowsets', metadata, 2), typed('global', cacheLabel, cache, 3)] : []),
            ],
          ),
          ...(old
            ? []
            : [
                makeNode('MetadataMemorySnapshot', [], [typed('metadata', 'Rowsets', metadata, 2)]),
                makeNode('CacheMemorySnapshot', [], [typed('cache', cacheLabel, cache, 3)]),
              ]),
          makeNode('TopMemoryTasksSnapshot', [], largest.map(tracker)),
          makeNode(
            'AllTasksMemorySnapshot',
            [],
            GROUPS.map(([group, type]) => makeNode(group, [], tasks.filter((task) => task.type === type).map(tracker))),
          ),
        ],
      ),
    ],
  )
  return {
    takenAt: at,
    process: makeProcess(figures.process),
    profile,
    memoryInfo: makeMemoryInfo(figures),
    source,
    extra: undefined,
  }
}

const GROUPS = [
  ['QueryTasks', 'query'],
  ['LoadTasks', 'load'],
  ['CompactionTasks', 'compaction'],
  ['SchemaChangeTasks', 'schema_change'],
  ['OtherTasks', 'other'],
] as const

/** 16+16 hex, the same for the same number. */
export function makeUid(number: number): string {
  return `${number.toString(16).padStart(16, '0')}-${(number * 7919).toString(16).padStart(16, '0')}`
}

function taskNode(task: MemoryTask, index: number, old: boolean, generation: string): ProfileNode {
  const { label, current, limit, reserved, peak = highest(current), reservedPeak = reserved } = task
  const type = task.type === 'other' && generation === 'P3' ? 'other_task' : task.type
  const limits = limit === undefined ? [] : [makeCounter('Limit', limit)]
  return makeNode(
    `${label}@${type}@id=${task.uid ?? makeUid(index + 100)}`,
    old
      ? [
          makeCounter('CurrentUsage', current),
          ...limits,
          makeCounter('PeakUsage', peak),
          ...(reserved === undefined
            ? []
            : [makeCounter('ReservedMemory', reserved), makeCounter('ReservedPeakMemory', reservedPeak ?? 0)]),
        ]
      : [
          ...limits,
          highWater('Memory', current, peak),
          ...(reserved === undefined ? [] : [highWater('ReservedMemory', reserved, reservedPeak ?? 0)]),
        ],
  )
}

function reservedCounters(old: boolean, value: Integer): Counter[] {
  return old
    ? [makeCounter('ReservedMemory', value), makeCounter('ReservedMemoryPeak', value)]
    : [highWater('ReservedMemory', value, highest(value))]
}

function memtableCounters(old: boolean, value: Integer): Counter[] {
  return old
    ? [makeCounter('AllMemTablesMemory', value), makeCounter('AllMemTablesMemoryPeak', value)]
    : [highWater('AllMemTablesMemory', value, highest(value))]
}

function makeMemoryInfo(figures: MemoryFigures): MemoryInfo | undefined {
  const { physical, limit, softLimit, lowWaterMark, warningWaterMark } = figures
  if ([physical, limit, softLimit, lowWaterMark, warningWaterMark].every((value) => value === undefined)) return undefined
  return {
    properties: {
      physicalMemory: exact(physical),
      pageSize: exact(4096),
      memLimit: exact(limit),
      softMemLimit: exact(softLimit),
      lowWaterMark: exact(lowWaterMark),
      warningWaterMark: exact(warningWaterMark),
      cgroupLimit: null,
      cgroupUsage: null,
      cgroupRefreshState: false,
      extra: undefined,
    },
    status: undefined,
    options: undefined,
    allocator: undefined,
    extra: undefined,
  }
}

function exact(value: Integer | undefined): Figure | undefined {
  return value === undefined ? undefined : { value, error: 0 }
}

function highWater(name: string, value: Integer, peak: Integer, counters: readonly Counter[] = []): Counter {
  return makeCounter(name, value, { peak, counters })
}

/** Peaks start at 0, so that of a counter that was never positive is 0. */
function highest(value: Integer): Integer {
  return value > 0 ? value : 0
}

function sum(values: readonly Integer[]): Integer {
  return values.reduce(addIntegers, 0)
}

function sumTasks(tasks: readonly MemoryTask[], type: MemoryTask['type']): Integer {
  return sum(tasks.filter((task) => task.type === type).map(({ current }) => current))
}

/** Doris prints counters in byte order of their names. */
function byName(a: Counter, b: Counter): number {
  return a.name < b.name ? -1 : 1
}
