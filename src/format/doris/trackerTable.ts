import { parseInteger, type Integer } from '../../base/integer'
import type { Counter } from '../../profile/counter'
import { NO_COUNTERS } from '../../profile/counter'
import { PRINTED_AS } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import { ReadError, type ReadProblem } from '../../profile/report'
import type { Figure, Reported, Source } from '../../profile/snapshot'
import { cleanLine } from './plainText'
import { readTableCells } from './tableCells'
import type { TrackerRow } from './trackerRow'
import { buildTrackerTree, makeNode } from './trackerTree'

// The page /mem_tracker of Doris before P1 (W1), the levelled one of Doris up to 1.1 (G0) and that of StarRocks: as HTML, as a browser
// copies it (tabs), as Markdown, and with the cells glued together by whatever took the tags out.

export interface TrackerTableReading {
  readonly root: ProfileNode
  readonly source: Source
  readonly problems: readonly ReadProblem[]
  readonly complete: boolean
}

/** Whether a text is such a page or table. */
export function isTrackerTable(head: string): boolean {
  return /Current Consumption/i.test(head) && /Peak Consumption/i.test(head)
}

type Column = 'type' | 'level' | 'label' | 'parent' | 'limit' | 'current' | 'currentText' | 'peak' | 'peakText' | 'children'

const COLUMN_NAMES: ReadonlyMap<string, Column> = new Map<string, Column>([
  ['type', 'type'],
  ['level', 'level'],
  ['label', 'label'],
  ['parentlabel', 'parent'],
  ['parent', 'parent'],
  ['limit', 'limit'],
  ['currentconsumption(bytes)', 'current'],
  ['currentconsumption(normalize)', 'currentText'],
  ['currentconsumption', 'currentText'],
  ['peakconsumption(bytes)', 'peak'],
  ['peakconsumption(normalize)', 'peakText'],
  ['peakconsumption', 'peakText'],
  ['childcount', 'children'],
])

/** Reads a page or a table of trackers. Throws ReadError 'not-a-profile' if there is no row in it. */
export function readTrackerTable(text: string): TrackerTableReading {
  const glued = readGlued(text)
  if (glued) return finish(glued.rows, [], 'W1', glued.problems, glued.complete)
  const table = readTableCells(text, (cells) => {
    const names = findColumns(cells)
    return names.includes('label') && (names.includes('current') || names.includes('currentText'))
  })
  const columns = findColumns(table?.head ?? [])
  const problems: ReadProblem[] = []
  const rows: TrackerRow[] = []
  const levels: number[] = []
  let complete = true
  for (const { cells, line } of table?.rows ?? []) {
    const cell = (column: Column): string => cells[columns.indexOf(column)] ?? ''
    const row = readRow(cell, line)
    if (row) {
      rows.push(row)
      levels.push(Number(cell('level')) || 0)
      if (row.peak === undefined) {
        complete = false
        problems.push({
          kind: 'skipped',
          line,
          message: 'This row breaks off: what came before was read.',
          text: cells.join(' | ').slice(0, 200),
        })
      }
      continue
    }
    complete &&= cells.length >= table!.head.length
    problems.push({
      kind: 'skipped',
      line,
      message: 'This row has no figure that can be read: it was left out.',
      text: cells.join(' | ').slice(0, 200),
    })
  }
  const source: Source = columns.includes('type') ? 'W1' : columns.includes('current') ? 'G0' : 'StarRocks'
  return finish(rows, levels, source, problems, complete)
}

function findColumns(cells: readonly string[]): (Column | undefined)[] {
  return cells.map((cell) => COLUMN_NAMES.get(cell.toLowerCase().replaceAll(' ', '')))
}

