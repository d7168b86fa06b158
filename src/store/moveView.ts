import { panSpan, zoomSpan, type TimeSpan } from '../timeline/timeRange'
import { selectBounds, selectChartFrom, selectChartTo } from './selectChart'
import { selectCursorIndex, type Viewer } from './viewer'

// Moves through time that chart, keys and palette share.

/** The cursor by a number of samples; it takes the window of the chart along. */
export function stepInView(viewer: Viewer, samples: number): void {
  viewer.actions.stepCursor(samples)
  const state = viewer.getState()
  const span = spanOf(viewer)
  const bounds = selectBounds(state)
  const index = selectCursorIndex(state)
  if (!span || !bounds || !state.timeline || index < 0 || state.view.range === undefined) return
  const at = state.timeline.times.at(index)
  if (at >= span.from && at <= span.to) return
  viewer.actions.setRange(panSpan(span, (at - (span.from + span.to) / 2) / (span.to - span.from), bounds))
}

/** Less time (factor < 1) or more, around the cursor where that is in view. */
export function zoomView(viewer: Viewer, factor: number): void {
  const state = viewer.getState()
  const span = spanOf(viewer)
  const bounds = selectBounds(state)
  if (!span || !bounds || !state.timeline) return
  const cursorAt = state.timeline.times.at(selectCursorIndex(state))
  const anchor = cursorAt >= span.from && cursorAt <= span.to ? cursorAt : (span.from + span.to) / 2
  viewer.actions.setRange(zoomSpan(span, factor, anchor, bounds))
}

/** By a share of the time in view. */
export function panView(viewer: Viewer, share: number): void {
  const span = spanOf(viewer)
  const bounds = selectBounds(viewer.getState())
  if (span && bounds) viewer.actions.setRange(panSpan(span, share, bounds))
}

function spanOf(viewer: Viewer): TimeSpan | undefined {
  const from = selectChartFrom(viewer.getState())
  const to = selectChartTo(viewer.getState())
  return to > from ? { from, to } : undefined
}
