import type { UnixMs } from '../base/units'
import { BlockBuilder, shareOf } from '../profile/block/blockBuilder'
import type { Block } from '../profile/block/block'
import { BlockReader } from '../profile/block/blockReader'

/** What was left out of the oldest part of a timeline to stay within its bound. */
export interface Thinned {
  /** Samples before this time are a choice of those that were there. */
  readonly before: UnixMs
  /** How many of them are left. */
  readonly kept: number
  /** How many there were. */
  readonly of: number
}

/** The next step of thinning: these blocks become one. */
export interface ThinPlan {
  /** Number of the first of them. */
  readonly number: number
  readonly count: number
}

/**
 * Which blocks to thin next: the two oldest of the level (number of halvings) that has the most blocks, so that every level keeps about
 * as many and resolution falls off with age. undefined: there is nothing left to thin.
 */
export function planThinning(blocks: readonly { readonly level: number; readonly count: number }[]): ThinPlan | undefined {
  const counts = new Map<number, number>()
  for (const { level } of blocks) counts.set(level, (counts.get(level) ?? 0) + 1)
  const fullest = Math.max(0, ...counts.values())
  if (fullest >= 2)
    for (let number = 0; number + 1 < blocks.length; number++) {
      const { level } = blocks[number]!
      if (counts.get(level) === fullest && blocks[number + 1]!.level === level) return { number, count: 2 }
    }
  for (let number = 0; number < blocks.length; number++) if (blocks[number]!.count > 2) return { number, count: 1 }
  return undefined
}

/**
 * Which samples of a range to keep: of each four in a row the ones with the lowest and the highest load, and all for which `edge` says
 * so. Ascending.
 */
export function chooseSamples(
  first: number,
  end: number,
  load: (index: number) => number,
  edge: (index: number) => boolean,
): number[] {
  const kept: number[] = []
  for (let group = first; group < end; group += 4) {
    const last = Math.min(group + 4, end) - 1
    let lowest = -1
    let highest = -1
    for (let index = group; index <= last; index++) {
      const value = load(index)
      if (Number.isNaN(value)) continue
      if (lowest < 0 || value < load(lowest)) lowest = index
      if (highest < 0 || value > load(highest)) highest = index
    }
    for (let index = group; index <= last; index++)
      if (index === lowest || index === highest || edge(index) || (lowest < 0 && index === group)) kept.push(index)
  }
  return kept
}

/** Makes one block of some samples of others, a few samples at a time so that nothing stands still meanwhile. */
export class Thinning {
  readonly plan: ThinPlan
  /** Indices of the samples that stay, over the whole timeline. */
  readonly kept: readonly number[]
  private readonly sources: readonly { readonly first: number; readonly block: Block }[]
  private readonly builder: BlockBuilder
  private reader: BlockReader | undefined
  private next = 0

  constructor(plan: ThinPlan, kept: readonly number[], sources: readonly { readonly first: number; readonly block: Block }[]) {
    this.plan = plan
    this.kept = kept
    this.sources = sources
    this.builder = new BlockBuilder(shareOf(sources[0]!.block))
  }

  /** Works on for at most `samples` samples. Returns the block once it is done. */
  work(samples: number): Block | undefined {
    for (let left = samples; left > 0 && this.next < this.kept.length; left--) {
      const index = this.kept[this.next++]!
      const source = this.sources.findLast(({ first }) => first <= index)!
      if (this.reader?.block !== source.block) this.reader = new BlockReader(source.block)
      this.builder.add(this.reader.sampleAt(index - source.first))
    }
    return this.next < this.kept.length ? undefined : this.builder.finish().block
  }
}
