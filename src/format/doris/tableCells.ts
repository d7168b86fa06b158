import { cleanLine } from './plainText'
import { decodeEntities, stripTags } from './markup'

/** A table as people bring it: its head and its rows, as texts. */
export interface TableCells {
  readonly head: readonly string[]
  readonly rows: readonly TableRow[]
  /** Lines within the table that are no row of it, by number. */
  readonly others: readonly { readonly line: number; readonly text: string }[]
}

export interface TableRow {
  readonly cells: readonly string[]
  /** The number of its line in the text, from 1 on. */
  readonly line: number
}

/** What is the head of the table: the names of its columns. */
type IsHead = (cells: readonly string[]) => boolean

/**
 * The first table in a text whose head is the wanted one: as HTML, as Markdown, as the box of a MySQL client, its rows one below the
 * other (\G), or separated by tabs, semicolons or commas. undefined: there is none.
 */
export function readTableCells(text: string, isHead: IsHead): TableCells | undefined {
  return /<t[rdh]\b/i.test(text)
    ? (readHtml(text, isHead) ?? readLines(text, isHead))
    : (readVertical(text, isHead) ?? readLines(text, isHead))
}

function readHtml(text: string, isHead: IsHead): TableCells | undefined {
  let head: readonly string[] | undefined
  const rows: TableRow[] = []
  let line = 1
  let counted = 0
  // A row ends where the next one begins, or the table: a page that was cut has no end tags.
  for (const match of text.matchAll(/<tr\b[^<>]{0,500}>/gi)) {
    const start = match.index + match[0].length
    const end = text.slice(start).search(/<\/tr\s*>|<tr\b|<\/table\b/i)
    const content = end < 0 ? text.slice(start) : text.slice(start, start + end)
    const cells = content
      .split(/<t[dh]\b[^<>]{0,500}>/i)
      .slice(1)
      .map((cell) =>
        decodeEntities(stripTags(cell.replace(/<\/t[dh]\s*>[^]*$/i, '')))
          .replace(/\s+/g, ' ')
          .trim(),
      )
    line += text.slice(counted, match.index).split('\n').length - 1
    counted = match.index
    if (!head) {
      if (isHead(cells)) head = cells
    } else if (cells.length > 0) rows.push({ cells, line })
  }
  return head && { head, rows, others: [] }
}

const SEPARATORS: readonly ((line: string) => string[] | undefined)[] = [
  (line) => (line.includes('|') ? splitPipes(line) : undefined),
  (line) => (line.includes('\t') ? line.split('\t') : undefined),
  (line) => (line.includes(',') ? splitQuoted(line, ',') : undefined),
  (line) => (line.includes(';') ? splitQuoted(line, ';') : undefined),
]

function readLines(text: string, isHead: IsHead): TableCells | undefined {
  const lines = text.split('\n').map(cleanLine)
  for (const split of SEPARATORS) {
    const headAt = lines.findIndex((line) => {
      const cells = split(line)
      return cells !== undefined && isHead(trimAll(cells))
    })
    if (headAt < 0) continue
    const head = trimAll(split(lines[headAt]!)!)
    const rows: TableRow[] = []
    const others: { line: number; text: string }[] = []
    for (let at = headAt + 1; at < lines.length; at++) {
      const line = lines[at]!
      if (line.trim() === '' || isRule(line)) continue
      const cells = split(line)
      // What a client repeats for every page of a long answer.
      if (cells && isHead(trimAll(cells))) continue
      if (cells && (cells.length >= 2 || head.length === 1)) rows.push({ cells: trimAll(cells), line: at + 1 })
      else others.push({ line: at + 1, text: line })
    }
    return { head, rows, others }
  }
  return undefined
}

/** `*************************** 1. row ***************************`, then a line a column. */
function readVertical(text: string, isHead: IsHead): TableCells | undefined {
  if (!/^\*{5,} ?\d+\. row \*{5,}/m.test(text)) return undefined
  let head: string[] | undefined
  const rows: TableRow[] = []
  const others: { line: number; text: string }[] = []
  let names: string[] = []
  let cells: string[] = []
  let start = 0
  const close = (): void => {
    if (names.length > 0 && (head ?? isHead(names))) {
      head ??= names
      rows.push({ cells: head.map((name) => cells[names.indexOf(name)] ?? ''), line: start })
    }
    names = []
    cells = []
  }
  text.split('\n').forEach((raw, index) => {
    const line = cleanLine(raw)
    if (/^\*{5,} ?\d+\. row \*{5,}/.test(line)) {
      close()
      start = index + 1
      return
    }
    const field = /^\s*([A-Za-z_]{1,64}): ?(.*)$/.exec(line)
    if (field && start > 0) {
      names.push(field[1]!)
      cells.push(field[2]!.trim())
    } else if (line.trim() !== '' && start > 0) others.push({ line: index + 1, text: line })
  })
  close()
  return head && { head, rows, others }
}

/** `+----+----+`, `-- | --`, `|:---|---:|`. */
function isRule(line: string): boolean {
  return /^[\s|+:-]+$/.test(line) && line.includes('-')
}

/** The bars at both ends of a row are its frame. */
function splitPipes(line: string): string[] {
  const cells = line.split('|')
  if (cells[0]!.trim() === '') cells.shift()
  if (cells.length > 1 && cells.at(-1)!.trim() === '') {
    // In "a | b |" the last bar is the frame if the first was one too.
    if (line.trimStart().startsWith('|')) cells.pop()
  }
  return cells
}

/** CSV: quotes around a field, doubled inside of it. */
function splitQuoted(line: string, separator: string): string[] {
  const cells: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] === '"') {
      let end = at + 1
      while (end < line.length && (line[end] !== '"' || line[end + 1] === '"')) end += line[end] === '"' ? 2 : 1
      cells.push(line.slice(at + 1, end).replaceAll('""', '"'))
      const next = line.indexOf(separator, end)
      if (next < 0) break
      at = next + 1
    } else {
      const next = line.indexOf(separator, at)
      cells.push(line.slice(at, next < 0 ? undefined : next))
      if (next < 0) break
      at = next + 1
    }
  }
  return cells
}

function trimAll(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.trim())
}
