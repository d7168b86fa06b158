import type { ReadReply, ReadRequest } from './openFiles'
import { readInputs } from './readInputs'

/** Reads on the page itself, in turns: a file of its own, which a worker needs, is what a report does not have. */
export function startReader(request: ReadRequest, onReply: (reply: ReadReply) => void): () => void {
  const stopped = new AbortController()
  void readInputs(
    request,
    (reply) => {
      if (!stopped.signal.aborted) onReply(reply)
    },
    stopped.signal,
  )
  return () => stopped.abort()
}
