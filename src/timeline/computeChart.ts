import type { UnixMs } from '../base/units'
import type { MarkKind } from '../profile/frame'
import { BAND_IDS, type BandId } from './bands'
import type { Timeline } from './timeline'

// What the chart draws, as numbers: which layer lies from where to where at which sample, and where nothing may be drawn across.

export interface ChartChoice {
  /** 'stack': bands on top of each other; 'lines': each from 0. */
  readonly mode: 'stack' | 'lines'
  /** The only band that is shown, from 0; RSS is left out then, so that the band has the whole height. */
  readonly solo: BandId | undefined
  readonly hidden: readonly BandId[]
}

/** A band over the picked samples, in bytes; NaN where the sample does not report it. low <= high; a line has both at its value. */
export interface ChartLayer {
  readonly id: BandId
  readonly low: Float64Array
  readonly high: Float64Array
}

export interface ChartGeometry {
  /** Number of picked samples. */
  readonly count: number
  readonly at: Float64Array
  /** 1 where nothing may be drawn between this sample and the one before: a gap, a restart, the start. */
  readonly breaks: Uint8Array
  /** 1 where the sample says its parts; 0 for a sample that knows RSS at most. */
  readonly hasParts: Uint8Array
  /** NaN where it is not reported, or not shown. */
  readonly rss: Float64Array
  /** Bottom to top. Positive parts rise from 0, negative ones (but untracked) hang below 0. */
  readonly layers: readonly ChartLayer[]
  /** Over-tracked: from RSS to the top of the stack. NaN where the parts do not exceed RSS, or not everything is shown. */
  readonly over: { readonly low: Float64Array; readonly high: Float64Array }
  /** Smallest (at most 0) and largest value that is drawn. */
  readonly low: number
  readonly high: number
}

/**
 * Layers for the picked samples (ascending indices).
 * The heights of the positive layers minus those of the negative ones minus what is over-tracked give RSS wherever the source adds up.
 */
export function computeChart(timeline: Timeline, indices: ArrayLike<number>, choice: ChartChoice): ChartGeometry {
  const totals = timeline.column('rss')
  const count = indices.length
  const shown = BAND_IDS.filter((id) => (choice.solo ? id === choice.solo : !choice.hidden.includes(id)))
  const isWhole = choice.mode === 'stack' && choice.solo === undefined && shown.length === BAND_IDS.length
  const at = new Float64Array(count)
  const rss = new Float64Array(count)
  const hasParts = new Uint8Array(count)
  const over = { low: new Float64Array(count).fill(Number.NaN), high: new Float64Array(count).fill(Number.NaN) }
  const layers = shown.map((id) => ({
    id,
    column: timeline.band(id),
    low: new Float64Array(count),
    high: new Float64Array(count),
  }))
  const others = BAND_IDS.filter((id) => id !== 'jemalloc').map((id) => timeline.band(id))
  let lowest = 0
  let highest = 0
  for (let place = 0; place < count; place++) {
    const index = indices[place]!
    at[place] = timeline.times.at(index)
    const total = totals.at(index)
    rss[place] = choice.solo ? Number.NaN : total
    let up = 0
    let down = 0
    // A status line says the allocator's cache and no other part: alone it would stand where others belong.
    const isBare =
      choice.mode === 'stack' && choice.solo === undefined && others.every((column) => Number.isNaN(column.at(index)))
    for (const layer of layers) {
      const value = isBare ? Number.NaN : layer.column.at(index)
      if (Number.isNaN(value)) {
        layer.low[place] = layer.high[place] = Number.NaN
        continue
      }
      hasParts[place] = 1
      if (choice.mode === 'lines' || choice.solo) {
        const isLine = choice.mode === 'lines'
        layer.low[place] = isLine ? value : Math.min(0, value)
        layer.high[place] = isLine ? value : Math.max(0, value)
        up = Math.max(up, value)
        down = Math.min(down, value)
      } else if (value >= 0) {
        layer.low[place] = up
        up += value
        layer.high[place] = up
      } else if (layer.id === 'untracked') {
        // The parts stand above RSS by exactly this much already; the cross hatch shows it there.
        layer.low[place] = layer.high[place] = up
      } else {
        layer.high[place] = down
        down += value
        layer.low[place] = down
      }
    }
    if (isWhole && up > total) {
      over.low[place] = total
      over.high[place] = up
    }
    lowest = Math.min(lowest, down)
    highest = Math.max(highest, up, Number.isNaN(rss[place]) ? 0 : rss[place]!)
  }
  return {
    count,
    at,
    breaks: computeBreaks(timeline, indices),
    hasParts,
    rss,
    layers: layers.map(({ id, low, high }) => ({ id, low, high })),
    over,
    low: lowest,
    high: highest,
  }
}

