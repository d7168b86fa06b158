import { MAX_DEPTH, MAX_NODES } from '../../profile/limits'
import { ReadError } from '../../profile/report'
import { findMemoryPart, isKnownNode, isNestedByName, MemoryLayout } from './memoryProfile'
import { printValue } from './printValue'
import { readPair, readValue, readValueAs } from './readValue'

// What pasting does to a profile (doris-formats.md, section 14), undone: a dirty text in, a text as Doris would have printed it out,
// so that there is one grammar only (scan.ts). What is not understood stays as it is, for the scanner to report.

export interface RepairedText {
  /** Every line ends in a line feed. */
  readonly text: string
  /** Of each line of the text, the index of the line that it was in the original. */
  readonly lines: readonly number[]
  /** Set if the original ends in the middle of a line: its index, and whether the line's first value could be kept. */
  readonly cut: { readonly line: number; readonly kept: boolean } | undefined
  /** What the nesting was taken from if it is not the one printed: a whole sentence. */
  readonly rebuilt: string | undefined
}

type Kind = 'node' | 'dash' | 'event' | 'point' | 'other'

interface Line {
  readonly index: number
  /** Width of the indentation in columns. */
  readonly column: number
  /** What follows it; of kind 'dash' and 'point' with its "- ". */
  readonly body: string
  kind: Kind
}

/** Where a line belongs: the depth of a node, the nesting of a counter. */
type Placement = readonly number[]

const TAB_STOP = 8
/** Every other line of the largest profile that is read may be blank or foreign. */
const MAX_LINES = 12 * MAX_NODES
const BULLETS = new Set(['*', '•', '‣', '·', '◦', '+', '–', '—', '−', '-'])

export function repairText(original: string): RepairedText {
  let lines = cleanLines(original)
  const memory = lines.some((line) => line.kind === 'node' && findMemoryPart(nameOfNode(line.body)) !== undefined)
  if (memory) lines = joinWrapped(lines)
  restoreDashes(lines, memory)
  findEvents(lines)
  const cut = original.endsWith('\n') ? undefined : cutLastLine(lines, memory)
  const base = leastColumn(lines)
  const placed = isAsPrinted(lines, base) ? undefined : placeLines(lines, memory)
  const placement = placed?.placement
  let out = ''
  let depth = -1
  for (const [at, line] of lines.entries()) {
    let column = Math.max(0, line.column - base)
    if (placement !== undefined) {
      if (line.kind === 'node') depth = placement[at]!
      column = columnOf(line, depth, placement[at]!, column)
    }
    out += `${' '.repeat(column)}${line.body}\n`
  }
  return { text: out, lines: lines.map((line) => line.index), cut, rebuilt: placed?.message }
}

function columnOf(line: Line, depth: number, place: number, column: number): number {
  switch (line.kind) {
    case 'node':
      return 2 * depth
    case 'dash':
      return 2 * Math.max(depth, 0) + 3 + 2 * place
    case 'event':
      return 2 * Math.max(depth, 0) + 2
    case 'point':
      return 2 * Math.max(depth, 0) + 5
    case 'other':
      return column
  }
}

function cleanLines(original: string): Line[] {
  const raw = original.split('\n', MAX_LINES + 1)
  if (raw.length > MAX_LINES) {
    throw new ReadError(
      'too-large',
      `The text has more than ${MAX_LINES.toLocaleString('en')} lines, and it is not as Doris prints a profile; that is more than Memlane repairs. Cut it to the part you need.`,
    )
  }
  const quoted = isQuoted(raw)
  // Labels and doubles end in a blank. If no line does, pasting took them away.
  const stripped = !raw.some((text) => text.endsWith(' ') || text.endsWith(' \r'))
  const lines: Line[] = []
  for (const [index, text] of raw.entries()) {
    const line = cleanLine(text, index, quoted, stripped)
    if (line !== undefined) lines.push(line)
  }
  return lines
}

