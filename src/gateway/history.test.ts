import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readProfileJson } from '../format/json/read'
import { SessionReader } from '../format/session/read'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import { makeProfileText } from '../testing/misbehavingUpstream'
import { History, type HistoryBody } from './history'

const HEADER: TimelineHeader = { tool: 'memlane test', created: 0, target: 'be1', source: 'live', note: '' }
const HOUR = 3_600_000

function sample(seq: number, at = seq * 5000, tasks = 3, step = 0): SampleFrame {
  const snapshot = readProfileJson(makeProfileText({ rss: 1_000_000 + seq, takenAt: at, tasks, step }))
  return { kind: 'sample', seq, at, tookMs: 7, wireBytes: 1234, snapshot }
}

async function textOf(body: HistoryBody): Promise<string> {
  const pieces: Uint8Array[] = []
  for (const piece of body.pieces) pieces.push(typeof piece === 'function' ? await piece() : piece)
  const bytes = Buffer.concat(pieces)
  expect(bytes.length).toBe(body.length)
  return (body.encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

interface Line {
  readonly k: string
  readonly seq?: number
  readonly from?: number
  readonly to?: number
  readonly tries?: number
}

async function linesOf(history: History, after?: number, gzip = false): Promise<Line[]> {
  const text = await textOf(await history.read(after, gzip))
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

function filled(count: number, limits = { keepMs: HOUR, maxBytes: 1e9 }): History {
  const history = new History(HEADER, limits)
  for (let seq = 1; seq <= count; seq++) history.addSample(sample(seq))
  return history
}

/** Compressing closed groups happens on the side. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

describe('what a gateway keeps of a target', () => {
  it('comes back as it was put in, whole or from any sample on, packed or not', async () => {
    const history = filled(150)
    for (const pause of [false, true]) {
      if (pause) await settle()
      for (const gzip of [false, true]) {
        for (const after of [undefined, 1, 59, 60, 61, 119, 120, 121, 149, 150]) {
          const lines = await linesOf(history, after, gzip)
          expect(lines.map(({ seq }) => seq)).toEqual(
            Array.from({ length: 150 - (after ?? 0) }, (_, index) => (after ?? 0) + index + 1),
          )
        }
      }
    }
    const reader = new SessionReader()
    const frames: Frame[] = []
    for (const line of (await textOf(await history.read(undefined, true))).split('\n')) {
      const frame = line === '' ? undefined : reader.readLine(line)
      if (frame) frames.push(frame)
    }
    expect(frames).toEqual(Array.from({ length: 150 }, (_, index) => sample(index + 1)))
  })

  it('begins with a key frame when all is asked, or what is asked is not held', async () => {
    const history = filled(130, { keepMs: 300_000, maxBytes: 1e9 })
    for (const after of [undefined, 0, 5, 131, 9e14]) {
      const lines = await linesOf(history, after)
      expect(lines[0]).toMatchObject({ k: 'key' })
      expect(lines.at(-1)).toMatchObject({ seq: 130 })
    }
  })

  it('keeps an hour, in whole groups', async () => {
    const history = filled(1000)
    const lines = await linesOf(history)
    // 720 samples of 5 s, and what else is in the group of the oldest.
    expect(lines.length).toBeGreaterThanOrEqual(720)
    expect(lines.length).toBeLessThan(720 + 60)
    expect(lines[0]!.k).toBe('key')
  })

  it('is bounded in bytes: the oldest goes first, the newest is always there', async () => {
    const maxBytes = 50_000
    const history = new History(HEADER, { keepMs: HOUR, maxBytes })
    let most = 0
    for (let seq = 1; seq <= 400; seq++) {
      // Every tracker changes with every sample: the worst that a delta can be.
      history.addSample(sample(seq, seq * 1000, 200, seq))
      if (seq % 20 === 0) await settle()
      most = Math.max(most, history.bytes)
    }
    const lines = await linesOf(history)
    const keyBytes = JSON.stringify(lines[0]).length
    expect(most).toBeLessThan(maxBytes + 4 * keyBytes)
    expect(lines[0]!.k).toBe('key')
    expect(lines.at(-1)!.seq).toBe(400)
    expect(lines.length).toBeLessThan(400)
  })

  it('keeps one sample that is larger than all that may be kept', async () => {
    const history = new History(HEADER, { keepMs: HOUR, maxBytes: 1000 })
    history.addSample(sample(1, 1000, 50))
    history.addSample(sample(2, 2000, 60))
    expect((await linesOf(history)).at(-1)).toMatchObject({ seq: 2 })
  })

  it('lets a gap grow in place, and ends it with the sample', async () => {
    const history = filled(2)
    const gap = { kind: 'gap', from: 10_000, why: 'connection refused' } as const
    history.setGap({ ...gap, to: 12_000, tries: 1 })
    expect(await linesOf(history, 2)).toEqual([{ k: 'gap', from: 10_000, to: 12_000, why: 'connection refused', tries: 1 }])
    history.setGap({ ...gap, to: 15_000, tries: 2 })
    expect(await linesOf(history, 2)).toMatchObject([{ k: 'gap', from: 10_000, to: 15_000, tries: 2 }])
    history.setGap({ ...gap, to: 20_000, tries: 2 })
    history.addMark({ kind: 'mark', at: 20_000, mark: 'restart', text: 'The process restarted.' })
    history.addSample(sample(3, 20_000))
    expect((await linesOf(history, 2)).map(({ k }) => k)).toEqual(['gap', 'mark', 'key'])
    history.setGap({ ...gap, from: 20_000, to: 22_000, tries: 1 })
    history.addSample(sample(4, 25_000))
    expect((await linesOf(history)).filter(({ k }) => k === 'gap')).toMatchObject([
      { from: 10_000, to: 20_000 },
      { from: 20_000, to: 22_000 },
    ])
  })

  it('says a gap from before the first sample, behind that sample', async () => {
    const history = new History(HEADER, { keepMs: HOUR, maxBytes: 1e9 })
    expect(await linesOf(history)).toEqual([])
    history.setGap({ kind: 'gap', from: 1000, to: 1000, why: 'connection refused', tries: 1 })
    history.setGap({ kind: 'gap', from: 1000, to: 3000, why: 'connection refused', tries: 2 })
    expect((await linesOf(history)).map(({ k, to }) => [k, to])).toEqual([['gap', 3000]])
    history.addSample(sample(1, 5000))
    expect((await linesOf(history)).map(({ k, to }) => [k, to])).toEqual([
      ['key', undefined],
      ['gap', 3000],
    ])
  })

  it('goes on where numbers are missing: they were lost by a recorder that was killed', async () => {
    const history = filled(3)
    for (const seq of [7, 8, 9]) history.addSample(sample(seq))
    const seqs = async (after?: number): Promise<(number | undefined)[]> => (await linesOf(history, after)).map(({ seq }) => seq)
    expect(await seqs()).toEqual([1, 2, 3, 7, 8, 9])
    expect(await seqs(2)).toEqual([3, 7, 8, 9])
    for (const lost of [3, 4, 6]) expect(await seqs(lost)).toEqual([7, 8, 9])
    expect(await seqs(8)).toEqual([9])
  })

  it('is put together once for all who ask the same', async () => {
    const history = filled(70)
    expect(history.read(60, true)).toBe(history.read(60, true))
    const before = history.read(60, true)
    history.addSample(sample(71))
    expect(history.read(60, true)).not.toBe(before)
    // The one who asked before still gets what there was when it asked.
    expect((await textOf(await before)).trimEnd().split('\n')).toHaveLength(10)
  })
})
