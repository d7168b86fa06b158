import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeMedian, takeQuantile } from './median'

const arbitraryValues = fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 3 })), {
  minLength: 1,
  maxLength: 60,
})

describe('the median', () => {
  it('is the middle of the sorted values', () => {
    fc.assert(
      fc.property(arbitraryValues, (values) => {
        const sorted = values.toSorted((a, b) => a - b)
        const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!]
        expect(takeMedian(Float64Array.from(values))).toBe(low === high ? high : low + (high - low) / 2)
      }),
    )
  })

  it('is a quantile that sorting would find there', () => {
    fc.assert(
      fc.property(arbitraryValues, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((a, b) => a - b)
        expect(takeQuantile(Float64Array.from(values), share) + 0).toBe(sorted[Math.round(share * (values.length - 1))]! + 0)
      }),
    )
  })

  it('of nothing is none', () => {
    expect(takeMedian(new Float64Array(0))).toBeNaN()
    expect(takeQuantile(new Float64Array(0), 0.5)).toBeNaN()
  })
})