function finish(
  rows: readonly TrackerRow[],
  levels: readonly number[],
  source: Source,
  problems: readonly ReadProblem[],
  complete: boolean,
): TrackerTableReading {
  if (rows.length === 0) {
    throw new ReadError(
      'not-a-profile',
      'This looks like the page /mem_tracker, but there is no row of a tracker in it. Copy the page with its table.',
    )
  }
  if (source !== 'W1') return { root: buildLevelled(rows, levels), source, problems, complete }
  const { root, notes } = buildTrackerTree(rows)
  const more = notes.map((message) => ({ kind: 'contradiction' as const, line: rows[0]!.line, message, text: undefined }))
  return { root, source, problems: [...problems, ...more], complete }
}

function readRow(cell: (column: Column) => string, line: number): TrackerRow | undefined {
  const used = readCount(cell('current')) ?? readNormalized(cell('currentText'))
  if (!used) return undefined
  const label = cell('label')
  const parent = cell('parent')
  return {
    form: label === '' ? 'type' : parent === '' ? 'limiter' : 'child',
    label,
    type: cell('type') || undefined,
    parent: parent === '' ? undefined : parent,
    limit: noneIfMinusOne(/^(?:none)?$/.test(cell('limit')) ? null : (readCount(cell('limit')) ?? readNormalized(cell('limit')))),
    used,
    peak: noneIfMinusOne(readCount(cell('peak')) ?? readNormalized(cell('peakText'))),
    exceeded: undefined,
    line,
  }
}

function noneIfMinusOne(figure: Reported): Reported {
  return figure?.value === -1 ? null : figure
}

function readCount(text: string): Figure | undefined {
  const value = parseInteger(text.replaceAll(',', ''))
  return value === undefined ? undefined : { value, error: 0 }
}

const SHIFTS = { T: 40n, G: 30n, M: 20n, K: 10n } as const

/**
 * `20G,664M,660K`: what is below the last unit is cut off, so the middle of that step. StarRocks prints one unit only, and none below
 * 2 KiB: these are the bytes.
 */
function readNormalized(text: string): Figure | undefined {
  if (/^-?\d{1,19}$/.test(text)) return readCount(text)
  const match = /^(-)?(?:(\d{1,9})T)?,? ?(?:(\d{1,12})G)?,? ?(?:(\d{1,15})M)?,? ?(?:(\d{1,18})K)?$/.exec(text.replaceAll(' ', ''))
  if (!match || text === '' || match[0] === '-') return undefined
  let value = 0n
  let step = 0n
  for (const [index, unit] of (['T', 'G', 'M', 'K'] as const).entries()) {
    const digits = match[index + 2]
    if (digits === undefined) continue
    value += BigInt(digits) << SHIFTS[unit]
    step = 1n << SHIFTS[unit]
  }
  if (step === 0n) return undefined
  const half = step / 2n
  const middle = parseInteger((match[1] === undefined ? value + half : half - value).toString())
  return middle === undefined ? undefined : { value: middle, error: Number(half) }
}

/** As the page prints it: units above K only where there are at least two of them, K always. A negative goes wholly to K. */
export function normalize(value: Integer): string {
  let rest = BigInt(value)
  let text = ''
  for (const unit of ['T', 'G', 'M'] as const) {
    const count = rest >> SHIFTS[unit]
    if (count <= 1n) continue
    text += `${count}${unit},`
    rest -= count << SHIFTS[unit]
  }
  return `${text}${rest >> SHIFTS.K}K`
}

// ---- cells glued together

const GLUED_HEAD =
  /^TypeLabel(?:Parent Label)?LimitCurrent Consumption\(Bytes\)Current Consumption\(Normalize\)Peak Consumption\(Bytes\)/i

interface GluedTable {
  readonly rows: readonly TrackerRow[]
  readonly problems: readonly ReadProblem[]
  readonly complete: boolean
}

