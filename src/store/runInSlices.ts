import type { Steps } from '../timeline/steps'

/** What a slice may take of a frame, in ms. */
const SLICE_MS = 5

/** Runs steps a few milliseconds at a time, so that the page stays at hand. Returns a function that stops it. */
export function runInSlices<Result>(
  steps: Steps<Result>,
  onDone: (result: Result) => void,
  onFailed: (error: unknown) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const work = (): void => {
    const until = performance.now() + SLICE_MS
    try {
      for (let now = 0; now < until; now = performance.now()) {
        const next = steps.next()
        if (next.done) {
          onDone(next.value)
          return
        }
      }
    } catch (error) {
      onFailed(error)
      return
    }
    timer = setTimeout(work, 0)
  }
  timer = setTimeout(work, 0)
  return () => clearTimeout(timer)
}
