import type { UnixMs } from '../base/units'
import { BAND_IDS, computeStack, type BandId } from './bands'
import { ChunkedColumn, type Column } from './column'
import type { Timeline } from './timeline'

// What the chart draws, as numbers: which layer lies from where to where at which sample, and where nothing may be drawn across.

/** The stack of every sample as columns, kept beside a timeline and brought up to date before each drawing. */
export interface StackColumns {
  readonly rss: Column
  readonly bands: Readonly<Record<BandId, Column>>
}

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

const kept = new WeakMap<Timeline, KeptColumns>()

/** The stack columns of a timeline, up to its newest sample. Costs what is new since the last call. */
export function stackColumnsOf(timeline: Timeline): StackColumns {
  let columns = kept.get(timeline)
  if (!columns) {
    columns = new KeptColumns()
    kept.set(timeline, columns)
  }
  columns.catchUp(timeline)
  return columns
}

/**
 * Layers for the picked samples (ascending indices).
 * The heights of the positive layers minus those of the negative ones minus what is over-tracked give RSS wherever the source adds up.
 */
export function computeChart(timeline: Timeline, indices: ArrayLike<number>, choice: ChartChoice): ChartGeometry {
  const columns = stackColumnsOf(timeline)
  const count = indices.length
  const shown = BAND_IDS.filter((id) => (choice.solo ? id === choice.solo : !choice.hidden.includes(id)))
  const isWhole = choice.mode === 'stack' && choice.solo === undefined && shown.length === BAND_IDS.length
  const at = new Float64Array(count)
  const rss = new Float64Array(count)
  const hasParts = new Uint8Array(count)
  const over = { low: new Float64Array(count).fill(Number.NaN), high: new Float64Array(count).fill(Number.NaN) }
  const layers = shown.map((id) => ({ id, low: new Float64Array(count), high: new Float64Array(count) }))
  let lowest = 0
  let highest = 0
  for (let place = 0; place < count; place++) {
    const index = indices[place]!
    at[place] = timeline.times.at(index)
    const total = columns.rss.at(index)
    rss[place] = choice.solo ? Number.NaN : total
    let up = 0
    let down = 0
    for (const layer of layers) {
      const value = columns.bands[layer.id].at(index)
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
  return { count, at, breaks: computeBreaks(timeline, indices), hasParts, rss, layers, over, low: lowest, high: highest }
}

/** 1 for each picked sample that must not be joined to the one before it: a gap or a restart lies between, or it is the first. */
export function computeBreaks(timeline: Timeline, indices: ArrayLike<number>): Uint8Array {
  const breaks = new Uint8Array(indices.length)
  if (indices.length === 0) return breaks
  breaks[0] = 1
  const restarts = timeline.marks.filter((mark) => mark.mark === 'restart')
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

class KeptColumns implements StackColumns {
  readonly rss = new ChunkedColumn()
  readonly bands = Object.fromEntries(BAND_IDS.map((id) => [id, new ChunkedColumn()])) as Record<BandId, ChunkedColumn>
  private lastAt = Number.NaN

  catchUp(timeline: Timeline): void {
    const done = this.rss.length
    // Thinning cuts and refills a timeline: what was last here is then somewhere else.
    if (done > timeline.length || (done > 0 && timeline.times.at(done - 1) !== this.lastAt)) this.clear()
    for (let index = this.rss.length; index < timeline.length; index++) {
      const stack = computeStack(timeline.meaningAt(index))
      this.rss.push(stack.rss ?? Number.NaN)
      for (const band of stack.bands) this.bands[band.id].push(band.value ?? Number.NaN)
    }
    this.lastAt = timeline.times.at(timeline.length - 1)
  }

  private clear(): void {
    this.rss.keep([])
    for (const id of BAND_IDS) this.bands[id].keep([])
  }
}
