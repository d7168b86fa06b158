import type { BandId } from '../../timeline/bands'

/** What lies over a band's colour so that bands differ in grey print too. One drawing for canvas (Path2D) and legend (SVG). */
export interface BandPattern {
  /** Side of the tile in CSS px. */
  readonly size: number
  /** SVG path data within the tile, stroked; '' = solid. Ends stand over the edge so that tiles join. */
  readonly path: string
  readonly stroke: number
  /** Dashes of its line where bands are drawn as lines, CSS px. */
  readonly dash: readonly number[]
  /** Too pale against the ground on its own. */
  readonly isPale?: true
}

const SOLID: BandPattern = { size: 4, path: '', stroke: 0, dash: [] }

export const BAND_PATTERNS: Readonly<Record<BandId, BandPattern>> = {
  // Its green is as dark as the blue of the queries, and both were solid: in grey they were one.
  cacheMetadata: { size: 7, path: 'M3.5 -1V8', stroke: 1, dash: [12, 2, 2, 2, 2, 2] },
  global: { ...SOLID, dash: [9, 2] },
  jvm: { ...SOLID, isPale: true },
  memtables: { size: 7, path: 'M-1 3.5H8', stroke: 2, dash: [6, 4], isPale: true },
  jemalloc: { size: 6, path: 'M1.5 1.5h.01M4.5 4.5h.01', stroke: 1.7, dash: [2, 3] },
  otherTasks: { size: 3, path: 'M-1 1.5H4', stroke: 1, dash: [4, 2] },
  query: SOLID,
  untracked: { size: 8, path: 'M-2 2L2 -2M-2 10L10 -2M6 10L10 6', stroke: 1.6, dash: [10, 3, 3, 3] },
}

/** Cross hatch: the parts say more than RSS. */
export const OVER_PATTERN: BandPattern = { size: 6, path: 'M-1 7L7 -1M-1 -1L7 7', stroke: 1.2, dash: [] }

/** Light diagonal hatch: nothing is known of this time. */
export const GAP_PATTERN: BandPattern = { size: 7, path: 'M-2 2L2 -2M-2 9L9 -2M5 9L9 5', stroke: 1, dash: [] }

/** How a pattern is coloured. */
export interface Coat {
  /** undefined = see-through. */
  readonly ground: string | undefined
  readonly ink: string
  readonly inkOpacity: number
}

/** One tile of a pattern, sharp at a pixel ratio: a canvas of whole device pixels. */
export function createTile(pattern: BandPattern, coat: Coat, ratio: number): HTMLCanvasElement {
  const tile = document.createElement('canvas')
  const pixels = Math.max(1, Math.round(pattern.size * ratio))
  tile.width = pixels
  tile.height = pixels
  const context = tile.getContext('2d')
  if (!context) return tile
  context.scale(pixels / pattern.size, pixels / pattern.size)
  if (coat.ground !== undefined) {
    context.fillStyle = coat.ground
    context.fillRect(0, 0, pattern.size, pattern.size)
  }
  context.globalAlpha = coat.inkOpacity
  context.strokeStyle = coat.ink
  context.lineWidth = pattern.stroke
  context.lineCap = 'round'
  if (pattern.path !== '') context.stroke(new Path2D(pattern.path))
  return tile
}
