import type { ReadReply, ReadRequest } from './openFiles'

/** Reads in a worker, so that the page never stands still. Returns a function that ends it. In a report: `startReader.report.ts`. */
export function startReader(
  request: ReadRequest,
  onReply: (reply: ReadReply) => void,
  onCrash: (why: string) => void,
): () => void {
  const worker = new Worker(new URL('./read.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = (event: MessageEvent<ReadReply>) => onReply(event.data)
  worker.onerror = (event) => onCrash(event.message)
  worker.postMessage(request)
  return () => worker.terminate()
}
