import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { Bytes } from '../../base/units'

/** What stands in Node where Doris has jemalloc. ArrayBuffers are not in it: they are charged to trackers. */
export interface AllocatorUsage {
  /** Committed and free: pages of V8's heap spaces that hold no object now. */
  readonly cache: Bytes
  /** In use by the engine for itself: objects, code and maps in the heap spaces, and what V8 has malloc'ed. */
  readonly metadata: Bytes
  /** All that V8 knows of: its heap, what it has malloced, and the array buffers. Stands for the RSS where nobody says that. */
  readonly accounted: Bytes
}

export function readAllocatorUsage(): AllocatorUsage {
  let cache = 0
  let metadata = 0
  for (const space of getHeapSpaceStatistics()) {
    cache += Math.max(0, space.physical_space_size - space.space_used_size)
    metadata += space.space_used_size
  }
  const heap = getHeapStatistics()
  const accounted = heap.total_physical_size + heap.malloced_memory + heap.external_memory
  return { cache, metadata: metadata + heap.malloced_memory, accounted }
}

/** The heap statistics as text: what the page prints where Doris prints jemalloc's. */
export function printAllocatorStatistics(): string {
  const heap = getHeapStatistics()
  const lines = [
    '___ Begin V8 heap statistics ___',
    `Version: Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `Heap: total ${heap.total_heap_size}, physical: ${heap.total_physical_size}, used: ${heap.used_heap_size}, limit: ${heap.heap_size_limit}`,
    `Malloced: ${heap.malloced_memory}, peak: ${heap.peak_malloced_memory}`,
    `External: ${heap.external_memory}, array buffers: ${readArrayBuffers() ?? 'not reported'}`,
    `Contexts: ${heap.number_of_native_contexts}, detached: ${heap.number_of_detached_contexts}`,
    'space                           size         used    available     physical',
  ]
  for (const space of getHeapSpaceStatistics()) {
    const numbers = [space.space_size, space.space_used_size, space.space_available_size, space.physical_space_size]
    lines.push(space.space_name.padEnd(24) + numbers.map((n) => String(n).padStart(13)).join(''))
  }
  lines.push('--- End V8 heap statistics ---')
  return `${lines.join('\n')}\n`
}

/** Node reads the RSS along with it, and throws where there is no /proc. */
function readArrayBuffers(): Bytes | undefined {
  try {
    return process.memoryUsage().arrayBuffers
  } catch {
    return undefined
  }
}
