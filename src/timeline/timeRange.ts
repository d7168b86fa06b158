import type { UnixMs } from '../base/units'

/** A part of time, from <= to. */
export interface TimeSpan {
  readonly from: UnixMs
  readonly to: UnixMs
}

/** No use in looking closer than this, in ms. */
export const SHORTEST_SPAN = 2_000

/** Longer (factor > 1) or shorter around a moment that stays where it is; inside the bounds. undefined = all of it. */
export function zoomSpan(span: TimeSpan, factor: number, anchor: UnixMs, bounds: TimeSpan): TimeSpan | undefined {
  const length = Math.max(SHORTEST_SPAN, (span.to - span.from) * factor)
  if (length >= bounds.to - bounds.from) return undefined
  const share = span.to > span.from ? Math.min(1, Math.max(0, (anchor - span.from) / (span.to - span.from))) : 0.5
  return moveInside(anchor - share * length, length, bounds)
}

/** Moved by a part of its own length (-1 = one whole window to the left), inside the bounds. */
export function panSpan(span: TimeSpan, share: number, bounds: TimeSpan): TimeSpan {
  return moveInside(span.from + share * (span.to - span.from), span.to - span.from, bounds)
}

/** The same length around a moment, inside the bounds. */
export function centreSpan(span: TimeSpan, at: UnixMs, bounds: TimeSpan): TimeSpan {
  return moveInside(at - (span.to - span.from) / 2, span.to - span.from, bounds)
}

/** Two ends in any order as a span that is inside the bounds and not too short to see. */
export function makeSpan(a: UnixMs, b: UnixMs, bounds: TimeSpan): TimeSpan {
  const from = Math.max(bounds.from, Math.min(a, b))
  const to = Math.min(bounds.to, Math.max(a, b))
  return to - from >= SHORTEST_SPAN ? { from, to } : moveInside((from + to - SHORTEST_SPAN) / 2, SHORTEST_SPAN, bounds)
}

function moveInside(from: UnixMs, length: number, bounds: TimeSpan): TimeSpan {
  const start = Math.max(bounds.from, Math.min(from, bounds.to - length))
  return { from: start, to: start + length }
}
