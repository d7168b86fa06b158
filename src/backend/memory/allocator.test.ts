import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectGarbage } from '../../testing/collectGarbage'
import type { TrackedProcess } from '../../testing/makeTrackedProcess'
import { GB, makeTrackedProcess, MB } from '../../testing/makeTrackedProcess'
import { MemAllocFailed } from './allocator'
import { attachTask } from './taskContext'

let folder: string
let meminfo: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-allocator-'))
  meminfo = join(folder, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

function makeProcess(settings = {}): TrackedProcess {
  return makeTrackedProcess({ meminfo, thread_wait_gc_max_milliseconds: 200, ...settings })
}

describe('allocate', () => {
  it('hands out real memory, which is given back at the release and not at the next collection', async () => {
    const { allocator, pool } = makeProcess()
    const query = pool.create('query', 'q')
    const block = await allocator.allocate(20 * MB, query)
    expect([query.consumption, allocator.allocated, block.buffer.byteLength]).toEqual([20 * MB, 20 * MB, 20 * MB])
    const held = process.memoryUsage().arrayBuffers
    block.release()
    expect(held - process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(20 * MB)
    block.release()
    expect([query.consumption, query.peakConsumption, allocator.allocated, block.buffer.byteLength]).toEqual([0, 20 * MB, 0, 0])
  })

  // Not by the resident memory: other tests of the same process give memory back meanwhile. A page that was written to is resident.
  it('touches every page, so that the kernel counts it too', async () => {
    const { allocator, pool } = makeProcess()
    const block = await allocator.allocate(128 * MB, pool.create('query', 'q'))
    const view = new Uint8Array(block.buffer)
    let untouched = 0
    for (let at = 0; at < view.length; at += 4096) if (view[at] === 0) untouched++
    expect(untouched).toBe(0)
    block.release()
  })

  it('keeps a block that its owner forgot, and its tracker, as malloc would', async () => {
    const { allocator, pool } = makeProcess()
    await allocator.allocate(3 * MB, pool.create('global', 'BlockCompression'))
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    expect(pool.ofTypes('global').map((tracker) => [tracker.label, tracker.consumption])).toEqual([
      ['Orphan', 0],
      ['BlockCompression', 3 * MB],
    ])
    expect(allocator.allocated).toBe(3 * MB)
  })

  it('charges whole pages', async () => {
    const { allocator, pool } = makeProcess()
    const query = pool.create('query', 'q')
    await allocator.allocate(1, query)
    expect(query.consumption).toBe(4096)
  })

  it('charges the attached task, also after it has waited, and Orphan when nothing is attached', async () => {
    const { allocator, pool, orphan } = makeProcess()
    const query = pool.create('query', 'q')
    const load = pool.create('load', 'l')
    await Promise.all([
      attachTask(query, 'a', async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        await allocator.allocate(MB)
      }),
      attachTask(load, 'b', async () => {
        await allocator.allocate(2 * MB)
      }),
    ])
    await allocator.allocate(3 * MB)
    expect([query.consumption, load.consumption, orphan.consumption]).toEqual([MB, 2 * MB, 3 * MB])
  })

  it('counts what is not touched yet as waiting for the next refresh', async () => {
    const { allocator, pool, arbitrator } = makeProcess()
    const allocation = allocator.allocate(12 * MB, pool.create('query', 'q'))
    await Promise.resolve()
    await Promise.resolve()
    const waiting = arbitrator.waitingRefresh
    await allocation
    expect(waiting).toBe(8 * MB)
    expect(arbitrator.waitingRefresh).toBe(0)
  })
})

describe('a tracker’s limit', () => {
  it('ends a task that may not overcommit, and logs its block once', async () => {
    const { allocator, pool, logged } = makeProcess()
    const change = pool.create('schema_change', 'EngineAlterTabletTask#baseTabletId=1:newTabletId=2', { limit: 10 * MB })
    await allocator.allocate(8 * MB, change)
    await expect(allocator.allocate(4 * MB, change)).rejects.toThrow(
      'Allocator mem tracker check failed, [MEM_LIMIT_EXCEEDED]failed alloc size 4.00 MB, memory tracker limit exceeded, ' +
        'tracker label:EngineAlterTabletTask#baseTabletId=1:newTabletId=2, type:schema_change, limit 10.00 MB, peak used 8.00 MB, ' +
        'current used 8.00 MB. backend 127.0.0.1, process memory used 100.00 MB. can modify ' +
        '`memory_limitation_per_thread_for_schema_change_bytes` in be.conf to change limit, details see the log.',
    )
    await expect(allocator.allocate(4 * MB, change)).rejects.toThrow(MemAllocFailed)
    expect([change.consumption, change.isCancelled]).toEqual([8 * MB, true])
    const blocks = logged.filter((message) => message.includes('MemTrackerSnapshot:'))
    expect(blocks).toHaveLength(1)
    expect(blocks[0]).toMatch(
      /^WAllocator mem tracker check failed.*\nProcess Memory Summary: os physical memory 16\.00 GB\..*\nMemTrackerSnapshot:\n {2}Engine/,
    )
    expect(blocks[0]).toContain('     - CurrentUsage: 8.00 MB\n     - Limit: 10.00 MB\n')
  })

  it('leaves a query over its limit to the GC while overcommit is on, and ends it when it is off', async () => {
    const generous = makeProcess()
    const query = generous.pool.create('query', 'q', { limit: MB })
    await generous.allocator.allocate(4 * MB, query)
    expect(query.consumption).toBe(4 * MB)
    const strict = makeProcess({ enable_query_memory_overcommit: false })
    const held = strict.pool.create('query', 'q', { limit: MB })
    await expect(attachTask(held, 'HASH_JOIN', () => strict.allocator.allocate(4 * MB))).rejects.toThrow(
      ' exec node:<HASH_JOIN>, can `set exec_mem_limit=8G` to change limit',
    )
  })
})

describe('the limit of the process', () => {
  it('lets a task wait for a GC and go on when there is room', async () => {
    const { allocator, pool, kernel, logged } = makeProcess()
    const query = pool.create('query', 'Query#Id=1-2')
    kernel.rss = GB - MB
    const allocation = attachTask(query, 'SORT', () => allocator.allocate(2 * MB))
    await new Promise((resolve) => setTimeout(resolve, 20))
    kernel.rss = 500 * MB
    await allocation
    expect(query.consumption).toBe(2 * MB)
    expect(logged.find((message) => message.includes('waiting for enough memory'))).toMatch(
      /^ITask:Query#Id=1-2 waiting for enough memory in thread id:\d+, maximum 200ms, Allocator sys memory check failed: Cannot alloc:2097152, consuming tracker:<Query#Id=1-2>, peak used 0, current used 0, exec node:<SORT>, process memory used 1023\.00 MB exceed limit 1\.00 GB or sys available memory 12\.00 GB less than low water mark 819\.20 MB\.$/,
    )
  })

  it('waits once a task, prints the process usage, then cancels with MEM_ALLOC_FAILED', async () => {
    const { allocator, pool, kernel, logged } = makeProcess()
    const query = pool.create('query', 'Query#Id=1-2')
    kernel.rss = GB
    const failure = await attachTask(query, 'SORT', () => allocator.allocate(2 * MB)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MemAllocFailed)
    expect(String(failure)).toContain('[MEM_ALLOC_FAILED]Allocator sys memory check failed: Cannot alloc:2097152')
    expect(query.cancelledBecause).toContain('[MEM_ALLOC_FAILED]')
    expect([query.consumption, allocator.allocated]).toEqual([0, 0])
    expect(logged.filter((message) => message.startsWith('WProcess Memory Summary: os physical memory'))).toHaveLength(1)
    await attachTask(query, 'SORT', () => allocator.allocate(2 * MB)).catch(() => undefined)
    expect(logged.filter((message) => message.includes('waiting for enough memory'))).toHaveLength(1)
  })

  it('stops waiting when the task is cancelled meanwhile', async () => {
    const { allocator, pool, kernel } = makeProcess({ thread_wait_gc_max_milliseconds: 60_000 })
    const query = pool.create('query', 'q')
    kernel.rss = GB
    const allocation = attachTask(query, '', () => allocator.allocate(MB)).catch((error: unknown) => String(error))
    query.cancel('[MEM_LIMIT_EXCEEDED]by the GC')
    expect(await allocation).toContain('by the GC')
  })
})

describe('reservations', () => {
  it('count as used by the task and are used up by its allocations', async () => {
    const { allocator, pool, arbitrator } = makeProcess()
    const query = pool.create('query', 'q', { limit: 100 * MB })
    expect(allocator.tryReserve(10 * MB, query)).toBeUndefined()
    expect([query.consumption, query.reserved, arbitrator.processReservedMemory]).toEqual([10 * MB, 10 * MB, 10 * MB])
    await allocator.allocate(4 * MB, query)
    expect([query.consumption, query.reserved, query.reservedPeak]).toEqual([10 * MB, 6 * MB, 10 * MB])
    await allocator.allocateBeyondReserved(MB, query)
    expect([query.consumption, query.reserved]).toEqual([11 * MB, 6 * MB])
    allocator.releaseReserved(query)
    expect([query.consumption, query.reserved, query.reservedPeak, arbitrator.processReservedMemory]).toEqual([
      5 * MB,
      0,
      10 * MB,
      0,
    ])
  })

  it('are refused in words by the task’s limit and by that of the process, which prints its usage', () => {
    const { allocator, pool, kernel, arbitrator, logged } = makeProcess()
    const query = pool.create('query', 'q', { limit: 5 * MB })
    expect(allocator.tryReserve(6 * MB, query)).toContain('memory tracker limit exceeded, tracker label:q')
    kernel.rss = GB - 2 * MB
    expect(allocator.tryReserve(3 * MB, query)).toContain(
      'reserve memory failed, size: 3.00 MB, because process memory used 1022.00 MB exceed limit',
    )
    expect([query.consumption, query.reserved, arbitrator.processReservedMemory]).toEqual([0, 0, 0])
    expect(logged.some((message) => message.startsWith('WProcess Memory Summary'))).toBe(true)
  })
})
