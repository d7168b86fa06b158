import { computeStatus, type Status } from '../store/status'
import { useNow, useSelect, useViewer } from './viewerContext'

/** How fresh the screen is, as of now; renders again every half second. */
export function useStatus(): Status {
  const viewer = useViewer()
  const now = useNow()
  useSelect((state) => state.timelineVersion)
  useSelect((state) => state.gateway)
  useSelect((state) => state.gatewayLostAt)
  useSelect((state) => state.source)
  return computeStatus(viewer.getState(), Math.max(now, viewer.getState().gatewayAnsweredAt))
}
