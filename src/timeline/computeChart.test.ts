import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../profile/snapshot'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeProcess } from '../testing/makeSnapshot'
import { BAND_IDS, type BandId } from './bands'
import {
  computeBreaks,
  computeChart,
  findGapAt,
  findGaps,
  findHighestAfter,
  findMoments,
  type ChartChoice,
  type ChartGeometry,
} from './computeChart'
import { Timeline } from './timeline'

const STACK: ChartChoice = { mode: 'stack', solo: undefined, hidden: [] }

function makeTimeline(samples: readonly (MemoryFigures | Snapshot)[], everyMs = 5000): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: 'be-1', source: 'live', note: '' })
  for (const [index, sample] of samples.entries()) {
    const snapshot =
      'process' in sample && 'source' in sample ? (sample as Snapshot) : makeMemorySnapshot(sample as MemoryFigures)
    timeline.append({ kind: 'sample', seq: index + 1, at: (index + 1) * everyMs, tookMs: 1, wireBytes: 1, snapshot })
  }
  return timeline
}

const all = (timeline: Timeline): number[] => Array.from({ length: timeline.length }, (_, index) => index)

function layer(geometry: ChartGeometry, id: BandId): { readonly low: number; readonly high: number } {
  const found = geometry.layers.find((one) => one.id === id)!
  return { low: found.low[0]!, high: found.high[0]! }
}

const STATUS_ONLY: Snapshot = {
  takenAt: undefined,
  process: makeProcess(),
  profile: undefined,
  memoryInfo: {
    properties: undefined,
    status: {
      physical: undefined,
      used: undefined,
      rss: { value: 700, error: 5 },
      jemallocCache: undefined,
      reserved: undefined,
      waitingRefresh: undefined,
      limit: undefined,
      softLimit: undefined,
      available: undefined,
      lowWaterMark: undefined,
      warningWaterMark: undefined,
      extra: undefined,
    },
    options: undefined,
    allocator: undefined,
    extra: undefined,
  },
  source: 'P2',
  extra: undefined,
}

