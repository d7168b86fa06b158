import type { Counter } from '../../profile/counter'
import type { ProfileNode } from '../../profile/node'
import type { Source } from '../../profile/snapshot'
import { findMemoryPart, HEAP_DUMP, MEMORY_PROFILE, PROCESS_PROFILE } from './memoryProfile'

/**
 * The generation that printed these top blocks (doris-formats.md, sections 1, 4 and 14); 'text' if none of them belongs to a memory
 * profile. Of single sections it is the oldest generation that prints them so.
 */
export function findSource(tops: readonly ProfileNode[]): Source {
  const blocks = tops.flatMap((node) => (node.name === PROCESS_PROFILE ? node.children : [node]))
  const sections = blocks.flatMap((node) => (node.name === MEMORY_PROFILE ? node.children : [node]))
  const parts = sections.filter((node) => findMemoryPart(node.name) !== undefined)
  if (parts.length === 0) return blocks.some((node) => findMemoryPart(node.name) !== undefined) ? 'P1' : 'text'
  const tracked = parts
    .filter((node) => findMemoryPart(node.name) === 'overview')
    .flatMap((node) => node.children)
    .flatMap((node) => node.children)
  const jvm = tracked.find((node) => node.name === 'JvmMemory')
  if (tracked.some((node) => node.name === 'MemtableMemory') || jvm?.counters.some(({ name }) => name === 'HeapMemory'))
    return 'P3'
  if (jvm !== undefined) return 'P3a'
  if (parts.some(({ name }) => name === HEAP_DUMP || name === 'MetadataMemorySnapshot' || name === 'CacheMemorySnapshot'))
    return 'P2'
  return parts.some(hasHighWater) ? 'P2' : 'P1'
}

/** Every tracker of P2 has one, so the first of a section settles it. */
function hasHighWater(section: ProfileNode): boolean {
  let node: ProfileNode | undefined = section
  while (node !== undefined) {
    if (node.counters.length > 0) return node.counters.some(isHighWater)
    node = node.children.find((child) => child.counters.length > 0 || child.children.length > 0)
  }
  return false
}

function isHighWater(counter: Counter): boolean {
  return counter.peak !== undefined
}
