import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { pickByteUnit, type ByteUnit } from '../../base/formatBytes'
import { formatClock, formatDateTime } from '../../base/formatTime'
import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { selectChartFrom, selectHasFigures, selectChartTo, selectDrawnVersion } from '../../store/selectChart'
import { selectCursorIndex, selectLastShown } from '../../store/viewer'
import { computeChart, findGapAt, findGaps, findHighestAfter, findMoments } from '../../timeline/computeChart'
import { computeHighest, computeLimitHeights } from '../../timeline/computeLimits'
import { computeByteAxis, computeTimeTicks } from '../../timeline/computeTicks'
import { pickIndices } from '../../timeline/reduce'
import { isIrregular } from '../../timeline/sampleOrigin'
import type { Timeline } from '../../timeline/timeline'
import type { TimeSpan } from '../../timeline/timeRange'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { ChartCanvas } from './ChartCanvas'
import { ChartCaption } from './ChartCaption'
import { ChartLabels } from './ChartLabels'
import { ChartLegend } from './ChartLegend'
import { ChartOverlay } from './ChartOverlay'
import { ChartTools } from './ChartTools'
import { ChartTrail } from './ChartTrail'
import type { ChartPicture } from './drawChart'
import { computePlotArea } from './plotArea'
import { useSize } from './useSize'
import { useStalledAt } from './useStalledAt'
import './chart.css'

// recharts comes after the first picture: the canvas and the labels do not wait for it.
const CalmFrame = lazy(() => import('./CalmFrame').then((module) => ({ default: module.CalmFrame })))

const ChartTable = lazy(() => import('./ChartTable').then((module) => ({ default: module.ChartTable })))

const FindingMarks = lazy(() => import('../explain/FindingMarks').then((module) => ({ default: module.FindingMarks })))

/** Room for the words at the right end of the RSS line. */
const LABEL_PX = 104

/** Resident memory by part over time: the stack that adds up to RSS, limits, gaps, and the legend with the values at a moment. */
export function MemoryChart() {
  const timeline = useSelect((state) => state.timeline)
  const isEmpty = useSelect((state) => selectLastShown(state) < 0)
  const hasFigures = useSelect(selectHasFigures)
  return (
    <section className="panel chart" aria-label={t('Memory over time')}>
      {!timeline || isEmpty ? (
        <p className="chart-empty muted">{t('No sample yet.')}</p>
      ) : hasFigures ? (
        <FilledChart timeline={timeline} />
      ) : (
        <p className="chart-empty muted">
          {t(
            'There is nothing to stack: this profile has no memory counters of Doris (VmRSS, trackers, tasks). All that it says stands in the tree.',
          )}
        </p>
      )}
    </section>
  )
}

