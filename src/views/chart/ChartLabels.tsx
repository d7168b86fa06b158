import { useId } from 'react'
import { formatBytes, formatBytesAsDoris } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { phrase, say, t, type Phrase } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { LimitHeight, LimitName } from '../../timeline/computeLimits'
import type { ByteAxis } from '../../timeline/computeTicks'
import { placeLabels } from '../../timeline/placeLabels'
import { useSelect } from '../viewerContext'
import { GAP_PATTERN } from './patterns'
import type { PlotArea } from './plotArea'

interface ChartLabelsProps {
  readonly area: PlotArea
  readonly axis: ByteAxis
  readonly limits: readonly LimitHeight[]
  /** RSS of the newest sample in view, bytes. */
  readonly rss: number | undefined
  /** Nothing is drawn above this where the words stand, bytes. */
  readonly rssClear: number
  readonly from: UnixMs
  readonly to: UnixMs
  /** A gap that lasts: since when, until when (now). */
  readonly gapFrom: UnixMs | undefined
  readonly gapTo: UnixMs | undefined
}

const LABEL_HEIGHT = 16
const LIMIT_WORDS: Readonly<Record<LimitName, Phrase>> = {
  limit: phrase('limit'),
  softLimit: phrase('soft limit'),
  cgroupLimit: phrase('cgroup limit'),
}

/** Words on the lines, at the right end of the plot, and the hatch of a gap that is still growing. */
export function ChartLabels({ area, axis, limits, rss, rssClear, from, to, gapFrom, gapTo }: ChartLabelsProps) {
  const units = useSelect((state) => state.view.units)
  const print = units === 'doris' ? formatBytesAsDoris : formatBytes
  const y = (bytes: number): number => area.height - ((bytes - axis.low) / (axis.high - axis.low)) * area.height
  const labels = [
    // Inside the plot they stand above the lines, so that the newest part of these stays visible.
    ...(rss === undefined
      ? []
      : [
          {
            id: 'rss',
            text: `RSS ${print(rss)}`,
            wish: area.gutter > 0 ? y(rss) : y(Math.max(rss, rssClear)) - LABEL_HEIGHT / 2 - 2,
          },
        ]),
    ...limits.map((limit) => {
      const words = limit.names.map((name) => say(LIMIT_WORDS[name])).join(' = ')
      const isAbove = limit.value > axis.high
      return {
        id: limit.names[0]!,
        text: `${words} ${print(limit.value)}${isAbove ? ' ↑' : ''}`,
        wish: isAbove ? 0 : y(limit.value),
      }
    }),
  ]
  const places = placeLabels(
    labels.map((label) => ({ y: label.wish, height: LABEL_HEIGHT })),
    area.height,
  )
  return (
    <div className="chart-labels" style={{ left: area.x, top: area.y, width: area.width + area.gutter, height: area.height }}>
      {gapFrom !== undefined && gapTo !== undefined && gapTo > gapFrom && (
        <OpenGap
          area={area}
          left={((gapFrom - from) / (to - from)) * area.width}
          right={((gapTo - from) / (to - from)) * area.width}
        >
          {t('no data {time}', { time: formatDuration(gapTo - gapFrom) })}
        </OpenGap>
      )}
      {labels.map((label, index) => {
        const place = places[index]
        return (
          place !== undefined && (
            <span
              key={label.id}
              className={label.id === 'rss' ? 'chart-label chart-label-rss' : 'chart-label'}
              style={{ top: Math.round(place - LABEL_HEIGHT / 2), minWidth: area.gutter }}
            >
              {label.text}
            </span>
          )
        )
      })}
    </div>
  )
}

interface OpenGapProps {
  readonly area: PlotArea
  readonly left: number
  readonly right: number
  readonly children: readonly string[] | string
}

function OpenGap({ area, left, right, children }: OpenGapProps) {
  const id = useId()
  const start = Math.max(0, left)
  const width = Math.min(area.width, right) - start
  if (width < 1) return null
  return (
    <div className="chart-open-gap" style={{ left: start, width }}>
      <svg width="100%" height="100%" aria-hidden>
        <pattern id={id} width={GAP_PATTERN.size} height={GAP_PATTERN.size} patternUnits="userSpaceOnUse">
          <path d={GAP_PATTERN.path} stroke="var(--gap)" strokeOpacity="0.55" strokeWidth={GAP_PATTERN.stroke} fill="none" />
        </pattern>
        <rect width="100%" height="100%" fill="var(--panel)" />
        <rect width="100%" height="100%" fill={`url(#${id})`} />
      </svg>
      <span className={width < 84 ? 'chart-open-gap-text chart-open-gap-upright' : 'chart-open-gap-text'}>{children}</span>
    </div>
  )
}
