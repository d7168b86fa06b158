import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manualClock'
import { createSteadyTime } from './clock'

describe('the time of samples', () => {
  it('follows the clock forwards, also by a jump', () => {
    const clock = createManualClock(1_000_000)
    const time = createSteadyTime(clock)
    clock.advance(5000)
    expect(time.now()).toBe(1_005_000)
    clock.sleep(3_600_000)
    expect(time.now()).toBe(4_605_000)
    clock.advance(1000)
    expect(time.now()).toBe(4_606_000)
    expect(time.takeSetBack()).toBe(0)
  })

  it('goes on at its own pace when the clock is set back, says so once, and meets the clock again', () => {
    const clock = createManualClock(10_000_000)
    const time = createSteadyTime(clock)
    clock.advance(5000)
    expect(time.now()).toBe(10_005_000)
    clock.set(6_405_000) // an hour back
    clock.advance(5000)
    expect(time.now()).toBe(10_010_000)
    clock.advance(5000)
    expect(time.now()).toBe(10_015_000)
    expect(time.takeSetBack()).toBe(3_600_000)
    expect(time.takeSetBack()).toBe(0)
    clock.set(10_020_000)
    expect(time.now()).toBe(10_020_000)
    expect(time.takeSetBack()).toBe(0)
  })

  it('does not make a note of a clock that is trimmed', () => {
    const clock = createManualClock(10_000_000)
    const time = createSteadyTime(clock)
    clock.set(9_999_500)
    expect(time.now()).toBe(10_000_000)
    expect(time.takeSetBack()).toBe(0)
  })
})
