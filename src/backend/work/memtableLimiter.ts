import type { MemBlock } from '../memory/allocator'
import { MemCounter } from '../memory/memCounter'
import { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { Generation } from '../report/generation'

/** A memtable that is being filled or flushed. */
export interface Memtable {
  readonly block: MemBlock
}

/**
 * What all memtables hold together. Up to P2 it is a view of memory that is charged to the loads; in P3 memtables are charged here
 * and not to the loads, so that tracked memory holds them once either way.
 */
export class MemtableLimiter {
  private readonly counter = new MemCounter()
  private readonly own: MemTrackerLimiter | undefined

  constructor(generation: Generation) {
    this.own = generation === 'p3' ? new MemTrackerLimiter('load', 'MemTableMemoryLimiter') : undefined
  }

  get current(): number {
    return this.counter.current()
  }

  get peak(): number {
    return this.counter.peak()
  }

  trackerFor(load: MemTrackerLimiter): MemTrackerLimiter {
    return this.own ?? load
  }

  open(block: MemBlock): Memtable {
    this.counter.add(block.byteLength)
    return { block }
  }

  close(memtable: Memtable): void {
    this.counter.sub(memtable.block.byteLength)
  }
}
