import { parseInteger } from '../../base/integer'
import type { ProfileNode } from '../../profile/node'
import { ReadError, type ReadProblem } from '../../profile/report'
import type { Figure } from '../../profile/snapshot'
import { readTableCells } from './tableCells'
import type { TrackerRow } from './trackerRow'
import { buildTrackerTree } from './trackerTree'

// information_schema.backend_memory_tracker (doris-formats.md, section 8): the trackers of all backends in one table, exact.

export interface SqlTableReading {
  /** One for each backend, in the order in which they come. */
  readonly backends: readonly { readonly id: string; readonly root: ProfileNode }[]
  readonly problems: readonly ReadProblem[]
  readonly complete: boolean
}

/** Whether a text is the answer to a question for this table. */
export function isSqlTable(head: string): boolean {
  return /\bCURRENT_MEMORY\b/i.test(head) && /\bPARENT_LABEL\b/i.test(head)
}

const COLUMNS = ['BE_ID', 'TYPE', 'LABEL', 'PARENT_LABEL', 'MEMORY_LIMIT', 'CURRENT_MEMORY', 'PEAK_MEMORY'] as const
type Column = (typeof COLUMNS)[number]

/** Reads the table as a client prints it: a box, tabs, CSV, a row below the other. Throws ReadError if there is no row in it. */
export function readSqlTable(text: string): SqlTableReading {
  const table = readTableCells(text, (cells) => {
    const upper = cells.map((cell) => cell.toUpperCase())
    return upper.includes('CURRENT_MEMORY') && upper.includes('LABEL')
  })
  const head = (table?.head ?? []).map((cell) => cell.toUpperCase())
  const places = new Map(COLUMNS.map((column) => [column, head.indexOf(column)] as const))
  const problems: ReadProblem[] = []
  const backends = new Map<string, TrackerRow[]>()
  let complete = true
  const lastLine = text.trimEnd().split('\n').length
  const skip = (line: number, message: string, quoted: string): void => {
    problems.push({ kind: 'skipped', line, message, text: quoted.trim().slice(0, 200) })
  }
  for (const { cells, line } of table?.rows ?? []) {
    const cell = (column: Column): string => {
      const value = cells[places.get(column) ?? -1] ?? ''
      return value === 'NULL' ? '' : value
    }
    const used = readCount(cell('CURRENT_MEMORY'))
    // A client closes each row: one that ends early was cut.
    const isCut =
      cells.length < table!.head.length || (line === lastLine && !text.endsWith('\n') && isBox(text) && !/\|\s*$/.test(text))
    if (!used || isCut) {
      complete &&= !isCut
      skip(
        line,
        isCut ? 'This row breaks off: it was left out.' : 'This row has no figure that can be read: it was left out.',
        cells.join(' | '),
      )
      continue
    }
    const limit = readCount(cell('MEMORY_LIMIT'))
    const peak = readCount(cell('PEAK_MEMORY'))
    const parent = cell('PARENT_LABEL')
    const label = cell('LABEL')
    const rows = backends.get(cell('BE_ID')) ?? []
    backends.set(cell('BE_ID'), rows)
    rows.push({
      form: label === '' ? 'type' : parent === '' ? 'limiter' : 'child',
      label,
      type: cell('TYPE') || undefined,
      parent: parent === '' ? undefined : parent,
      limit: limit?.value === -1 ? null : limit,
      used,
      peak: peak?.value === -1 ? null : peak,
      exceeded: undefined,
      line,
    })
  }
  for (const { line, text: other } of table?.others ?? []) {
    if (/^\d+ rows? in set|^mysql.*>|^Query OK|^Empty set|^--/i.test(other.trim())) continue
    skip(line, 'This line is no row of the table: it was left out.', other)
  }
  if (backends.size === 0) {
    throw new ReadError(
      'not-a-profile',
      'This looks like the table backend_memory_tracker, but there is no whole row in it. Copy the answer of the client with its rows.',
    )
  }
  return {
    backends: [...backends].map(([id, rows]) => {
      const { root, notes } = buildTrackerTree(rows)
      for (const message of notes) problems.push({ kind: 'contradiction', line: rows[0]!.line, message, text: undefined })
      return { id, root }
    }),
    problems,
    complete,
  }
}

function isBox(text: string): boolean {
  return /^\+-+\+/m.test(text)
}

function readCount(text: string): Figure | undefined {
  const value = parseInteger(text.replaceAll(/[,_ ](?=\d{3}\b)/g, ''))
  return value === undefined ? undefined : { value, error: 0 }
}
