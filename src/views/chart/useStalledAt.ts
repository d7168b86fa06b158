import type { UnixMs } from '../../base/units'
import { isOld } from '../../store/status'
import type { Timeline } from '../../timeline/timeline'
import { useStatus } from '../useStatus'

/**
 * While a live target does not answer: now, on the clock of the samples (steps of half a second).
 * undefined while what is shown is fresh, or not live.
 */
export function useStalledAt(timeline: Timeline): UnixMs | undefined {
  const status = useStatus()
  if (!isOld(status) || !('ageMs' in status) || status.ageMs === undefined) return undefined
  return timeline.times.at(timeline.length - 1) + status.ageMs
}
