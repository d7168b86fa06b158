import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { formatDateTime, formatDuration } from '../../base/formatTime'
import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { selectBounds, selectChartFrom, selectChartTo, selectDrawnVersion } from '../../store/selectChart'
import { selectCursorIndex, selectLastShown } from '../../store/viewer'
import { findGaps, findMoments } from '../../timeline/computeChart'
import { computeOverview } from '../../timeline/computeOverview'
import { pickIndices } from '../../timeline/reduce'
import { isIrregular } from '../../timeline/sampleOrigin'
import type { Timeline } from '../../timeline/timeline'
import { centreSpan, makeSpan, panSpan, type TimeSpan } from '../../timeline/timeRange'
import { useSize } from '../chart/useSize'
import { useStalledAt } from '../chart/useStalledAt'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { OriginLane } from './OriginLane'
import { OverviewCanvas } from './OverviewCanvas'
import './overview.css'

/** The whole timeline in a strip: where there is data, where the view is, and how to move it. */
export function OverviewStrip() {
  const timeline = useSelect((state) => state.timeline)
  // A single sample has no course to look over, and the chart already shows all of it.
  const hasCourse = useSelect((state) => selectLastShown(state) > 0)
  if (!timeline || !hasCourse) return null
  return (
    <section className="panel overview" aria-label={t('Overview of the whole timeline')}>
      <FilledStrip timeline={timeline} />
    </section>
  )
}

type Grip = 'from' | 'to' | 'window' | 'new'

interface Drag {
  readonly grip: Grip
  readonly startAt: UnixMs
  readonly startX: number
  readonly span: TimeSpan
  readonly isFar: boolean
}

const CLICK_PX = 4

