import { describe, expect, it, test } from 'vitest'
import { formatExactValue, formatValue } from './formatValue'
import { UNITS, type Unit } from './unit'

describe('a value with its unit', () => {
  test.each<[number | bigint, Unit, string]>([
    [5, 'NONE', ''],
    [1234567, 'UNIT', '1,234,567'],
    [-3, 'UNIT', '−3'],
    [2n ** 63n, 'UNIT', '9,223,372,036,854,775,808'],
    [1500, 'UNIT_PER_SECOND', '1,500 /s'],
    [12, 'CPU_TICKS', '12 ticks'],
    [1536, 'BYTES', '1.50 KiB'],
    [1536, 'BYTES_PER_SECOND', '1.50 KiB/s'],
    [0, 'TIME_NS', '0'],
    [999, 'TIME_NS', '999 ns'],
    [1500, 'TIME_NS', '1.500 µs'],
    [2_000_000, 'TIME_NS', '2.000 ms'],
    [59_999, 'TIME_MS', '60.00 s'],
    [62_000, 'TIME_MS', '1 min 2 s'],
    [7260, 'TIME_S', '2 h 1 min'],
    [-5, 'TIME_MS', '−5.000 ms'],
    [0.5, 'DOUBLE_VALUE', '0.5'],
    [-0.25, 'DOUBLE_VALUE', '−0.25'],
    [Number.NaN, 'DOUBLE_VALUE', 'not a number'],
    [-Infinity, 'DOUBLE_VALUE', '−∞'],
  ])('%s %s reads %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })

  it('shows sizes as Doris prints them when asked', () => {
    expect(formatValue(1536, 'BYTES', 'doris')).toBe('1.50 KB')
  })

  it('says the digits of every unit', () => {
    expect(UNITS.map((unit) => formatExactValue(1234, unit))).toEqual([
      '1,234',
      '1,234',
      '1,234 per second',
      '1,234 CPU ticks',
      '1,234 B',
      '1,234 B per second',
      '1,234 ns',
      '1,234 ms',
      '1,234 s',
      '1234',
    ])
  })
})
