import type { Bytes } from '../../base/units'
import type { MemBlock } from '../memory/memBlock'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { TrackerPool } from '../memory/trackerPool'
import { RuntimeProfile } from '../runtime/runtimeProfile'

/** Pruning a cache that is smaller than this costs more than it gives. Doris: 64 MB, in a process a hundred times as large. */
export const CACHE_MIN_PRUNE_SIZE: Bytes = 2 * 1024 * 1024

export interface LruCacheOptions {
  readonly pool: TrackerPool
  readonly log: { info(message: string): void }
  /** Gets the memory of an entry, charged to the cache. */
  readonly allocate: (bytes: Bytes, tracker: MemTrackerLimiter) => Promise<MemBlock>
  /** Doris's name, such as DataPageCache. */
  readonly name: string
  /** What stands behind the name in the tracker's label, such as [size](AllocByAllocator). */
  readonly suffix: string
  readonly capacity: Bytes
  readonly staleSweepTimeSec: number
  /** Milliseconds that only go forward. */
  readonly now?: () => number
}

interface Entry {
  readonly block: MemBlock
  usedAt: number
}

/** An LRU cache of real pages, with a capacity in bytes. */
export class LruCache {
  readonly tracker: MemTrackerLimiter
  /** What the last prune did, and how often there was one: a child of the profile of a GC. */
  readonly profile: RuntimeProfile
  private readonly options: LruCacheOptions
  /** In the order of their last use, the oldest first. */
  private readonly entries = new Map<string, Entry>()

  constructor(options: LruCacheOptions) {
    this.options = options
    this.tracker = options.pool.create('cache', `${options.name}${options.suffix}`)
    this.profile = new RuntimeProfile(`Cache type=${options.name}`)
    this.profile.addCounter('PruneStaleNumber', 'UNIT')
    this.profile.addCounter('PruneAllNumber', 'UNIT')
    this.profile.addCounter('FreedMemory', 'BYTES')
    this.profile.addCounter('FreedEntrys', 'UNIT')
    this.profile.addCounter('CostTime', 'TIME_NS')
  }

  get name(): string {
    return this.options.name
  }

  get usage(): Bytes {
    return this.tracker.consumption
  }

  get size(): number {
    return this.entries.size
  }

  /** The page if it is there; it counts as used now. */
  lookup(key: string): ArrayBuffer | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    entry.usedAt = this.now()
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.block.buffer
  }

  /** Takes a page in; what was used longest ago goes until it fits. Throws what the allocation throws. */
  async insert(key: string, bytes: Bytes): Promise<ArrayBuffer> {
    const block = await this.options.allocate(bytes, this.tracker)
    // Somebody else may have read the same page meanwhile.
    const old = this.entries.get(key)
    if (old !== undefined) this.drop(key, old)
    this.entries.set(key, { block, usedAt: this.now() })
    for (const [oldest, entry] of this.entries) {
      if (this.usage <= this.options.capacity || oldest === key) break
      this.drop(oldest, entry)
    }
    return block.buffer
  }

  /** Drops what was not used for the stale time. Returns the bytes freed. */
  pruneStale(): Bytes {
    const before = this.now() - this.options.staleSweepTimeSec * 1000
    return this.prune('stale', 'PruneStaleNumber', (entry) => entry.usedAt < before)
  }

  pruneAll(): Bytes {
    return this.prune('all', 'PruneAllNumber', () => true)
  }

  private prune(which: 'stale' | 'all', number: 'PruneStaleNumber' | 'PruneAllNumber', goes: (entry: Entry) => boolean): Bytes {
    const { log, name } = this.options
    const counter = (counterName: string) => this.profile.counter(counterName)!
    counter('FreedMemory').set(0)
    counter('FreedEntrys').set(0)
    if (this.usage <= CACHE_MIN_PRUNE_SIZE) {
      log.info(
        `[MemoryGC] ${name} not need prune ${which}, LRUCacheType::SIZE consumption ${this.usage} ` +
          `less than CACHE_MIN_PRUNE_SIZE ${CACHE_MIN_PRUNE_SIZE}`,
      )
      return 0
    }
    log.info(`[MemoryGC] ${name} prune ${which} start, consumption ${this.usage}, usage ${this.usage}`)
    const begin = performance.now()
    let freed: Bytes = 0
    let dropped = 0
    for (const [key, entry] of this.entries) {
      if (!goes(entry)) continue
      freed += entry.block.byteLength
      dropped++
      this.drop(key, entry)
    }
    const cost = Math.round((performance.now() - begin) * 1e6)
    counter('FreedMemory').set(freed)
    counter('FreedEntrys').set(dropped)
    counter('CostTime').set(cost)
    counter(number).update(1)
    log.info(
      `[MemoryGC] ${name} prune ${which} ${dropped} entries, ${freed} bytes, cost ${cost}, ${counter(number).value()} times prune`,
    )
    return freed
  }

  private drop(key: string, entry: Entry): void {
    this.entries.delete(key)
    entry.block.release()
  }

  private now(): number {
    return this.options.now?.() ?? performance.now()
  }
}
