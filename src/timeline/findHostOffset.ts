import type { Timeline } from './timeline'

/** Minutes that the observed host is ahead of UTC, if its newest answer says it (an additional field of process-profile JSON). */
export function findHostOffset(timeline: Timeline): number | undefined {
  if (timeline.length === 0) return undefined
  const minutes = timeline.sampleAt(timeline.length - 1).snapshot.process.extra?.get('utcOffsetMinutes')
  return typeof minutes === 'number' && Number.isInteger(minutes) && Math.abs(minutes) <= 16 * 60 ? minutes : undefined
}
