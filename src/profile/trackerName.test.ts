import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTrackerName } from './trackerName'

const UID = '174326b30a1968b5-a648ddca7a2fc1b8'
const QID = '529e3cb37dff464c-93bd9eafa8944ea6'

describe('parseTrackerName', () => {
  // Every row of doris-formats.md, section 5.
  it.each<[label: string, type: string, kind: string, ids: string]>([
    [`Query#Id=${QID}`, 'query', 'query', `query=${QID}`],
    [`Query#queryId=${QID}`, 'query', 'query', `query=${QID}`],
    ['Query#Id=9e47544920d62-59167cba4', 'query', 'query', 'query=9e47544920d62-59167cba4'],
    ['Query#Id=1a:2b', 'query', 'query', 'query=1a:2b'],
    [`Load#Id=${QID}`, 'load', 'load', `load=${QID}`],
    [`(FromLoadChannel)Load#Id=${QID}`, 'load', 'load channel', `load=${QID}`],
    [`(FromSelect)Load#Id=${QID}`, 'load', 'load select', `load=${QID}`],
    [`External#Id=${QID}`, 'load', 'external scan', `query=${QID}`],
    [`Memtable#Load#Id=${QID}`, 'load', 'memtable', `load=${QID}`],
    ['Memtable#something else', 'load', 'memtable', ''],
    ['MemTableMemoryLimiter', 'global', 'memtable total', ''],
    ['MemTableTrackerSet', 'load', 'memtable total', ''],
    ['AllMemTableMemory', 'global', 'memtable total', ''],
    [
      `MemTableManualInsert:TabletId=248915:MemTableNum=1#loadID=${QID}`,
      'load',
      'memtable insert',
      `tablet=248915 memtable=1 load=${QID}`,
    ],
    ['MemTableManualInsert:whatever', 'load', 'memtable insert', ''],
    [
      `MemTableHookFlush:TabletId=248891:MemTableNum=2#loadID=${QID}`,
      'load',
      'memtable flush',
      `tablet=248891 memtable=2 load=${QID}`,
    ],
    ['MemTableHookFlush:', 'load', 'memtable flush', ''],
    [`ArrowFlightBatchRemoteReader#QueryId=${QID}`, 'query', 'arrow flight reader', `query=${QID}`],
    ['EngineBatchLoadTask#pushType=2:tabletId=10031', 'load', 'push load', 'pushType=2 tablet=10031'],
    ['segcompaction-4711', 'compaction', 'segment compaction', 'transaction=4711'],
    [
      `segcompaction-txnID_12-loadID_${QID}-tabletID_34-indexID_56-partitionID_78-version_[0-1]`,
      'compaction',
      'segment compaction',
      `transaction=12 load=${QID} tablet=34 index=56 partition=78 version=0-1`,
    ],
    ['BaseCompaction:16084619', 'compaction', 'base compaction', 'tablet=16084619'],
    ['CumulativeCompaction:16084619', 'compaction', 'cumulative compaction', 'tablet=16084619'],
    ['FullCompaction:16084619', 'compaction', 'full compaction', 'tablet=16084619'],
    ['ColdDataCompaction:16084619', 'compaction', 'cold data compaction', 'tablet=16084619'],
    ['SingleReplicaCompaction:16084619', 'compaction', 'single replica compaction', 'tablet=16084619'],
    ['SingleReplicaCompaction of something', 'compaction', 'single replica compaction', ''],
    ['distributed-compaction-tablet-77', 'compaction', 'distributed compaction', 'tablet=77'],
    ['EngineIndexChangeTask#tabletId=5', 'schema_change', 'index change', 'tablet=5'],
    ['EngineCloudIndexChangeTask#tabletId=5', 'schema_change', 'index change', 'tablet=5'],
    [
      'EngineAlterTabletTask#baseTabletId=6609584:newTabletId=2723204',
      'schema_change',
      'schema change',
      'baseTablet=6609584 newTablet=2723204',
    ],
    ['EnginePublishVersionTask-transactionID_65863256', 'other', 'publish', 'transaction=65863256'],
    [
      'TabletPublishTxnTask-partitionID_808119-transactionID_65863256-version_[1401-1401]',
      'other',
      'tablet publish',
      'partition=808119 transaction=65863256 version=1401-1401',
    ],
    ['TabletPublishTxnTask', 'other', 'tablet publish', ''],
    ['EngineCloneTask', 'other', 'clone', ''],
    ['EngineCloneTask#tabletId=12', 'other', 'clone', 'tablet=12'],
    ['EngineChecksumTask#tabletId=12', 'other', 'checksum', 'tablet=12'],
    ['CloudEngineCalcDeleteBitmapTask', 'other', 'delete bitmap', ''],
    ['SnapshotManager', 'other', 'snapshot', ''],
    [`SnapshotLoader#Id=${QID}`, 'other', 'snapshot', `snapshotTask=${QID}`],
    ['IngestBinlog#TxnId=99', 'other', 'binlog', 'transaction=99'],
    ['FileCacheVersionReader', 'other', 'file cache', ''],
    ['ResultBlockBuffer', 'other', 'result buffer', ''],
    [`ResultBlockBuffer#FragmentInstanceId=${QID}`, 'query', 'result buffer', `fragmentInstance=${QID}`],
    ['Orphan', 'global', 'orphan', ''],
    ['DetailsTrackerSet', 'global', 'tracker set', ''],
    ['ExperimentalSet', 'global', 'tracker set', ''],
    ...'SegCompaction PointQueryExecutor BlockCompression RowIdStorageReader SubcolumnsTree S3FileBuffer IOBufBlockMemory PageNoCache GLOBAL_DICT_FACTORY PqChunkTmp StreamLoadPipe StorageEngine LoadChannelMgr BufferAllocator SegmentMeta TabletManager DiskIO ChunkAllocator'
      .split(' ')
      .map((label): [string, string, string, string] => [label, 'global', 'engine part', '']),
    ['DeleteBitmap AggCache', 'global', 'engine part', ''],
    ['Tablets(not in SchemaCache, TabletSchemaCache)', 'metadata', 'tablet metadata', ''],
    ['Rowsets', 'metadata', 'rowset metadata', ''],
    ['Segments(not in SegmentCache)', 'metadata', 'segment metadata', ''],
    ['DataPageCache[size](AllocByAllocator)', 'cache', 'cache', ''],
    ['TabletSchemaCache[number]', 'global', 'cache', ''],
    ['SomeNewCache[number](experimental)(AllocByAllocator)', 'cache', 'cache', ''],
    ['AsyncFileCacheWrite:/data/doris/be/file_cache', 'cache', 'cache', ''],
    ...'DataPageCache IndexPageCache PKIndexPageCache SchemaCache SegmentCache TabletSchemaCache TabletColumnObjectPool CreateTabletRRIdxCache InvertedIndexSearcherCache InvertedIndexQueryCache PointQueryLookupConnectionCache PointQueryRowCache MowDeleteBitmapAggCache MowTabletVersionCache LastSuccessChannelCache CommonObjLRUCache CloudTabletCache CloudTxnDeleteBitmapCache QueryCache QUERY_CACHE PagePrefetchBuffer'
      .split(' ')
      .map((label): [string, string, string, string] => [label, 'cache', 'cache', '']),
    ['HASH_JOIN_SINK_OPERATOR', 'query', 'operator', ''],
    ['ExecNode:VHASH_JOIN_NODE (id=2)', 'query', 'operator', ''],
    [`VDataStreamRecvr:${QID}`, 'query', 'data stream', `fragmentInstance=${QID}`],
    ['VDataStreamSender:(dst_id=1)', 'query', 'data stream', ''],
    ['local data queue mem tracker', 'query', 'data stream', ''],
    [`Scanner#QueryId=${QID}`, 'query', 'scanner', `query=${QID}`],
    ['RuntimeFilterMgr', 'query', 'runtime filter', ''],
  ])('%s', (label, type, kind, ids) => {
    const name = parseTrackerName(`${label}@${type}@id=${UID}`)!
    expect([name.label, name.type, name.uid, name.kind]).toEqual([label, type, UID, kind])
    expect(name.ids.map(([idName, value]) => `${idName}=${value}`).join(' ')).toBe(ids)
  })

  it.each([
    'New#Thing=12',
    'a@b: /c=d#e',
    '',
    '<b>@query@id=1-2',
    'Query#Id=xyz',
    'Query#Id=',
    '__proto__',
    'constructor',
    '\n',
    'ünï',
  ])('keeps an unknown label whole, whatever is in it: %j', (label) => {
    expect(parseTrackerName(`${label}@query@id=${UID}`)).toEqual({ label, type: 'query', uid: UID, kind: 'unknown', ids: [] })
  })

  it('reads other_task of P3 as other, and a type it does not know as it stands', () => {
    expect(parseTrackerName(`Orphan@other_task@id=${UID}`)?.type).toBe('other')
    expect(parseTrackerName(`Orphan@batch_load@id=${UID}`)?.type).toBe('batch_load')
  })

  it('accepts the colon of older builds and uids without leading zeros', () => {
    expect(parseTrackerName('Orphan@global@id=1a:2b')?.uid).toBe('1a:2b')
  })

  it.each([
    '',
    'MemoryProfile',
    'Orphan',
    'Orphan@global',
    '@id=1-2',
    'global@id=1-2',
    'Orphan@global@id=',
    'Orphan@global@id=12',
    'Orphan@global@id=1-2 ',
    'Orphan@Global Type@id=1-2',
    'Orphan@@id=1-2',
    `Orphan@global@id=0${UID}`,
    'Orphan@global@id=G-1',
  ])('is not a tracker name: %j', (name) => {
    expect(parseTrackerName(name)).toBeUndefined()
  })

  it('takes any label apart from what follows it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('query', 'load', 'global', 'schema_change'), (label, type) => {
        const name = parseTrackerName(`${label}@${type}@id=${UID}`)
        expect([name?.label, name?.type, name?.uid]).toEqual([label, type, UID])
      }),
    )
  })

  it('gives an answer for names of 64 KiB that are made to be slow', () => {
    const size = 64 * 1024
    for (const part of [
      '@id=',
      '@',
      '@query',
      'Memtable#',
      'a',
      '-',
      '[size]',
      '(experimental)',
      'Query#Id=',
      '1',
      '@query@id=1-',
    ]) {
      const label = part.repeat(Math.floor(size / part.length))
      expect(parseTrackerName(`${label}@query@id=${UID}`)?.label).toBe(label)
      parseTrackerName(label)
    }
  })
})
