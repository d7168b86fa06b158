import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrackedProcess } from '../../testing/makeTrackedProcess'
import { makeTrackedProcess, MB } from '../../testing/makeTrackedProcess'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { Generation } from '../report/generation'
import { GENERATIONS } from '../report/generation'
import { runLoad } from './loadTask'
import { MemtableLimiter } from './memtableLimiter'
import { Random } from './random'
import { TabletMetadata } from './tabletMetadata'

let folder: string
let meminfo: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-load-'))
  meminfo = join(folder, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface RunningLoad {
  readonly process: TrackedProcess
  readonly memtables: MemtableLimiter
  readonly reader: MemTrackerLimiter
  readonly channel: MemTrackerLimiter
  readonly ended: Promise<void>
}

/** A load that has its first memtable. */
async function startLoad(generation: Generation): Promise<RunningLoad> {
  const process = makeTrackedProcess({ meminfo })
  const memtables = new MemtableLimiter(generation)
  const ended = runLoad(process.shop, { memtables, metadata: new TabletMetadata(process.shop) }, new Random(1))
  await expect.poll(() => memtables.current).toBeGreaterThan(0)
  const [reader, channel] = process.pool.ofTypes('load') as [MemTrackerLimiter, MemTrackerLimiter]
  return { process, memtables, reader, channel, ended }
}

describe('memtables', () => {
  it.each(GENERATIONS)('are counted from the moment of their allocation, not when it is done: %s', async (generation) => {
    const { allocator, pool } = makeTrackedProcess({ meminfo })
    const memtables = new MemtableLimiter(generation)
    const load = pool.create('load', 'Load#Id=1-1')
    const allocation = allocator.allocate(112 * MB, memtables.trackerFor(load))
    for (let turn = 0; turn < 3; turn++) await Promise.resolve()
    const counted = [allocator.allocated, memtables.current, memtables.peak, load.consumption + memtables.besideLoads]
    const block = await allocation
    expect(counted).toEqual([112 * MB, 112 * MB, 112 * MB, 112 * MB])
    block.release()
    expect([memtables.current, memtables.peak, load.held, memtables.besideLoads]).toEqual([0, 112 * MB, 0, 0])
  })

  it.each(GENERATIONS)('are charged once: with the loads up to P2, beside them in P3: %s', async (generation) => {
    const { process, memtables, reader, channel, ended } = await startLoad(generation)
    const inTrackers = reader.consumption + channel.consumption
    expect(inTrackers + memtables.besideLoads).toBe(process.allocator.allocated)
    expect(channel.consumption).toBe(generation === 'p3' ? 0 : memtables.current)
    expect(channel.held).toBe(memtables.current)
    reader.cancel('enough')
    await ended
  })

  it.each(GENERATIONS)('are seen by a full GC, which frees them with their load: %s', async (generation) => {
    const { process, memtables, channel, ended } = await startLoad(generation)
    const held = memtables.current
    process.reclamation.processFullGc('reason')
    expect(channel.isCancelled).toBe(true)
    expect(process.logged.join('\n')).toContain(`${channel.label} memory used ${held} Bytes`)
    await ended
    expect([process.allocator.allocated, memtables.current, process.orphan.consumption]).toEqual([0, 0, 0])
  })

  it('count against the limit of their load where it may not overcommit, and cancel it', async () => {
    const { allocator, pool } = makeTrackedProcess({ meminfo, enable_query_memory_overcommit: false })
    const load = pool.create('load', 'Load#Id=1-1', { limit: 3 * MB })
    const memtable = new MemtableLimiter('p3').trackerFor(load)
    await allocator.allocate(2 * MB, memtable)
    await expect(allocator.allocate(2 * MB, memtable)).rejects.toThrow('tracker label:Load#Id=1-1, type:load, limit 3.00 MB')
    expect(load.isCancelled).toBe(true)
  })
})

describe('a load', () => {
  it.each(['reader', 'channel'] as const)('ends as a whole when one half is cancelled: %s', async (half) => {
    const load = await startLoad('p1')
    load[half].cancel('[MEM_LIMIT_EXCEEDED]because')
    expect([load.reader.cancelledBecause, load.channel.cancelledBecause]).toEqual(Array(2).fill('[MEM_LIMIT_EXCEEDED]because'))
    await load.ended
    expect([load.process.allocator.allocated, load.process.pool.ofTypes('load')]).toEqual([0, []])
  })
})
