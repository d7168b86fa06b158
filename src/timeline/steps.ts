/** Work that may be interrupted: each step takes a few milliseconds, and whoever runs it chooses when the next one comes. */
export type Steps<Result> = Generator<undefined, Result>

/** All of it at once. */
export function finishSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const next = steps.next()
    if (next.done) return next.value
  }
}
