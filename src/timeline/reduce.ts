import type { UnixMs } from '../base/units'
import { writePicks, type TimeCells } from './timeCells'

/** What picking needs of a timeline. */
export interface PickSource {
  readonly length: number
  readonly cells: TimeCells
  indexAt(at: UnixMs): number
  /** Where the load is lowest and highest from `from` to `to`, both included; -1 = it is not known anywhere there. */
  loadRange(from: number, to: number): { readonly lowest: number; readonly highest: number }
}

/**
 * Indices of the samples to draw from `from` to `to` on `width` pixels, ascending. All of them while there are no more than two a pixel;
 * else the first, the last, and the ones with the lowest and the highest load (RSS, else what is tracked) of each cell of about a
 * pixel (0.7 to 1.4). Whole samples, so that stacks stay additive. The cells lie on a grid of their own, so that what is picked does
 * not flicker while the range moves. The highest sample of the range is always among them, so are both edges of every gap that is
 * wider than a cell, and the samples next to the range on either side, so that lines run to its edges.
 */
export function pickIndices(timeline: PickSource, from: UnixMs, to: UnixMs, width: number): Int32Array {
  const first = Math.max(0, timeline.indexAt(from))
  const last = Math.min(timeline.length - 1, timeline.indexAt(to) + 1)
  const count = last - first + 1
  if (count <= Math.max(2, 2 * width)) return Int32Array.from({ length: Math.max(0, count) }, (_, place) => first + place)
  const level = timeline.cells.level(levelFor(from, to, width))
  const firstCell = level.find(first)
  const lastCell = level.find(last)
  const picked = new Int32Array(4 * (lastCell - firstCell + 1))
  let next = 0
  const writePart = (start: number, end: number): void => {
    const { lowest, highest } = timeline.loadRange(start, end)
    next = writePicks(picked, next, start, lowest, highest, end)
  }
  if (firstCell === lastCell) writePart(first, last)
  else {
    // The cells at the ends may reach beyond the range.
    writePart(first, level.firstOf(firstCell + 1) - 1)
    next = level.write(firstCell + 1, lastCell - 1, picked, next)
    writePart(level.firstOf(lastCell), last)
  }
  return picked.subarray(0, next)
}

/** Which level of cells stands for a pixel. */
export function levelFor(from: UnixMs, to: UnixMs, width: number): number {
  return Math.max(0, Math.round(Math.log2(Math.max(1, to - from) / Math.max(1, width))))
}
