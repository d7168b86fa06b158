import { formatBytes, formatBytesIn, MINUS, pickByteUnit } from '../base/formatBytes'
import { t } from '../base/say'
import type { Slope } from './computeSlope'

const MINUTE = 60_000
const HOUR = 3_600_000

/** "+24.00 MiB/min": an hour is spoken of only where an hour was watched. @param perMs bytes a ms */
export function formatRate(perMs: number, spanMs: number): string {
  const [unit, ms] = rateUnit(spanMs)
  return `${sign(perMs)}${bytes(perMs, ms)}/${unit}`
}

/** "+24.00 MiB/min (95 %: +20.10 MiB to +28.00 MiB)" */
export function formatRateRange({ perMs, low, high, spanMs }: Slope): string {
  const [, ms] = rateUnit(spanMs)
  const end = (value: number): string => `${sign(value)}${bytes(value, ms)}`
  return t('{rate} (95 %: {low} to {high})', { rate: formatRate(perMs, spanMs), low: end(low), high: end(high) })
}

/** "+13.55 … +16.75 MiB/min", where 95 of 100 slopes lie: both ends in one unit. */
export function formatInterval({ low, high, spanMs }: Slope): string {
  const [word, ms] = rateUnit(spanMs)
  const unit = pickByteUnit(Math.round(Math.max(Math.abs(low), Math.abs(high)) * ms))
  const end = (perMs: number): string => {
    const count = Math.round(perMs * ms)
    return `${count > 0 ? '+' : ''}${formatBytesIn(count, unit)}`
  }
  return `${end(low)} … ${end(high)} ${unit}/${word}`
}

/** The time that a rate is told for, and its ms. */
export function rateUnit(spanMs: number): readonly [string, number] {
  return spanMs >= HOUR ? ['h', HOUR] : ['min', MINUTE]
}

function sign(value: number): string {
  return value < 0 ? MINUS : value > 0 ? '+' : ''
}

function bytes(perMs: number, ms: number): string {
  return formatBytes(Math.round(Math.abs(perMs * ms)))
}
