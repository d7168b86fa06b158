import { t } from '../base/say'

export interface MatchRequest {
  readonly expressions: readonly { readonly source: string; readonly flags: string }[]
  readonly texts: readonly string[]
}

/** What expressions may take together, in ms: some take longer than the world lasts. */
const LIMIT_MS = 1_000

/**
 * For each text 1 where all expressions match, else 0. In a worker, so that no expression makes the page stand still.
 * @throws one sentence, where it takes too long
 */
export function matchExpressions(expressions: MatchRequest['expressions'], texts: readonly string[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./matchExpressions.worker.ts', import.meta.url), { type: 'module' })
    const end = (): void => {
      clearTimeout(timer)
      worker.terminate()
    }
    // Loading the worker does not count.
    let timer: ReturnType<typeof setTimeout> | undefined
    worker.onmessage = (event: MessageEvent<'ready' | Uint8Array>) => {
      if (event.data === 'ready') {
        timer = setTimeout(() => {
          end()
          reject(new Error(t('This expression takes too long: it was stopped after 1 s. Write a simpler one.')))
        }, LIMIT_MS)
        worker.postMessage({ expressions, texts } satisfies MatchRequest)
        return
      }
      end()
      resolve(event.data)
    }
    worker.onerror = (event) => {
      end()
      const { message } = event
      reject(new Error(message ? t('The search stopped: {reason}', { reason: message }) : t('The search could not be started.')))
    }
  })
}
