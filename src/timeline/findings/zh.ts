import type { Catalogue } from '../../base/say'

/** What the rules say. */
export const zh: Catalogue = {
  '{size} ({share} of RSS {whole})': '{size}（占 RSS {whole} 的 {share}）',
  '{size} (RSS is {whole})': '{size}（RSS 为 {whole}）',
  '{size} ({share} of physical memory {whole})': '{size}（占物理内存 {whole} 的 {share}）',
  '{size} (physical memory is {whole})': '{size}（物理内存为 {whole}）',
  '{size} ({share} of what is tracked: {whole})': '{size}（占已跟踪内存 {whole} 的 {share}）',
  '{size} (what is tracked: is {whole})': '{size}（已跟踪内存为 {whole}）',
  'for {time}': '已持续 {time}',
  'at this moment': '仅此刻',
  info: '提示',
  warning: '警告',
  serious: '严重',
  certain: '确定',
  likely: '很可能',
  possible: '可能',
  'anything at that time': '该时刻的任何数据',
  'There is no sample to look at.': '没有可供分析的样本。',
  '{count} rules found nothing': '{count} 条规则未发现异常',
  '{count} could not be decided by this data': '{count} 条因数据不足无法判断',
  '{count} are switched off': '{count} 条已关闭',
  ', ': '，',
  'Nothing found: {rest}.': '未发现异常：{rest}。',
  '{count} {severity}': '{severity} {count} 条',
  '{count} findings ({counts}); {rest}.': '{count} 条结论（{counts}）；{rest}。',
  'figures of jemalloc: it is a build with tcmalloc': 'jemalloc 的数据：该版本使用 tcmalloc',
  'figures of jemalloc: its allocator is another one': 'jemalloc 的数值：其分配器不是 jemalloc',
  RSS: 'RSS',
  'the peak of RSS': 'RSS 峰值',
  'virtual memory': '虚拟内存',
  'the peak of virtual memory': '虚拟内存峰值',
  'what is tracked': '已跟踪内存',
  'the peak of what is tracked': '已跟踪内存峰值',
  'what is untracked': '未跟踪内存',
  'the peak of what is untracked': '未跟踪内存峰值',
  'what tasks hold': '任务占用的内存',
  'what queries hold': '查询占用的内存',
  'what loads hold': '导入占用的内存',
  'what compactions hold': 'Compaction 占用的内存',
  'what schema changes hold': 'Schema Change 占用的内存',
  'what other tasks hold': '其他任务占用的内存',
  'what global trackers hold': '全局 Tracker 占用的内存',
  metadata: '元数据',
  'what caches hold': '缓存占用的内存',
  'the JVM': 'JVM 内存',
  "the allocator's cache": '分配器的缓存',
  "the allocator's metadata": '分配器的元数据',
  memtables: 'MemTable',
  'reserved memory': '预留内存',
  'physical memory': '物理内存',
  'the memory limit': '内存上限',
  'the soft limit': '软限制',
  'what the host has available': '主机可用内存',
  'the low water mark': '低水位线',
  'the warning water mark': '警告水位线',
  'the cgroup limit': 'cgroup 上限',
  'the cgroup usage': 'cgroup 使用量',
  'Something else on the host takes memory': '主机上有其他进程在占用内存',
  'enough to tell how it changes': '足以判断其变化的数据',
  'Available memory of the host changes by {rate}, {size} in all, while RSS does not grow.':
    '主机可用内存变化速度为 {rate}，累计减少 {size}，而 RSS 并未增长。',
  'Another process of this host takes the memory; Doris will cancel queries for it when the low water mark is reached.':
    '是本机的其他进程占用了内存；可用内存降到低水位线时，Doris 会因此取消查询。',
  'See with top who grows. On a shared host set mem_limit lower.': '用 top 查看哪个进程在增长。混部机器请调低 mem_limit。',
  'Many loads hold nothing': '大量导入任务不占内存',
  'which tasks there are': '任务列表',
  '{empty} of {count} loads that are listed hold nothing.': '列出的 {count} 个导入任务中，有 {empty} 个内存为 0。',
  'Loads that were given up, or channels that nobody closed: each still costs a little.':
    '已放弃的导入，或没有关闭的通道：每个仍有少量开销。',
  'Compare with SHOW LOAD and with the tasks a quarter of an hour later: the same ids should be gone.':
    '与 SHOW LOAD 的结果对照，并在 15 分钟后再看任务列表：这些 ID 应当已经消失。',
  'Virtual memory is much larger than RSS': '虚拟内存远大于 RSS',
  'Virtual memory is {virtual}, RSS is {rss}.': '虚拟内存 {virtual}，RSS {rss}。',
  'Jemalloc keeps address space that it has given back: that is not memory in use, and no leak.':
    'jemalloc 会保留已归还物理页的地址空间：这不是正在使用的内存，也不是泄漏。',
  'Nothing. Look at RSS.': '无需处理，看 RSS 即可。',
  'Much memory is untracked': '未跟踪内存过多',
  '{size} is untracked, {time}.': '未跟踪内存 {size}，{time}。',
  'No tracker knows this memory. It can be pages that the allocator keeps, thread stacks, third-party libraries, metadata before 3.0.4, the JVM where the source does not report it, or a leak.':
    '没有 Tracker 统计这部分内存。它可能是分配器保留的页、线程栈、第三方库、3.0.4 之前的元数据、数据源未上报的 JVM，也可能是泄漏。',
  "Look at the ladder and at the allocator's own figures; then take a heap profile. If it grows, take two and compare them; upgrade to the newest release of your version.":
    '查看 RSS 逐级分解和分配器自身的数据，再抓取 Heap Profile。若持续增长，抓取两份对比；并升级到所用版本的最新小版本。',
  'Much memory right after the start': '刚启动就占用大量内存',
  'when the process started': '进程启动时间',
  ', {size} of it counted as metadata': '，其中 {size} 计入元数据',
  '{minutes} min after the start metadata and untracked memory hold {size}{named}; tasks hold {tasks}.':
    '启动 {minutes} min 后，元数据与未跟踪内存共 {size}{named}；任务占用 {tasks}。',
  'Normal after a start: the metadata of all tablets is read. How much it is goes with their number.':
    '启动后属正常现象：需要加载所有 Tablet 的元数据，大小取决于 Tablet 数量。',
  'Look again after a quarter of an hour. If it stays: doris_total_tablet_num (partitions × buckets) may be too high for this node.':
    '15 分钟后再看。若仍居高不下：doris_total_tablet_num（分区数 × 分桶数）对该节点可能过大。',
  'Memory grows inside the trackers': '已跟踪内存在增长',
  'enough to tell growth': '足以判断增长的数据',
  'A tracker has a name for it: a cache that fills up is meant to, a task that grows will end.':
    '增长的部分有 Tracker 可查：缓存填充属于预期，任务增长会随任务结束而释放。',
  'Watch whether it levels off; look at what it is for.': '观察它是否趋于平稳，并确认其用途。',
  'Watch whether {name} levels off; look at what it is for.': '观察 {name} 是否趋于平稳，并确认其用途。',
  'Queries take most of the memory': '查询占用了大部分内存',
  'Queries hold {size}.': '查询占用 {size}。',
  'Queries hold {size}, {count} of them.': '查询占用 {size}，共 {count} 个。',
  'Queries hold {size}, at least {count} of them.': '查询占用 {size}，至少 {count} 个。',
  'The memory goes when the queries end.': '查询结束后内存会释放。',
  'Find the largest one in the tasks by its id; its profile shows the operator: the build side of a hash join, or the order of joins. A limit for a query is exec_mem_limit, for many a workload group.':
    '在任务列表中找到最大的查询，按 ID 查看其 Profile 定位算子：Hash Join 的 Build 端过大，或 Join 顺序不当。单个查询用 exec_mem_limit 限制，多个查询用 Workload Group 限制。',
  'Memory is tight': '内存紧张',
  'any limit': '任何限制',
  'Lower the load, or free what is not needed. Raise mem_limit only if the host has the memory.':
    '降低负载，或释放不需要的内存。只有主机确有富余内存时才调高 mem_limit。',
  'Doris frees all caches and cancels tasks until a fifth of the limit is free (full GC); allocations are refused. Beyond a cgroup limit the kernel kills the process.':
    'Doris 会清空所有缓存并取消任务，直到空出上限的五分之一（Full GC）；新的内存申请会被拒绝。超过 cgroup 上限时，内核会杀死进程。',
  'Doris frees caches and cancels queries that use more than they were given (minor GC).':
    'Doris 会释放缓存，并取消用量超出配额的查询（Minor GC）。',
  'Not far from the soft limit: a large query will take it there.': '已接近软限制：再来一个大查询就会触及。',
  'RSS {rss} is {share} of the limit {limit}': 'RSS {rss} 已达上限 {limit} 的 {share}',
  'RSS {rss} is above the soft limit {limit} by {size}': 'RSS {rss} 超出软限制 {limit}，超出 {size}',
  'RSS {rss} is {share} of the soft limit {limit}': 'RSS {rss} 已达软限制 {limit} 的 {share}',
  'the host has {size} available, less than the low water mark {mark}': '主机可用内存 {size}，低于低水位线 {mark}',
  'the host has {size} available, less than the warning water mark {mark}': '主机可用内存 {size}，低于警告水位线 {mark}',
  'the cgroup uses {size}, {share} of its limit {limit}': 'cgroup 已用 {size}，达到其上限 {limit} 的 {share}',
  'Most is in {name}, {size}.': '占用最多的是“{name}”，{size}。',
  'The JVM takes much memory': 'JVM 占用内存较多',
  'The JVM has committed {size}.': 'JVM 已提交内存 {size}。',
  'Connectors to Java (Hive, Hudi, Paimon, JDBC) run in it. What it has committed need not be touched.':
    'Java 连接器（Hive、Hudi、Paimon、JDBC）运行在其中。已提交的内存不一定都已实际使用。',
  'Lower -Xmx in JAVA_OPTS of be.conf, if the connectors do with less.':
    '若连接器用不了这么多，可调低 be.conf 中 JAVA_OPTS 的 -Xmx。',
  'The kernel killed the process': '进程被内核杀死',
  ', with {size} resident': '，当时常驻内存 {size}',
  'Killed for lack of memory{resident}{last}.': '因内存不足被杀死{resident}{last}。',
  '; the last sample, {time} before, says RSS {rss}': '；此前 {time} 的最后一个样本显示 RSS 为 {rss}',
  'The host, or the container, had no memory left. Doris did not free memory in time, or others took it.':
    '主机或容器内存耗尽。Doris 未能及时释放内存，或内存被其他进程占用。',
  'Look at the last samples before it. Lower mem_limit, raise max_sys_mem_available_low_water_mark_bytes, lower memory_gc_sleep_time_ms or soft_mem_limit_frac; on a shared host, see who else grew.':
    '查看此前最后几个样本。调低 mem_limit，调高 max_sys_mem_available_low_water_mark_bytes，调低 memory_gc_sleep_time_ms 或 soft_mem_limit_frac；混部机器上再看还有谁在增长。',
  'Memory grew while nobody could see': '无数据期间内存增长',
  'No answer for {time} ({why}); RSS was {was} before and {is} after, {share} more.':
    '{time} 无应答（{why}）；RSS 由此前的 {was} 变为之后的 {is}，增加 {share}。',
  'Something happened in that time: a process that is short of memory, or very busy, does not answer.':
    '这段时间内发生过异常：内存不足或极度繁忙的进程不会应答。',
  'Read be.INFO of that time into this timeline: its lines say what happened.':
    '把该时段的 be.INFO 读入此时间线：日志会说明发生了什么。',
  'Open segments take much memory': '已打开的 Segment 占用内存较多',
  'what open segments hold': '已打开的 Segment 占用的内存',
  'Open segments and their readers hold {size}: {segments} segments, {readers} column readers.':
    '已打开的 Segment 及其 Reader 占用 {size}：{segments} 个 Segment，{readers} 个 Column Reader。',
  'Even a simple scan opens each segment and keeps its indexes in memory.':
    '即使简单扫描也会打开每个 Segment，并把其索引留在内存中。',
  'Fewer, larger segments by compaction; lower segment_cache_capacity or segment_cache_memory_percentage in be.conf.':
    '通过 Compaction 减少并增大 Segment；调低 be.conf 中的 segment_cache_capacity 或 segment_cache_memory_percentage。',
  "The allocator's metadata is large": '分配器的元数据过大',
  ', 1 for each {times} of {virtual} virtual memory': '，相当于每 {times} 份虚拟内存（共 {virtual}）对应 1 份',
  "Jemalloc's metadata takes {size}{beside}.": 'jemalloc 元数据占用 {size}{beside}。',
  'It grows with the address space that was ever in use, about 1 for each 300 to 500 of it (10 TiB of virtual memory cost about 20 GiB), and is not given back.':
    '它随曾经使用过的地址空间增长，约为其 1/300 至 1/500（10 TiB 虚拟内存约需 20 GiB），且不会归还。',
  'Restart the process now and then, or set retain:false in JEMALLOC_CONF; large queries get slower by that (TPC-H about threefold).':
    '定期重启进程，或在 JEMALLOC_CONF 中设置 retain:false；代价是大查询变慢（TPC-H 约慢三倍）。',
  'Tables have very many columns': '表的列数过多',
  'how many columns there are': '列数',
  '; they hold {size}': '；共占用 {size}',
  '{columns} columns in {schemas} schemas: {each} each{held}.': '{schemas} 个 Schema 共 {columns} 列：平均每个 {each} 列{held}。',
  'Tables of thousands of columns: the metadata of each tablet is large.': '上千列的宽表会使每个 Tablet 的元数据都很大。',
  'Put columns together in VARIANT or JSON, or split the table.': '把列合并为 VARIANT 或 JSON，或拆表。',
  'The low water mark is out of the ordinary': '低水位线设置异常',
  'The low water mark is {size}.': '低水位线为 {size}。',
  'The low water mark is {size}; Doris would choose at least {usual}.': '低水位线为 {size}；Doris 默认至少取 {usual}。',
  'A full GC begins although much memory is still available: it is wasted.': '可用内存还很多时就开始 Full GC：内存被浪费。',
  'A full GC begins so late that the kernel may kill the process first.': 'Full GC 开始得太晚，内核可能先杀死进程。',
  'Set max_sys_mem_available_low_water_mark_bytes in be.conf, or leave it out to have the default.':
    '在 be.conf 中设置 max_sys_mem_available_low_water_mark_bytes，或不设置以使用默认值。',
  'The allocator keeps much freed memory': '分配器保留了大量已释放的内存',
  "jemalloc's cache holds {size}": 'jemalloc 缓存占用 {size}',
  'caches of threads {size}': '线程缓存 {size}',
  'dirty pages {size}': '脏页 {size}',
  'RSS is above the soft limit by {size}': 'RSS 超出软限制 {size}',
  'Lower lg_tcache_max in JEMALLOC_CONF (15 by default, 20 before 2.1).':
    '调低 JEMALLOC_CONF 中的 lg_tcache_max（默认 15，2.1 之前为 20）。',
  'Set dirty_decay_ms to 2000 or less in JEMALLOC_CONF (5000 by default, 15000 before 2.1).':
    '把 JEMALLOC_CONF 中的 dirty_decay_ms 设为 2000 或更小（默认 5000，2.1 之前为 15000）。',
  'It is free memory that is not given back to the kernel yet; under pressure it should have been.':
    '这是尚未归还内核的空闲内存；内存紧张时本应已经归还。',
  'Before 2.1.6 this number has the metadata in it.': '2.1.6 之前该数值包含元数据。',
  'A cancelled task is still there': '已取消的任务仍未退出',
  '; {count} more were cancelled after it': '；此后又有 {count} 个任务被取消',
  '{task} was cancelled {seconds} s before, and still holds {size}{after}.':
    '{task} 在 {seconds} s 前被取消，仍占用 {size}{after}。',
  'It is stuck in its cancel: its memory is not freed, so that other, smaller ones are cancelled in its place.':
    '任务卡在取消过程中：内存没有释放，导致其他更小的任务代其被取消。',
  'In be.INFO, look at the time between "Cancel" and "Deregister query/load memory tracker" of this id, and at what its threads do meanwhile (pstack).':
    '在 be.INFO 中查看该 ID 的 "Cancel" 与 "Deregister query/load memory tracker" 之间的耗时，并用 pstack 查看其线程此时在做什么。',
  'Memory stays higher each time the tasks have stopped': '每次任务停止后内存都停留在更高水平',
  'enough idle periods': '足够的空闲时段',
  'RSS when idle: {sizes}; {size} more in {count} idle periods.': '空闲时的 RSS：{sizes}；{count} 个空闲时段内共增加 {size}。',
  "This is what Doris's manual calls a leak: memory grows, and does not fall when the tasks have stopped.":
    '这正是 Doris 手册所说的内存泄漏：内存增长，且任务停止后不下降。',
  'Upgrade to the newest release of your version; take a heap profile in two idle periods and compare them; look for an issue of what grows.':
    '升级到所用版本的最新小版本；在两个空闲时段各抓取一份 Heap Profile 对比；按增长的部分搜索已知 Issue。',
  'One task takes much memory': '单个任务占用大量内存',
  '{task} holds {size}': '{task} 占用 {size}',
  '{share} of its limit {limit}': '已达其上限 {limit} 的 {share}',
  '{count} more are as large': '另有 {count} 个同样大的任务',
  '{facts}.': '{facts}。',
  'At its limit it is cancelled, or begins to spill.': '达到其上限时会被取消，或开始落盘。',
  'When memory gets tight, it is the first to be cancelled.': '内存紧张时，它会最先被取消。',
  '{rate} in the last {minutes} min': '最近 {minutes} min 变化 {rate}',
  "Look at its statement and profile; to end it: KILL QUERY '{query}'.":
    "查看其 SQL 和 Profile；如需终止：KILL QUERY '{query}'。",
  'Look what it is about: its ids stand in the tasks.': '查明它在做什么：任务列表中有其 ID。',
  'Find the load of {load} with SHOW LOAD; CANCEL LOAD ends it by its label.':
    '用 SHOW LOAD 找到 {load} 对应的导入；用 CANCEL LOAD 按 Label 终止。',
  'More is tracked than is resident': '已跟踪内存超过常驻内存',
  'Untracked is negative: trackers account for {size} more than is resident.':
    '未跟踪内存为负：Tracker 统计值比常驻内存多 {size}。',
  'Trackers count memory when it is allocated, RSS only when it is touched: hash tables and buffers that are not filled yet, or memory that was reserved. It is no error by itself; it can also be counted twice.':
    'Tracker 在申请时计数，RSS 在实际访问后才计入：例如尚未填满的哈希表和缓冲区，或预留内存。这本身不是错误，但也可能是重复统计。',
  'Nothing, unless it stays while no query and no load runs: then look which tracker is larger than it can be.':
    '无需处理；除非没有查询和导入时仍然如此，此时再查哪个 Tracker 大得不合理。',
  'Memory grows outside the trackers': 'Tracker 之外的内存在增长',
  'Sustained growth that no tracker sees. It is not proof of a leak: that shows when the tasks have stopped and memory stays.':
    '持续增长，且没有 Tracker 能看到。这不能证明是泄漏：要看任务停止后内存是否仍不下降。',
  'Watch at least three idle periods of ten minutes; take two heap profiles some time apart and compare them; upgrade to the newest release of your version.':
    '至少观察三个十分钟的空闲时段；间隔一段时间抓取两份 Heap Profile 对比；升级到所用版本的最新小版本。',
  'The numbers do not add up': '数据前后对不上',
  'an overview': '概览',
  '{what} {size}': '{what} {size}',
  'The snapshot is not complete, or its parts were read at different moments: trackers are read one after the other while work goes on.':
    '快照不完整，或各部分并非同一时刻读取：任务运行期间，各 Tracker 是逐个读取的。',
  'Look at the next sample; of a paste, see whether a part is missing.': '查看下一个样本；若是粘贴的文本，检查是否缺了一部分。',
  'Caches are large while memory is tight': '内存紧张时缓存仍然很大',
  'Caches hold {size}; memory was tight in {share} of the last {count} samples.':
    '缓存占用 {size}；最近 {count} 个样本中有 {share} 内存紧张。',
  'Caches are given back under pressure, and filled again: work that helps nobody.':
    '缓存在压力下被释放，随后又被填满：徒增开销。',
  'Lower storage_page_cache_limit or segment_cache_memory_percentage in be.conf; once, curl BE:8040/api/clear_cache/all frees them. With memory to spare leave them as they are.':
    '调低 be.conf 中的 storage_page_cache_limit 或 segment_cache_memory_percentage；执行一次 curl BE:8040/api/clear_cache/all 可立即释放。内存充裕时无需调整。',
  'Tablets have many versions': 'Tablet 版本过多',
  'how many rowsets there are': 'Rowset 数量',
  '{rowsets} rowsets in {tablets} tablets: {each} each.': '{tablets} 个 Tablet 共 {rowsets} 个 Rowset：平均每个 {each} 个。',
  'Compaction does not keep up with loads that are small and frequent; each version costs memory.':
    'Compaction 跟不上高频小批量导入；每个版本都占用内存。',
  'Look at the compaction score; load larger batches less often.': '查看 Compaction Score；增大导入批次、降低导入频率。',
  'The process was restarted': '进程发生过重启',
  '; RSS was {before} before, {after} after': '；RSS 重启前 {before}，重启后 {after}',
  'It began anew {time} before: the peak of RSS fell{sizes}.': '{time} 前重新启动：RSS 峰值回落{sizes}。',
  'It began anew {time} before{sizes}.': '{time} 前重新启动{sizes}。',
  'Growth, peaks and the names of trackers begin anew: nothing is compared across it.':
    '增长、峰值和 Tracker 名称都重新开始：不跨重启比较。',
  'If nobody meant it: look for an OOM kill in dmesg, and at be.out for the reason.':
    '若非人为重启：在 dmesg 中查找 OOM Kill，并在 be.out 中查找原因。',
  'A limit will be reached': '即将触及限制',
  '{from} to {to}': '{from} 至 {to}',
  'If it goes on like this, {limit} {size} is reached in {range}; {room} are left.':
    '照此趋势，{range} 后将触及{limit} {size}；余量 {room}。',
  'Lower the load before, or plan a restart.': '请提前降低负载，或安排重启。',
  'From there on Doris frees caches and cancels queries that use more than they were given.':
    '此后 Doris 会释放缓存，并取消用量超出配额的查询。',
  'There Doris cancels tasks until a fifth of the limit is free.': '届时 Doris 会取消任务，直到空出上限的五分之一。',
  'There the kernel kills the process.': '届时内核会杀死进程。',
  'There Doris cancels tasks although its own limit is not reached: the host has nothing left.':
    '届时即使未达到自身上限，Doris 也会取消任务：主机内存已耗尽。',
  'A build with the address sanitizer': '启用了 AddressSanitizer 的构建',
  'The overview is marked [ASAN].': '概览带有 [ASAN] 标记。',
  'The sanitizer takes much memory of its own: these numbers cannot be compared with production.':
    'Sanitizer 自身占用大量内存：这些数据不能与生产环境比较。',
  'Measure with a release build.': '请用 Release 构建测量。',
  'Much memory is reserved or not counted yet': '大量内存已预留或尚未计入',
  'Reserved memory is {size}': '预留内存 {size}',
  '{size} were allocated since RSS was last read': '自上次读取 RSS 以来又申请了 {size}',
  'Doris counts both as used when it compares with its limits: queries can be cancelled although RSS looks fine.':
    'Doris 与限制比较时两者都算已用：RSS 看起来正常，查询也可能被取消。',
  'Look which task has reserved most: spilling operators reserve before they read back.':
    '查看哪个任务预留最多：落盘算子在回读前会先预留。',
  'Loads take much memory': '导入占用大量内存',
  'Loads hold {size}, memtables are not reported; queries hold {query}.': '导入占用 {size}，未上报 MemTable；查询占用 {query}。',
  'Loads hold {size}, {memtables} of it in memtables; queries hold {query}.':
    '导入占用 {size}，其中 MemTable {memtables}；查询占用 {query}。',
  'Rows wait in memory to be flushed, or the fragments of the loads use it as a query would.':
    '数据行在内存中等待刷盘，或导入的 Fragment 像查询一样占用内存。',
  'Rows wait in memory to be flushed: more comes in than is written.': '数据行在内存中等待刷盘：写入速度赶不上导入速度。',
  'It is not the memtables: the fragments of the loads use it, as a query would.':
    '不是 MemTable：是导入的 Fragment 像查询一样占用内存。',
  'Lower load_process_max_memory_limit_percent and load_process_soft_mem_limit_percent in be.conf, or load with fewer tasks at a time.':
    '调低 be.conf 中的 load_process_max_memory_limit_percent 和 load_process_soft_mem_limit_percent，或降低导入并发。',
  'Find the largest load in the tasks and analyse its statement as a query.':
    '在任务列表中找到最大的导入，像分析查询一样分析其 SQL。',
  'Doris had to make room': 'Doris 不得不腾出内存',
  '{count} garbage collections, {size} freed': '{count} 次 GC，共释放 {size}',
  '{count} garbage collections': '{count} 次 GC',
  '{count} tasks cancelled{first}': '{count} 个任务被取消{first}',
  '{count} times a limit was reached or memory was refused': '{count} 次触及限制或申请内存被拒绝',
  ' (the first: {task})': '（首个：{task}）',
  'Memory was short: caches are freed first, then tasks are cancelled, the largest first.':
    '内存不足：先释放缓存，再从最大的开始取消任务。',
  'Go to the first of these moments and see what was largest then: a task, a cache, or what no tracker knows.':
    '跳到其中最早的时刻，看当时什么最大：任务、缓存，还是没有 Tracker 统计的内存。',
  'The totals of the trackers cannot be trusted': 'Tracker 合计值不可信',
  'the Orphan tracker': 'Orphan Tracker',
  '{name} holds {size}; RSS is {rss}.': '{name} 为 {size}；RSS 为 {rss}。',
  'Memory that one tracker had counted was freed under another: this is about the accounting, not about memory. Some trackers are too high, and untracked is not what it seems.':
    '在一个 Tracker 上计数的内存却在另一个上释放：这是统计问题，不是内存问题。部分 Tracker 偏高，未跟踪内存也因此失真。',
  'Memory was allocated where no tracker was attached, or is left of trackers that are gone. Before 2.1 all memory of unknown origin is here.':
    '在没有绑定 Tracker 的地方申请了内存，或是已销毁的 Tracker 的残留。2.1 之前，所有来源不明的内存都计在这里。',
  'Do not trust the totals of the trackers to this amount. A heap profile says where the memory comes from.':
    '在这个量级内不要相信 Tracker 的合计值。Heap Profile 能说明内存的来源。',
  'The memory limit is above the cgroup limit': '内存上限高于 cgroup 上限',
  'The memory limit is {limit}, the cgroup limit {cgroup}.': '内存上限 {limit}，cgroup 上限 {cgroup}。',
  'The kernel kills the process before Doris begins to free memory.': 'Doris 还没开始释放内存，进程就会被内核杀死。',
  'Set mem_limit in be.conf below the limit of the container, a tenth or more; or have enable_use_cgroup_memory_info on, so that Doris goes by it.':
    '把 be.conf 中的 mem_limit 设为比容器上限低一成以上；或开启 enable_use_cgroup_memory_info，让 Doris 以容器上限为准。',
  'SegmentCache is large in an old version': '旧版本中 SegmentCache 过大',
  'its version': '版本号',
  'SegmentCache holds {size} in {version}.': '{version} 中 SegmentCache 占用 {size}。',
  'Before 2.1.5 its statistic is inaccurate, and before 2.1.4 it could take far more memory than it should.':
    '2.1.5 之前其统计不准确，2.1.4 之前其实际占用可能远超预期。',
  'Upgrade; or set disable_segment_cache=true in be.conf and look again.':
    '升级；或在 be.conf 中设置 disable_segment_cache=true 后再观察。',
  'RSS is above the limit, and Doris does nothing': 'RSS 超过上限而 Doris 没有动作',
  'RSS {rss} is above the limit {limit}; what Doris compares with it is {used}.':
    'RSS {rss} 超过上限 {limit}；而 Doris 用来比较的值是 {used}。',
  "Doris takes the allocator's cache off RSS before it compares: so long no full GC begins, and no query is cancelled.":
    'Doris 比较前会从 RSS 中减去分配器缓存：因此不会触发 Full GC，也不会取消查询。',
  'Nothing, as long as the host has the memory. A smaller allocator cache brings RSS down: dirty_decay_ms in JEMALLOC_CONF.':
    '只要主机内存够用就无需处理。减小分配器缓存可降低 RSS：JEMALLOC_CONF 中的 dirty_decay_ms。',
  'Orphan or Global: negative by this share of RSS': 'Orphan 或 Global 为负，占 RSS',
  'Orphan: size, either sign': 'Orphan：大小，正负均可',
  'RSS above the limit by': 'RSS 超过上限',
  'above it by': '超过',
  'after its cancel': '取消之后',
  'and larger than': '且大于',
  'and share of RSS': '且占 RSS',
  'and then at least this share of RSS': '且至少占 RSS',
  'and then larger than': '且大于此值',
  'at least columns': '至少列数',
  'at least rowsets': '至少 Rowset 数',
  'at least samples': '至少样本数',
  'by more than this share of RSS': '超过 RSS 的份额',
  'by this share of RSS': '占 RSS 的份额',
  cache: '缓存',
  'caches of threads': '线程缓存',
  'cancelled in the last': '在最近多久内被取消',
  'columns for each schema': '每个 Schema 的列数',
  'dirty pages': '脏页',
  'for at least': '至少持续',
  'for at least, and after the start': '至少持续，且在启动之后',
  'idle periods that rise': '上升的空闲时段数',
  'in the last': '在最近',
  'in this share of the samples': '占样本的份额',
  'large: share of physical memory': '偏大：占物理内存',
  'larger than': '大于',
  'less virtual memory for each byte of metadata than': '每字节元数据对应的虚拟内存少于',
  'loads of size 0': '大小为 0 的导入数',
  'memory was tight in the last': '内存紧张发生在最近',
  'memtables: share of RSS': 'MemTable：占 RSS',
  'metadata and untracked: share of RSS': '元数据与未跟踪：占 RSS',
  'or its peak fell by this share': '或其峰值下降的份额',
  'or loads: times queries while memory is tight': '或内存紧张时导入为查询的倍数',
  'or share of its own limit': '或占其自身上限',
  'or waiting for refresh': '或待刷新',
  'reserved: share of RSS': '预留：占 RSS',
  'rowsets for each tablet': '每个 Tablet 的 Rowset 数',
  'serious within': '多久之内算严重',
  'share of RSS': '占 RSS',
  'share of physical memory that went': '减少的物理内存份额',
  'share of the cgroup limit': '占 cgroup 上限',
  'share of the memory limit': '占内存上限',
  'share of the soft limit that is near': '接近软限制的份额',
  'share of what is tracked': '占已跟踪',
  size: '大小',
  'times RSS': 'RSS 的倍数',
  'while tasks hold less of RSS than': '任务占 RSS 少于',
  within: '在多久之内',
  "while the allocator's metadata is below": '分配器元数据低于',
  "small: share of Doris's own choice": '偏小：占 Doris 自身取值的份额',
}
