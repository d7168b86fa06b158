import type { Integer } from './integer'

// Text for eyes (viewer-design.md, section 3.2): IEC units, base 1024, at most four significant digits, true minus sign.

export const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const
export type ByteUnit = (typeof BYTE_UNITS)[number]

export const MINUS = '−'

const SCALE: Readonly<Record<ByteUnit, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
  PiB: 1024 ** 5,
  EiB: 1024 ** 6,
}

/** How many bytes one of the unit is. */
export function bytesIn(unit: ByteUnit): number {
  return SCALE[unit]
}

/** The unit in which a magnitude reads best: the largest of which there is at least one. */
export function pickByteUnit(bytes: Integer, largest: ByteUnit = 'TiB'): ByteUnit {
  const magnitude = Math.abs(Number(bytes))
  let unit: ByteUnit = 'B'
  for (const candidate of BYTE_UNITS) {
    if (magnitude >= SCALE[candidate]) unit = candidate
    if (candidate === largest) break
  }
  return unit
}

/** The bare number of a size in a given unit: "54.59", "125.1", "1023", "0", "<0.01", "−0.31". */
export function formatBytesIn(bytes: Integer, unit: ByteUnit): string {
  if (bytes === 0) return '0'
  const scaled = Number(bytes) / SCALE[unit]
  const magnitude = Math.abs(scaled)
  const sign = scaled < 0 ? MINUS : ''
  if (unit === 'B') return sign + magnitude.toFixed(0)
  if (magnitude < 0.005) return scaled < 0 ? `>${MINUS}0.01` : '<0.01'
  return sign + magnitude.toFixed(magnitude >= 999.95 ? 0 : magnitude >= 99.995 ? 1 : 2)
}

/** A size with its own best unit: "54.59 GiB", "0", "−310.0 MiB". */
export function formatBytes(bytes: Integer): string {
  if (bytes === 0) return '0'
  let unit = pickByteUnit(bytes)
  // 1023.99 MiB would round to "1024 MiB": the next unit says it better.
  if (unit !== 'TiB' && Math.abs(Number(bytes)) / SCALE[unit] >= 1023.5) unit = BYTE_UNITS[BYTE_UNITS.indexOf(unit) + 1]!
  return `${formatBytesIn(bytes, unit)} ${unit}`
}

/** A change: arrow, sign, size: "▲ +1.20 GiB", "▼ −310.0 MiB", "0". */
export function formatBytesChange(bytes: Integer): string {
  if (bytes === 0) return '0'
  return bytes > 0 ? `▲ +${formatBytes(bytes)}` : `▼ ${formatBytes(bytes)}`
}

/** The exact count with thin groups: "58,613,862,400 B". */
export function formatExactBytes(bytes: Integer): string {
  return `${formatInteger(bytes)} B`
}

/** An integer grouped by thousands, with the true minus sign. */
export function formatInteger(value: Integer): string {
  const digits = (value < 0 ? -value : value).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return value < 0 ? MINUS + digits : digits
}

/** As Doris's PrettyPrinter prints BYTES ("GB" for GiB, never TB, negatives never scaled): for the switch "as Doris prints". */
export function formatBytesAsDoris(bytes: Integer): string {
  if (bytes === 0) return '0'
  const value = Number(bytes)
  if (value >= SCALE.GiB) return `${twoDigits(value / SCALE.GiB)} GB`
  if (value >= SCALE.MiB) return `${twoDigits(value / SCALE.MiB)} MB`
  if (value >= SCALE.KiB) return `${twoDigits(value / SCALE.KiB)} KB`
  return `${twoDigits(value)} B`
}

/** C++ rounds an exact tie to the even digit, toFixed away from zero: 89.125 prints as 89.12 there. Ties are odd eighths. */
function twoDigits(value: number): string {
  const text = value.toFixed(2)
  const last = text.charCodeAt(text.length - 1) - 48
  return Math.abs(value * 8) % 2 === 1 && last % 2 === 1 ? text.slice(0, -1) + String(last - 1) : text
}

/** A share in percent: "71.6 %", "<0.1 %", "0 %", "−3.2 %". */
export function formatShare(share: number): string {
  if (share === 0) return '0 %'
  const percent = share * 100
  if (Math.abs(percent) < 0.05) return percent < 0 ? `>${MINUS}0.1 %` : '<0.1 %'
  return `${percent < 0 ? MINUS : ''}${Math.abs(percent).toFixed(1)} %`
}
