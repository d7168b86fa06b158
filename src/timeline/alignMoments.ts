import type { UnixMs } from '../base/units'
import { lastRestart, usualPause } from './growthSource'
import type { Timeline } from './timeline'

/** 'clock': the same time. 'start': as long after the start of the process. 'load': as much in use by tasks. */
export type Alignment = 'clock' | 'start' | 'load'

/**
 * The sample of another timeline that stands for the same moment; undefined if that cannot be said, for lack of samples or of what the
 * two would be aligned by. By load, of several that are equally near the one that is nearest in time since the start.
 */
export function alignMoments(from: Timeline, index: number, to: Timeline, by: Alignment): number | undefined {
  if (to.length === 0 || index < 0 || index >= from.length) return undefined
  switch (by) {
    case 'clock': {
      const at = from.times.at(index)
      const slack = slackOf(to, from)
      const isApart = at <= to.times.at(0) - slack || at >= to.times.at(to.length - 1) + slack
      return isApart ? undefined : to.nearestIndex(at)
    }
    case 'start': {
      const since = from.times.at(index) - startOf(from, index)
      const end = to.length - 1
      const at = startOf(to, end) + since
      const nearest = to.nearestIndex(at)
      return at >= to.times.at(end) + slackOf(to, from) ? undefined : Math.max(nearest, lastRestart(to, end))
    }
    case 'load':
      return nearestLoad(from, index, to)
  }
}

/** Two that are watched at once are not asked at the same instant: a sample stands for the time until the next one is due, in ms, more than 0. */
function slackOf(...timelines: readonly Timeline[]): number {
  const pauses = timelines.map((one) => usualPause(one, 0, one.length - 1)).filter(Number.isFinite)
  return pauses[0] ?? 1
}

/** When the process of a sample started; where nobody says it, its first sample. */
function startOf(timeline: Timeline, index: number): UnixMs {
  const { startedAt } = timeline.sampleAt(index).snapshot.process
  return startedAt ?? timeline.times.at(lastRestart(timeline, index))
}

function nearestLoad(from: Timeline, index: number, to: Timeline): number | undefined {
  const load = from.column('tasks').at(index)
  if (Number.isNaN(load)) return undefined
  const since = from.times.at(index) - from.times.at(lastRestart(from, index))
  const tasks = to.column('tasks')
  const start = to.times.at(0)
  let best: number | undefined
  let bestOff = Number.POSITIVE_INFINITY
  for (let at = 0; at < to.length; at++) {
    const off = Math.abs(tasks.at(at) - load)
    if (off > bestOff || Number.isNaN(off)) continue
    const isNearer = best === undefined || off < bestOff || apart(to, at, start, since) < apart(to, best, start, since)
    if (!isNearer) continue
    best = at
    bestOff = off
  }
  return best
}

function apart(timeline: Timeline, index: number, start: UnixMs, since: number): number {
  return Math.abs(timeline.times.at(index) - start - since)
}
