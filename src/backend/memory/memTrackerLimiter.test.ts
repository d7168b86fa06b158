import { describe, expect, it } from 'vitest'
import { collectGarbage } from '../../testing/collectGarbage'
import { printTracker } from '../report/detailText'
import { MemTrackerLimiter } from './memTrackerLimiter'
import { TrackerPool } from './trackerPool'
import { makeQueryId, makeUid } from './uniqueId'

const MB = 1024 ** 2

describe('MemTrackerLimiter', () => {
  it('counts what is consumed and released, and keeps the peak', () => {
    const tracker = new MemTrackerLimiter('query', 'Query#Id=1-2')
    tracker.consume(5 * MB)
    tracker.release(3 * MB)
    expect([tracker.consumption, tracker.peakConsumption]).toEqual([2 * MB, 5 * MB])
    tracker.release(4 * MB)
    expect([tracker.consumption, tracker.peakConsumption]).toEqual([-2 * MB, 5 * MB])
  })

  it('refuses what its limit does not allow, and says why in words', () => {
    const tracker = new MemTrackerLimiter('query', 'Query#Id=1-2', { limit: 100 * MB })
    expect(tracker.tryConsume(99 * MB)).toBeUndefined()
    expect(tracker.tryConsume(2 * MB)).toBe(
      'failed alloc size 2.00 MB, memory tracker limit exceeded, tracker label:Query#Id=1-2, type:query, ' +
        'limit 100.00 MB, peak used 99.00 MB, current used 99.00 MB',
    )
    expect(tracker.consumption).toBe(99 * MB)
    expect(tracker.tryConsume(MB)).toBeUndefined()
  })

  it('keeps statistics only without a limit', () => {
    const tracker = new MemTrackerLimiter('other', 'x')
    expect(tracker.tryConsume(1e15)).toBeUndefined()
    expect(tracker.wouldExceed(1e15)).toBe(false)
  })

  it('is cancelled once: the first reason stays, and whoever waits hears of it', () => {
    const tracker = new MemTrackerLimiter('query', 'x')
    const heard: unknown[] = []
    tracker.cancelled.addEventListener('abort', () => heard.push(tracker.cancelled.reason))
    tracker.cancel('first')
    tracker.cancel('second')
    expect([tracker.isCancelled, tracker.cancelledBecause, heard]).toEqual([true, 'first', ['first']])
    const late = new MemTrackerLimiter('query', 'y')
    late.cancel('early')
    expect(late.cancelled.aborted).toBe(true)
  })

  it('prints a limit only where there is one, and a reservation only where there ever was one', () => {
    const tracker = new MemTrackerLimiter('query', 'Query#Id=1-2', { limit: 3 * MB, uid: '0123456789abcdef-0123456789abcdef' })
    tracker.consume(2 * MB)
    expect(printTracker(tracker, 'p1')).toBe(
      'MemTrackerSnapshot:\n' +
        '  Query#Id=1-2@query@id=0123456789abcdef-0123456789abcdef:\n' +
        '     - CurrentUsage: 2.00 MB\n' +
        '     - Limit: 3.00 MB\n' +
        '     - PeakUsage: 2.00 MB\n',
    )
    tracker.addReserved(MB)
    tracker.shrinkReserved(MB)
    expect(printTracker(tracker, 'p1')).toContain('     - ReservedMemory: 0\n     - ReservedPeakMemory: 1.00 MB\n')
    expect(printTracker(tracker, 'p2')).toContain('     - ReservedMemory Current: 0 (Peak: 1.00 MB)\n')
    expect(printTracker(new MemTrackerLimiter('other', 'x'), 'p1')).not.toMatch(/Limit|Reserved/)
  })
})

describe('TrackerPool', () => {
  it('gives every tracker a uid of its own, 16 and 16 hex digits', () => {
    const pool = new TrackerPool()
    const trackers = Array.from({ length: 3000 }, (_, index) => pool.create('query', `Query#Id=${index}-0`))
    expect(new Set(trackers.map((tracker) => tracker.uid)).size).toBe(3000)
    expect(trackers.every((tracker) => /^[0-9a-f]{16}-[0-9a-f]{16}$/.test(tracker.uid))).toBe(true)
  })

  it('lists the trackers of a type, and counts only those that live', () => {
    const pool = new TrackerPool()
    const query = pool.create('query', 'a')
    const load = pool.create('load', 'b')
    pool.create('global', 'c')
    expect(pool.ofTypes('query', 'load')).toEqual([query, load])
    pool.remove(query)
    pool.remove(query)
    expect(pool.ofTypes('query', 'load')).toEqual([load])
  })

  it('loses a tracker that nobody holds any more, and sweeps it out', async () => {
    const pool = new TrackerPool()
    const held = pool.create('query', 'held')
    pool.create('query', 'forgotten')
    // A weak reference holds until the end of the turn in which it was made.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    expect(pool.ofTypes('query')).toEqual([held])
    expect(pool.size).toBe(1)
  })

  it('finds the 15 largest tasks in descending order, and never a global, metadata or cache tracker', () => {
    const pool = new TrackerPool()
    const sizes = [7, 3, 40, 12, 9, 1, 30, 22, 5, 18, 2, 0, 11, 35, 28, 16, 8, 21, 4, 25]
    for (const size of sizes) pool.create(size % 2 === 0 ? 'query' : 'compaction', `task ${size}`).consume(size)
    for (const type of ['global', 'metadata', 'cache'] as const) pool.create(type, 'engine').consume(1000)
    const top = pool.topTasks(15).map((tracker) => tracker.consumption)
    expect(top).toEqual(sizes.toSorted((a, b) => b - a).slice(0, 15))
    expect(pool.topTasks(100)).toHaveLength(20)
  })

  it('keeps equal tasks in the order of their groups', () => {
    const pool = new TrackerPool()
    const tasks = ['a', 'b', 'c'].map((label) => pool.create('query', label))
    expect(pool.topTasks(2)).toEqual(tasks.slice(0, 2))
  })
})

describe('ids', () => {
  it('writes uids padded and query ids as print_id does', () => {
    expect(makeUid(() => 0)).toBe('0000000000000000-0000000000000000')
    expect(makeQueryId(() => 0)).toBe('0-0')
    expect(makeQueryId(() => 0.5)).toBe('8000000080000000-8000000080000000')
  })
})
