import { useEffect } from 'react'
import { formatDateTime, formatOffset } from '../../base/formatTime'
import { visibleText } from '../../base/visibleText'
import { printRows } from '../../store/sheet/printSheet'
import type { SheetTable } from '../../store/sheet/sheet'
import { zoneOf } from '../../store/view'
import { selectCursorIndex, type ViewerState } from '../../store/viewer'
import { useViewer } from '../viewerContext'

const GRID = '[role="treegrid"], [role="grid"], table'
const ROW = '[role="row"], tr'
const CELL = '[role="gridcell"], [role="cell"], td, th[scope="row"]'
const HEAD = '[role="columnheader"], th[scope="col"]'

/** Copying rows of the tree or of the tasks gives them as lines with their columns under each other, and says of whom and when they are. */
export function useRowCopy(): void {
  const viewer = useViewer()
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      const target = event.target
      if (target instanceof Element && target.closest('input, textarea')) return
      const rows = chosenRows()
      const grid = rows[0]?.closest(GRID)
      if (!grid || !event.clipboardData) return
      event.clipboardData.setData('text/plain', printRows(headOf(viewer.getState()), tableOf(grid, rows)))
      event.preventDefault()
    }
    document.addEventListener('copy', copy)
    return () => document.removeEventListener('copy', copy)
  }, [viewer])
}

/** The rows of one table that a selection of text covers; a single word in a row is a word. Without a selection the row in focus. */
function chosenRows(): readonly Element[] {
  const selection = getSelection()
  if (selection && !selection.isCollapsed && selection.rangeCount > 0) {
    const range = selection.getRangeAt(0)
    const start = rowAround(range.startContainer)
    const grid = start?.closest(GRID)
    if (!grid || start === rowAround(range.endContainer)) return []
    return [...grid.querySelectorAll(ROW)].filter((row) => range.intersectsNode(row) && row.querySelector(CELL) !== null)
  }
  const row = document.activeElement?.closest(ROW)
  return row?.closest(GRID) && row.querySelector(CELL) ? [row] : []
}

function rowAround(node: Node): Element | null {
  return (node instanceof Element ? node : node.parentElement)?.closest(ROW) ?? null
}

function tableOf(grid: Element, rows: readonly Element[]): SheetTable {
  const columns = [...grid.querySelectorAll(HEAD)].map((head) => ({ name: textOf(head), isNumber: false }))
  const cells = rows.map((row) => [...row.querySelectorAll(CELL)].map(textOf))
  const width = Math.max(columns.length, ...cells.map((row) => row.length))
  const isNumber = (column: number): boolean => cells.some((row) => /^[Σ<>−▲▼+-]?\s?[\d.,]/.test(row[column] ?? ''))
  return {
    title: '',
    columns: Array.from({ length: width }, (_, column) => ({
      name: columns[column]?.name ?? '',
      isNumber: column > 0 && isNumber(column),
    })),
    rows: cells.map((row, index) => ({
      cells: row,
      depth: Math.max(0, Number(rows[index]!.getAttribute('aria-level') ?? 1) - 1),
      bar: undefined,
      isName: true,
    })),
    counted: 'rows',
    total: cells.length,
    notes: [],
  }
}

function textOf(element: Element): string {
  return visibleText((element.textContent ?? '').replaceAll(/\s+/g, ' ').trim())
}

function headOf(state: ViewerState): string {
  const { timeline, view } = state
  const index = selectCursorIndex(state)
  if (!timeline || index < 0) return 'Memlane'
  const { at, seq, snapshot } = timeline.sampleAt(index)
  const zone = zoneOf(view.zone, state.hostOffsetMinutes)
  const who = visibleText(timeline.header.target ?? snapshot.process.name)
  return `Memlane · ${who} · ${formatDateTime(at, zone)} ${formatOffset(at, zone)} · #${seq}`
}