/** 1 for each picked sample that must not be joined to the one before it: a gap or a restart lies between, or it is the first. */
export function computeBreaks(timeline: Timeline, indices: ArrayLike<number>): Uint8Array {
  const breaks = new Uint8Array(indices.length)
  if (indices.length === 0) return breaks
  breaks[0] = 1
  const restarts = findMoments(timeline, timeline.times.at(indices[0]!), timeline.times.at(indices[indices.length - 1]!)).filter(
    (moment) => moment.mark === 'restart',
  )
  const { gaps } = timeline
  let gap = 0
  let restart = 0
  for (let place = 1; place < indices.length; place++) {
    const before = timeline.times.at(indices[place - 1]!)
    const here = timeline.times.at(indices[place]!)
    while (gap < gaps.length && gaps[gap]!.to <= before) gap++
    while (restart < restarts.length && restarts[restart]!.at <= before) restart++
    if (gap < gaps.length && gaps[gap]!.from < here) breaks[place] = 1
    if (restart < restarts.length && restarts[restart]!.at <= here) breaks[place] = 1
  }
  return breaks
}

/** The largest value that is drawn from a moment on, bytes; 0 if there is none. */
export function findHighestAfter(geometry: ChartGeometry, at: UnixMs): number {
  let highest = 0
  for (let place = geometry.count - 1; place >= 0 && geometry.at[place]! >= at; place--) {
    const over = geometry.over.high[place]!
    const top = geometry.rss[place]!
    if (over > highest) highest = over
    if (top > highest) highest = top
  }
  return highest
}

/** Something that happened, for eyes. */
export interface ChartMoment {
  readonly at: UnixMs
  readonly mark: MarkKind
  /** What somebody wrote; marks of other kinds are told by their kind. */
  readonly text?: string
}

/**
 * What happened from `from` to `to`, in order: the marks, and the restarts that nobody marked, as in files made of single profiles
 * (there a restart is known by the first sample of the new process).
 */
export function findMoments(timeline: Timeline, from: UnixMs, to: UnixMs): readonly ChartMoment[] {
  const moments: ChartMoment[] = timeline.marks.filter((mark) => mark.at >= from && mark.at <= to)
  for (const index of timeline.restarts) {
    const at = timeline.times.at(index)
    if (at < from || at > to) continue
    const before = timeline.times.at(index - 1)
    const isMarked = timeline.marks.some((mark) => mark.mark === 'restart' && mark.at > before && mark.at <= at)
    if (!isMarked) moments.push({ at, mark: 'restart' })
  }
  return moments.toSorted((a, b) => a.at - b.at)
}

/** A time without samples, for eyes: from the last sample before to the first after it. */
export interface ChartGap {
  readonly from: UnixMs
  readonly to: UnixMs
}

/** The gaps that touch a part of time. */
export function findGaps(timeline: Timeline, from: UnixMs, to: UnixMs): readonly ChartGap[] {
  return timeline.gaps.filter((gap) => gap.to > gap.from && gap.from < to && gap.to > from)
}

/** The gap that holds a moment; undefined if there were samples then. */
export function findGapAt(timeline: Timeline, at: UnixMs): ChartGap | undefined {
  return timeline.gaps.find((gap) => gap.from < at && at < gap.to)
}
