import { expect, test } from 'vitest'
import { formatClock, formatDateTime, formatDuration, formatOffset, formatUptime, UTC } from './formatTime'

const at = Date.UTC(2026, 10, 23, 6, 5, 10)

test('a moment reads the same to everyone who names the zone', () => {
  expect(formatDateTime(at, UTC)).toBe('2026-11-23 06:05:10')
  expect(formatDateTime(at, { kind: 'offset', minutes: 480 })).toBe('2026-11-23 14:05:10')
  expect(formatClock(at, { kind: 'offset', minutes: -90 })).toBe('04:35:10')
  expect(formatOffset(at, { kind: 'offset', minutes: -90 })).toBe('−01:30')
  expect(formatOffset(at, UTC)).toBe('UTC')
  expect(formatDateTime(Number.NaN, UTC)).toBe('not a time')
})

test('durations', () => {
  expect([-5, 3000, 42_000, 727_000, 11_050_000, 187_800_000].map(formatDuration)).toEqual([
    '0 s',
    '3 s',
    '0:42',
    '12:07',
    '3:04:10',
    '2 d 04:10',
  ])
  expect([42_000, 11_520_000, 792_000_000].map(formatUptime)).toEqual(['42 s', '3 h 12 min', '9 d 4 h'])
})
