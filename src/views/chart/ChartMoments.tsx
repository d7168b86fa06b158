import { useMemo } from 'react'
import { formatClock, type Zone } from '../../base/formatTime'
import type { UnixMs } from '../../base/units'
import { selectIndexA } from '../../store/selectDifference'
import { isComparing, selectCursorIndex } from '../../store/viewer'
import { computeMomentGhost, computeTimelineGhost, type Ghost } from '../../timeline/computeGhost'
import type { ByteAxis } from '../../timeline/computeTicks'
import { useSelect, useViewer } from '../viewerContext'
import type { PlotArea } from './plotArea'

interface ChartMomentsProps {
  readonly area: PlotArea
  readonly from: UnixMs
  readonly to: UnixMs
  readonly zone: Zone
  readonly axis: ByteAxis
}

/** Where A and B are, and the ghost of A over the chart. Nothing while nothing is compared. */
export function ChartMoments(props: ChartMomentsProps) {
  const comparing = useSelect(isComparing)
  const waitingB = useSelect((state) => (isComparing(state) ? undefined : state.view.cursorB))
  if (comparing) return <Moments {...props} />
  return waitingB === undefined ? null : <Flag {...props} at={waitingB} letter="B" />
}

function Moments({ area, from, to, zone, axis }: ChartMomentsProps) {
  const viewer = useViewer()
  const indexA = useSelect(selectIndexA)
  const indexB = useSelect(selectCursorIndex)
  const version = useSelect((state) => state.timelineVersion)
  const other = useSelect((state) => state.other)
  const { timeline } = viewer.getState()
  const atB = timeline && indexB >= 0 ? timeline.times.at(indexB) : undefined
  const ghost = useMemo((): Ghost | undefined => {
    if (!timeline || indexA < 0 || atB === undefined) return undefined
    return other
      ? computeTimelineGhost(other.timeline, from, to, atB - other.timeline.times.at(indexA))
      : computeMomentGhost(timeline, indexA, atB)
    // The columns are mutable: the version says when they changed.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [timeline, other, indexA, atB, from, to, version])
  if (!timeline || atB === undefined) return null
  const x = (at: UnixMs): number => ((at - from) / (to - from)) * area.width
  const y = (bytes: number): number => area.height - ((bytes - axis.low) / (axis.high - axis.low)) * area.height
  const path = (points: readonly (readonly [UnixMs, number])[]): string =>
    points.map(([at, bytes], index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(bytes).toFixed(1)}`).join('')
  return (
    <>
      {ghost && (
        <svg className="chart-ghost" width={area.width} height={area.height} aria-hidden="true" focusable="false">
          {ghost.rss.map((line) => (
            <g key={line[0]![0]}>
              <path className="chart-ghost-ground" d={path(line)} />
              <path className="chart-ghost-rss" d={path(line)} />
            </g>
          ))}
          {ghost.tracked && (
            <>
              <path className="chart-ghost-ground" d={path(ghost.tracked)} />
              <path className="chart-ghost-tracked" d={path(ghost.tracked)} />
            </>
          )}
        </svg>
      )}
      {!other && indexA >= 0 && <Flag area={area} from={from} to={to} zone={zone} at={timeline.times.at(indexA)} letter="A" />}
      <Flag area={area} from={from} to={to} zone={zone} at={atB} letter="B" />
    </>
  )
}

function Flag({
  area,
  from,
  to,
  zone,
  at,
  letter,
}: Omit<ChartMomentsProps, 'axis'> & { readonly at: UnixMs; readonly letter: 'A' | 'B' }) {
  if (at < from || at > to) return null
  const left = ((at - from) / (to - from)) * area.width
  const isLate = left > area.width - 84
  return (
    <div className="chart-moment" style={{ transform: `translateX(${Math.round(left)}px)` }}>
      <span className={isLate ? 'chart-moment-flag chart-moment-late' : 'chart-moment-flag'}>
        <b>{letter}</b> {formatClock(at, zone)}
      </span>
    </div>
  )
}