function readGlued(text: string): GluedTable | undefined {
  const lines = text.split('\n').map(cleanLine)
  const headAt = lines.findIndex((line) => GLUED_HEAD.test(line.trim()))
  if (headAt < 0) return undefined
  const rows: TrackerRow[] = []
  const problems: ReadProblem[] = []
  const labels = new Set(['Orphan', 'DetailsTrackerSet', 'ExperimentalSet'])
  let complete = true
  lines.forEach((line, at) => {
    if (at <= headAt || line.trim() === '') return
    const row = splitGlued(line.trim(), labels, at + 1)
    if (typeof row !== 'string') {
      rows.push(row)
      if (row.form === 'limiter') labels.add(row.label)
      return
    }
    if (at === lines.length - 1) complete = false
    problems.push({ kind: 'skipped', line: at + 1, message: row, text: line.trim().slice(0, 200) })
  })
  return { rows, problems, complete }
}

const TYPES = [
  'schema_change',
  'reserved_memory',
  'experimental',
  'consistency',
  'batch_load',
  'compaction',
  'overview',
  'metadata',
  'global',
  'query',
  'clone',
  'cache',
  'other',
  'load',
]

/** The longest row that is worth the search for its seams. */
const MAX_GLUED = 2000

/** A row of which the cells stand without anything between them: a sentence if that cannot be told. */
function splitGlued(line: string, labels: ReadonlySet<string>, number: number): TrackerRow | string {
  if (line.length > MAX_GLUED) return 'This line is too long for a row: it was left out.'
  const found: { head: string; limit: Reported; used: Integer; peak: Integer }[] = []
  for (const match of line.matchAll(/none|K(?=-?\d)/g)) {
    const isNone = match[0] === 'none'
    const from = match.index + match[0].length
    const amounts = splitAmounts(line.slice(from))
    if (!amounts) continue
    if (isNone) found.push({ head: line.slice(0, match.index), limit: null, ...amounts })
    else {
      // A limit is printed in units only; where its digits begin behind a label that ends in digits cannot be told.
      const limit = /(?:^|\D)((?:\d{1,9}T,)?(?:\d{1,9}G,)?(?:\d{1,9}M,)?\d{1,12}K)$/.exec(line.slice(0, from))
      if (limit) found.push({ head: line.slice(0, from - limit[1]!.length), limit: readNormalized(limit[1]!), ...amounts })
    }
  }
  const best = found.filter(({ limit }) => limit === null)
  const chosen = best.length === 1 ? best[0] : found.length === 1 ? found[0] : undefined
  if (!chosen) {
    return found.length === 0
      ? 'This is no whole row of the table: it was left out.'
      : 'The cells of this row stand without anything between them, and there are several ways to part them: it was left out.'
  }
  const { head, limit, used, peak } = chosen
  const type = TYPES.find((one) => head.startsWith(one) && head.length > one.length)
  const names = type === undefined ? '' : head.slice(type.length)
  const parent = [...labels]
    .filter((label) => names.endsWith(label) && names.length > label.length)
    .toSorted((a, b) => b.length - a.length)[0]
  return {
    form: names === '' ? 'type' : parent === undefined ? 'limiter' : 'child',
    label: parent === undefined ? names : names.slice(0, -parent.length),
    type: type ?? head,
    parent,
    limit,
    used: { value: used, error: 0 },
    peak: peak === -1 ? null : { value: peak, error: 0 },
    exceeded: undefined,
    line: number,
  }
}

/** Bytes, the same in units, bytes, the same in units: the units say where the bytes end. */
function splitAmounts(text: string): { used: Integer; peak: Integer } | undefined {
  for (const first of leadingAmounts(text)) {
    for (const second of leadingAmounts(text.slice(first.length)))
      if (first.length + second.length === text.length) return { used: first.value, peak: second.value }
  }
  return undefined
}

function leadingAmounts(text: string): { value: Integer; length: number }[] {
  const found: { value: Integer; length: number }[] = []
  const digits = /^-?\d{1,40}/.exec(text)?.[0] ?? ''
  for (let length = 1; length <= Math.min(20, digits.length); length++) {
    const value = parseInteger(digits.slice(0, length))
    if (value === undefined) continue
    const units = normalize(value)
    if (text.startsWith(units, length)) found.push({ value, length: length + units.length })
  }
  return found
}