function FilledChart({ timeline }: { readonly timeline: Timeline }) {
  const viewer = useViewer()
  const stalledAt = useStalledAt(timeline)
  const version = useSelect(selectDrawnVersion)
  const from = useSelect((state) => selectChartFrom(state, stalledAt))
  const to = useSelect((state) => selectChartTo(state, stalledAt))
  const mode = useSelect((state) => state.view.chartMode)
  const solo = useSelect((state) => state.view.solo)
  const hidden = useSelect((state) => state.view.hidden)
  const units = useSelect((state) => state.view.units)
  const cursorIndex = useSelect(selectCursorIndex)
  const lastShown = useSelect(selectLastShown)
  const isScrubbing = useSelect((state) => state.view.cursorAt !== undefined)
  const zone = useZone()
  const [hoverAt, setHoverAt] = useState<UnixMs | undefined>(undefined)
  const [showLimits, setShowLimits] = useState(true)
  const range = useSelect((state) => state.view.range)
  const [trail, setTrail] = useState<readonly TimeSpan[]>([])
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const area = useMemo(() => computePlotArea(size.width, size.height), [size])

  const limits = useMemo(
    () => (showLimits && solo === undefined ? computeLimitHeights(timeline, lastShown) : []),
    // The columns are mutable: the version says when they changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, lastShown, showLimits, solo],
  )
  const { geometry, axis } = useMemo(
    () => {
      const picked = pickIndices(timeline, from, to, Math.max(1, area.width))
      const shape = computeChart(timeline, picked, { mode, solo, hidden })
      const high = computeHighest(shape.high, limits)
      return { geometry: shape, axis: computeByteAxis(shape.low, high, area.height, units === 'doris' ? 'GiB' : 'TiB') }
    },
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, from, to, area, mode, solo, hidden, limits, units],
  )
  const isPale = stalledAt !== undefined
  const isZoomed = range !== undefined
  const picture = useMemo<ChartPicture>(
    () => ({
      geometry,
      mode,
      isStepped: isIrregular(timeline),
      // While it lasts, the newest gap grows in an overlay of its own.
      gaps: findGaps(timeline, from, to).filter((gap) => !isPale || gap.from < timeline.times.at(timeline.length - 1)),
      moments: findMoments(timeline, from, to),
      // Below the way out of a zoom, which stands at the top.
      momentsTop: isZoomed ? 34 : 4,
      from,
      to,
      low: axis.low,
      high: axis.high,
    }),
    [geometry, mode, timeline, from, to, axis, isPale, isZoomed],
  )
  // A lone sample is a moment, not a stretch of time: its own time is the only tick.
  const loneAt = geometry.count === 1 ? geometry.at[0] : undefined
  const timeTicks = useMemo(
    () =>
      loneAt === undefined
        ? computeTimeTicks(from, to, area.width, zone)
        : [{ at: loneAt, clock: formatClock(loneAt, zone), day: formatDateTime(loneAt, zone).slice(0, 10) }],
    [from, to, area.width, zone, loneAt],
  )
  const lines = useMemo(
    () => limits.filter((limit) => limit.value <= axis.high).map((limit) => ({ id: limit.names[0]!, value: limit.value })),
    [limits, axis],
  )

  const zoomIn = (span: TimeSpan): void => {
    setHoverAt(undefined)
    setTrail(range ? [...trailTo(trail, range), range] : [])
    viewer.actions.setRange(span)
  }
  const pickTrail = (place: number): void => {
    const shown = range ? trailTo(trail, range) : []
    viewer.actions.setRange(shown[place])
    setTrail(shown.slice(0, Math.max(0, place)))
  }

  const newestAt = timeline.times.at(lastShown)
  const gap = hoverAt === undefined ? undefined : findGapAt(timeline, hoverAt)
  const isBeyond = hoverAt !== undefined && stalledAt !== undefined && hoverAt > newestAt
  const hoverIndex =
    hoverAt === undefined
      ? undefined
      : Math.min(lastShown, gap || isBeyond ? Math.max(0, timeline.indexAt(hoverAt)) : timeline.nearestIndex(hoverAt))
  const index = hoverIndex ?? cursorIndex
  const before = hoverAt !== undefined && (gap || isBeyond) ? hoverAt - timeline.times.at(index) : undefined
  const unit: ByteUnit = axis.unit === 'B' ? pickByteUnit(timeline.column('rss').at(index) || 0) : axis.unit
  const isTable = useSelect((state) => state.view.chartTable)
  const isDrawable = area.width > 0 && area.height > 0 && to > from
  return (
    <>
      <ChartCaption
        timeline={timeline}
        version={version}
        from={from}
        to={to}
        picked={geometry.count}
        unit={unit}
        zone={zone}
        isStalled={isPale}
      />
      <ChartTools showLimits={showLimits} onShowLimits={setShowLimits} />
      <div className="chart-body">
        <div ref={box} className="chart-box">
          {isDrawable && isTable && (
            <Suspense fallback={null}>
              <ChartTable timeline={timeline} version={version} from={from} to={to} zone={zone} />
            </Suspense>
          )}
          {isDrawable && !isTable && (
            <>
              <ChartCanvas area={area} picture={picture} isOld={isPale} />
              <Suspense fallback={null}>
                <CalmFrame {...size} area={area} from={from} to={to} timeTicks={timeTicks} axis={axis} lines={lines} />
              </Suspense>
              <ChartLabels
                area={area}
                axis={axis}
                limits={limits}
                rss={solo === undefined ? lastRss(geometry.rss) : undefined}
                rssClear={area.gutter > 0 ? 0 : findHighestAfter(geometry, to - ((to - from) * LABEL_PX) / area.width)}
                from={from}
                to={to}
                gapFrom={stalledAt === undefined ? undefined : newestAt}
                gapTo={stalledAt}
              />
              <ChartOverlay
                timeline={timeline}
                area={area}
                from={from}
                to={to}
                zone={zone}
                axis={axis}
                hoverAt={hoverAt}
                onHover={setHoverAt}
                onZoom={zoomIn}
              />
              <Suspense fallback={null}>
                <FindingMarks left={area.x} top={area.y + area.height} width={area.width} from={from} to={to} />
              </Suspense>
              {range && <ChartTrail area={area} trail={trailTo(trail, range)} range={range} zone={zone} onPick={pickTrail} />}
            </>
          )}
        </div>
        <ChartLegend
          timeline={timeline}
          index={index}
          place={hoverAt !== undefined ? 'pointer' : isScrubbing ? 'cursor' : 'newest'}
          before={before}
          age={hoverAt === undefined && stalledAt !== undefined ? stalledAt - timeline.times.at(index) : undefined}
          zone={zone}
        />
      </div>
    </>
  )
}

/** The ranges that still lie around the one in view: Back and links change it too. */
function trailTo(trail: readonly TimeSpan[], range: TimeSpan): readonly TimeSpan[] {
  return trail.filter((span) => span.from <= range.from && span.to >= range.to && span.to - span.from > range.to - range.from)
}

function lastRss(rss: Float64Array): number | undefined {
  const last = rss.at(-1)
  return last === undefined || Number.isNaN(last) ? undefined : last
}
