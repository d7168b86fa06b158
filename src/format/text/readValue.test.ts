import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Integer } from '../../base/integer'
import { UNITS } from '../../profile/unit'
import type { Unit } from '../../profile/unit'
import { readPrettyPrinterRows } from '../../testing/golden'
import { printValue } from './printValue'
import { readPair, readValue, readValueAs } from './readValue'

const INT64_MAX = (1n << 63n) - 1n

describe('readValue: what the texts of doris-formats.md, section 3, stand for', () => {
  it.each<[string, Integer, Unit, number | undefined]>([
    ['0', 0, 'UNIT', undefined],
    ['32.00 B', 32, 'BYTES', undefined],
    ['1.00 KB', 1024, 'BYTES', 5],
    ['1.67 GB', 1793148846, 'BYTES', 5368709],
    ['1461.01 GB', 1568747542282, 'BYTES', 5368709],
    ['10240.00 GB', 10995116277760, 'BYTES', 5368709],
    ['-310038943373.00 B', -310038943373, 'BYTES', undefined],
    ['8589934592.00 GB', INT64_MAX, 'BYTES', 5368709 + 512],
    ['-9223372036854775808.00 B', -INT64_MAX - 1n, 'BYTES', 512],
    ['-9007199254740993.00 B', -9007199254740993n, 'BYTES', 1],
    ['1024.00 MB', 1024 ** 3 - 1, 'BYTES', 5243],
    ['1024.00 KB', 1024 ** 2 - 1, 'BYTES', 5],
    ['1000.00K', 999_999, 'UNIT', 5],
    ['1000.00M', 999_999_999, 'UNIT', 5000],
    ['76.45K', 76450, 'UNIT', 5],
    ['922.18K', 922180, 'UNIT', 5],
    ['1.20B', 1_200_000_000, 'UNIT', 5_000_000],
    ['1.20 B', 1, 'BYTES', 1],
    ['-1000', -1000, 'UNIT', undefined],
    ['9223372036854775807', INT64_MAX, 'UNIT', undefined],
    ['1.50 K/sec', 1500, 'UNIT_PER_SECOND', 5],
    ['1.00 /sec', 1, 'UNIT_PER_SECOND', undefined],
    ['0.00 /sec', 0, 'BYTES_PER_SECOND', undefined],
    ['2.00 B/sec', 2, 'BYTES_PER_SECOND', undefined],
    ['2.50 B/sec', 2_500_000_000, 'UNIT_PER_SECOND', 5_000_000],
    ['1.50 KB/sec', 1536, 'BYTES_PER_SECOND', 5],
    ['2s719ms', 2_719_500_000, 'TIME_NS', 500_000],
    ['1m3s', 63_500_000_000, 'TIME_NS', 500_000_000],
    ['2h5m', 7_530_000_000_000, 'TIME_NS', 30_000_000_000],
    ['6.404ms', 6_404_500, 'TIME_NS', 500],
    ['1.022us', 1022, 'TIME_NS', 1],
    ['-5.000ns', -5, 'TIME_NS', undefined],
    ['5ms', 5, 'TIME_MS', undefined],
    ['2562047788015h12m', 9_223_372_036_854_747_904n, 'TIME_MS', 27_904],
    ['0.50K clock cycles', 500, 'CPU_TICKS', 5],
    ['3.14 ', 3.14, 'DOUBLE_VALUE', 0.005 + 3.14 * 2 ** -53],
    ['-inf ', -Infinity, 'DOUBLE_VALUE', undefined],
    ['', 0, 'NONE', undefined],
    ['1.67 GB(1788834344 B)', 1788834344, 'BYTES', undefined],
    ['114.80 MB(726799124 B)', 726799124, 'BYTES', undefined],
    ['-6.26 MB(-6560424 B)', -6560424, 'BYTES', undefined],
    ['0(0 B)', 0, 'BYTES', undefined],
    ['1.02K (1024)', 1024, 'UNIT', undefined],
    ['0B', 0, 'BYTES', undefined],
    ['-16777216B', -16777216, 'BYTES', undefined],
    ['1 GB', 1024 ** 3, 'BYTES', 536_870_912],
    ['144 MB', 144 * 1024 ** 2, 'BYTES', 524_288],
    ['1 35.41 GB', 145395380388, 'BYTES', 5368709],
    ['5,85 GB', 6281389670, 'BYTES', 5368709],
    ['1,024.00 KB', 1024 ** 2 - 1, 'BYTES', 5],
  ])('%s', (text, value, unit, error) => expect(readValue(text)).toEqual({ value, unit, error }))

  it.each([
    ' ',
    'x',
    '-',
    '1.',
    '.5',
    '1.00 XB',
    '1m90s',
    '01m',
    '1h0m',
    '1s5ms',
    '1.00 GB x',
    '(5 B)',
    '9223372036854775808',
    '99999999999999.00 GB',
    'inf',
    '1e5',
  ])('%j is no value', (text) => expect(readValue(text)).toBeUndefined())

  it('takes a mere 0 for what the caller says', () =>
    expect(readValue('0', 'BYTES')).toEqual({ value: 0, unit: 'BYTES', error: undefined }))

  it('finds one unit for current and peak', () => {
    expect(readPair('0', '1.00 KB')?.current.unit).toBe('BYTES')
    expect(readPair('-5ms', '1m')?.peak).toEqual({ value: 60_500, unit: 'TIME_MS', error: 500 })
    expect(readPair('-1.00 /sec', '2.00 B/sec')?.peak.value).toBe(2_000_000_000)
    expect(readPair('2.00K clock cycles', '5ms')?.peak).toEqual({ value: 5_500_000, unit: 'CPU_TICKS', error: 500_000 })
    expect(readPair('1.00 GB', '5ms')).toBeUndefined()
  })
})