// ---- pages with levels: Doris up to 1.1, StarRocks

const LEVELLED: ReadonlyMap<string, string> = new Map([
  ['process', 'TrackedMemory/Memory'],
  ['query_pool', 'Details/Query'],
  ['query', 'Details/Query'],
  ['load', 'Details/Load'],
  ['compaction', 'Details/Compaction'],
  ['schema_change', 'Details/SchemaChange'],
  ['clone', 'Details/Clone'],
  ['consistency', 'Details/Consistency'],
  ['metadata', 'MetadataMemory/Memory'],
  ['table_meta', 'MetadataMemory/Memory'],
  ['tablet_meta', 'MetadataMemory/Memory'],
  ['page_cache', 'CacheMemory/Memory'],
  ['jemalloc_metadata', 'Jemalloc/Metadata'],
])

/** The overview, as far as the names are those of something that Doris has too, and below it all trackers as they stand. */
function buildLevelled(rows: readonly TrackerRow[], levels: readonly number[]): ProfileNode {
  const places = new Map<string, Counter[]>()
  rows.forEach((row, index) => {
    const place = levels[index]! <= 2 ? LEVELLED.get(row.label.toLowerCase()) : undefined
    if (place === undefined) return
    const [node, name] = place.split('/') as [string, string]
    const counters = places.get(node) ?? []
    places.set(node, counters)
    if (!counters.some((counter) => counter.name === name)) counters.push(makeCounter(name, row, row.label))
  })
  const part = (name: string): ProfileNode[] => (places.has(name) ? [makeNode(name, places.get(name)!, [])] : [])
  const details = part('Details')
  const jemalloc = places.has('Jemalloc') ? [makeNode('Details', places.get('Jemalloc')!, [])] : []
  const parts = [
    ...(details.length === 0 ? [] : [makeNode('TasksMemory', NO_COUNTERS, details)]),
    ...part('MetadataMemory'),
    ...part('CacheMemory'),
    ...(jemalloc.length === 0 ? [] : [makeNode('JemallocMemory', NO_COUNTERS, jemalloc)]),
  ]
  const tracked = places.get('TrackedMemory') ?? []
  const overview =
    tracked.length + parts.length === 0
      ? []
      : [makeNode('MemoryOverviewSnapshot', NO_COUNTERS, [makeNode('TrackedMemory', tracked, parts)])]
  return makeNode('ProcessProfile', NO_COUNTERS, [...overview, makeNode('MemTrackers', NO_COUNTERS, nest(rows))])
}

interface OpenRow {
  readonly row: TrackerRow
  readonly children: OpenRow[]
}

/** Each tracker below the newest one that its column "Parent" names. */
function nest(rows: readonly TrackerRow[]): ProfileNode[] {
  const tops: OpenRow[] = []
  const byLabel = new Map<string, OpenRow>()
  for (const row of rows) {
    const open: OpenRow = { row, children: [] }
    const parent = row.parent === undefined ? undefined : byLabel.get(row.parent)
    ;(parent?.children ?? tops).push(open)
    byLabel.set(row.label, open)
  }
  return tops.map(close)
}

function close({ row, children }: OpenRow): ProfileNode {
  const limit = row.limit ? [makeCounter('Limit', { used: row.limit, peak: undefined }, undefined)] : []
  return makeNode(row.label, [...limit, makeCounter('Memory', row, undefined)], children.map(close))
}

function makeCounter(name: string, { used, peak }: { used: Figure; peak: Reported }, printedAs: string | undefined): Counter {
  return {
    name,
    unit: 'BYTES',
    value: used.value,
    peak: peak === undefined ? undefined : peak === null ? -1 : peak.value,
    error: used.error || undefined,
    peakError: peak?.error || undefined,
    level: undefined,
    counters: NO_COUNTERS,
    extra: printedAs === undefined ? undefined : new Map([[PRINTED_AS, printedAs]]),
  }
}
