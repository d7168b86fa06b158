// What the labels of Doris's memory trackers say (doris-formats.md, section 5, and the labels of golden/). Labels of the generations
// before P1, which stand in rows without `@type@id=`, are in the same table.

/** What a label says: its kind, and the ids in it, in order. */
export interface LabelMeaning {
  /** Such as 'query', 'load channel', 'segment compaction', 'publish', 'orphan'; 'unknown' for a label that is in no table. */
  readonly kind: string
  readonly ids: readonly (readonly [name: string, value: string])[]
}

/**
 * One line a pattern. `<name>` is an id: of the form `hex-hex` if the name is one of QUERY_IDS, `a-b` for version, else a whole
 * number. `..` at the end stands for anything, also nothing. The first line that fits the whole label wins.
 */
const PATTERNS: readonly (readonly [pattern: string, kind: string])[] = [
  ['Query#Id=<query>', 'query'],
  ['Query#queryId=<query>', 'query'],
  ['Load#Id=<load>', 'load'],
  ['(FromLoadChannel)Load#Id=<load>', 'load channel'],
  ['(FromSelect)Load#Id=<load>', 'load select'],
  ['External#Id=<query>', 'external scan'],
  ['MemTableManualInsert:TabletId=<tablet>:MemTableNum=<memtable>#loadID=<load>', 'memtable insert'],
  ['MemTableManualInsert:..', 'memtable insert'],
  ['MemTableHookFlush:TabletId=<tablet>:MemTableNum=<memtable>#loadID=<load>', 'memtable flush'],
  ['MemTableHookFlush:..', 'memtable flush'],
  ['MemTableMemoryLimiter', 'memtable total'],
  ['MemTableTrackerSet', 'memtable total'],
  ['AllMemTableMemory', 'memtable total'],
  ['ArrowFlightBatchRemoteReader#QueryId=<query>', 'arrow flight reader'],
  ['ArrowFlightBatchLocalReader#QueryId=<query>', 'arrow flight reader'],
  ['EngineBatchLoadTask#pushType=<pushType>:tabletId=<tablet>', 'push load'],
  [
    'segcompaction-txnID_<transaction>-loadID_<load>-tabletID_<tablet>-indexID_<index>-partitionID_<partition>-version_[<version>]',
    'segment compaction',
  ],
  ['segcompaction-<transaction>', 'segment compaction'],
  ['BaseCompaction:<tablet>', 'base compaction'],
  ['CumulativeCompaction:<tablet>', 'cumulative compaction'],
  ['FullCompaction:<tablet>', 'full compaction'],
  ['ColdDataCompaction:<tablet>', 'cold data compaction'],
  ['SingleReplicaCompaction:<tablet>', 'single replica compaction'],
  ['SingleReplicaCompaction..', 'single replica compaction'],
  ['distributed-compaction-tablet-<tablet>', 'distributed compaction'],
  ['EngineIndexChangeTask#tabletId=<tablet>', 'index change'],
  ['EngineCloudIndexChangeTask#tabletId=<tablet>', 'index change'],
  ['EngineAlterTabletTask#baseTabletId=<baseTablet>:newTabletId=<newTablet>', 'schema change'],
  ['EnginePublishVersionTask-transactionID_<transaction>', 'publish'],
  ['TabletPublishTxnTask-partitionID_<partition>-transactionID_<transaction>-version_[<version>]', 'tablet publish'],
  ['TabletPublishTxnTask', 'tablet publish'],
  ['EngineCloneTask#tabletId=<tablet>', 'clone'],
  ['EngineCloneTask', 'clone'],
  ['EngineChecksumTask#tabletId=<tablet>', 'checksum'],
  ['CloudEngineCalcDeleteBitmapTask', 'delete bitmap'],
  ['SnapshotManager', 'snapshot'],
  ['SnapshotLoader#Id=<snapshotTask>', 'snapshot'],
  ['IngestBinlog#TxnId=<transaction>', 'binlog'],
  ['FileCacheVersionReader', 'file cache'],
  ['ResultBlockBuffer#FragmentInstanceId=<fragmentInstance>', 'result buffer'],
  ['ResultBlockBuffer..', 'result buffer'],
  ['Orphan', 'orphan'],
  ['DetailsTrackerSet', 'tracker set'],
  ['ExperimentalSet', 'tracker set'],
  ['Tablets..', 'tablet metadata'],
  ['Rowsets..', 'rowset metadata'],
  ['Segments..', 'segment metadata'],
  ['AsyncFileCacheWrite:..', 'cache'],
  ['HASH_JOIN_SINK_OPERATOR', 'operator'],
  ['ExecNode:..', 'operator'],
  ['VDataStreamRecvr:<fragmentInstance>', 'data stream'],
  ['VDataStreamRecvr:..', 'data stream'],
  ['VDataStreamSender:..', 'data stream'],
  ['local data queue mem tracker', 'data stream'],
  ['Scanner#QueryId=<query>', 'scanner'],
  ['RuntimeFilterMgr', 'runtime filter'],
]

