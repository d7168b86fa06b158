import type { Counter } from './counter'
import { currentFigure, firstReported, peakFigure, subtractFigures, sumFigures } from './figure'
import { findMemorySections } from './memorySections'
import type { ProfileNode } from './node'
import type { MemoryInfo, Reported, Snapshot, Source } from './snapshot'

/**
 * The named memory counters of a snapshot, whatever generation they came from (doris-formats.md, section 10). Each in bytes;
 * undefined = this source does not report it, null = reported as none, a figure of 0 = zero.
 */
export interface Meaning {
  readonly source: Source
  readonly rss: Reported
  readonly rssPeak: Reported
  readonly virtual: Reported
  readonly virtualPeak: Reported
  readonly tracked: Reported
  readonly trackedPeak: Reported
  /** As the source says it; may be negative. */
  readonly untracked: Reported
  readonly untrackedPeak: Reported
  /** rss - tracked by our own arithmetic, with the summed error. Disagreement with `untracked` beyond the errors is a finding. */
  readonly untrackedDerived: Reported
  /** Sum over query, load, compaction, schema change, other. */
  readonly tasks: Reported
  readonly query: Reported
  readonly load: Reported
  readonly compaction: Reported
  readonly schemaChange: Reported
  readonly other: Reported
  readonly global: Reported
  readonly metadata: Reported
  readonly cache: Reported
  /** Heap and non-heap together. */
  readonly jvm: Reported
  readonly jemallocCache: Reported
  readonly jemallocMetadata: Reported
  /** Inside load up to P2, a part of tracked of its own in P3 (`memtablesAdditive`). */
  readonly memtables: Reported
  /** Contained in tasks; never added. */
  readonly reserved: Reported
  readonly physical: Reported
  readonly limit: Reported
  readonly softLimit: Reported
  readonly available: Reported
  readonly lowWaterMark: Reported
  readonly warningWaterMark: Reported
  readonly cgroupLimit: Reported
  readonly cgroupUsage: Reported
  /** True: memtables are a part of tracked beside load (P3); false: they are a view inside load. */
  readonly memtablesAdditive: boolean
  /** True: global holds the caches and the metadata too (P1 and before). Compare Global + Cache + Metadata across generations. */
  readonly globalHoldsCaches: boolean
  /** "[ASAN]" builds: not comparable with production. */
  readonly asan: boolean
}

/** The names of the figures in a Meaning: what a timeline keeps a column of. */
export const FIGURE_NAMES = [
  'rss',
  'rssPeak',
  'virtual',
  'virtualPeak',
  'tracked',
  'trackedPeak',
  'untracked',
  'untrackedPeak',
  'untrackedDerived',
  'tasks',
  'query',
  'load',
  'compaction',
  'schemaChange',
  'other',
  'global',
  'metadata',
  'cache',
  'jvm',
  'jemallocCache',
  'jemallocMetadata',
  'memtables',
  'reserved',
  'physical',
  'limit',
  'softLimit',
  'available',
  'lowWaterMark',
  'warningWaterMark',
  'cgroupLimit',
  'cgroupUsage',
] as const satisfies readonly (keyof Meaning)[]

export type FigureName = (typeof FIGURE_NAMES)[number]

/**
 * What the counters of this snapshot mean. The shape of the tree says what its names stand for, not the source, so that JSON of any
 * generation reads alike. Pure; a snapshot without a memory profile gives undefined everywhere but what its status line says.
 */
