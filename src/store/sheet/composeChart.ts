import { formatBytes, formatBytesAsDoris } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { computeChart, findGaps, findMoments, type ChartGeometry, type ChartMoment } from '../../timeline/computeChart'
import { computeHighest, computeLimitHeights, type LimitName } from '../../timeline/computeLimits'
import { computeByteAxis, computeTimeTicks, type ByteAxis, type TimeTick } from '../../timeline/computeTicks'
import { pickIndices } from '../../timeline/reduce'
import { selectChartFrom, selectChartTo } from '../selectChart'
import { zoneOf } from '../view'
import { selectLastShown, type ViewerState } from '../viewer'

/** The chart of a view at a size, ready to be drawn as paths. */
export interface SheetChart {
  readonly geometry: ChartGeometry
  readonly mode: 'stack' | 'lines'
  /** Values hold until the next sample. */
  readonly isStepped: boolean
  readonly from: UnixMs
  readonly to: UnixMs
  readonly axis: ByteAxis
  readonly ticks: readonly TimeTick[]
  readonly limits: readonly { readonly name: LimitName; readonly value: number; readonly text: string }[]
  readonly gaps: readonly { readonly from: UnixMs; readonly to: UnixMs; readonly text: string }[]
  readonly moments: readonly ChartMoment[]
  /** RSS of the newest drawn sample; undefined = it is not drawn. */
  readonly rss: { readonly value: number; readonly text: string } | undefined
  readonly cursorAt: UnixMs | undefined
  /** The earlier of two moments that are compared. */
  readonly cursorA: UnixMs | undefined
  readonly sampleCount: number
}

/** The chart as the screen has it, at another size (px). undefined: there is nothing to draw. */
export function composeChart(
  state: ViewerState,
  width: number,
  height: number,
  stalledAt: UnixMs | undefined,
): SheetChart | undefined {
  const { timeline, view } = state
  const last = selectLastShown(state)
  if (!timeline || last < 0) return undefined
  const from = selectChartFrom(state, stalledAt)
  const to = selectChartTo(state, stalledAt)
  if (!(to > from)) return undefined
  const indices = pickIndices(timeline, from, to, Math.max(1, width / 2))
  const geometry = computeChart(timeline, indices, { mode: view.chartMode, solo: view.solo, hidden: view.hidden })
  const limits = view.solo === undefined ? computeLimitHeights(timeline, last) : []
  const isDoris = view.units === 'doris'
  const print = isDoris ? formatBytesAsDoris : formatBytes
  const axis = computeByteAxis(geometry.low, computeHighest(geometry.high, limits), height, isDoris ? 'GiB' : 'TiB')
  const newest = geometry.rss.at(-1)
  const newestAt = timeline.times.at(last)
  const gaps = findGaps(timeline, from, to).filter((gap) => stalledAt === undefined || gap.from < newestAt)
  const open = stalledAt === undefined || stalledAt <= newestAt ? [] : [{ from: newestAt, to: stalledAt }]
  return {
    geometry,
    mode: view.chartMode,
    isStepped: timeline.header.source === 'log',
    from,
    to,
    axis,
    ticks: computeTimeTicks(from, to, width, zoneOf(view.zone, state.hostOffsetMinutes)),
    limits: limits.flatMap(({ names, value }) => [
      { name: names[0]!, value, text: `${names.map(sayLimit).join(' = ')} ${print(value)}` },
    ]),
    gaps: [...gaps, ...open].map((gap) => ({
      from: gap.from,
      to: gap.to,
      text: t('no data {time}', { time: formatDuration(gap.to - gap.from) }),
    })),
    moments: findMoments(timeline, from, to),
    rss: newest === undefined || Number.isNaN(newest) ? undefined : { value: newest, text: `RSS ${print(newest)}` },
    cursorAt: view.cursorAt,
    cursorA: view.cursorA,
    sampleCount: indices.length,
  }
}

function sayLimit(name: LimitName): string {
  switch (name) {
    case 'limit':
      return t('limit')
    case 'softLimit':
      return t('soft limit')
    case 'cgroupLimit':
      return t('cgroup limit')
  }
}
