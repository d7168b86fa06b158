import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeTrackedProcess, MB } from '../../testing/makeTrackedProcess'
import { MemAllocFailed } from '../memory/allocator'
import { currentAttachment } from '../memory/taskContext'
import { openEngineParts } from './engineParts'
import { HashTable } from './hashTable'
import { leakSlowly } from './leak'
import { LoadExecutor } from './loadExecutor'
import { Random } from './random'
import { RunMerger } from './sortedRuns'
import { SpillFile } from './spillFile'
import { TabletMetadata } from './tabletMetadata'
import { runTask } from './task'

let folder: string
let meminfo: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-task-'))
  meminfo = join(folder, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

const QUERY = { type: 'query', label: 'Query#Id=1-2' } as const

describe('runTask', () => {
  it('has its tracker while it runs, and leaves nothing behind', async () => {
    const process = makeTrackedProcess({ meminfo })
    await runTask(process.shop, QUERY, async (task) => {
      await task.allocate(MB)
      expect(process.pool.ofTypes('query').map((tracker) => [tracker.label, tracker.consumption])).toEqual([['Query#Id=1-2', MB]])
      expect(currentAttachment()?.tracker).toBe(task.tracker)
      await task.inNode('SORT', async () => {
        await sleep(1)
        expect(currentAttachment()?.debug).toBe('SORT')
      })
    })
    expect([process.pool.ofTypes('query'), process.allocator.allocated, process.orphan.consumption]).toEqual([[], 0, 0])
    expect(process.logged).toContain(
      'IDeregister query/load memory tracker, queryId=1-2, Limit=-1, CurrUsed=1048576, PeakUsed=1048576',
    )
  })

  it('releases the memory of a task that throws half-way, and removes its tracker', async () => {
    const process = makeTrackedProcess({ meminfo })
    const run = runTask(process.shop, QUERY, async (task) => {
      await task.allocate(MB)
      expect(process.shop.allocator.tryReserve(2 * MB, task.tracker)).toBeUndefined()
      throw new Error('half-way')
    })
    await expect(run).rejects.toThrow('half-way')
    expect(process.pool.ofTypes('query')).toEqual([])
    expect([process.allocator.allocated, process.orphan.consumption, process.arbitrator.processReservedMemory]).toEqual([0, 0, 0])
  })

  it('ends at once when it is cancelled, whatever it waits for, and gives its memory back', async () => {
    const process = makeTrackedProcess({ meminfo })
    const run = runTask(process.shop, QUERY, async (task) => {
      await task.allocate(4 * MB)
      await task.sleep(60_000)
    })
    await expect.poll(() => process.allocator.allocated).toBe(4 * MB)
    process.pool.ofTypes('query')[0]!.cancel('[MEM_LIMIT_EXCEEDED]because')
    await run
    expect([process.allocator.allocated, process.pool.ofTypes('query')]).toEqual([0, []])
    expect(process.logged).toContain('ICancel Query#Id=1-2, reason: [MEM_LIMIT_EXCEEDED]because')
  })

  it('ends when the process stops', async () => {
    const process = makeTrackedProcess({ meminfo })
    const run = runTask(process.shop, QUERY, (task) => task.workOver(60_000, 1000, () => undefined))
    process.stop()
    await run
    expect(process.pool.ofTypes('query')).toEqual([])
  })

  it('does all of its work once, a slice at a time', async () => {
    const process = makeTrackedProcess({ meminfo })
    const done: number[] = []
    await runTask(process.shop, QUERY, (task) =>
      task.workOver(20, 10, (from, to) => {
        for (let unit = from; unit < to; unit++) done.push(unit)
      }),
    )
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('gives what its tracker still counts in the end to Orphan, and reports that with the debug setting', async () => {
    const process = makeTrackedProcess({ meminfo, crash_in_memory_tracker_inaccurate: true })
    await runTask(process.shop, QUERY, async (task) => {
      task.tracker.consume(-5)
      await sleep(1)
    })
    expect(process.orphan.consumption).toBe(-5)
    expect(process.logged.find((message) => message.startsWith('E'))).toContain(
      'mem tracker label: Query#Id=1-2, consumption: -5, peak consumption: 0, mem tracker not equal to 0 when its task ends',
    )
  })
})

describe('what the process needs for all its life', () => {
  it('comes when there is memory again, where there was too little at the start', async () => {
    vi.useFakeTimers()
    try {
      const tracked = makeTrackedProcess({ meminfo })
      tracked.kernel.rss = 1024 * MB
      const opening = Promise.all([openEngineParts(tracked.shop), new TabletMetadata(tracked.shop).open()])
      await vi.advanceTimersByTimeAsync(12_000)
      expect(tracked.allocator.allocated).toBe(0)
      tracked.kernel.rss = 100 * MB
      await vi.advanceTimersByTimeAsync(6_000)
      vi.useRealTimers()
      await opening
      const held = tracked.pool.ofTypes('global', 'metadata').map((tracker) => tracker.consumption > 0)
      expect(held).toEqual([false, true, true, true, true, true, true, true])
    } finally {
      vi.useRealTimers()
    }
  })

  it('stops waiting when the process stops', async () => {
    const tracked = makeTrackedProcess({ meminfo })
    tracked.kernel.rss = 1024 * MB
    const opening = openEngineParts(tracked.shop)
    tracked.stop()
    await opening
    expect(tracked.allocator.allocated).toBe(0)
  })
})

describe('TabletMetadata', () => {
  it('leaves nothing charged when a rowset fails half-way', async () => {
    const tracked = makeTrackedProcess({ meminfo })
    const metadata = new TabletMetadata(tracked.shop)
    const { allocator } = tracked
    const allocate = vi.spyOn(allocator, 'allocate')
    allocate.mockImplementationOnce((bytes, tracker) => {
      allocate.mockRejectedValueOnce(new MemAllocFailed('[MEM_ALLOC_FAILED]no'))
      return allocator.allocateBeyondReserved(bytes, tracker)
    })
    await expect(metadata.addRowset()).rejects.toThrow('[MEM_ALLOC_FAILED]no')
    expect([allocator.allocated, ...tracked.pool.ofTypes('metadata').map((tracker) => tracker.consumption)]).toEqual([0, 0, 0, 0])
  })

  it('is bounded: the oldest rowsets are merged', async () => {
    const tracked = makeTrackedProcess({ meminfo })
    const metadata = new TabletMetadata(tracked.shop)
    let most = 0
    for (let i = 0; i < 400; i++) {
      await metadata.addRowset()
      most = Math.max(most, tracked.allocator.allocated)
    }
    expect(most).toBeLessThanOrEqual(161 * 192 * 1024)
    expect(tracked.allocator.allocated).toBeGreaterThanOrEqual(80 * 192 * 1024)
  })
})

describe('leak', () => {
  it('keeps memory that no tracker knows of, up to a bound', async () => {
    const tracked = makeTrackedProcess({ meminfo })
    const stopper = new AbortController()
    const kept: Uint8Array[] = []
    void leakSlowly(stopper.signal, 2 * MB, { everyMs: 1, kept })
    await expect.poll(() => kept.length).toBe(4)
    await sleep(20)
    expect(kept.reduce((sum, block) => sum + block.length, 0)).toBe(2 * MB)
    expect(kept.every((block) => block.every((byte) => byte === 1))).toBe(true)
    expect(tracked.allocator.allocated).toBe(0)
    stopper.abort()
  })
})

describe('HashTable', () => {
  it('finds what it was given, also after it has grown, in memory that is charged to its task', async () => {
    const process = makeTrackedProcess({ meminfo })
    await runTask(process.shop, QUERY, async (task) => {
      const table = await HashTable.create(task, 16)
      const small = task.tracker.consumption
      const keys = Array.from({ length: 20_000 }, (_, index) => 1 + (Math.imul(index % 15_000, 0x85ebca6b) >>> 1))
      for (let from = 0; from < keys.length; from += 500) {
        await table.ensureRoom(500)
        for (const key of keys.slice(from, from + 500)) table.insert(key, 7)
      }
      expect(table.size).toBe(new Set(keys).size)
      expect(keys.every((key, index) => table.find(key) === (index % 15_000 < 5_000 ? 2 : 1))).toBe(true)
      expect(table.find(4_294_967_295)).toBe(0)
      expect(task.tracker.consumption).toBe(process.allocator.allocated)
      expect(task.tracker.consumption).toBeGreaterThan(small)
    })
  })
})

describe('sorting beyond memory', () => {
  it('merges sorted runs in order', () => {
    const random = new Random(7)
    const runs = Array.from({ length: 9 }, (_, run) =>
      Array.from({ length: run * 13 }, () => random.whole(0, 999)).toSorted((a, b) => a - b),
    )
    const at = runs.map(() => 0)
    const merger = new RunMerger(runs.length, (run) => runs[run]![at[run]!++])
    const merged: number[] = []
    for (let row = merger.take(); row !== undefined; row = merger.take()) merged.push(row)
    expect(merged).toEqual(runs.flat().toSorted((a, b) => a - b))
  })

  it('reads back what it spilled, and leaves no file behind', async () => {
    const spill = new SpillFile(folder)
    const at = [await spill.append(Uint8Array.of(1, 2, 3)), await spill.append(Uint8Array.of(4, 5))]
    const piece = new Uint8Array(2)
    await spill.read(piece, at[1]!)
    await spill.close()
    expect([at, [...piece]]).toEqual([
      [0, 3],
      [4, 5],
    ])
    expect(readdirSync(folder).filter((name) => name.includes('spill'))).toEqual([])
  })

  it('says which file it could not write where the disk refuses', async () => {
    await expect(new SpillFile(join(folder, 'not there')).append(Uint8Array.of(1))).rejects.toThrow(
      /^A query cannot spill to .*not there.*: ENOENT/,
    )
  })
})

describe('LoadExecutor', () => {
  it.each([
    ['there is memory', false, 10, true, []],
    [
      'the soft limit is exceeded',
      true,
      10,
      false,
      ['is_exceed_soft_mem_limit: 1 current_load_mem_value: 10 _load_mem_limit: 100'],
    ],
    [
      'the loads have too much',
      false,
      101,
      false,
      ['is_exceed_soft_mem_limit: 0 current_load_mem_value: 101 _load_mem_limit: 100'],
    ],
  ])('lets a load begin or not when %s', async (_, exceeded, usage, runs, lines) => {
    const logged: string[] = []
    let ran = false
    const executor = new LoadExecutor({
      isExceedSoftMemLimit: () => exceeded,
      currentLoadUsage: () => usage,
      loadMemLimit: 100,
      log: { info: (message) => logged.push(message) },
    })
    const accepted = await executor.submit(async () => {
      await sleep(1)
      ran = true
    })
    expect([accepted, ran, logged]).toEqual([runs, runs, lines])
  })
})

describe('Random', () => {
  it('repeats with the same seed', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed)
      return [random.next(), random.whole(1, 6), random.exponential(10), random.fork().next()]
    }
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })
})
