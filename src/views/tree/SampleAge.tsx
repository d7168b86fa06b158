import { formatDuration } from '../../base/formatTime'
import { t } from '../../base/say'
import { isOld } from '../../store/status'
import { useStatus } from '../useStatus'

/** "42 s old" beside figures that are older than a live page claims; nothing while they are fresh. Dims the panel through CSS. */
export function SampleAge() {
  const status = useStatus()
  if (!isOld(status) || !('ageMs' in status) || status.ageMs === undefined) return null
  return <span className="sample-age">{t('{time} old', { time: formatDuration(status.ageMs) })}</span>
}
