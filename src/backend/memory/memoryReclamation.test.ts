import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TrackedProcess } from '../../testing/makeTrackedProcess'
import { GB, makeTrackedProcess, MB } from '../../testing/makeTrackedProcess'
import { LruCache } from '../cache/lruCache'
import { MemoryDaemon } from './memoryDaemon'
import type { MemTrackerLimiter, TrackerType } from './memTrackerLimiter'

let folder: string
let meminfo: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-reclamation-'))
  meminfo = join(folder, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

function makeTask(process: TrackedProcess, type: TrackerType, label: string, used: number, limit = -1): MemTrackerLimiter {
  const tracker = process.pool.create(type, label, { limit })
  tracker.consume(used)
  return tracker
}

/** Labels of the tasks that are cancelled. */
const cancelled = (tasks: readonly MemTrackerLimiter[]): string[] =>
  tasks.filter((task) => task.isCancelled).map((task) => task.label)

async function makeCache(process: TrackedProcess, name: string, pages: number, now: () => number): Promise<LruCache> {
  const { pool, shop, allocator } = process
  const cache = process.caches.register(
    new LruCache({
      pool,
      log: shop.log,
      allocate: (bytes, tracker) => allocator.allocate(bytes, tracker),
      name,
      suffix: '[size]',
      capacity: GB,
      staleSweepTimeSec: 60,
      now,
    }),
  )
  for (let page = 0; page < pages; page++) await cache.insert(`page ${page}`, MB)
  return cache
}

describe('minor GC', () => {
  it('drops stale cache entries first, and leaves the queries alone if that is enough', async () => {
    const process = makeTrackedProcess({ meminfo, mem_limit: 64 * MB })
    process.kernel.rss = 10 * MB
    let now = 0
    const cache = await makeCache(process, 'DataPageCache', 8, () => now)
    const queries = [
      makeTask(process, 'query', 'Query#Id=1-1', 400 * MB, 100 * MB),
      makeTask(process, 'query', 'Query#Id=2-2', MB),
    ]
    now = 61_000
    cache.lookup('page 7')
    expect(process.reclamation.processMinorGc('reason')).toBe(true)
    expect([cache.usage, cache.size, cancelled(queries)]).toEqual([MB, 1, []])
    const end = process.logged.at(-1)!
    expect(end).toMatch(
      /^I\[MemoryGC\] end minor GC, free memory 7\.00 MB\. cost\(us\): \d+, details: :\n {2}Cache type=DataPageCache:\n/,
    )
    expect(end).toContain(
      '     - FreedEntrys: 7\n     - FreedMemory: 7.00 MB\n     - PruneAllNumber: 0\n     - PruneStaleNumber: 1\n',
    )
  })

  it('cancels the queries that overcommit most until 10 % of the limit is freed', () => {
    const process = makeTrackedProcess({ meminfo })
    const queries = [
      makeTask(process, 'query', 'Query#Id=1-1', 90 * MB, 30 * MB),
      makeTask(process, 'query', 'Query#Id=2-2', 80 * MB, 10 * MB),
      makeTask(process, 'query', 'Query#Id=3-3', 200 * MB, 300 * MB),
      makeTask(process, 'query', 'Query#Id=4-4', 32 * MB, MB),
      makeTask(process, 'query', 'Query#Id=5-5', 60 * MB, 30 * MB),
    ]
    const load = makeTask(process, 'load', 'Load#Id=6-6', 500 * MB, MB)
    expect(process.reclamation.processMinorGc('process memory used 2.00 GB exceed soft limit 1.00 GB')).toBe(true)
    expect(cancelled([...queries, load])).toEqual(['Query#Id=1-1', 'Query#Id=2-2'])
    expect(queries[1]!.cancelledBecause).toBe(
      '[MEM_LIMIT_EXCEEDED]Process memory not enough, cancel top memory overcommit query: <Query#Id=2-2> consumption 80.00 MB, ' +
        'backend 127.0.0.1, process memory used 2.00 GB exceed soft limit 1.00 GB. Execute again after enough memory, details see the log.',
    )
    expect(process.logged).toContain(
      'I[MemoryGC] GC free process top memory overcommit query, cancel finished, 2 tasks canceled, memory size being freed: 178257920, ' +
        'consist of: Query#Id=2-2 memory used 83886080 Bytes, overcommit ratio: 80000,' +
        'Query#Id=1-1 memory used 94371840 Bytes, overcommit ratio: 30000',
    )
    expect(process.logged).toContain(
      'I[MemoryGC] GC free process top memory overcommit query, seek finished, seek 5 tasks. among them, 3 tasks can be canceled; ' +
        '2 small tasks that were skipped; 0 tasks is being canceled and has not been completed yet;',
    )
  })

  it('calls small what is small for its limit, so that a small process can cancel something', () => {
    const process = makeTrackedProcess({ meminfo, mem_limit: 128 * MB })
    const queries = [
      makeTask(process, 'query', 'Query#Id=1-1', 25 * MB, 6 * MB),
      makeTask(process, 'query', 'Query#Id=2-2', 4 * MB, MB),
    ]
    expect(process.reclamation.processMinorGc('reason')).toBe(true)
    expect(cancelled(queries)).toEqual(['Query#Id=1-1'])
  })

  it('skips a query that is being cancelled already, and names it', () => {
    const process = makeTrackedProcess({ meminfo })
    const going = makeTask(process, 'query', 'Query#Id=1-1', 90 * MB, 10 * MB)
    going.cancel('before')
    makeTask(process, 'query', 'Query#Id=2-2', MB)
    process.reclamation.processMinorGc('reason')
    expect(
      process.logged.some((message) => message.endsWith('not been completed yet; consist of: Query#Id=1-1:94371840 Bytes')),
    ).toBe(true)
    expect(process.logged).toContain(
      'I[MemoryGC] GC free process top memory overcommit query, finished, no task need be canceled.',
    )
  })

  it('leaves the only query alone, and touches none without overcommit', () => {
    const alone = makeTrackedProcess({ meminfo })
    const query = makeTask(alone, 'query', 'Query#Id=1-1', 200 * MB, MB)
    expect(alone.reclamation.processMinorGc('reason')).toBe(false)
    const strict = makeTrackedProcess({ meminfo, enable_query_memory_overcommit: false })
    const queries = [
      makeTask(strict, 'query', 'Query#Id=1-1', 200 * MB, MB),
      makeTask(strict, 'query', 'Query#Id=2-2', 200 * MB, MB),
    ]
    expect(strict.reclamation.processMinorGc('reason')).toBe(false)
    expect(cancelled([query, ...queries])).toEqual([])
    expect(strict.logged.at(-1)).toMatch(/end minor GC, free memory 0\. cost\(us\): \d+, details: :\n$/)
  })
})

describe('full GC', () => {
  it('empties the caches, then cancels the largest queries, and stops when 20 % of the limit is freed', async () => {
    const process = makeTrackedProcess({ meminfo })
    const cache = await makeCache(process, 'DataPageCache', 4, () => 0)
    const tasks = [
      makeTask(process, 'query', 'Query#Id=1-1', 50 * MB),
      makeTask(process, 'query', 'Query#Id=2-2', 150 * MB),
      makeTask(process, 'query', 'Query#Id=3-3', 100 * MB),
      makeTask(process, 'load', 'Load#Id=4-4', 500 * MB),
    ]
    expect(process.reclamation.processFullGc('reason')).toBe(true)
    expect([cache.usage, cancelled(tasks)]).toEqual([0, ['Query#Id=2-2', 'Query#Id=3-3']])
    expect(process.logged.at(-1)).toMatch(
      /end full GC, free Memory 254\.00 MB\..*details: :\n {2}FreeTopMemoryQuery:\n[\s\S]*\n {2}Cache type=DataPageCache:\n/,
    )
  })

  it('goes on to loads: first those that overcommit, then the largest', () => {
    const process = makeTrackedProcess({ meminfo })
    const tasks = [
      makeTask(process, 'query', 'Query#Id=1-1', 10 * MB),
      makeTask(process, 'load', 'Load#Id=2-2', 60 * MB, 20 * MB),
      makeTask(process, 'load', 'Load#Id=3-3', 120 * MB, 500 * MB),
      makeTask(process, 'load', 'Load#Id=4-4', 90 * MB, 500 * MB),
      makeTask(process, 'compaction', 'BaseCompaction:5', 900 * MB),
    ]
    expect(process.reclamation.processFullGc('reason')).toBe(true)
    expect(cancelled(tasks)).toEqual(['Query#Id=1-1', 'Load#Id=2-2', 'Load#Id=3-3', 'Load#Id=4-4'])
    const steps = [...process.logged.at(-1)!.matchAll(/^ {2}(\w+):$/gm)].map((match) => match[1])
    expect(steps).toEqual(['FreeTopMemoryLoad', 'FreeTopMemoryOvercommitLoad', 'FreeTopMemoryQuery'])
  })

  it('says false when everything is not enough', () => {
    const process = makeTrackedProcess({ meminfo })
    makeTask(process, 'query', 'Query#Id=1-1', MB)
    expect(process.reclamation.processFullGc('reason')).toBe(false)
  })

  it('logs the trackers of a type before each step with the debug setting only', () => {
    const quiet = makeTrackedProcess({ meminfo })
    const loud = makeTrackedProcess({ meminfo, crash_in_memory_tracker_inaccurate: true })
    for (const process of [quiet, loud]) {
      makeTask(process, 'query', 'Query#Id=1-1', MB)
      process.reclamation.processFullGc('reason')
    }
    expect(quiet.logged.some((message) => message.includes('TypeMemTrackersSnapshot'))).toBe(false)
    expect(
      loud.logged.filter((message) => message.includes('TypeMemTrackersSnapshot')).map((message) => message.split('\n')[0]),
    ).toEqual([
      'I[MemoryGC] before free top memory query in full GC, Type:query, Memory Tracker Summary: TypeMemTrackersSnapshot:',
      'I[MemoryGC] before free top memory overcommit load in full GC, Type:load, Memory Tracker Summary: TypeMemTrackersSnapshot:',
      'I[MemoryGC] before free top memory load in full GC, Type:load, Memory Tracker Summary: TypeMemTrackersSnapshot:',
    ])
  })
})

describe('the memory daemon', () => {
  function makeDaemon(process: TrackedProcess): MemoryDaemon {
    return new MemoryDaemon({
      arbitrator: process.arbitrator,
      reclamation: process.reclamation,
      caches: process.caches,
      settings: process.settings,
      log: process.shop.log,
      readRss: () => process.kernel.rss,
      printProcessUsage: () => process.usageLog.print(),
      armProcessUsage: () => process.usageLog.arm(),
      onMoved: () => process.profile.refreshMemoryOverviewProfile(),
    })
  }
  const starts = (process: TrackedProcess): string[] => process.logged.filter((message) => message.includes('start '))

  it('writes a status line when the resident memory has moved by more than the step, up or down', () => {
    const process = makeTrackedProcess({ meminfo })
    const daemon = makeDaemon(process)
    const statusLines = (): number => process.logged.filter((message) => message.startsWith('Ios physical memory')).length
    const seen: number[] = []
    for (const rss of [300, 356, 357, 400, 101, 100]) {
      process.kernel.rss = rss * MB
      daemon.tick()
      seen.push(statusLines())
    }
    expect(seen).toEqual([0, 0, 1, 1, 1, 2])
  })

  it('starts a minor GC at the soft limit and a full one at the limit, with a pause between', () => {
    const process = makeTrackedProcess({ meminfo })
    const daemon = makeDaemon(process)
    process.kernel.rss = 922 * MB
    daemon.tick()
    daemon.tick()
    expect(starts(process).filter((message) => message.includes('minor'))).toEqual([
      'I[MemoryGC] start minor GC, process memory used 922.00 MB exceed soft limit 921.60 MB or sys available memory 12.00 GB less than ' +
        'warning water mark 1.60 GB..',
    ])
    process.kernel.rss = GB
    for (let i = 0; i < 20; i++) daemon.tick()
    const full = process.logged.filter((message) => message.includes('start full GC'))
    expect(full[0]).toBe(
      'I[MemoryGC] start full GC, process memory used 1.00 GB exceed limit 1.00 GB or sys available memory 12.00 GB less than low water ' +
        'mark 819.20 MB.',
    )
    expect(full.length).toBeGreaterThan(1)
    expect(full.length).toBeLessThan(6)
  })

  it('prints the blocks once, and again only after a move of 256 MB or a GC that freed enough', () => {
    const process = makeTrackedProcess({ meminfo })
    const daemon = makeDaemon(process)
    const blocks = (): number => process.logged.filter((message) => message.startsWith('WProcess Memory Summary')).length
    process.kernel.rss = 950 * MB
    daemon.tick()
    expect(blocks()).toBe(1)
    for (let i = 0; i < 10; i++) daemon.tick()
    expect(blocks()).toBe(1)
    makeTask(process, 'query', 'Query#Id=1-1', 300 * MB, MB)
    makeTask(process, 'query', 'Query#Id=2-2', MB)
    for (let i = 0; i < 6; i++) daemon.tick()
    process.pool.ofTypes('query').forEach((tracker) => process.pool.remove(tracker))
    for (let i = 0; i < 6; i++) daemon.tick()
    expect(blocks()).toBe(2)
  })

  it('refreshes the overview on a move, and only then', () => {
    const process = makeTrackedProcess({ meminfo })
    const daemon = makeDaemon(process)
    const shown = (): unknown => process.profile.figures?.rss
    process.kernel.rss = 200 * MB
    daemon.tick()
    expect(shown()).toBeUndefined()
    process.kernel.rss = 500 * MB
    daemon.tick()
    expect(shown()).toBe(500 * MB)
  })

  it('does not print the blocks again after a full GC that freed too little', () => {
    const process = makeTrackedProcess({ meminfo })
    const daemon = makeDaemon(process)
    const blocks = (): number => process.logged.filter((message) => message.startsWith('WProcess Memory Summary')).length
    process.kernel.rss = 1100 * MB
    for (let i = 0; i < 20; i++) daemon.tick()
    const fruitless = process.logged.filter((message) => message.includes('start full GC')).length
    expect([fruitless > 1, blocks()]).toEqual([true, 1])
    makeTask(process, 'query', 'Query#Id=1-1', 400 * MB)
    for (let i = 0; i < 12; i++) daemon.tick()
    expect(blocks()).toBe(2)
  })

  it('prunes stale cache entries when the time for that has come, without any GC', async () => {
    const process = makeTrackedProcess({ meminfo, cache_periodic_prune_stale_sweep_sec: 1 })
    let now = 0
    const cache = await makeCache(process, 'DataPageCache', 4, () => now)
    const daemon = makeDaemon(process)
    now = 61_000
    for (let i = 0; i < 9; i++) daemon.tick()
    expect(cache.usage).toBe(4 * MB)
    daemon.tick()
    expect([cache.usage, starts(process).filter((message) => message.includes('GC,'))]).toEqual([0, []])
    for (let page = 0; page < 4; page++) await cache.insert(`page ${page}`, MB)
    now = 130_000
    for (let i = 0; i < 10; i++) daemon.tick()
    expect(cache.usage).toBe(0)
  })

  it('collects when the machine, not the process, runs out', () => {
    const low = join(folder, 'low')
    writeFileSync(low, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
    const process = makeTrackedProcess({ meminfo: low })
    const daemon = makeDaemon(process)
    daemon.tick()
    expect(starts(process)).toEqual([])
    writeFileSync(low, 'MemTotal:       16777216 kB\nMemAvailable:   1572864 kB\n')
    daemon.tick()
    expect(starts(process).at(0)).toContain('start minor GC, process memory used 100.00 MB exceed soft limit')
    writeFileSync(low, 'MemTotal:       16777216 kB\nMemAvailable:   524288 kB\n')
    daemon.tick()
    expect(process.logged.some((message) => message.includes('start full GC'))).toBe(true)
  })

  it('goes on after an error', () => {
    vi.useFakeTimers()
    try {
      const process = makeTrackedProcess({ meminfo })
      const daemon = makeDaemon(process)
      process.caches.pruneStale = () => {
        throw new Error('broken')
      }
      process.kernel.rss = 950 * MB
      daemon.start()
      vi.advanceTimersByTime(1_000)
      daemon.stop()
      const errors = process.logged.filter((message) =>
        message.startsWith('EThe memory daemon goes on after an error: Error: broken'),
      )
      expect(errors.length).toBeGreaterThan(1)
    } finally {
      vi.useRealTimers()
    }
  })
})
