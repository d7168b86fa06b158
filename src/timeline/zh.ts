import type { Catalogue } from '../base/say'
import { zh as findings } from './findings/zh'

export const zh: Catalogue = {
  ...findings,
  'Cache + metadata': '缓存 + 元数据',
  Global: '全局',
  JVM: 'JVM',
  Memtables: 'MemTable',
  'Jemalloc cache + metadata': 'jemalloc 缓存 + 元数据',
  'Load, compaction, other tasks': '导入、Compaction、其他任务',
  Query: '查询',
  Untracked: '未跟踪',
  '{inside} counts caches and metadata inside Global, {beside} beside it: Global, Cache and Metadata are compared as one.':
    '{inside} 把缓存和元数据计入 Global，{beside} 单独计：Global、Cache、Metadata 合并比较。',
  '{beside} counts the JVM as tracked, in {without} it is a part of untracked: the JVM and untracked are compared as one.':
    '{beside} 把 JVM 计为已跟踪，{without} 中它属于未跟踪：JVM 与未跟踪合并比较。',
  '{inside} counts memtables inside Load, {beside} beside it: Load and memtables are compared as one.':
    '{inside} 把 MemTable 计入 Load，{beside} 单独计：Load 与 MemTable 合并比较。',
  "{inside} counts the allocator's metadata inside its cache, {beside} beside it: the two are compared as one.":
    '{inside} 把分配器元数据计入其缓存，{beside} 单独计：两者合并比较。',
  "{asan} is a build with the address sanitizer: its sizes cannot be compared with the other's.":
    '{asan} 是启用 AddressSanitizer 的构建：其大小不能与另一方比较。',
  'The process was restarted between A and B: tasks and trackers are matched by their labels.':
    'A 与 B 之间进程重启过：任务和 Tracker 按 Label 对应。',
  'A and B are different processes, or one before and after a restart: tasks and trackers are matched by their labels.':
    'A 与 B 是不同的进程，或同一进程重启前后：任务和 Tracker 按 Label 对应。',
  'A and B list the largest tasks only: what is not listed may still have been there.':
    'A 和 B 都只列出最大的任务：未列出的任务可能仍然存在。',
  '{side} lists the largest tasks only: what is not listed may still have been there.':
    '{side} 只列出最大的任务：未列出的任务可能仍然存在。',
  'There is no sample in this range.': '此区间内没有样本。',
  ', and {percent} % of that time is missing': '，且其中 {percent} % 的时间没有数据',
  'Too little to tell: {count} samples in {span} since the restart{gaps}. Watch {more} more.':
    '数据不足以判断：重启以来 {span} 内有 {count} 个样本{gaps}。请再观察 {more}。',
  'Too little to tell: {count} samples in {span}{gaps}. Watch {more} more.':
    '数据不足以判断：{span} 内有 {count} 个样本{gaps}。请再观察 {more}。',
  '{time}, {count} samples': '{time}、{count} 个样本',
  "What is left when the tasks have stopped rose {count} times in a row, by {size} in all: this is what Doris's manual calls a leak.":
    '任务停止后的残留内存连续上升 {count} 次，共 {size}：这正是 Doris 手册所说的内存泄漏。',
  'When the tasks have stopped, what is left does not rise.': '任务停止后，残留内存没有上升。',
  'This proves no leak: there were too few idle periods to compare.': '这不能证明存在泄漏：可比较的空闲时段太少。',
  'No sustained growth in {watched}.': '没有持续增长（观察 {watched}）。',
  'RSS jumped to another level once and stayed there.': 'RSS 曾 1 次跃升到新的水平并停留。',
  'RSS jumped to another level twice and stayed there.': 'RSS 曾 2 次跃升到新的水平并停留。',
  'RSS jumped to another level {count} times and stayed there.': 'RSS 曾 {count} 次跃升到新的水平并停留。',
  'Memory outside the trackers grows by {rate} ({watched}).': 'Tracker 之外的内存在增长：{rate}，观察 {watched}。',
  'Outside the trackers it grows too, by {rate}.': 'Tracker 之外也在增长：{rate}。',
  '{name} grows by {rate} ({watched}).': '“{name}”在增长：{rate}，观察 {watched}。',
  'RSS grows by {rate} ({watched}), and no part that the source reports grows alike.':
    'RSS 在增长：{rate}，观察 {watched}；而数据源上报的各部分都没有同样的增长。',
  'Outside the trackers memory grows by {rate}.': 'Tracker 之外的内存在增长：{rate}。',
  'Inside, {names} grows.': '其中增长的有：{names}。',
  'Inside, {names} grow.': '其中增长的有：{names}。',
  'Inside, {names} and {more} more grow.': '其中增长的有：{names}等，另有 {more} 项。',
  'Beside it, {names} grows.': '此外增长的还有：{names}。',
  'Beside it, {names} grow.': '此外增长的还有：{names}。',
  'Beside it, {names} and {more} more grow.': '此外增长的还有：{names}等，另有 {more} 项。',
  '{rate} (95 %: {low} to {high})': '{rate}（95 %：{low} 至 {high}）',
  'Put the database in; the label that it shows is that of the load.': '填入数据库名；所显示的 Label 就是该导入的 Label。',
  'Says the table and the partition.': '显示所属的表和分区。',
  'Says its versions; put the address of the BE in.': '显示其版本；填入 BE 地址。',
  'On which BEs it runs, and what it uses there (2.1 and later).': '在哪些 BE 上运行、各用多少资源（2.1 及以上）。',
  'The column QueryId has it, Info its statement; connected to the FE that runs it.':
    'QueryId 列为该 ID，Info 列为其 SQL；需连接到执行它的 FE。',
  'Ends the query; its connection stays.': '终止查询，保留其连接。',
  'Broker, Spark and INSERT loads of the current database with their labels; routine loads: SHOW ROUTINE LOAD.':
    '当前库的 Broker、Spark、INSERT 导入及其 Label；Routine Load 用 SHOW ROUTINE LOAD。',
  'By the label that SHOW LOAD has; put both in.': '按 SHOW LOAD 给出的 Label；数据库名和 Label 都要填入。',
  'What the kernel says the process holds in RAM (VmRSS). Everything below is measured against it.':
    '内核统计的进程常驻内存（VmRSS）。以下各项都以它为基准。',
  'It counts pages shared with other processes too, and nothing that is swapped out.':
    '包含与其他进程共享的页，不含已换出到 Swap 的页。',
  Tracked: '已跟踪',
  "What Doris's trackers account for, with the allocator's own memory.": 'Doris 各 Tracker 的统计值，加上分配器自身的内存。',
  'Trackers count what was allocated, RSS what was touched: more can be tracked than is resident.':
    'Tracker 统计已申请的内存，RSS 统计已访问的内存：已跟踪可以大于常驻。',
  'The source does not say it: it is RSS minus tracked by our own arithmetic.':
    '数据源没有给出：由 Memlane 用 RSS 减去已跟踪算得。',
  'What it consists of: no tracker knows it. A heap profile does.': '其构成未知：没有 Tracker 能看到，需看 Heap Profile。',
  'It was read from rounded text: the last digits are not known.': '读自经过舍入的文本：末几位数字未知。',
  'More is tracked than is resident: trackers count memory when it is allocated, RSS only when it is touched. This is no error by itself.':
    '已跟踪大于常驻：Tracker 在申请时计数，RSS 在实际访问后才计入。这本身不是错误。',
  'What remains: memory that no tracker knows. Third-party libraries, thread stacks, pages that the allocator keeps, the JVM where it is not tracked, or a leak.':
    '剩余部分：没有 Tracker 统计的内存。第三方库、线程栈、分配器保留的页、未跟踪的 JVM，或泄漏。',
  Tasks: '任务',
  'Queries, loads, compactions, schema changes and other tasks. It falls when they end.':
    '查询、导入、Compaction、Schema Change 及其他任务。任务结束后下降。',
  'Reserved memory is promised to tasks and counted in them already.': '预留内存是预先许给任务的，已计入任务之中。',
  'Rows of running loads that are not flushed yet.': '正在导入、尚未刷盘的数据行。',
  'Global, with caches and metadata': '全局（含缓存和元数据）',
  'Trackers that live as long as the process; this version counts caches and metadata among them.':
    '与进程同生命周期的 Tracker；该版本把缓存和元数据也计在其中。',
  'Trackers that live as long as the process.': '与进程同生命周期的 Tracker。',
  "Its Orphan tracker holds what nobody's tracker was attached for: far from 0 it makes the totals doubtful.":
    '其中 Orphan Tracker 统计没有绑定 Tracker 的内存：偏离 0 较多时，合计值不可信。',
  Caches: '缓存',
  'Pages, segments and schemas kept for reuse. Most of it is given back when memory is short.':
    '保留以供复用的页、Segment 和 Schema。内存不足时大部分可释放。',
  'How much of it could be freed now.': '其中此刻有多少可以释放，未知。',
  Metadata: '元数据',
  'Tablets, rowsets and segments. It grows with their number and is not given back under pressure.':
    'Tablet、Rowset 和 Segment。随其数量增长，内存紧张时也不会释放。',
  'Allocator: cache and metadata': '分配器：缓存与元数据',
  'What jemalloc keeps for itself: freed pages and thread caches for reuse, and its bookkeeping.':
    'jemalloc 自身保留的内存：供复用的空闲页和线程缓存，以及管理信息。',
  'The bookkeeping is not told apart here: before 2.1.6 it is counted in the cache.':
    '这里没有区分管理信息：2.1.6 之前计在缓存中。',
  Cache: '缓存',
  'Freed memory kept for reuse: thread caches and dirty pages. It is given back after some seconds or when asked.':
    '供复用的已释放内存：线程缓存和脏页。数秒后或收到要求时归还。',
  'Bookkeeping. It grows with the address space, 1 for each 300 to 500 of virtual memory.':
    '管理信息。随地址空间增长，约为虚拟内存的 1/300 至 1/500。',
  'The embedded Java VM for connectors, by what it has committed.': '供连接器使用的内嵌 JVM，按已提交内存计。',
  'This version does not report it: if Java is on, its memory is in untracked.':
    '该版本未上报：若启用了 Java，其内存在未跟踪中。',
  Queries: '查询',
  'All queries together.': '所有查询合计。',
  Loads: '导入',
  'All loads together, without their memtables.': '所有导入合计，不含 MemTable。',
  'All loads together, with their memtables.': '所有导入合计，含 MemTable。',
  Compactions: 'Compaction',
  'Merging of versions in the background.': '后台合并版本。',
  'Schema changes': 'Schema Change',
  'Changes of table schemas and indexes.': '变更表结构和索引。',
  'Other tasks': '其他任务',
  'Publish, clone, snapshots, result buffers.': 'Publish、Clone、快照、结果缓冲区。',
  Reserved: '预留',
  'Promised to tasks ahead of use. It is contained in them, so it is added to nothing.':
    '在使用前预先许给任务。已包含在任务中，不再相加。',
  'Memtables in loads': '导入中的 MemTable',
  'Rows that are not flushed yet. This version counts them inside the loads, so they are added to nothing.':
    '尚未刷盘的数据行。该版本把它计在导入之中，不再相加。',
  "From the allocator's own text: it overlaps with what trackers count, so it is added to nothing.":
    '来自分配器自身的文本：与 Tracker 的统计有重叠，不再相加。',
  'Handed out to the program, thread caches included.': '已分给程序的内存，含线程缓存。',
  'Pages that hold something that was handed out; what is above allocated is fragmentation.':
    '含有已分配内容的页；超出 allocated 的部分是碎片。',
  'All memory behind the allocator that may be in RAM: active, dirty and metadata.':
    '分配器背后可能在物理内存中的全部内存：active、dirty 和元数据。',
  'Freed pages that still hold memory, until dirty_decay_ms is over.': '已释放但仍占用内存的页，直到 dirty_decay_ms 到期。',
  'Freed pages that the kernel may take back when it wants.': '已释放、内核可随时收回的页。',
  'Kept by single threads. Above 1 GiB, a lower lg_tcache_max helps.': '由各线程保留。超过 1 GiB 时，可调低 lg_tcache_max。',
  "A hint: the allocator's text and the trackers are from different moments, and the two hints do not add up to untracked.":
    '仅供参考：分配器文本与 Tracker 并非同一时刻，两项之和也不等于未跟踪。',
  'through the allocator': '经由分配器',
  "Handed out by jemalloc, beyond what trackers count: Doris's own code or a library in it. A heap profile names it.":
    '由 jemalloc 分出、超出 Tracker 统计的部分：Doris 自身代码或其中的库。Heap Profile 可以指明。',
  'beside the allocator': '分配器之外',
  'RSS beyond what jemalloc holds: the JVM, thread stacks, code, mapped files. A heap profile does not see it.':
    'RSS 超出 jemalloc 所持有的部分：JVM、线程栈、代码段、映射文件。Heap Profile 看不到。',
  'No cgroup limit is set.': '未设置 cgroup 上限。',
  'The limit of the container: beyond it the kernel kills the process.': '容器的上限：超过后内核会杀死进程。',
  'Virtual memory': '虚拟内存',
  'Address space (VmSize), not memory in use. Much more than RSS is normal: jemalloc keeps ranges that it has given back.':
    '地址空间（VmSize），不是正在使用的内存。远大于 RSS 属正常：jemalloc 会保留已归还的地址段。',
  'How much of it has memory behind it: that is RSS.': '其中有多少对应物理内存：看 RSS。',
  'Address space that jemalloc keeps without memory behind it.': 'jemalloc 保留、没有对应物理内存的地址空间。',
  'Address space that jemalloc has in use.': 'jemalloc 正在使用的地址空间。',
  'Used, as Doris compares it': '已用（Doris 比较口径）',
  'RSS − allocator cache + reserved + waiting for refresh: what Doris holds against its limits.':
    'RSS − 分配器缓存 + 预留 + 待刷新：Doris 用来与限制比较的值。',
  'Soft limit': '软限制',
  'Beyond it Doris frees caches and cancels queries that use more than they were given (minor GC).':
    '超过后 Doris 会释放缓存，并取消用量超出配额的查询（Minor GC）。',
  'Memory limit': '内存上限',
  'Beyond it Doris frees caches and cancels tasks until a fifth is free (full GC), and refuses allocations.':
    '超过后 Doris 会释放缓存并取消任务，直到空出五分之一（Full GC），同时拒绝新的内存申请。',
  'cgroup usage': 'cgroup 使用量',
  'What the container uses as the kernel counts it, page cache included.': '内核统计的容器用量，含 Page Cache。',
  'cgroup limit': 'cgroup 上限',
  'Physical memory': '物理内存',
  'RAM of the host; other processes have their part of it.': '主机的物理内存；其他进程也占用其中一部分。',
  'Available on the host': '主机可用内存',
  'What the kernel could still give out without swapping.': '内核在不换页的情况下还能分配的内存。',
  'Warning water mark': '警告水位线',
  'With less available than this, a minor GC begins.': '可用内存低于此值时触发 Minor GC。',
  'Low water mark': '低水位线',
  'With less available than this, a full GC begins.': '可用内存低于此值时触发 Full GC。',
  'The reported untracked and RSS − tracked do not agree: the parts were not read at one moment, or one is missing.':
    '上报的未跟踪与 RSS − 已跟踪不一致：各部分不是同一时刻读取，或缺少某一部分。',
  'insufficient data': '数据不足',
  'no sustained growth': '没有持续增长',
  'growth inside trackers': '已跟踪内存增长',
  'growth outside trackers': 'Tracker 之外增长',
  'growth, and the source does not say where': '有增长，但数据源未说明在哪里',
  'idle baseline rises': '空闲基线上升',
}
