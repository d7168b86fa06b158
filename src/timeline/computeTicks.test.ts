import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallClock, type Zone } from '../base/formatTime'
import { computeByteAxis, computeTimeTicks, formatByteTick } from './computeTicks'

const GIB = 2 ** 30
const SHANGHAI: Zone = { kind: 'offset', minutes: 480 }
const at = (hour: number, minute: number, second = 0): number => Date.UTC(2026, 10, 23, hour, minute, second)

describe('computeTimeTicks', () => {
  test('a quarter of an hour: round minutes, the day once', () => {
    const ticks = computeTimeTicks(at(11, 55, 7), at(12, 10, 7), 600, { kind: 'utc' })
    expect(ticks.map((tick) => tick.clock)).toEqual(['11:56', '11:58', '12:00', '12:02', '12:04', '12:06', '12:08', '12:10'])
    expect(ticks.map((tick) => tick.day)).toEqual(['2026-11-23', ...Array.from({ length: 7 }, () => undefined)])
  })

  test('the wall clock of the zone decides what is round: 05:30 ahead has its hours at our half hours', () => {
    const ticks = computeTimeTicks(at(0, 0), at(6, 0), 400, { kind: 'offset', minutes: 330 })
    expect(ticks.map((tick) => tick.clock)).toEqual(['06:00', '07:00', '08:00', '09:00', '10:00', '11:00'])
    expect(ticks[0]!.at).toBe(at(0, 30))
  })

  test('the day is printed again where it changes', () => {
    const ticks = computeTimeTicks(at(15, 30), at(16, 30), 400, SHANGHAI)
    expect(ticks.filter((tick) => tick.day !== undefined).map((tick) => `${tick.day} ${tick.clock}`)).toEqual([
      '2026-11-23 23:30',
      '2026-11-24 00:00',
    ])
  })

  test('seconds where they are needed, days where hours have no room', () => {
    expect(computeTimeTicks(at(12, 0), at(12, 0, 12), 600, { kind: 'utc' }).map((tick) => tick.clock)).toEqual([
      '12:00:00',
      '12:00:02',
      '12:00:04',
      '12:00:06',
      '12:00:08',
      '12:00:10',
      '12:00:12',
    ])
    const week = computeTimeTicks(at(5, 0), at(5, 0) + 7 * 86_400_000, 600, SHANGHAI)
    expect(week.map((tick) => tick.clock)).toEqual(['11-24', '11-25', '11-26', '11-27', '11-28', '11-29', '11-30'])
    expect(week[0]!.day).toBe('2026')
  })

  test('nothing to measure gives no ticks', () => {
    expect(computeTimeTicks(5, 5, 600, SHANGHAI)).toEqual([])
    expect(computeTimeTicks(Number.NaN, Number.NaN, 600, SHANGHAI)).toEqual([])
    expect(computeTimeTicks(0, 1e9, 0, SHANGHAI)).toEqual([])
  })

  test('any span and width: ascending, inside, evenly round, labels with room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 1000, max: 3e10 }),
        fc.integer({ min: 60, max: 3000 }),
        fc.constantFrom(-570, 0, 330, 480, 765),
        (from, span, width, minutes) => {
          const zone: Zone = { kind: 'offset', minutes }
          const ticks = computeTimeTicks(from, from + span, width, zone)
          expect(ticks.length).toBeLessThanOrEqual(42)
          for (const [place, tick] of ticks.entries()) {
            expect(tick.at).toBeGreaterThanOrEqual(from)
            expect(tick.at).toBeLessThanOrEqual(from + span)
            expect(wallClock(tick.at, zone).getUTCMilliseconds()).toBe(0)
            const before = ticks[place - 1]?.at ?? -Infinity
            expect(((tick.at - before) / span) * width).toBeGreaterThanOrEqual(50)
          }
        },
      ),
    )
  })
})

describe('computeByteAxis', () => {
  test.each([
    ['a backend with 54.59 GiB', 0, 54.59 * GIB, 258, 'GiB', ['0', '10', '20', '30', '40', '50', '60']],
    ['a small process', 0, 37 * 2 ** 20, 160, 'MiB', ['0', '20', '40']],
    ['just over one unit', 0, 1.05 * GIB, 200, 'GiB', ['0', '0.5', '1.0']],
    ['a negative part', -3.2 * GIB, 20 * GIB, 200, 'GiB', ['0', '10', '20']],
    ['only negative', -3 * GIB, -3 * GIB, 120, 'GiB', ['−4', '−2', '0']],
    ['a few bytes', 0, 7, 200, 'B', ['0', '2', '4', '6', '8']],
  ])('%s', (_name, low, high, height, unit, ticks) => {
    const axis = computeByteAxis(low, high, height)
    expect(axis.unit).toBe(unit)
    expect(axis.ticks.map((tick) => formatByteTick(tick, axis))).toEqual(ticks)
  })

  test('Doris knows no TB', () => expect(computeByteAxis(0, 3 * 1024 * GIB, 200, 'GiB').unit).toBe('GiB'))

  test('no value at all is still an axis', () => {
    expect(computeByteAxis(0, 0, 200)).toEqual({ unit: 'B', low: 0, high: 1, ticks: [0] })
    expect(computeByteAxis(0, Number.NaN, 200).ticks).toEqual([0])
  })

  test('any values: they fit, 0 is in it, ticks are inside and evenly spaced, labels differ', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e15, max: 0 }),
        fc.double({ min: 0, max: 2 ** 63, noNaN: true }).map(Math.round),
        fc.integer({ min: 60, max: 800 }),
        (low, high, height) => {
          fc.pre(high - low >= 1)
          const axis = computeByteAxis(low, high, height)
          expect(axis.low).toBeLessThanOrEqual(low)
          expect(axis.high).toBeGreaterThanOrEqual(high)
          expect(axis.low <= 0 && axis.high >= 0).toBe(true)
          expect(axis.ticks.length).toBeGreaterThanOrEqual(1)
          expect(axis.ticks.length).toBeLessThanOrEqual(14)
          expect(axis.ticks.every((tick) => tick >= axis.low && tick <= axis.high)).toBe(true)
          expect(new Set(axis.ticks.map((tick) => formatByteTick(tick, axis))).size).toBe(axis.ticks.length)
        },
      ),
    )
  })
})
