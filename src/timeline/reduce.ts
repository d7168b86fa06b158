import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'

/**
 * Indices of the samples to draw from `from` to `to` on `width` pixels, ascending: of each pixel column the first, the last, and the
 * ones with the lowest and the highest load (RSS, else what is tracked). Whole samples, so that stacks stay additive. The samples next
 * to the range on either side are among them, so that lines run to its edges; so are the highest of the range, and both edges of
 * every gap that is as wide as a pixel.
 */
export function pickIndices(timeline: Timeline, from: UnixMs, to: UnixMs, width: number): Int32Array {
  const { times } = timeline
  const first = Math.max(0, timeline.indexAt(from))
  const last = Math.min(timeline.length - 1, timeline.indexAt(to) + 1)
  const scale = to > from ? width / (to - from) : 0
  const columnOf = (index: number): number => Math.floor((times.at(index) - from) * scale)
  const picked = new Int32Array(Math.max(0, Math.min(last - first + 1, 4 * (Math.ceil(width) + 3))))
  let count = 0
  let step = 1
  for (let index = first; index <= last;) {
    const column = columnOf(index)
    // Samples mostly come at a steady pace: the last column's number of them is where this one's end is looked for first.
    let inside = index
    let outside = index + step
    while (outside <= last && columnOf(outside) === column) {
      inside = outside
      step *= 2
      outside = index + step
    }
    outside = Math.min(outside, last + 1)
    while (outside - inside > 1) {
      const middle = (inside + outside) >>> 1
      if (columnOf(middle) === column) inside = middle
      else outside = middle
    }
    step = outside - index
    if (step <= 3) for (let one = index; one < outside; one++) picked[count++] = one
    else {
      const low = timeline.lowestIndex(index, inside)
      const high = timeline.highestIndex(index, inside)
      picked[count++] = index
      const [one, other] = low < high ? [low, high] : [high, low]
      if (one > index && one < inside) picked[count++] = one
      if (other > index && other < inside && other !== one) picked[count++] = other
      picked[count++] = inside
    }
    index = outside
  }
  return picked.subarray(0, count)
}
