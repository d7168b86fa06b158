import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPacer } from './createPacer'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('asked for many times it is done once, and the last wish is never forgotten', () => {
  const at: number[] = []
  const start = performance.now()
  const pacer = createPacer(() => at.push(performance.now() - start))
  for (let ms = 0; ms < 250; ms += 10) {
    pacer.ask()
    vi.advanceTimersByTime(10)
  }
  vi.advanceTimersByTime(1000)
  expect(at.length).toBe(4)
  expect(at.slice(1).every((time, index) => time - at[index]! >= 100)).toBe(true)
  expect(at.at(-1)).toBeGreaterThanOrEqual(240)
})

test('what takes long leaves three quarters of the time to others', () => {
  const at: number[] = []
  const pacer = createPacer(() => {
    at.push(performance.now())
    vi.setSystemTime(Date.now() + 200)
    vi.advanceTimersByTime(0)
    // A long action: the clock goes on while it runs.
    const until = performance.now() + 200
    while (performance.now() < until) vi.advanceTimersByTime(200)
    pacer.ask()
  })
  pacer.ask()
  vi.advanceTimersByTime(3000)
  expect(at.length).toBeGreaterThan(2)
  for (let index = 1; index < at.length; index++) expect(at[index]! - at[index - 1]!).toBeGreaterThanOrEqual(800)
})

test('stopped, it does nothing any more', () => {
  const action = vi.fn<() => void>()
  const pacer = createPacer(action)
  pacer.ask()
  pacer.stop()
  vi.advanceTimersByTime(1000)
  expect(action).not.toHaveBeenCalled()
})