describe('computeChart', () => {
  test('bands lie on each other from 0 to RSS, untracked on top', () => {
    const geometry = computeChart(makeTimeline([{ rss: 100, cache: 10, global: 20, query: 30 }]), [0], STACK)
    expect(layer(geometry, 'cacheMetadata')).toEqual({ low: 0, high: 10 })
    expect(layer(geometry, 'global')).toEqual({ low: 10, high: 30 })
    expect(layer(geometry, 'query')).toEqual({ low: 30, high: 60 })
    expect(layer(geometry, 'untracked')).toEqual({ low: 60, high: 100 })
    expect(geometry).toMatchObject({ low: 0, high: 100 })
    expect(geometry.over.high[0]).toBeNaN()
  })

  test('tracked beyond RSS: the parts keep their size, and what is too much is over-tracked', () => {
    const geometry = computeChart(makeTimeline([{ rss: 50, global: 20, query: 40 }]), [0], STACK)
    expect(layer(geometry, 'query')).toEqual({ low: 20, high: 60 })
    expect(layer(geometry, 'untracked')).toEqual({ low: 60, high: 60 })
    expect([geometry.over.low[0], geometry.over.high[0]]).toEqual([50, 60])
    expect(geometry.high).toBe(60)
  })

  test('a negative part hangs below 0', () => {
    const geometry = computeChart(makeTimeline([{ rss: 50, global: -6, query: 40 }]), [0], STACK)
    expect(layer(geometry, 'global')).toEqual({ low: -6, high: 0 })
    expect(layer(geometry, 'query')).toEqual({ low: 0, high: 40 })
    expect(layer(geometry, 'untracked')).toEqual({ low: 40, high: 56 })
    expect(geometry.low).toBe(-6)
  })

  test('a sample that says RSS only has no bands, and none is drawn as 0', () => {
    const geometry = computeChart(makeTimeline([{ rss: 90, query: 40 }, STATUS_ONLY]), [0, 1], STACK)
    expect([...geometry.hasParts]).toEqual([1, 0])
    expect([...geometry.rss]).toEqual([90, 700])
    expect(geometry.layers.every((one) => Number.isNaN(one.high[1]))).toBe(true)
  })

  test('a hidden band leaves the others on each other, and nothing claims to be over-tracked', () => {
    const choice: ChartChoice = { ...STACK, hidden: ['global'] }
    const geometry = computeChart(makeTimeline([{ rss: 50, global: 20, query: 40 }]), [0], choice)
    expect(layer(geometry, 'query')).toEqual({ low: 0, high: 40 })
    expect(geometry.layers.map((one) => one.id)).toEqual(BAND_IDS.filter((id) => id !== 'global'))
    expect(geometry.over.high[0]).toBeNaN()
  })

  test('solo has the whole height: no RSS line', () => {
    const geometry = computeChart(makeTimeline([{ rss: 500, global: 20, query: 40 }]), [0], { ...STACK, solo: 'query' })
    expect(geometry.layers.map((one) => one.id)).toEqual(['query'])
    expect(layer(geometry, 'query')).toEqual({ low: 0, high: 40 })
    expect(geometry.rss[0]).toBeNaN()
    expect(geometry.high).toBe(40)
  })

  test('solo of a negative untracked hangs below 0 instead of vanishing', () => {
    const geometry = computeChart(makeTimeline([{ rss: 50, query: 60 }]), [0], { ...STACK, solo: 'untracked' })
    expect(layer(geometry, 'untracked')).toEqual({ low: -10, high: 0 })
    expect(geometry.low).toBe(-10)
  })

  test('lines are each at their own value', () => {
    const geometry = computeChart(makeTimeline([{ rss: 50, global: -6, query: 40 }]), [0], { ...STACK, mode: 'lines' })
    expect(layer(geometry, 'query')).toEqual({ low: 40, high: 40 })
    expect(layer(geometry, 'global')).toEqual({ low: -6, high: -6 })
    expect(geometry).toMatchObject({ low: -6, high: 50 })
  })

  test('whatever the parts are, the heights that are drawn add up to RSS at each picked sample', () => {
    const part = fc.integer({ min: 0, max: 2 ** 40 })
    const sample = fc.record({
      rss: part,
      query: part,
      load: part,
      global: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      cache: part,
      metadata: part,
      jemallocCache: part,
      memtables: part,
    })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 12 }), fc.nat(), (samples, skip) => {
        const timeline = makeTimeline(samples)
        const picked = all(timeline).filter((index) => index % ((skip % 3) + 1) === 0)
        const geometry = computeChart(timeline, picked, STACK)
        for (let place = 0; place < geometry.count; place++) {
          const rss = samples[picked[place]!]!.rss
          const untracked = timeline.column('untracked').at(picked[place]!)
          let top = 0
          let bottom = 0
          for (const { low, high } of geometry.layers) {
            expect(low[place] === bottom || low[place] === top || high[place] === bottom).toBe(true)
            top = Math.max(top, high[place]!)
            bottom = Math.min(bottom, low[place]!)
          }
          expect(top + bottom).toBe(rss + Math.max(0, -untracked))
          const over = top > rss ? [rss, top] : [Number.NaN, Number.NaN]
          expect([geometry.over.low[place], geometry.over.high[place]]).toEqual(over)
        }
      }),
    )
  })

  test('a sample that comes later is there at the next look, whatever was looked at before', () => {
    const timeline = makeTimeline([{ rss: 100 }, { rss: 200 }])
    expect([...computeChart(timeline, all(timeline), STACK).rss]).toEqual([100, 200])
    timeline.append({ kind: 'sample', seq: 3, at: 15_000, tookMs: 1, wireBytes: 1, snapshot: makeMemorySnapshot({ rss: 300 }) })
    expect([...computeChart(timeline, all(timeline), STACK).rss]).toEqual([100, 200, 300])
  })
})

