import type { ChartGeometry } from '../../timeline/computeChart'
import type { PlotSize } from './drawChart'
import { pixelsOf } from './fills'
import type { Tokens } from './useTokens'

/** The place with the highest total of each pixel column that has one, ascending: the peak of a column is what must stay visible. */
export function pickColumns(geometry: ChartGeometry, xs: Float64Array, width: number): Int32Array {
  const chosen = new Int32Array(geometry.count)
  let count = 0
  let column = -Infinity
  for (let place = 0; place < geometry.count; place++) {
    const here = Math.max(-1, Math.min(width, Math.floor(xs[place]!)))
    if (here !== column) chosen[count++] = place
    else if (geometry.hasParts[place] && !(totalAt(geometry, place) <= totalAt(geometry, chosen[count - 1]!))) {
      chosen[count - 1] = place
    }
    column = here
  }
  return chosen.subarray(0, count)
}

/**
 * Paints every layer pixel by pixel, one whole sample per column, and puts the picture onto the canvas in one go.
 * A column without a sample of its own lies on the way between its neighbours, unless a break is between them.
 */
export function paintColumns(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  tokens: Tokens,
  geometry: ChartGeometry,
  columns: Int32Array,
  xs: Float64Array,
  y: (bytes: number) => number,
): void {
  const { ratio } = size
  // Read once: asking an ImageData for its size costs more than a pixel.
  const width = Math.round(size.width * ratio)
  const height = Math.round(size.height * ratio)
  const image = context.createImageData(width, height)
  const pixels = new Uint32Array(image.data.buffer)
  for (const layer of geometry.layers) {
    const tile = pixelsOf(layer.id, tokens, ratio)
    const paint = (column: number, high: number, low: number): void => {
      if (column < 0 || column >= size.width || !(high > low)) return
      const bottom = Math.min(height, Math.round(y(low) * ratio))
      const edge = Math.max(0, Math.round(y(high) * ratio))
      // The seam is what is left free.
      const top = bottom - edge >= 2 * ratio ? edge + Math.round(ratio) : edge
      const right = Math.min(width, Math.round((column + 1) * ratio))
      for (let x = Math.round(column * ratio); x < right; x++) {
        const tileColumn = (x % tile.side) * tile.side
        let tileRow = top % tile.side
        for (let at = top * width + x, end = bottom * width; at < end; at += width) {
          pixels[at] = tile.pixels[tileColumn + tileRow]!
          tileRow++
          if (tileRow === tile.side) tileRow = 0
        }
      }
    }
    for (let next = 0; next < columns.length; next++) {
      const place = columns[next]!
      const high = layer.high[place]!
      const low = layer.low[place]!
      if (Number.isNaN(high)) continue
      const column = Math.floor(xs[place]!)
      paint(column, high, low)
      const before = next > 0 ? columns[next - 1]! : place
      const start = Math.floor(xs[before]!)
      if (column - start < 2 || Number.isNaN(layer.high[before]!) || hasBreak(geometry.breaks, before, place)) continue
      for (let between = start + 1; between < column; between++) {
        const share = (between - start) / (column - start)
        paint(
          between,
          layer.high[before]! + (high - layer.high[before]!) * share,
          layer.low[before]! + (low - layer.low[before]!) * share,
        )
      }
    }
  }
  context.putImageData(image, 0, 0)
}

/** True if a break lies between two places. */
export function hasBreak(breaks: Uint8Array, after: number, upTo: number): boolean {
  for (let place = after + 1; place <= upTo; place++) if (breaks[place]) return true
  return false
}

function totalAt(geometry: ChartGeometry, place: number): number {
  const rss = geometry.rss[place]!
  return Number.isNaN(rss) ? (geometry.layers.at(-1)?.high[place] ?? 0) : rss
}
