import type { UnixMs } from '../../base/units'
import { computeStatus, gatewayNow, isOld } from '../../store/status'
import type { Timeline } from '../../timeline/timeline'
import { useNow, useViewer } from '../viewerContext'

/**
 * While a live target does not answer: now, on the clock of the samples (steps of half a second).
 * undefined while what is shown is fresh, or not live.
 */
export function useStalledAt(timeline: Timeline): UnixMs | undefined {
  const viewer = useViewer()
  const now = useNow()
  const state = viewer.getState()
  if (!isOld(computeStatus(state, now))) return undefined
  return Math.max(gatewayNow(state, now) ?? 0, timeline.times.at(timeline.length - 1))
}
