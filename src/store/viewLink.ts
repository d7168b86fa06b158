import type { Link } from './link'
import { DEFAULT_VIEW, type ViewState } from './view'
import { selectCursorIndex, selectVisibleRange, type ViewerState } from './viewer'

/** What is on the screen as a link; a live view that follows stays one. */
export function linkOf(state: ViewerState): Link {
  const { source, view } = state
  if (source.kind === 'none') return {}
  const cursorAt = view.cursorAt ?? view.pausedAt
  const { taskSorting: sorting } = view
  const isSorted =
    sorting.column !== DEFAULT_VIEW.taskSorting.column || sorting.descending !== DEFAULT_VIEW.taskSorting.descending
  return {
    ...(source.kind === 'live' ? { target: source.targetId } : { file: source.name }),
    ...(view.range ? { range: view.range } : view.spanMs === undefined ? {} : { spanMs: view.spanMs }),
    ...(cursorAt === undefined ? {} : { cursorAt }),
    ...(view.cursorA === undefined ? {} : { aAt: view.cursorA }),
    ...(view.cursorB === undefined ? {} : { bAt: view.cursorB }),
    ...(view.panel === DEFAULT_VIEW.panel ? {} : { panel: view.panel }),
    ...(view.chartMode === DEFAULT_VIEW.chartMode ? {} : { chartMode: view.chartMode }),
    ...(view.solo === undefined ? {} : { solo: view.solo }),
    ...(view.hidden.length === 0 ? {} : { hidden: view.hidden }),
    ...(view.toggled.size === 0 ? {} : { toggled: [...view.toggled] }),
    ...(view.treeBase === DEFAULT_VIEW.treeBase ? {} : { treeBase: view.treeBase }),
    ...(view.treeRaw ? { treeRaw: true as const } : {}),
    ...(view.treeByChange ? { treeByChange: true as const } : {}),
    ...(view.chartTable ? { chartTable: true as const } : {}),
    ...(isSorted ? { sorting } : {}),
    ...(view.taskShown === undefined ? {} : { taskShown: view.taskShown }),
    ...(view.taskText === '' ? {} : { taskText: view.taskText }),
    ...(view.taskTypes.length === 0 ? {} : { taskTypes: view.taskTypes }),
    units: view.units,
    zone: view.zone,
  }
}

/** The same to give away: its time is locked, so that it shows the same tomorrow. */
export function sharedLinkOf(state: ViewerState): Link {
  const link = linkOf(state)
  const range = selectVisibleRange(state)
  const index = selectCursorIndex(state)
  if (!range || !state.timeline || index < 0) return link
  const { spanMs: _floating, ...rest } = link
  return { ...rest, ...(range.from < range.to ? { range } : {}), cursorAt: state.timeline.times.at(index) }
}

/** The choices that a link stands for; units and zone only where it says them. */
export function viewOf(link: Link): Partial<ViewState> {
  return {
    range: link.range,
    spanMs: link.spanMs,
    cursorAt: link.cursorAt,
    cursorA: link.aAt,
    cursorB: link.bAt,
    pausedAt: undefined,
    playSpeed: undefined,
    panel: link.panel ?? DEFAULT_VIEW.panel,
    chartMode: link.chartMode ?? DEFAULT_VIEW.chartMode,
    solo: link.solo,
    hidden: link.hidden ?? [],
    toggled: new Set(link.toggled),
    treeBase: link.treeBase ?? DEFAULT_VIEW.treeBase,
    treeRaw: link.treeRaw ?? false,
    treeByChange: link.treeByChange ?? false,
    chartTable: link.chartTable ?? false,
    taskShown: link.taskShown,
    taskSorting: link.sorting ?? DEFAULT_VIEW.taskSorting,
    taskText: link.taskText ?? '',
    taskTypes: link.taskTypes ?? [],
    ...(link.units === undefined ? {} : { units: link.units }),
    ...(link.zone === undefined ? {} : { zone: link.zone }),
  }
}
