import type { Figure, Reported } from '../../profile/snapshot'

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

/** A cell of bytes, all digits: empty = not reported, "none" = reported as none. */
export function figureCell(figure: Reported): string {
  return figure === undefined ? '' : figure === null ? 'none' : printFigure(figure)
}

function printFigure({ value }: Figure): string {
  // Only a DOUBLE_VALUE may have decimals, and no figure of bytes is one.
  return value.toString()
}
