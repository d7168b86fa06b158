/// <reference lib="webworker" />
import { readAny } from '../format/index'
import { ReadError } from '../profile/report'
import type { ReadRequest, ReadReply } from './openFiles'

declare const self: DedicatedWorkerGlobalScope

/** Frames in one message: enough to be cheap, few enough that taking one over does not hold the page up. */
const FRAMES_A_MESSAGE = 100

self.onmessage = (event: MessageEvent<ReadRequest>) => {
  void answer(event.data)
}

async function answer(request: ReadRequest): Promise<void> {
  try {
    const inputs = request.inputs.map(({ name, blob, takenAt }) => ({
      name,
      bytes: blob.stream(),
      size: blob.size,
      ...(takenAt === undefined ? {} : { takenAt }),
    }))
    const { header, frames, reports } = await readAny(inputs, {
      onProgress: (done, total) => reply({ kind: 'progress', done, total }),
    })
    for (let start = 0; start < frames.length; start += FRAMES_A_MESSAGE) {
      reply({ kind: 'frames', frames: frames.slice(start, start + FRAMES_A_MESSAGE) })
    }
    reply({ kind: 'done', header, reports })
  } catch (error) {
    if (error instanceof ReadError) reply({ kind: 'failed', code: error.code, message: error.message })
    else
      reply({
        kind: 'failed',
        code: 'invalid',
        message: `Reading failed for a reason that Memlane did not foresee: ${String(error)}`,
      })
  }
}

function reply(message: ReadReply): void {
  self.postMessage(message)
}