export function computeMeaning(snapshot: Snapshot): Meaning {
  const { overview, global, asan } = findMemorySections(snapshot.profile)
  const limits = computeLimits(snapshot.memoryInfo)
  const status = snapshot.memoryInfo?.status

  const untrackedNode = findChild(overview, 'UntrackedMemory')
  const trackedNode = findChild(overview, 'TrackedMemory')
  const tasksNode = findChild(trackedNode, 'TasksMemory')
  const globalNode = findChild(trackedNode, 'GlobalMemory')
  const jemallocNode = findChild(trackedNode, 'JemallocMemory')
  const memtableNode = findChild(trackedNode, 'MemtableMemory')
  const metadataNode = findChild(trackedNode, 'MetadataMemory')
  const cacheNode = findChild(trackedNode, 'CacheMemory')

  const rssCounter = findCounter(overview, 'PhysicalMemory(VmRSS)')
  const virtualCounter = findCounter(overview, 'VirtualMemory(VmSize)')
  const details = findChild(tasksNode, 'Details')
  const jemallocDetails = findChild(jemallocNode, 'Details')
  const load = findCounter(details, 'Load')
  const query = currentFigure(findCounter(details, 'Query'))
  const compaction = currentFigure(findCounter(details, 'Compaction'))
  const schemaChange = currentFigure(findCounter(details, 'SchemaChange'))
  // Doris up to 2.1.4 counted two kinds of load and three of other tasks (doris-formats.md, section 10). "Experimental" was in no sum.
  const loads = sumFigures([currentFigure(load), currentFigure(findCounter(details, 'BatchLoad'))])
  const other = sumFigures(['Other', 'Clone', 'Consistency'].map((name) => currentFigure(findCounter(details, name))))

  const rss = firstReported(currentFigure(rssCounter), status?.rss)
  const tracked = memoryOf(trackedNode)
  return {
    source: snapshot.source,
    rss,
    rssPeak: firstReported(
      peakFigure(rssCounter),
      siblingPeak(overview, 'PhysicalMemoryPeak'),
      siblingPeak(overview, 'PhysicalMemory(VmRSS)Peak'),
    ),
    virtual: currentFigure(virtualCounter),
    virtualPeak: firstReported(
      peakFigure(virtualCounter),
      siblingPeak(overview, 'VirtualMemoryPeak'),
      siblingPeak(overview, 'VirtualMemory(VmSize)Peak'),
    ),
    tracked,
    trackedPeak: memoryPeakOf(trackedNode),
    untracked: memoryOf(untrackedNode),
    untrackedPeak: memoryPeakOf(untrackedNode),
    untrackedDerived: subtractFigures(rss, tracked),
    tasks: memoryOf(tasksNode) ?? sumFigures([query, loads, compaction, schemaChange, other]),
    query,
    load: loads,
    compaction,
    schemaChange,
    other,
    global: memoryOf(globalNode),
    metadata: memoryOf(metadataNode),
    cache: memoryOf(cacheNode),
    jvm: computeJvm(findChild(trackedNode, 'JvmMemory')),
    jemallocCache: firstReported(currentFigure(findCounter(jemallocDetails, 'Cache')), status?.jemallocCache),
    jemallocMetadata: currentFigure(findCounter(jemallocDetails, 'Metadata')),
    memtables: memtableNode
      ? currentFigure(findCounter(memtableNode, 'MemtableMemory'))
      : (currentFigure(findIn(load?.counters, 'AllMemTablesMemory')) ?? findOldMemtables(global)),
    reserved: firstReported(currentFigure(findReserved(tasksNode)), status?.reserved),
    ...limits,
    memtablesAdditive: memtableNode !== undefined,
    globalHoldsCaches:
      globalNode !== undefined &&
      (isOldStyle(globalNode) || ((jemallocNode !== undefined || isPrintedOtherwise(globalNode)) && !metadataNode && !cacheNode)),
    asan,
  }
}

type Limits = Pick<
  Meaning,
  'physical' | 'limit' | 'softLimit' | 'available' | 'lowWaterMark' | 'warningWaterMark' | 'cgroupLimit' | 'cgroupUsage'
>

