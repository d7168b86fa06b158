import type { Bytes } from '../../base/units'
import type { Allocator, MemBlock } from '../memory/allocator'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { TrackerPool } from '../memory/trackerPool'

interface Entry {
  readonly block: MemBlock
  usedAt: number
}

/** An LRU cache of real pages: full at its capacity, swept of what nobody used for a while. */
export class LruCache {
  readonly name: string
  readonly tracker: MemTrackerLimiter
  private readonly entries = new Map<string, Entry>()
  private readonly allocator: Allocator
  private readonly capacity: Bytes
  private readonly staleAfterMs: number

  constructor(
    { pool, allocator }: { pool: TrackerPool; allocator: Allocator },
    { name, label, capacity, staleAfterMs }: { name: string; label: string; capacity: Bytes; staleAfterMs: number },
  ) {
    this.name = name
    this.tracker = pool.create('cache', label)
    this.allocator = allocator
    this.capacity = capacity
    this.staleAfterMs = staleAfterMs
  }

  get usage(): Bytes {
    return this.tracker.consumption
  }

  /** True: the page was there. False: it was read in, and what was used longest ago had to go. */
  async get(key: string, bytes: Bytes): Promise<boolean> {
    const entry = this.entries.get(key)
    if (entry !== undefined) {
      entry.usedAt = performance.now()
      this.entries.delete(key)
      this.entries.set(key, entry)
      return true
    }
    const block = await this.allocator.allocate(bytes, this.tracker)
    if (this.entries.has(key)) {
      block.release()
      return true
    }
    this.entries.set(key, { block, usedAt: performance.now() })
    for (const [oldKey, old] of this.entries) {
      if (this.usage <= this.capacity) break
      this.drop(oldKey, old)
    }
    return false
  }

  /** Drops what nobody used for a while. Returns what that freed. */
  pruneStale(): { bytes: Bytes; entries: number } {
    const before = performance.now() - this.staleAfterMs
    return this.prune((entry) => entry.usedAt < before)
  }

  pruneAll(): { bytes: Bytes; entries: number } {
    return this.prune(() => true)
  }

  private prune(goes: (entry: Entry) => boolean): { bytes: Bytes; entries: number } {
    let bytes = 0
    let entries = 0
    for (const [key, entry] of this.entries) {
      if (!goes(entry)) continue
      bytes += entry.block.byteLength
      entries++
      this.drop(key, entry)
    }
    return { bytes, entries }
  }

  private drop(key: string, entry: Entry): void {
    this.entries.delete(key)
    entry.block.release()
  }
}
