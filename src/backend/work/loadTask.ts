import type { MemBlock } from '../memory/allocator'
import { makeQueryId } from '../memory/uniqueId'
import type { Random } from './random'
import type { Workshop } from './task'
import { runTask } from './task'
import { MemtableLimiter } from './memtableLimiter'

const MIB = 1024 * 1024

/** A load: fills memtables with rows, sorts a full one and flushes it, a few times over. */
export async function runLoad(shop: Workshop, memtables: MemtableLimiter, random: Random): Promise<void> {
  const label = `Load#Id=${makeQueryId(random.next)}`
  await runTask(shop, { type: 'load', label, limit: 512 * MIB, random }, async (task) => {
    const flushes = random.whole(2, 5)
    for (let i = 0; i < flushes; i++) {
      const bytes = random.between(4, 14) * MIB * shop.scale
      const memtable = memtables.open(await task.allocate(bytes, memtables.trackerFor(task.tracker)))
      try {
        await fill(memtable.block, task.workOver.bind(task), random.between(2_000, 6_000))
        await sortRuns(memtable.block, task.workOver.bind(task), random.between(500, 2_000))
      } finally {
        memtables.close(memtable)
      }
      task.release(memtable.block)
    }
  })
}

type WorkOver = (ms: number, total: number, slice: (from: number, to: number) => void) => Promise<void>

async function fill(block: MemBlock, workOver: WorkOver, ms: number): Promise<void> {
  const rows = new Uint32Array(block.buffer)
  await workOver(ms, rows.length, (from, to) => {
    for (let i = from; i < to; i++) rows[i] = Math.imul(i, 0x9e3779b1)
  })
}

/** Sorts runs of a page or two, as a flush does before it writes a segment; the whole table at once would hold up the process. */
async function sortRuns(block: MemBlock, workOver: WorkOver, ms: number): Promise<void> {
  const rows = new Uint32Array(block.buffer)
  const run = 2048
  await workOver(ms, Math.floor(rows.length / run / 8), (from, to) => {
    for (let i = from; i < to; i++) rows.subarray(i * run, (i + 1) * run).sort()
  })
}
