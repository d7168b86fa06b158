import type { Random } from './random'
import { RunMerger } from './sortedRuns'
import { SpillFile } from './spillFile'
import type { Task } from './task'

const MIB = 1024 * 1024
/** Rows of a run: sorting it takes a few ms, which is as long as a slice of work may be. */
const RUN_ROWS = 65_536
/** Rows of each run that are in memory while the runs are merged. */
const WINDOW_ROWS = 4_096

/** Sorts more rows than its memory holds: sorted runs go to a file, and are merged as they are read back piece by piece. */
export async function runSort(task: Task, random: Random): Promise<void> {
  const { scale, allocator } = task.shop
  const runs = Math.max(4, Math.round(random.between(16, 64) * scale))
  const lasts = random.between(8_000, 40_000)
  const spill = new SpillFile()
  try {
    // The merge should not fail for want of memory after all the work before it, so its memory is set aside now. Where that is
    // refused, it takes its chance when it gets there.
    allocator.tryReserve(runs * WINDOW_ROWS * 4, task.tracker)
    await task.inNode('SORT_SINK_OPERATOR', () => writeRuns(task, random, spill, runs, lasts * 0.5))
    await task.inNode('SORT_SOURCE_OPERATOR', () => mergeRuns(task, spill, runs, lasts * 0.5, random.between(1, 4) * MIB * scale))
  } finally {
    await spill.close()
  }
}

async function writeRuns(task: Task, random: Random, spill: SpillFile, runs: number, ms: number): Promise<void> {
  const held = Math.max(4, Math.round(runs / 4))
  const buffer = await task.allocateBeyondReserved(held * RUN_ROWS * 4)
  const rows = new Uint32Array(buffer.buffer)
  await task.workOver(ms, runs, async (from, to) => {
    for (let run = from; run < to; run++) {
      const place = (run % held) * RUN_ROWS
      const slot = rows.subarray(place, place + RUN_ROWS)
      for (let row = 0; row < RUN_ROWS; row++) slot[row] = random.next() * 0x1_0000_0000
      slot.sort()
      await spill.append(new Uint8Array(buffer.buffer, place * 4, RUN_ROWS * 4))
      task.checkCancelled()
    }
  })
  task.release(buffer)
}

async function mergeRuns(task: Task, spill: SpillFile, runs: number, ms: number, resultBytes: number): Promise<void> {
  const windows = await task.allocate(runs * WINDOW_ROWS * 4)
  const result = new Uint32Array((await task.allocate(resultBytes)).buffer)
  const rows = new Uint32Array(windows.buffer)
  const readRows = new Uint32Array(runs)
  const position = new Uint32Array(runs)
  const refill = async (run: number): Promise<void> => {
    await spill.read(
      new Uint8Array(windows.buffer, run * WINDOW_ROWS * 4, WINDOW_ROWS * 4),
      (run * RUN_ROWS + readRows[run]!) * 4,
    )
    readRows[run]! += WINDOW_ROWS
    position[run] = 0
  }
  for (let run = 0; run < runs; run++) await refill(run)

  // The window that gave its last row, which must be filled again before that row leaves the heap and asks for the one after it.
  let empty = -1
  const merger = new RunMerger(runs, (run) => {
    const at = position[run]!
    if (at >= WINDOW_ROWS) return undefined
    position[run] = at + 1
    if (at + 1 === WINDOW_ROWS && readRows[run]! < RUN_ROWS) empty = run
    return rows[run * WINDOW_ROWS + at]!
  })
  await task.workOver(ms, runs * RUN_ROWS, async (from, to) => {
    for (let row = from; row < to; row++) {
      result[row % result.length] = merger.take() ?? 0
      if (empty < 0) continue
      await refill(empty)
      empty = -1
      task.checkCancelled()
    }
  })
}
