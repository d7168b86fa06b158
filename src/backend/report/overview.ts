import type { Bytes } from '../../base/units'
import type { TrackerType } from '../memory/memTrackerLimiter'
import { TASK_TYPES } from '../memory/memTrackerLimiter'
import type { HighWaterMarkCounter, ProfileCounter } from '../runtime/profileCounter'
import { RuntimeProfile } from '../runtime/runtimeProfile'
import type { Generation } from './generation'

/** What one refresh found out, all from one moment; bytes. */
export interface OverviewFigures {
  /** undefined = not reported by this system. */
  readonly rss: Bytes | undefined
  readonly rssPeak: Bytes | undefined
  readonly virtual: Bytes | undefined
  readonly virtualPeak: Bytes | undefined
  /** Consumption summed over the trackers of each type. */
  readonly byType: Readonly<Record<TrackerType, Bytes>>
  /** Reserved by tasks: a part of the tasks' sum, never added to it. */
  readonly reserved: Bytes
  readonly allocatorCache: Bytes
  readonly allocatorMetadata: Bytes
  readonly memtables: Bytes
  readonly memtablesPeak: Bytes
  readonly jvmHeap: Bytes
  readonly jvmNonHeap: Bytes
}

/** Sums that follow from the figures; the same arithmetic in every generation but for what counts as tracked. */
export interface OverviewSums {
  readonly tasks: Bytes
  readonly global: Bytes
  readonly tracked: Bytes
  /** rss - tracked; negative where the trackers know of more than is resident, undefined where nobody says what is. */
  readonly untracked: Bytes | undefined
}

export function computeSums(figures: OverviewFigures, generation: Generation): OverviewSums {
  const { byType } = figures
  const tasks = TASK_TYPES.reduce((sum, type) => sum + byType[type], 0)
  const engine = byType.global + byType.metadata + byType.cache
  // P3 counts the memtables and the JVM as parts of their own beside the trackers; before it memtables are a view inside load.
  const beside = generation === 'p3' ? figures.memtables + figures.jvmHeap + figures.jvmNonHeap : 0
  const tracked = tasks + engine + figures.allocatorCache + figures.allocatorMetadata + beside
  // P1 knows neither metadata nor cache as types: there they are global.
  const untracked = figures.rss === undefined ? undefined : figures.rss - tracked
  return { tasks, global: generation === 'p1' ? engine : byType.global, tracked, untracked }
}

/** The overview of generation P1: built anew on each refresh, so that peaks equal what is now except where the source has one. */
export function makeOverviewP1(figures: OverviewFigures): RuntimeProfile {
  const sums = computeSums(figures, 'p1')
  const overview = new RuntimeProfile('MemoryOverviewSnapshot')
  const untracked = overview.createChild('UntrackedMemory')
  const tracked = overview.createChild('TrackedMemory')
  const tasks = tracked.createChild('TasksMemory')
  const taskDetails = tasks.createChild('Details')
  const global = tracked.createChild('GlobalMemory')
  const allocator = tracked.createChild('JemallocMemory')
  const allocatorDetails = allocator.createChild('Details')

  if (figures.rss !== undefined) overview.addCounter('PhysicalMemory(VmRSS)', 'BYTES').set(figures.rss)
  if (figures.rssPeak !== undefined) overview.addHighWaterMarkCounter('PhysicalMemoryPeak', 'BYTES').set(figures.rssPeak)
  if (figures.virtual !== undefined) overview.addCounter('VirtualMemory(VmSize)', 'BYTES').set(figures.virtual)
  if (figures.virtualPeak !== undefined) overview.addHighWaterMarkCounter('VirtualMemoryPeak', 'BYTES').set(figures.virtualPeak)
  if (sums.untracked !== undefined) setUsage(untracked, sums.untracked)
  setUsage(tracked, sums.tracked)
  setUsage(tasks, sums.tasks)
  tasks.addCounter('ReservedMemory', 'BYTES', 'CurrentUsage').set(figures.reserved)
  tasks.addHighWaterMarkCounter('ReservedMemoryPeak', 'BYTES', 'CurrentUsage').set(figures.reserved)
  for (const [name, type] of TASK_COUNTERS) {
    taskDetails.addCounter(name, 'BYTES').set(figures.byType[type])
    taskDetails.addHighWaterMarkCounter(`${name}Peak`, 'BYTES', name).set(figures.byType[type])
  }
  taskDetails.addCounter('AllMemTablesMemory', 'BYTES', 'Load').set(figures.memtables)
  taskDetails.addCounter('AllMemTablesMemoryPeak', 'BYTES', 'Load').set(figures.memtablesPeak)
  setUsage(global, sums.global)
  setUsage(allocator, figures.allocatorCache + figures.allocatorMetadata)
  for (const [name, value] of [
    ['Cache', figures.allocatorCache],
    ['Metadata', figures.allocatorMetadata],
  ] as const) {
    allocatorDetails.addCounter(name, 'BYTES').set(value)
    allocatorDetails.addHighWaterMarkCounter(`${name}Peak`, 'BYTES').set(value)
  }
  return overview
}

