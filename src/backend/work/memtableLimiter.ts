import type { Bytes } from '../../base/units'
import { MemCounter } from '../memory/memCounter'
import { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { Generation } from '../report/generation'

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

  get current(): Bytes {
    return this.counter.current()
  }

  get peak(): Bytes {
    return this.counter.peak()
  }

  /** Whom a memtable of this load is charged to. */
  trackerFor(load: MemTrackerLimiter): MemTrackerLimiter {
    return this.own ?? load
  }

  add(bytes: Bytes): void {
    this.counter.add(bytes)
  }

  remove(bytes: Bytes): void {
    this.counter.sub(bytes)
  }
}
