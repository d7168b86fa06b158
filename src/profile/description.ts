import { phrase, say, t, type Phrase } from '../base/say'

/** Where a node or counter stands, as far as it matters for what it means. */
export interface DescribedPlace {
  readonly name: string
  /** Name of the node or counter around it; undefined at the top. */
  readonly parent: string | undefined
  /** Type of the tracker, if it is one. */
  readonly trackerType?: string | undefined
  /** What its label says it is (TrackerKind). */
  readonly trackerKind?: string | undefined
}

/**
 * What a node or counter of a memory profile is, in one to three sentences; undefined for what is not known. Facts from
 * doris-formats.md, sections 2 to 5 and 11; differences between the generations (P1, P2, P3) are said where they matter.
 */
export function describe(place: DescribedPlace): string | undefined {
  const name = place.name.startsWith('[ASAN]') ? place.name.slice('[ASAN]'.length) : place.name
  if (place.trackerType !== undefined) return describeTracker(name, place.trackerType, place.trackerKind)
  const here = place.parent === undefined ? undefined : BY_PARENT.get(`${place.parent}/${name}`)
  const known = here ?? BY_NAME.get(name)
  return known && say(known)
}

/** In words why a figure is not added to its neighbours. */
export const OVERLAP_REASONS = {
  reserved: phrase('Reserved memory is promised to tasks and already counted in them: it overlaps, so it is never added.'),
  memtables: phrase('Memtables lie inside Load up to generation P2: a view of a part of it, so they are never added.'),
  virtual: phrase('Address space, not resident memory: it has no share of RSS.'),
  top: phrase('The largest tasks once more: the same trackers stand in AllTasksMemorySnapshot, so they are never added.'),
} as const

