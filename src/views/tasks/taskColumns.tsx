import { createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table'
import type { Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import { idsText, type TaskRow } from '../../store/selectTasks'
import type { FirstSeen } from '../../timeline/taskLives'
import type { SizeStyle } from '../tree/treeText'
import type { TrendLine } from '../trend/trendCache'

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

// TanStack sorts only columns that have a value, though the order itself is made by store/selectTasks, and the rows are drawn by TaskLine.
const type = column.accessor((shown) => shown.row.task.type, {
  id: 'type',
  header: () => t('type'),
  enableSorting: true,
  sortDescFirst: false,
})
const label = column.accessor((shown) => shown.row.task.label, {
  id: 'label',
  header: () => t('label'),
  enableSorting: true,
  sortDescFirst: false,
})
const ids = column.accessor((shown) => idsText(shown.row.task), {
  id: 'ids',
  header: () => t('ids'),
  enableSorting: true,
  sortDescFirst: false,
})
const current = column.accessor((shown) => shown.row.task.current, {
  id: 'current',
  header: () => t('now'),
  enableSorting: true,
  sortDescFirst: true,
})
const peak = column.accessor((shown) => shown.row.task.peak, {
  id: 'peak',
  header: () => t('peak'),
  enableSorting: true,
  sortDescFirst: true,
})
const limit = column.accessor((shown) => shown.row.task.limit, {
  id: 'limit',
  header: () => t('limit'),
  enableSorting: true,
  sortDescFirst: true,
})
const reserved = column.accessor((shown) => shown.row.task.reserved, {
  id: 'reserved',
  header: () => t('reserved'),
  enableSorting: true,
  sortDescFirst: true,
})
const firstSeen = column.accessor((shown) => shown.firstSeen?.at, {
  id: 'firstSeen',
  header: () => t('first seen'),
  enableSorting: true,
  sortDescFirst: true,
})
const trend = column.display({
  id: 'trend',
  header: () => t('trend'),
  enableSorting: false,
})

export const WIDE_COLUMNS = column.columns([type, label, ids, current, peak, limit, reserved, firstSeen, trend])
/** On a small screen what matters most stands first; the rest is scrolled to. */
export const NARROW_COLUMNS = column.columns([label, current, peak, type, limit, reserved, firstSeen, trend, ids])

export const WIDE_IDS: readonly string[] = ['type', 'label', 'ids', 'current', 'peak', 'limit', 'reserved', 'firstSeen', 'trend']
export const NARROW_IDS: readonly string[] = [
  'label',
  'current',
  'peak',
  'type',
  'limit',
  'reserved',
  'firstSeen',
  'trend',
  'ids',
]

/** Columns of sizes, whose head names the unit. */
export const SIZE_COLUMNS: ReadonlySet<string> = new Set(['current', 'peak', 'limit', 'reserved'])
