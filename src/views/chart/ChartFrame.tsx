import { memo } from 'react'
import { CartesianGrid, ComposedChart, ReferenceLine, XAxis, YAxis } from 'recharts'
import type { XAxisTickContentProps } from 'recharts'
import type { LimitName } from '../../timeline/computeLimits'
import { formatByteTick, type ByteAxis, type TimeTick } from '../../timeline/computeTicks'
import { PLOT_MARGIN, type PlotArea } from './plotArea'

/** A line at a height that says what it is. */
export interface LimitLine {
  readonly id: LimitName
  /** Bytes. */
  readonly value: number
}

export interface ChartFrameProps {
  readonly width: number
  readonly height: number
  readonly area: PlotArea
  readonly from: number
  readonly to: number
  readonly timeTicks: readonly TimeTick[]
  readonly axis: ByteAxis
  readonly lines: readonly LimitLine[]
}

// recharts sorts out an axis without data only if it is given its domain; one shared empty list keeps it from computing anew.
const NO_DATA: never[] = []
/** Half a label: nearer to the right edge it would be cut. */
const EDGE_PX = 30
const DASHES: Readonly<Record<LimitName, string>> = { limit: '10 4', softLimit: '5 4', cgroupLimit: '10 3 2 3' }

/** Axes, grid and limit lines. recharts draws them; what is inside the plot comes from the canvas behind. */
export const ChartFrame = memo(Frame, isSame)

function Frame({ width, height, area, from, to, timeTicks, axis, lines }: ChartFrameProps) {
  return (
    <ComposedChart
      width={width}
      height={height}
      data={NO_DATA}
      margin={{ top: PLOT_MARGIN.top, right: width - area.x - area.width, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      className="chart-frame"
      aria-hidden
    >
      <CartesianGrid syncWithTicks vertical={false} stroke="var(--text)" strokeOpacity={0.09} />
      <XAxis
        type="number"
        dataKey="at"
        domain={[from, to]}
        allowDataOverflow
        ticks={timeTicks.map((tick) => tick.at)}
        interval={0}
        height={PLOT_MARGIN.bottom}
        stroke="var(--faint)"
        tickSize={4}
        tick={(props: XAxisTickContentProps) => <ClockTick {...props} ticks={timeTicks} right={width} />}
      />
      <YAxis
        type="number"
        domain={[axis.low, axis.high]}
        allowDataOverflow
        ticks={axis.ticks}
        interval={0}
        width={PLOT_MARGIN.left}
        axisLine={false}
        tickLine={false}
        tick={{ fontSize: 11, fill: 'var(--muted)' }}
        tickFormatter={(bytes: number) => formatByteTick(bytes, axis)}
      />
      {lines.map((line) => (
        <ReferenceLine key={line.id} y={line.value} stroke="var(--text)" strokeDasharray={DASHES[line.id]} strokeWidth={1.25} />
      ))}
    </ComposedChart>
  )
}

/** By content: the axis is computed anew with each sample, but recharts, the slowest part by far, need not know if it came out the same. */
function isSame(before: ChartFrameProps, after: ChartFrameProps): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

interface ClockTickProps extends XAxisTickContentProps {
  readonly ticks: readonly TimeTick[]
  readonly right: number
}

function ClockTick({ x, y, payload, ticks, right }: ClockTickProps) {
  const tick = ticks.find((candidate) => candidate.at === payload.value)
  return (
    <text x={x} y={y} textAnchor={Number(x) > right - EDGE_PX ? 'end' : 'middle'} fontSize={11} fill="var(--muted)">
      <tspan x={x} dy={11}>
        {tick?.clock}
      </tspan>
      {tick?.day !== undefined && (
        <tspan x={x} dy={13}>
          {tick.day}
        </tspan>
      )}
    </text>
  )
}