/** undefined for a line that says nothing: blank, a code fence. */
function cleanLine(raw: string, index: number, quoted: boolean, stripped: boolean): Line | undefined {
  let text = raw.endsWith('\r') ? raw.slice(0, -1) : raw
  if (text.includes('\u001b')) text = removeColours(text)
  let at = 0
  let column = 0
  let quotes = quoted
  for (; at < text.length; at++) {
    const width = widthOf(text.charCodeAt(at), column)
    if (width >= 0) {
      column += width
    } else if (quotes && text.charCodeAt(at) === 0x3e) {
      // "> " and ">> " of a quote; the one blank behind belongs to it.
      if (text.charCodeAt(at + 1) === 0x20) at++
      column = 0
      quotes = text.charCodeAt(at + 1) === 0x3e
    } else {
      break
    }
  }
  let body = toPlainBlanks(text.slice(at)).trimEnd()
  if (body === '' || body.startsWith('```') || body.startsWith('~~~')) return undefined
  if (body.startsWith(', ') && findMemoryPart(body.slice(2, -1)) !== undefined) body = body.slice(2)
  const bullet = BULLETS.has(body[0]!) && body[1] === ' ' ? body.slice(2).trimStart() : undefined
  if (bullet !== undefined && !(bullet.endsWith(':') && isKnownNode(bullet.slice(0, -1)))) {
    const blank = stripped || text.endsWith(' ') || text.endsWith('\u00a0')
    return { index, column, body: `- ${restoreBlank(repairCounter(bullet), blank)}`, kind: 'dash' }
  }
  body = bullet ?? body
  if (isHead(body)) return { index, column, body, kind: 'node' }
  if (body.endsWith('：')) return { index, column, body: `${body.slice(0, -1)}:`, kind: 'node' }
  return { index, column, body, kind: 'other' }
}

/** Whether the text is a Markdown quote: at least half of what is written begins with ">". */
function isQuoted(lines: readonly string[]): boolean {
  let quoted = 0
  let written = 0
  for (const line of lines) {
    const text = line.trimStart()
    if (text === '') continue
    written++
    if (text.startsWith('>')) quoted++
  }
  return quoted > 0 && quoted * 2 >= written
}

/** Terminal colours: ESC [ ... letter. */
function removeColours(text: string): string {
  let out = ''
  let at = 0
  for (let escape = text.indexOf('\u001b['); escape >= 0; escape = text.indexOf('\u001b[', at)) {
    out += text.slice(at, escape)
    at = escape + 2
    while (at < text.length && (text.charCodeAt(at) < 0x40 || text.charCodeAt(at) > 0x7e)) at++
    at++
  }
  return out + text.slice(at)
}

/** How many columns a character of the indentation takes; -1 if it is none. */
function widthOf(code: number, column: number): number {
  if (code === 0x20 || code === 0xa0) return 1
  if (code === 0x09) return TAB_STOP - (column % TAB_STOP)
  if (code === 0x3000) return 2
  if ((code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x205f) return 1
  return code === 0xfeff || code === 0x200b ? 0 : -1
}

function toPlainBlanks(text: string): string {
  return text.replaceAll(/[\u00a0\u2000-\u200a\u202f\u205f]/g, ' ')
}

function isHead(body: string): boolean {
  if (body.endsWith(':')) return true
  return body.endsWith('%)') && body.includes(':(Active: ')
}

function nameOfNode(body: string): string {
  return body.endsWith(':') ? body.slice(0, -1) : body.slice(0, body.lastIndexOf(':(Active: '))
}

/** A counter's text without its dash: full-width marks, a lost blank behind the colon, a lost blank at the end. */
function repairCounter(text: string): string {
  if (text.includes(': ')) return text
  const plain = text
    .replaceAll('：', ': ')
    .replaceAll('（', ' (')
    .replaceAll('）', ')')
    .replaceAll('，', ', ')
    .replaceAll('  ', ' ')
  if (plain.includes(': ')) return plain.trimEnd()
  if (plain.endsWith(':')) return `${plain} `
  const colon = plain.lastIndexOf(':')
  return colon > 0 && readValue(plain.slice(colon + 1)) !== undefined
    ? `${plain.slice(0, colon)}: ${plain.slice(colon + 1)}`
    : plain
}

/** `x.xx ` and an empty value end in a blank. */
function restoreBlank(text: string, blank: boolean): string {
  if (!blank) return text
  if (text.endsWith(':')) return `${text} `
  const value = text.slice(text.lastIndexOf(': ') + 2)
  return readValue(value)?.unit === 'DOUBLE_VALUE' ? `${text} ` : text
}

/** A terminal breaks long lines at its width: a tracker's name, a counter's value. Three pieces at most are put together again. */
function joinWrapped(lines: readonly Line[]): Line[] {
  const joined: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at]!
    if (!isWholeLine(line)) {
      for (const pieces of [2, 3]) {
        const whole = joinLines(lines.slice(at, at + pieces))
        if (whole === undefined) continue
        line = whole
        at += pieces - 1
        break
      }
    }
    joined.push(line)
  }
  return joined
}

