import type { Clock } from '../gateway/clock'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Time goes by: whatever is due in it runs, in order. */
  advance(ms: number): void
  /** The computer sleeps: the wall clock goes on, nothing else does. */
  sleep(ms: number): void
  /** Somebody sets the wall clock. */
  set(unixMs: number): void
  /** How many things are planned. */
  planned(): number
  /** What random() gives from now on; 0.5 at first. */
  chance: number
}

export function createManualClock(start = 1_795_413_847_000): ManualClock {
  let wall = start
  let elapsed = 1000
  const timers = new Set<{ readonly due: number; readonly run: () => void }>()
  return {
    chance: 0.5,
    now: () => wall,
    elapsed: () => elapsed,
    random() {
      return this.chance
    },
    after(ms, run) {
      const timer = { due: elapsed + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = [...timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)[0]
        if (!next) break
        timers.delete(next)
        wall += Math.max(0, next.due - elapsed)
        elapsed = Math.max(elapsed, next.due)
        next.run()
      }
      wall += end - elapsed
      elapsed = end
    },
    sleep: (ms) => void (wall += ms),
    set: (unixMs) => void (wall = unixMs),
    planned: () => timers.size,
  }
}
