export interface Pacer {
  /** Have the action done soon; asked many times before that, it is done once. */
  ask(): void
  stop(): void
}

/** The shortest time from one action to the next, in ms. */
const PAUSE_MS = 100
/** The action, and what it sets off, takes at most one part in so many of the time: the others are for whoever waits behind it. */
const SHARE = 4

/** For an action that many small steps ask for, such as drawing what is still being read: it never fills the thread. */
export function createPacer(action: () => void): Pacer {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = false
  const run = (): void => {
    asked = false
    const start = performance.now()
    action()
    // What it has set off, such as drawing, is done by the time that the next task runs.
    timer = setTimeout(() => {
      timer = setTimeout(
        () => {
          if (asked) run()
          else timer = undefined
        },
        Math.max(PAUSE_MS, (performance.now() - start) * (SHARE - 1)),
      )
    })
  }
  return {
    ask() {
      asked = true
      if (timer === undefined) timer = setTimeout(run)
    },
    stop() {
      asked = false
      clearTimeout(timer)
      timer = undefined
    },
  }
}
