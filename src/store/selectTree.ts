import type { ByteUnit } from '../base/formatBytes'
import { pickByteUnit } from '../base/formatBytes'
import type { UnixMs } from '../base/units'
import type { ProfileNode } from '../profile/node'
import { computeTree, type Tree, type TreeMode } from '../timeline/computeTree'
import { computeTreeView, type FoldChoice, type TreeView } from '../timeline/computeTreeView'
import type { Timeline } from '../timeline/timeline'
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
export function treeViewOf(tree: Tree, view: Pick<ViewState, 'treeBase' | 'toggled'>, fold: FoldChoice | undefined): TreeView {
  return computeTreeView(tree, { base: view.treeBase, toggled: view.toggled, fold })
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

/** The one unit of the size columns: the one in which RSS reads best; without RSS, the largest resident size. */
export function treeUnitOf(tree: Tree, rss: number | undefined): ByteUnit {
  if (rss !== undefined && rss > 0) return pickByteUnit(rss)
  let largest = 0
  for (const row of tree.rows) {
    if (row.resident && row.value !== undefined) largest = Math.max(largest, Math.abs(Number(row.value)))
  }
  return pickByteUnit(largest)
}
