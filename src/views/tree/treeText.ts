import { formatBytes, formatBytesAsDoris, formatBytesIn, formatExactBytes, type ByteUnit } from '../../base/formatBytes'
import type { Integer } from '../../base/integer'
import { say, t } from '../../base/say'
import { formatExactValue, formatValue } from '../../profile/formatValue'
import { OVERLAP_REASONS } from '../../profile/description'
import type { Unit } from '../../profile/unit'
import type { TreeRow } from '../../timeline/treeRow'

/** How sizes are written: one unit for the whole column, or each as Doris prints it. */
export type SizeStyle = { readonly kind: 'iec'; readonly unit: ByteUnit } | { readonly kind: 'doris' }

/** What the row is called: rows that Memlane adds have names of its own. */
export function sayName(row: TreeRow): string {
  if (row.kind === 'residual') return t('not attributed')
  return row.kind === 'time' ? t('total time') : row.name
}

/** A value in its column. Sizes leave out the unit that the column's head names. */
export function formatCell(value: Integer, unit: Unit, style: SizeStyle): string {
  if (unit !== 'BYTES') return formatValue(value, unit)
  return style.kind === 'doris' ? formatBytesAsDoris(value) : formatBytesIn(value, style.unit)
}

/** The value of a row in its column; '' where it has none. */
export function formatCurrent(row: TreeRow, style: SizeStyle): string {
  if (row.value === undefined || row.unit === undefined) return ''
  return isNoLimit(row) ? t('none') : formatCell(row.value, row.unit, style)
}

/** Doris writes "no limit" as -1. */
function isNoLimit(row: TreeRow): boolean {
  return row.name === 'Limit' && row.value === -1 && row.unit === 'BYTES'
}

/** All that is known of a value: "5.85 GB as printed, ± 5.4 MiB", "58,613,862,400 B". */
export function sayValue(value: Integer, unit: Unit, error: number): string {
  if (unit !== 'BYTES') return error > 0 ? `${formatExactValue(value, unit)}, ± ${error}` : formatExactValue(value, unit)
  if (error <= 0) return formatExactBytes(value)
  return t('{printed} as printed, ± {error}', { printed: formatBytesAsDoris(value), error: formatBytes(Math.round(error)) })
}

/** What the number of a row is, in words, for its title and its details. */
export function sayCurrent(row: TreeRow): string | undefined {
  if (row.value === undefined || row.unit === undefined) return undefined
  if (isNoLimit(row)) return t('no limit (−1)')
  const text = sayValue(row.value, row.unit, row.error)
  const size = row.error > 0 ? `${formatBytes(row.value)}, ± ${formatBytes(Math.round(row.error))}` : text
  switch (row.origin) {
    case 'sum':
      return t('{size}: the sum of the rows below; the source does not print it', { size })
    case 'difference':
      return t('{size}: what the parts leave of the whole', { size })
    case 'reported':
    case undefined:
      return text
  }
}

export function sayPeak(row: TreeRow): string | undefined {
  if (row.peakIsCurrent) return t('P1 makes its overview anew at each look, so the peak printed here is only the current value')
  if (row.peak === null) return t('reported as none')
  if (row.peak === undefined) return row.origin === 'reported' && row.unit === 'BYTES' ? t('no peak is reported') : undefined
  return sayValue(row.peak, row.unit ?? 'BYTES', row.peakError)
}

export function sayOverlap(row: TreeRow): string | undefined {
  return row.overlap && say(OVERLAP_REASONS[row.overlap])
}
