import { memo } from 'react'
import { formatBytes, formatBytesIn, formatShare } from '../../base/formatBytes'
import { sayHeard, t } from '../../base/say'
import { shortText, visibleText } from '../../base/visibleText'
import { describe } from '../../profile/description'
import { parseTrackerName } from '../../profile/trackerName'
import type { Tree } from '../../timeline/computeTree'
import type { TreeRow } from '../../timeline/treeRow'
import type { RowChange } from '../../timeline/computeTreeDifference'
import type { Fold, TreeView } from '../../timeline/computeTreeView'
import { rangeOf } from '../../timeline/computeTrend'
import { Trend } from '../trend/Trend'
import type { TrendLine } from '../trend/trendCache'
import { ChangeFigures } from './ChangeFigures'
import { formatCell, formatCurrent, sayCurrent, sayName, sayOverlap, sayPeak, type SizeStyle } from './treeText'

export interface TreeLineProps {
  readonly tree: Tree
  readonly view: TreeView
  readonly line: number
  /** px below the top of the list. */
  readonly top: number
  /** The one row of the grid that the key Tab leads to. */
  readonly active: boolean
  readonly selected: boolean
  readonly detailed: boolean
  readonly style: SizeStyle
  readonly rss: number | undefined
  readonly trend: TrendLine | undefined
  readonly scale: { readonly min: number; readonly max: number } | undefined
  /** Bytes below which a trend is noise. */
  readonly floor: number
  readonly onDetails: (line: number) => void
  /** While two moments are compared: what became of this row. undefined: nothing is compared, or it is a fold. */
  readonly change: RowChange | undefined
  /** Change of RSS, in bytes; undefined: nothing is compared. */
  readonly rssChange: number | undefined
}

/** One row of the tree. */
export const TreeLine = memo(function TreeLine(props: TreeLineProps) {
  const { tree, view, line, top, active, selected, detailed, onDetails } = props
  const { row: index, fold, level, position, siblings, open } = view.lineAt(line)
  const row = index < 0 ? undefined : tree.rows[index]!
  return (
    <div
      role="row"
      className={rowClass(row, selected)}
      style={{ top }}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={line + 2}
      aria-expanded={open}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      data-line={line}
    >
      <span role="gridcell" className="tree-name" style={{ paddingLeft: (level - 1) * 14 }}>
        <span className="tree-twisty" aria-hidden="true">
          {open !== undefined && (
            <svg width="9" height="9" viewBox="0 0 10 10" focusable="false">
              <path d={open ? 'M1 3l4 4.5L9 3z' : 'M3 1l4.5 4L3 9z'} fill="currentColor" />
            </svg>
          )}
        </span>
        {fold ? <FoldName fold={fold} style={props.style} /> : <RowName tree={tree} row={row!} />}
        {row && <DetailsButton tree={tree} row={row} shown={detailed} onPress={() => onDetails(line)} />}
      </span>
      {row && props.change && props.rssChange !== undefined ? (
        <ChangeFigures row={row} change={props.change} rssChange={props.rssChange} style={props.style} />
      ) : row ? (
        <Figures {...props} row={row} />
      ) : (
        <FoldFigures fold={fold!} style={props.style} rss={props.rss} />
      )}
    </div>
  )
})

function rowClass(row: TreeRow | undefined, selected: boolean): string {
  const kind = row ? ` tree-${row.kind}` : ' tree-fold'
  return `tree-row tree-columns${kind}${selected ? ' tree-selected' : ''}${row?.overlap ? ' tree-overlap' : ''}`
}

function RowName({ tree, row }: { readonly tree: Tree; readonly row: TreeRow }) {
  const overlap = sayOverlap(row)
  const tracker = row.kind === 'node' ? parseTrackerName(row.name) : undefined
  const mark = overlap && (
    <span className="tree-mark" role="img" aria-label={overlap} title={overlap}>
      ⊂
    </span>
  )
  if (tracker) {
    return (
      <span className="tree-label" title={titleOf(row.name)}>
        {mark}
        <bdi>{shortText(tracker.label)}</bdi>
        <span className="tree-type">{tracker.type}</span>
        <span className="tree-uid">{tracker.uid.slice(0, 8)}</span>
      </span>
    )
  }
  return (
    <span
      className="tree-label"
      title={
        row.kind === 'residual'
          ? t('What the parts below leave of the whole, beyond the rounding of the source')
          : titleOf(row.name)
      }
    >
      {mark}
      <bdi>{nameOf(tree, row)}</bdi>
      {row.text !== undefined && row.kind === 'time' && <span className="muted"> {sayHeard(row.text)}</span>}
    </span>
  )
}

/** Longest title: a tooltip of a whole screen helps nobody, and the details have it all. */
const LONGEST_TITLE = 1000

function titleOf(name: string): string {
  return shortText(name, LONGEST_TITLE)
}

function nameOf(tree: Tree, row: TreeRow): string {
  return tree.mode === 'raw' && row.kind === 'node' && row.parent < 0
    ? t('{name} (root)', { name: shortText(row.name) })
    : shortText(sayName(row))
}

function DetailsButton({ tree, row, shown, onPress }: { tree: Tree; row: TreeRow; shown: boolean; onPress: () => void }) {
  const description = describeRow(tree, row)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={description === undefined ? 'tree-info tree-info-quiet' : 'tree-info'}
      title={description ?? t('Details')}
      aria-label={t('Details of {name}', { name: shortText(sayName(row), 80) })}
      aria-expanded={shown}
      onClick={(event) => {
        event.stopPropagation()
        onPress()
      }}
    >
      <svg width="13" height="13" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="8" cy="8" r="6.3" fill="none" stroke="currentColor" strokeWidth="1.2" />
        <path d="M8 7.2v4.2M8 4.4v1.4" stroke="currentColor" strokeWidth="1.6" />
      </svg>
    </button>
  )
}

