import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'

/** One file, paste or answer as it came, gzipped or not. */
export interface ReadInput {
  /** The file's name, "pasted text", a target's name: for the report, and to guess what a text does not say. */
  readonly name: string
  readonly bytes: Uint8Array | ReadableStream<Uint8Array>
  /** Size in bytes if known, for progress. */
  readonly size?: number
  /** When it was taken if the one who hands it in knows (poll, file time), Unix ms: for a text without a time of its own. */
  readonly takenAt?: number
}

export interface ReadOptions {
  readonly signal?: AbortSignal
  /** Called now and then; compressed bytes. total undefined = not known. */
  readonly onProgress?: (done: number, total: number | undefined) => void
  /** The time that the first snapshot gets for which nobody knows one, Unix ms; the present if not given. */
  readonly now?: number
  /** Minutes by which the clock of logs and of the kernel's messages is ahead of UTC (480 for China): neither says it. 0 if not given. */
  readonly logUtcOffsetMinutes?: number
  /** ms to add to the kernel's times: `dmesg -T` is off by as long as the machine slept. 0 if not given. */
  readonly kernelOffsetMs?: number
}

export interface ReadResult {
  /** Of the first saved timeline among the inputs, else made up from what is known. */
  readonly header: TimelineHeader
  /** All inputs merged in the order of time. */
  readonly frames: readonly Frame[]
  /** One per input, in the order of the inputs. */
  readonly reports: readonly ReadReport[]
}
