import { describe, expect, it } from 'vitest'
import type { SampleFrame } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import { type Item, mergeFrames } from './mergeFrames'

const T0 = Date.UTC(2026, 10, 23, 6, 0, 0)
const NOW = Date.UTC(2026, 10, 24)

function snapshotOf(process: Partial<Snapshot['process']> = {}, takenAt?: number): Snapshot {
  return {
    takenAt,
    process: {
      name: 'be',
      host: undefined,
      pid: undefined,
      startedAt: undefined,
      version: undefined,
      extra: undefined,
      ...process,
    },
    profile: {
      name: '',
      totalTimeNs: 0,
      localTimePercent: 0,
      info: [],
      events: [],
      counters: [],
      children: [],
      indent: true,
      extra: undefined,
    },
    memoryInfo: undefined,
    source: 'json',
    extra: undefined,
  }
}

const sample = (seq: number, at: number, process: Partial<Snapshot['process']> = {}): SampleFrame => ({
  kind: 'sample',
  seq,
  at,
  tookMs: 3,
  wireBytes: 100,
  snapshot: snapshotOf(process, at),
})

const single = (at: number | undefined, process: Partial<Snapshot['process']> = {}): Item => ({
  kind: 'snapshot',
  at,
  snapshot: snapshotOf(process, at),
})

/** A frame as one short text. */
function sketch(frames: readonly Item[]): string[] {
  return frames.map((frame) => {
    switch (frame.kind) {
      case 'sample':
        return `#${frame.seq} +${frame.at - T0}`
      case 'mark':
        return `${frame.mark} +${frame.at - T0}`
      case 'gap':
        return `gap +${frame.from - T0}..${frame.to - T0}`
      case 'snapshot':
        return 'snapshot'
    }
  })
}

function merge(...inputs: Item[][]): { frames: string[]; notes: string[][] } {
  const { frames, notes } = mergeFrames(inputs, NOW)
  return { frames: sketch(frames), notes: notes.map((list) => list.map(({ message }) => message)) }
}

describe('mergeFrames', () => {
  it('leaves one timeline as it is, with its numbers', () => {
    const items: Item[] = [
      sample(41, T0),
      { kind: 'gap', from: T0 + 5, to: T0 + 9, why: 'refused', tries: 2 },
      sample(42, T0 + 9),
      { kind: 'mark', at: T0 + 9, mark: 'note', text: 'hm' },
    ]
    const { frames, notes } = mergeFrames([items], NOW)
    expect(frames).toEqual(items)
    expect(notes).toEqual([[]])
  })

  it('26: puts inputs together by time, equal times in the order of the inputs', () => {
    const got = merge(
      [single(T0 + 20, { host: 'a' }), single(T0, { host: 'a' })],
      [single(T0 + 20, { host: 'b' }), single(T0 + 10, { host: 'b' })],
    )
    expect(got.frames).toEqual(['#1 +0', '#2 +10', '#3 +20', '#4 +20'])
    expect(got.notes.map((notes) => notes.filter((text) => text.includes('order')))).toEqual([
      ['1 frame was out of order in time: sorted by it.'],
      ['1 frame was out of order in time: sorted by it.'],
    ])
  })

  it('26: counts a sample that is there twice once, and says so', () => {
    const got = merge([sample(1, T0), sample(2, T0 + 5)], [sample(1, T0), sample(2, T0 + 5)])
    expect(got.frames).toEqual(['#1 +0', '#2 +5'])
    expect(got.notes).toEqual([[], ['2 frames stand twice, at the same time and with the same content: counted once.']])
  })

  it('26: keeps two samples of the same time that differ', () => {
    expect(merge([single(T0)], [single(T0, { host: 'other' })]).frames).toEqual(['#1 +0', '#2 +0'])
  })

  it('26: takes seconds and microseconds for what they are, and announces it', () => {
    const seconds = merge([single(T0 / 1000), single(T0 / 1000 + 5)])
    expect(seconds.frames).toEqual(['#1 +0', '#2 +5000'])
    expect(seconds.notes[0]).toEqual([expect.stringContaining('2 times were taken to be in seconds')])
    expect(merge([single(T0 * 1000)]).frames).toEqual(['#1 +0'])
    const { frames } = mergeFrames([[single(T0 / 1000, { startedAt: T0 / 1000 - 60 })]], NOW)
    expect(frames[0]).toMatchObject({ snapshot: { takenAt: T0, process: { startedAt: T0 - 60_000 } } })
  })

  it('26: leaves the years 1970 and 2286 alone', () => {
    const far = Date.UTC(2286, 10, 21)
    expect(mergeFrames([[single(0), single(far)]], NOW)).toMatchObject({ frames: [{ at: 0 }, { at: far }], notes: [[]] })
  })

  it('gives texts without a time one, a second apart, and says so', () => {
    const got = mergeFrames([[single(undefined)], [single(undefined)]], NOW)
    expect(got.frames).toMatchObject([{ at: NOW, snapshot: { takenAt: undefined } }, { at: NOW + 1000 }])
    expect(got.notes[1]![0]!.message).toContain('one second apart')
    expect(mergeFrames([[single(undefined)]], NOW).notes[0]![0]!.message).toBe(
      'The text does not say when it was taken: it stands at the time of reading.',
    )
  })

  it('10: marks a restart where the pid or the start time changes, once', () => {
    const process = { host: 'h', pid: 1 }
    expect(
      merge([sample(1, T0, process), sample(2, T0 + 5, { host: 'h', pid: 2 }), sample(3, T0 + 10, { host: 'h', pid: 2 })]).frames,
    ).toEqual(['#1 +0', 'restart +5', '#2 +5', '#3 +10'])
    expect(merge([sample(1, T0, { startedAt: 1 }), sample(2, T0 + 5, { startedAt: 2 })]).frames).toEqual([
      '#1 +0',
      'restart +5',
      '#2 +5',
    ])
    const marked: Item[] = [
      sample(1, T0, process),
      { kind: 'mark', at: T0 + 5, mark: 'restart', text: 'x' },
      sample(2, T0 + 5, { host: 'h', pid: 2 }),
    ]
    expect(merge(marked).frames).toEqual(['#1 +0', 'restart +5', '#2 +5'])
  })

  it('does not take two processes for one that restarts, nor a process of which nothing is known', () => {
    expect(
      merge([single(T0, { host: 'a', pid: 1 }), single(T0 + 1, { host: 'b', pid: 2 }), single(T0 + 2, { host: 'a', pid: 1 })])
        .frames,
    ).toHaveLength(3)
    expect(merge([single(T0, { pid: 1 }), single(T0 + 1)]).frames).toHaveLength(2)
  })

  it('29: says where two processes come together in one timeline', () => {
    const got = merge([single(T0, { host: 'a' })], [single(T0 + 1, { host: 'b' }), single(T0 + 2, { host: 'b' })])
    expect(got.notes).toEqual([
      [],
      ['A sample is of another process (b) than the first ones (a): they stand in one timeline together.'],
    ])
  })

  it('numbers samples anew where two timelines meet, and says so', () => {
    const got = merge([sample(7, T0), sample(8, T0 + 10)], [sample(7, T0 + 5)])
    expect(got.frames).toEqual(['#1 +0', '#2 +5', '#3 +10'])
    expect(got.notes[0]).toEqual(['The samples were numbered anew, in the order of time.'])
  })
})
