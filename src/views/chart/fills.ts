import type { BandId } from '../../timeline/bands'
import { BAND_PATTERNS, createTile, GAP_PATTERN, OVER_PATTERN, type BandPattern, type Coat } from './patterns'
import type { Tokens } from './useTokens'

export type FillId = BandId | 'over' | 'gap'

/** A tile as pixels, for what is drawn pixel by pixel. */
export interface TilePixels {
  /** Side in device pixels. */
  readonly side: number
  /** As ImageData holds them, but column by column. */
  readonly pixels: Uint32Array
}

interface Fills {
  readonly ratio: number
  readonly tiles: Map<FillId, HTMLCanvasElement>
  readonly patterns: Map<FillId, CanvasPattern | string>
  readonly pixels: Map<FillId, TilePixels>
}

// Made once for a theme and a screen: making tiles costs more than drawing with them.
const kept = new WeakMap<Tokens, Fills>()

/** The fill of a band, of what is over-tracked (see-through), or of a gap. */
export function fillOf(context: CanvasRenderingContext2D, id: FillId, tokens: Tokens, ratio: number): CanvasPattern | string {
  const fills = fillsOf(tokens, ratio)
  const known = fills.patterns.get(id)
  if (known !== undefined) return known
  const tile = tileOf(fills, id, tokens)
  const pattern = context.createPattern(tile, 'repeat')
  pattern?.setTransform(new DOMMatrix().scale(patternOf(id).size / tile.width))
  const fill = pattern ?? coatOf(id, tokens).ground ?? tokens.muted
  fills.patterns.set(id, fill)
  return fill
}

/** The same as pixels. */
export function pixelsOf(id: FillId, tokens: Tokens, ratio: number): TilePixels {
  const fills = fillsOf(tokens, ratio)
  const known = fills.pixels.get(id)
  if (known) return known
  const tile = tileOf(fills, id, tokens)
  const side = tile.width
  const data = tile.getContext('2d')?.getImageData(0, 0, side, side).data
  const rows = new Uint32Array(data?.buffer ?? new ArrayBuffer(4 * side * side))
  const made = { side, pixels: rows.map((_, at) => rows[(at % side) * side + Math.floor(at / side)]!) }
  fills.pixels.set(id, made)
  return made
}

function fillsOf(tokens: Tokens, ratio: number): Fills {
  const known = kept.get(tokens)
  if (known && known.ratio === ratio) return known
  const fills: Fills = { ratio, tiles: new Map(), patterns: new Map(), pixels: new Map() }
  kept.set(tokens, fills)
  return fills
}

function tileOf(fills: Fills, id: FillId, tokens: Tokens): HTMLCanvasElement {
  const known = fills.tiles.get(id)
  if (known) return known
  const tile = createTile(patternOf(id), coatOf(id, tokens), fills.ratio)
  fills.tiles.set(id, tile)
  return tile
}

function patternOf(id: FillId): BandPattern {
  return id === 'over' ? OVER_PATTERN : id === 'gap' ? GAP_PATTERN : BAND_PATTERNS[id]
}

function coatOf(id: FillId, tokens: Tokens): Coat {
  if (id === 'over') return { ground: undefined, ink: tokens.overTracked, inkOpacity: 1 }
  if (id === 'gap') return { ground: tokens.panel, ink: tokens.gap, inkOpacity: 0.55 }
  return { ground: tokens.bands[id], ink: tokens.panel, inkOpacity: tokens.pattern }
}
