import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'

export interface ReadRequest {
  readonly inputs: readonly { readonly name: string; readonly blob: Blob; readonly takenAt: number | undefined }[]
}

export type ReadReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly kind: 'parts'; readonly header: TimelineHeader; readonly parts: readonly (Frame | BlockPart)[] }
  | { readonly kind: 'done'; readonly reports: readonly ReadReport[] }
  | { readonly kind: 'failed'; readonly message: string }

export interface OpenEvents {
  onProgress(done: number, total: number | undefined): void
  /** Some more was read, in the order of time. */
  onParts(header: TimelineHeader, parts: readonly (Frame | BlockPart)[]): void
  onDone(reports: readonly ReadReport[]): void
  /** Nothing (more) could be read: one sentence for the user. */
  onFailed(message: string): void
}

/** Reads files or a paste in a worker, so that the page never stands still. Returns a function that cancels it. */
export function openInputs(inputs: ReadRequest['inputs'], events: OpenEvents): () => void {
  const worker = new Worker(new URL('./read.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = (event: MessageEvent<ReadReply>) => {
    const reply = event.data
    switch (reply.kind) {
      case 'progress':
        events.onProgress(reply.done, reply.total)
        break
      case 'parts':
        events.onParts(reply.header, reply.parts)
        break
      case 'done':
        worker.terminate()
        events.onDone(reply.reports)
        break
      case 'failed':
        worker.terminate()
        events.onFailed(reply.message)
        break
    }
  }
  worker.onerror = (event) => {
    worker.terminate()
    events.onFailed(
      `The reader stopped: ${event.message || 'it ran out of memory or could not be started'}. What was on the screen is kept.`,
    )
  }
  const request: ReadRequest = { inputs }
  worker.postMessage(request)
  return () => worker.terminate()
}
