import { setTimeout as sleep } from 'node:timers/promises'
import type { Bytes } from '../../base/units'
import { printBytes, printValue } from '../../format/text/printValue'
import type { Settings } from '../settings'
import type { GlobalMemoryArbitrator } from './globalMemoryArbitrator'
import { MemBlock } from './memBlock'
import type { MemTrackerLimiter } from './memTrackerLimiter'
import { currentAttachment } from './taskContext'

const PAGE: Bytes = 4096
/** Pages are touched so many bytes at a time, so that a large block does not hold up the answers of the server. */
const TOUCH_STEP: Bytes = 4 * 1024 * 1024
const WAIT_STEP_MS = 100

/** Thrown when memory is refused; the message begins with the error's name in Doris, `[MEM_ALLOC_FAILED]`. */
export class MemAllocFailed extends Error {
  override readonly name = 'MemAllocFailed'
}

export interface AllocatorParts {
  readonly orphan: MemTrackerLimiter
  readonly arbitrator: GlobalMemoryArbitrator
  readonly settings: Pick<Settings, 'enable_query_memory_overcommit' | 'thread_wait_gc_max_milliseconds' | 'disable_memory_gc'>
  readonly log: { info(message: string): void }
  /** Prints the blocks about the process. */
  readonly printProcessUsage: () => void
  /** Prints the block about one task. */
  readonly printTracker: (tracker: MemTrackerLimiter, message: string) => void
}

/**
 * Hands out blocks of real memory, charged where they are allocated: to the named tracker, else to the attached task, else to Orphan.
 * Before that it asks whether the process and the tracker may have so much; that check is Doris's, with its sentences.
 */
export class Allocator {
  private readonly parts: AllocatorParts
  /** Held here until they are released: without it a block that its owner forgot would be collected, and stay charged. */
  private readonly blocks = new Set<MemBlock>()

  constructor(parts: AllocatorParts) {
    this.parts = parts
  }

  /** Bytes in blocks that are not released. */
  get allocated(): Bytes {
    let sum: Bytes = 0
    for (const block of this.blocks) sum += block.byteLength
    return sum
  }

  /**
   * A block whose every page is touched, so that the kernel counts it too; the size in bytes is rounded up to whole pages. What the
   * tracker has reserved is used up first. Throws MemAllocFailed; a task that asked is cancelled then.
   */
  async allocate(bytes: Bytes, tracker = this.currentTracker()): Promise<MemBlock> {
    return this.take(bytes, tracker, tracker.reserved)
  }

  /** As allocate, and leaves what the tracker has reserved for something else. */
  async allocateBeyondReserved(bytes: Bytes, tracker = this.currentTracker()): Promise<MemBlock> {
    return this.take(bytes, tracker, 0)
  }

  /**
   * Sets memory aside for a task: counted as used by it, and kept free for it by the process, until it is allocated or given up.
   * Returns the reason in words if that is not possible.
   */
  tryReserve(bytes: Bytes, tracker: MemTrackerLimiter): string | undefined {
    const refused = tracker.tryConsume(bytes)
    if (refused !== undefined) return refused
    if (!this.parts.arbitrator.tryReserveProcessMemory(bytes)) {
      tracker.release(bytes)
      return `reserve memory failed, size: ${printBytes(bytes)}, because ${this.parts.arbitrator.processLimitExceededErrmsgStr()}`
    }
    tracker.addReserved(bytes)
    return undefined
  }

  /** Gives up what is left of a task's reservation. */
  releaseReserved(tracker: MemTrackerLimiter): void {
    const { reserved } = tracker
    if (reserved === 0) return
    tracker.shrinkReserved(reserved)
    tracker.release(reserved)
    this.parts.arbitrator.releaseProcessReservedMemory(reserved)
  }

  private currentTracker(): MemTrackerLimiter {
    return currentAttachment()?.tracker ?? this.parts.orphan
  }

  private async take(bytes: Bytes, tracker: MemTrackerLimiter, reserved: Bytes): Promise<MemBlock> {
    const size = Math.ceil(bytes / PAGE) * PAGE
    await this.checkProcess(size, size - reserved, tracker)
    this.checkTracker(size - reserved, tracker)
    this.consume(size, Math.min(size, reserved, tracker.reserved), tracker)
    let block: MemBlock
    try {
      block = new MemBlock(size, tracker, () => this.blocks.delete(block))
    } catch (error) {
      tracker.release(size)
      throw new MemAllocFailed(`[MEM_ALLOC_FAILED]The system has no ${printBytes(size)} for ${tracker.label}.`, { cause: error })
    }
    this.blocks.add(block)
    await this.touch(block)
    return block
  }