/** What a row is, if it is known. */
export function describeRow(tree: Tree, row: TreeRow): string | undefined {
  if (row.kind !== 'node' && row.kind !== 'counter') return undefined
  const tracker = row.kind === 'node' ? parseTrackerName(row.name) : undefined
  const parent = row.parent < 0 ? undefined : tree.rows[row.parent]!.name
  return describe({ name: tracker?.label ?? row.name, parent, trackerType: tracker?.type, trackerKind: tracker?.kind })
}

function Figures({ tree, row, style, rss, trend, scale, floor }: TreeLineProps & { readonly row: TreeRow }) {
  if (row.text !== undefined && row.value === undefined) {
    return (
      <span role="gridcell" className="tree-text" aria-colspan={4} title={titleOf(row.text)}>
        <bdi>{shortText(row.text)}</bdi>
      </span>
    )
  }
  const peak = sayPeak(row)
  return (
    <>
      <span role="gridcell" className="tree-number" title={sayCurrent(row)}>
        {row.origin === 'sum' && <span className="tree-sum">Σ </span>}
        {formatCurrent(row, style)}
      </span>
      <Share tree={tree} row={row} rss={rss} />
      <span role="gridcell" className="tree-number tree-peak" title={peak}>
        {row.peak === null
          ? t('none')
          : row.peak !== undefined && row.unit
            ? formatCell(row.peak, row.unit, style)
            : peak === undefined
              ? ''
              : '—'}
      </span>
      <span role="gridcell" className="tree-trend">
        {trend && (
          <RowTrend row={row} line={trend} style={style} scale={row.overlap === 'virtual' ? undefined : scale} floor={floor} />
        )}
      </span>
    </>
  )
}

function Share({ tree, row, rss }: { readonly tree: Tree; readonly row: TreeRow; readonly rss: number | undefined }) {
  if (row.value === undefined || row.unit !== 'BYTES') return <span role="gridcell" className="tree-number" />
  if (!row.resident || rss === undefined || rss <= 0) {
    const why =
      row.overlap === 'virtual'
        ? t('Address space is not resident memory')
        : rss === undefined
          ? t('RSS is not reported')
          : t('Not resident memory')
    return (
      <span role="gridcell" className="tree-number" title={why}>
        —
      </span>
    )
  }
  const value = Number(row.value)
  const width = Math.min(1, Math.abs(value) / barScale(tree, row, rss))
  return (
    <span role="gridcell" className="tree-number tree-share">
      {formatShare(value / rss)}
      <span className={value < 0 ? 'tree-bar-track tree-bar-negative' : 'tree-bar-track'} aria-hidden="true">
        <span style={{ width: `${(width * 100).toFixed(1)}%` }} />
      </span>
    </span>
  )
}

/** What a full bar stands for: the whole that the row is a part of, so that siblings have one scale. */
function barScale(tree: Tree, row: TreeRow, rss: number): number {
  const parent = row.parent < 0 ? undefined : tree.rows[row.parent]!
  const whole = parent?.resident && parent.value !== undefined ? Math.abs(Number(parent.value)) : 0
  return whole > 0 ? whole : rss
}

function RowTrend({
  row,
  line,
  style,
  scale,
  floor,
}: {
  row: TreeRow
  line: TrendLine
  style: SizeStyle
  scale: TreeLineProps['scale']
  floor: number
}) {
  const range = rangeOf(line.values)
  if (!range || !row.unit) return null
  const bytes = row.unit === 'BYTES'
  const say = (value: number): string => (bytes ? formatBytes(Math.round(value)) : formatCell(value, row.unit!, style))
  const words = range.min === range.max ? say(range.min) : `${say(range.min)} … ${say(range.max)}`
  const short = bytes && style.kind === 'iec' ? [range.min, range.max].map((value) => formatBytesIn(value, style.unit)) : []
  return (
    <>
      <Trend
        values={line.values}
        times={line.samples.times}
        broken={line.samples.broken}
        common={bytes ? scale : undefined}
        floor={bytes ? Math.max(floor, 2 * row.error) : 0}
        label={t('{range} in the visible range', { range: words })}
        width={76}
      />
      <span className="tree-range">{short[0] === short[1] ? short[0] : short.join('…')}</span>
    </>
  )
}

function FoldName({ fold, style }: { readonly fold: Fold; readonly style: SizeStyle }) {
  const unit = style.kind === 'iec' ? ` ${style.unit}` : ''
  return (
    <span className="tree-label" title={t('Parts below 1 % of RSS that did not grow in the visible range')}>
      {t('(+ {count} small, {size})', {
        count: fold.rows.length,
        size: fold.sum === 0 ? '0' : `${formatCell(fold.sum, 'BYTES', style)}${unit}`,
      })}
    </span>
  )
}

function FoldFigures({ fold, style, rss }: { readonly fold: Fold; readonly style: SizeStyle; readonly rss: number | undefined }) {
  return (
    <>
      <span role="gridcell" className="tree-number" title={visibleText(formatBytes(fold.sum))}>
        <span className="tree-sum">Σ </span>
        {formatCell(fold.sum, 'BYTES', style)}
      </span>
      <span role="gridcell" className="tree-number">
        {rss !== undefined && rss > 0 ? formatShare(Number(fold.sum) / rss) : '—'}
      </span>
      <span role="gridcell" className="tree-number tree-peak" />
      <span role="gridcell" className="tree-trend" />
    </>
  )
}
