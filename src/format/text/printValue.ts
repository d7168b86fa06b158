import type { Integer } from '../../base/integer'
import type { Unit } from '../../profile/unit'

// Doris's PrettyPrinter (be/src/util/pretty_printer.h, facts in doris-formats.md, section 3), quirks included: what it prints is
// what people paste, so what Memlane prints has to be the same bytes. Golden: src/testing/golden/*/pretty_printer.tsv.

const KILOBYTE = 1024
const MEGABYTE = 1024 ** 2
const GIGABYTE = 1024 ** 3
const THOUSAND = 1e3
const MILLION = 1e6
const BILLION = 1e9
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Doris divides by the clock rate of its machine; the golden files come from one of 1 GHz, and a text does not say which it was. */
const CYCLES_PER_MS = 1e6

/** One value as Doris prints it. NONE gives the empty text, DOUBLE_VALUE ends in a blank, negative BYTES are never scaled. */
export function printValue(value: Integer, unit: Unit): string {
  switch (unit) {
    case 'NONE':
      return ''
    case 'UNIT':
      return printUnit(value)
    case 'UNIT_PER_SECOND':
      return printUnitPerSecond(value)
    case 'CPU_TICKS':
      return value < CYCLES_PER_MS
        ? `${printFixed(Number(value) / THOUSAND, 2)}K clock cycles`
        : printMilliseconds(divide(value, CYCLES_PER_MS))
    case 'BYTES':
      return printScaledBytes(value)
    case 'BYTES_PER_SECOND':
      return value === 0 ? '0.00 /sec' : `${printScaledBytes(value)}/sec`
    case 'TIME_NS':
      return printNanoseconds(value)
    case 'TIME_MS':
      return printMilliseconds(value)
    case 'TIME_S':
      // Doris multiplies in int64, which overflows; the golden table holds such rows.
      return printMilliseconds(toNumberIfSafe(BigInt.asIntN(64, BigInt(value) * 1000n)))
    case 'DOUBLE_VALUE':
      return `${printFixed(Number(value), 2)} `
  }
}

/** The form with the raw value behind it, such as `1.00K (1024)`; Doris has one for BYTES and UNIT only. */
export function printValueVerbose(value: Integer, unit: 'BYTES' | 'UNIT'): string {
  const text = printValue(value, unit)
  return unit === 'BYTES' && value === 0 ? text : `${text} (${value})`
}

/** Doris's other printer of bytes (print_bytes: logs, error texts), which does scale negative values: `-5.00 MB`. */
export function printBytes(value: Integer): string {
  return value < 0 ? `-${printScaledBytes(-value)}` : printScaledBytes(value)
}

/** `std::fixed << std::setprecision(digits)` of a double: rounds half to even on exact ties, where toFixed rounds half up. */
export function printFixed(value: number, digits: 2 | 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (value >= 1e21 || value <= -1e21) return `${BigInt(value)}.${'0'.repeat(digits)}`
  if (value === 0) return `${Object.is(value, -0) ? '-' : ''}0.${'0'.repeat(digits)}`
  const text = value.toFixed(digits)
  // An exact tie has a fraction of an odd number of eighths (two digits) or sixteenths (three); toFixed has then gone away from
  // zero, so an odd last digit means that the even neighbour is the one before it, without a borrow.
  const tie = Math.abs(value * (digits === 2 ? 8 : 16)) % 2 === 1
  if (!tie) return text
  const last = text.charCodeAt(text.length - 1) - 48
  return last % 2 === 1 ? text.slice(0, -1) + (last - 1) : text
}

function printScaledBytes(value: Integer): string {
  if (value === 0) return '0'
  const double = Number(value)
  if (value >= GIGABYTE) return `${printFixed(double / GIGABYTE, 2)} GB`
  if (value >= MEGABYTE) return `${printFixed(double / MEGABYTE, 2)} MB`
  if (value >= KILOBYTE) return `${printFixed(double / KILOBYTE, 2)} KB`
  return `${printFixed(double, 2)} B`
}

function printUnit(value: Integer): string {
  const double = Number(value)
  if (value >= BILLION) return `${printFixed(double / BILLION, 2)}B`
  if (value >= MILLION) return `${printFixed(double / MILLION, 2)}M`
  if (value >= THOUSAND) return `${printFixed(double / THOUSAND, 2)}K`
  return value.toString()
}

function printUnitPerSecond(value: Integer): string {
  if (value === 0) return '0'
  const double = Number(value)
  if (value >= BILLION) return `${printFixed(double / BILLION, 2)} B/sec`
  if (value >= MILLION) return `${printFixed(double / MILLION, 2)} M/sec`
  if (value >= THOUSAND) return `${printFixed(double / THOUSAND, 2)} K/sec`
  return `${printFixed(double, 2)} /sec`
}

function printNanoseconds(value: Integer): string {
  if (value >= BILLION) return printMilliseconds(divide(value, MILLION))
  const double = Number(value)
  if (value >= MILLION) return `${printFixed(truncate(double / MILLION), 3)}ms`
  if (value > THOUSAND) return `${printFixed(truncate(double / THOUSAND), 3)}us`
  return `${printFixed(truncate(double), 3)}ns`
}

/** Doris's DOUBLE_TRUNCATE to three decimals, in doubles: 1001 ns become 1.000us because 1.001 * 1000 is below 1001. */
function truncate(value: number): number {
  return Math.floor(value * 1000) / 1000
}

/** h, m, s, ms, of which the smaller ones vanish: no ms from a minute on, no seconds from an hour on. Negative: all in ms. */
function printMilliseconds(value: Integer): string {
  if (value === 0) return '0'
  if (value < SECOND) return `${value}ms`
  let text = ''
  let rest = value
  if (rest >= HOUR) {
    text = `${divide(rest, HOUR)}h`
    rest = remainder(rest, HOUR)
  }
  const hour = text !== ''
  let minute = false
  if (rest >= MINUTE) {
    text += `${divide(rest, MINUTE)}m`
    rest = remainder(rest, MINUTE)
    minute = true
  }
  if (hour) return text
  let second = false
  if (rest >= SECOND) {
    text += `${divide(rest, SECOND)}s`
    rest = remainder(rest, SECOND)
    second = true
  }
  if (minute) return text
  return second ? `${text}${rest.toString().padStart(3, '0')}ms` : `${text}${rest}ms`
}

/** Integer division of a value that is not negative; exact, where Math.floor(a / b) may round up. */
function divide(value: Integer, by: number): Integer {
  return typeof value === 'number' ? (value - (value % by)) / by : toNumberIfSafe(value / BigInt(by))
}

function remainder(value: Integer, by: number): number {
  return typeof value === 'number' ? value % by : Number(value % BigInt(by))
}

function toNumberIfSafe(value: bigint): Integer {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
