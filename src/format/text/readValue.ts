import { parseInteger, toInteger } from '../../base/integer'
import type { Integer } from '../../base/integer'
import { UNITS } from '../../profile/unit'
import type { Unit } from '../../profile/unit'
import { printValue } from './printValue'

// The way back from Doris's printed values (doris-formats.md, section 3). A rounded text stands for an interval of integers; what
// is returned is the integer of that interval nearest to the printed number (of a truncated time: its middle), so that it prints
// the same text again, with the distance to the far end as its error.

export interface ReadValue {
  readonly value: Integer
  readonly unit: Unit
  /** The true value is at most this far away; undefined = exact. In the unit. */
  readonly error: number | undefined
}

/** The largest text that is worth a look: 1e308 as Doris prints it has 312 characters. */
const MAX_VALUE_LENGTH = 400
/** Each repair of a hand-made value takes one character away, so a long one would take long. */
const MAX_HAND_MADE_LENGTH = 40
/** Doris prints two or three; what has more than this is no value. */
const MAX_DECIMALS = 20
const INT64_MAX = (1n << 63n) - 1n
const KILOBYTE = 1024
const MEGABYTE = 1024 ** 2
const GIGABYTE = 1024 ** 3

/**
 * The value that a text such as `1.67 GB`, `76.45K`, `1m2s` or `1.67 GB(1788834344 B)` stands for; undefined if it is none. Hand-made
 * forms (`1 GB`, `1 35.41 GB`, `1,67 GB`) are read too. The unit is decided by the text alone; a mere `0` can be several and is
 * `zeroUnit`. Texts that two units print alike go to the one that Doris uses: TIME_NS before TIME_MS, never TIME_S.
 */
export function readValue(text: string, zeroUnit: Unit = 'UNIT'): ReadValue | undefined {
  if (text === '0') return { value: 0, unit: zeroUnit, error: undefined }
  if (text === '') return { value: 0, unit: 'NONE', error: undefined }
  if (text.length > MAX_VALUE_LENGTH) return undefined
  const number = scanNumber(text, 0)
  if (number === undefined) return readNotFinite(text)
  const suffix = text.slice(number.end)
  switch (suffix) {
    case '':
      return number.decimals === 0 ? readExact(number, 'UNIT') : readDouble(number)
    case ' ':
      return number.decimals === 0 ? undefined : readDouble(number)
    case 'B':
      // Without decimals it is a raw count of bytes (`16777216B`), with them billions (`1.20B`).
      return number.decimals === 0 ? readExact(number, 'BYTES') : readScaled(number, 'UNIT', 1e9, Infinity)
    case 'K':
      return readScaled(number, 'UNIT', 1e3, 1e6)
    case 'M':
      return readScaled(number, 'UNIT', 1e6, 1e9)
    case ' B':
      return readScaled(number, 'BYTES', 1, Infinity)
    case ' KB':
    case 'KB':
      return readScaled(number, 'BYTES', KILOBYTE, MEGABYTE)
    case ' MB':
    case 'MB':
      return readScaled(number, 'BYTES', MEGABYTE, GIGABYTE)
    case ' GB':
    case 'GB':
      return readScaled(number, 'BYTES', GIGABYTE, Infinity)
    case ' TB':
    case 'TB':
      return readScaled(number, 'BYTES', 1024 ** 4, Infinity)
    case ' PB':
    case 'PB':
      return readScaled(number, 'BYTES', 1024 ** 5, Infinity)
    case ' /sec':
      return number.digits === '000'
        ? { value: 0, unit: 'BYTES_PER_SECOND', error: undefined }
        : readScaled(number, 'UNIT_PER_SECOND', 1, Infinity)
    case ' K/sec':
    case ' M/sec':
      return readValueAs(text, 'UNIT_PER_SECOND')
    case ' B/sec':
      // `2.00 B/sec` are bytes, `2.50 B/sec` and `2000.00 B/sec` are billions of something.
      return readValueAs(text, isWholeBytes(number) ? 'BYTES_PER_SECOND' : 'UNIT_PER_SECOND')
    case ' KB/sec':
    case ' MB/sec':
    case ' GB/sec':
      return readValueAs(text, 'BYTES_PER_SECOND')
    case 'K clock cycles':
      return readValueAs(text, 'CPU_TICKS')
    case 'ms':
      return readValueAs(text, number.decimals === 0 ? 'TIME_MS' : 'TIME_NS')
    case 'us':
    case 'ns':
      return readValueAs(text, 'TIME_NS')
  }
  const next = suffix.charCodeAt(0)
  if (next === 0x68 || next === 0x6d || next === 0x73) return readValueAs(text, 'TIME_NS') ?? readValueAs(text, 'TIME_MS')
  return readWithRaw(text, zeroUnit) ?? readHandMade(text, number)
}

