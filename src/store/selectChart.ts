import { phrase, say, type Phrase } from '../base/say'
import type { UnixMs } from '../base/units'
import { BAND_IDS, type BandId } from '../timeline/bands'
import { selectCursorIndex, selectEnd, selectLastShown, selectVisibleRange, type ViewerState } from './viewer'
import type { TimeRange } from './view'

const BAND_NAMES: Readonly<Record<BandId, Phrase>> = {
  cacheMetadata: phrase('cache, metadata'),
  global: phrase('global'),
  jvm: phrase('JVM'),
  memtables: phrase('memtables'),
  jemalloc: phrase('jemalloc'),
  otherTasks: phrase('other tasks'),
  query: phrase('query'),
  untracked: phrase('untracked'),
}

/** The short name of a band for the legend; bandLabel has the long one. */
export function bandName(id: BandId): string {
  return say(BAND_NAMES[id])
}

/** Of a following live chart this share is kept free at the right, so that not every sample moves the axis. */
const ROOM = 1 / 80
const LEAST_ROOM_MS = 1_000
/** What a single sample is shown in the middle of. */
const SINGLE_SPAN_MS = 60_000

/**
 * Start of the time that the chart shows; NaN if there is nothing to show.
 * @param until the chart reaches at least to here (a stalled target: now), unless the user chose a range.
 */
export function selectChartFrom(state: ViewerState, until?: UnixMs): UnixMs {
  return computeSpan(state, until)?.from ?? Number.NaN
}

/** End of the time that the chart shows; NaN if there is nothing to show. */
export function selectChartTo(state: ViewerState, until?: UnixMs): UnixMs {
  return computeSpan(state, until)?.to ?? Number.NaN
}

/** Changes whenever what the chart draws may have changed. A paused chart does not follow the timeline. */
export function selectDrawnVersion(state: ViewerState): number {
  return state.view.pausedAt === undefined ? state.timelineVersion : -1 - selectLastShown(state)
}

/** How many bands the choices hide; a solo band hides all others. */
export function selectHiddenCount(state: ViewerState): number {
  return state.view.solo === undefined ? state.view.hidden.length : BAND_IDS.length - 1
}

/** First sample and end of what exists; undefined if there is none. Zooming and panning stay inside. */
export function selectBounds(state: ViewerState): TimeRange | undefined {
  const { timeline } = state
  const last = selectLastShown(state)
  return timeline && last >= 0 ? { from: timeline.times.at(0), to: selectEnd(state) } : undefined
}

function computeSpan(state: ViewerState, until: UnixMs | undefined): TimeRange | undefined {
  const visible = selectVisibleRange(state)
  if (!visible || state.view.range) return visible
  if (isOutside(state.view.cursorAt, visible) && state.view.spanMs !== undefined) {
    return pageOf(state.view.cursorAt, state.view.spanMs, selectBounds(state)!)
  }
  const isFollowing = state.source.kind === 'live' && state.view.pausedAt === undefined
  const newest = Math.max(visible.to, (isFollowing && until) || 0)
  if (newest <= visible.from) return { from: newest - SINGLE_SPAN_MS / 2, to: newest + SINGLE_SPAN_MS / 2 }
  const from = state.view.spanMs === undefined ? visible.from : Math.max(visible.from, newest - state.view.spanMs)
  if (!isFollowing) return { from, to: newest }
  // In steps of a power of two, so that the axis stands still for many samples.
  const step = 2 ** Math.ceil(Math.log2(Math.max(LEAST_ROOM_MS, (newest - from) * ROOM)))
  const to = Math.ceil(newest / step) * step
  return { from: state.view.spanMs === undefined || from === state.timeline?.times.at(0) ? from : to - state.view.spanMs, to }
}

function isOutside(at: UnixMs | undefined, range: TimeRange): at is UnixMs {
  return at !== undefined && (at < range.from || at > range.to)
}

/** A span that does not hold the cursor turns to the page that does, as a replay runs through it; every page starts at a whole span. */
function pageOf(at: UnixMs, spanMs: number, bounds: TimeRange): TimeRange {
  const page = Math.floor((Math.max(bounds.from, Math.min(at, bounds.to)) - bounds.from) / spanMs)
  return { from: bounds.from + page * spanMs, to: bounds.from + (page + 1) * spanMs }
}

/** Whether the sample at the cursor, the first or the newest shown one says anything that the chart can draw. */
export function selectHasFigures(state: ViewerState): boolean {
  const { timeline } = state
  const last = selectLastShown(state)
  if (!timeline || last < 0) return false
  return [0, last, selectCursorIndex(state)].some(
    (index) =>
      !Number.isNaN(timeline.column('rss').at(index)) || BAND_IDS.some((id) => !Number.isNaN(timeline.band(id).at(index))),
  )
}