/** The overview of P2 and P3: lives as long as the process, so that its peaks are the highest that any refresh saw. */
export class LastingOverview {
  readonly profile = new RuntimeProfile('MemoryOverviewSnapshot')
  private readonly generation: Generation
  private readonly setters: ((figures: OverviewFigures, sums: OverviewSums) => void)[] = []

  /** What this system does not say has no counter: `reportsVirtual` the virtual memory, `reportsRss` the resident and the untracked. */
  constructor(generation: Generation, reportsVirtual: boolean, reportsRss: boolean) {
    this.generation = generation
    const overview = this.profile
    if (reportsRss) this.counter(overview, 'PhysicalMemory(VmRSS)', (figures) => figures.rss ?? 0)
    if (reportsVirtual) this.counter(overview, 'VirtualMemory(VmSize)', (figures) => figures.virtual ?? 0)
    const untracked = overview.createChild('UntrackedMemory')
    if (reportsRss) this.counter(untracked, 'Memory', (_, sums) => sums.untracked ?? 0)
    const tracked = overview.createChild('TrackedMemory')
    this.counter(tracked, 'Memory', (_, sums) => sums.tracked)
    const tasks = tracked.createChild('TasksMemory')
    this.counter(tasks, 'Memory', (_, sums) => sums.tasks)
    this.counter(tasks, 'ReservedMemory', (figures) => figures.reserved, 'Memory')
    const details = tasks.createChild('Details')
    for (const [name, type] of TASK_COUNTERS) this.counter(details, name, (figures) => figures.byType[type])
    if (generation === 'p3') {
      this.counter(tracked.createChild('MemtableMemory'), 'MemtableMemory', (figures) => figures.memtables)
    } else {
      const memtables = details.addHighWaterMarkCounter('AllMemTablesMemory', 'BYTES', 'Load')
      this.setters.push((figures) => setWithPeak(memtables, figures.memtables, figures.memtablesPeak))
    }
    this.counter(tracked.createChild('GlobalMemory'), 'Memory', (_, sums) => sums.global)
    if (generation === 'p3') {
      const jvm = tracked.createChild('JvmMemory')
      this.counter(jvm, 'HeapMemory', (figures) => figures.jvmHeap)
      this.counter(jvm, 'NonHeapMemory', (figures) => figures.jvmNonHeap)
    }
    this.counter(tracked.createChild('MetadataMemory'), 'Memory', (figures) => figures.byType.metadata)
    this.counter(tracked.createChild('CacheMemory'), 'Memory', (figures) => figures.byType.cache)
    const allocator = tracked.createChild('JemallocMemory')
    this.counter(allocator, 'Memory', (figures) => figures.allocatorCache + figures.allocatorMetadata)
    const allocatorDetails = allocator.createChild('Details')
    this.counter(allocatorDetails, 'Cache', (figures) => figures.allocatorCache)
    this.counter(allocatorDetails, 'Metadata', (figures) => figures.allocatorMetadata)
  }

  set(figures: OverviewFigures): void {
    const sums = computeSums(figures, this.generation)
    for (const setter of this.setters) setter(figures, sums)
  }

  private counter(
    node: RuntimeProfile,
    name: string,
    of: (figures: OverviewFigures, sums: OverviewSums) => Bytes,
    parent?: string,
  ): void {
    const counter = node.addHighWaterMarkCounter(name, 'BYTES', parent)
    this.setters.push((figures, sums) => counter.set(of(figures, sums)))
  }
}

const TASK_COUNTERS = [
  ['Query', 'query'],
  ['Load', 'load'],
  ['Compaction', 'compaction'],
  ['SchemaChange', 'schema_change'],
  ['Other', 'other'],
] as const satisfies readonly (readonly [string, TrackerType])[]

function setUsage(node: RuntimeProfile, bytes: Bytes): void {
  node.addCounter('CurrentUsage', 'BYTES').set(bytes)
  node.addHighWaterMarkCounter('PeakUsage', 'BYTES').set(bytes)
}

/** Sets a counter whose source keeps a peak of its own, which may be higher than any refresh saw. */
export function setWithPeak(counter: HighWaterMarkCounter | ProfileCounter, current: Bytes, peak: Bytes): void {
  counter.set(peak)
  counter.set(current)
}