  /** What is reserved is consumed already: an allocation out of it only moves it from promised to allocated. */
  private consume(size: Bytes, fromReserved: Bytes, tracker: MemTrackerLimiter): void {
    if (fromReserved > 0) {
      tracker.shrinkReserved(fromReserved)
      this.parts.arbitrator.releaseProcessReservedMemory(fromReserved)
    }
    tracker.consume(size - fromReserved)
  }

  private async touch(block: MemBlock): Promise<void> {
    const { arbitrator } = this.parts
    const size = block.byteLength
    const view = new Uint8Array(block.buffer)
    let waiting = size
    arbitrator.addWaitingRefresh(waiting)
    for (let from = 0; from < size && !block.released; from += TOUCH_STEP) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve))
      // A cancelled task may have lost the block meanwhile.
      if (block.released) break
      const to = Math.min(size, from + TOUCH_STEP)
      for (let at = from; at < to; at += PAGE) view[at] = 1
      arbitrator.addWaitingRefresh(from - to)
      waiting -= to - from
    }
    arbitrator.addWaitingRefresh(-waiting)
  }

  /** Doris's sys_memory_check. */
  private async checkProcess(size: Bytes, beyondReserved: Bytes, tracker: MemTrackerLimiter): Promise<void> {
    const { arbitrator, settings, log } = this.parts
    if (beyondReserved <= 0 || !arbitrator.isExceedHardMemLimit(beyondReserved)) return
    const attachment = currentAttachment()
    const reason = (): string =>
      `Allocator sys memory check failed: Cannot alloc:${size}, consuming tracker:<${tracker.label}>, ` +
      `peak used ${tracker.peakConsumption}, current used ${tracker.consumption}, ` +
      `exec node:<${attachment?.debug ?? ''}>, ${arbitrator.processLimitExceededErrmsgStr()}.`
    if (attachment === undefined) {
      // Nobody could be cancelled for it. Doris lets it pass; here the caller hears of it.
      const message = reason()
      log.info(`sys memory check failed, throw exception, ${message}`)
      throw new MemAllocFailed(`[MEM_ALLOC_FAILED]${message}`)
    }
    const task = attachment.tracker
    if (!settings.disable_memory_gc && task.takeGcWait()) {
      const most = settings.thread_wait_gc_max_milliseconds
      log.info(`Task:${task.label} waiting for enough memory in thread id:${process.pid}, maximum ${most}ms, ${reason()}`)
      for (let waited = 0; waited < most && !task.isCancelled; waited += WAIT_STEP_MS) {
        await sleep(WAIT_STEP_MS)
        if (!arbitrator.isExceedHardMemLimit(beyondReserved)) return
      }
    }
    const message = `[MEM_ALLOC_FAILED]${reason()}`
    if (!task.isCancelled) {
      this.parts.printProcessUsage()
      log.info(
        `Task:${task.label} canceled, after waiting for memory at most ${settings.thread_wait_gc_max_milliseconds}ms, ${message}`,
      )
      task.cancel(message)
    }
    throw new MemAllocFailed(task.cancelledBecause ?? message)
  }

  /** Doris's memory_tracker_check: a query or load that may overcommit is left to the GC. */
  private checkTracker(needed: Bytes, tracker: MemTrackerLimiter): void {
    const { settings, arbitrator, log } = this.parts
    const overcommits = settings.enable_query_memory_overcommit && (tracker.type === 'query' || tracker.type === 'load')
    if (overcommits || needed <= 0 || !tracker.wouldExceed(needed)) return
    const debug = currentAttachment()?.debug ?? ''
    const hint =
      tracker.type === 'query' || tracker.type === 'load'
        ? ` exec node:<${debug}>, can \`set exec_mem_limit=8G\` to change limit, details see the log.`
        : tracker.type === 'schema_change'
          ? ' can modify `memory_limitation_per_thread_for_schema_change_bytes` in be.conf to change limit, details see the log.'
          : ''
    const message =
      `Allocator mem tracker check failed, [MEM_LIMIT_EXCEEDED]${tracker.limitExceeded(needed)}. ` +
      `backend 127.0.0.1, process memory used ${printValue(arbitrator.processMemoryUsage(), 'BYTES')}.${hint}`
    this.parts.printTracker(tracker, message)
    log.info(`Task:${tracker.label} canceled, ${message}`)
    tracker.cancel(message)
    throw new MemAllocFailed(message)
  }
}
