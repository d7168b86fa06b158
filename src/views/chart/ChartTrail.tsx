import { formatClock, formatDateTime, formatDuration, type Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import type { TimeSpan } from '../../timeline/timeRange'
import type { PlotArea } from './plotArea'

interface ChartTrailProps {
  readonly area: PlotArea
  /** The ranges that the user came through, widest first. */
  readonly trail: readonly TimeSpan[]
  /** The range in view. */
  readonly range: TimeSpan
  readonly zone: Zone
  /** A place in the trail; -1 = everything. */
  readonly onPick: (place: number) => void
}

/** The way back out of a zoom; stands in the plot, so that nothing moves when it comes. */
export function ChartTrail({ area, trail, range, zone, onPick }: ChartTrailProps) {
  return (
    <nav className="chart-trail" aria-label={t('Zoom')} style={{ left: area.x + 4, top: area.y + 4, maxWidth: area.width - 8 }}>
      <button type="button" onClick={() => onPick(-1)}>
        {t('all')}
      </button>
      {trail.map((span, place) => (
        <span key={place}>
          {'› '}
          <button type="button" onClick={() => onPick(place)}>
            {formatSpan(span, zone)}
          </button>
        </span>
      ))}
      <span aria-current="true">
        › {formatSpan(range, zone)} <span className="muted">({formatDuration(range.to - range.from)})</span>
      </span>
    </nav>
  )
}

function formatSpan({ from, to }: TimeSpan, zone: Zone): string {
  const isOneDay = formatDateTime(from, zone).slice(0, 10) === formatDateTime(to, zone).slice(0, 10)
  const print = isOneDay ? formatClock : (at: number): string => formatDateTime(at, zone).slice(5, 16)
  return `${print(from, zone)} – ${print(to, zone)}`
}
