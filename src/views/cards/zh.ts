import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'Figures at the cursor': '光标处的数值',
  'Resident memory: what the kernel says the process holds in RAM (VmRSS).': '常驻内存：内核统计的进程物理内存占用（VmRSS）。',
  peak: '峰值',
  virtual: '虚拟',
  Untracked: '未跟踪',
  'RSS minus everything that the trackers know. May be negative: trackers count what was allocated, RSS what was touched.':
    'RSS 减去 Tracker 统计的全部内存。可能为负：Tracker 统计已申请的内存，RSS 统计已访问的内存。',
  'derived: RSS − tracked': '推算：RSS − 已跟踪',
  'negative: over-tracked': '为负：Tracker 多计',
  'not known to any tracker': '没有 Tracker 统计',
  Tracked: '已跟踪',
  "The sum of all trackers and of the allocator's own memory.": '所有 Tracker 与分配器自身内存之和。',
  tasks: '任务',
  global: '全局',
  'Room to limit': '距上限余量',
  '{limit} − RSS. The first of memory limit, cgroup limit and physical memory is the one that counts.':
    '{limit} − RSS。取内存上限、cgroup 上限、物理内存中最先触及的一个。',
  'of {limit}': '上限 {limit}',
  'of {limit} {name}': '{name} {limit}',
  'soft limit exceeded by {size}': '超出软限制 {size}',
  '{size} to soft limit': '距软限制 {size}',
  'No limit is reported in this sample.': '该样本未上报任何上限。',
  'no limit reported': '未上报上限',
  '{count} {type}': '{type} {count}',
  Tasks: '任务',
  'Queries, loads, compactions, schema changes and others that hold memory now.':
    '当前占用内存的查询、导入、Compaction、Schema Change 及其他任务。',
  'not reported in this sample': '该样本未上报',
  'none running': '没有运行中的任务',
  'only the largest are reported: {tasks}': '仅上报最大的：{tasks}',
  'memory limit': '内存上限',
  'cgroup limit': 'cgroup 上限',
  'physical memory': '物理内存',
}