/** The value of a text of which the unit is known, if Doris prints values of that unit so; undefined else. TIME_S reads as TIME_MS only. */
export function readValueAs(text: string, unit: Unit): ReadValue | undefined {
  if (text.length > MAX_VALUE_LENGTH) return undefined
  if (unit === 'NONE') return text === '' ? { value: 0, unit, error: undefined } : undefined
  if (text === '0')
    return unit === 'BYTES' || unit === 'UNIT' || unit === 'UNIT_PER_SECOND' || unit === 'TIME_MS'
      ? { value: 0, unit, error: undefined }
      : undefined
  const number = scanNumber(text, 0)
  if (number === undefined) return unit === 'DOUBLE_VALUE' ? readNotFinite(text) : undefined
  const suffix = text.slice(number.end)
  switch (unit) {
    case 'BYTES':
    case 'UNIT':
    case 'DOUBLE_VALUE': {
      const value = readValue(text)
      return value?.unit === unit ? value : undefined
    }
    case 'UNIT_PER_SECOND':
      if (suffix === ' /sec') return readScaled(number, unit, 1, Infinity)
      if (suffix === ' K/sec') return readScaled(number, unit, 1e3, 1e6)
      if (suffix === ' M/sec') return readScaled(number, unit, 1e6, 1e9)
      return suffix === ' B/sec' ? readScaled(number, unit, 1e9, Infinity) : undefined
    case 'BYTES_PER_SECOND':
      if (suffix === ' /sec') return number.digits === '000' ? { value: 0, unit, error: undefined } : undefined
      if (suffix === ' B/sec') return readScaled(number, unit, 1, Infinity)
      if (suffix === ' KB/sec') return readScaled(number, unit, KILOBYTE, MEGABYTE)
      if (suffix === ' MB/sec') return readScaled(number, unit, MEGABYTE, GIGABYTE)
      return suffix === ' GB/sec' ? readScaled(number, unit, GIGABYTE, Infinity) : undefined
    case 'CPU_TICKS':
      // From a million on (a millisecond at the 1 GHz of the printer) ticks print as a time.
      return suffix === 'K clock cycles' ? readScaled(number, unit, 1e3, 1e6) : readChain(text, unit, 1_000_000n)
    case 'TIME_NS':
      if (suffix === 'ms' && number.decimals > 0) return readMilliseconds(number)
      if (suffix === 'us') return readMicroseconds(number)
      if (suffix === 'ns') return readNanoseconds(number)
      return suffix === 'ms' ? undefined : readChain(text, unit, 1_000_000n)
    case 'TIME_MS':
      return suffix === 'ms' && number.decimals === 0 ? readExact(number, unit) : readChain(text, unit, 1n)
    case 'TIME_S':
      return undefined
  }
}

/**
 * Current and peak of one high-water counter: two texts of one unit, which may be clear from one of them only (`0` and `1.00 KB`).
 * undefined if they are no values, or not of one unit.
 */
export function readPair(
  current: string,
  peak: string,
  zeroUnit: Unit = 'UNIT',
): { current: ReadValue; peak: ReadValue } | undefined {
  const first = readValue(current, zeroUnit)
  const second = readValue(peak, zeroUnit)
  if (first === undefined || second === undefined) return undefined
  if (first.unit === second.unit) return { current: first, peak: second }
  let found: { current: ReadValue; peak: ReadValue } | undefined
  for (const unit of [first.unit, second.unit, ...UNITS]) {
    const a = readValueAs(current, unit)
    const b = a === undefined ? undefined : readValueAs(peak, unit)
    if (a === undefined || b === undefined) continue
    // Of several units it is the one that both are printed of: `3.00 B/sec` and `1.01 B/sec` are billions.
    if (printValue(a.value, unit) === current && printValue(b.value, unit) === peak) return { current: a, peak: b }
    found ??= { current: a, peak: b }
  }
  return found
}

