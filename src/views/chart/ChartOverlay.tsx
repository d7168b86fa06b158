import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatClock, formatDateTime, formatDuration, type Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { selectBounds } from '../../store/selectChart'
import { isComparing, selectCursorIndex } from '../../store/viewer'
import type { ByteAxis } from '../../timeline/computeTicks'
import type { Timeline } from '../../timeline/timeline'
import { makeSpan, panSpan, zoomSpan, type TimeSpan } from '../../timeline/timeRange'
import { useSelect, useViewer } from '../viewerContext'
import { ChartMoments } from './ChartMoments'
import type { PlotArea } from './plotArea'

interface ChartOverlayProps {
  readonly timeline: Timeline
  readonly area: PlotArea
  readonly from: UnixMs
  readonly to: UnixMs
  readonly zone: Zone
  readonly axis: ByteAxis
  /** The moment under the pointer, or undefined. */
  readonly hoverAt: UnixMs | undefined
  readonly onHover: (at: UnixMs | undefined) => void
  /** A range was drawn with the pointer. */
  readonly onZoom: (span: TimeSpan) => void
}

interface Drag {
  readonly start: UnixMs
  readonly end: UnixMs
  readonly isFar: boolean
  /** With Shift held: not a range to look at, but two moments to compare. */
  readonly compares: boolean
}

/** A pointer that moves less than this meant a click, px. */
const CLICK_PX = 4
const ZOOM_STEP = 0.5