describe('gaps and restarts', () => {
  function timelineWithGap(): Timeline {
    const timeline = makeTimeline([{ rss: 1 }, { rss: 2 }, { rss: 3 }, { rss: 4 }, { rss: 5 }])
    timeline.append({ kind: 'gap', from: 10_000, to: 15_000, why: 'connection refused', tries: 2 })
    timeline.append({ kind: 'mark', at: 22_000, mark: 'restart', text: 'pid 1 -> 2' })
    timeline.append({ kind: 'mark', at: 7000, mark: 'note', text: 'a note breaks nothing' })
    return timeline
  }

  test('nothing is joined across them', () => {
    expect([...computeBreaks(timelineWithGap(), [0, 1, 2, 3, 4])]).toEqual([1, 0, 1, 0, 1])
  })

  test('not even where the samples at their edges were thinned away', () => {
    expect([...computeBreaks(timelineWithGap(), [0, 3, 4])]).toEqual([1, 1, 1])
    expect([...computeBreaks(timelineWithGap(), [2, 3])]).toEqual([1, 0])
    expect([...computeBreaks(timelineWithGap(), [])]).toEqual([])
  })

  test('a restart that nobody marked is known by the process; a marked one is said once', () => {
    const timeline = makeTimeline([
      { process: { pid: 1 } },
      { process: { pid: 1 } },
      { process: { pid: 2 } },
      { process: { pid: 2 } },
      { process: { pid: 3 } },
    ])
    timeline.append({ kind: 'mark', at: 23_000, mark: 'restart', text: 'pid 2 -> 3' })
    timeline.append({ kind: 'mark', at: 7000, mark: 'note', text: 'a note breaks nothing' })
    expect([...computeBreaks(timeline, [0, 1, 2, 3, 4])]).toEqual([1, 0, 1, 0, 1])
    expect(findMoments(timeline, 0, 99_000).map((moment) => [moment.at, moment.mark])).toEqual([
      [7000, 'note'],
      [15_000, 'restart'],
      [23_000, 'restart'],
    ])
    expect(findMoments(timeline, 16_000, 20_000)).toEqual([])
  })

  test('a moment in a gap is known as such; its edges are samples', () => {
    const timeline = timelineWithGap()
    expect(findGapAt(timeline, 12_000)).toMatchObject({ from: 10_000, to: 15_000 })
    expect(findGapAt(timeline, 10_000)).toBeUndefined()
    expect(findGapAt(timeline, 15_000)).toBeUndefined()
    expect(findGaps(timeline, 0, 9000)).toEqual([])
    expect(findGaps(timeline, 14_000, 99_000)).toHaveLength(1)
  })

  test('where the words stand, the highest line is known', () => {
    const geometry = computeChart(makeTimeline([{ rss: 90 }, { rss: 10 }, { rss: 20 }]), [0, 1, 2], STACK)
    expect(findHighestAfter(geometry, 9000)).toBe(20)
    expect(findHighestAfter(geometry, 0)).toBe(90)
    expect(findHighestAfter(geometry, 99_000)).toBe(0)
  })
})

test('a status line that says the allocator’s cache besides RSS has no parts: the cache alone would stand where others belong', () => {
  const status = { ...STATUS_ONLY.memoryInfo!.status!, jemallocCache: { value: 7, error: 0 } }
  const bare: Snapshot = { ...STATUS_ONLY, memoryInfo: { ...STATUS_ONLY.memoryInfo!, status } }
  const timeline = makeTimeline([{ rss: 90, query: 40, jemallocCache: 5 }, bare])
  const geometry = computeChart(timeline, [0, 1], STACK)
  expect([...geometry.hasParts]).toEqual([1, 0])
  expect(geometry.layers.map(({ high }) => Number.isNaN(high[1]!))).toEqual(BAND_IDS.map(() => true))
  // By itself, or as a line among lines, it is as good as any.
  const alone = computeChart(timeline, [0, 1], { ...STACK, solo: 'jemalloc' })
  expect([...alone.layers[0]!.high]).toEqual([5, 7])
})