/**
 * A range of counts of ns of which each prints as this text; undefined if no TIME_NS does. One ns at either end of a cut-off step is
 * left out: there the rounding of doubles decides.
 */
export function readTimeInterval(text: string): { least: bigint; most: bigint } | undefined {
  const read = readValueAs(text, 'TIME_NS')
  if (read === undefined) return undefined
  const value = BigInt(read.value)
  const error = read.error ?? 0
  if (error <= 1) return { least: value, most: value + BigInt(error) }
  return { least: value - BigInt(error - 1), most: value + BigInt(error - 1) }
}

/** A decimal number at the start of a text: `-1.67` is { negative, digits: "167", decimals: 2, end: 5 }. */
interface ScannedNumber {
  readonly text: string
  readonly negative: boolean
  readonly digits: string
  readonly decimals: number
  readonly end: number
}

function scanNumber(text: string, from: number): ScannedNumber | undefined {
  let at = from
  const negative = text.charCodeAt(at) === 0x2d
  if (negative) at++
  const start = at
  while (isDigit(text.charCodeAt(at))) at++
  if (at === start) return undefined
  const whole = text.slice(start, at)
  if (text.charCodeAt(at) !== 0x2e || !isDigit(text.charCodeAt(at + 1)))
    return { text, negative, digits: whole, decimals: 0, end: at }
  const point = at++
  while (isDigit(text.charCodeAt(at))) at++
  return { text, negative, digits: whole + text.slice(point + 1, at), decimals: at - point - 1, end: at }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isWholeBytes({ negative, digits, decimals }: ScannedNumber): boolean {
  if (negative) return true
  return decimals === 2 && digits.endsWith('00') && digits.length <= 6 && Number(digits) < 102_400
}

function readExact(number: ScannedNumber, unit: Unit): ReadValue | undefined {
  const value = parseInteger(number.negative ? `-${number.digits}` : number.digits)
  return value === undefined || value > INT64_MAX ? undefined : { value, unit, error: undefined }
}

/**
 * A number with a scale letter. `bound` is where Doris goes over to the next letter: `1024.00 MB` is a value just below 1 GB. Scales
 * of two are exact in a double, and values up to 2^53 so close to what is printed that they print the same again.
 */
function readScaled(number: ScannedNumber, unit: Unit, scale: number, bound: number): ReadValue | undefined {
  const { negative, digits, decimals } = number
  if (decimals > MAX_DECIMALS) return undefined
  const power = 10 ** decimals
  let halfStep = Math.floor(scale / power / 2 + 0.5)
  if (digits.length <= 15) {
    const product = Number(digits) * scale
    const magnitude = Math.round(product / power)
    if (product <= Number.MAX_SAFE_INTEGER || (scale % 1024 === 0 && magnitude <= Number.MAX_SAFE_INTEGER)) {
      if (scale === 1) halfStep = magnitude * power === product ? 0 : 1
      if (magnitude === bound && !negative) return { value: bound - 1, unit, error: halfStep }
      const value = magnitude === 0 ? (negative && unit === 'CPU_TICKS' ? -1 : 0) : negative ? -magnitude : magnitude
      return { value, unit, error: halfStep === 0 ? undefined : halfStep }
    }
  }
  const divisor = BigInt(power)
  const magnitude = (BigInt(digits) * BigInt(scale) * 2n + divisor) / (2n * divisor)
  const most = negative ? INT64_MAX + 1n : INT64_MAX
  // The double of a value near the end of int64 may be printed as somewhat more.
  if (magnitude > most + BigInt(halfStep) + 2048n) return undefined
  const nominal = toInteger(magnitude > most ? (negative ? -most : most) : negative ? -magnitude : magnitude)
  const error = halfStep + roundingOfDouble(nominal, scale)
  const value = scale % 10 === 0 ? settle(nominal, unit, number.text) : nominal
  return { value, unit, error: error === 0 ? undefined : error }
}

/**
 * Where doubles are coarser than what is printed, Doris's arithmetic does not land on the printed number when it starts from the
 * nearest integer; one of the doubles around does.
 */
function settle(nominal: Integer, unit: Unit, text: string): Integer {
  const start = BigInt(nominal)
  const stride = BigInt(Math.ceil(roundingOfDouble(nominal, 1) || 1))
  for (let away = 0n; away <= 8n; away++) {
    for (const candidate of [start - away * stride, start + away * stride]) {
      if (candidate > INT64_MAX || candidate < -INT64_MAX - 1n) continue
      const value = toInteger(candidate)
      if (printValue(value, unit) === text) return value
    }
  }
  return nominal
}

/** Doris turns an int64 into a double and, but for scales of two, divides it: each rounds by up to half of the double's last place. */
function roundingOfDouble(value: Integer, scale: number): number {
  const magnitude = Math.abs(Number(value))
  let half = 0.5
  for (let power = 2 ** 53; magnitude >= power && power < 2 ** 63; power *= 2) half *= 2
  if (half < 1) return 0
  return scale % 1024 === 0 || scale === 1 ? half : 3 * half
}

/** `x.xx `: the blank belongs to it, but a paste may have lost it. Large doubles print all their digits and are exact. */
function readDouble(number: ScannedNumber): ReadValue {
  const digits = number.digits
  const point = digits.length - number.decimals
  const magnitude = Number(`${digits.slice(0, point)}.${digits.slice(point)}`)
  const error = magnitude >= 2 ** 46 ? undefined : 0.5 * 10 ** -number.decimals + magnitude * 2 ** -53
  return { value: number.negative ? -magnitude : magnitude, unit: 'DOUBLE_VALUE', error }
}

function readNotFinite(text: string): ReadValue | undefined {
  const value = text === 'inf ' ? Infinity : text === '-inf ' ? -Infinity : text === 'nan ' || text === '-nan ' ? NaN : undefined
  return value === undefined ? undefined : { value, unit: 'DOUBLE_VALUE', error: undefined }
}

/** `x.xxxms`: three decimals, cut off, so the middle of the step. */
function readMilliseconds(number: ScannedNumber): ReadValue | undefined {
  if (number.decimals !== 3 || number.negative || number.digits.length > 6) return undefined
  return { value: Number(number.digits) * 1000 + 500, unit: 'TIME_NS', error: 500 }
}

/** `x.xxxus`: whole ns, but where Doris's own arithmetic cuts one off: 1023 ns print as 1.022us. */
function readMicroseconds(number: ScannedNumber): ReadValue | undefined {
  if (number.decimals !== 3 || number.negative || number.digits.length > 6) return undefined
  const printed = Number(number.digits)
  const same = cutMicroseconds(printed) === printed && printed > 1000
  const next = cutMicroseconds(printed + 1) === printed
  if (!same && !next) return { value: printed, unit: 'TIME_NS', error: 1 }
  return { value: same ? printed : printed + 1, unit: 'TIME_NS', error: same && next ? 1 : undefined }
}

function cutMicroseconds(ns: number): number {
  return Math.floor((ns / 1000) * 1000)
}

/** `x.xxxns`: up to 1000, and all negative values, of which the large ones suffer from the rounding of doubles. */
function readNanoseconds(number: ScannedNumber): ReadValue | undefined {
  if (number.decimals !== 3) return undefined
  const thousandths = BigInt(number.digits)
  const magnitude = (thousandths + 500n) / 1000n
  if (magnitude > INT64_MAX + 1n) return undefined
  const nominal = toInteger(number.negative ? -magnitude : magnitude)
  // Above 2^43 a thousandfold of it is no longer exact.
  if (magnitude < 1n << 43n) return { value: nominal, unit: 'TIME_NS', error: undefined }
  return { value: settle(nominal, 'TIME_NS', number.text), unit: 'TIME_NS', error: 2 + 8 * roundingOfDouble(nominal, 1) }
}

/**
 * `2h5m`, `2h`, `1m3s`, `1m`, `2s719ms`, and for ticks and ms `5ms`: what is smaller was cut off, so the middle of the step.
 * `scale`: how many of the unit a millisecond has.
 */
function readChain(text: string, unit: Unit, scale: bigint): ReadValue | undefined {
  const first = scanNumber(text, 0)
  if (first === undefined || first.negative || first.decimals > 0 || first.digits.startsWith('0')) return undefined
  const letter = text.charCodeAt(first.end)
  const second = first.end + 1 === text.length ? undefined : scanNumber(text, first.end + 1)
  const count = BigInt(first.digits)
  const rest = second === undefined ? 0n : second.negative || second.decimals > 0 ? -1n : BigInt(second.digits)
  const tail = second === undefined ? text.slice(first.end + 1) : text.slice(second.end)
  let least: bigint
  let step: bigint
  if (letter === 0x68 && rest < 60n && isPart(second, tail, 'm')) {
    least = count * 3_600_000n + rest * 60_000n
    step = 60_000n
  } else if (letter === 0x6d && count < 60n && rest < 60n && isPart(second, tail, 's')) {
    least = count * 60_000n + rest * 1000n
    step = 1000n
  } else if (letter === 0x73 && count < 60n && second?.digits.length === 3 && tail === 'ms') {
    least = count * 1000n + rest
    step = 1n
  } else if (letter === 0x6d && tail === 's' && second === undefined && count < 1000n && unit === 'CPU_TICKS') {
    least = count
    step = 1n
  } else {
    return undefined
  }
  if (rest < 0n) return undefined
  const low = least * scale
  if (low > INT64_MAX) return undefined
  const end = low + step * scale - 1n
  const high = end > INT64_MAX ? INT64_MAX : end
  const middle = (low + high + 1n) / 2n
  const error = Number(middle - low)
  return { value: toInteger(middle), unit, error: error === 0 ? undefined : error }
}

/** The second part of a chain is not printed when it is 0, and never with a leading 0. */
function isPart(second: ScannedNumber | undefined, tail: string, letter: string): boolean {
  return second === undefined ? tail === '' : tail === letter && !second.digits.startsWith('0')
}

/** `1.67 GB(1788834344 B)` and `1.00K (1001)`: what stands in brackets wins, even over a text that says something else. */
function readWithRaw(text: string, zeroUnit: Unit): ReadValue | undefined {
  if (text.charCodeAt(text.length - 1) !== 0x29) return undefined
  const open = text.lastIndexOf('(')
  const raw = scanNumber(text, open + 1)
  if (open < 1 || raw === undefined || raw.decimals > 0) return undefined
  const inside = text.slice(raw.end, -1)
  if (inside !== '' && inside !== ' B' && inside !== 'B') return undefined
  const outside = readValue(text.slice(0, open).trimEnd(), inside === '' ? zeroUnit : 'BYTES')
  if (outside === undefined) return undefined
  const unit = inside === '' ? outside.unit : 'BYTES'
  return unit === outside.unit && (unit === 'BYTES' || unit === 'UNIT') ? readExact(raw, unit) : undefined
}

/** What people make of it: `1 35.41 GB`, `5,85 GB`, `1,024.00 KB`. Bytes only. */
function readHandMade(text: string, number: ScannedNumber): ReadValue | undefined {
  if (text.length > MAX_HAND_MADE_LENGTH) return undefined
  const next = text.charCodeAt(number.end)
  let repaired: string | undefined
  if (next === 0x20 && isDigit(text.charCodeAt(number.end + 1))) {
    repaired = text.slice(0, number.end) + text.slice(number.end + 1)
  } else if (next === 0x2c && number.decimals === 0) {
    const after = scanNumber(text, number.end + 1)
    if (after === undefined || after.negative) return undefined
    const grouped = after.digits.length - after.decimals === 3
    if (!grouped && after.decimals > 0) return undefined
    repaired = text.slice(0, number.end) + (grouped ? '' : '.') + text.slice(number.end + 1)
  }
  const value = repaired === undefined ? undefined : readValue(repaired)
  return value?.unit === 'BYTES' ? value : undefined
}