/** Parts of the engine that have one tracker each for the life of the process. */
const ENGINE_PARTS = [
  'SegCompaction',
  'PointQueryExecutor',
  'BlockCompression',
  'RowIdStorageReader',
  'SubcolumnsTree',
  'S3FileBuffer',
  'IOBufBlockMemory',
  'PageNoCache',
  'GLOBAL_DICT_FACTORY',
  'PqChunkTmp',
  'StreamLoadPipe',
  'StorageEngine',
  'LoadChannelMgr',
  'BufferAllocator',
  'SegmentMeta',
  'TabletManager',
  'DiskIO',
  'ChunkAllocator',
  'DeleteBitmap AggCache',
] as const

/** Caches; some print `[size]` or `[number]` behind the name, some do not. */
const CACHES = [
  'DataPageCache',
  'IndexPageCache',
  'PKIndexPageCache',
  'SchemaCache',
  'SegmentCache',
  'TabletSchemaCache',
  'TabletColumnObjectPool',
  'CreateTabletRRIdxCache',
  'InvertedIndexSearcherCache',
  'InvertedIndexQueryCache',
  'PointQueryLookupConnectionCache',
  'PointQueryRowCache',
  'MowDeleteBitmapAggCache',
  'MowTabletVersionCache',
  'LastSuccessChannelCache',
  'CommonObjLRUCache',
  'CloudTabletCache',
  'CloudTxnDeleteBitmapCache',
  'QueryCache',
  'QUERY_CACHE',
  'PagePrefetchBuffer',
] as const

const QUERY_IDS: ReadonlySet<string> = new Set(['query', 'load', 'fragmentInstance', 'snapshotTask'])

/** The write tracker that P3 keeps beside each tracker; the label of that tracker follows. */
const WRITE_TRACKER = 'Memtable#'

/** All kinds that labels can be of. */
export const LABEL_KINDS: ReadonlySet<string> = new Set([
  ...PATTERNS.map(([, kind]) => kind),
  'memtable',
  'cache',
  'engine part',
  'unknown',
])

/** What a label says. Costs time linear in the length of the label: ids have a longest form, and nothing is tried twice. */
export function classifyLabel(label: string): LabelMeaning {
  if (label.startsWith(WRITE_TRACKER))
    return { kind: 'memtable', ids: matchPattern(label.slice(WRITE_TRACKER.length))?.ids ?? NO_IDS }
  return matchPattern(label) ?? (isCache(label) ? CACHE : UNKNOWN)
}

const NO_IDS: LabelMeaning['ids'] = Object.freeze([])
const UNKNOWN: LabelMeaning = Object.freeze({ kind: 'unknown', ids: NO_IDS })
const CACHE: LabelMeaning = Object.freeze({ kind: 'cache', ids: NO_IDS })
const ENGINE_PART: LabelMeaning = Object.freeze({ kind: 'engine part', ids: NO_IDS })

