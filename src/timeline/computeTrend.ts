import type { UnixMs } from '../base/units'
import type { Counter } from '../profile/counter'
import type { ProfileNode } from '../profile/node'
import { mainCounterOf } from './computeTree'
import type { Timeline } from './timeline'
import type { TreePath } from './treeRow'

/** Samples that stand for a stretch of time in a small chart; whole ones, the same for every row, so that rows can be compared. */
export interface TrendSamples {
  readonly indices: readonly number[]
  readonly times: readonly UnixMs[]
  /** For each sample: no line may be drawn to it from the one before, since there was a gap or a restart between. */
  readonly broken: readonly boolean[]
}

/**
 * At most about `most` samples of a range, up to the sample `last`: the first, the newest, and of each stretch the ones with the
 * lowest and the highest RSS. The stretches stay where they are while the range moves on, so that little has to be read anew.
 */
export function pickTrendSamples(timeline: Timeline, from: UnixMs, to: UnixMs, last: number, most = 60): TrendSamples {
  const first = Math.max(0, timeline.indexAt(from - 1) + 1)
  const end = Math.min(last, timeline.indexAt(to))
  const indices = pickIndices(timeline, first, end, most)
  const times = indices.map((index) => timeline.times.at(index))
  return { indices, times, broken: findBreaks(timeline, times) }
}

function pickIndices(timeline: Timeline, first: number, end: number, most: number): number[] {
  const count = end - first + 1
  if (count <= 0) return []
  if (count <= most) return Array.from({ length: count }, (_, offset) => first + offset)
  // A power of two: as the timeline grows, the stretches double at most, instead of all moving a little at each sample.
  const stride = 2 ** Math.ceil(Math.log2(count / (most / 2 - 2)))
  const rss = timeline.column('rss')
  const picked = new Set<number>([first, end])
  for (let start = Math.floor(first / stride) * stride; start <= end; start += stride) {
    let lowest = -1
    let highest = -1
    const stop = Math.min(end, start + stride - 1)
    for (let index = Math.max(first, start); index <= stop; index++) {
      const value = rss.at(index)
      if (Number.isNaN(value)) continue
      if (lowest < 0 || value < rss.at(lowest)) lowest = index
      if (highest < 0 || value > rss.at(highest)) highest = index
    }
    if (lowest < 0) picked.add(Math.max(first, start))
    else picked.add(lowest).add(highest)
  }
  return [...picked].toSorted((a, b) => a - b)
}

function findBreaks(timeline: Timeline, times: readonly UnixMs[]): boolean[] {
  const broken = times.map(() => false)
  const breakAt = (from: UnixMs, to: UnixMs): void => {
    for (let index = 1; index < times.length; index++) {
      if (times[index - 1]! < to && times[index]! > from) broken[index] = true
    }
  }
  for (const gap of timeline.gaps) breakAt(gap.from, gap.to)
  for (const mark of timeline.marks) if (mark.mark === 'restart') breakAt(mark.at - 1, mark.at)
  return broken
}

/** What a trend is about. `sum`: the row's own value is the sum of its parts, and so is each point. */
export interface TrendTarget {
  readonly path: TreePath
  readonly sum: boolean
}

/** Reads values of one profile at many places; what it has learned of long lists serves the next place. */
export class ProfileReader {
  private readonly root: ProfileNode | undefined
  private readonly byName = new Map<ProfileNode, Map<string, ProfileNode>>()

  constructor(root: ProfileNode | undefined) {
    this.root = root
  }

  /** The value at a place in its unit, as a JS number; NaN where this profile has none. */
  read(target: TrendTarget): number {
    const { path } = target
    let node = this.root
    let counter: Counter | undefined
    for (let at = 0; at < path.length; at++) {
      const step = path[at]
      if (typeof step !== 'string') continue
      const next = path[at + 1]
      const ordinal = typeof next === 'number' ? next : 0
      const name = step.slice(1)
      if (step.startsWith('n')) {
        // The first step is the root itself.
        node = at === 0 ? node : node && this.findChild(node, name, ordinal)
      } else if (step.startsWith('c')) {
        counter = findNth(counter ? counter.counters : (node?.counters ?? []), name, ordinal)
        if (!counter) return Number.NaN
      } else return Number.NaN
    }
    if (counter) return Number(counter.value)
    if (!node) return Number.NaN
    return target.sum ? sumOf(node) : amountOf(node)
  }

  private findChild(node: ProfileNode, name: string, ordinal: number): ProfileNode | undefined {
    if (node.children.length < LONG_LIST || ordinal > 0) return findNth(node.children, name, ordinal)
    let byName = this.byName.get(node)
    if (!byName) {
      byName = new Map()
      for (const child of node.children) if (!byName.has(child.name)) byName.set(child.name, child)
      this.byName.set(node, byName)
    }
    return byName.get(name)
  }
}

/** Below it, looking is cheaper than keeping a list of names. */
const LONG_LIST = 64

function findNth<T extends { readonly name: string }>(list: readonly T[], name: string, ordinal: number): T | undefined {
  let left = ordinal
  for (const entry of list) if (entry.name === name && left-- === 0) return entry
  return undefined
}

function amountOf(node: ProfileNode): number {
  const main = mainCounterOf(node)
  return main ? Number(main.value) : Number.NaN
}

/** Of a section, its trackers; of a group of groups, the groups; of the JVM, heap and non-heap. */
function sumOf(node: ProfileNode): number {
  let sum = 0
  for (const child of node.children) {
    const amount = amountOf(child)
    sum += Number.isNaN(amount) ? sumOf(child) : amount
  }
  if (node.children.length > 0) return sum
  for (const counter of node.counters)
    if (counter.name === 'HeapMemory' || counter.name === 'NonHeapMemory') sum += Number(counter.value)
  return sum
}

/** The smallest and the largest of the values; undefined if there is none. */
export function rangeOf(values: ArrayLike<number>): { readonly min: number; readonly max: number } | undefined {
  let min = Infinity
  let max = -Infinity
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    // NaN fails both.
    if (value < min) min = value
    if (value > max) max = value
  }
  return min <= max ? { min, max } : undefined
}
