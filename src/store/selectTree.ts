import type { ByteUnit } from '../base/formatBytes'
import { pickByteUnit } from '../base/formatBytes'
import type { UnixMs } from '../base/units'
import type { ProfileNode } from '../profile/node'
import { parseTrackerName } from '../profile/trackerName'
import { computeTree, pathOf, rowIdOf, type Tree, type TreeMode } from '../timeline/computeTree'
import { computeTreeDifference, type RowChange } from '../timeline/computeTreeDifference'
import { computeTreeView, foldIdOf, type FoldChoice, type TreeView } from '../timeline/computeTreeView'
import type { Timeline } from '../timeline/timeline'
import type { TreeRow } from '../timeline/treeRow'
import type { Comparison } from './selectDifference'
import type { ViewState } from './view'
import { selectCursorIndex, selectVisibleRange, type ViewerState } from './viewer'

/** Time of the sample at the cursor; undefined if there is none. With the index it says which sample it is. */
export function selectCursorTime(state: ViewerState): UnixMs | undefined {
  const index = selectCursorIndex(state)
  return state.timeline && index >= 0 ? state.timeline.times.at(index) : undefined
}

/** Ends of the visible range, as numbers; undefined if there is no sample. */
export function selectVisibleFrom(state: ViewerState): UnixMs | undefined {
  return selectVisibleRange(state)?.from
}

export function selectVisibleTo(state: ViewerState): UnixMs | undefined {
  return selectVisibleRange(state)?.to
}

const trees = new WeakMap<ProfileNode, Map<TreeMode, Tree>>()

/** The rows of a profile, made once. */
export function treeOf(profile: ProfileNode, mode: TreeMode): Tree {
  let made = trees.get(profile)
  if (!made) trees.set(profile, (made = new Map()))
  let tree = made.get(mode)
  if (!tree) made.set(mode, (tree = computeTree(profile, mode)))
  return tree
}

/** Which lines of a tree are seen under the user's choices. */
export function treeViewOf(
  tree: Tree,
  view: Pick<ViewState, 'treeBase' | 'toggled'>,
  fold: FoldChoice | undefined,
  order?: (row: number) => number,
): TreeView {
  return computeTreeView(tree, { base: view.treeBase, toggled: view.toggled, fold, ...(order ? { order } : {}) })
}

/** What has to be turned over so that a row is seen: every closed row and fold above it. The same set if it is seen already. */
export function openTo(
  tree: Tree,
  view: Pick<ViewState, 'treeBase' | 'toggled'>,
  fold: FoldChoice | undefined,
  row: number,
): ReadonlySet<string> {
  const above: number[] = []
  for (let at = tree.rows[row]!.parent; at >= 0; at = tree.rows[at]!.parent) above.unshift(at)
  let { toggled } = view
  // Each round opens one: a row, or the fold that it stands in.
  for (let round = 0; round <= 2 * above.length + 1; round++) {
    const shown = treeViewOf(tree, { treeBase: view.treeBase, toggled }, fold)
    if (shown.lineOf(row) >= 0) return toggled
    const chain = [...above, row]
    const hidden = chain.findIndex((at) => shown.lineOf(at) < 0)
    const parent = chain[hidden - 1] ?? -1
    const foldLine = shown.lineOfFold(parent)
    const isOpen = parent < 0 || shown.lineAt(shown.lineOf(parent)).open === true
    if (isOpen && foldLine < 0) return toggled
    const id = isOpen ? foldIdOf(parent < 0 ? [] : pathOf(tree, parent)) : rowIdOf(tree, parent)
    const turned = new Set(toggled)
    if (!turned.delete(id)) turned.add(id)
    toggled = turned
  }
  return toggled
}

/** A part that grew by a hundredth of the growth of RSS is of interest, however small; below a thousandth of RSS it is noise. */
const GROWTH_SHARE = 0.01
const NOISE_SHARE = 0.001

/** What is small in the sample at `index`, when the visible range begins at `from`; undefined without RSS to measure it by. */
export function foldChoiceOf(timeline: Timeline, index: number, from: UnixMs, mode: TreeMode): FoldChoice | undefined {
  const rss = timeline.column('rss').at(index)
  if (!(rss > 0)) return undefined
  const start = Math.max(0, timeline.indexAt(from - 1) + 1)
  if (start >= index) return { rss, growth: Infinity, earlier: undefined }
  const profile = timeline.sampleAt(start).snapshot.profile
  const grown = rss - timeline.column('rss').at(start)
  const growth = Math.min(GROWTH_SHARE * rss, Math.max(NOISE_SHARE * rss, GROWTH_SHARE * (grown > 0 ? grown : 0)))
  return { rss, growth, earlier: profile && treeOf(profile, mode) }
}

/** What is small while two moments are compared: nothing that changed by a hundredth of the change of RSS is. */
export function compareFoldChoice(rss: number | undefined, rssChange: number, changes: TreeChanges): FoldChoice | undefined {
  if (rss === undefined || !(rss > 0)) return undefined
  const growth = Math.min(GROWTH_SHARE * rss, Math.max(NOISE_SHARE * rss, GROWTH_SHARE * Math.abs(rssChange)))
  return { rss, growth, earlier: undefined, changeOf: changes.sizeOf }
}

/** What became of each row of a tree since A; made when it is asked for, and kept. */
export interface TreeChanges {
  changeOf(row: number): RowChange
  /** How large the change of a row is, whichever way it goes; 0 where none can be said. */
  readonly sizeOf: (row: number) => number
  /** Rows that only A has, the largest first. */
  readonly gone: readonly TreeRow[]
}

export function treeChangesOf({ a, difference }: Comparison, tree: Tree): TreeChanges | undefined {
  const profileA = a.snapshot.profile
  if (!profileA) return undefined
  const treeA = treeOf(profileA, tree.mode)
  const found = computeTreeDifference(treeA, tree, difference)
  const kept = new Map<number, RowChange>()
  const changeOf = (row: number): RowChange => {
    let change = kept.get(row)
    if (!change) kept.set(row, (change = found.changeOf(row)))
    return change
  }
  const valueOf = (row: TreeRow): number => Math.abs(Number(row.value ?? 0))
  return {
    changeOf,
    sizeOf: (row) => (tree.rows[row]!.unit === 'BYTES' ? Math.abs(Number(changeOf(row).shown ?? 0)) : 0),
    gone: found.gone
      .map((row) => treeA.rows[row]!)
      // Tasks have a table of their own, which says of each what became of it.
      .filter((row) => row.unit === 'BYTES' && valueOf(row) > 0 && !isTask(row))
      .toSorted((one, other) => valueOf(other) - valueOf(one)),
  }
}

function isTask(row: TreeRow): boolean {
  const type = row.tracker ? parseTrackerName(row.name)?.type : undefined
  return type !== undefined && TASK_TYPES.has(type)
}

const TASK_TYPES: ReadonlySet<string> = new Set(['query', 'load', 'compaction', 'schema_change', 'other'])

/** The one unit of the size columns: the one in which RSS reads best; without RSS, the largest resident size. */
export function treeUnitOf(tree: Tree, rss: number | undefined): ByteUnit {
  if (rss !== undefined && rss > 0) return pickByteUnit(rss)
  let largest = 0
  for (const row of tree.rows) {
    if (row.resident && row.value !== undefined) largest = Math.max(largest, Math.abs(Number(row.value)))
  }
  return pickByteUnit(largest)
}
