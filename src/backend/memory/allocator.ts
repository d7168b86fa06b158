import type { Bytes } from '../../base/units'
import type { MemTrackerLimiter } from './memTrackerLimiter'
import { releaseBuffer } from './releaseBuffer'
import { currentAttachment } from './taskContext'

const PAGE: Bytes = 4096
/** Pages are touched this many bytes at a time, so that a large block does not hold up the answers of the server. */
const TOUCH_STEP: Bytes = 4 * 1024 * 1024

/** A block of real memory, charged to a tracker from its allocation to its release. */
export class MemBlock {
  readonly tracker: MemTrackerLimiter
  /** Length 0 after the release. */
  readonly buffer: ArrayBuffer
  private readonly size: Bytes
  private readonly onRelease: (block: MemBlock) => void

  constructor(size: Bytes, tracker: MemTrackerLimiter, onRelease: (block: MemBlock) => void) {
    this.buffer = new ArrayBuffer(size)
    this.size = size
    this.tracker = tracker
    this.onRelease = onRelease
  }

  get byteLength(): Bytes {
    return this.size
  }

  get released(): boolean {
    return this.buffer.byteLength === 0
  }

  /** Gives the memory back at once and takes it off the tracker. A second call does nothing. */
  release(): void {
    if (this.released) return
    releaseBuffer(this.buffer)
    this.tracker.release(this.size)
    this.onRelease(this)
  }
}

/** Hands out blocks of memory that are charged where they are allocated: to the attached task, else to Orphan. */
export class Allocator {
  private readonly orphan: MemTrackerLimiter
  private held: Bytes = 0

  constructor(orphan: MemTrackerLimiter) {
    this.orphan = orphan
  }

  /** Bytes in blocks that are not released. */
  get allocated(): Bytes {
    return this.held
  }

  /** A block whose every page is touched, so that the kernel counts it too. Size in bytes, rounded up to whole pages. */
  async allocate(bytes: Bytes, tracker = currentAttachment()?.tracker ?? this.orphan): Promise<MemBlock> {
    const size = Math.ceil(bytes / PAGE) * PAGE
    tracker.consume(size)
    let block: MemBlock
    try {
      block = new MemBlock(size, tracker, (released) => {
        this.held -= released.byteLength
      })
    } catch (error) {
      tracker.release(size)
      throw error
    }
    this.held += size
    const view = new Uint8Array(block.buffer)
    for (let from = 0; from < size; from += TOUCH_STEP) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve))
      if (block.released) break
      const to = Math.min(size, from + TOUCH_STEP)
      for (let at = from; at < to; at += PAGE) view[at] = 1
    }
    return block
  }
}
