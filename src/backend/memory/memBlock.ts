import type { Bytes } from '../../base/units'
import type { MemTrackerLimiter } from './memTrackerLimiter'
import { releaseBuffer } from './releaseBuffer'

/** A block of real memory, charged to a tracker from its allocation to its release. */
export class MemBlock {
  readonly tracker: MemTrackerLimiter
  /** Length 0 after the release, and so are all views of it. */
  readonly buffer: ArrayBuffer
  private readonly size: Bytes
  private readonly onRelease: () => void
  private given = false

  /** Allocates; the caller has charged the tracker. */
  constructor(size: Bytes, tracker: MemTrackerLimiter, onRelease: () => void) {
    this.buffer = new ArrayBuffer(size)
    this.size = size
    this.tracker = tracker
    this.onRelease = onRelease
  }

  /** As allocated, also after the release. */
  get byteLength(): Bytes {
    return this.size
  }

  get released(): boolean {
    return this.given
  }

  /** Gives the memory back at once and takes it off the tracker. A second call does nothing. */
  release(): void {
    if (this.given) return
    this.given = true
    releaseBuffer(this.buffer)
    this.tracker.release(this.size)
    this.onRelease()
  }
}
