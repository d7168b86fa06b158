import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { MinMaxIndex } from './minMaxIndex'
import { ChunkedColumn } from './column'
import { pickIndices } from './reduce'
import { Timeline } from './timeline'

const header = { tool: '', created: 0, target: undefined, source: 'file', note: '' } as const

function timelineOf(points: readonly (readonly [at: number, rss: number | undefined])[]): Timeline {
  const timeline = new Timeline(header)
  for (const [seq, [at, rss]] of points.entries()) {
    const snapshot = rss === undefined ? makeSnapshot('Nothing') : makeMemorySnapshot({ rss, at })
    timeline.append({ kind: 'sample', seq, at, tookMs: undefined, wireBytes: undefined, snapshot })
  }
  return timeline
}

/** The same choice by looking at every sample. */
function scan(timeline: Timeline, from: number, to: number, width: number): number[] {
  const columns = new Map<number, number[]>()
  const inside: number[] = []
  for (let index = 0; index < timeline.length; index++)
    if (timeline.times.at(index) >= from && timeline.times.at(index) <= to) inside.push(index)
  const before = timeline.indexAt(from)
  const after = timeline.indexAt(to) + 1
  const indices = [...new Set([...(before >= 0 ? [before] : []), ...inside, ...(after < timeline.length ? [after] : [])])]
  for (const index of indices) {
    const column = to > from ? Math.floor((timeline.times.at(index) - from) * (width / (to - from))) : 0
    columns.set(column, [...(columns.get(column) ?? []), index])
  }
  const rss = timeline.column('rss')
  return [...columns.values()].flatMap((list) => {
    if (list.length <= 3) return list
    const known = list.filter((index) => !Number.isNaN(rss.at(index)))
    const low = known.reduce((best, index) => (rss.at(index) < rss.at(best) ? index : best), known[0]!)
    const high = known.reduce((best, index) => (rss.at(index) > rss.at(best) ? index : best), known[0]!)
    return [...new Set([list[0]!, low, high, list.at(-1)!])].filter((index) => index !== undefined).toSorted((a, b) => a - b)
  })
}

const points = fc
  .array(fc.tuple(fc.oneof(fc.constant(5), fc.nat(60)), fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined })), {
    maxLength: 150,
  })
  .map((steps) => {
    let at = 1000
    return steps.map(([pause, rss]) => [(at += pause), rss] as const)
  })

test('the samples to draw are those of a scan over all', () => {
  fc.assert(
    fc.property(points, fc.nat(2500), fc.nat(2500), fc.integer({ min: 1, max: 40 }), (all, a, b, width) => {
      const timeline = timelineOf(all)
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      expect([...pickIndices(timeline, from, to, width)]).toEqual(scan(timeline, from, to, width))
    }),
    { numRuns: 150 },
  )
})

test('the highest sample of the range is always drawn, and at most four a pixel', () => {
  const all = Array.from({ length: 3000 }, (_, index) => [index * 10, index === 1777 ? 999 : 100 + (index % 7)] as const)
  const timeline = timelineOf(all)
  const picked = pickIndices(timeline, 0, 30_000, 50)
  expect(picked).toContain(1777)
  expect(picked.length).toBeLessThanOrEqual(4 * 52)
  expect(picked.length).toBeGreaterThan(150)
})

test('both edges of a gap that can be seen are drawn', () => {
  const all = Array.from({ length: 2000 }, (_, index) => [index * 10 + (index >= 1234 ? 500 : 0), 100] as const)
  const picked = pickIndices(timelineOf(all), 0, 20_000, 60)
  expect(picked).toContain(1233)
  expect(picked).toContain(1234)
})

test('an empty timeline, one sample, and a range of no length', () => {
  expect([...pickIndices(timelineOf([]), 0, 10, 5)]).toEqual([])
  const one = timelineOf([[5, 1]])
  expect([...pickIndices(one, 0, 10, 5)]).toEqual([0])
  expect([...pickIndices(one, 5, 5, 5)]).toEqual([0])
  expect([...pickIndices(one, 0, 1, 5)]).toEqual([0])
})

test('lowest and highest of any range are those of a scan, while the column grows', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN))
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 700 }),
      fc.array(fc.tuple(fc.nat(699), fc.nat(699)), { maxLength: 20 }),
      (values, ranges) => {
        const column = new ChunkedColumn()
        const index = new MinMaxIndex(column)
        for (const [place, one] of values.entries()) {
          column.push(one)
          index.append()
          if (place % 97 !== 0 && place !== values.length - 1) continue
          for (const [a, b] of ranges) {
            const [from, to] = [Math.min(a, b) % (place + 1), Math.max(a, b) % (place + 1)].toSorted((x, y) => x - y) as [
              number,
              number,
            ]
            const part = values.slice(from, to + 1)
            const known = part.filter((other) => !Number.isNaN(other))
            const find = (wanted: number): number => (known.length === 0 ? -1 : from + part.indexOf(wanted))
            expect(index.lowest(from, to)).toBe(find(Math.min(...known)))
            expect(index.highest(from, to)).toBe(find(Math.max(...known)))
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})
