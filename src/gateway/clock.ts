import { performance } from 'node:perf_hooks'
import type { UnixMs } from '../base/units'

/** Stops what `after` planned; harmless when it has run already. */
export type Cancel = () => void

/** Time and chance, handed in so that tests decide what they are. */
export interface Clock {
  /** The wall clock of this computer. May jump either way. */
  now(): UnixMs
  /** Milliseconds since some moment; never goes back, may stand still while the computer sleeps. */
  elapsed(): number
  /** Runs something once, in `ms`. */
  after(ms: number, run: () => void): Cancel
  /** 0 to 1. */
  random(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Wall-clock time that never runs backwards, so that samples stay in order and no age is negative. */
export interface SteadyTime {
  now(): UnixMs
  /** By how many ms the computer's clock was set back since this was last asked; 0 = it was not. */
  takeSetBack(): number
}

/** Below this a step back is the ordinary trimming of a clock and not worth a note. */
const NOTABLE_STEP_MS = 2000

/** Follows the wall clock forwards (sleep, daylight saving of a wrong clock, NTP); where it is set back, goes on at the pace of `elapsed`. */
export function createSteadyTime(clock: Clock): SteadyTime {
  let offset = clock.now() - clock.elapsed()
  let behind = 0
  let setBack = 0
  return {
    now() {
      const wall = clock.now()
      const steady = clock.elapsed() + offset
      if (wall >= steady) {
        offset += wall - steady
        behind = 0
        return Math.round(wall)
      }
      const lag = steady - wall
      if (lag - behind > NOTABLE_STEP_MS) {
        setBack += lag - behind
        behind = lag
      }
      return Math.round(steady)
    },
    takeSetBack() {
      const step = Math.round(setBack)
      setBack = 0
      return step
    },
  }
}