function isWholeLine({ kind, body }: Line): boolean {
  if (kind === 'node') return true
  if (kind === 'other') return false
  return body.includes(' Current: ') ? isHighWater(body) : isWhole(body.slice(body.lastIndexOf(': ') + 2), true)
}

/** The pieces as one line if that makes sense of them and the later ones make none alone. */
function joinLines(lines: readonly Line[]): Line | undefined {
  const [first, ...rest] = lines
  if (first === undefined || rest.length === 0) return undefined
  // A terminal goes on at the left. The last piece of a tracker's name ends in a colon, so it looks like a node.
  const isNameBroken = first.kind === 'other' && first.column > 0
  const isRest = rest.every(({ kind, column }) => kind === 'other' || (isNameBroken && kind === 'node' && column === 0))
  if (!isRest) return undefined
  for (const between of ['', ' ']) {
    const body = [first.body, ...rest.map((line) => line.body)].join(between)
    if (first.kind === 'dash' && isWholeLine({ ...first, body })) return { ...first, body }
    if (first.kind === 'other' && body.endsWith(':') && body.includes('@id=')) return { ...first, body, kind: 'node' }
  }
  return undefined
}

/** Lines whose bullet was eaten begin with the name of the counter. */
function restoreDashes(lines: Line[], memory: boolean): void {
  for (const [at, line] of lines.entries()) {
    if (line.kind !== 'other') continue
    const body = repairCounter(line.body)
    const read = readValue(body.slice(body.lastIndexOf(': ') + 2))
    const isCounter =
      isHighWater(body) ||
      (body.includes(': ') && read !== undefined && (read.unit === 'BYTES' || (memory && read.unit === 'UNIT')))
    if (isCounter) lines[at] = { ...line, body: `- ${body}`, kind: 'dash' }
  }
}

function isHighWater(body: string): boolean {
  const peakAt = body.lastIndexOf(' (Peak: ')
  const currentAt = peakAt < 0 ? -1 : body.lastIndexOf(' Current: ', peakAt)
  return (
    currentAt >= 0 && body.endsWith(')') && readPair(body.slice(currentAt + 10, peakAt), body.slice(peakAt + 8, -1)) !== undefined
  )
}

/** `Query Timeline: 6.404ms` followed by `- Open: 3.000ns (3.000ns)`, of generation P1. */
function findEvents(lines: Line[]): void {
  let inEvents = false
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1]
    if (line.kind === 'other' && next?.kind === 'dash' && isPoint(next.body)) {
      inEvents = readValueAs(line.body.slice(line.body.lastIndexOf(': ') + 2), 'TIME_NS') !== undefined
      if (inEvents) line.kind = 'event'
    } else if (inEvents) {
      inEvents = line.kind === 'dash' && isPoint(line.body)
      if (inEvents) line.kind = 'point'
    }
  }
}

function isPoint(body: string): boolean {
  const open = body.endsWith(')') ? body.lastIndexOf(' (') : -1
  const colon = open < 0 ? -1 : body.lastIndexOf(': ', open)
  if (colon < 0) return false
  return (
    readValueAs(body.slice(colon + 2, open), 'TIME_NS') !== undefined &&
    readValueAs(body.slice(open + 2, -1), 'TIME_NS') !== undefined
  )
}

/** Takes the last line away, or its damaged end, if the text breaks off in it. */
function cutLastLine(lines: Line[], memory: boolean): RepairedText['cut'] {
  const last = lines.at(-1)
  const kept = last === undefined ? undefined : keepOfLastLine(last.body, memory)
  if (last === undefined || kept === last.body) return undefined
  lines.pop()
  if (kept !== undefined) lines.push({ ...last, body: kept, kind: 'dash' })
  return { line: last.index, kept: kept !== undefined }
}

/**
 * What can be trusted of a line that has no line feed behind it: all of it (a trimmed paste), the current value of a high-water
 * counter whose peak is damaged, or nothing.
 */
export function keepOfLastLine(body: string, memory: boolean): string | undefined {
  if (!body.startsWith('- ')) {
    const whole = isHead(body) && (!memory || isKnownNode(nameOfNode(body)))
    return whole ? body : undefined
  }
  if (isHighWater(body)) return body
  const currentAt = body.lastIndexOf(' Current: ')
  if (currentAt >= 0) {
    const open = body.indexOf(' (', currentAt)
    const value = body.slice(currentAt + 10, open < 0 ? body.length : open)
    return isWhole(value, open >= 0) ? `${body.slice(0, currentAt)}: ${value}` : undefined
  }
  const split = body.lastIndexOf(': ')
  if (split < 0) return undefined
  const value = body.slice(split + 2)
  if (memory) return isWhole(value, body.slice(0, split).endsWith('Num')) ? body : undefined
  const read = readValue(value)
  if (read === undefined) return readValue(`${value}B`) === undefined ? body : undefined
  return read.unit === 'DOUBLE_VALUE' && !value.endsWith(' ') ? undefined : body
}

