import type { BlockPart } from '../profile/block/block'
import { BlockReader } from '../profile/block/blockReader'
import type { Frame } from '../profile/frame'
import type { TimeSpan } from './timeRange'
import type { Timeline } from './timeline'

/**
 * What of a timeline lies in a part of time, in order: samples and marks from `from` to `to`, both included, and the gaps that touch it,
 * whole. Blocks that lie in it stay packed.
 */
export function* cutTimeline(timeline: Timeline, { from, to }: TimeSpan): Generator<Frame | BlockPart> {
  for (const part of timeline.parts()) {
    switch (part.kind) {
      case 'block': {
        const { at, count } = part.block
        if (at[0]! > to || at[count - 1]! < from) break
        if (at[0]! >= from && at[count - 1]! <= to) yield part
        else {
          const reader = new BlockReader(part.block)
          for (let index = 0; index < count; index++) if (at[index]! >= from && at[index]! <= to) yield reader.sampleAt(index)
        }
        break
      }
      case 'gap':
        if (part.to >= from && part.from <= to) yield part
        break
      case 'sample':
      case 'mark':
        if (part.at >= from && part.at <= to) yield part
        break
    }
  }
}