const BY_NAME: ReadonlyMap<string, Phrase> = new Map([
  ['MemoryProfile', phrase('The memory profile: an overview and the list of trackers behind it.')],
  [
    'MemoryOverviewSnapshot',
    phrase(
      'Where resident memory goes, by kind. In P1 it is made anew at each look; from P2 on it lives as long as the process, so its peaks are the highest values of all looks so far.',
    ),
  ],
  [
    'PhysicalMemory(VmRSS)',
    phrase(
      'Resident memory: pages of the process that are in RAM now, as the kernel counts them (VmRSS). Everything else here is measured against it.',
    ),
  ],
  ['PhysicalMemoryPeak', phrase('The highest VmRSS since the process started (VmHWM of the kernel). Printed by P1 only.')],
  [
    'VirtualMemory(VmSize)',
    phrase(
      'Address space that is mapped (VmSize). Much larger than RSS is normal: jemalloc keeps ranges that it has given back. Not memory in use.',
    ),
  ],
  [
    'VirtualMemoryPeak',
    phrase('The largest address space since the process started (VmPeak of the kernel). Printed by P1 only.'),
  ],
  [
    'UntrackedMemory',
    phrase(
      'VmRSS minus everything that trackers and jemalloc account for. It may be negative: trackers count memory when it is allocated, RSS only when it is touched. Growing without end while trackers stay flat is how a leak looks.',
    ),
  ],
  [
    'TrackedMemory',
    phrase(
      'The sum over all types of trackers, and jemalloc’s own cache and metadata; from P3a on the JVM too, in P3 memtables too.',
    ),
  ],
  ['TasksMemory', phrase('Queries, loads, compactions, schema changes and other tasks together.')],
  [
    'GlobalMemory',
    phrase(
      'Trackers that live as long as the process. In P1 this includes caches and metadata; from P2 on they have parts of their own, so compare Global + Cache + Metadata across generations.',
    ),
  ],
  ['MetadataMemory', phrase('Metadata of tablets, rowsets and segments (from P2 on; P1 counts it under GlobalMemory).')],
  [
    'CacheMemory',
    phrase('Caches such as pages, segments and schemas; most of it can be freed (from P2 on; P1 counts it under GlobalMemory).'),
  ],
  ['JemallocMemory', phrase('What the allocator itself holds: its cache of free pages, and its bookkeeping.')],
  [
    'JvmMemory',
    phrase(
      'The embedded Java VM, by what it has committed. Part of tracked memory since P3a; before that it was in UntrackedMemory.',
    ),
  ],
  ['HeapMemory', phrase('Java heap that is committed.')],
  ['NonHeapMemory', phrase('Java memory outside the heap that is committed: classes, compiled code.')],
  [
    'MemtableMemory',
    phrase(
      'Rows of running loads that are not flushed yet. A part of tracked memory of its own in P3; up to P2 a view inside Load.',
    ),
  ],
  [
    'AllMemTablesMemory',
    phrase('Rows of running loads that are not flushed yet. Up to P2 it lies inside Load, so it is not added to it.'),
  ],
  [
    'ReservedMemory',
    phrase('Memory promised to tasks ahead of use. It is contained in the tasks, so it is never added to them.'),
  ],
  ['ReservedMemoryPeak', phrase('The highest reserved memory. In P1’s overview only the current value.')],
  ['ReservedPeakMemory', phrase('The most that this tracker had reserved at one time.')],
  ['CurrentUsage', phrase('What it uses now (P1).')],
  ['PeakUsage', phrase('The most it used at one time (P1). In P1’s overview it only repeats the current value.')],
  ['Limit', phrase('The most this task may use; printed only where there is a limit.')],
  ['Query', phrase('All queries together.')],
  ['Load', phrase('All loads together, memtables included up to P2.')],
  ['Compaction', phrase('Merging of versions of tablets in the background.')],
  ['SchemaChange', phrase('Changes of table schemas and indexes.')],
  ['Other', phrase('Tasks of no other type: publish, clone, snapshots, result buffers.')],
  [
    'GlobalMemorySnapshot',
    phrase(
      'Each tracker of type global. Together they are GlobalMemory of the overview, except for what changed while both were read.',
    ),
  ],
  ['MetadataMemorySnapshot', phrase('Each tracker of type metadata: together MetadataMemory of the overview.')],
  ['CacheMemorySnapshot', phrase('Each cache with its tracker: together CacheMemory of the overview.')],
  [
    'TopMemoryTasksSnapshot',
    phrase('The 15 tasks that use most now, largest first. Leaving this list does not mean that a task ended.'),
  ],
  ['AllTasksMemorySnapshot', phrase('Every task with its tracker, by type. On the page only; blocks of the log do not have it.')],
  ['TasksMemorySnapshot', phrase('The section of tasks before the first look; it is called AllTasksMemorySnapshot afterwards.')],
  ['QueryTasks', phrase('One tracker for each running query.')],
  ['LoadTasks', phrase('Trackers of running loads, and of scans from outside.')],
  ['CompactionTasks', phrase('One tracker for each running compaction.')],
  ['SchemaChangeTasks', phrase('One tracker for each running change of schema or index.')],
  ['OtherTasks', phrase('Trackers of tasks of no other type.')],
  [
    'ObjectHeapDump',
    phrase('Objects in memory by class: how many there are, and their size as the objects themselves count it (from P2 on).'),
  ],
])

const BY_PARENT: ReadonlyMap<string, Phrase> = new Map([
  [
    'JemallocMemory/Cache',
    phrase('Free pages and thread caches that jemalloc keeps for reuse; it gives them back after a while or when asked.'),
  ],
  [
    'JemallocMemory/Metadata',
    phrase('jemalloc’s bookkeeping. It grows with the address space, about 1 for each 300 to 500 of virtual memory.'),
  ],
  [
    'Details/Cache',
    phrase('Free pages and thread caches that jemalloc keeps for reuse; it gives them back after a while or when asked.'),
  ],
  [
    'Details/Metadata',
    phrase('jemalloc’s bookkeeping. It grows with the address space, about 1 for each 300 to 500 of virtual memory.'),
  ],
])

