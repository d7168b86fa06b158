import { describe, expect, it } from 'vitest'
import type { Frame } from '../profile/frame'
import type { ProfileNode } from '../profile/node'
import type { Snapshot } from '../profile/snapshot'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../testing/golden'
import { makeMemorySnapshot, makeUid } from '../testing/makeMemorySnapshot'
import { computeTree, type Tree } from './computeTree'
import { pickTrendSamples, rangeOf, readTrend, trendTargetOf } from './computeTrend'
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
  const oneSample = (profile: ProfileNode): Timeline => {
    const timeline = timelineOf([])
    timeline.append(sample(0, START, { ...makeMemorySnapshot(), profile }))
    return timeline
  }
  /** Rows whose trend does not end in the value that they show. */
  const findWrong = (timeline: Timeline, tree: Tree): string[] =>
    tree.rows.flatMap((row, index) => {
      const target = trendTargetOf(tree, index)
      if (!target) return row.counter ? [`${row.name} has no trend`] : []
      const [value] = readTrend(timeline, target, [timeline.length - 1])
      return Object.is(value, Number(row.value)) ? [] : [`${row.name}: ${value} instead of ${row.value}`]
    })

  for (const version of GOLDEN_VERSIONS) {
    it(`reads at the place of each row what the row shows, in every golden ${version} tree`, () => {
      // Before the first look the overview is empty, so that there is no whole to the sections.
      const files = readGoldenFiles(version).filter(({ name }) => name !== 'memory_profile_initial')
      const wrong = files.flatMap(({ name, root }) => {
        const timeline = oneSample(root)
        return (['merged', 'raw'] as const).flatMap((mode) =>
          findWrong(timeline, computeTree(root, mode)).map((what) => `${name}, ${mode}: ${what}`),
        )
      })
      expect(wrong).toEqual([])
    })
  }

  it('reads sums from the whole that they are the parts of, and packed samples as new ones', () => {
    const tasks = [{ label: 'Query#Id=1-1', type: 'query' as const, uid: makeUid(900), current: 0 }]
    const timeline = timelineOf([])
    const count = 1500
    for (let seq = 0; seq < count; seq++) {
      timeline.append(
        sample(
          seq,
          START + seq * 1000,
          makeMemorySnapshot({ rss: 1e6 + seq, global: seq, tasks: [{ ...tasks[0]!, current: seq % 7 }] }),
        ),
      )
    }
    const tree = computeTree(timeline.sampleAt(count - 1).snapshot.profile!, 'merged')
    expect(findWrong(timeline, tree)).toEqual([])
    const read = (name: string): number[] => {
      const target = trendTargetOf(
        tree,
        tree.rows.findIndex((row) => row.name.startsWith(name)),
      )
      return [...readTrend(timeline, target!, [0, 1, 777, 1499])]
    }
    expect(read('PhysicalMemory')).toEqual([1e6, 1e6 + 1, 1e6 + 777, 1e6 + 1499])
    expect(read('GlobalMemorySnapshot')).toEqual([0, 1, 777, 1499])
    expect(read('QueryTasks')).toEqual([0, 1, 0, 1])
    expect(read('Query#Id')).toEqual([0, 1, 0, 1])
  })

  it('tells absent from zero, and follows a node from one generation to the next', () => {
    const timeline = timelineOf([])
    for (const [seq, generation] of (['P1', 'P2'] as const).entries()) {
      timeline.append(
        sample(
          seq,
          START + seq,
          makeMemorySnapshot({
            generation,
            query: 7,
            tasks: seq === 0 ? [] : [{ label: 'A', type: 'load', current: 0, uid: makeUid(901) }],
          }),
        ),
      )
    }
    const node = ['MemoryProfile', 'MemoryOverviewSnapshot', 'TrackedMemory']
    expect([...readTrend(timeline, { kind: 'counter', node, counters: [['Memory'], ['CurrentUsage']] }, [0, 1])]).toEqual([7, 7])
    expect([...readTrend(timeline, { kind: 'tracker', uid: makeUid(901) }, [0, 1])]).toEqual([Number.NaN, 0])
    expect([...readTrend(timeline, { kind: 'counter', node: ['__proto__'], counters: [['constructor']] }, [0])]).toEqual([
      Number.NaN,
    ])
  })
})
