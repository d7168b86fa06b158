import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { readProfileJson } from '../format/json/read'
import { printProfileJson } from '../format/json/write'
import { SessionReader } from '../format/session/read'
import { SessionWriter } from '../format/session/write'
import { measureBlock } from '../profile/block/block'
import type { SampleFrame } from '../profile/frame'
import { computeTasks } from '../profile/task'
import { churn, takeChurn } from '../testing/churn'
import { ChunkedColumn, type Column } from '../timeline/column'
import { MinMaxIndex } from '../timeline/minMaxIndex'
import { levelFor, pickIndices, type PickSource } from '../timeline/reduce'
import { TimeCells } from '../timeline/timeCells'
import { Timeline } from '../timeline/timeline'
import { measureRatio, quantile, type BenchResult } from './benchResult'

const HEADER = { tool: 'bench', created: 0, target: undefined, source: 'live', note: '' } as const
const DAY = 17_280
const HOUR = 720
const FRAME_MS = 1000 / 60
const NEWLINE = 10
/** What a snapshot may take where it is kept packed, in bytes. */
const PACKED_BYTES = 2000

/** The history of a day and its file: a busy BE with 200 tasks, a sample every 5 s (performance.md). */
export async function benchTimeline(): Promise<BenchResult[]> {
  const results = [...benchFile(), ...(await benchRead())]
  const samples = churn()
  const empty = measureHeap()
  const day = new Timeline(HEADER)
  for (let count = 0; count < DAY; count++) day.append(samples.next().value)
  results.push(...benchHeap(day, measureHeap() - empty), await benchOpen(day), benchAppend(day, samples), ...benchSeek(day))
  results.push(await benchPick('a day', day), await benchPick('a million samples', makeLongColumn(1_000_000)))
  return results
}

/** As the page saves it, in blocks, and as a recorder writes it, sample by sample. */
function benchFile(): BenchResult[] {
  return [200, 2000].flatMap((trackers): BenchResult[] => {
    const timeline = new Timeline(HEADER)
    for (const sample of churn({ trackers })) {
      timeline.append(sample)
      // Whole blocks only, as in a long file.
      if (timeline.length >= (trackers === 200 ? 640 : 100) && [...timeline.parts()].every((part) => part.kind === 'block')) break
    }
    const samples = [...timeline.frames()]
    const naive = sizeOf(samples.map((frame) => (frame.kind === 'sample' ? `${printProfileJson(frame.snapshot)}\n` : '')))
    const result = (how: string, lines: readonly string[], goal: number | undefined, strategy?: number): BenchResult => {
      const size = sizeOf(lines, strategy)
      return {
        name: `Saved timeline, ${how}, ${trackers.toLocaleString('en-US')} tasks, gzipped`,
        ratio: size / naive,
        floor: `the same as JSON lines, gzipped, ${Math.round(naive / samples.length).toLocaleString('en-US')} B a snapshot`,
        goal,
        value: `${Math.round(size / samples.length).toLocaleString('en-US')} B a snapshot, ${(size / samples.length / trackers).toFixed(1)} B a task`,
        spread: '',
      }
    }
    const write = (parts: Iterable<Parameters<SessionWriter['lines']>[0]>): string[] => {
      const writer = new SessionWriter(HEADER)
      return Array.from(parts, (part) => writer.lines(part))
    }
    const blocks = write(timeline.parts())
    return [
      result('blocks', blocks, 0.12),
      result('blocks as Node writes them', blocks, 0.12, constants.Z_FILTERED),
      result('deltas', write(samples), undefined),
    ]
  })
}

function sizeOf(lines: readonly string[], strategy = constants.Z_DEFAULT_STRATEGY): number {
  return gzipSync(lines.join(''), { strategy }).length
}