function describeTracker(label: string, type: string, kind: string | undefined): string | undefined {
  const known = BY_LABEL.get(label.replace(/(?:\[(?:size|number)\])?(?:\((?:experimental|AllocByAllocator)\)){0,2}$/, ''))
  if (known !== undefined) return say(known)
  const byKind = kind === undefined ? undefined : BY_KIND.get(kind)
  if (byKind !== undefined) return say(byKind)
  if (label.endsWith('[size]') || label.includes('[size]')) return t('A cache that is bounded by its size in bytes.')
  if (label.endsWith('[number]') || label.includes('[number]')) return t('A cache that is bounded by its number of entries.')
  const byType = BY_TYPE.get(type)
  return byType && say(byType)
}

const BY_LABEL: ReadonlyMap<string, Phrase> = new Map([
  [
    'Orphan',
    phrase(
      'Memory that was allocated without a tracker, and what ended trackers left behind. It may be negative; far from zero means that tracker totals are off.',
    ),
  ],
  ['DetailsTrackerSet', phrase('Gathers informal trackers that have no type of their own.')],
  ['DataPageCache', phrase('Decompressed pages of column data.')],
  ['IndexPageCache', phrase('Decompressed pages of indexes.')],
  ['PKIndexPageCache', phrase('Pages of primary key indexes of unique-key tables.')],
  ['SegmentCache', phrase('Opened segments with their readers. Before Doris 2.1.5 its figure is not accurate.')],
  ['SchemaCache', phrase('Schemas and iterators that segment readers share.')],
  ['TabletSchemaCache', phrase('Schemas of tablets, shared by equal ones.')],
  ['SegCompaction', phrase('Merging of segments while a load still writes them.')],
  ['PointQueryExecutor', phrase('Queries of single rows by key.')],
  ['BlockCompression', phrase('Buffers of compression and decompression.')],
  ['RowIdStorageReader', phrase('Rows fetched by their ids after a top-N.')],
  ['SubcolumnsTree', phrase('Sub-columns of variant columns.')],
  ['S3FileBuffer', phrase('Buffers on their way to object storage.')],
  ['IOBufBlockMemory', phrase('Blocks of network buffers.')],
  ['StreamLoadPipe', phrase('Data of stream loads between receiving and reading.')],
])

const BY_KIND: ReadonlyMap<string, Phrase> = new Map([
  ['query', phrase('One query on this backend; the id is the query id.')],
  ['load', phrase('One load fragment (stream, broker, routine load or insert); the id is the load id.')],
  ['load channel', phrase('The receiving side of one load.')],
  ['external scan', phrase('A scan from outside, such as Spark or Flink; counted under load.')],
  ['segment compaction', phrase('Merging of the segments of one load.')],
  ['base compaction', phrase('Merges the base version of one tablet with the versions after it.')],
  ['cumulative compaction', phrase('Merges the newest small versions of one tablet.')],
  ['full compaction', phrase('Rewrites all versions of one tablet.')],
  ['schema change', phrase('Rewrites one tablet into a new schema.')],
  ['index change', phrase('Builds or drops an index of one tablet.')],
  ['publish', phrase('Makes a transaction visible.')],
  ['tablet publish', phrase('Makes a transaction visible on one tablet.')],
  ['clone', phrase('Copies a tablet from another backend.')],
  ['result buffer', phrase('Results that wait to be fetched.')],
  ['memtable', phrase('Memtables of one load (P3).')],
  ['tablet metadata', phrase('Metadata of tablets.')],
  ['rowset metadata', phrase('Metadata of rowsets (versions of tablets).')],
  ['segment metadata', phrase('Metadata of segments.')],
])

const BY_TYPE: ReadonlyMap<string, Phrase> = new Map([
  ['global', phrase('A tracker that lives as long as the process.')],
  ['query', phrase('A tracker of a query.')],
  ['load', phrase('A tracker of a load.')],
  ['compaction', phrase('A tracker of a compaction.')],
  ['schema_change', phrase('A tracker of a schema change.')],
  ['metadata', phrase('A tracker of metadata.')],
  ['cache', phrase('A tracker of a cache.')],
  ['other', phrase('A tracker of a task of no other type.')],
])
