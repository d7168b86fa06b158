import { formatBytes, formatBytesAsDoris, formatInteger, MINUS } from '../base/formatBytes'
import type { Integer } from '../base/integer'
import { t } from '../base/say'
import type { Unit } from './unit'

/** A counter's value for eyes, with its unit; '' for NONE, which counts nothing. Sizes in IEC units, or as Doris prints them. */
export function formatValue(value: Integer, unit: Unit, sizes: 'iec' | 'doris' = 'iec'): string {
  switch (unit) {
    case 'NONE':
      return ''
    case 'UNIT':
      return formatCount(value)
    case 'UNIT_PER_SECOND':
      return `${formatCount(value)} /s`
    case 'CPU_TICKS':
      return t('{count} ticks', { count: formatCount(value) })
    case 'BYTES':
      return sizes === 'doris' ? formatBytesAsDoris(value) : formatBytes(value)
    case 'BYTES_PER_SECOND':
      return `${sizes === 'doris' ? formatBytesAsDoris(value) : formatBytes(value)}/s`
    case 'TIME_NS':
      return formatNanoseconds(Number(value))
    case 'TIME_MS':
      return formatNanoseconds(Number(value) * 1e6)
    case 'TIME_S':
      return formatNanoseconds(Number(value) * 1e9)
    case 'DOUBLE_VALUE':
      return formatDouble(Number(value))
  }
}

/** Exactly what was reported, with the unit's own name, for those who want the digits. */
export function formatExactValue(value: Integer, unit: Unit): string {
  const digits = unit === 'DOUBLE_VALUE' ? formatDouble(Number(value), 17) : formatInteger(value)
  if (unit === 'UNIT_PER_SECOND') return t('{count} per second', { count: digits })
  if (unit === 'CPU_TICKS') return t('{count} CPU ticks', { count: digits })
  if (unit === 'BYTES_PER_SECOND') return t('{count} B per second', { count: digits })
  return UNIT_SIGNS[unit] === '' ? digits : `${digits} ${UNIT_SIGNS[unit]}`
}

const UNIT_SIGNS: Readonly<Record<Exclude<Unit, 'UNIT_PER_SECOND' | 'CPU_TICKS' | 'BYTES_PER_SECOND'>, string>> = {
  NONE: '',
  UNIT: '',
  BYTES: 'B',
  TIME_NS: 'ns',
  TIME_MS: 'ms',
  TIME_S: 's',
  DOUBLE_VALUE: '',
}

function formatCount(value: Integer): string {
  return typeof value === 'number' && !Number.isInteger(value) ? formatDouble(value) : formatInteger(value)
}

function formatDouble(value: number, digits = 6): string {
  if (Number.isNaN(value)) return t('not a number')
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  return String(Number(value.toPrecision(digits))).replace('-', MINUS)
}

function formatNanoseconds(ns: number): string {
  if (ns === 0) return '0'
  const sign = ns < 0 ? MINUS : ''
  const magnitude = Math.abs(ns)
  if (magnitude < 1e3) return `${sign}${magnitude} ns`
  if (magnitude < 1e6) return `${sign}${(magnitude / 1e3).toPrecision(4)} µs`
  if (magnitude < 1e9) return `${sign}${(magnitude / 1e6).toPrecision(4)} ms`
  if (magnitude < 60e9) return `${sign}${(magnitude / 1e9).toPrecision(4)} s`
  const seconds = Math.round(magnitude / 1e9)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${sign}${minutes} min ${seconds % 60} s`
  return `${sign}${formatInteger(Math.floor(minutes / 60))} h ${minutes % 60} min`
}
