import type { UnixMs } from '../base/units'
import type { FigureName } from '../profile/meaning'
import type { Column } from './column'
import { pathOf, type Tree } from './computeTree'
import type { SeriesPath, Timeline } from './timeline'
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
 * lowest and the highest load (RSS, else what is tracked). The stretches stay where they are while the range moves on, so that little has to be read anew.
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
  const picked = new Set<number>([first, end])
  for (let start = Math.floor(first / stride) * stride; start <= end; start += stride) {
    const from = Math.max(first, start)
    const { lowest, highest } = timeline.loadRange(from, Math.min(end, start + stride - 1))
    picked.add(lowest < 0 ? from : lowest).add(highest < 0 ? from : highest)
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
  for (const index of timeline.restarts) breakAt(timeline.times.at(index) - 1, timeline.times.at(index))
  return broken
}

/** What a trend is about. Of several counters the first that a sample reports: P1 and later versions name them differently. */
export type TrendTarget =
  | { readonly kind: 'counter'; readonly node: SeriesPath; readonly counters: readonly SeriesPath[] }
  | { readonly kind: 'tracker'; readonly uid: string }
  | { readonly kind: 'figure'; readonly name: FigureName }

/** What the trend of a row is about; undefined if it has none. A section's is that of its whole in the overview. */
export function trendTargetOf(tree: Tree, index: number): TrendTarget | undefined {
  const row = tree.rows[index]!
  if (row.origin === 'sum') {
    const name = FIGURE_OF_SUM.get(row.name)
    return name && { kind: 'figure', name }
  }
  if (!row.counter) return undefined
  const uidAt = row.tracker ? row.name.lastIndexOf(UID_MARK) : -1
  if (uidAt >= 0) return { kind: 'tracker', uid: row.name.slice(uidAt + UID_MARK.length) }
  const { nodes, counters } = splitPath(pathOf(tree, index))
  if (row.kind === 'counter') return { kind: 'counter', node: nodes, counters: [counters] }
  const { name } = row.counter
  return { kind: 'counter', node: nodes, counters: MAIN_COUNTERS.includes(name) ? MAIN_COUNTERS.map((main) => [main]) : [[name]] }
}

const UID_MARK = '@id='
const MAIN_COUNTERS: readonly string[] = ['Memory', 'CurrentUsage']

const FIGURE_OF_SUM: ReadonlyMap<string, FigureName> = new Map<string, FigureName>([
  ['GlobalMemorySnapshot', 'global'],
  ['MetadataMemorySnapshot', 'metadata'],
  ['CacheMemorySnapshot', 'cache'],
  ['AllTasksMemorySnapshot', 'tasks'],
  ['QueryTasks', 'query'],
  ['LoadTasks', 'load'],
  ['CompactionTasks', 'compaction'],
  ['SchemaChangeTasks', 'schemaChange'],
  ['OtherTasks', 'other'],
  ['JvmMemory', 'jvm'],
])

/** A place in a tree as the timeline's series take it: below the root, nodes and counters apart. */
function splitPath(path: TreePath): { readonly nodes: SeriesPath; readonly counters: SeriesPath } {
  const nodes: SeriesPath[number][] = []
  const counters: SeriesPath[number][] = []
  for (let at = 1; at < path.length; at++) {
    const step = path[at]
    if (typeof step !== 'string') continue
    const ordinal = path[at + 1]
    const name = step.slice(1)
    const list = step.startsWith('n') ? nodes : counters
    list.push(typeof ordinal === 'number' ? [name, ordinal] : name)
  }
  return { nodes, counters }
}

/** The values at some samples, in their unit, as JS numbers; NaN where a sample has none. */
export function readTrend(timeline: Timeline, target: TrendTarget, samples: readonly number[]): Float64Array {
  switch (target.kind) {
    case 'figure':
      return readColumns([() => timeline.column(target.name)], samples)
    case 'tracker':
      return readColumns([() => timeline.trackerSeries(target.uid)], samples)
    case 'counter':
      return readColumns(
        target.counters.map((counter) => () => timeline.series(target.node, counter)),
        samples,
      )
  }
}

function readColumns(columns: readonly (() => Column)[], samples: readonly number[]): Float64Array {
  const values = new Float64Array(samples.length).fill(Number.NaN)
  for (const open of columns) {
    const column = open()
    let missing = false
    for (let at = 0; at < samples.length; at++) {
      if (!Number.isNaN(values[at]!)) continue
      values[at] = column.at(samples[at]!)
      if (Number.isNaN(values[at]!)) missing = true
    }
    if (!missing) break
  }
  return values
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
