import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { formatBytes } from '../../base/formatBytes'
import { formatClock } from '../../base/formatTime'
import { joinWords, phrase, say, t, tn } from '../../base/say'
import { shortText } from '../../base/visibleText'
import { bytesOf } from '../../profile/figure'
import {
  type TreeChanges,
  compareFoldChoice,
  foldChoiceOf,
  openTo,
  selectCursorTime,
  selectVisibleFrom,
  treeChangesOf,
  treeOf,
  treeUnitOf,
  treeViewOf,
} from '../../store/selectTree'
import { selectCursorIndex } from '../../store/viewer'
import { childrenOf, pathOf, RowFinder, rowIdOf, type Tree } from '../../timeline/computeTree'
import { foldIdOf, parseRowId, type TreeView } from '../../timeline/computeTreeView'
import { rangeOf, trendTargetOf, type TrendTarget } from '../../timeline/computeTrend'
import type { Timeline } from '../../timeline/timeline'
import type { TreeRow } from '../../timeline/treeRow'
import { useComparison } from '../compare/useComparison'
import { useTrends } from '../trend/useTrends'
import type { Comparison } from '../../store/selectDifference'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { SampleAge } from './SampleAge'
import { TreeDetails } from './TreeDetails'
import { TreeLine } from './TreeLine'
import type { SizeStyle } from './treeText'
import './tree.css'

const FOOTNOTE = phrase(
  'Peaks are from different moments: never added, a part’s may top the whole’s. Σ: added up here. ⊂: overlaps, in no sum.',
)
const NO_LINES: readonly number[] = []
const ROW_HEIGHT = 24
const DETAILS_HEIGHT = 120
/** Noise of trends: a change below this share of RSS is drawn flat. */
const NOISE_SHARE = 0.005

/** Every node and counter of the profile of the sample at the cursor. */
export function ProfileTree() {
  const zone = useZone()
  const timeline = useSelect((state) => state.timeline)
  const index = useSelect(selectCursorIndex)
  const at = useSelect(selectCursorTime)
  const raw = useSelect((state) => state.view.treeRaw)
  const sample = useMemo(
    () => (timeline && index >= 0 && at !== undefined ? timeline.sampleAt(index) : undefined),
    [timeline, index, at],
  )
  const profile = sample?.snapshot.profile
  const tree = useMemo(() => profile && treeOf(profile, raw ? 'raw' : 'merged'), [profile, raw])
  const compared = useComparison()
  const comparison = compared?.b.index === index ? compared : undefined
  const changes = useMemo(() => comparison && tree && treeChangesOf(comparison, tree), [comparison, tree])
  return (
    <section className="tree panel" aria-labelledby="tree-title">
      <header className="tree-bar">
        <h2 id="tree-title">{at === undefined ? t('Tree') : t('Tree at {time}', { time: formatClock(at, zone) })}</h2>
        <SampleAge />
        <TreeSwitches />
      </header>
      {tree && timeline ? (
        <TreeGrid tree={tree} timeline={timeline} index={index} comparison={comparison} changes={changes} />
      ) : (
        <p className="tree-empty">
          {index < 0
            ? t('No sample yet.')
            : t('This sample has no profile: its source is a status line, which says only a few figures.')}
        </p>
      )}
      {changes && changes.gone.length > 0 && <OnlyAtA rows={changes.gone} />}
      <footer className="tree-foot" title={say(FOOTNOTE)}>
        {say(FOOTNOTE)}
      </footer>
    </section>
  )
}

const MOST_GONE = 3

/** What A has and B has not: it has no row in the tree of B. */
function OnlyAtA({ rows }: { readonly rows: readonly TreeRow[] }) {
  const sayRow = (row: TreeRow): string => `${shortText(row.name, 80)} ${formatBytes(row.value ?? 0)}`
  const named = joinWords(rows.slice(0, MOST_GONE).map(sayRow))
  return (
    <p className="tree-gone" title={rows.slice(0, 30).map(sayRow).join('\n')}>
      {tn(rows.length, 'Only at A, {count} row: {named}', 'Only at A, {count} rows: {named}', { named })}
      {rows.length > MOST_GONE && ' …'}
    </p>
  )
}

