import type { UnixMs } from '../base/units'
import type { GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../profile/frame'
import type { FigureName } from '../profile/meaning'
import type { BandId } from './bands'
import type { Column } from './column'

/** What growth is computed from; a Timeline has it all. */
export interface GrowthSource {
  /** Left out: it was watched, not read from a log. */
  readonly header?: Pick<TimelineHeader, 'source'>
  readonly length: number
  readonly times: Column
  readonly gaps: readonly GapFrame[]
  readonly marks: readonly MarkFrame[]
  readonly restarts: readonly number[]
  indexAt(at: UnixMs): number
  column(name: FigureName): Column
  band(id: BandId): Column
  trackerSeries(uid: string): Column
  sampleAt(index: number): SampleFrame
}

/** The samples from `first` to `last`, of one life of the process, and what is missing between them. */
export interface Life {
  readonly first: number
  readonly last: number
  readonly from: UnixMs
  readonly to: UnixMs
  /** The process was restarted within the range that was asked for; this is what came after. */
  readonly restarted: boolean
  readonly gaps: readonly { readonly from: UnixMs; readonly to: UnixMs }[]
  readonly gapMs: number
}

/** The part of a range since the last restart in it; undefined: no sample is in the range. */
export function findLife(source: GrowthSource, range: { readonly from: UnixMs; readonly to: UnixMs }): Life | undefined {
  const begin = source.indexAt(range.from - 1) + 1
  const last = Math.min(source.length - 1, source.indexAt(range.to))
  if (last < begin) return undefined
  const restart = lastRestart(source, last)
  const first = Math.max(begin, restart)
  const from = source.times.at(first)
  const to = source.times.at(last)
  const gaps = findGaps(source, first, last)
  return { first, last, from, to, restarted: first > begin, gaps, gapMs: gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0) }
}

/** Index of the first sample of the life that a sample is of; 0 if no restart is known before it. */
export function lastRestart(source: Pick<GrowthSource, 'restarts' | 'marks' | 'times' | 'indexAt'>, index: number): number {
  const at = source.times.at(index)
  const byProcess = source.restarts.findLast((restart) => restart <= index) ?? 0
  const mark = source.marks.findLast((one) => one.mark === 'restart' && one.at <= at)
  return Math.max(byProcess, mark ? source.indexAt(mark.at - 1) + 1 : 0)
}

/** A pause that is this many times longer than usual is a gap, also if nobody noted it. */
const LONG_PAUSE = 20

function findGaps(source: GrowthSource, first: number, last: number): { from: UnixMs; to: UnixMs }[] {
  const from = source.times.at(first)
  const to = source.times.at(last)
  const gaps: { from: UnixMs; to: UnixMs }[] = []
  const add = (start: UnixMs, end: UnixMs): void => {
    const before = gaps.at(-1)
    if (before && start <= before.to) before.to = Math.max(before.to, end)
    else if (end > start) gaps.push({ from: start, to: end })
  }
  const noted = source.gaps.filter((gap) => gap.to > from && gap.from < to)
  const pauses: { from: UnixMs; to: UnixMs }[] = []
  // A log says something when something happens: its silence is no gap.
  const usual = isLog(source) ? Number.POSITIVE_INFINITY : usualPause(source, first, last)
  for (let index = first + 1; index <= last; index++) {
    const pause = { from: source.times.at(index - 1), to: source.times.at(index) }
    if (pause.to - pause.from > LONG_PAUSE * usual) pauses.push(pause)
  }
  const all = [...noted, ...pauses].toSorted((a, b) => a.from - b.from)
  for (const gap of all) add(Math.max(gap.from, from), Math.min(gap.to, to))
  return gaps
}

/** Its samples come when memory moves, not by the clock. */
export function isLog(source: GrowthSource): boolean {
  return source.header?.source === 'log'
}

/** The median of the time from one sample to the next, from at most 200 of them. */
export function usualPause(source: Pick<GrowthSource, 'times'>, first: number, last: number): number {
  const stride = Math.max(1, Math.floor((last - first) / 200))
  const pauses: number[] = []
  for (let index = first + 1; index <= last; index += stride) pauses.push(source.times.at(index) - source.times.at(index - 1))
  const sorted = pauses.filter((pause) => pause > 0).toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.POSITIVE_INFINITY
}