/** A day's file, from its bytes to a timeline that answers everything. */
async function benchOpen(day: Timeline): Promise<BenchResult> {
  const writer = new SessionWriter(HEADER)
  const file = gzipSync(Array.from(day.parts(), (part) => writer.lines(part)).join(''))
  const { ratio, spread, subjectMs, floorMs } = await measureRatio(
    () => {
      const reader = new SessionReader()
      const opened = new Timeline(HEADER)
      const bytes = gunzipSync(file)
      for (let start = 0, end = bytes.indexOf(NEWLINE); end >= 0; start = end + 1, end = bytes.indexOf(NEWLINE, start)) {
        const part = reader.readBytes(bytes.subarray(start, end))
        if (part) opened.append(part)
      }
      if (opened.length !== day.length) throw new Error(`${opened.length} samples were read of ${day.length}.`)
    },
    () => {
      for (const line of gunzipSync(file).toString().trimEnd().split('\n')) JSON.parse(line)
    },
    5,
  )
  return {
    name: 'Open a day',
    ratio,
    floor: `gunzip and JSON.parse of each line, ${floorMs.toFixed(0)} ms`,
    goal: 1.5,
    value: `${(file.length / 1e6).toFixed(1)} MB in ${(subjectMs / 1000).toFixed(2)} s`,
    spread,
  }
}

async function benchRead(): Promise<BenchResult[]> {
  const writer = new SessionWriter(HEADER)
  const lines = takeChurn(HOUR).map((sample) => writer.lines(sample))
  const naive = takeChurn(120).map((sample) => printProfileJson(sample.snapshot))
  const read = await measureRatio(
    () => {
      const reader = new SessionReader()
      for (const line of lines) reader.readLine(line)
    },
    () => {
      for (const line of lines) JSON.parse(line)
    },
    9,
  )
  const whole = await measureRatio(
    () => {
      const reader = new SessionReader()
      for (const line of lines.slice(0, naive.length)) reader.readLine(line)
    },
    () => {
      for (const line of naive) readProfileJson(line)
    },
    9,
  )
  return [
    {
      name: 'Saved timeline read, an hour',
      ratio: read.ratio,
      floor: `JSON.parse of each line, ${read.floorMs.toFixed(0)} ms`,
      goal: undefined,
      value: `${((read.subjectMs / lines.length) * 1000).toFixed(0)} us a snapshot`,
      spread: read.spread,
    },
    {
      name: 'The same against plain profiles',
      ratio: whole.ratio,
      floor: `reading each snapshot as a JSON profile, ${((whole.floorMs / naive.length) * 1000).toFixed(0)} us`,
      goal: undefined,
      value: `${((whole.subjectMs / naive.length) * 1000).toFixed(0)} us a snapshot`,
      spread: whole.spread,
    },
  ]
}

function benchHeap(day: Timeline, dayBytes: number): BenchResult[] {
  const texts = takeChurn(HOUR / 2).map((sample) => printProfileJson(sample.snapshot))
  const before = measureHeap()
  const naive = texts.map((text) => JSON.parse(text) as unknown)
  const bytes = (measureHeap() - before) / naive.length
  const each = dayBytes / DAY
  const value = `${Math.round(each).toLocaleString('en-US')} B a snapshot`
  const floor = `an array of parsed snapshots, ${Math.round(bytes).toLocaleString('en-US')} B each`
  let packed = 0
  for (const part of day.parts()) if (part.kind === 'block') packed += measureBlock(part.block) / DAY
  return [
    {
      name: 'A snapshot kept packed',
      ratio: packed / PACKED_BYTES,
      floor: `${PACKED_BYTES} B`,
      goal: 1,
      value: `${Math.round(packed).toLocaleString('en-US')} B in blocks, by their own count`,
      spread: '',
    },
    { name: 'Heap of a day', ratio: each / bytes, floor, goal: 0.15, value, spread: '' },
  ]
}

