import { memo } from 'react'
import { formatBytes, formatShare } from '../../base/formatBytes'
import { formatClock, formatDateTime, type Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import { shortText } from '../../base/visibleText'
import type { Reported } from '../../profile/snapshot'
import type { Task } from '../../profile/task'
import { sayKind } from '../../profile/trackerKind'
import { idsText } from '../../store/selectTasks'
import { rangeOf } from '../../timeline/computeTrend'
import { formatCell, sayValue, type SizeStyle } from '../tree/treeText'
import { Trend } from '../trend/Trend'
import type { TrendLine } from '../trend/trendCache'
import { CopyId } from './CopyId'
import type { ShownTask } from './taskColumns'

// A row stays in the document and shows another task when the table is scrolled or another sample is looked at: making elements is what
// costs. So that a poll touches only what changed, each cell is drawn anew only if what it says did.

interface TaskLineProps {
  readonly shown: ShownTask
  /** Ids of the columns, in order. */
  readonly columns: readonly string[]
  readonly rowIndex: number
}

/** One row of the table. */
export const TaskLine = memo(function TaskLine({ shown, columns, rowIndex }: TaskLineProps) {
  const { mark } = shown.row
  return (
    <tr aria-rowindex={rowIndex} className={mark === undefined ? undefined : `tasks-is-${mark}`}>
      {columns.map((id) => cellOf(id, shown))}
    </tr>
  )
}, isSameLine)

function isSameLine(before: TaskLineProps, after: TaskLineProps): boolean {
  if (before.columns !== after.columns || before.rowIndex !== after.rowIndex) return false
  const one = before.shown
  const other = after.shown
  return (
    one.id === other.id &&
    one.row.task === other.row.task &&
    one.row.mark === other.row.mark &&
    one.firstSeen?.at === other.firstSeen?.at &&
    one.firstSeen?.orEarlier === other.firstSeen?.orEarlier &&
    one.trend === other.trend &&
    one.style === other.style &&
    one.zone === other.zone &&
    one.largest === other.largest &&
    one.scale === other.scale &&
    one.active === other.active
  )
}

function cellOf(id: string, shown: ShownTask) {
  const { task, mark } = shown.row
  switch (id) {
    case 'type':
      return (
        <td key={id} className="tasks-cell-type" title={task.type}>
          <bdi>{shortText(task.type, 40)}</bdi>
        </td>
      )
    case 'label':
      return <LabelCell key={id} label={task.label} kind={task.kind} type={task.type} uid={task.uid} mark={mark} />
    case 'ids':
      return (
        <IdsCell
          key={id}
          uid={task.uid}
          text={idsText(task)}
          first={task.ids[0]}
          more={task.ids.length - 1}
          active={shown.active}
        />
      )
    case 'current':
      return <CurrentCell key={id} figure={task.current} style={shown.style} largest={shown.largest} />
    case 'peak':
      return (
        <td key={id} className="tasks-cell-peak" title={sayFigure(task.peak)}>
          {formatFigure(task.peak, shown.style)}
        </td>
      )
    case 'limit':
      return <LimitCell key={id} figure={task.limit} used={task.current} style={shown.style} />
    case 'reserved':
      return (
        <td
          key={id}
          className="tasks-cell-reserved"
          title={`${sayFigure(task.reserved)}; ${task.reservedPeak ? t('peak {size}', { size: sayFigure(task.reservedPeak) }) : t('contained in the current size')}`}
        >
          {formatFigure(task.reserved, shown.style)}
        </td>
      )
    case 'firstSeen':
      return <FirstSeenCell key={id} at={shown.firstSeen?.at} orEarlier={shown.firstSeen?.orEarlier ?? false} zone={shown.zone} />
    default:
      return (
        <td key={id} className="tasks-cell-trend">
          {shown.trend && (
            <TrendCell line={shown.trend} scale={shown.scale} floor={Math.max(shown.floor, 2 * (task.current?.error ?? 0))} />
          )}
        </td>
      )
  }
}

interface LabelCellProps {
  readonly label: string
  readonly kind: Task['kind']
  readonly type: string
  readonly uid: string
  readonly mark: 'new' | 'gone' | undefined
}

const LabelCell = memo(function LabelCell({ label, kind, type, uid, mark }: LabelCellProps) {
  return (
    <td
      className="tasks-cell-label"
      title={`${shortText(label, 1000)}\n${kind === 'unknown' ? '' : `${sayKind(kind)}\n`}uid ${shortText(uid, 200)}`}
    >
      {mark === 'new' && (
        <span className="tasks-mark" title={t('Not listed when the order began to be held')}>
          {t('new')}
        </span>
      )}
      {mark === 'gone' && (
        <span className="tasks-mark" title={t('Ended or no longer listed; kept until you leave the table')}>
          {t('gone')}
        </span>
      )}
      <button type="button" className="tasks-open" tabIndex={-1} data-uid={uid}>
        <bdi>{shortText(label)}</bdi>
      </button>
      {kind !== 'unknown' && kind !== type && <span className="tasks-kind"> {sayKind(kind)}</span>}
    </td>
  )
})

interface IdsCellProps {
  readonly uid: string
  /** All of them, as text. */
  readonly text: string
  readonly first: readonly [name: string, value: string] | undefined
  /** How many there are besides the first. */
  readonly more: number
  readonly active: boolean
}

const IdsCell = memo(
  function IdsCell({ uid, text, first, more, active }: IdsCellProps) {
    return (
      <td className="tasks-cell-ids">
        <span
          className="tasks-ids"
          title={first ? `${text}\nuid ${uid}` : t('no id in the label; uid {uid}', { uid: shortText(uid, 200) })}
        >
          {first ? (
            <>
              <bdi className="mono">{shortText(first[1], 80)}</bdi>
              {more > 0 && <span className="muted"> +{more}</span>}
            </>
          ) : (
            <span className="muted">—</span>
          )}
          <CopyId text={first ? first[1] : uid} what={first ? t('{name} id', { name: first[0] }) : 'uid'} active={active} />
        </span>
      </td>
    )
  },
  (before, after) => before.uid === after.uid && before.text === after.text && before.active === after.active,
)

interface CurrentCellProps {
  readonly figure: Reported
  readonly style: SizeStyle
  /** Full bar, in bytes. */
  readonly largest: number
}

function CurrentCell({ figure, style, largest }: CurrentCellProps) {
  const share = figure && largest > 0 ? Math.min(1, Math.abs(Number(figure.value)) / largest) : 0
  return (
    <td className="tasks-cell-current">
      <span className="tasks-current" title={sayFigure(figure)}>
        {formatFigure(figure, style)}
        <span className="tasks-bar" aria-hidden="true">
          <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
        </span>
      </span>
    </td>
  )
}

interface LimitCellProps {
  readonly figure: Reported
  readonly used: Reported
  readonly style: SizeStyle
}

function LimitCell({ figure, used, style }: LimitCellProps) {
  if (!figure) {
    return (
      <td
        className="tasks-cell-limit muted"
        title={figure === null ? t('reported as no limit') : t('no limit is printed; Doris leaves it out where there is none')}
      >
        {figure === null ? t('none') : '—'}
      </td>
    )
  }
  const limitBytes = Number(figure.value)
  const share = used && limitBytes > 0 ? Number(used.value) / limitBytes : undefined
  return (
    <td
      className="tasks-cell-limit"
      title={
        share === undefined
          ? sayFigure(figure)
          : t('{size}; {share} of it is used', { size: sayFigure(figure), share: formatShare(share) })
      }
    >
      {formatFigure(figure, style)}
      {share !== undefined && (
        <span className={share >= 0.8 ? 'tasks-share tasks-near' : 'tasks-share'}> {Math.round(share * 100)} %</span>
      )}
    </td>
  )
}

interface FirstSeenCellProps {
  /** undefined: not looked up yet. */
  readonly at: number | undefined
  readonly orEarlier: boolean
  readonly zone: Zone
}

const FirstSeenCell = memo(function FirstSeenCell({ at, orEarlier, zone }: FirstSeenCellProps) {
  if (at === undefined) return <td className="tasks-cell-firstSeen muted">…</td>
  return (
    <td
      className="tasks-cell-firstSeen"
      title={
        orEarlier
          ? t('{time}: in the first sample, so it may be older', { time: formatDateTime(at, zone) })
          : formatDateTime(at, zone)
      }
    >
      {orEarlier ? '≤ ' : ''}
      {formatClock(at, zone)}
    </td>
  )
})

interface TrendCellProps {
  readonly line: TrendLine
  readonly scale: ShownTask['scale']
  readonly floor: number
}

const TrendCell = memo(function TrendCell({ line, scale, floor }: TrendCellProps) {
  const range = rangeOf(line.values)
  if (!range) return null
  const words =
    range.min === range.max
      ? formatBytes(range.min)
      : `${formatBytes(Math.round(range.min))} … ${formatBytes(Math.round(range.max))}`
  return (
    <Trend
      values={line.values}
      times={line.samples.times}
      broken={line.samples.broken}
      common={scale}
      floor={floor}
      label={t('{range} in the visible range', { range: words })}
      width={58}
    />
  )
})

function formatFigure(figure: Reported, style: SizeStyle): string {
  return figure === undefined ? '—' : figure === null ? t('none') : formatCell(figure.value, 'BYTES', style)
}

function sayFigure(figure: Reported): string {
  return figure === undefined
    ? t('not reported')
    : figure === null
      ? t('reported as none')
      : sayValue(figure.value, 'BYTES', figure.error)
}
