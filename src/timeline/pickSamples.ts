import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'

/** First, last, lowest and highest RSS sample of each pixel column, by direct scan. */
export function pickIndices(timeline: Timeline, from: UnixMs, to: UnixMs, width: number): readonly number[] {
  const rss = timeline.column('rss')
  const picked: number[] = []
  const start = Math.max(0, timeline.indexAt(from))
  const end = Math.min(timeline.length - 1, timeline.indexAt(to) + 1)
  const scale = to > from ? width / (to - from) : 0
  let index = start
  while (index <= end) {
    const column = Math.floor((timeline.times.at(index) - from) * scale)
    let low = index
    let high = index
    let last = index
    while (last < end && Math.floor((timeline.times.at(last + 1) - from) * scale) === column) {
      last++
      if (!(rss.at(last) >= rss.at(low))) low = last
      if (!(rss.at(last) <= rss.at(high))) high = last
    }
    for (const pick of [...new Set([index, low, high, last])].toSorted((a, b) => a - b)) picked.push(pick)
    index = last + 1
  }
  return picked
}
