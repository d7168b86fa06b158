import type { UnixMs } from '../../base/units'
import type { ChartGap, ChartMoment } from '../../timeline/computeChart'
import type { OverviewShape } from '../../timeline/computeOverview'
import type { PlotSize } from '../chart/drawChart'
import { fillOf } from '../chart/fills'
import type { Tokens } from '../chart/useTokens'

export interface OverviewDrawing {
  readonly shape: OverviewShape
  readonly gaps: readonly ChartGap[]
  readonly moments: readonly ChartMoment[]
  readonly from: UnixMs
  readonly to: UnixMs
  /** Values hold until the next sample: of a log nothing is known in between. */
  readonly isStepped: boolean
}

/** RSS in two tones, tracked below and untracked above, one column a pixel; in a third where a sample says RSS only. */
export function drawOverview(context: CanvasRenderingContext2D, size: PlotSize, tokens: Tokens, drawing: OverviewDrawing): void {
  const { shape, from, to } = drawing
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const x = (at: UnixMs): number => ((at - from) / (to - from)) * size.width
  const scale = (size.height - 2) / Math.max(1, shape.highest)
  const tones: readonly [Float64Array, string | CanvasPattern][] = [
    [shape.bare, tokens.line],
    [shape.rss, fillOf(context, 'untracked', tokens, size.ratio)],
    [shape.tracked, tokens.bands.global],
  ]
  for (const [values, fill] of tones) fillUpTo(context, shape, values, x, scale, size, fill, drawing.isStepped)
  context.fillStyle = fillOf(context, 'gap', tokens, size.ratio)
  for (const gap of drawing.gaps) {
    const left = x(gap.from)
    context.fillRect(left, 0, Math.max(1.5, x(gap.to) - left), size.height)
  }
  context.fillStyle = tokens.text
  for (const moment of drawing.moments) context.fillRect(Math.round(x(moment.at)), 0, 1, size.height)
}

/** One column a pixel from the bottom: the highest value in it, or held, or on the way between two samples. One path: filled in one go. */
function fillUpTo(
  context: CanvasRenderingContext2D,
  shape: OverviewShape,
  values: Float64Array,
  x: (at: UnixMs) => number,
  scale: number,
  size: PlotSize,
  fill: string | CanvasPattern,
  isStepped: boolean,
): void {
  const heights = new Float64Array(size.width)
  for (let place = 0; place < shape.count; place++) {
    const value = values[place]!
    if (Number.isNaN(value)) continue
    const here = columnOf(x(shape.at[place]!), size.width)
    if (value > heights[here]!) heights[here] = value
    if (isStepped) {
      const next = place + 1 < shape.count && !shape.breaks[place + 1] ? columnOf(x(shape.at[place + 1]!), size.width) : here
      for (let held = here + 1; held < next; held++) heights[held] = value
      continue
    }
    const before = place > 0 && !shape.breaks[place] ? values[place - 1]! : Number.NaN
    if (Number.isNaN(before)) continue
    const start = columnOf(x(shape.at[place - 1]!), size.width)
    for (let between = start + 1; between < here; between++) {
      heights[between] = before + ((value - before) * (between - start)) / (here - start)
    }
  }
  context.fillStyle = fill
  context.beginPath()
  context.moveTo(0, size.height)
  for (let column = 0; column < size.width; column++) {
    const y = size.height - heights[column]! * scale
    context.lineTo(column, y)
    context.lineTo(column + 1, y)
  }
  context.lineTo(size.width, size.height)
  context.fill()
}

function columnOf(x: number, width: number): number {
  return Math.min(width - 1, Math.max(0, Math.floor(x)))
}
