import { formatClock, formatDuration } from '../../base/formatTime'
import { t } from '../../base/say'
import { isOld } from '../../store/status'
import { useStatus } from '../useStatus'
import { useSelect, useZone } from '../viewerContext'

/** Every number says how old it is as soon as it is older than it claims to be, or from another moment than now. */
export function Age() {
  const status = useStatus()
  const zone = useZone()
  const cursorAt = useSelect((state) => state.view.cursorAt)
  const pausedAt = useSelect((state) => state.view.pausedAt)
  const at = cursorAt ?? pausedAt
  if (at !== undefined) return <span className="card-age"> {t('at {time}', { time: formatClock(at, zone) })}</span>
  if (!isOld(status) || !('ageMs' in status) || status.ageMs === undefined) return null
  return <span className="card-age card-age-old"> {t('{time} old', { time: formatDuration(status.ageMs) })}</span>
}
