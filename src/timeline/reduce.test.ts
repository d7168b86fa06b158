import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { MinMaxIndex } from './minMaxIndex'
import { levelFor, pickIndices } from './reduce'
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
  const before = Math.max(0, timeline.indexAt(from))
  const after = Math.min(timeline.length - 1, timeline.indexAt(to) + 1)
  const indices: number[] = []
  for (let index = before; index <= after; index++) indices.push(index)
  if (indices.length <= Math.max(2, 2 * width)) return indices
  const span = 2 ** levelFor(from, to, width)
  const cells = new Map<number, number[]>()
  for (const index of indices) {
    const cell = Math.floor(timeline.times.at(index) / span)
    cells.set(cell, [...(cells.get(cell) ?? []), index])
  }
  const rss = timeline.column('rss')
  return [...cells.values()].flatMap((list) => {
    const known = list.filter((index) => !Number.isNaN(rss.at(index)))
    const low = known.reduce((best, index) => (rss.at(index) < rss.at(best) ? index : best), known[0] ?? list[0]!)
    const high = known.reduce((best, index) => (rss.at(index) > rss.at(best) ? index : best), known[0] ?? list[0]!)
    return [...new Set([list[0]!, low, high, list.at(-1)!])].toSorted((a, b) => a - b)
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

test('the highest sample of the range is always drawn, and no more than the width can show', () => {
  const all = Array.from({ length: 3000 }, (_, index) => [index * 10, index === 1777 ? 999 : 100 + (index % 7)] as const)
  const timeline = timelineOf(all)
  const picked = pickIndices(timeline, 0, 30_000, 50)
  expect(picked).toContain(1777)
  expect(picked.length).toBeLessThanOrEqual(4 * 50 * Math.SQRT2 + 8)
  expect(picked.length).toBeGreaterThan(150)
})

test('both edges of a gap that can be seen are drawn', () => {
  const all = Array.from({ length: 2000 }, (_, index) => [index * 10 + (index >= 1234 ? 500 : 0), 100] as const)
  const picked = pickIndices(timelineOf(all), 0, 20_000, 60)
  expect(picked).toContain(1233)
  expect(picked).toContain(1234)
})

test('while the range moves on, what was picked inside it stays picked', () => {
  const timeline = timelineOf(Array.from({ length: 3000 }, (_, index) => [index * 10, 100 + ((index * 48_271) % 101)] as const))
  const inside = (picked: Int32Array): number[] => [...picked].filter((index) => index > 1100 && index < 1900)
  const before = inside(pickIndices(timeline, 10_000, 20_000, 50))
  expect(before.length).toBeGreaterThan(100)
  expect(inside(pickIndices(timeline, 10_330, 20_330, 50))).toEqual(before)
})

test('an empty timeline, one sample, and a range of no length', () => {
  expect([...pickIndices(timelineOf([]), 0, 10, 5)]).toEqual([])
  const one = timelineOf([[5, 1]])
  expect([...pickIndices(one, 0, 10, 5)]).toEqual([0])
  expect([...pickIndices(one, 5, 5, 5)]).toEqual([0])
  expect([...pickIndices(one, 0, 1, 5)]).toEqual([0])
})

test('lowest and highest of any range are those of a scan, while it grows', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN))
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 3000, size: 'max' }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }),
      (values, ranges) => {
        const index = new MinMaxIndex()
        for (const [place, one] of values.entries()) {
          index.push(one)
          if (place % 397 !== 0 && place !== values.length - 1) continue
          for (const [a, b] of ranges) {
            const [from, to] = [a % (place + 1), b % (place + 1)].toSorted((x, y) => x - y) as [number, number]
            const part = values.slice(from, to + 1)
            const known = part.filter((other) => !Number.isNaN(other))
            const find = (wanted: number): number => (known.length === 0 ? -1 : from + part.indexOf(wanted))
            index.find(from, to)
            expect([index.lowest, index.highest]).toEqual([find(Math.min(...known)), find(Math.max(...known))])
          }
        }
      },
    ),
    { numRuns: 40 },
  )
})
