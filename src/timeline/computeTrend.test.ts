import { describe, expect, it } from 'vitest'
import type { Frame } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../testing/golden'
import { makeMemorySnapshot, makeUid } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { computeTree, pathOf } from './computeTree'
import { pickTrendSamples, ProfileReader, rangeOf } from './computeTrend'
import { Timeline } from './timeline'

const START = 1_000_000
const timelineOf = (rss: readonly number[], more: readonly Frame[] = []): Timeline => {
  const timeline = new Timeline({ tool: '0', created: 0, target: undefined, source: 'live', note: '' })
  rss.forEach((value, seq) =>
    timeline.append(sample(seq, START + seq * 1000, makeMemorySnapshot({ rss: value, query: 1, generation: 'P2' }))),
  )
  for (const frame of more) timeline.append(frame)
  return timeline
}
const sample = (seq: number, at: number, snapshot: Snapshot): Frame => ({
  kind: 'sample',
  seq,
  at,
  tookMs: undefined,
  wireBytes: undefined,
  snapshot,
})

describe('the samples of a trend', () => {
  it('takes them all when they are few', () => {
    const timeline = timelineOf([1, 2, 3, 4])
    expect(pickTrendSamples(timeline, START + 1000, START + 3000, 3).indices).toEqual([1, 2, 3])
    expect(pickTrendSamples(timeline, START, START + 9000, 1).indices).toEqual([0, 1])
    expect(pickTrendSamples(timeline, START + 5000, START + 9000, 3).indices).toEqual([])
  })

  it('takes about sixty of many, the ends, the highest and the lowest RSS among them', () => {
    const rss = Array.from({ length: 2000 }, (_, index) => (index === 777 ? 9e9 : index === 1500 ? 2 : 1000 + (index % 7)))
    const { indices } = pickTrendSamples(timelineOf(rss), 0, 9e9, 1999)
    expect(indices.length).toBeLessThanOrEqual(62)
    expect(indices).toEqual(expect.arrayContaining([0, 777, 1500, 1999]))
    expect(indices).toEqual(indices.toSorted((a, b) => a - b))
  })

  it('keeps nearly all of them when one sample is added', () => {
    const rss = Array.from({ length: 1001 }, (_, index) => 1000 + ((index * 37) % 101))
    const timeline = timelineOf(rss)
    const before = new Set(pickTrendSamples(timeline, 0, 9e9, 999).indices)
    const after = pickTrendSamples(timeline, 0, 9e9, 1000).indices
    expect(after.filter((index) => !before.has(index)).length).toBeLessThanOrEqual(2)
  })

  it('breaks at gaps and restarts, and nowhere else', () => {
    const timeline = timelineOf(
      [1, 2, 3, 4, 5],
      [
        { kind: 'gap', from: START + 1000, to: START + 2000, why: 'connection refused', tries: 2 },
        { kind: 'mark', at: START + 4000, mark: 'restart', text: '' },
        { kind: 'mark', at: START + 3000, mark: 'note', text: '' },
      ],
    )
    expect(pickTrendSamples(timeline, 0, 9e9, 4).broken).toEqual([false, false, true, false, true])
  })

  it('has no scale without values, and never takes a gap for one', () => {
    expect(rangeOf([])).toBeUndefined()
    expect(rangeOf([Number.NaN])).toBeUndefined()
    expect(rangeOf([Number.NaN, -3, 5])).toEqual({ min: -3, max: 5 })
  })
})

describe('reading the points of a trend', () => {
  for (const version of GOLDEN_VERSIONS) {
    it(`reads at the place of each row what the row shows, in every golden ${version} tree`, () => {
      for (const { root } of readGoldenFiles(version)) {
        const reader = new ProfileReader(root)
        for (const mode of ['merged', 'raw'] as const) {
          const tree = computeTree(root, mode)
          const valued = tree.rows
            .map((row, index) => ({ row, index }))
            .filter(({ row }) => row.counter !== undefined || row.origin === 'sum')
          const read = valued.map(({ row, index }) => reader.read({ path: pathOf(tree, index), sum: row.origin === 'sum' }))
          expect(read).toEqual(valued.map(({ row }) => Number(row.value)))
        }
      }
    })
  }

  it('finds a tracker in a long list, and tells absent from zero', () => {
    const tasks = Array.from({ length: 300 }, (_, index) => ({
      label: `Query#Id=${index}-1`,
      type: 'query' as const,
      uid: makeUid(index + 1),
      current: index,
    }))
    const reader = new ProfileReader(makeMemorySnapshot({ tasks }).profile)
    const read = (index: number) =>
      reader.read({
        path: [
          'nProcessProfile',
          'nMemoryProfile',
          'nAllTasksMemorySnapshot',
          'nQueryTasks',
          `nQuery#Id=${index}-1@query@id=${makeUid(index + 1)}`,
        ],
        sum: false,
      })
    expect([read(0), read(299), read(300)]).toEqual([0, 299, Number.NaN])
    expect(new ProfileReader(undefined).read({ path: ['nProcessProfile'], sum: true })).toBeNaN()
  })

  it('follows a node from one generation to the next', () => {
    const path = ['nProcessProfile', 'nMemoryProfile', 'nMemoryOverviewSnapshot', 'nTrackedMemory']
    const read = (generation: 'P1' | 'P2') =>
      new ProfileReader(makeMemorySnapshot({ generation, query: 7 }).profile).read({ path, sum: false })
    expect([read('P1'), read('P2')]).toEqual([7, 7])
  })

  it('takes keys of Object.prototype for names', () => {
    const reader = new ProfileReader(makeSnapshot('__proto__\n  - Memory: 3 B').profile)
    expect(reader.read({ path: ['nProcessProfile', 'n__proto__'], sum: false })).toBe(3)
    expect(reader.read({ path: ['nProcessProfile', 'nconstructor'], sum: false })).toBeNaN()
  })
})
