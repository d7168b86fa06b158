import type { Catalogue } from '../base/say'

export const zh: Catalogue = {
  'the untracked that is reported is off RSS − tracked by': '上报的未跟踪与 RSS − 已跟踪相差',
  'the trackers of Global are off its total by': 'Global 各 Tracker 之和与其合计相差',
  'the trackers of Metadata are off its total by': 'Metadata 各 Tracker 之和与其合计相差',
  'the trackers of Cache are off its total by': 'Cache 各 Tracker 之和与其合计相差',
  'in the status line "process memory used" is off VmRSS − jemalloc cache + reserved + waiting refresh by':
    '状态行中 "process memory used" 与 VmRSS − jemalloc 缓存 + 预留 + 待刷新相差',
  '{count} ticks': '{count} ticks',
  '{count} per second': '每秒 {count}',
  '{count} CPU ticks': '{count} CPU ticks',
  '{count} B per second': '每秒 {count} B',
  'not a number': '非数值',
  'Reserved memory is promised to tasks and already counted in them: it overlaps, so it is never added.':
    '预留内存预先许给任务，已计入任务之中：有重叠，不再相加。',
  'Memtables lie inside Load up to generation P2: a view of a part of it, so they are never added.':
    '在 P2 及以前的格式中 MemTable 属于 Load 的一部分：只是其视图，不再相加。',
  'Address space, not resident memory: it has no share of RSS.': '地址空间，不是常驻内存：不计入 RSS 占比。',
  'The largest tasks once more: the same trackers stand in AllTasksMemorySnapshot, so they are never added.':
    '再次列出最大的任务：同样的 Tracker 已在 AllTasksMemorySnapshot 中，不再相加。',
  'The memory profile: an overview and the list of trackers behind it.': '内存 Profile：概览及其背后的 Tracker 列表。',
  'Where resident memory goes, by kind. In P1 it is made anew at each look; from P2 on it lives as long as the process, so its peaks are the highest values of all looks so far.':
    '常驻内存按类别的去向。P1 每次查看时重新生成；P2 起与进程同生命周期，其峰值是历次查看中的最高值。',
  'Resident memory: pages of the process that are in RAM now, as the kernel counts them (VmRSS). Everything else here is measured against it.':
    '常驻内存：内核统计的进程当前在物理内存中的页（VmRSS）。其余各项都以它为基准。',
  'The highest VmRSS since the process started (VmHWM of the kernel). Printed by P1 only.':
    '进程启动以来最高的 VmRSS（内核的 VmHWM）。仅 P1 打印。',
  'Address space that is mapped (VmSize). Much larger than RSS is normal: jemalloc keeps ranges that it has given back. Not memory in use.':
    '已映射的地址空间（VmSize）。远大于 RSS 属正常：jemalloc 会保留已归还的地址段。不是正在使用的内存。',
  'The largest address space since the process started (VmPeak of the kernel). Printed by P1 only.':
    '进程启动以来最大的地址空间（内核的 VmPeak）。仅 P1 打印。',
  'VmRSS minus everything that trackers and jemalloc account for. It may be negative: trackers count memory when it is allocated, RSS only when it is touched. Growing without end while trackers stay flat is how a leak looks.':
    'VmRSS 减去 Tracker 和 jemalloc 统计的全部内存。可能为负：Tracker 在申请时计数，RSS 在实际访问后才计入。若它不断增长而 Tracker 平稳，就是泄漏的样子。',
  'The sum over all types of trackers, and jemalloc’s own cache and metadata; from P3a on the JVM too, in P3 memtables too.':
    '各类 Tracker 之和，加上 jemalloc 自身的缓存和元数据；P3a 起含 JVM，P3 还含 MemTable。',
  'Queries, loads, compactions, schema changes and other tasks together.':
    '查询、导入、Compaction、Schema Change 及其他任务合计。',
  'Trackers that live as long as the process. In P1 this includes caches and metadata; from P2 on they have parts of their own, so compare Global + Cache + Metadata across generations.':
    '与进程同生命周期的 Tracker。P1 中含缓存和元数据；P2 起它们单列，跨版本请比较 Global + Cache + Metadata。',
  'Metadata of tablets, rowsets and segments (from P2 on; P1 counts it under GlobalMemory).':
    'Tablet、Rowset 和 Segment 的元数据（P2 起；P1 计在 GlobalMemory 中）。',
  'Caches such as pages, segments and schemas; most of it can be freed (from P2 on; P1 counts it under GlobalMemory).':
    '页、Segment、Schema 等缓存；大部分可释放（P2 起；P1 计在 GlobalMemory 中）。',
  'What the allocator itself holds: its cache of free pages, and its bookkeeping.':
    '分配器自身持有的内存：空闲页缓存和管理信息。',
  'The embedded Java VM, by what it has committed. Part of tracked memory since P3a; before that it was in UntrackedMemory.':
    '内嵌 JVM，按已提交内存计。P3a 起属于已跟踪；之前在 UntrackedMemory 中。',
  'Java heap that is committed.': '已提交的 Java 堆。',
  'Java memory outside the heap that is committed: classes, compiled code.': '已提交的 Java 堆外内存：类、编译后的代码。',
  'Rows of running loads that are not flushed yet. A part of tracked memory of its own in P3; up to P2 a view inside Load.':
    '正在导入、尚未刷盘的数据行。P3 中是已跟踪内存的独立部分；P2 及以前是 Load 中的视图。',
  'Rows of running loads that are not flushed yet. Up to P2 it lies inside Load, so it is not added to it.':
    '正在导入、尚未刷盘的数据行。P2 及以前包含在 Load 中，不再相加。',
  'Memory promised to tasks ahead of use. It is contained in the tasks, so it is never added to them.':
    '在使用前预先许给任务的内存。已包含在任务中，不再相加。',
  'The highest reserved memory. In P1’s overview only the current value.': '预留内存的最高值。P1 的概览中只是当前值。',
  'The most that this tracker had reserved at one time.': '该 Tracker 曾经的最大预留量。',
  'What it uses now (P1).': '当前用量（P1）。',
  'The most it used at one time (P1). In P1’s overview it only repeats the current value.':
    '曾经的最大用量（P1）。P1 的概览中只是重复当前值。',
  'The most this task may use; printed only where there is a limit.': '该任务的用量上限；有上限时才打印。',
  'All queries together.': '所有查询合计。',
  'All loads together, memtables included up to P2.': '所有导入合计，P2 及以前含 MemTable。',
  'Merging of versions of tablets in the background.': '后台合并 Tablet 的版本。',
  'Changes of table schemas and indexes.': '变更表结构和索引。',
  'Tasks of no other type: publish, clone, snapshots, result buffers.':
    '不属于其他类型的任务：Publish、Clone、快照、结果缓冲区。',
  'Each tracker of type global. Together they are GlobalMemory of the overview, except for what changed while both were read.':
    '各个 global 类型的 Tracker。其和即概览中的 GlobalMemory，读取期间的变化除外。',
  'Each tracker of type metadata: together MetadataMemory of the overview.':
    '各个 metadata 类型的 Tracker：其和即概览中的 MetadataMemory。',
  'Each cache with its tracker: together CacheMemory of the overview.': '各缓存的 Tracker：其和即概览中的 CacheMemory。',
  'The 15 tasks that use most now, largest first. Leaving this list does not mean that a task ended.':
    '当前占用最多的 15 个任务，由大到小。从此列表消失不代表任务已结束。',
  'Every task with its tracker, by type. On the page only; blocks of the log do not have it.':
    '按类型列出每个任务的 Tracker。仅页面上有；日志块中没有。',
  'The section of tasks before the first look; it is called AllTasksMemorySnapshot afterwards.':
    '首次查看之前的任务一节；之后改名为 AllTasksMemorySnapshot。',
  'One tracker for each running query.': '每个运行中的查询一个 Tracker。',
  'Trackers of running loads, and of scans from outside.': '运行中的导入以及外部扫描的 Tracker。',
  'One tracker for each running compaction.': '每个运行中的 Compaction 一个 Tracker。',
  'One tracker for each running change of schema or index.': '每个运行中的 Schema 或索引变更一个 Tracker。',
  'Trackers of tasks of no other type.': '不属于其他类型的任务的 Tracker。',
  'Objects in memory by class: how many there are, and their size as the objects themselves count it (from P2 on).':
    '内存中的对象按类统计：数量，以及对象自己统计的大小（P2 起）。',
  'Free pages and thread caches that jemalloc keeps for reuse; it gives them back after a while or when asked.':
    'jemalloc 保留以供复用的空闲页和线程缓存；一段时间后或收到要求时归还。',
  'jemalloc’s bookkeeping. It grows with the address space, about 1 for each 300 to 500 of virtual memory.':
    'jemalloc 的管理信息。随地址空间增长，约为虚拟内存的 1/300 至 1/500。',
  'A cache that is bounded by its size in bytes.': '按字节数限制大小的缓存。',
  'A cache that is bounded by its number of entries.': '按条目数限制大小的缓存。',
  'Memory that was allocated without a tracker, and what ended trackers left behind. It may be negative; far from zero means that tracker totals are off.':
    '未绑定 Tracker 时申请的内存，以及已结束的 Tracker 的残留。可能为负；偏离零较多说明 Tracker 合计值不准。',
  'Gathers informal trackers that have no type of their own.': '汇集没有独立类型的非正式 Tracker。',
  'Decompressed pages of column data.': '列数据解压后的页。',
  'Decompressed pages of indexes.': '索引解压后的页。',
  'Pages of primary key indexes of unique-key tables.': 'Unique Key 表主键索引的页。',
  'Opened segments with their readers. Before Doris 2.1.5 its figure is not accurate.':
    '已打开的 Segment 及其 Reader。Doris 2.1.5 之前该数值不准确。',
  'Schemas and iterators that segment readers share.': 'Segment Reader 共享的 Schema 和迭代器。',
  'Schemas of tablets, shared by equal ones.': 'Tablet 的 Schema，相同者共享。',
  'Merging of segments while a load still writes them.': '导入写入期间合并 Segment。',
  'Queries of single rows by key.': '按主键点查单行。',
  'Buffers of compression and decompression.': '压缩与解压的缓冲区。',
  'Rows fetched by their ids after a top-N.': 'TopN 之后按行 ID 回取的数据行。',
  'Sub-columns of variant columns.': 'VARIANT 列的子列。',
  'Buffers on their way to object storage.': '写往对象存储的缓冲区。',
  'Blocks of network buffers.': '网络缓冲区的块。',
  'Data of stream loads between receiving and reading.': 'Stream Load 从接收到读取之间的数据。',
  'One query on this backend; the id is the query id.': '本 BE 上的一个查询；ID 即 Query ID。',
  'One load fragment (stream, broker, routine load or insert); the id is the load id.':
    '一个导入 Fragment（Stream Load、Broker Load、Routine Load 或 INSERT）；ID 即 Load ID。',
  'The receiving side of one load.': '一个导入的接收端。',
  'A scan from outside, such as Spark or Flink; counted under load.': '外部扫描，如 Spark 或 Flink；计在 load 之下。',
  'Merging of the segments of one load.': '合并一个导入的 Segment。',
  'Merges the base version of one tablet with the versions after it.': '把一个 Tablet 的 Base 版本与其后的版本合并。',
  'Merges the newest small versions of one tablet.': '合并一个 Tablet 最新的小版本。',
  'Rewrites all versions of one tablet.': '重写一个 Tablet 的全部版本。',
  'Rewrites one tablet into a new schema.': '把一个 Tablet 重写为新的 Schema。',
  'Builds or drops an index of one tablet.': '构建或删除一个 Tablet 的索引。',
  'Makes a transaction visible.': '使一个事务可见。',
  'Makes a transaction visible on one tablet.': '使一个事务在某个 Tablet 上可见。',
  'Copies a tablet from another backend.': '从其他 BE 克隆 Tablet。',
  'Results that wait to be fetched.': '等待被取走的结果。',
  'Memtables of one load (P3).': '一个导入的 MemTable（P3）。',
  'Metadata of tablets.': 'Tablet 的元数据。',
  'Metadata of rowsets (versions of tablets).': 'Rowset（Tablet 的版本）的元数据。',
  'Metadata of segments.': 'Segment 的元数据。',
  'A tracker that lives as long as the process.': '与进程同生命周期的 Tracker。',
  'A tracker of a query.': '查询的 Tracker。',
  'A tracker of a load.': '导入的 Tracker。',
  'A tracker of a compaction.': 'Compaction 的 Tracker。',
  'A tracker of a schema change.': 'Schema Change 的 Tracker。',
  'A tracker of metadata.': '元数据的 Tracker。',
  'A tracker of a cache.': '缓存的 Tracker。',
  'A tracker of a task of no other type.': '不属于其他类型的任务的 Tracker。',
  'arrow flight reader': 'Arrow Flight 读取',
  'base compaction': 'Base Compaction',
  binlog: 'Binlog',
  cache: '缓存',
  checksum: '校验和',
  clone: 'Clone',
  'cold data compaction': '冷数据 Compaction',
  'cumulative compaction': 'Cumulative Compaction',
  'data stream': '数据流',
  'delete bitmap': 'Delete Bitmap',
  'distributed compaction': '分布式 Compaction',
  'engine part': '引擎组件',
  'external scan': '外部扫描',
  'file cache': 'File Cache',
  'full compaction': 'Full Compaction',
  'index change': '索引变更',
  load: '导入',
  'load channel': '导入通道',
  'load select': '导入查询端',
  memtable: 'MemTable',
  'memtable flush': 'MemTable 刷盘',
  'memtable insert': 'MemTable 写入',
  'memtable total': 'MemTable 合计',
  operator: '算子',
  orphan: 'Orphan',
  publish: 'Publish',
  'push load': 'Push 导入',
  query: '查询',
  'result buffer': '结果缓冲区',
  'rowset metadata': 'Rowset 元数据',
  'runtime filter': 'Runtime Filter',
  scanner: 'Scanner',
  'schema change': 'Schema Change',
  'segment compaction': 'Segment Compaction',
  'segment metadata': 'Segment 元数据',
  'single replica compaction': '单副本 Compaction',
  snapshot: '快照',
  'tablet metadata': 'Tablet 元数据',
  'tablet publish': 'Tablet Publish',
  'tracker set': 'Tracker 集合',
  unknown: '未知',
  compaction: 'Compaction',
  other: '其他',
}
