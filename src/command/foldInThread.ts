import { parentPort, Worker } from 'node:worker_threads'
import { version } from '../../package.json'
import { foldRecording, type Folded } from '../gateway/recorder/foldRecording'
import type { Fold } from '../gateway/recorder/packFile'

/** What the thread answers. */
type Answer = { readonly folded: Folded } | { readonly message: string; readonly code: string | undefined }

/** A recording of a day takes half a minute and this much memory at most. */
const MAX_HEAP_MIB = 1024

/** Packs recordings in a thread of their own, in which the program runs once more: polls and answers go on meanwhile. */
export function foldInThread(program: string): Fold {
  return (from, to, signal) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(program, {
        argv: ['fold-recording', from, to],
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
      })
      const stop = (): void => void thread.terminate()
      signal.addEventListener('abort', stop, { once: true })
      thread.once('message', (answer: Answer) => {
        if ('folded' in answer) resolve(answer.folded)
        else reject(Object.assign(new Error(answer.message), answer.code === undefined ? {} : { code: answer.code }))
      })
      thread.once('error', reject)
      thread.once('exit', () => {
        signal.removeEventListener('abort', stop)
        reject(new Error('The thread ended before it was done.'))
      })
    })
}

/** The other end, in that thread. Returns its exit status. */
export async function runFold(args: readonly string[]): Promise<number> {
  const [from = '', to = ''] = args
  let answer: Answer
  try {
    answer = { folded: await foldRecording(from, to, version) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    answer = { message: error instanceof Error ? error.message : String(error), code }
  }
  parentPort?.postMessage(answer)
  return 0
}
