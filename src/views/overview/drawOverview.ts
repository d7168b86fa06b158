import type { UnixMs } from '../../base/units'
import type { MarkFrame } from '../../profile/frame'
import type { ChartGap, ChartGeometry } from '../../timeline/computeChart'
import type { PlotSize } from '../chart/drawChart'
import { fillOf } from '../chart/fills'
import type { Tokens } from '../chart/useTokens'

export interface OverviewDrawing {
  readonly geometry: ChartGeometry
  readonly gaps: readonly ChartGap[]
  readonly marks: readonly MarkFrame[]
  readonly from: UnixMs
  readonly to: UnixMs
}

/** RSS in two tones, tracked below and untracked above, one column a pixel; in a third where a sample says RSS only. */
export function drawOverview(context: CanvasRenderingContext2D, size: PlotSize, tokens: Tokens, drawing: OverviewDrawing): void {
  const { geometry, from, to } = drawing
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const x = (at: UnixMs): number => ((at - from) / (to - from)) * size.width
  const room = size.height - 2
  let highest = 1
  for (const value of geometry.rss) if (value > highest) highest = value
  const whole = geometry.rss.slice()
  const bare = new Float64Array(geometry.count).fill(Number.NaN)
  const tracked = new Float64Array(geometry.count).fill(Number.NaN)
  const untracked = geometry.layers.find((layer) => layer.id === 'untracked')
  for (let place = 0; place < geometry.count; place++) {
    const rss = geometry.rss[place]!
    const top = untracked && geometry.hasParts[place] ? untracked.low[place]! : Number.NaN
    if (Number.isNaN(top)) {
      bare[place] = rss
      whole[place] = Number.NaN
    } else tracked[place] = Math.min(top, rss)
  }
  const tones: readonly [Float64Array, string | CanvasPattern][] = [
    [bare, tokens.line],
    [whole, fillOf(context, 'untracked', tokens, size.ratio)],
    [tracked, tokens.bands.global],
  ]
  for (const [values, fill] of tones) {
    context.fillStyle = fill
    fillUpTo(context, geometry, values, x, room / highest, size)
  }
  context.fillStyle = fillOf(context, 'gap', tokens, size.ratio)
  for (const gap of drawing.gaps) {
    const left = x(gap.from)
    context.fillRect(left, 0, Math.max(1.5, x(gap.to) - left), size.height)
  }
  context.fillStyle = tokens.text
  for (const mark of drawing.marks) context.fillRect(Math.round(x(mark.at)), 0, 1, size.height)
}

/** One column a pixel from the bottom: the highest value in it, or on the way between two samples. */
function fillUpTo(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  values: Float64Array,
  x: (at: UnixMs) => number,
  scale: number,
  size: PlotSize,
): void {
  let column = -1
  let highest = 0
  const fill = (at: number, value: number): void => context.fillRect(at, size.height - value * scale, 1, value * scale)
  for (let place = 0; place < geometry.count; place++) {
    const value = values[place]!
    if (Number.isNaN(value)) continue
    const here = Math.min(size.width - 1, Math.max(0, Math.floor(x(geometry.at[place]!))))
    const before = place > 0 && !geometry.breaks[place] ? values[place - 1]! : Number.NaN
    if (here !== column) {
      if (!Number.isNaN(before)) {
        for (let between = column + 1; between < here; between++) {
          fill(between, before + ((value - before) * (between - column)) / (here - column))
        }
      }
      column = here
      highest = 0
    }
    if (value > highest) {
      highest = value
      fill(here, value)
    }
  }
}