function TreeSwitches() {
  const { actions } = useViewer()
  const foldSmall = useSelect((state) => state.view.foldSmall)
  const raw = useSelect((state) => state.view.treeRaw)
  const common = useSelect((state) => state.view.trendScale === 'common')
  const setBase = (treeBase: 'auto' | 'open' | 'closed') => actions.setView({ treeBase, toggled: new Set() })
  return (
    <div className="tree-switches">
      <button type="button" onClick={() => setBase('open')}>
        {t('Expand all')}
      </button>
      <button type="button" onClick={() => setBase('closed')}>
        {t('Collapse all')}
      </button>
      <button type="button" onClick={() => setBase('auto')} title={t('Open the upper levels and the short lists')}>
        {t('Default')}
      </button>
      <button
        type="button"
        aria-pressed={foldSmall}
        title={t('Gather parts below 1 % of RSS that did not grow into one row')}
        onClick={() => actions.setView({ foldSmall: !foldSmall })}
      >
        {t('Fold small')}
      </button>
      <button
        type="button"
        aria-pressed={common}
        title={t('Draw all trends to one scale, 0 to the highest RSS')}
        onClick={() => actions.setView({ trendScale: common ? 'own' : 'common' })}
      >
        {t('Common scale')}
      </button>
      <button
        type="button"
        aria-pressed={raw}
        aria-label={t('Counters as they are')}
        title={t('Every node and counter in a row of its own, in the source’s order')}
        onClick={() => actions.setView({ treeRaw: !raw })}
      >
        {t('As they are')}
      </button>
    </div>
  )
}

interface TreeGridProps {
  readonly tree: Tree
  readonly timeline: Timeline
  readonly index: number
  /** undefined: nothing is compared. */
  readonly comparison: Comparison | undefined
  readonly changes: TreeChanges | undefined
}