/** Cursor, hover, selection, and everything that pointer and keys do in the plot. Never redraws the areas. */
export function ChartOverlay({ timeline, area, from, to, zone, axis, hoverAt, onHover, onZoom }: ChartOverlayProps) {
  const viewer = useViewer()
  const cursorIndex = useSelect(selectCursorIndex)
  const isAtMoment = useSelect((state) => state.view.cursorAt !== undefined || state.view.pausedAt !== undefined)
  const comparing = useSelect(isComparing)
  const [drag, setDrag] = useState<Drag | undefined>(undefined)
  const element = useRef<HTMLDivElement>(null)

  const toX = (at: UnixMs): number => ((at - from) / (to - from)) * area.width
  const timeAt = (clientX: number): UnixMs => {
    // Its own width, not that of the plot: the page may be zoomed (wall).
    const { left, width } = element.current?.getBoundingClientRect() ?? { left: 0, width: area.width }
    const share = Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)))
    return from + share * (to - from)
  }
  const bounds = (): TimeSpan => selectBounds(viewer.getState()) ?? { from, to }
  const setCursorNear = (at: UnixMs): void => {
    const index = timeline.nearestIndex(at)
    if (index >= 0) viewer.actions.setCursor(timeline.times.at(index))
  }
  const compareNear = (from: UnixMs, to: UnixMs): void => {
    const [a, b] = [timeline.nearestIndex(from), timeline.nearestIndex(to)]
    if (a >= 0 && b >= 0) viewer.actions.compare(timeline.times.at(a), timeline.times.at(b))
  }
  const zoom = (factor: number, anchor: UnixMs): void => viewer.actions.setRange(zoomSpan({ from, to }, factor, anchor, bounds()))

  const zoomNow = useRef(zoom)
  useEffect(() => {
    zoomNow.current = zoom
  })
  const timeAtNow = useRef(timeAt)
  useEffect(() => {
    timeAtNow.current = timeAt
  })
  useEffect(() => {
    const target = element.current
    if (!target) return
    // React's own wheel handlers are passive: they could not keep the page from zooming.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return
      event.preventDefault()
      zoomNow.current(2 ** Math.max(-1, Math.min(1, event.deltaY / 200)), timeAtNow.current(event.clientX))
    }
    target.addEventListener('wheel', onWheel, { passive: false })
    return () => target.removeEventListener('wheel', onWheel)
  }, [])

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = timeAt(event.clientX)
    setDrag({ start: at, end: at, isFar: false, compares: event.shiftKey })
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const at = timeAt(event.clientX)
    if (event.pointerType === 'mouse' || drag) onHover(at)
    if (drag) setDrag({ ...drag, end: at, isFar: drag.isFar || Math.abs(toX(at) - toX(drag.start)) >= CLICK_PX })
  }
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drag) return
    const end = timeAt(event.clientX)
    setDrag(undefined)
    if (event.pointerType !== 'mouse') onHover(undefined)
    if (drag.isFar && drag.compares) compareNear(Math.min(drag.start, end), Math.max(drag.start, end))
    else if (drag.isFar) onZoom(makeSpan(drag.start, end, bounds()))
    else setCursorNear(end)
  }
  const onPointerCancel = (): void => {
    setDrag(undefined)
    onHover(undefined)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!handleKey(event.key, event.shiftKey)) return
    onHover(undefined)
    event.preventDefault()
    event.stopPropagation()
  }
  const handleKey = (key: string, isShifted: boolean): boolean => {
    const cursorAt = timeline.times.at(cursorIndex)
    const anchor = cursorAt >= from && cursorAt <= to ? cursorAt : (from + to) / 2
    switch (key) {
      case 'ArrowLeft':
        step(isShifted ? -10 : -1)
        return true
      case 'ArrowRight':
        step(isShifted ? 10 : 1)
        return true
      case 'Home':
        step(-timeline.length)
        return true
      case 'End':
        step(timeline.length)
        return true
      case '+':
      case '=':
        zoom(ZOOM_STEP, anchor)
        return true
      case '-':
      case '−':
        zoom(1 / ZOOM_STEP, anchor)
        return true
      case '0':
        viewer.actions.setSpan(undefined)
        return true
      case '[':
        viewer.actions.setRange(panSpan({ from, to }, -0.5, bounds()))
        return true
      case ']':
        viewer.actions.setRange(panSpan({ from, to }, 0.5, bounds()))
        return true
      case 'Escape':
        if (drag) setDrag(undefined)
        else viewer.actions.leave()
        return true
      case 'a':
        viewer.actions.setA()
        return true
      case 'b':
        viewer.actions.setB()
        return true
      case 'x':
        viewer.actions.swapMoments()
        return true
      default:
        return false
    }
  }
  const reset = (): void => {
    viewer.actions.follow()
    if (viewer.getState().source.kind !== 'live') viewer.actions.setSpan(undefined)
  }
  const step = (samples: number): void => {
    viewer.actions.stepCursor(samples)
    const at = timeline.times.at(selectCursorIndex(viewer.getState()))
    // The cursor takes the window along.
    if (at < from || at > to) viewer.actions.setRange(panSpan({ from, to }, (at - (from + to) / 2) / (to - from), bounds()))
  }

  const cursorAt = timeline.times.at(cursorIndex)
  const rss = timeline.column('rss').at(cursorIndex)
  const moment = Number.isNaN(rss)
    ? t('{time}, RSS not reported', { time: formatDateTime(cursorAt, zone) })
    : t('{time}, RSS {rss}', { time: formatDateTime(cursorAt, zone), rss: formatBytes(rss) })
  // Of two moments that are compared the cursor is B, which has a flag of its own.
  const cursorX = isAtMoment && !comparing && cursorAt >= from && cursorAt <= to ? toX(cursorAt) : undefined
  return (
    <div
      ref={element}
      className="chart-overlay"
      style={{ left: area.x, top: area.y, width: area.width, height: area.height }}
      role="slider"
      tabIndex={0}
      aria-label={t('Time cursor in the chart of resident memory by part')}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, timeline.length - 1)}
      aria-valuenow={cursorIndex}
      aria-valuetext={moment}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End + - 0 [ ] a b x Escape"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onPointerLeave={() => !drag && onHover(undefined)}
      onDoubleClick={reset}
      onKeyDown={onKeyDown}
    >
      {hoverAt !== undefined && !drag?.isFar && (
        <div className="chart-hover" style={{ transform: `translateX(${toX(hoverAt)}px)` }} />
      )}
      {cursorX !== undefined && (
        <div className="chart-cursor" style={{ transform: `translateX(${Math.round(cursorX)}px)` }}>
          <span className={cursorX > area.width - 70 ? 'chart-cursor-time chart-cursor-left' : 'chart-cursor-time'}>
            {formatClock(cursorAt, zone)}
          </span>
        </div>
      )}
      <ChartMoments area={area} from={from} to={to} zone={zone} axis={axis} />
      {drag?.isFar && (
        <div
          className="chart-selection"
          style={{ left: Math.min(toX(drag.start), toX(drag.end)), width: Math.abs(toX(drag.end) - toX(drag.start)) }}
        >
          <span>
            {drag.compares && 'A → B '}
            {formatDuration(Math.abs(drag.end - drag.start))}
          </span>
        </div>
      )}
    </div>
  )
}
