import type { UnixMs } from '../base/units'
import type { Counter } from '../profile/counter'
import type { SampleFrame } from '../profile/frame'
import type { ProfileNode } from '../profile/node'
import type { MemoryInfo } from '../profile/snapshot'
import { makeCounter, makeNode, makeProcess } from './makeSnapshot'

export interface ChurnOptions {
  /** Default 1. The same seed gives the same samples. */
  readonly seed?: number
  /** Live tasks on average. Default 200. */
  readonly trackers?: number
  /** ms from sample to sample. Default 5,000. */
  readonly everyMs?: number
  /** Time of the first sample. */
  readonly from?: UnixMs
}

/** Shares of live tasks that change from one sample to the next. */
const CHANGING = 0.67
/** Log-normal lifetimes with a median of 30 s and a mean of 62 s. */
const MEDIAN_LIFE_MS = 30_000
const LIFE_SPREAD = 1.205
const MEAN_LIFE_MS = 62_000
const TOP = 15
const MIB = 2 ** 20

/**
 * A busy Doris BE without an end (performance.md): about 60 counters of the overview and of lasting trackers, and tasks that live
 * seconds to minutes, most of their values changing a little. All sums are those of the parts. Unchanged parts are the same objects.
 */
export function* churn(options: ChurnOptions = {}): Generator<SampleFrame, never> {
  const { seed = 1, trackers = 200, everyMs = 5000, from = Date.UTC(2026, 10, 23, 0, 0, 0) } = options
  const random = makeRandom(seed)
  const perSample = (trackers * everyMs) / MEAN_LIFE_MS
  let tasks: ChurnTask[] = []
  for (let index = 0; index < trackers; index++) tasks.push(makeTask(random, from))
  const lasting = LASTING.map(([type, label]) => makeLasting(random, type, label))
  const peaks = new Map<string, number>()
  let untracked = 900 * MIB
  let owed = 0
  let at = from
  for (let seq = 1; ; seq++) {
    if (seq > 1) {
      at += everyMs
      tasks = tasks.filter((task) => task.endsAt > at)
      owed += perSample
      for (; owed >= 1; owed--) tasks.push(makeTask(random, at))
      for (const task of tasks) if (random() < CHANGING) task.step(random)
      for (const tracker of lasting) if (random() < 0.3) tracker.step(random)
      untracked = Math.max(-50 * MIB, untracked + Math.round((random() - 0.5) * 8 * MIB))
    }
    yield {
      kind: 'sample',
      seq,
      at,
      tookMs: 20 + Math.floor(random() * 60),
      wireBytes: 60_000 + Math.floor(random() * 4000),
      snapshot: {
        takenAt: at - 40,
        process: PROCESS,
        profile: makeProfile(tasks, lasting, untracked, peaks),
        memoryInfo: MEMORY_INFO,
        source: 'json',
        extra: undefined,
      },
    }
  }
}

/** The first `count` samples. */
export function takeChurn(count: number, options: ChurnOptions = {}): SampleFrame[] {
  const samples: SampleFrame[] = []
  for (const sample of churn(options)) {
    samples.push(sample)
    if (samples.length >= count) return samples
  }
  return samples
}

type Random = () => number

/** mulberry32 */
function makeRandom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function hex(random: Random): string {
  const digits = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return `${digits()}${digits()}-${digits()}${digits()}`
}

/** A tracker whose node is made anew only when its value changes. */
class ChurnTask {
  readonly type: TaskType
  readonly endsAt: UnixMs
  readonly name: string
  current: number
  peak: number
  reserved: number
  private readonly usual: number
  private readonly limit: number | undefined
  private made: ProfileNode | undefined

  constructor(type: TaskType, name: string, usual: number, limit: number | undefined, reserved: number, endsAt: UnixMs) {
    this.type = type
    this.name = name
    this.usual = usual
    this.limit = limit
    this.current = Math.round(usual * 0.95)
    this.peak = usual
    this.reserved = reserved
    this.endsAt = endsAt
  }

