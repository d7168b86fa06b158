import { describe, expect, it } from 'vitest'
import type { Unit } from '../../profile/unit'
import { GOLDEN_VERSIONS, readPrettyPrinterRows } from '../../testing/golden'
import type { PrettyPrinterRow } from '../../testing/golden'
import { printBytes, printFixed, printValue, printValueVerbose } from './printValue'

function print({ unit, value }: PrettyPrinterRow): string {
  if (unit === 'BYTES verbose') return printValueVerbose(value, 'BYTES')
  if (unit === 'UNIT verbose') return printValueVerbose(value, 'UNIT')
  if (unit === 'print_bytes()') return printBytes(value)
  return printValue(value, unit as Unit)
}

describe.each(GOLDEN_VERSIONS)("Doris's own table of printed values, %s", (version) => {
  const rows = readPrettyPrinterRows(version)

  it.each([...new Set(rows.map((row) => row.unit))])('prints every row of %s as Doris does', (unit) => {
    const wrong = rows.filter((row) => row.unit === unit && print(row) !== row.text).map((row) => ({ ...row, ours: print(row) }))
    expect(wrong).toEqual([])
    expect(rows.filter((row) => row.unit === unit).length).toBeGreaterThan(50)
  })
})

describe('printFixed', () => {
  it.each([
    [0.125, '0.12'],
    [0.375, '0.38'],
    [-0.625, '-0.62'],
    [2.675, '2.67'],
    [1e21, '1000000000000000000000.00'],
    [-0, '-0.00'],
    [-0.001, '-0.00'],
    [NaN, 'nan'],
    [Infinity, 'inf'],
    [562949953421311.125, '562949953421311.12'],
  ])('rounds %d half to even, as C++ does: %s', (value, text) => expect(printFixed(value, 2)).toBe(text))

  it('rounds three decimals half to even too', () => {
    expect(printFixed(0.0625, 3)).toBe('0.062')
    expect(printFixed(0.1875, 3)).toBe('0.188')
  })
})