function TreeGrid({ tree, timeline, index, comparison, changes }: TreeGridProps) {
  const { actions } = useViewer()
  const base = useSelect((state) => state.view.treeBase)
  const toggled = useSelect((state) => state.view.toggled)
  const foldSmall = useSelect((state) => state.view.foldSmall)
  // Zooming and dragging move the chart first.
  const from = useDeferredValue(useSelect(selectVisibleFrom))
  const units = useSelect((state) => state.view.units)
  const common = useSelect((state) => state.view.trendScale === 'common')
  const rss = bytesOf(timeline.meaningAt(index).rss)

  const byChange = useSelect((state) => state.view.treeByChange) && changes !== undefined
  const rssChange = Number(comparison?.difference.figures.get('rss')?.shown ?? 0)
  const fold = useMemo(() => {
    if (!foldSmall || from === undefined || tree.mode !== 'merged') return undefined
    return changes ? compareFoldChoice(rss, rssChange, changes) : foldChoiceOf(timeline, index, from, tree.mode)
  }, [foldSmall, from, tree, timeline, index, changes, rss, rssChange])
  const view = useMemo(
    () => treeViewOf(tree, { treeBase: base, toggled }, fold, byChange ? changes?.sizeOf : undefined),
    [tree, base, toggled, fold, byChange, changes],
  )
  const style = useMemo<SizeStyle>(
    () => (units === 'doris' ? { kind: 'doris' } : { kind: 'iec', unit: treeUnitOf(tree, rss) }),
    [units, tree, rss],
  )

  const scroller = useRef<HTMLDivElement>(null)
  const [activeId, setActiveId] = useState<string>()
  const [detailsId, setDetailsId] = useState<string>()
  const lastActive = useRef(0)
  const wantsFocus = useRef(false)
  const hasFocus = useRef(false)

  const found = useMemo(() => lineOfId(tree, view, activeId), [tree, view, activeId])
  const active = found >= 0 ? found : Math.min(lastActive.current, view.length - 1)
  const detailsLine = useMemo(() => lineOfId(tree, view, detailsId), [tree, view, detailsId])

  const count = view.length + (detailsLine >= 0 ? 1 : 0)
  const lineAt = (item: number): number =>
    detailsLine < 0 || item <= detailsLine ? item : item === detailsLine + 1 ? -1 : item - 1
  const itemOf = (line: number): number => (detailsLine < 0 || line <= detailsLine ? line : line + 1)
  const activeItem = itemOf(active)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (item) => (lineAt(item) < 0 ? DETAILS_HEIGHT : ROW_HEIGHT),
    getItemKey: (item) => (lineAt(item) < 0 ? `details ${detailsId}` : item),
    overscan: 4,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor: useCallback(
      // The row with the focus stays in the document wherever one scrolls, or the focus would be lost.
      (range: Range) => withItem(defaultRangeExtractor(range), activeItem, count),
      [activeItem, count],
    ),
  })
  const items = virtual.getVirtualItems()

  useEffect(() => {
    // What opens below the edge would not be seen to have opened.
    if (detailsId !== undefined) scroller.current?.querySelector('.tree-details')?.scrollIntoView({ block: 'nearest' })
  }, [detailsId])

  useEffect(() => {
    lastActive.current = active
    if (!wantsFocus.current && !(hasFocus.current && document.activeElement === document.body)) return
    wantsFocus.current = false
    scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true })
  })

  const reveal = useSelect((state) => state.view.reveal)
  const revealed = useRef(reveal)
  const opened = useRef(reveal)
  // It ends by itself: each place that is led to is opened once and gone to once.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => {
    if (revealed.current === reveal || reveal?.panel !== 'tree') return
    const row = new RowFinder(tree).find(parseRowId(reveal.id) ?? [])
    if (row < 0) return
    const line = view.lineOf(row)
    if (line < 0) {
      // Once: what does not come to light by it is not there to be seen.
      if (opened.current === reveal) return
      opened.current = reveal
      actions.setView({ toggled: openTo(tree, { treeBase: base, toggled }, fold, row) })
      return
    }
    revealed.current = reveal
    setActiveId(reveal.id)
    virtual.scrollToIndex(itemOf(line), { align: 'center' })
    // On a small screen the tree is further down.
    scroller.current?.scrollIntoView({ block: 'nearest' })
  })

  const targets = useTargets(
    tree,
    view,
    // Two moments have no trend.
    changes ? NO_LINES : items.map((item) => lineAt(item.index)),
  )
  const trends = useTrends(targets)
  const scale = useMemo(
    () => (common ? commonScale(timeline, trends.samples.indices) : undefined),
    [common, timeline, trends.samples],
  )

  const toggle = (line: number): void => actions.toggleRow(idOfLine(tree, view, line))
  const moveTo = (line: number): void => {
    const next = Math.max(0, Math.min(view.length - 1, line))
    wantsFocus.current = true
    setActiveId(idOfLine(tree, view, next))
    virtual.scrollToIndex(itemOf(next))
  }
  const showDetails = useCallback(
    (line: number): void => {
      const id = idOfLine(tree, view, line)
      wantsFocus.current = true
      setActiveId(id)
      setDetailsId((shown) => (shown === id ? undefined : id))
    },
    [tree, view],
  )

  const click = (event: MouseEvent): void => {
    const target = event.target as Element
    const line = Number(target.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? Number.NaN)
    if (Number.isNaN(line) || target.closest('button')) return
    const { open } = view.lineAt(line)
    if (event.type === 'click') {
      wantsFocus.current = true
      setActiveId(idOfLine(tree, view, line))
      if (open !== undefined && target.closest('.tree-twisty')) toggle(line)
    } else if (!target.closest('.tree-twisty')) {
      if (open === undefined) showDetails(line)
      else toggle(line)
    }
  }

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && detailsLine >= 0) {
      wantsFocus.current = true
      setDetailsId(undefined)
      event.stopPropagation()
      return
    }
    if (!(event.target as Element).matches('[role="row"]')) return
    const line = view.lineAt(active)
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    switch (event.key) {
      case 'ArrowDown':
        moveTo(active + 1)
        break
      case 'ArrowUp':
        moveTo(active - 1)
        break
      case 'Home':
        moveTo(0)
        break
      case 'End':
        moveTo(view.length - 1)
        break
      case 'PageDown':
        moveTo(active + page)
        break
      case 'PageUp':
        moveTo(active - page)
        break
      case 'ArrowRight':
        if (line.open === false) toggle(active)
        else if (line.open) moveTo(active + 1)
        break
      case 'ArrowLeft':
        if (line.open) toggle(active)
        else if (view.parentLine(active) >= 0) moveTo(view.parentLine(active))
        break
      case '*':
        actions.setView({ toggled: openSiblings(tree, view, active, toggled) })
        break
      case 'Enter':
        showDetails(active)
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const head = style.kind === 'iec' ? t(', {unit}', { unit: style.unit }) : ''
  return (
    <div
      ref={scroller}
      className={changes ? 'tree-scroll tree-comparing' : 'tree-scroll'}
      role="treegrid"
      aria-labelledby="tree-title"
      aria-rowcount={view.length + 1}
      tabIndex={-1}
      onKeyDown={press}
      onClick={click}
      onDoubleClick={click}
      onFocus={(event) => {
        hasFocus.current = true
        // The row that has the focus is the one that keys move from, however the focus came there (screen readers set it themselves).
        const line = event.target.matches('[role="row"]') ? Number(event.target.dataset['line']) : Number.NaN
        if (line >= 0 && line !== active) setActiveId(idOfLine(tree, view, line))
      }}
      onBlur={(event) => {
        if (event.target.isConnected && !event.currentTarget.contains(event.relatedTarget)) hasFocus.current = false
      }}
    >
      <div role="rowgroup" className="tree-head">
        <div role="row" aria-rowindex={1} className="tree-columns">
          <span role="columnheader">{t('name')}</span>
          {changes ? (
            <ChangeHeads head={head} />
          ) : (
            <>
              <span role="columnheader">
                {t('now')}
                {head}
              </span>
              <span
                role="columnheader"
                title={t('The number is the share of RSS; the bar is the share of what it is a part of, one scale for siblings')}
              >
                {t('% of RSS')}
              </span>
              <span role="columnheader">
                {t('peak')}
                {head}
              </span>
              <span
                role="columnheader"
                title={
                  common ? t('One scale for all rows') : t('Each row to its own scale; grey and flat: changes below 0.5 % of RSS')
                }
              >
                {t('trend')}
              </span>
            </>
          )}
        </div>
      </div>
      <div role="rowgroup" className="tree-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const line = lineAt(item.index)
          if (line < 0) {
            return (
              <div
                key="details"
                ref={virtual.measureElement}
                data-index={item.index}
                role="row"
                className="tree-details-row"
                aria-level={view.lineAt(detailsLine).level}
                style={{ top: item.start }}
              >
                <TreeDetails tree={tree} line={view.lineAt(detailsLine)} rss={rss} onClose={() => setDetailsId(undefined)} />
              </div>
            )
          }
          const id = idOfLine(tree, view, line)
          return (
            <TreeLine
              key={id}
              tree={tree}
              view={view}
              line={line}
              top={item.start}
              active={line === active}
              selected={line === found}
              detailed={line === detailsLine}
              style={style}
              rss={rss}
              trend={trends.lineOf(id)}
              scale={scale}
              floor={rss === undefined ? 0 : rss * NOISE_SHARE}
              onDetails={showDetails}
              change={changes && !view.lineAt(line).fold ? changes.changeOf(view.lineAt(line).row) : undefined}
              rssChange={changes ? rssChange : undefined}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Heads of the columns while two moments are compared; the change is what one sorts by. */
function ChangeHeads({ head }: { readonly head: string }) {
  const { actions } = useViewer()
  const byChange = useSelect((state) => state.view.treeByChange)
  return (
    <>
      <span role="columnheader" className="tree-a">
        A{head}
      </span>
      <span role="columnheader">B{head}</span>
      <span role="columnheader" className="tree-delta" aria-sort={byChange ? 'descending' : 'none'}>
        <button
          type="button"
          aria-pressed={byChange}
          title={t('Order siblings by the size of their change, or as the source has them')}
          onClick={() => actions.setView({ treeByChange: !byChange })}
        >
          {t('change')} {byChange ? '▼' : '⇅'}
        </button>
      </span>
      <span role="columnheader" className="tree-of-change" title={t('Share of the change of RSS')}>
        {t('of Δ RSS')}
      </span>
    </>
  )
}

/** Which values the rows on the screen are about; the same map as long as they are the same. */
function useTargets(tree: Tree, view: TreeView, lines: readonly number[]): ReadonlyMap<string, TrendTarget> {
  const first = lines[0] ?? 0
  const last = lines.at(-1) ?? -1
  const size = lines.length
  return useMemo(() => {
    const targets = new Map<string, TrendTarget>()
    for (const line of size > 0 ? lines : []) {
      if (line < first || line > last) continue
      const { row } = view.lineAt(line)
      const target = row < 0 ? undefined : trendTargetOf(tree, row)
      if (target) targets.set(rowIdOf(tree, row), target)
    }
    return targets
    // oxlint-disable-next-line react/exhaustive-deps -- `lines` is a new list at each render; its ends say which lines it holds
  }, [tree, view, first, last, size])
}

function commonScale(timeline: Timeline, samples: readonly number[]): { readonly min: number; readonly max: number } | undefined {
  const rss = timeline.column('rss')
  const untracked = timeline.column('untracked')
  const range = rangeOf(samples.map((sample) => rss.at(sample)))
  const lowest = rangeOf(samples.map((sample) => untracked.at(sample)))
  return range && { min: Math.min(0, lowest?.min ?? 0), max: range.max }
}

function idOfLine(tree: Tree, view: TreeView, line: number): string {
  const { row, fold } = view.lineAt(line)
  return fold ? foldIdOf(pathOf(tree, fold.parent)) : rowIdOf(tree, row)
}

function lineOfId(tree: Tree, view: TreeView, id: string | undefined): number {
  const path = id === undefined ? undefined : parseRowId(id)
  if (!path) return -1
  const isFold = path.at(-1) === 'f'
  const row = new RowFinder(tree).find(isFold ? path.slice(0, -1) : path)
  if (row < 0) return -1
  return isFold ? view.lineOfFold(row) : view.lineOf(row)
}

/** Opens a row and all its siblings. */
function openSiblings(tree: Tree, view: TreeView, line: number, toggled: ReadonlySet<string>): ReadonlySet<string> {
  const { row, fold } = view.lineAt(line)
  const parent = fold ? fold.parent : tree.rows[row]!.parent
  const next = new Set(toggled)
  const turn = (id: string): void => {
    if (!next.delete(id)) next.add(id)
  }
  for (const child of childrenOf(tree, parent)) {
    const childLine = view.lineOf(child)
    if (childLine >= 0 && view.lineAt(childLine).open === false) turn(rowIdOf(tree, child))
  }
  return next
}

function withItem(items: number[], item: number, count: number): number[] {
  if (item < 0 || item >= count || items.length === 0) return items
  if (item < items[0]!) return [item, ...items]
  return item > items.at(-1)! ? [...items, item] : items
}
