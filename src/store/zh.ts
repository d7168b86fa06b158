import type { Catalogue } from '../base/say'

export const zh: Catalogue = {
  'cache, metadata': '缓存、元数据',
  global: '全局',
  JVM: 'JVM',
  memtables: 'MemTable',
  jemalloc: 'jemalloc',
  'other tasks': '其他任务',
  query: '查询',
  untracked: '未跟踪',
}