  step(random: Random): void {
    const pull = (this.usual - this.current) * 0.02
    this.current = Math.max(0, Math.round(this.current + pull + (random() - 0.5) * 2 ** 17))
    this.peak = Math.max(this.peak, this.current)
    if (this.reserved > 0) this.reserved = Math.max(1, this.reserved + Math.round((random() - 0.5) * MIB))
    this.made = undefined
  }

  get node(): ProfileNode {
    return (this.made ??= makeNode(this.name, [
      ...(this.limit === undefined ? [] : [makeCounter('Limit', this.limit)]),
      makeCounter('Memory', this.current, { peak: this.peak }),
      ...(this.reserved > 0 ? [makeCounter('ReservedMemory', this.reserved, { peak: this.reserved })] : []),
    ]))
  }
}

type TaskType = 'query' | 'load' | 'compaction' | 'schema_change' | 'other_task'

const GROUPS = [
  ['QueryTasks', 'query'],
  ['LoadTasks', 'load'],
  ['CompactionTasks', 'compaction'],
  ['SchemaChangeTasks', 'schema_change'],
  ['OtherTasks', 'other_task'],
] as const

function makeTask(random: Random, at: UnixMs): ChurnTask {
  const kind = random()
  const type = kind < 0.7 ? 'query' : kind < 0.95 ? 'load' : kind < 0.98 ? 'compaction' : 'other_task'
  const label =
    type === 'query'
      ? `Query#Id=${hex(random)}`
      : type === 'load'
        ? `Load#Id=${hex(random)}`
        : `${type}:${Math.floor(random() * 1e6)}`
  const size = Math.round(20 * MIB * Math.exp(normal(random) * 1.2))
  const life = MEDIAN_LIFE_MS * Math.exp(normal(random) * LIFE_SPREAD)
  const reserved = random() < 0.1 ? Math.round(size * random()) + 1 : 0
  return new ChurnTask(
    type,
    `${label}@${type}@id=${hex(random)}`,
    size,
    type === 'query' ? 2 ** 31 : undefined,
    reserved,
    at + life,
  )
}

const LASTING: readonly (readonly [type: 'global' | 'metadata' | 'cache', label: string])[] = [
  ...[
    'Orphan',
    'DetailsTrackerSet',
    'SegCompaction',
    'PointQueryExecutor',
    'QueryCache',
    'BlockCompression',
    'StreamLoadPipe',
  ].map((label) => ['global', label] as const),
  ...['Tablets(not in SchemaCache, TabletSchemaCache)', 'Rowsets', 'Segments(not in SegmentCache)'].map(
    (label) => ['metadata', label] as const,
  ),
  ...[
    'DataPageCache[size](AllocByAllocator)',
    'IndexPageCache[size](AllocByAllocator)',
    'SegmentCache[size]',
    'SchemaCache[number]',
  ].map((label) => ['cache', label] as const),
]

interface Lasting {
  readonly type: 'global' | 'metadata' | 'cache'
  readonly task: ChurnTask
  readonly step: (random: Random) => void
}

function makeLasting(random: Random, type: Lasting['type'], label: string): Lasting {
  const size = Math.round(30 * MIB * Math.exp(normal(random)))
  const task = new ChurnTask('other_task', `${label}@${type}@id=${hex(random)}`, size, undefined, 0, Number.POSITIVE_INFINITY)
  return { type, task, step: (random) => task.step(random) }
}