function FilledStrip({ timeline }: { readonly timeline: Timeline }) {
  const viewer = useViewer()
  const zone = useZone()
  const version = useSelect(selectDrawnVersion)
  const first = useSelect((state) => selectBounds(state)?.from ?? 0)
  const last = useSelect((state) => selectBounds(state)?.to ?? 0)
  const chartFrom = useSelect((state) => selectChartFrom(state))
  const chartTo = useSelect((state) => selectChartTo(state))
  const hasWindow = useSelect((state) => state.view.range !== undefined || state.view.spanMs !== undefined)
  const cursorIndex = useSelect(selectCursorIndex)
  const isAtMoment = useSelect((state) => state.view.cursorAt !== undefined)
  const stalledAt = useStalledAt(timeline)
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const [drag, setDrag] = useState<Drag | undefined>(undefined)
  const [draft, setDraft] = useState<TimeSpan | undefined>(undefined)

  // A single sample stands in the middle.
  const bounds: TimeSpan = useMemo(
    () => (last > first ? { from: first, to: last } : { from: first - 30_000, to: last + 30_000 }),
    [first, last],
  )
  const drawing = useMemo(
    () => {
      const picked = pickIndices(timeline, bounds.from, bounds.to, Math.max(1, size.width))
      return {
        shape: computeOverview(timeline, picked),
        gaps: findGaps(timeline, bounds.from, bounds.to),
        moments: findMoments(timeline, bounds.from, bounds.to),
        from: bounds.from,
        to: bounds.to,
        isStepped: isIrregular(timeline),
      }
    },
    // The columns are mutable: the version says when they changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, bounds, size.width],
  )

  const toX = (at: UnixMs): number => ((at - bounds.from) / (bounds.to - bounds.from)) * size.width
  const timeAt = (clientX: number): UnixMs => {
    const left = box.current?.getBoundingClientRect().left ?? 0
    const share = size.width > 0 ? (clientX - left) / size.width : 0
    return bounds.from + Math.min(1, Math.max(0, share)) * (bounds.to - bounds.from)
  }
  const shown: TimeSpan = draft ?? {
    from: Math.max(bounds.from, Math.min(chartFrom, bounds.to)),
    to: Math.min(bounds.to, Math.max(chartTo, bounds.from)),
  }
  const setRange = (span: TimeSpan): void =>
    viewer.actions.setRange(span.from <= bounds.from && span.to >= bounds.to ? undefined : span)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = timeAt(event.clientX)
    const wish = event.target instanceof Element ? event.target.closest('[data-grip]')?.getAttribute('data-grip') : undefined
    const grip: Grip =
      wish === 'from' || wish === 'to' ? wish : hasWindow && at >= shown.from && at <= shown.to ? 'window' : 'new'
    setDrag({ grip, startAt: at, startX: event.clientX, span: shown, isFar: false })
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drag) return
    const isFar = drag.isFar || Math.abs(event.clientX - drag.startX) >= CLICK_PX
    if (!isFar) return
    if (!drag.isFar) setDrag({ ...drag, isFar })
    const span = moveGrip(drag, timeAt(event.clientX), bounds)
    // What is moved is seen to move; what is drawn anew counts when it is let go.
    if (drag.grip === 'new') setDraft(span)
    else setRange(span)
  }
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drag) return
    const at = timeAt(event.clientX)
    if (drag.isFar) setRange(moveGrip(drag, at, bounds))
    else if (drag.grip === 'new' && hasWindow) setRange(centreSpan(shown, at, bounds))
    else if (drag.grip === 'new' || drag.grip === 'window') {
      const index = timeline.nearestIndex(at)
      if (index >= 0) viewer.actions.setCursor(timeline.times.at(index))
    }
    setDrag(undefined)
    setDraft(undefined)
  }
  const onPointerCancel = (): void => {
    setDrag(undefined)
    setDraft(undefined)
  }
  const onKeyDown = (grip: 'from' | 'to', event: KeyboardEvent<HTMLElement>): void => {
    const step = (bounds.to - bounds.from) / (event.shiftKey ? 10 : 100)
    const here = grip === 'from' ? shown.from : shown.to
    const wish = keyTarget(event.key, here, step, grip, bounds)
    if (wish === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setRange(
      grip === 'from'
        ? makeSpan(Math.min(wish, shown.to), shown.to, bounds)
        : makeSpan(shown.from, Math.max(wish, shown.from), bounds),
    )
  }
  const onWindowKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const share = event.key === 'ArrowLeft' ? -0.1 : event.key === 'ArrowRight' ? 0.1 : undefined
    if (share === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setRange(panSpan(shown, event.shiftKey ? share * 5 : share, bounds))
  }

  const left = toX(shown.from)
  const right = toX(shown.to)
  const cursorAt = timeline.times.at(cursorIndex)
  return (
    <>
      <div
        ref={box}
        className="overview-box"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerCancel}
        onDoubleClick={() => viewer.actions.setSpan(undefined)}
      >
        <OverviewCanvas width={size.width} height={size.height} drawing={drawing} isOld={stalledAt !== undefined} />
        <div className="overview-shade" style={{ left: 0, width: Math.max(0, left) }} />
        <div className="overview-shade" style={{ left: right, width: Math.max(0, size.width - right) }} />
        <div
          className="overview-window"
          data-grip="window"
          style={{ left, width: Math.max(1, right - left) }}
          role="slider"
          tabIndex={0}
          aria-label={t('Visible part of the timeline')}
          aria-valuemin={bounds.from}
          aria-valuemax={bounds.to}
          aria-valuenow={Math.round((shown.from + shown.to) / 2)}
          aria-valuetext={t('{from} to {to}, {time}', {
            from: formatDateTime(shown.from, zone),
            to: formatDateTime(shown.to, zone),
            time: formatDuration(shown.to - shown.from),
          })}
          onKeyDown={onWindowKeyDown}
        />
        {(['from', 'to'] as const).map((grip) => (
          <div
            key={grip}
            className="overview-handle"
            data-grip={grip}
            style={{ left: grip === 'from' ? left : right }}
            role="slider"
            tabIndex={0}
            aria-label={grip === 'from' ? t('Start of the visible part') : t('End of the visible part')}
            aria-valuemin={bounds.from}
            aria-valuemax={bounds.to}
            aria-valuenow={Math.round(shown[grip])}
            aria-valuetext={formatDateTime(shown[grip], zone)}
            onKeyDown={(event) => onKeyDown(grip, event)}
          />
        ))}
        {isAtMoment && <div className="overview-cursor" style={{ transform: `translateX(${Math.round(toX(cursorAt))}px)` }} />}
      </div>
      <p className="overview-text">
        <span>
          {draft ? formatDuration(shown.to - shown.from) : t('overview {time}', { time: formatDuration(last - first) })}
        </span>
        <button type="button" disabled={!hasWindow} onClick={() => viewer.actions.setSpan(undefined)}>
          {t('all')}
        </button>
      </p>
      <OriginLane timeline={timeline} from={bounds.from} to={bounds.to} width={size.width} />
    </>
  )
}

function moveGrip(drag: Drag, at: UnixMs, bounds: TimeSpan): TimeSpan {
  switch (drag.grip) {
    case 'from':
      return makeSpan(at, drag.span.to, bounds)
    case 'to':
      return makeSpan(drag.span.from, at, bounds)
    case 'new':
      return makeSpan(drag.startAt, at, bounds)
    case 'window':
      return panSpan(drag.span, (at - drag.startAt) / (drag.span.to - drag.span.from), bounds)
  }
}

function keyTarget(key: string, here: UnixMs, step: number, grip: 'from' | 'to', bounds: TimeSpan): UnixMs | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return here - step
    case 'ArrowRight':
    case 'ArrowUp':
      return here + step
    case 'PageDown':
      return here - 10 * step
    case 'PageUp':
      return here + 10 * step
    case 'Home':
      return grip === 'from' ? bounds.from : undefined
    case 'End':
      return grip === 'to' ? bounds.to : undefined
    default:
      return undefined
  }
}