/** The page prints limits as properties, the log in its status line; the property wins where both are there. */
function computeLimits(memoryInfo: MemoryInfo | undefined): Limits {
  const properties = memoryInfo?.properties
  const status = memoryInfo?.status
  return {
    physical: firstReported(properties?.physicalMemory, status?.physical),
    limit: noneIfUnset(firstReported(properties?.memLimit, status?.limit)),
    softLimit: noneIfUnset(firstReported(properties?.softMemLimit, status?.softLimit)),
    available: status?.available,
    lowWaterMark: firstReported(properties?.lowWaterMark, status?.lowWaterMark),
    warningWaterMark: firstReported(properties?.warningWaterMark, status?.warningWaterMark),
    cgroupLimit: noneIfUnset(properties?.cgroupLimit),
    cgroupUsage: noneIfUnset(properties?.cgroupUsage),
  }
}

/** Doris's ways to say that there is no limit: -1, and the ends of int64 (which text rounds to steps of 10 MB at most). */
function noneIfUnset(figure: Reported): Reported {
  if (!figure) return figure
  const { value } = figure
  return value === -1 || value >= UNSET || value <= -UNSET ? null : figure
}

const UNSET = 2n ** 63n - 2n ** 24n

function findChild(node: ProfileNode | undefined, name: string): ProfileNode | undefined {
  return node?.children.find((child) => child.name === name)
}

function findCounter(node: ProfileNode | undefined, name: string): Counter | undefined {
  return findIn(node?.counters, name)
}

function findIn(counters: readonly Counter[] | undefined, name: string): Counter | undefined {
  return counters?.find((counter) => counter.name === name)
}

/** A part of the overview says its size as `Memory` (P2+) or as `CurrentUsage` (P1). */
function memoryCounter(node: ProfileNode | undefined): Counter | undefined {
  return findCounter(node, 'Memory') ?? findCounter(node, 'CurrentUsage')
}

function memoryOf(node: ProfileNode | undefined): Reported {
  return currentFigure(memoryCounter(node))
}

/**
 * The peak of a part of the overview. P1 makes its overview anew at each refresh, so that its `PeakUsage` is only what is now:
 * not a peak (doris-formats.md, section 2).
 */
function memoryPeakOf(node: ProfileNode | undefined): Reported {
  return node && isOldStyle(node)
    ? undefined
    : firstReported(peakFigure(findCounter(node, 'Memory')), siblingPeak(node, 'MemoryPeak'))
}

/** P1 and the thrift form of P2+ say a peak in a counter of its own; as a high-water counter that counter has a peak itself. */
function siblingPeak(node: ProfileNode | undefined, name: string): Reported {
  const counter = findCounter(node, name)
  const peak = firstReported(peakFigure(counter), currentFigure(counter))
  return peak?.value === -1 ? null : peak
}

function isOldStyle(node: ProfileNode): boolean {
  return !findCounter(node, 'Memory') && findCounter(node, 'CurrentUsage') !== undefined
}

/** Generations before P1 have other names for the same figures; a reader that renames one says so in this unknown field of it. */
export const PRINTED_AS = 'printedAs'

/** A row of a generation before P1, or a metric. */
function isPrintedOtherwise(node: ProfileNode): boolean {
  return memoryCounter(node)?.extra?.has(PRINTED_AS) === true
}

/** Before P1 the memtables were a tracker below one of type global. */
function findOldMemtables(global: ProfileNode | undefined): Reported {
  for (const parent of global?.children ?? []) {
    if (parent.name !== 'DetailsTrackerSet') continue
    const memtables = findChild(parent, 'AllMemTableMemory')
    if (memtables) return memoryOf(memtables)
  }
  return undefined
}

/** Nested under the size of the tasks; a paste that lost its indentation has it beside. */
function findReserved(tasksNode: ProfileNode | undefined): Counter | undefined {
  return findIn(memoryCounter(tasksNode)?.counters, 'ReservedMemory') ?? findCounter(tasksNode, 'ReservedMemory')
}

/** P3 says heap and non-heap, P3a one sum. */
function computeJvm(node: ProfileNode | undefined): Reported {
  return (
    sumFigures([currentFigure(findCounter(node, 'HeapMemory')), currentFigure(findCounter(node, 'NonHeapMemory'))]) ??
    currentFigure(findCounter(node, 'Memory'))
  )
}
