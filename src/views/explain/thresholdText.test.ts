import { describe, expect, it } from 'vitest'
import { RULES } from '../../timeline/findings/index'
import { printThreshold, readThreshold } from './thresholdText'

describe('a threshold as text', () => {
  it('comes back as it was, for every threshold of every rule, also scaled to a small process', () => {
    for (const rule of RULES)
      for (const { unit, value } of Object.values(rule.thresholds)) {
        expect(readThreshold(printThreshold(value, unit), unit)).toBeCloseTo(value, 6)
        const small = unit === 'bytes' ? Math.round(value * 0.02) : value
        // Six digits are what a field shows.
        expect(Math.abs(readThreshold(printThreshold(small, unit), unit)! - small)).toBeLessThanOrEqual(small * 1e-5)
      }
  })

  it.each([
    ['30', 'share', 0.3],
    ['30 %', 'share', 0.3],
    ['4', 'bytes', 4 * 2 ** 30],
    ['512 MiB', 'bytes', 512 * 2 ** 20],
    ['2g', 'bytes', 2 * 2 ** 30],
    ['5', 'ms', 300_000],
    ['90 s', 'ms', 90_000],
    ['2 h', 'ms', 7_200_000],
    ['1,5', 'ratio', 1.5],
  ] as const)('%s is read as a %s', (text, unit, value) => {
    expect(readThreshold(text, unit)).toBe(value)
  })

  it.each([
    ['', 'share'],
    ['much', 'bytes'],
    ['-1', 'count'],
    ['3 GiB', 'ms'],
    ['1e9', 'count'],
    ['NaN', 'ratio'],
  ] as const)('%j is no %s', (text, unit) => {
    expect(readThreshold(text, unit)).toBeUndefined()
  })
})