/** Bytes of heap and of array buffers in use after a collection. */
function measureHeap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Rounds of 128 appends each, so that every one has a full block in it. */
function benchAppend(day: Timeline, samples: Iterator<SampleFrame>): BenchResult {
  const ratios: number[] = []
  const times: number[] = []
  const single: number[] = []
  for (let round = 0; round < 9; round++) {
    const next = Array.from({ length: 128 }, (): SampleFrame => samples.next().value as SampleFrame)
    const short = new Timeline(HEADER)
    for (const sample of takeChurn(100, { seed: round })) short.append(sample)
    const floor = timeAppends(short, next)
    const subject = timeAppends(day, next, single)
    ratios.push(subject / floor)
    times.push(subject / next.length)
  }
  return {
    name: 'Append of a snapshot to a day',
    ratio: quantile(ratios, 0.5),
    floor: 'the same append at 100 snapshots',
    goal: 1.2,
    value: `${(quantile(times, 0.5) * 1000).toFixed(0)} us, longest of ${single.length}: ${Math.max(...single).toFixed(1)} ms`,
    spread: `${quantile(ratios, 0.25).toFixed(2)}-${quantile(ratios, 0.75).toFixed(2)}`,
  }
}

function timeAppends(timeline: Timeline, samples: readonly SampleFrame[], single?: number[]): number {
  const start = performance.now()
  for (const sample of samples) {
    const before = performance.now()
    timeline.append(sample)
    single?.push(performance.now() - before)
  }
  return performance.now() - start
}

function benchSeek(day: Timeline): BenchResult[] {
  let place = 1
  const seek = (step: (index: number) => number): number[] =>
    Array.from({ length: 200 }, () => {
      place = step(place)
      const start = performance.now()
      const sample = day.sampleAt(place)
      day.meaningAt(place)
      computeTasks(sample.snapshot)
      return performance.now() - start
    })
  const result = (name: string, times: readonly number[]): BenchResult => ({
    name,
    ratio: quantile(times, 0.5) / FRAME_MS,
    floor: 'one frame at 60 Hz, 16.7 ms',
    goal: 0.5,
    value: `${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    spread: `${(quantile(times, 0.25) / FRAME_MS).toFixed(2)}-${(quantile(times, 0.75) / FRAME_MS).toFixed(2)}`,
  })
  return [
    result(
      'Seek anywhere in a day: snapshot, meaning, tasks',
      seek((index) => (index * 48_271) % DAY),
    ),
    result(
      'Step to the next sample',
      seek((index) => (index + 1) % DAY),
    ),
  ]
}

async function benchPick(what: string, timeline: LongTimeline): Promise<BenchResult> {
  const from = timeline.times.at(0)
  const to = timeline.times.at(timeline.length - 1)
  const rss = timeline.column('rss')
  const { ratio, spread, subjectMs, floorMs } = await measureRatio(
    () => pickIndices(timeline, from, to, WIDTH),
    () => scan(timeline, rss, 2 ** levelFor(from, to, WIDTH)),
  )
  return {
    name: `Samples to draw, ${what} on ${WIDTH.toLocaleString('en-US')} pixels`,
    ratio,
    floor: `looking at every sample, ${floorMs.toFixed(2)} ms`,
    goal: 0.2,
    value: `${subjectMs.toFixed(3)} ms`,
    spread,
  }
}

const WIDTH = 1140

interface LongTimeline extends PickSource {
  readonly times: Column
  column(name: 'rss'): Column
}

/** First, lowest, highest and last of each cell by looking at every sample. */
function scan(timeline: LongTimeline, rss: Column, span: number): number[] {
  const picked: number[] = []
  let low = 0
  let high = 0
  let first = 0
  let cell = Number.NaN
  for (let index = 0; index < timeline.length; index++) {
    const here = Math.floor(timeline.times.at(index) / span)
    if (here !== cell) {
      picked.push(first, low, high, index - 1)
      cell = here
      first = low = high = index
    }
    const value = rss.at(index)
    if (value < rss.at(low)) low = index
    if (value > rss.at(high)) high = index
  }
  return picked
}

function makeLongColumn(length: number): LongTimeline {
  const times = new ChunkedColumn()
  const rss = new ChunkedColumn()
  const index = new MinMaxIndex()
  for (let place = 0; place < length; place++) {
    times.push(place * 5000)
    rss.push((place * 48_271) % 65_521)
    index.push(rss.at(place))
  }
  return {
    length,
    times,
    cells: new TimeCells(times, index),
    column: () => rss,
    indexAt: (at) => Math.max(-1, Math.min(length - 1, Math.floor(at / 5000))),
    loadRange(first, last) {
      index.find(first, last)
      return index
    },
  }
}
