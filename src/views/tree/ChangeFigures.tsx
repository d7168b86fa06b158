import { formatShare } from '../../base/formatBytes'
import { MINUS } from '../../base/formatBytes'
import { t } from '../../base/say'
import type { Reported } from '../../profile/snapshot'
import type { RowChange } from '../../timeline/computeTreeDifference'
import type { TreeRow } from '../../timeline/treeRow'
import { classOfChange } from '../compare/CompareBar'
import { describeChange } from '../compare/useFormatChange'
import { formatCell, formatCurrent, sayCurrent, sayValue, type SizeStyle } from './treeText'

interface ChangeFiguresProps {
  readonly row: TreeRow
  readonly change: RowChange
  /** Bytes. */
  readonly rssChange: number
  readonly style: SizeStyle
}

/** A row at A and at B, and what lies between. */
export function ChangeFigures({ row, change, rssChange, style }: ChangeFiguresProps) {
  if (row.value === undefined)
    return (
      <span role="gridcell" className="tree-text" aria-colspan={4}>
        <bdi>{row.text}</bdi>
      </span>
    )
  const unit = row.unit ?? 'BYTES'
  const { shown } = change
  const say = (value: number | bigint): string => formatCell(value, unit, style)
  const isJoined = change.kind === 'joined'
  const share = row.resident && shown !== undefined && rssChange !== 0 ? Number(shown) / rssChange : undefined
  const title = isJoined
    ? t('{names} are compared as one: {change}', { names: change.joined.join(' + '), change: describeChange(change) })
    : describeChange(change)
  return (
    <>
      <span role="gridcell" className="tree-number tree-a" title={sayBefore(change, unit)}>
        {isJoined ? '' : change.a ? say(change.a.value) : '—'}
      </span>
      <span role="gridcell" className="tree-number" title={sayCurrent(row)}>
        {formatCurrent(row, style)}
      </span>
      <span role="gridcell" className={`tree-number tree-delta ${classOfChange(change)}`} title={title}>
        {isJoined && <span className="muted">≡ </span>}
        {shown === undefined ? t('n/a') : shown === 0 ? '0' : shown > 0 ? `▲ +${say(shown)}` : `▼ ${MINUS}${say(-shown)}`}
        {change.kind === 'new' && <span className="tree-type">{t('new')}</span>}
      </span>
      <span role="gridcell" className="tree-number tree-of-change">
        {share === undefined || isJoined ? '' : formatShare(share)}
        {share !== undefined && !isJoined && (
          <span className={share < 0 ? 'tree-bar-track tree-bar-negative' : 'tree-bar-track'} aria-hidden="true">
            <span style={{ width: `${(Math.min(1, Math.abs(share)) * 100).toFixed(1)}%` }} />
          </span>
        )}
      </span>
    </>
  )
}

function sayBefore({ a, kind }: RowChange, unit: Parameters<typeof sayValue>[1]): string {
  if (kind === 'new') return t('A is complete and does not have it')
  if (kind === 'unknown') return t('A does not have it, which may only mean that it lists the largest')
  return sayReported(a, unit)
}

function sayReported(figure: Reported, unit: Parameters<typeof sayValue>[1]): string {
  if (figure === undefined) return t('not reported')
  return figure === null ? t('none') : sayValue(figure.value, unit, figure.error)
}