/** Whether nothing can have followed a value: `5` may have been `512.00 B`, `5.00 MB` is whole. */
function isWhole(value: string, mayBeCount: boolean): boolean {
  const read = readValue(value, 'BYTES')
  return (
    read !== undefined &&
    (read.unit === 'BYTES' || (mayBeCount && read.unit === 'UNIT')) &&
    printValue(read.value, read.unit) === value
  )
}

function leastColumn(lines: readonly Line[]): number {
  let least = Infinity
  for (const line of lines) if (line.kind === 'node' && line.column < least) least = line.column
  return least === Infinity ? 0 : least
}

/** Whether all that was understood stands in a column of its own kind, so that the indentation can be trusted to the blank. */
function isAsPrinted(lines: readonly Line[], base: number): boolean {
  let depth = -1
  let nesting = 0
  for (const { kind, column } of lines) {
    const at = column - base
    if (kind === 'node') {
      if (at % 2 !== 0 || at > 2 * depth + 2) return false
      depth = at / 2
      nesting = 0
    } else if (kind === 'dash' && depth >= 0) {
      const level = (at - 2 * depth - 3) / 2
      if (!Number.isInteger(level) || level < 0 || level > nesting) return false
      nesting = level + 1
    } else if ((kind === 'event' || kind === 'point') && at !== 2 * depth + (kind === 'event' ? 2 : 5)) {
      return false
    }
  }
  return true
}

function placeLines(lines: readonly Line[], memory: boolean): { placement: Placement; message: string } {
  const byColumn = placeNodesByColumn(lines)
  const nodes = memory ? placeNodesByName(lines, byColumn) : byColumn
  for (const [at, depth] of nodes.entries()) {
    if (depth >= MAX_DEPTH) {
      throw new ReadError(
        'too-deep',
        `The profile is nested more than ${MAX_DEPTH} levels deep (line ${lines[at]!.index + 1}); that is more than Memlane reads, and more than Doris prints.`,
      )
    }
  }
  const message =
    nodes === byColumn
      ? "The indentation is not Doris's own; the nesting was read from what stands further right than what."
      : 'The indentation is damaged; the nesting was rebuilt from the order of the known sections.'
  return { placement: placeCounters(lines, nodes, memory), message }
}

/** A node stands below the nearest one before it that is further left. */
function placeNodesByColumn(lines: readonly Line[]): number[] {
  const open: number[] = []
  return lines.map(({ kind, column }) => {
    if (kind !== 'node') return 0
    while (open.length > 0 && open.at(-1)! >= column) open.pop()
    open.push(column)
    return open.length - 1
  })
}

/** If the columns say of one known node what cannot be, none of them is to be trusted and the names decide. */
function placeNodesByName(lines: readonly Line[], byColumn: readonly number[]): readonly number[] {
  const layout = new MemoryLayout()
  let contradicted = false
  const byName = lines.map(({ kind, body }, at) => {
    if (kind !== 'node') return 0
    const name = nameOfNode(body)
    const depth = layout.place(name) ?? byColumn[at]!
    if (depth !== byColumn[at] && isKnownNode(name)) contradicted = true
    return depth
  })
  return contradicted ? byName : byColumn
}

/** Counters belong to the node before them; nested ones stand further right, or are known to be nested. */
function placeCounters(lines: readonly Line[], nodes: readonly number[], memory: boolean): Placement {
  let node = ''
  let before: string | undefined
  const open: number[] = []
  return lines.map(({ kind, column, body }, at) => {
    if (kind === 'node') {
      node = nameOfNode(body)
      before = undefined
      open.length = 0
      return nodes[at]!
    }
    if (kind !== 'dash') return 0
    while (open.length > 0 && open.at(-1)! >= column) open.pop()
    open.push(column)
    if (open.length > MAX_DEPTH) open.length = MAX_DEPTH
    const level = open.length - 1
    const name = nameOfCounter(body)
    if (memory && level === 0 && isNestedByName(node, name, before)) return 1
    if (level === 0) before = name
    return level
  })
}

function nameOfCounter(body: string): string {
  const current = body.indexOf(' Current: ')
  return body.slice(2, current >= 0 ? current : body.indexOf(': '))
}
