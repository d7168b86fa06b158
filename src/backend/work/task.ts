import { setTimeout as sleep } from 'node:timers/promises'
import type { Bytes } from '../../base/units'
import type { Allocator } from '../memory/allocator'
import { MemAllocFailed } from '../memory/allocator'
import type { MemBlock } from '../memory/memBlock'
import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import { attachTask } from '../memory/taskContext'
import type { TrackerPool } from '../memory/trackerPool'
import type { Log } from '../report/log'

/** What every task works with. */
export interface Workshop {
  readonly pool: TrackerPool
  readonly allocator: Allocator
  readonly orphan: MemTrackerLimiter
  readonly log: Log
  /** Sizes of the work are multiplied by this; 1 fits a limit of 1 GiB. */
  readonly scale: number
  /** Report a tracker that does not end at 0. */
  readonly debugMemory: boolean
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
  readonly shop: Workshop
  private readonly blocks = new Set<MemBlock>()
  private readonly ending: AbortSignal

  constructor(shop: Workshop, tracker: MemTrackerLimiter) {
    this.shop = shop
    this.tracker = tracker
    this.ending = AbortSignal.any([shop.stopping, tracker.cancelled])
  }

  /** Real memory, charged to this task unless another tracker is named; it goes with the task if it is not released before. */
  async allocate(bytes: Bytes, tracker = this.tracker): Promise<MemBlock> {
    this.checkCancelled()
    const block = await this.shop.allocator.allocate(bytes, tracker)
    this.blocks.add(block)
    this.checkCancelled()
    return block
  }

  /** As allocate, but what the task has reserved stays reserved for something else. */
  async allocateBeyondReserved(bytes: Bytes): Promise<MemBlock> {
    this.checkCancelled()
    const block = await this.shop.allocator.allocateBeyondReserved(bytes, this.tracker)
    this.blocks.add(block)
    this.checkCancelled()
    return block
  }

  release(block: MemBlock): void {
    this.blocks.delete(block)
    block.release()
  }

  /** Runs a part of the work under the name of its operator, which stands in the messages about its allocations. */
  async inNode<T>(operator: string, work: () => Promise<T>): Promise<T> {
    return attachTask(this.tracker, operator, work)
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
    try {
      await sleep(ms, undefined, { signal: this.ending })
    } catch (error) {
      this.checkCancelled()
      throw error
    }
  }

  checkCancelled(): void {
    if (this.tracker.isCancelled) throw new TaskCancelled(this.tracker.cancelledBecause)
  }

  releaseAll(): void {
    for (const block of this.blocks) block.release()
    this.blocks.clear()
  }
}

export interface TaskDescription {
  readonly type: TrackerType
  readonly label: string
  /** Bytes; left out: none. */
  readonly limit?: Bytes
}

/**
 * Runs a task from its tracker's creation to its end. However it ends, its memory is released and its tracker leaves the pool; what
 * the tracker still counts then was allocated elsewhere, or released without it, and goes to Orphan as in Doris.
 * A cancelled task ends quietly; any other error is thrown on.
 */
export async function runTask(
  shop: Workshop,
  { type, label, limit }: TaskDescription,
  body: (task: Task) => Promise<void>,
): Promise<void> {
  const tracker = shop.pool.create(type, label, limit === undefined ? {} : { limit })
  const task = new Task(shop, tracker)
  try {
    await attachTask(tracker, '', () => body(task))
  } catch (error) {
    const ended = error instanceof TaskCancelled || (error instanceof MemAllocFailed && tracker.isCancelled)
    if (!ended && !shop.stopping.aborted) throw error
  } finally {
    logEnd(shop, tracker)
    task.releaseAll()
    shop.allocator.releaseReserved(tracker)
    settle(shop, tracker)
    shop.pool.remove(tracker)
  }
}

function logEnd(shop: Workshop, tracker: MemTrackerLimiter): void {
  if (tracker.isCancelled) shop.log.info(`Cancel ${tracker.label}, reason: ${tracker.cancelledBecause}`)
  if (tracker.type !== 'query' && tracker.type !== 'load') return
  const id = tracker.label.slice(tracker.label.indexOf('=') + 1)
  shop.log.info(
    `Deregister query/load memory tracker, queryId=${id}, Limit=${tracker.limit}, CurrUsed=${tracker.consumption}, ` +
      `PeakUsed=${tracker.peakConsumption}`,
  )
}

function settle(shop: Workshop, tracker: MemTrackerLimiter): void {
  const rest = tracker.consumption
  if (rest === 0) return
  if (shop.debugMemory) {
    shop.log.error(
      `mem tracker label: ${tracker.label}, consumption: ${rest}, peak consumption: ${tracker.peakConsumption}, ` +
        'mem tracker not equal to 0 when its task ends, so tracking is inaccurate: memory was released without the tracker that it ' +
        'was charged to, or not at all. The rest goes to Orphan.',
    )
  }
  shop.orphan.consume(rest)
}
