import type { UnixMs } from '../../base/units'
import type { Frame } from '../frame'
import type { BlockPart } from './block'
import { BlockBuilder, type Shared } from './blockBuilder'

/** The first block of a stream is this short, so that there is something to look at soon. */
const FIRST_SAMPLES = 32

/**
 * Packs the samples of a stream of frames into blocks, so that they are handed on (to another thread, to a timeline) at a small part
 * of the cost. Gaps and marks go on at once; a sample that is not later than all before it goes on alone, for whoever keeps them in
 * order.
 */
export class FramePacker {
  private shared: Shared | undefined
  private builder: BlockBuilder | undefined
  private latest: UnixMs = Number.NEGATIVE_INFINITY

  /** What is to be handed on now. */
  push(part: Frame | BlockPart): (Frame | BlockPart)[] {
    switch (part.kind) {
      case 'gap':
      case 'mark':
        return [part]
      case 'block': {
        const parts = [...this.end(), part]
        for (const at of part.block.at) this.latest = Math.max(this.latest, at)
        return parts
      }
      case 'sample': {
        if (!(part.at > this.latest)) return [...this.end(), part]
        this.latest = part.at
        this.builder ??= this.shared ? new BlockBuilder(this.shared) : new BlockBuilder(undefined, FIRST_SAMPLES)
        this.builder.add(part)
        return this.builder.full ? this.end() : []
      }
    }
  }

  /** The samples that are not handed on yet. */
  end(): BlockPart[] {
    if (!this.builder) return []
    const { block, shared } = this.builder.finish()
    this.builder = undefined
    this.shared = shared
    return [{ kind: 'block', block }]
  }
}
