import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'
import { pickIndices } from './reduce'

/** What was at A, as lines to lay over the chart: times of the chart, bytes. */
export interface Ghost {
  /** Ends of the line of RSS, pairs of time and bytes; gaps split it. */
  readonly rss: readonly (readonly (readonly [at: UnixMs, bytes: number])[])[]
  /** What was tracked at A: the border between it and what no tracker knew. undefined: it is not reported. */
  readonly tracked: readonly (readonly [at: UnixMs, bytes: number])[] | undefined
}

/** A moment of the timeline on the screen: its levels, from there to B. */
export function computeMomentGhost(timeline: Timeline, indexA: number, untilAt: UnixMs): Ghost {
  const at = timeline.times.at(indexA)
  const level = (bytes: number): readonly (readonly [UnixMs, number])[] | undefined =>
    Number.isNaN(bytes)
      ? undefined
      : [
          [Math.min(at, untilAt), bytes],
          [Math.max(at, untilAt), bytes],
        ]
  const rss = level(timeline.column('rss').at(indexA))
  return { rss: rss ? [rss] : [], tracked: level(timeline.column('tracked').at(indexA)) }
}

const MOST_POINTS = 400

/**
 * Another timeline, moved so that its moment A stands where B is: RSS as a line.
 * @param from, to the time that the chart shows @param shift added to the other timeline's times, ms
 */
export function computeTimelineGhost(other: Timeline, from: UnixMs, to: UnixMs, shift: number): Ghost {
  const picked = pickIndices(other, from - shift, to - shift, MOST_POINTS)
  const column = other.column('rss')
  const lines: (readonly [UnixMs, number])[][] = []
  let line: (readonly [UnixMs, number])[] = []
  let before: UnixMs | undefined
  for (const index of picked) {
    const at = other.times.at(index)
    const bytes = column.at(index)
    const isBroken = before !== undefined && other.gaps.some((gap) => gap.from < at && gap.to > before!)
    if (isBroken || Number.isNaN(bytes)) {
      if (line.length > 0) lines.push(line)
      line = []
    }
    before = at
    if (!Number.isNaN(bytes)) line.push([at + shift, bytes])
  }
  if (line.length > 0) lines.push(line)
  return { rss: lines, tracked: undefined }
}
