import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame, GapFrame, MarkFrame, SampleFrame } from '../profile/frame'
import { computeMeaning, FIGURE_NAMES } from '../profile/meaning'
import { parseTrackerName } from '../profile/trackerName'
import { computeTasks } from '../profile/task'
import { arbitrarySamples } from '../testing/arbitrarySamples'
import { takeChurn } from '../testing/churn'
import { makeMemorySnapshot, makeUid, type MemoryFigures } from '../testing/makeMemorySnapshot'
import type { BlockPart } from '../profile/block/block'
import { findCounter, findNode } from '../profile/block/lives'
import { BAND_IDS } from './bands'
import { Timeline, type SeriesPath } from './timeline'

const header = { tool: '0.1.0', created: 0, target: 'be-17', source: 'live', note: '' } as const
const START = 1_795_413_847_000

function sampleOf(seq: number, figures: MemoryFigures = {}): SampleFrame {
  const at = START + seq * 5000
  return { kind: 'sample', seq, at, tookMs: 80, wireBytes: 61_000, snapshot: makeMemorySnapshot({ ...figures, at }) }
}

function timelineOf(frames: readonly (Frame | BlockPart)[], options = {}): Timeline {
  const timeline = new Timeline(header, options)
  for (const frame of frames) timeline.append(frame)
  return timeline
}

const all = (timeline: Timeline): SampleFrame[] => Array.from({ length: timeline.length }, (_, index) => timeline.sampleAt(index))

