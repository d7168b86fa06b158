import { setTimeout as sleep } from 'node:timers/promises'
import type { Bytes } from '../../base/units'
import type { Allocator, MemBlock } from '../memory/allocator'
import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import { attachTask } from '../memory/taskContext'
import type { TrackerPool } from '../memory/trackerPool'
import type { Random } from './random'

/** What every task works with. */
export interface Workshop {
  readonly pool: TrackerPool
  readonly allocator: Allocator
  readonly orphan: MemTrackerLimiter
  /** Sizes of the workload are multiplied by this; 1 fits a limit of 1 GiB. */
  readonly scale: number
  /** Ends all waiting when the process stops. */
  readonly stopping: AbortSignal
}

/** Thrown inside a task that was cancelled; the message is the reason. */
export class TaskCancelled extends Error {
  override readonly name = 'TaskCancelled'
}

/** How long a task waits between two slices of its work; short slices keep the server's answers quick. */
const TICK_MS = 150

/** One running task: its tracker, the blocks it holds, and the pace of its work. */
export class Task {
  readonly tracker: MemTrackerLimiter
  readonly random: Random
  private readonly shop: Workshop
  private readonly blocks = new Set<MemBlock>()

  constructor(shop: Workshop, tracker: MemTrackerLimiter, random: Random) {
    this.shop = shop
    this.tracker = tracker
    this.random = random
  }

  get scale(): number {
    return this.shop.scale
  }

  /** Real memory, charged to this task unless another tracker is named; it goes with the task if it is not released before. */
  async allocate(bytes: Bytes, tracker = this.tracker): Promise<MemBlock> {
    this.checkCancelled()
    const block = await this.shop.allocator.allocate(bytes, tracker)
    this.blocks.add(block)
    this.checkCancelled()
    return block
  }

  release(block: MemBlock): void {
    this.blocks.delete(block)
    block.release()
  }

  /** Does `total` units of work evenly over a time, a slice at a time. */
  async workOver(ms: number, total: number, slice: (from: number, to: number) => void | Promise<void>): Promise<void> {
    const begin = performance.now()
    let done = 0
    while (done < total) {
      await this.sleep(Math.min(TICK_MS, ms))
      const due = Math.min(total, Math.ceil((total * (performance.now() - begin)) / Math.max(1, ms)))
      // After a stall the rest is not made up for at once: that would be a burst of work.
      const to = Math.min(due, done + Math.max(1, Math.ceil((3 * total * TICK_MS) / Math.max(TICK_MS, ms))))
      if (to > done) await slice(done, to)
      done = to
    }
  }

  async sleep(ms: number): Promise<void> {
    this.checkCancelled()
    await sleep(ms, undefined, { signal: this.shop.stopping })
    this.checkCancelled()
  }

  checkCancelled(): void {
    if (this.tracker.isCancelled) throw new TaskCancelled(this.tracker.cancelledBecause)
  }

  releaseAll(): void {
    for (const block of this.blocks) block.release()
    this.blocks.clear()
  }
}

/**
 * Runs a task from its tracker's creation to its end. However it ends, its memory is released and its tracker leaves the pool; what
 * the tracker still counts then was allocated elsewhere, or released without it, and goes to Orphan as in Doris.
 * Cancelled tasks end quietly; any other error is thrown on.
 */
export async function runTask(
  shop: Workshop,
  { type, label, limit, random }: { type: TrackerType; label: string; limit?: Bytes; random: Random },
  body: (task: Task) => Promise<void>,
): Promise<void> {
  const tracker = shop.pool.create(type, label, limit === undefined ? {} : { limit })
  const task = new Task(shop, tracker, random)
  try {
    await attachTask(tracker, label, () => body(task))
  } catch (error) {
    if (!(error instanceof TaskCancelled) && !shop.stopping.aborted) throw error
  } finally {
    task.releaseAll()
    if (tracker.consumption !== 0) shop.orphan.consume(tracker.consumption)
    shop.pool.remove(tracker)
  }
}