describe.each(['v1', 'v2'] as const)("every printed value of Doris's table, %s", (version) => {
  it('reads as a value that prints the same again, and the true one is within the error', () => {
    const wrong: unknown[] = []
    for (const row of readPrettyPrinterRows(version)) {
      if (!UNITS.includes(row.unit as Unit)) continue
      const read = readValue(row.text)
      if (read === undefined || printValue(read.value, read.unit) !== row.text) wrong.push({ ...row, read })
      else if (read.unit === row.unit && read.unit !== 'NONE' && !isWithin(row.value, read.value, read.error))
        wrong.push({ ...row, read })
    }
    expect(wrong).toEqual([])
  })
})

/** As Doris meets them: small, large, near the borders of the scales, near the ends of int64. */
const int64 = fc.oneof(
  fc.bigInt({ min: -2000n, max: 2_000_000n }),
  fc.bigInt({ min: -INT64_MAX - 1n, max: INT64_MAX }),
  fc
    .tuple(
      fc.constantFrom(
        1n << 10n,
        1n << 20n,
        1n << 30n,
        1n << 40n,
        1n << 53n,
        1n << 62n,
        1000n,
        10n ** 6n,
        10n ** 9n,
        60_000n,
        3_600_000n,
      ),
      fc.bigInt(-9000n, 9000n),
    )
    .map(([near, by]) => near + by),
  fc.tuple(fc.nat({ max: 62 }), fc.bigInt({ min: 1n, max: 1n << 62n })).map(([shift, value]) => value >> BigInt(shift)),
)

describe('any value of any unit', () => {
  it.each(UNITS.filter((unit) => unit !== 'DOUBLE_VALUE'))(
    '%s: what is read from its text prints the same, and the value is within the error',
    (unit) => {
      fc.assert(
        fc.property(int64, (exact) => {
          const value = normal(exact)
          const text = printValue(value, unit)
          const read = readValue(text)!
          expect(printValue(read.value, read.unit)).toBe(text)
          const same = readValueAs(text, unit)
          if (unit === 'TIME_S' || unit === 'NONE') return
          expect(same?.unit).toBe(unit)
          expect(printValue(same!.value, unit)).toBe(text)
          if (!isWithin(value, same!.value, same!.error))
            throw new Error(`${value} printed as ${text} is not within ${same!.value} +- ${same!.error}`)
        }),
        { numRuns: 2000 },
      )
    },
  )

  it('DOUBLE_VALUE too', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = printValue(value, 'DOUBLE_VALUE')
        const read = readValue(text)!
        expect(read.unit).toBe('DOUBLE_VALUE')
        expect(printValue(read.value, read.unit)).toBe(text)
        expect(isWithin(value, read.value, read.error)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      '0',
      '1',
      '12',
      '.',
      '-',
      ' ',
      ',',
      '(',
      ')',
      'B',
      'K',
      'M',
      'G',
      'KB',
      '/sec',
      'h',
      'm',
      's',
      'ms',
      'ns',
      'inf',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        const reads = [readValue(text), ...UNITS.map((unit) => readValueAs(text, unit))].filter((read) => read !== undefined)
        for (const read of reads) expect(printValue(read.value, read.unit)).toMatch(/^$|[0-9A-Za-z ]$/)
      }),
      { numRuns: 5000 },
    )
    expect(readValue(`1.${'0'.repeat(390)} GB`)).toBeUndefined()
    expect(readValue('9'.repeat(100_000))).toBeUndefined()
  })
})

function normal(value: bigint): Integer {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function isWithin(exact: Integer, value: Integer, error: number | undefined): boolean {
  if (typeof exact === 'number' && !Number.isInteger(exact))
    return Math.abs(exact - Number(value)) <= (error ?? 0) || Object.is(exact, value)
  const distance = BigInt(exact) - BigInt(Math.trunc(Number(value)) === Number(value) ? value : Math.round(Number(value)))
  return (distance < 0n ? -distance : distance) <= BigInt(Math.ceil(error ?? 0))
}
