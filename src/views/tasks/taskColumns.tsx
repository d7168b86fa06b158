import { createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table'
import { formatBytes, formatShare } from '../../base/formatBytes'
import { formatClock, formatDateTime, type Zone } from '../../base/formatTime'
import { shortText } from '../../base/visibleText'
import type { Reported } from '../../profile/snapshot'
import { idsText, type TaskRow } from '../../store/selectTasks'
import type { FirstSeen } from '../../timeline/taskLives'
import { rangeOf } from '../../timeline/computeTrend'
import { formatCell, sayValue, type SizeStyle } from '../tree/treeText'
import { Trend } from '../trend/Trend'
import type { TrendLine } from '../trend/trendCache'
import { CopyId } from './CopyId'

/** What a line shows, beside the task itself. */
export interface ShownTask {
  /** Epoch and uid: who it is. */
  readonly id: string
  readonly row: TaskRow
  readonly firstSeen: FirstSeen | undefined
  readonly trend: TrendLine | undefined
  readonly style: SizeStyle
  readonly zone: Zone
  /** Full bar, in bytes. */
  readonly largest: number
  /** Bytes below which a trend is noise. */
  readonly floor: number
  readonly scale: { readonly min: number; readonly max: number } | undefined
  /** Its copy button is in the order of tabs. */
  readonly active: boolean
}

export const taskFeatures = tableFeatures({ rowSortingFeature })
const column = createColumnHelper<typeof taskFeatures, ShownTask>()

// TanStack sorts only columns that have a value, though the order itself is made by store/selectTasks.
const type = column.accessor((shown) => shown.row.task.type, {
  id: 'type',
  header: 'type',
  enableSorting: true,
  sortDescFirst: false,
  cell: ({ row }) => <TypeCell shown={row.original} />,
})
const label = column.accessor((shown) => shown.row.task.label, {
  id: 'label',
  header: 'label',
  enableSorting: true,
  sortDescFirst: false,
  cell: ({ row }) => <LabelCell shown={row.original} />,
})
const ids = column.accessor((shown) => idsText(shown.row.task), {
  id: 'ids',
  header: 'ids',
  enableSorting: true,
  sortDescFirst: false,
  cell: ({ row }) => <IdsCell shown={row.original} />,
})
const current = column.accessor((shown) => shown.row.task.current, {
  id: 'current',
  header: 'now',
  enableSorting: true,
  sortDescFirst: true,
  cell: ({ row }) => <CurrentCell shown={row.original} />,
})
const peak = column.accessor((shown) => shown.row.task.peak, {
  id: 'peak',
  header: 'peak',
  enableSorting: true,
  sortDescFirst: true,
  cell: ({ row }) => <SizeCell figure={row.original.row.task.peak} shown={row.original} />,
})
const limit = column.accessor((shown) => shown.row.task.limit, {
  id: 'limit',
  header: 'limit',
  enableSorting: true,
  sortDescFirst: true,
  cell: ({ row }) => <LimitCell shown={row.original} />,
})
const reserved = column.accessor((shown) => shown.row.task.reserved, {
  id: 'reserved',
  header: 'reserved',
  enableSorting: true,
  sortDescFirst: true,
  cell: ({ row }) => <ReservedCell shown={row.original} />,
})
const firstSeen = column.accessor((shown) => shown.firstSeen?.at, {
  id: 'firstSeen',
  header: 'first seen',
  enableSorting: true,
  sortDescFirst: true,
  cell: ({ row }) => <FirstSeenCell shown={row.original} />,
})
const trend = column.display({
  id: 'trend',
  header: 'trend',
  enableSorting: false,
  cell: ({ row }) => <TrendCell shown={row.original} />,
})

export const WIDE_COLUMNS = column.columns([type, label, ids, current, peak, limit, reserved, firstSeen, trend])
/** On a small screen what matters most stands first; the rest is scrolled to. */
export const NARROW_COLUMNS = column.columns([label, current, peak, type, limit, reserved, firstSeen, trend, ids])

/** Columns of sizes, whose head names the unit. */
export const SIZE_COLUMNS: ReadonlySet<string> = new Set(['current', 'peak', 'limit', 'reserved'])

function TypeCell({ shown }: { readonly shown: ShownTask }) {
  const { type: name } = shown.row.task
  return <bdi title={name}>{shortText(name, 40)}</bdi>
}

function LabelCell({ shown }: { readonly shown: ShownTask }) {
  const { task, mark } = shown.row
  return (
    <span
      className="tasks-label"
      title={`${shortText(task.label, 1000)}\n${task.kind === 'unknown' ? '' : `${task.kind}\n`}uid ${shortText(task.uid, 200)}`}
    >
      {mark === 'new' && (
        <span className="tasks-mark" title="Not listed when the order began to be held">
          new
        </span>
      )}
      {mark === 'gone' && (
        <span className="tasks-mark" title="Ended or no longer listed; kept until you leave the table">
          gone
        </span>
      )}
      <bdi>{shortText(task.label)}</bdi>
      {task.kind !== 'unknown' && task.kind !== task.type && <span className="tasks-kind"> {task.kind}</span>}
    </span>
  )
}

function IdsCell({ shown }: { readonly shown: ShownTask }) {
  const { task } = shown.row
  const [first, ...others] = task.ids
  const text = first ? first[1] : task.uid
  return (
    <span
      className="tasks-ids"
      title={task.ids.length > 0 ? `${idsText(task)}\nuid ${task.uid}` : `no id in the label; uid ${shortText(task.uid, 200)}`}
    >
      {first ? (
        <>
          <bdi className="mono">{shortText(first[1], 80)}</bdi>
          {others.length > 0 && <span className="muted"> +{others.length}</span>}
        </>
      ) : (
        <span className="muted">—</span>
      )}
      <CopyId text={text} what={first ? `${first[0]} id` : 'uid'} active={shown.active} />
    </span>
  )
}

function CurrentCell({ shown }: { readonly shown: ShownTask }) {
  const { current: figure } = shown.row.task
  const share = figure && shown.largest > 0 ? Math.min(1, Math.abs(Number(figure.value)) / shown.largest) : 0
  return (
    <span className="tasks-current">
      <SizeCell figure={figure} shown={shown} />
      <span className="tasks-bar" aria-hidden="true">
        <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
    </span>
  )
}

function SizeCell({ figure, shown, more }: { readonly figure: Reported; readonly shown: ShownTask; readonly more?: string }) {
  const title = [sayFigure(figure), more].filter((part) => part !== undefined).join('; ')
  return <span title={title}>{formatFigure(figure, shown.style)}</span>
}

function LimitCell({ shown }: { readonly shown: ShownTask }) {
  const { limit: figure, current: used } = shown.row.task
  if (!figure) {
    return (
      <span
        className="muted"
        title={figure === null ? 'reported as no limit' : 'no limit is printed; Doris leaves it out where there is none'}
      >
        {figure === null ? 'none' : '—'}
      </span>
    )
  }
  const limitBytes = Number(figure.value)
  const share = used && limitBytes > 0 ? Number(used.value) / limitBytes : undefined
  return (
    <span title={`${sayFigure(figure)}${share === undefined ? '' : `; ${formatShare(share)} of it is used`}`}>
      {formatFigure(figure, shown.style)}
      {share !== undefined && (
        <span className={share >= 0.8 ? 'tasks-share tasks-near' : 'tasks-share'}> {Math.round(share * 100)} %</span>
      )}
    </span>
  )
}

function ReservedCell({ shown }: { readonly shown: ShownTask }) {
  const { reserved: figure, reservedPeak } = shown.row.task
  return (
    <SizeCell
      figure={figure}
      shown={shown}
      more={reservedPeak ? `peak ${sayFigure(reservedPeak)}` : 'contained in the current size'}
    />
  )
}

function FirstSeenCell({ shown }: { readonly shown: ShownTask }) {
  const seen = shown.firstSeen
  if (!seen) return <span className="muted">…</span>
  return (
    <span title={`${formatDateTime(seen.at, shown.zone)}${seen.orEarlier ? ': in the first sample, so it may be older' : ''}`}>
      {seen.orEarlier ? '≤ ' : ''}
      {formatClock(seen.at, shown.zone)}
    </span>
  )
}

function TrendCell({ shown }: { readonly shown: ShownTask }) {
  const line = shown.trend
  const range = line && rangeOf(line.values)
  if (!line || !range) return null
  const words =
    range.min === range.max
      ? formatBytes(range.min)
      : `${formatBytes(Math.round(range.min))} … ${formatBytes(Math.round(range.max))}`
  return (
    <Trend
      values={line.values}
      times={line.samples.times}
      broken={line.samples.broken}
      common={shown.scale}
      floor={Math.max(shown.floor, 2 * (shown.row.task.current?.error ?? 0))}
      label={`${words} in the visible range`}
      width={58}
    />
  )
}

function formatFigure(figure: Reported, style: SizeStyle): string {
  return figure === undefined ? '—' : figure === null ? 'none' : formatCell(figure.value, 'BYTES', style)
}

function sayFigure(figure: Reported): string {
  return figure === undefined
    ? 'not reported'
    : figure === null
      ? 'reported as none'
      : sayValue(figure.value, 'BYTES', figure.error)
}
