import { describe, expect, it } from 'vitest'
import { computeBackoff, readRetryAfter } from './backoff'

describe('waiting after a failure', () => {
  it('is spread over a range that doubles, from 1 s to 1 min', () => {
    expect([1, 2, 3, 6, 7, 500].map((tries) => computeBackoff(tries, 1))).toEqual([2000, 4000, 8000, 60_000, 60_000, 60_000])
    expect([1, 6, 500].map((tries) => computeBackoff(tries, 0))).toEqual([1000, 1000, 1000])
    expect(computeBackoff(3, 0.5)).toBe(4500)
  })

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.UTC(2026, 10, 23, 14, 0, 0)
    expect(readRetryAfter('86400', now)).toBe(86_400_000)
    expect(readRetryAfter(' 7 ', now)).toBe(7000)
    expect(readRetryAfter('Mon, 23 Nov 2026 14:00:30 GMT', now)).toBe(30_000)
    expect(readRetryAfter('Mon, 23 Nov 1970 14:00:30 GMT', now)).toBe(0)
    expect([undefined, '', 'soon', '-5', '99999999999999999999'].map((text) => readRetryAfter(text, now) ?? 'nothing')).toEqual(
      expect.not.arrayContaining([Number.NaN, -5000]),
    )
    expect(readRetryAfter('soon', now)).toBeUndefined()
    expect(readRetryAfter(undefined, now)).toBeUndefined()
  })
})
