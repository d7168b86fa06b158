import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findSamplesFolder } from '../testing/golden'
import { printReading } from '../testing/printReading'

// Real pastes of users and of the documentation, one test a file: what it must give, and what its report must say. They are not in the
// repository; without them these tests are skipped, and counted as such.

const FOLDER = findSamplesFolder()
/** When the files were last changed, as it were: for those that say no time of their own. */
const TAKEN_AT = Date.UTC(2026, 10, 23, 6, 4, 7)

const read = (name: string): Promise<string> =>
  printReading([{ name, bytes: readFileSync(new URL(name, FOLDER)), takenAt: TAKEN_AT }], { now: TAKEN_AT })

describe.skipIf(!FOLDER)('what people pasted', () => {
  it('doc-12-mem-limit-exceeded-errors.txt', async () => {
    expect(await read('doc-12-mem-limit-exceeded-errors.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 2; complete
      note: 2 lines: 0 samples (0 with a memory profile), 2 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      mark 2026-11-23T06:04:07.000Z exceeded task=xxx line=1: ERROR 1105 (HY000): errCode = 2, detailMessage = Memory limit exceeded:<consuming tracker:<xxx>, xx…
      mark 2026-11-23T06:04:07.000Z exceeded task=Query#Id=3c88608cf35c461d-95fe88969aa6fc30 bytes=2097152 line=2: ERROR 1105 (HY000): errCode = 2, detailMessage = Memory limit exceeded:<consuming tracker:<Query#Id…"
    `)
  })

  it('doc-12-process-limit-full.log', async () => {
    expect(await read('doc-12-process-limit-full.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G1a; samples 1, marks 1; complete
      note: 47 lines, from 2025-11-27T17:23:16Z to 2025-11-27T17:23:16Z: 1 sample (1 with a memory profile), 1 mark; lines about other things were skipped.
      note: Generation G1a: told by a sum called "process" (1.2).
      note: The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.
      note: In this wording of the status line "process memory used" is the resident memory (VmRSS).
      note: 3 rows with a peak below what is in use, as Doris 1.2 prints them: both figures are kept as they are.
      note: Neither the lines nor the file's name say the year: 2025 was assumed, so that the log ends before the file was last changed or read.
      mark 2025-11-27T17:23:16.372Z exceeded bytes=1062688 line=1: System Mem Exceed Limit Check Failed, Try Alloc: 1062688
      sample 2025-11-27T17:23:16.372Z G1a of doris_be
        status: used 2877628088±5368709, rss 2877628088±5368709, jemallocCache 54494495±5243, limit 2652142305±5368709, available 54707145933±5368709, lowWaterMark 3435973837±5368709
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 1246817916 (peak -1) as "process"
              TasksMemory
                Details: Consistency 0 (peak 0) as "consistency", BatchLoad 0 (peak 0) as "batch_load", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 0) as "compaction", Load 0 (peak 0) as "load", Query 216708729 (peak 592723181) as "query"
              GlobalMemory: Memory 975614571 (peak 1066840223) as "global"
              JemallocMemory
                Details: Cache 54494616 (peak -1) as "tc/jemalloc_cache"
          GlobalMemorySnapshot
            Orphan: Memory 497233597 (peak 680718208)
              BufferAllocator: Memory 0 (peak 0)
              LoadChannelMgr: Memory 0 (peak 0)
              StorageEngine: Memory 336132488 (peak 338229824)
              SegCompaction: Memory 0 (peak 0)
              SegmentMeta: Memory 971404 (peak 966285)
              TabletManager: Memory 0 (peak 0)
            DataPageCache: Memory 477329882 (peak 476244180)
            IndexPageCache: Memory 1051092 (peak 0)
            SegmentCache: Memory 0 (peak 0)
            DiskIO: Limit 2655423201, Memory 0 (peak 0)
            ChunkAllocator: Memory 0 (peak 0)
            LastSuccessChannelCache: Memory 0 (peak 0)
            DeleteBitmap AggCache: Memory 0 (peak 0)"
    `)
  })

  it('doc-21-mem-limit-exceeded-errors.txt', async () => {
    expect(await read('doc-21-mem-limit-exceeded-errors.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 4; complete
      note: 4 lines: 0 samples (0 with a memory profile), 4 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=e862471398b14e71-9361a1ab8153cb29 bytes=909083935 line=1: ERROR 1105 (HY000): errCode = 2, detailMessage = (10.16.10.8)[MEM_LIMIT_EXCEEDED]Process memory not…
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=e862471398b14e71-9361a1ab8153cb29 bytes=909083935 line=2: ERROR 1105 (HY000): errCode = 2, detailMessage = (10.16.10.8)[MEM_LIMIT_EXCEEDED]Process memory not…
      mark 2026-11-23T06:04:07.000Z exceeded task=Query#Id=457efb1fdae74d3b-b4fffdcfd4baaf32 bytes=4294967296 line=3: ERROR 1105 (HY000): errCode = 2, detailMessage = (10.16.10.8)[MEM_LIMIT_EXCEEDED]PreCatch error cod…
      mark 2026-11-23T06:04:07.000Z exceeded task=Query#Id=f78208b15e064527-a84c5c0b04c04fcf bytes=1080033 line=4: ERROR 1105 (HY000): errCode = 2, detailMessage = (10.16.10.8)[MEM_LIMIT_EXCEEDED]PreCatch error cod…"
    `)
  })

  it('doc-21-memory-tracker-summary.log', async () => {
    expect(await read('doc-21-memory-tracker-summary.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G2; samples 1, marks 0; complete
      note: 36 lines: 1 sample (1 with a memory profile), 0 marks; lines about other things were skipped.
      note: Generation G2: told by rows of type overview (2.1.5 to 3.0.3).
      note: In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      contradiction line 11: Used says 144 MB(151759440 B), which contradicts itself: the bytes in brackets were taken. | MemTrackerLimiter Label=tc/jemalloc_metadata, Type=overview, Limit=-1.00 B(-1 B), Used=144 MB(15175…
      contradiction line 12: Used says 114.80 MB(726799124 B), which contradicts itself: the bytes in brackets were taken. | MemTrackerLimiter Label=sum of all trackers, Type=overview, Limit=-1.00 B(-1 B), Used=114.80 MB(726…
      sample 2026-11-23T06:04:07.000Z G2 of doris_be
        status: physical 403522914877±5368709, used 4391604060±5368709, rss 3747358966±5368709, jemallocCache 430377533±5243, reserved 1073741824±536870912, waitingRefresh 0, limit 3231962890±5368709, softLimit 2909840343±5368709, available 144321638564±5368709, lowWaterMark 3435973837±5368709, warningWaterMark 6871947674±5368709
        ProcessProfile
          MemoryOverviewSnapshot: PhysicalMemory(VmRSS) 3743289344 (peak 3743289344) as "process resident memory", VirtualMemory(VmSize) 47512956928 (peak 47512956928) as "process virtual memory"
            TrackedMemory: Memory 726799124 (peak -1) as "sum of all trackers"
              TasksMemory: ReservedMemory 0 (peak -1) as "reserved_memory"
                Details: Other 0 (peak 0) as "other", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 0) as "compaction", Load 0 (peak 0) as "load", Query 87369024 (peak 92616000) as "query"
              GlobalMemory: Memory 209053204 (peak 209053204) as "global"
              JemallocMemory
                Details: Cache 430376896 (peak -1) as "tc/jemalloc_cache", Metadata 151759440 (peak -1) as "tc/jemalloc_metadata"
          GlobalMemorySnapshot
            Orphan: Memory 0 (peak 0)
            DetailsTrackerSet: Memory 0 (peak 0)
              IOBufBlockMemory: Memory 1474560 (peak 1474560)
              SegmentCache[size]: Memory 1720543 (peak 19691997)
              SchemaCache[number]: Memory 9428 (peak 9428)
              TabletSchemaCache[number]: Memory 9738798 (peak 9738798)
              TabletMeta(experimental): Memory 26303456 (peak 26303456)
              RuntimeFilterMergeControllerEntity(experimental): Memory 32 (peak 32)
              AllMemTableMemory: Memory 0 (peak 0)
            SegCompaction: Memory 0 (peak 0)
            PointQueryExecutor: Memory 0 (peak 0)
            BlockCompression: Memory 0 (peak 0)
            RowIdStorageReader: Memory 0 (peak 0)
            SubcolumnsTree: Memory 0 (peak 0)
            S3FileBuffer: Memory 0 (peak 0)
            DataPageCache[size](AllocByAllocator): Memory 208357157 (peak 208381892)
            IndexPageCache[size](AllocByAllocator): Memory 696047 (peak 696047)
            PKIndexPageCache[size](AllocByAllocator): Memory 0 (peak 0)
          TopMemoryTasksSnapshot
            Query#Id=529e3cb37dff464c-93bd9eafa8944ea6: Limit 2147483648, Memory 87369024 (peak 92616000)
            MemTableTrackerSet: Memory 0 (peak 0)
            SnapshotManager: Memory 0 (peak 0)"
    `)
  })

  it('doc-21-process-status-line.log', async () => {
    expect(await read('doc-21-process-status-line.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, status lines; samples 1, marks 0; complete
      note: 1 line: 1 sample (0 with a memory profile), 0 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      note line 1: A number of the status line has a blank in it: it was read without. | 1 35.41 GB
      sample 2026-11-23T06:04:07.000Z status of doris_be
        status: physical 403522914877±5368709, used 4391604060±5368709, rss 3747358966±5368709, jemallocCache 430377533±5243, reserved 1073741824±536870912, waitingRefresh 0, limit 3231962890±5368709, softLimit 2909840343±5368709, available 144321638564±5368709, lowWaterMark 3435973837±5368709, warningWaterMark 6871947674±5368709"
    `)
  })

  it('doc-21-tracker-rows-single.txt', async () => {
    expect(await read('doc-21-tracker-rows-single.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G2; samples 1, marks 0; complete
      note: 3 lines: 1 sample (1 with a memory profile), 0 marks; lines about other things were skipped.
      note: Generation G2: told by rows of type overview (2.1.5 to 3.0.3).
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      contradiction line 1: Used says 144 MB(151759440 B), which contradicts itself: the bytes in brackets were taken. | MemTrackerLimiter Label=tc/jemalloc_metadata, Type=overview, Limit=-1.00 B(-1 B), Used=144 MB(15175…
      sample 2026-11-23T06:04:07.000Z G2 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot: VirtualMemory(VmSize) 47512956928 (peak 47512956928) as "process virtual memory"
            TrackedMemory
              JemallocMemory
                Details: Metadata 151759440 (peak -1) as "tc/jemalloc_metadata"
          GlobalMemorySnapshot
            DetailsTrackerSet
              AllMemTableMemory: Memory 26303456 (peak 26303456)"
    `)
  })

  it('doc-4x-jemalloc-stats-fragment.txt', async () => {
    expect(await read('doc-4x-jemalloc-stats-fragment.txt')).toMatchInlineSnapshot(`
      "statistics of the allocator, jemalloc; samples 1, marks 0; complete
      sample 2026-11-23T06:04:07.000Z allocator of doris_be
        text of the allocator: 17 lines
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory
              JemallocMemory
                Details: Metadata 535979296 as "metadata"
          jemalloc: allocated 2401232080, active 2526302208, metadata 535979296, resident 2995621888, mapped 3221979136, retained 131542581248, extents_dirty 774144, extents_muzzy 2936832, extents_retained 9125888"
    `)
  })

  it('doc-dmesg-oom-killer.txt', async () => {
    expect(await read('doc-dmesg-oom-killer.txt')).toMatchInlineSnapshot(`
      "messages of the kernel; samples 0, marks 1; complete
      note: 1 line of the kernel, 1 kill; the others were skipped.
      note: The kernel’s messages do not say their time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: dmesg -T computes its times from how long the machine has been running: they are right to a second at best, and late by as long as it slept. Shown as a band; give an offset if the log says another time.
      mark 2024-07-18T15:03:59.000Z ±1000ms oom bytes=63767683072 pid=360303 process=doris_be line=1: The kernel killed doris_be (pid 360303) because the machine ran out of memory: resident 59.39 GiB (…"
    `)
  })

  it('doc-metrics-cache.prom.txt', async () => {
    expect(await read('doc-metrics-cache.prom.txt')).toMatchInlineSnapshot(`
      "metrics of Doris; samples 1, marks 0; complete
      sample 2026-11-23T06:04:07.000Z M of doris_be
        ProcessProfile
          Metrics
            doris_be_cache_capacity: name="TabletSchemaCache" 102400 UNIT
            doris_be_cache_usage: name="TabletSchemaCache" 40838 UNIT
            doris_be_cache_usage_ratio: name="TabletSchemaCache" 0.398809 DOUBLE_VALUE
            doris_be_cache_element_count: name="TabletSchemaCache" 1628 UNIT
            doris_be_cache_lookup_count: name="TabletSchemaCache" 63393 UNIT
            doris_be_cache_hit_count: name="TabletSchemaCache" 61765 UNIT
            doris_be_cache_hit_ratio: name="TabletSchemaCache" 0.974319 DOUBLE_VALUE"
    `)
  })

  it('issue10407-1.1-error-negative-left.txt', async () => {
    expect(await read('issue10407-1.1-error-negative-left.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 1; complete
      note: 1 line: 0 samples (0 with a memory profile), 1 mark; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      mark 2026-11-23T06:04:07.000Z exceeded task=RuntimeState:instance:514df0671c0d2b95-c90cda6cf6f4cfbb#loadId=514df0671c0d2b95-c90cda6cf6f4cfba bytes=2097528 line=1: cancelled: Memory limit exceeded: Memory exceed limit. fragment=, details=Task mem limit exceeded a…"
    `)
  })

  it('issue18509-122-negative-global.log', async () => {
    expect(await read('issue18509-122-negative-global.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G1a; samples 1, marks 1; ends early
      note: 14 lines, from 2026-04-08T16:55:42Z to 2026-04-08T16:55:42Z: 1 sample (1 with a memory profile), 1 mark; lines about other things were skipped.
      note: Generation G1a: told by a sum called "process" (1.2).
      note: The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.
      note: In this wording of the status line "process memory used" is the resident memory (VmRSS).
      note: Neither the lines nor the file's name say the year: 2026 was assumed, so that the log ends before the file was last changed or read.
      skipped line 14: This row of a tracker breaks off: what came before was read. | MemTrackerLimiter Label=Orphan, Type=global, Limit=-1.00 B(-1 B), Used=-47.41 GB(-50906733492 B), P…
      sample 2026-04-08T16:55:42.616Z G1a of doris_be
        status: physical 16793322127±5368709, used 15934328668±5368709, rss 15934328668±5368709, waitingRefresh 0, limit 13432510218±5368709, softLimit 12090332938±5368709, available 0, lowWaterMark 1675037245±5368709, warningWaterMark 3360811909±5368709
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory -30109955321 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 0) as "compaction", Load 18656366923 (peak 19471640468) as "load", Query 0 (peak 0) as "query"
              GlobalMemory: Memory -50906733492 (peak 191846687) as "global"
              JemallocMemory
                Details: Cache 2140411248 (peak -1) as "tc/jemalloc_cache"
          GlobalMemorySnapshot
            Orphan: Memory -50906733492 (peak 309015347)
      mark 2026-04-08T16:55:42.616Z gc line=1: Full GC."
    `)
  })

  it('issue29378-2.0-gc-log.log', async () => {
    expect(await read('issue29378-2.0-gc-log.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 1; ends early
      note: 7 lines, from 2026-01-03T08:02:27Z to 2026-01-03T08:02:27Z: 0 samples (0 with a memory profile), 1 mark; lines about other things were skipped.
      note: The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: Neither the lines nor the file's name say the year: 2026 was assumed, so that the log ends before the file was last changed or read.
      skipped line 1: These lines of a profile belong to no section: they were left out. | FreeTopOvercommitMemoryQuery:
      skipped line 7: This was not understood. | [MemoryGC] en
      missing line 7: The text ends in the middle of a sentence: it breaks off here. | [MemoryGC] en
      mark 2026-01-03T08:02:27.237Z gc line=3: Minor GC, because process memory used 72.75 GB exceed soft limit 69.12 GB or sys available memory 1…"
    `)
  })

  it('issue32573-210-negative-orphan.log', async () => {
    expect(await read('issue32573-210-negative-orphan.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G1; samples 1, marks 0; ends early
      note: 17 lines: 1 sample (1 with a memory profile), 0 marks; lines about other things were skipped.
      note: Generation G1: told by a row "sum of all trackers" (2.0 to 2.1.4).
      note: In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      skipped line 17: This row of a tracker breaks off before it says how much is in use: it was left out. | MemTrackerLimiter Label=IndexPageCache[size], Typ
      sample 2026-11-23T06:04:07.000Z G1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot: PhysicalMemory(VmRSS) 34555052032 (peak 34841595904) as "process resident memory", VirtualMemory(VmSize) 1568748965888 (peak 1568882200576) as "process virtual memory"
            TrackedMemory: Memory 4540098572 (peak -1) as "sum of all trackers"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 559748896) as "compaction", Load 0 (peak 698272827) as "load", Query 27729962 (peak 770781871) as "query"
              GlobalMemory: Memory 37350762 (peak 3090334043) as "global"
              JemallocMemory
                Details: Cache 4475017848 (peak -1) as "tc/jemalloc cache"
          GlobalMemorySnapshot
            Orphan: Memory -6560424 (peak 2670913391)
              PageNoCache: Memory 0 (peak 119928106)
              IOBufBlockMemory: Memory 45408256 (peak 70983680)
            DataPageCache[size]: Memory 2752098 (peak 1364083506)"
    `)
  })

  it('issue34011-211-cancelled-task-list.log', async () => {
    expect(await read('issue34011-211-cancelled-task-list.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 20; ends early
      note: 2 lines: 0 samples (0 with a memory profile), 20 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      skipped line 1: Of 1 task of this list the name was cut off: left out. | 1591e0143e4dcc-849e72e86be780ff memory used 6266880 Bytes,Query#Id=a3224c8e59094d07-96c221b030fb912…
      missing line 2: The text ends in the middle of a sentence: it breaks off here. | e889f2c4171-a3e27cc970821d65 memory used 10391552 Bytes,Query#Id=9e0479d61c44a6e
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=a3224c8e59094d07-96c221b030fb912c bytes=6987776 line=1: A GC cancelled Query#Id=a3224c8e59094d07-96c221b030fb912c, which used 6.66 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=83a804ea5b2b4b2e-a20c67ebda300cd0 bytes=7041024 line=1: A GC cancelled Query#Id=83a804ea5b2b4b2e-a20c67ebda300cd0, which used 6.71 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=ae9f5ba0ef37478f-9b36e1ac7ec41459 bytes=7041024 line=1: A GC cancelled Query#Id=ae9f5ba0ef37478f-9b36e1ac7ec41459, which used 6.71 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=b3ff7e80f03445b0-914c23f14a6198d3 bytes=7041024 line=1: A GC cancelled Query#Id=b3ff7e80f03445b0-914c23f14a6198d3, which used 6.71 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=3e5f13873f864075-a6c426c2c5ca0b7f bytes=7051264 line=1: A GC cancelled Query#Id=3e5f13873f864075-a6c426c2c5ca0b7f, which used 6.72 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=e67943ae78d74a64-a538547393815e16 bytes=7094272 line=1: A GC cancelled Query#Id=e67943ae78d74a64-a538547393815e16, which used 6.77 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=a1b3a9f4746b4242-b6415b5119055839 bytes=7127040 line=1: A GC cancelled Query#Id=a1b3a9f4746b4242-b6415b5119055839, which used 6.80 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=bb487883d42240b1-80393cb76ff1cc8f bytes=7127040 line=1: A GC cancelled Query#Id=bb487883d42240b1-80393cb76ff1cc8f, which used 6.80 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=8fe14d86073248c8-8a5005ed4b79f730 bytes=7467008 line=1: A GC cancelled Query#Id=8fe14d86073248c8-8a5005ed4b79f730, which used 7.12 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=32b40784ff574679-90a2b1e8049aed1a bytes=8353792 line=1: A GC cancelled Query#Id=32b40784ff574679-90a2b1e8049aed1a, which used 7.97 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=4e68e702080f4184-b1245b50927f72e0 bytes=8437760 line=1: A GC cancelled Query#Id=4e68e702080f4184-b1245b50927f72e0, which used 8.05 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=926d8267756c4f60-a35e0e71ded7d9ce bytes=8437760 line=1: A GC cancelled Query#Id=926d8267756c4f60-a35e0e71ded7d9ce, which used 8.05 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=d534bf63678441a5-909f9fa65df6a4a4 bytes=8437760 line=1: A GC cancelled Query#Id=d534bf63678441a5-909f9fa65df6a4a4, which used 8.05 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=241c3230a26e4cb7-a51ac812683a5a3c bytes=8499200 line=1: A GC cancelled Query#Id=241c3230a26e4cb7-a51ac812683a5a3c, which used 8.11 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=cc3b152cbd1c4a47-a03ab254a4e10454 bytes=8499200 line=1: A GC cancelled Query#Id=cc3b152cbd1c4a47-a03ab254a4e10454, which used 8.11 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=c059afad98c4ae0-95181fe3c94eb08c bytes=10174464 line=1: A GC cancelled Query#Id=c059afad98c4ae0-95181fe3c94eb08c, which used 9.70 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=32b2306cffa04a6a-af5cc725f8401b18 bytes=10338304 line=1: A GC cancelled Query#Id=32b2306cffa04a6a-af5cc725f8401b18, which used 9.86 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=d978775ad0eb4b10-9129673c4e6639d7 bytes=10338304 line=1: A GC cancelled Query#Id=d978775ad0eb4b10-9129673c4e6639d7, which used 9.86 MiB.
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=61969e889f2c4171-a3e27cc970821d65 bytes=10391552 line=1: A GC cancelled Query#Id=61969e889f2c4171-a3e27cc970821d65, which used 9.91 MiB.
      mark 2026-11-23T06:04:07.000Z gc line=1: GC, cancelled 19 tasks with 148.7 MiB."
    `)
  })

  it('issue34011-211-load-rows.log', async () => {
    expect(await read('issue34011-211-load-rows.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G1; samples 1, marks 0; ends early
      note: 11 lines: 1 sample (1 with a memory profile), 0 marks; lines about other things were skipped.
      note: Generation G1: told by rows of trackers; G2 prints the same ones, and what would tell them apart is missing.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      skipped line 11: This row of a tracker breaks off before it says how much is in use: it was left out. | MemTrackerLimiter Label=Load#Id=d24
      sample 2026-11-23T06:04:07.000Z G1 of doris_be
        ProcessProfile
          TopMemoryTasksSnapshot
            Load#Id=7840ff88a1291760-862f6d23690dc28d: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=7f4905b2ecd2528c-e099a97aa481a4b6: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=1b4fc97e83fc3cc6-a13a7de819fa819d: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=e47619c7a918151-10b936be332051b3: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=244612867dfc05ab-e5d4369c72792db6: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=694d524be39de91c-f8974e48f480e90: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=61478d510ef97bb5-7db9a40ba8d74180: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=c04c421013141449-e06dbc7f462dc1a0: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=4d4dc4af37270cfc-b14a3e5bda6d1dbb: Limit 2147483648, Memory 0 (peak 0)
            Load#Id=3e4f1751aec99ae0-56a94e39028c4fa2: Limit 2147483648, Memory 0 (peak 0)"
    `)
  })

  it('issue34631-212-memtracker-mdtable.txt', async () => {
    expect(await read('issue34631-212-memtracker-mdtable.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot: PhysicalMemory(VmRSS) 22171766784 (peak 22599389184) as "process resident memory"
            TrackedMemory: Memory 880634869 (peak -1) as "sum of all trackers"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 33746190) as "compaction", Load 0 (peak 9380064) as "load", Query 0 (peak 61829088) as "query"
              GlobalMemory: Memory 49940253 (peak 49940253) as "global"
              JemallocMemory
                Details: Cache 830694616 (peak -1) as "tc/jemalloc cache""
    `)
  })

  it('issue50929-215-log-header.log', async () => {
    expect(await read('issue50929-215-log-header.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G2; samples 1, marks 0; ends early
      note: 12 lines, from 2025-05-15T15:49:35Z to 2025-05-15T15:49:35Z: 1 sample (1 with a memory profile), 0 marks; lines about other things were skipped.
      note: Generation G2: told by rows of type overview (2.1.5 to 3.0.3).
      note: The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.
      skipped line 12: This row of a tracker breaks off before it says how much is in use: it was left out. | MemTrackerLimiter Label=tc/jemalloc_metada
      sample 2025-05-15T15:49:35.794Z G2 of doris_be
        status: physical 47190953165±5368709, used 39857296507±5368709, rss 41102837023±5368709, jemallocCache 1245540516±5368709, reserved 0, waitingRefresh 0, limit 42466489139±5368709, softLimit 38225208934±5368709, available 6496138035±5368709, lowWaterMark 2362232013±5368709, warningWaterMark 4713726607±5368709
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory
              TasksMemory
                Details: Other 0 (peak 0) as "other", SchemaChange 0 (peak 0) as "schema_change", Compaction 44002139 (peak 632843614) as "compaction", Load 614617344 (peak 1984933526) as "load", Query 0 (peak 1381319360) as "query"
              GlobalMemory: Memory 429269280 (peak 1719965225) as "global"
              JemallocMemory
                Details: Cache 1241444368 (peak -1) as "tc/jemalloc_cache""
    `)
  })

  it('issue5794-0.13-memz-tcmalloc.txt', async () => {
    expect(await read('issue5794-0.13-memz-tcmalloc.txt')).toMatchInlineSnapshot(`
      "page /memz, tcmalloc; samples 1, marks 0; complete
      contradiction: Figures contradict each other: the page says 29.70 GiB in use, the allocator's text 36.56 TiB. They are kept as printed.
      sample 2026-11-23T06:04:07.000Z allocator of doris_be
        status: used 31890132173±5368709
        properties: memLimit 647745492746±5368709
        text of the allocator: 18 lines
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory
              JemallocMemory
                Details: Metadata 42186440704 as "metadata"
          tcmalloc: allocated 40138085404224, metadata 42186440704, resident 40200342200320, mapped 41712606560256, retained 1512264359936, tcache_bytes 843947640"
    `)
  })

  it('jemalloc1532-arena-stats.txt', async () => {
    expect(await read('jemalloc1532-arena-stats.txt')).toMatchInlineSnapshot(`
      "statistics of the allocator, jemalloc; samples 1, marks 0; complete
      sample 2026-11-23T06:04:07.000Z allocator of doris_be
        text of the allocator: 15 lines
        ProcessProfile
          jemalloc: active 1157943296, resident 1217359872, mapped 1233440768, retained 2644193280, tcache_bytes 830848"
    `)
  })

  it('note-mem-alloc-failed.txt', async () => {
    expect(await read('note-mem-alloc-failed.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, status lines; samples 1, marks 1; complete
      note: 4 lines: 1 sample (0 with a memory profile), 1 mark; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      sample 2026-11-23T06:04:07.000Z status of doris_be
        status: reserved 0, waitingRefresh 0, available 535444849±5243, lowWaterMark 838294569±5243, warningWaterMark 1675037245±5368709
      mark 2026-11-23T06:04:07.000Z exceeded line=1: errCode = 2, detailMessage = (doris-be)[MEM_ALLOC_FAILED]Create Expr failed because [E11] Allocator…"
    `)
  })

  it('page-memtracker-a1.page.txt', async () => {
    expect(await read('page-memtracker-a1.page.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 924900612 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 468938788) as "compaction", Load 0 (peak 249783792) as "load", Query 0 (peak 20416193417) as "query"
              GlobalMemory: Memory 673551300 (peak 2919019727) as "global"
              JemallocMemory
                Details: Cache 251349312 (peak -1) as "tc/jemalloc_cache""
    `)
  })

  it('page-memtracker-a3.page.txt', async () => {
    expect(await read('page-memtracker-a3.page.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 2190504912 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 1175438559) as "compaction", Load 0 (peak 965844769) as "load", Query 0 (peak 24784282367) as "query"
              GlobalMemory: Memory 1842268904 (peak 27597122615) as "global"
              JemallocMemory
                Details: Cache 348236008 (peak -1) as "tc/jemalloc_cache""
    `)
  })

  it('page-memtracker-a5.page.txt', async () => {
    expect(await read('page-memtracker-a5.page.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 2426334384 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 1175438559) as "compaction", Load 0 (peak 965844769) as "load", Query 0 (peak 26568226891) as "query"
              GlobalMemory: Memory 2083264680 (peak 34499039068) as "global"
              JemallocMemory
                Details: Cache 343069704 (peak -1) as "tc/jemalloc_cache""
    `)
  })

  it('page-memtracker-b.page.txt', async () => {
    expect(await read('page-memtracker-b.page.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 2244593489 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 1438015810) as "compaction", Load 115175784 (peak 248057328) as "load", Query 0 (peak 8991874589) as "query"
              GlobalMemory: Memory 1766976257 (peak 10614012744) as "global"
              JemallocMemory
                Details: Cache 362441448 (peak -1) as "tc/jemalloc_cache""
    `)
  })

  it('page-memtracker-c-freememory.page.txt', async () => {
    expect(await read('page-memtracker-c-freememory.page.txt')).toMatchInlineSnapshot(`
      "page /mem_tracker, generation W1; samples 1, marks 0; complete
      note: Generation W1: told by the columns of the page /mem_tracker.
      note: Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.
      sample 2026-11-23T06:04:07.000Z W1 of doris_be
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory: Memory 2766200186 (peak -1) as "process"
              TasksMemory
                Details: Experimental 0 (peak 0) as "experimental", Clone 0 (peak 0) as "clone", SchemaChange 0 (peak 0) as "schema_change", Compaction 0 (peak 2611146416) as "compaction", Load 0 (peak 1934654319) as "load", Query 0 (peak 9338498166) as "query"
              GlobalMemory: Memory 1844738906 (peak 5126016528) as "global"
              JemallocMemory
                Details: Cache 921461280 (peak -1) as "tc/jemalloc_free_memory""
    `)
  })

  it('page-selectdb-status-odd-spacing.txt', async () => {
    expect(await read('page-selectdb-status-odd-spacing.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, status lines; samples 1, marks 0; complete
      note: 3 lines: 1 sample (0 with a memory profile), 0 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      note line 1: A number of the status line has a blank in it: it was read without. | 1 35.41 GB
      sample 2026-11-23T06:04:07.000Z status of doris_be
        status: physical 403522914877±5368709, used 4391604060±5368709, rss 3747358966±5368709, jemallocCache 430377533±5243, reserved 1073741824±536870912, waitingRefresh 0, limit 3231962890±5368709, softLimit 2909840343±5368709, available 144321638564±5368709, lowWaterMark 3435973837±5368709, warningWaterMark 6871947674±5368709"
    `)
  })

  it('pr11485-1.2-dev-limit-exceeded.log', async () => {
    expect(await read('pr11485-1.2-dev-limit-exceeded.log')).toMatchInlineSnapshot(`
      "log of a Doris backend, generation G0b; samples 1, marks 1; ends early
      note: 5 lines, from 2026-08-03T22:10:10Z to 2026-08-03T22:10:10Z: 1 sample (1 with a memory profile), 1 mark; lines about other things were skipped.
      note: Generation G0b: told by rows with "Exceeded" or without a type (1.2-dev).
      note: The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.
      note: 1 row with a peak below what is in use, as Doris 1.2 prints them: both figures are kept as they are.
      note: Neither the lines nor the file's name say the year: 2026 was assumed, so that the log ends before the file was last changed or read.
      skipped line 5: This row of a tracker breaks off before it says how much is in use: it was left out. | MemTracker Label=BufferedBlockMgr2, Parent Label=RuntimeState:instan
      mark 2026-08-03T22:10:10.533Z exceeded task=RuntimeState:instance:2147f2fe254a49b1-ad986d48faa4ca12 bytes=1002967 line=1: exec node:unknown, \`set exec_mem_limit=xxx\` to change limit, failed mem consume:<consume_size=979.4…
      sample 2026-08-03T22:10:10.533Z G0b of doris_be
        ProcessProfile
          TopMemoryTasksSnapshot
            RuntimeState:instance:2147f2fe254a49b1-ad986d48faa4ca12: Limit 222, Memory 2873098±5243 (peak 1866465)
              RuntimeFilterMgr: Memory 0 (peak 0)"
    `)
  })

  it('pr12139-1.2-dev-errors.txt', async () => {
    expect(await read('pr12139-1.2-dev-errors.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 2; complete
      note: 2 lines: 0 samples (0 with a memory profile), 2 marks; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      mark 2026-11-23T06:04:07.000Z exceeded task=RuntimeState:instance:d02ea8588b624d67-9075c686cfdcaa2a bytes=0 line=1: Memory limit exceeded:<consuming_tracker=RuntimeState:instance:d02ea8588b624d67-9075c686cfdcaa2a, f…
      mark 2026-11-23T06:04:07.000Z exceeded task=RuntimeState:instance:fc1cb901b8364698-a091b4c5584de85a bytes=134273552 line=2: Memory limit exceeded:<consuming_tracker=RuntimeState:instance:fc1cb901b8364698-a091b4c5584de85a, p…"
    `)
  })

  it('pr33797-wg-error.txt', async () => {
    expect(await read('pr33797-wg-error.txt')).toMatchInlineSnapshot(`
      "log of a Doris backend, messages about memory; samples 0, marks 1; ends early
      note: 1 line: 0 samples (0 with a memory profile), 1 mark; lines about other things were skipped.
      note: The text does not say when it was written: what it says stands at the time of the file or of reading.
      missing line 1: The text ends in the middle of a sentence: it breaks off here. | 83040d4-bd8ac8c5a1973b34> consumption 699.57 MB. execute again after enough memo
      mark 2026-11-23T06:04:07.000Z cancel task=Query#Id=736497b7383040d4-bd8ac8c5a1973b34 bytes=733552312 line=1: ERROR 1105 (HY000): errCode = 2, detailMessage = (127.0.0.1)[CANCELLED]memory hard limit workload g…"
    `)
  })

  it('pr37348-backend-memory-tracker-table.txt', async () => {
    expect(await read('pr37348-backend-memory-tracker-table.txt')).toMatchInlineSnapshot(`
      "table backend_memory_tracker of 1 backend; samples 1, marks 0; ends early
      note: Generation T1: told by the columns of information_schema.backend_memory_tracker.
      skipped line 10: This row breaks off: it was left out. | 10005 | overview | global |  | -1 | 188
      sample 2026-11-23T06:04:07.000Z T1 of BE_ID 10005
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory
              TasksMemory
                Details: Other 0 (peak 0) as "other", SchemaChange 0 (peak 0) as "schema_change", Compaction 146462182 (peak 288876074) as "compaction", Load 0 (peak 18522354386) as "load", Query 0 (peak 128) as "query""
    `)
  })

  it('pr44647-object-heap-dump.txt', async () => {
    expect(await read('pr44647-object-heap-dump.txt')).toMatchInlineSnapshot(`
      "text of a memory profile, generation P2; samples 1, marks 0; complete
      note: Generation P2: told by counters with a current value and a peak, or sections for metadata, caches or objects (3.0.4 and later).
      sample 2026-11-23T06:04:07.000Z P2 of doris_be
        ProcessProfile
          ObjectHeapDump: AllRowsetsMemBytes 17123246±5243, AllRowsetsNum 76450±5 UNIT, AllSegmentsMemBytes 4260±5, AllSegmentsNum 1 UNIT, BitmapIndexReaderMemBytes 0, BitmapIndexReaderNum 0 UNIT, BloomFilterIndexReaderMemBytes 0, BloomFilterIndexReaderNum 0 UNIT, ColumnReaderMemBytes 0, ColumnReaderNum 0 UNIT, IndexPageReaderMemBytes 0, IndexPageReaderNum 0 UNIT, IndexedColumnReaderMemBytes 0, IndexedColumnReaderNum 0 UNIT, InvertedIndexReaderMemBytes 0, InvertedIndexReaderNum 0 UNIT, OrdinalIndexReaderMemBytes 0, OrdinalIndexReaderNum 0 UNIT, RowsetMetaMemBytes 47678751±5243, RowsetMetaNum 76450±5 UNIT, TabletColumnMemBytes 265583329±5243, TabletColumnNum 922180±5 UNIT, TabletIndexMemBytes 17595105±5243, TabletIndexNum 104740±5 UNIT, TabletMetaMemBytes 18350080±5243, TabletMetaNum 45890±5 UNIT, TabletSchemaMemBytes 63071846±5243, TabletSchemaNum 49190±5 UNIT, ZoneMapIndexReaderMemBytes 0, ZoneMapIndexReaderNum 0 UNIT"
    `)
  })

  it('pr44739-profile-metadata-cache.txt', async () => {
    expect(await read('pr44739-profile-metadata-cache.txt')).toMatchInlineSnapshot(`
      "text of a memory profile, generation P2; samples 1, marks 0; ends early
      note: Generation P2: told by counters with a current value and a peak, or sections for metadata, caches or objects (3.0.4 and later).
      skipped line 20: The text breaks off in the middle of this line; its first value was read, and what followed is missing. | - Memory Current: 55.03 MB (Peak:
      missing: The section GlobalMemorySnapshot is missing.
      missing: The section MetadataMemorySnapshot is missing.
      missing: The section CacheMemorySnapshot is missing.
      missing: The section TopMemoryTasksSnapshot is missing.
      missing: The section AllTasksMemorySnapshot is missing.
      missing: JemallocMemory is missing in the overview.
      sample 2026-11-23T06:04:07.000Z P2 of doris_be
        ProcessProfile
          MemoryProfile
            MemoryOverviewSnapshot: PhysicalMemory(VmRSS) 6281389670±5368709 (peak 7655779205), VirtualMemory(VmSize) 65874060902±5368709 (peak 66217658286)
              UntrackedMemory: Memory 3876207985±5368709 (peak 4048006676)
              TrackedMemory: Memory 2405181686±5368709 (peak 3736621548)
                TasksMemory: Memory 0 (peak 785561682), ReservedMemory 0 (peak 0)
                  Details: Compaction 0 (peak 14260634), Load 0 (peak 785561682), AllMemTablesMemory 0 (peak 894645043), Other 0 (peak 0), Query 0 (peak 68367155), SchemaChange 0 (peak 0)
                GlobalMemory: Memory 57703137±5243"
    `)
  })

  it('pr9887-metrics-memory.prom.txt', async () => {
    expect(await read('pr9887-metrics-memory.prom.txt')).toMatchInlineSnapshot(`
      "metrics of Doris; samples 1, marks 0; complete
      note: 4 metrics that are not about memory: left out.
      sample 2026-11-23T06:04:07.000Z M of doris_be
        ProcessProfile
          Metrics: doris_be_memory_pswpin 167785 UNIT, doris_be_memory_pswpout 203724 UNIT, doris_be_memory_pgpgin 22308762092 UNIT, doris_be_memory_pgpgout 152101956232 UNIT"
    `)
  })

  it('starrocks-memz-tcmalloc.txt', async () => {
    expect(await read('starrocks-memz-tcmalloc.txt')).toMatchInlineSnapshot(`
      "statistics of the allocator, tcmalloc; samples 1, marks 0; ends early
      missing line 12: The text breaks off in this line. | MALLOC: = 35917029376 (34253.1 MiB) V
      sample 2026-11-23T06:04:07.000Z allocator of doris_be
        text of the allocator: 12 lines
        ProcessProfile
          MemoryOverviewSnapshot
            TrackedMemory
              JemallocMemory
                Details: Metadata 58195968 as "metadata"
          tcmalloc: allocated 777276768, metadata 58195968, resident 10685464576, retained 25231564800, tcache_bytes 832509608"
    `)
  })

  it('has a test above for every file', () => {
    const files = readdirSync(FOLDER!).filter((name) => !name.endsWith('.source'))
    const tested = [...readFileSync(import.meta.filename, 'utf8').matchAll(/^ {2}it\('([\w.-]+\.(?:txt|log))'/gm)].map(
      (found) => found[1],
    )
    expect(new Set(tested)).toEqual(new Set(files))
  })
})
