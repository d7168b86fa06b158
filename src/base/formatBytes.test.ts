import { describe, expect, test } from 'vitest'
import { GOLDEN_VERSIONS, readPrettyPrinterRows } from '../testing/golden'
import { formatBytes, formatBytesAsDoris, formatBytesChange, formatBytesIn, formatExactBytes, formatShare } from './formatBytes'

const GIB = 1024 ** 3

describe('formatBytes', () => {
  test.each([
    [0, '0'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_069_547, '1.02 MiB'],
    [54.59 * GIB, '54.59 GiB'],
    [125.1 * GIB, '125.1 GiB'],
    [1461.01 * GIB, '1.43 TiB'],
    [-310 * 1024 * 1024, '−310.0 MiB'],
    [1024 * 1024 - 1, '1.00 MiB'],
    [9223372036854775807n, '8388608 TiB'],
  ])('%s bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  test('in a column with one unit, what is too small to see is not zero', () => {
    expect(formatBytesIn(1024, 'GiB')).toBe('<0.01')
    expect(formatBytesIn(-1024, 'GiB')).toBe('>−0.01')
    expect(formatBytesIn(0, 'GiB')).toBe('0')
    expect(formatBytesIn(16.5 * 1024 * 1024, 'GiB')).toBe('0.02')
  })

  test('a change always carries arrow and sign', () => {
    expect(formatBytesChange(1.2 * GIB)).toBe('▲ +1.20 GiB')
    expect(formatBytesChange(-310 * 1024 * 1024)).toBe('▼ −310.0 MiB')
    expect(formatBytesChange(0)).toBe('0')
  })

  test('exact bytes are exact beyond 2^53', () => {
    expect(formatExactBytes(9223372036854775807n)).toBe('9,223,372,036,854,775,807 B')
    expect(formatExactBytes(-6560424)).toBe('−6,560,424 B')
  })

  test('as Doris prints: no TB, negatives never scaled', () => {
    expect(formatBytesAsDoris(10 * 1024 * GIB)).toBe('10240.00 GB')
    expect(formatBytesAsDoris(-5242880)).toBe('-5242880.00 B')
    expect(formatBytesAsDoris(1023)).toBe('1023.00 B')
  })

  test('as Doris prints: every size of the golden tables, ties rounded to even too', () => {
    for (const version of GOLDEN_VERSIONS) {
      for (const { unit, value, text } of readPrettyPrinterRows(version)) {
        expect(unit === 'BYTES' ? formatBytesAsDoris(value) : text).toBe(text)
      }
    }
  })

  test('shares', () => {
    expect(formatShare(0.716)).toBe('71.6 %')
    expect(formatShare(0.0001)).toBe('<0.1 %')
    expect(formatShare(-0.032)).toBe('−3.2 %')
    expect(formatShare(0)).toBe('0 %')
  })
})