function matchPattern(label: string): LabelMeaning | undefined {
  const whole = WHOLE_LABELS.get(label)
  if (whole) return whole
  const candidates = PATTERNS_BY_FIRST.get(label.charCodeAt(0))
  if (!candidates) return undefined
  for (const { start, rest, idNames, kind } of candidates) {
    if (!label.startsWith(start)) continue
    if (!rest) return { kind, ids: NO_IDS }
    const match = rest.exec(label.slice(start.length))
    if (match) return { kind, ids: idNames.map((name, index) => [name, match[index + 1]!] as const) }
  }
  return undefined
}

/** True: a label without an id that Doris's code gives as it stands. */
export function isFixedLabel(label: string): boolean {
  return WHOLE_LABELS.has(label)
}

/** `<Cache>[size]`: LRU by bytes; `[number]`: LRU by entries; then one or both of the suffixes. */
function isCache(label: string): boolean {
  const name = label.replace(/(?:\((?:experimental|AllocByAllocator)\)){1,2}$/, '')
  return name.endsWith('[size]') || name.endsWith('[number]') || WHOLE_LABELS.get(name) === CACHE
}

/** Labels without an id, by their whole text. */
const WHOLE_LABELS: ReadonlyMap<string, LabelMeaning> = new Map<string, LabelMeaning>([
  ...ENGINE_PARTS.map((label) => [label, ENGINE_PART] as const),
  ...CACHES.map((label) => [label, CACHE] as const),
  ...PATTERNS.filter(([pattern]) => !pattern.includes('<') && !pattern.endsWith('..')).map(
    ([pattern, kind]) => [pattern, Object.freeze({ kind, ids: NO_IDS })] as const,
  ),
])

interface CompiledPattern {
  /** The text before the first id, or before `..`. */
  readonly start: string
  /** What follows it, to the end; undefined = anything. */
  readonly rest: RegExp | undefined
  readonly idNames: readonly string[]
  readonly kind: string
}

/** By the first character, so that a label is held against a few patterns only: a page may have 20,000 labels. */
const PATTERNS_BY_FIRST: ReadonlyMap<number, readonly CompiledPattern[]> = groupByFirst(
  PATTERNS.filter(([pattern]) => pattern.includes('<') || pattern.endsWith('..')).map(compilePattern),
)

function groupByFirst(patterns: readonly CompiledPattern[]): Map<number, CompiledPattern[]> {
  const groups = new Map<number, CompiledPattern[]>()
  for (const pattern of patterns) {
    const first = pattern.start.charCodeAt(0)
    const group = groups.get(first)
    if (group) group.push(pattern)
    else groups.set(first, [pattern])
  }
  return groups
}

function compilePattern([pattern, kind]: readonly [pattern: string, kind: string]): CompiledPattern {
  if (pattern.endsWith('..')) return { start: pattern.slice(0, -2), rest: undefined, idNames: [], kind }
  const idNames: string[] = []
  const at = pattern.indexOf('<')
  const rest = pattern.slice(at).replaceAll(/<(\w+)>|[^<>\w]/g, (part, idName: string | undefined) => {
    if (idName === undefined) return `\\${part}`
    idNames.push(idName)
    // In a redacted profile a pseudonym stands in its place: "query-17".
    if (QUERY_IDS.has(idName)) return String.raw`([0-9a-f]{1,16}[-:][0-9a-f]{1,16}|[a-z]{4,12}-\d{1,9})`
    return idName === 'version' ? String.raw`(\d{1,19}-\d{1,19})` : String.raw`(-?\d{1,19}|[a-z]{4,12}-\d{1,9})`
  })
  return {
    start: pattern.slice(0, at),
    rest: new RegExp(`^${rest}$`),
    idNames,
    kind,
  }
}
