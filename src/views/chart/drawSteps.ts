import type { ChartGeometry } from '../../timeline/computeChart'
import type { PlotSize } from './drawChart'

// The samples of a log come when the server had something to say: minutes may lie between two. A value is held until the next one, never
// drawn as a slope, and what is only held looks it: pale areas, a dotted line, a mark at each sample.

/** Samples further apart than this are seen to be apart, px. */
const APART = 8
/** Half the side of the mark at a sample, px. */
const MARK = 2
const PALENESS = 0.6

/** Makes pale what lies between two samples: drawn over the areas. */
export function paleUnknown(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  colour: string,
  geometry: ChartGeometry,
  xs: Float64Array,
): void {
  context.fillStyle = colour
  context.globalAlpha = PALENESS
  for (let place = 1; place < geometry.count; place++) {
    const left = xs[place - 1]! + MARK
    if (geometry.breaks[place] || xs[place]! - left < APART) continue
    context.fillRect(left, 0, xs[place]! - MARK - left, size.height)
  }
  context.globalAlpha = 1
}

/** The line through samples [start, end), in the stroke and fill that are set. */
export function drawSteps(
  context: CanvasRenderingContext2D,
  values: Float64Array,
  xs: Float64Array,
  y: (value: number) => number,
  start: number,
  end: number,
): void {
  const dash = context.getLineDash()
  const held = new Path2D()
  const known = new Path2D()
  const marks = new Path2D()
  known.moveTo(xs[start]!, y(values[start]!))
  for (let place = start + 1; place < end; place++) {
    const before = y(values[place - 1]!)
    if (xs[place]! - xs[place - 1]! > APART) {
      held.moveTo(xs[place - 1]!, before)
      held.lineTo(xs[place]!, before)
      held.lineTo(xs[place]!, y(values[place]!))
      known.moveTo(xs[place]!, y(values[place]!))
      mark(marks, xs[place - 1]!, before)
      mark(marks, xs[place]!, y(values[place]!))
    } else {
      known.lineTo(xs[place]!, before)
      known.lineTo(xs[place]!, y(values[place]!))
    }
  }
  context.stroke(known)
  context.setLineDash([2, 3])
  context.stroke(held)
  context.setLineDash(dash)
  context.fill(marks)
}

function mark(path: Path2D, x: number, y: number): void {
  path.rect(x - MARK, y - MARK, 2 * MARK, 2 * MARK)
}