function makeProfile(
  tasks: readonly ChurnTask[],
  lasting: readonly Lasting[],
  untracked: number,
  peaks: Map<string, number>,
): ProfileNode {
  const sumOf = (type: TaskType): number => sum(tasks.filter((task) => task.type === type))
  const lastingOf = (type: Lasting['type']): ChurnTask[] => lasting.filter((one) => one.type === type).map(({ task }) => task)
  const highWater = (key: string, name: string, value: number, counters: readonly Counter[] = []): Counter => {
    const peak = Math.max(peaks.get(key) ?? 0, value)
    peaks.set(key, peak)
    return makeCounter(name, value, { peak, counters })
  }
  const details = [
    ['Compaction', sumOf('compaction')],
    ['Load', sumOf('load')],
    ['Other', sumOf('other_task')],
    ['Query', sumOf('query')],
    ['SchemaChange', sumOf('schema_change')],
  ] as const
  const taskSum = sum(tasks)
  const reserved = tasks.reduce((total, task) => total + task.reserved, 0)
  const [global, metadata, cache] = [sum(lastingOf('global')), sum(lastingOf('metadata')), sum(lastingOf('cache'))]
  const memtables = Math.round(sumOf('load') / 2)
  const jemallocCache = Math.round(taskSum / 7)
  const jemallocMetadata = 55 * MIB
  const [heap, nonHeap] = [512 * MIB, 89 * MIB]
  const tracked = taskSum + memtables + global + heap + nonHeap + metadata + cache + jemallocCache + jemallocMetadata
  const rss = tracked + untracked
  const part = (
    name: string,
    value: number,
    children: readonly ProfileNode[] = [],
    nested: readonly Counter[] = [],
  ): ProfileNode => makeNode(name, [highWater(name, 'Memory', value, nested)], children)
  const overview = makeNode(
    'MemoryOverviewSnapshot',
    [highWater('rss', 'PhysicalMemory(VmRSS)', rss), highWater('virtual', 'VirtualMemory(VmSize)', rss * 4)],
    [
      part('UntrackedMemory', untracked),
      part('TrackedMemory', tracked, [
        part(
          'TasksMemory',
          taskSum,
          [
            makeNode(
              'Details',
              details.map(([name, value]) => highWater(name, name, value)),
            ),
          ],
          [highWater('reserved', 'ReservedMemory', reserved)],
        ),
        makeNode('MemtableMemory', [highWater('memtables', 'MemtableMemory', memtables)]),
        part('GlobalMemory', global),
        makeNode('JvmMemory', [highWater('heap', 'HeapMemory', heap), highWater('nonHeap', 'NonHeapMemory', nonHeap)]),
        part('MetadataMemory', metadata),
        part('CacheMemory', cache),
        part('JemallocMemory', jemallocCache + jemallocMetadata, [
          makeNode('Details', [highWater('jeCache', 'Cache', jemallocCache), highWater('jeMeta', 'Metadata', jemallocMetadata)]),
        ]),
      ]),
    ],
  )
  const top = tasks.toSorted((a, b) => b.current - a.current).slice(0, TOP)
  const nodes = (list: readonly ChurnTask[]): ProfileNode[] => list.map((task) => task.node)
  return makeNode(
    'ProcessProfile',
    [],
    [
      makeNode(
        'MemoryProfile',
        [],
        [
          overview,
          makeNode('GlobalMemorySnapshot', [], nodes(lastingOf('global'))),
          makeNode('MetadataMemorySnapshot', [], nodes(lastingOf('metadata'))),
          makeNode('CacheMemorySnapshot', [], nodes(lastingOf('cache'))),
          makeNode('TopMemoryTasksSnapshot', [], nodes(top)),
          makeNode(
            'AllTasksMemorySnapshot',
            [],
            GROUPS.map(([group, type]) => makeNode(group, [], nodes(tasks.filter((task) => task.type === type)))),
          ),
        ],
      ),
    ],
  )
}

function sum(tasks: readonly ChurnTask[]): number {
  return tasks.reduce((total, task) => total + task.current, 0)
}

const PROCESS = makeProcess({ host: 'be-17.prod:8040', pid: 2211, startedAt: Date.UTC(2026, 10, 14), version: 'doris-3.0.4' })

const MEMORY_INFO: MemoryInfo = {
  properties: {
    physicalMemory: { value: 403_520_000_000, error: 0 },
    pageSize: { value: 4096, error: 0 },
    memLimit: { value: 363_170_000_000, error: 0 },
    softMemLimit: { value: 326_850_000_000, error: 0 },
    lowWaterMark: { value: 6_870_000_000, error: 0 },
    warningWaterMark: { value: 13_740_000_000, error: 0 },
    cgroupLimit: null,
    cgroupUsage: null,
    cgroupRefreshState: false,
    extra: undefined,
  },
  status: undefined,
  options: new Map([['enable_memory_orphan_check', 'true']]),
  allocator: undefined,
  extra: undefined,
}
