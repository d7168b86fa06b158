import type { Bytes } from '../../base/units'
import { MemCounter } from '../memory/memCounter'
import { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { Generation } from '../report/generation'

/**
 * What all memtables hold together, counted by their trackers at the moment of each allocation and release. Up to P2 it is a view of
 * memory that is charged to the loads; in P3 memtables are charged here and not to the loads, so that tracked memory holds them once
 * either way.
 */
export class MemtableLimiter {
  private readonly counter = new MemCounter()
  private readonly generation: Generation

  constructor(generation: Generation) {
    this.generation = generation
  }

  get current(): Bytes {
    return this.counter.current()
  }

  get peak(): Bytes {
    return this.counter.peak()
  }

  /** What loads hold and their trackers do not count. */
  get besideLoads(): Bytes {
    return this.generation === 'p3' ? this.counter.current() : 0
  }

  /** Whom the memtables of a load are charged to. */
  trackerFor(load: MemTrackerLimiter): MemTrackerLimiter {
    const tracker = new MemtableTracker(load, this.counter, this.generation)
    if (this.generation === 'p3') load.addPart(tracker)
    return tracker
  }
}

/**
 * Doris's write tracker of a load (P3: Memtable#<label>). It is not in the pool: the overview of P3 shows memtables beside the loads,
 * and would count them twice. Cancelling it cancels the load.
 */
class MemtableTracker extends MemTrackerLimiter {
  private readonly load: MemTrackerLimiter
  private readonly total: MemCounter
  private readonly chargesLoad: boolean

  constructor(load: MemTrackerLimiter, total: MemCounter, generation: Generation) {
    super('load', generation === 'p3' ? `Memtable#${load.label}` : load.label, { limit: load.limit })
    this.load = load
    this.total = total
    this.chargesLoad = generation !== 'p3'
  }

  override consume(bytes: Bytes): void {
    super.consume(bytes)
    this.total.add(bytes)
    if (this.chargesLoad) this.load.consume(bytes)
  }

  override wouldExceed(bytes: Bytes): boolean {
    return this.load.wouldExceed(bytes)
  }

  override limitExceeded(bytes: Bytes): string {
    return this.load.limitExceeded(bytes)
  }

  override cancel(reason: string): void {
    super.cancel(reason)
    this.load.cancel(reason)
  }
}
