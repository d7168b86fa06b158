import { getHeapStatistics } from 'node:v8'
import type { Bytes } from '../../base/units'
import { readAllocatorUsage } from '../machine/v8Allocator'
import type { Backend } from '../backend'
import type { TrackerType } from '../memory/memTrackerLimiter'
import { computeSums } from '../report/overview'

interface Metric {
  readonly name: string
  readonly help: string
  /** undefined: this system does not report it; the metric is left out. */
  readonly value: number | undefined
}

/** The memory figures in Prometheus's text format, under the names that Doris gives its bvars. */
export function printMetrics(backend: Backend): string {
  return listMetrics(backend)
    .filter((metric) => metric.value !== undefined)
    .map(({ name, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('')
}

function listMetrics(backend: Backend): Metric[] {
  const { memoryProfile } = backend.processProfile
  memoryProfile.refreshMemoryOverviewProfile()
  const figures = memoryProfile.figures!
  const sums = computeSums(figures, memoryProfile.generation)
  const heap = getHeapStatistics()
  const allocator = readAllocatorUsage()
  const ofType = (type: TrackerType): Metric => ({
    name: `memory_${type}_trackers_sum_bytes`,
    help: `Consumption of all trackers of the type ${type}.`,
    value: type === 'global' ? sums.global : figures.byType[type],
  })
  const ofV8 = (name: string, help: string, value: Bytes): Metric => ({
    name: `memory_jemalloc_${name}_bytes`,
    help: `Node has V8 where Doris has jemalloc: ${help}`,
    value,
  })
  // P1 knows neither metadata nor cache as types: there they are global.
  const types: TrackerType[] = ['global', 'query', 'load', 'compaction', 'schema_change', 'other']
  if (memoryProfile.generation !== 'p1') types.push('metadata', 'cache')
  return [
    { name: 'memory_all_tracked_sum_bytes', help: 'What trackers and allocator account for.', value: sums.tracked },
    ...types.map(ofType),
    { name: 'memory_all_tasks_memory_bytes', help: 'Consumption of all tasks.', value: sums.tasks },
    {
      name: 'memory_reserved_memory_bytes',
      help: 'Reserved by tasks, not yet allocated; part of the tasks.',
      value: figures.reserved,
    },
    { name: 'memory_untracked_memory_bytes', help: 'VmRSS without what is tracked; may be negative.', value: sums.untracked },
    { name: 'memory_allocated_bytes', help: 'VmRSS: the resident memory of the process.', value: figures.rss },
    ofV8('allocated', 'used in the heap spaces, and malloced.', allocator.metadata),
    ofV8('active', 'pages of the heap spaces in use or kept.', heap.total_physical_size),
    ofV8('metadata', 'in use by the engine for itself.', allocator.metadata),
    ofV8('resident', 'resident pages of the heap spaces.', heap.total_physical_size),
    ofV8('mapped', 'size of the heap spaces.', heap.total_heap_size),
    ofV8('retained', 'heap space without memory behind it.', Math.max(0, heap.total_heap_size - heap.total_physical_size)),
    ofV8('tcache', 'committed in the heap spaces, and free.', allocator.cache),
    { name: 'memory_memtrackerlimiter_cnt', help: 'Trackers that are alive.', value: backend.pool.size },
    {
      name: 'meminfo_sys_mem_avail',
      help: 'What the machine still has for this process.',
      value: backend.arbitrator.sysMemAvailable(),
    },
  ]
}