test('any sequence is read back at every index as it was put in, whatever was looked at before', () => {
  fc.assert(
    fc.property(
      arbitrarySamples({ maxLength: 24 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(23), { maxLength: 10 }),
      fc.boolean(),
      (samples, blockSamples, looks, apart) => {
        const timeline = timelineOf(apart ? structuredClone(samples) : samples, { blockSamples })
        for (const look of looks) expect(timeline.sampleAt(look % samples.length)).toStrictEqual(samples[look % samples.length])
        expect(all(timeline)).toStrictEqual(samples)
        expect([...timeline.frames()]).toStrictEqual(samples)
        for (const [index, sample] of samples.entries()) {
          expect(timeline.times.at(index)).toBe(sample.at)
          expect(timeline.meaningAt(index)).toStrictEqual(computeMeaning(sample.snapshot))
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('cases 12 and 26: samples that come late or twice stand where their time says, and twice means once', () => {
  fc.assert(
    fc.property(
      arbitrarySamples({ maxLength: 20, jumps: true }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(19),
      (samples, blockSamples, again) => {
        const timeline = timelineOf(samples, { blockSamples })
        const before = timeline.duplicates
        timeline.append(structuredClone(samples[again % samples.length]!))
        expect(timeline.duplicates).toBe(before + 1)
        const expected: SampleFrame[] = []
        for (const sample of samples)
          if (!expected.some((known) => known.at === sample.at && known.seq === sample.seq && sameText(known, sample)))
            expected.push(sample)
        expected.sort((a, b) => a.at - b.at)
        expect(all(timeline)).toStrictEqual(expected)
        const rss = expected.map(({ snapshot }) => computeMeaning(snapshot).rss)
        expect(expected.map((_, index) => timeline.column('rss').at(index))).toEqual(
          rss.map((figure) => (figure ? Number(figure.value) : Number.NaN)),
        )
      },
    ),
    { numRuns: 100 },
  )
})

function sameText(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'bigint' || typeof one === 'number'
        ? String(Object.is(one, -0) ? '-0' : one)
        : one instanceof Map
          ? [...one]
          : one,
    )
  return text(a) === text(b)
}

test('a series has, at every sample, what the snapshot has there', () => {
  const paths: [SeriesPath, SeriesPath][] = [
    [['Overview'], ['Rss']],
    [['Overview'], ['Memory', 'Reserved']],
    [['a'], ['Memory']],
    [['All', ['a', 1]], ['Memory']],
    [['All', 'a', 'a'], ['Memory']],
    [['nobody'], ['Memory']],
  ]
  fc.assert(
    fc.property(arbitrarySamples({ maxLength: 20 }), fc.integer({ min: 1, max: 6 }), (samples, blockSamples) => {
      const timeline = new Timeline(header, { blockSamples })
      const columns = paths.map(
        ([node, counter]) => [timeline.series(node, counter), timeline.series(node, counter, 'peak')] as const,
      )
      for (const [count, sample] of samples.entries()) {
        timeline.append(sample)
        for (const [place, [node, counter]] of paths.entries())
          for (let index = count % 3 === 0 ? 0 : count; index <= count; index++) {
            const found = findCounter(findNode(samples[index]!.snapshot.profile, node), counter)
            expect(columns[place]![0].at(index)).toBe(found ? Number(found.value) : Number.NaN)
            expect(columns[place]![1].at(index)).toBe(found?.peak === undefined ? Number.NaN : Number(found.peak))
          }
      }
    }),
    { numRuns: 150 },
  )
})

test('a day of churn: tasks, lives and trends are those of the snapshots', () => {
  const samples = takeChurn(120, { trackers: 40 })
  const timeline = timelineOf(samples, { blockSamples: 25 })
  expect(all(timeline)).toStrictEqual(samples)
  const lives = new Map<string, { first: number; last: number; highest: number }>()
  for (const [index, { snapshot }] of samples.entries())
    for (const { uid, current } of computeTasks(snapshot)!.tasks) {
      const value = Number(current!.value)
      const life = lives.get(uid) ?? { first: index, last: index, highest: value }
      lives.set(uid, { first: life.first, last: index, highest: Math.max(life.highest, value) })
    }
  expect(lives.size).toBeGreaterThan(300)
  for (const [uid, { first, last, highest }] of lives)
    expect(timeline.taskLife(uid)).toEqual({
      firstSeen: samples[first]!.at,
      lastSeen: samples[last]!.at,
      firstIndex: first,
      lastIndex: last,
      highest,
    })
  const [uid] = [...lives].find(([, { first, last }]) => last - first > 30)!
  const line = timeline.trackerSeries(uid)
  for (const [index, { snapshot }] of samples.entries()) {
    const task = computeTasks(snapshot)!.tasks.find((one) => one.uid === uid)
    expect(line.at(index)).toBe(task ? Number(task.current!.value) : Number.NaN)
  }
  expect(timeline.taskLife('0000000000000000-0000000000000000')).toBeUndefined()
})

test('case 21: a task that goes and comes back with the same label and another uid is another task', () => {
  const task = (uid: number, current: number) => ({ type: 'load', label: 'Load#Id=a', current, uid: makeUid(uid) }) as const
  const timeline = timelineOf([
    sampleOf(1, { tasks: [task(501, 5)] }),
    sampleOf(2),
    sampleOf(3, { tasks: [task(502, 9)] }),
    sampleOf(4, { tasks: [task(501, 7)] }),
  ])
  expect(timeline.taskLife(makeUid(501))).toMatchObject({ firstIndex: 0, lastIndex: 3, highest: 7 })
  expect(timeline.taskLife(makeUid(502))).toMatchObject({ firstIndex: 2, lastIndex: 2, highest: 9 })
  expect(Array.from({ length: 4 }, (_, index) => timeline.trackerSeries(makeUid(501)).at(index))).toEqual([5, NaN, NaN, 7])
  expect(parseTrackerName(`Load#Id=a@load@id=${makeUid(501)}`)?.uid).toBe(makeUid(501))
})

test('case 16: integers beyond 2^53 stay exact in a packed snapshot and come near in a column', () => {
  const rss = 2n ** 62n + 1n
  const timeline = timelineOf([sampleOf(1, { rss }), sampleOf(2, { rss: rss + 1n }), sampleOf(3, { rss: 5 })], {
    blockSamples: 2,
  })
  expect(timeline.meaningAt(1).rss?.value).toBe(rss + 1n)
  expect(timeline.column('rss').at(0)).toBe(2 ** 62)
  expect(timeline.series(['MemoryProfile', 'MemoryOverviewSnapshot'], ['PhysicalMemory(VmRSS)']).at(2)).toBe(5)
})

test('case 10: restarts are where pid or start time change, and stay there as samples are packed', () => {
  const pids = [1, 1, 2, 2, 2, 3, 3]
  const samples = pids.map((pid, index) => sampleOf(index, { process: { pid } }))
  for (const blockSamples of [2, 3, 100]) expect(timelineOf(samples, { blockSamples }).restarts).toEqual([2, 5])
  expect(timelineOf(samples.toReversed(), { blockSamples: 2 }).restarts).toEqual([2, 5])
  expect(timelineOf([sampleOf(1, { process: { pid: undefined } }), sampleOf(2, { process: { pid: 4 } })]).restarts).toEqual([])
})

const gap = (from: number, to: number, tries = 1): GapFrame => ({ kind: 'gap', from, to, why: 'connection refused', tries })
const mark = (at: number, text: string): MarkFrame => ({ kind: 'mark', at, mark: 'note', text })

test('a gap that grows is one gap; gaps and marks stand in order of time', () => {
  const timeline = timelineOf([gap(50, 60), gap(10, 20), gap(50, 90, 3), mark(7, 'b'), mark(3, 'a'), mark(7, 'c')])
  expect(timeline.gaps).toEqual([gap(10, 20), gap(50, 90, 3)])
  expect(timeline.marks.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  expect(timeline.duplicates).toBe(0)
  for (const again of [gap(10, 20), gap(50, 60), mark(7, 'b')]) timeline.append(again)
  expect(timeline.duplicates).toBe(3)
  expect(timeline.gaps).toHaveLength(2)
})

test('frames come in order of time, as they are saved', () => {
  const [first, second] = [sampleOf(1), sampleOf(2)]
  const between = gap(first.at + 1, second.at - 1)
  const note = mark(second.at + 9, 'after')
  expect([...timelineOf([note, first, second, between]).frames()]).toEqual([first, between, second, note])
})

test('indices by time', () => {
  const timeline = timelineOf([sampleOf(1), sampleOf(2), sampleOf(3)])
  const at = (seq: number): number => START + seq * 5000
  expect([at(0), at(1), at(2) - 1, at(2), at(9)].map((time) => timeline.indexAt(time))).toEqual([-1, 0, 0, 1, 2])
  expect([at(0), at(1) + 2500, at(1) + 2501, at(9)].map((time) => timeline.nearestIndex(time))).toEqual([0, 0, 1, 2])
  expect(new Timeline(header).nearestIndex(5)).toBe(-1)
  expect(() => timeline.sampleAt(3)).toThrow('no sample 3 of 3')
  expect(timeline.column('rss').at(-1)).toBeNaN()
})

test('every change can be seen by its version', () => {
  const timeline = new Timeline(header)
  const versions = [sampleOf(1), gap(1, 2), gap(1, 3), mark(1, 'a')].map((frame) => (timeline.append(frame), timeline.version))
  expect(versions).toEqual([1, 2, 3, 4])
})

test('beyond its bound the oldest part is thinned by whole samples, and it says so', () => {
  const samples = takeChurn(700, { trackers: 15 })
  const maxBytes = 700_000
  const timeline = new Timeline(header, { maxBytes, blockSamples: 10 })
  let most = 0
  const marked = samples[333]!.at + 1
  timeline.append(mark(marked, 'deploy'))
  timeline.append(gap(samples[410]!.at, samples[411]!.at))
  for (const sample of samples) {
    timeline.append(sample)
    most = Math.max(most, timeline.approximateBytes)
  }
  expect(timeline.length).toBeLessThan(samples.length)
  // A block that is full meanwhile, before the next step of thinning is done.
  expect(most).toBeLessThan(maxBytes * 1.25)
  const { before, kept, of } = timeline.thinned!
  expect(timeline.length + of - kept).toBe(samples.length)
  expect(timeline.times.at(kept)).toBe(before)

  // What is left is exactly some of what was put in; newer than `before` all of it.
  const left = all(timeline)
  const bySeq = new Map(samples.map((sample) => [sample.seq, sample]))
  for (const sample of left) expect(sample).toStrictEqual(bySeq.get(sample.seq))
  expect(left.filter(({ at }) => at >= before)).toStrictEqual(samples.filter(({ at }) => at >= before))
  // The first, the extremes, and what stands around marks and gaps.
  const rss = samples.map(({ snapshot }) => Number(computeMeaning(snapshot).rss!.value))
  const seqs = new Set(left.map(({ seq }) => seq))
  const extreme = (pick: (...values: number[]) => number): number => samples[rss.indexOf(pick(...rss))]!.seq
  for (const seq of [
    1,
    extreme(Math.max),
    extreme(Math.min),
    samples[333]!.seq,
    samples[334]!.seq,
    samples[410]!.seq,
    samples[411]!.seq,
  ])
    expect(seqs).toContain(seq)
  // The columns went along.
  for (const [index, sample] of left.entries()) {
    expect(timeline.times.at(index)).toBe(sample.at)
    expect(timeline.column('rss').at(index)).toBe(rss[sample.seq - 1])
  }
  expect(timeline.sampleAt(timeline.loadRange(0, timeline.length - 1).highest).seq).toBe(extreme(Math.max))
  // Older parts are thinner.
  const half = left.filter(({ seq }) => seq <= 350).length
  expect(half).toBeLessThan(left.length - half)
})

test('a bound that is lowered while it grows thins it with the samples that come; a note that is taken away is gone', () => {
  const samples = takeChurn(400, { trackers: 15 })
  const timeline = new Timeline(header, { blockSamples: 10 })
  for (const sample of samples.slice(0, 300)) timeline.append(sample)
  expect(timeline.thinned).toBeUndefined()
  const before = timeline.approximateBytes
  timeline.maxBytes = before / 2
  for (const sample of samples.slice(300)) timeline.append(sample)
  expect(timeline.thinned).toBeDefined()
  expect(timeline.approximateBytes).toBeLessThan(before)
  expect(timeline.sampleAt(timeline.length - 1)).toStrictEqual(samples[399])

  const note = mark(samples[50]!.at, 'wrong')
  timeline.append(note)
  expect(timeline.removeMark(note)).toBe(true)
  expect(timeline.removeMark(note)).toBe(false)
  expect(timeline.marks).toEqual([])
})

test('thinned under any bound, the bands still add up to RSS at every sample that is kept', () => {
  const samples = takeChurn(240, { trackers: 6 })
  fc.assert(
    fc.property(fc.integer({ min: 100_000, max: 400_000 }), fc.integer({ min: 4, max: 30 }), (maxBytes, blockSamples) => {
      const timeline = timelineOf(samples, { maxBytes, blockSamples })
      const bySeq = new Map(samples.map((sample) => [sample.seq, sample]))
      for (let index = 0; index < timeline.length; index++) {
        let sum = 0
        for (const id of BAND_IDS) sum += timeline.band(id).at(index) || 0
        expect(sum).toBe(timeline.column('rss').at(index))
        const sample = timeline.sampleAt(index)
        expect(sample).toStrictEqual(bySeq.get(sample.seq))
        expect(sum).toBe(Number(computeMeaning(sample.snapshot).rss!.value))
      }
    }),
    { numRuns: 12 },
  )
  expect(timelineOf(samples, { maxBytes: 100_000, blockSamples: 10 }).length).toBeLessThan(samples.length)
})

test('without a bound nothing is thinned', () => {
  expect(timelineOf(takeChurn(120, { trackers: 5 }), { blockSamples: 10 }).thinned).toBeUndefined()
})

test('where nearly every sample is an edge, the bound still holds', () => {
  const timeline = new Timeline(header, { maxBytes: 300_000, blockSamples: 20 })
  for (const sample of takeChurn(300, { trackers: 8 })) {
    timeline.append(sample)
    timeline.append(mark(sample.at, 'flap'))
  }
  expect(timeline.approximateBytes).toBeLessThan(450_000)
  expect(timeline.marks).toHaveLength(300)
})

test('saved by its blocks and put together again it is the same timeline', () => {
  fc.assert(
    fc.property(
      arbitrarySamples({ maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(20),
      (samples, blockSamples, place) => {
        const before = timelineOf(samples, { blockSamples })
        const at = samples[place % samples.length]!.at
        for (const frame of [gap(at - 2, at - 1), mark(at, 'here')]) before.append(frame)
        const parts = [...before.parts()]
        const after = timelineOf([], { blockSamples: 3 })
        for (const part of parts) after.append(part)
        expect([...after.frames()]).toStrictEqual([...before.frames()])
        expect(after.restarts).toEqual(before.restarts)
        expect(after.duplicates).toBe(0)
        for (let index = 0; index < samples.length; index++)
          expect(after.column('rss').at(index)).toBe(before.column('rss').at(index))
        // A block that is there already adds nothing, sample by sample.
        for (const part of parts) after.append(part)
        expect(after.length).toBe(samples.length)
        expect(after.duplicates).toBe(samples.length + 2)
      },
    ),
    { numRuns: 100 },
  )
})

test('the columns of a block that is taken in whole are those of its samples', () => {
  const before = timelineOf(takeChurn(60, { trackers: 20 }), { blockSamples: 20 })
  const after = timelineOf([...before.parts()])
  for (const name of FIGURE_NAMES)
    for (let index = 0; index < 60; index++) expect(after.column(name).at(index)).toBe(before.column(name).at(index))
  for (const band of BAND_IDS)
    for (let index = 0; index < 60; index++) expect(after.band(band).at(index)).toBe(before.band(band).at(index))
  expect(all(after)).toStrictEqual(all(before))
})
