import type { UnixMs } from '../../base/units'
import type { Reported } from '../../profile/snapshot'

/** A row of cells as RFC 4180 has it, but with the line end of the tools that read it here (LF). */
export function printRow(cells: readonly string[]): string {
  return `${cells.join(',')}\n`
}

/**
 * A cell of text: quoted where it must be. One that a spreadsheet would take for a formula gets an apostrophe in front (hardening.md,
 * case 33); numbers are written by `figureCell` and stay numbers.
 */
export function textCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** A cell of a time, ISO 8601 UTC; empty for one that no calendar has. */
export function timeCell(at: UnixMs): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/** A cell of bytes, all digits: empty = not reported, "none" = reported as none. */
export function figureCell(figure: Reported): string {
  return figure === undefined ? '' : figure === null ? 'none' : figure.value.toString()
}
