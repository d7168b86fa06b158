import { sayHeard, t } from '../base/say'
import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import type { ReadOptions } from '../format/index'
import { startReader } from './startReader'

/** How the clocks of logs and of the kernel are to be read, which they do not say themselves. */
export type ReadClock = Pick<ReadOptions, 'logUtcOffsetMinutes' | 'kernelOffsetMs'>

export interface ReadRequest {
  readonly clock: ReadClock
  readonly inputs: readonly { readonly name: string; readonly blob: Blob; readonly takenAt: number | undefined }[]
}

export type ReadReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly kind: 'parts'; readonly header: TimelineHeader; readonly parts: readonly (Frame | BlockPart)[] }
  /** What was sent so far does not count: all of it comes again, in another order. */
  | { readonly kind: 'startOver' }
  | { readonly kind: 'done'; readonly reports: readonly ReadReport[] }
  | { readonly kind: 'failed'; readonly message: string }

export interface OpenEvents {
  onProgress(done: number, total: number | undefined): void
  /** Some more was read, in the order of time. */
  onParts(header: TimelineHeader, parts: readonly (Frame | BlockPart)[]): void
  /** What came so far does not count: it was not in the order of time, and comes again in it. */
  onStartOver(): void
  onDone(reports: readonly ReadReport[]): void
  /** Nothing (more) could be read: one sentence for the user. */
  onFailed(message: string): void
}

/** Reads files or a paste in a worker, so that the page never stands still. Returns a function that cancels it. */
export function openInputs(inputs: ReadRequest['inputs'], events: OpenEvents, clock: ReadClock = {}): () => void {
  const stop = startReader(
    { inputs, clock },
    (reply) => {
      switch (reply.kind) {
        case 'progress':
          events.onProgress(reply.done, reply.total)
          break
        case 'parts':
          events.onParts(reply.header, reply.parts)
          break
        case 'startOver':
          events.onStartOver()
          break
        case 'done':
          stop()
          events.onDone(reply.reports)
          break
        case 'failed':
          stop()
          // The worker speaks English.
          events.onFailed(sayHeard(reply.message))
          break
      }
    },
    (why) => {
      stop()
      events.onFailed(
        t('The reader stopped: {why}. What was on the screen is kept.', {
          why: why || t('it ran out of memory or could not be started'),
        }),
      )
    },
  )
  return stop
}
