import { t } from './say'
import type { UnixMs } from './units'

/** Which clock and zone times are shown in. 'offset': a fixed offset from UTC, as the observed host told. */
export type Zone = { readonly kind: 'utc' } | { readonly kind: 'browser' } | { readonly kind: 'offset'; readonly minutes: number }

export const UTC: Zone = { kind: 'utc' }

/** "2026-11-23 14:05:10" */
export function formatDateTime(at: UnixMs, zone: Zone): string {
  const wall = wallClock(at, zone)
  return Number.isNaN(wall.getTime()) ? t('not a time') : `${wall.toISOString().slice(0, 10)} ${wall.toISOString().slice(11, 19)}`
}

/** "14:05:10" */
export function formatClock(at: UnixMs, zone: Zone): string {
  return formatDateTime(at, zone).slice(11)
}

/** "+08:00", "UTC" */
export function formatOffset(at: UnixMs, zone: Zone): string {
  if (zone.kind === 'utc') return 'UTC'
  const minutes = offsetMinutes(at, zone)
  const magnitude = Math.abs(minutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(magnitude / 60))}:${two(magnitude % 60)}`
}

/** "3 s", "0:42", "12:07", "3:04:10", "2 d 04:10": how long; negative reads as 0. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  if (seconds < 10) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${Math.floor(hours / 24)} d ${two(hours % 24)}:${two(minutes % 60)}`
}

/** "9 d 4 h", "3 h 12 min", "42 s": how long something has been up. */
export function formatUptime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** A Date whose UTC fields read as the wall clock of the zone. */
export function wallClock(at: UnixMs, zone: Zone): Date {
  return new Date(at + offsetMinutes(at, zone) * 60_000)
}

/** Minutes that the zone is ahead of UTC at that moment. */
export function offsetMinutes(at: UnixMs, zone: Zone): number {
  switch (zone.kind) {
    case 'utc':
      return 0
    case 'browser':
      return -new Date(at).getTimezoneOffset()
    case 'offset':
      return zone.minutes
  }
}
