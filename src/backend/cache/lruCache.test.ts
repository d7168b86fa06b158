import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../base/units'
import { MemBlock } from '../memory/memBlock'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import { TrackerPool } from '../memory/trackerPool'
import { CACHE_MIN_PRUNE_SIZE, LruCache } from './lruCache'

const MB = 1024 ** 2

function makeCache(capacity: Bytes): { cache: LruCache; clock: { now: number }; logged: string[] } {
  const clock = { now: 0 }
  const logged: string[] = []
  const allocate = async (bytes: Bytes, tracker: MemTrackerLimiter): Promise<MemBlock> => {
    await Promise.resolve()
    tracker.consume(bytes)
    return new MemBlock(bytes, tracker, () => undefined)
  }
  const cache = new LruCache({
    pool: new TrackerPool(),
    log: { info: (message) => logged.push(message) },
    allocate,
    name: 'DataPageCache',
    suffix: '[size](AllocByAllocator)',
    capacity,
    staleSweepTimeSec: 60,
    now: () => clock.now,
  })
  return { cache, clock, logged }
}

describe('LruCache', () => {
  it('is charged to a tracker of its own, under Doris’s label', () => {
    const { tracker } = makeCache(MB).cache
    expect([tracker.type, tracker.label]).toEqual(['cache', 'DataPageCache[size](AllocByAllocator)'])
  })

  it('drops what was used longest ago when it is full', async () => {
    const { cache } = makeCache(3 * MB)
    for (const key of ['a', 'b', 'c']) await cache.insert(key, MB)
    expect(cache.lookup('a')).toBeInstanceOf(ArrayBuffer)
    await cache.insert('d', MB)
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.lookup(key) !== undefined)).toEqual(['a', 'c', 'd'])
    expect([cache.usage, cache.size]).toEqual([3 * MB, 3])
  })

  it('keeps a page that is larger than itself until the next one comes', async () => {
    const { cache } = makeCache(MB)
    await cache.insert('large', 2 * MB)
    expect(cache.usage).toBe(2 * MB)
    await cache.insert('next', MB)
    expect([cache.usage, cache.size]).toEqual([MB, 1])
  })

  it('holds a page once when two ask for it at the same time', async () => {
    const { cache } = makeCache(10 * MB)
    await Promise.all([cache.insert('a', MB), cache.insert('a', MB)])
    expect([cache.usage, cache.size]).toEqual([MB, 1])
  })

  it('prunes what is stale, or all, and notes what that gave', async () => {
    const { cache, clock, logged } = makeCache(100 * MB)
    for (const key of ['a', 'b', 'c', 'd']) await cache.insert(key, MB)
    clock.now = 59_000
    cache.lookup('d')
    clock.now = 61_000
    expect(cache.pruneStale()).toBe(3 * MB)
    expect(cache.profile.counter('FreedEntrys')!.value()).toBe(3)
    await cache.insert('e', 2 * MB)
    expect(cache.pruneAll()).toBe(3 * MB)
    expect([cache.usage, cache.size, cache.profile.counter('PruneAllNumber')!.value()]).toEqual([0, 0, 1])
    expect(logged[0]).toBe('[MemoryGC] DataPageCache prune stale start, consumption 4194304, usage 4194304')
    expect(logged[1]).toMatch(/^\[MemoryGC\] DataPageCache prune stale 3 entries, 3145728 bytes, cost \d+, 1 times prune$/)
  })

  it('leaves a small cache alone', async () => {
    const { cache, logged } = makeCache(100 * MB)
    await cache.insert('a', CACHE_MIN_PRUNE_SIZE)
    expect([cache.pruneAll(), cache.usage]).toEqual([0, CACHE_MIN_PRUNE_SIZE])
    expect(logged[0]).toContain(
      'not need prune all, LRUCacheType::SIZE consumption 2097152 less than CACHE_MIN_PRUNE_SIZE 2097152',
    )
  })
})
