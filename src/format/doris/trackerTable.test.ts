import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeMeaning, FIGURE_NAMES } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import type { Snapshot, Source } from '../../profile/snapshot'
import { computeTasks } from '../../profile/task'
import { isTrackerTable, normalize, readTrackerTable } from './trackerTable'

const HEAD = [
  'Type',
  'Label',
  'Parent Label',
  'Limit',
  'Current Consumption(Bytes)',
  'Current Consumption(Normalize)',
  'Peak Consumption(Bytes)',
  'Peak Consumption(Normalize)',
]
type Row = readonly [type: string, label: string, parent: string, limit: string, current: number, peak: number]
const ROWS: readonly Row[] = [
  ['compaction', '', '', 'none', 0, 4689387884],
  ['load', '', '', 'none', 115175784, 248057328],
  ['query', '', '', 'none', 83372, 20416193417],
  ['global', '', '', 'none', 1766976257, 10614012744],
  ['tc/jemalloc_cache', '', '', 'none', 362441448, -1],
  ['process', '', '', 'none', 2244676861, -1],
  ['global', 'Orphan', '', 'none', -6560424, 5],
  ['global', 'DataPageCache[size]', 'Orphan', 'none', 1024, 2048],
  ['query', 'Query#Id=529e3cb37dff464c-93bd9eafa8944eae', '', 'none', 83372, 90000],
]
const cellsOf = ([type, label, parent, limit, current, peak]: Row): string[] => [
  type,
  label,
  parent,
  limit,
  String(current),
  normalize(current),
  String(peak),
  normalize(peak),
]
const NOTES = 'Memory usage by subsystem\n\n*Note: (see documentation for details)\n\n'
const html = (rows: readonly Row[]): string =>
  `<h1>Memory usage by subsystem</h1>\n<table data-toggle='table' class='table'>\n<thead><tr>${HEAD.map((name) => `<th data-sortable='true'>${name}</th>`).join('')}</tr></thead><tbody>\n${rows
    .map(
      (row) =>
        `<tr>${cellsOf(row)
          .map((cell) => `<td>${cell}</td>`)
          .join('')}</tr>\n`,
    )
    .join('')}</tbody></table>\n`
const FORMS: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  'HTML as served': html,
  'a page around it': (rows) =>
    `<!DOCTYPE html><html><head><title>Doris</title></head><body><div class="container">${html(rows)}</div></body></html>`,
  'what a browser copies': (rows) => NOTES + [HEAD, ...rows.map(cellsOf)].map((cells) => cells.join('\t')).join('\n'),
  Markdown: (rows) => [HEAD, HEAD.map(() => '--'), ...rows.map(cellsOf)].map((cells) => cells.join(' | ')).join('\n'),
  'Markdown with a frame': (rows) =>
    [HEAD, HEAD.map(() => ':---'), ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`).join('\r\n'),
  'cells glued together': (rows) => NOTES + [HEAD, ...rows.map(cellsOf)].map((cells) => cells.join('')).join('\n'),
}

function snapshotOf(root: ProfileNode, source: Source): Snapshot {
  const process = {
    name: 'doris_be',
    host: undefined,
    pid: undefined,
    startedAt: undefined,
    version: undefined,
    extra: undefined,
  }
  return { takenAt: undefined, process, profile: root, memoryInfo: undefined, source, extra: undefined }
}

const figuresOf = (snapshot: Snapshot): Record<string, unknown> => {
  const meaning = computeMeaning(snapshot)
  return Object.fromEntries(
    FIGURE_NAMES.flatMap((name) => (meaning[name] === undefined ? [] : [[name, meaning[name]?.value ?? null]])),
  )
}

describe('readTrackerTable', () => {
  it.each(Object.entries(FORMS))('%s', (_name, print) => {
    const text = print(ROWS)
    expect(isTrackerTable(text)).toBe(true)
    const { root, source, problems, complete } = readTrackerTable(text)
    expect({ source, problems, complete }).toEqual({ source: 'W1', problems: [], complete: true })
    const snapshot = snapshotOf(root, source)
    expect(figuresOf(snapshot)).toEqual({
      tracked: 2244676861,
      trackedPeak: null,
      tasks: 115259156,
      query: 83372,
      load: 115175784,
      compaction: 0,
      global: 1766976257,
      jemallocCache: 362441448,
    })
    expect(computeMeaning(snapshot).globalHoldsCaches).toBe(true)
    expect(computeTasks(snapshot)!.tasks).toMatchObject([{ type: 'query', kind: 'query', current: { value: 83372, error: 0 } }])
    const orphan = root.children.find(({ name }) => name === 'GlobalMemorySnapshot')!.children[0]!
    expect([orphan.name, orphan.counters[0]!.value, orphan.children[0]!.name]).toEqual([
      'Orphan',
      -6560424,
      'DataPageCache[size]',
    ])
  })

  it('prints counts in units as the page does', () => {
    // From real pages: units only from two on, K always, -1 as -1K.
    const real = {
      22171766784: '20G,664M,660K',
      1766976257: '1685M,122K',
      0: '0K',
      33746190: '32M,187K',
      '-1': '-1K',
      1068000: '1042K',
    }
    for (const [bytes, text] of Object.entries(real)) expect(normalize(Number(bytes))).toBe(text)
  })

  it('glued rows of any counts: either told apart rightly, or left out and said', () => {
    const count = fc.oneof(
      fc.constantFrom(0, -1, 1, 1023, 1024),
      fc.nat(),
      fc.maxSafeNat(),
      fc.integer({ min: -(2 ** 40), max: 0 }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('query', 'load', 'global'), count, count), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const { rows: read, left } = readBack(rows.map(([type, current, peak]) => [type, '', '', 'none', current, peak]))
          expect(read.length + left).toBe(rows.length)
          const printed = rows.map(([type, current, peak]) => `${type} ${current} ${peak}`)
          for (const row of read) expect(printed).toContain(row)
          expect(left).toBe(0)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a limit in units, where it can be told from the label', () => {
    const text = FORMS['cells glued together']!([['query', 'Query#Id=a-bf', '', '2G,0K', 5, 6]])
    const task = computeTasks(snapshotOf(readTrackerTable(text).root, 'W1'))!.tasks[0]!
    expect(task).toMatchObject({ label: 'Query#Id=a-bf', current: { value: 5 }, limit: { value: 2 ** 31 + 512, error: 512 } })
  })

  it('rows that are cut, and what is no row: left out, with their lines', () => {
    const text = FORMS.Markdown!(ROWS)
    const { problems, complete } = readTrackerTable(text.slice(0, text.lastIndexOf('83372')))
    expect(complete).toBe(false)
    expect(problems).toMatchObject([{ kind: 'skipped', line: 11 }])
    const glued = `${FORMS['cells glued together']!(ROWS)}\nfooter words`
    expect(readTrackerTable(glued).problems).toMatchObject([{ kind: 'skipped', line: 15, text: 'footer words' }])
    expect(() => readTrackerTable(HEAD.join('\t'))).toThrow(ReadError)
  })

  it('StarRocks: levels, figures in units only', () => {
    const text = `
level | Label | Parent | Limit | Current Consumption | Peak Consumption
-- | -- | -- | -- | -- | --
1 | process |   | 25G | 8G | 9G
2 | query_pool | process | 22G | 1G | 2G
2 | metadata | process | none | 300M | 300M
3 | tablet_metadata | metadata | none | 100M | 100M
2 | page_cache | process | none | 7K | 7K`
    const { root, source, problems } = readTrackerTable(text)
    expect([source, problems]).toEqual(['StarRocks', []])
    const meaning = computeMeaning(snapshotOf(root, source))
    expect(meaning.tracked).toEqual({ value: 8.5 * 2 ** 30, error: 2 ** 29 })
    expect([meaning.query, meaning.metadata, meaning.cache].map((figure) => figure!.value)).toEqual([
      1.5 * 2 ** 30,
      300.5 * 2 ** 20,
      7.5 * 2 ** 10,
    ])
    const trackers = root.children.find(({ name }) => name === 'MemTrackers')!
    expect(trackers.children[0]!.children.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([
      ['query_pool', []],
      ['metadata', ['tablet_metadata']],
      ['page_cache', []],
    ])
  })

  it('StarRocks: what is below 2 KiB has no unit, as most trackers of an idle process', () => {
    const row = (...cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
    const text = `<table><thead><tr><th>level</th><th>Label</th><th>Parent</th><th>Limit</th><th data-sorter='bytesSorter' >Current Consumption</th><th>Peak Consumption</th><tbody>
${row('1', 'process', '', '25G', '8G', '9G')}
${row('2', 'query_pool', 'process', '22G', '0', '2G')}
${row('2', 'load', 'process', '7G', '2047', '2047')}
${row('2', 'clone', 'process', 'none', '-12', '0')}</tbody></table>`
    const { root, problems, complete } = readTrackerTable(text)
    expect([problems, complete]).toEqual([[], true])
    const { query, load } = computeMeaning(snapshotOf(root, 'StarRocks'))
    expect([query, load]).toEqual([
      { value: 0, error: 0 },
      { value: 2047, error: 0 },
    ])
    const trackers = root.children.find(({ name }) => name === 'MemTrackers')!
    expect(trackers.children[0]!.children.map(({ counters }) => counters.at(-1)!.value)).toEqual([0, 2047, -12])
  })

  it('Doris up to 1.1: levels with exact bytes', () => {
    const text = `<table><tr><th>Level</th><th>Label</th><th>Parent</th><th>Limit</th><th>Current Consumption(Bytes)</th><th>Current Consumption(Normalize)</th><th>Peak Consumption(Bytes)</th><th>Peak Consumption(Normalize)</th><th>Child Count</th></tr>
<tr><td>1</td><td>Process</td><td></td><td>none</td><td>1000</td><td>0K</td><td>2000</td><td>1K</td><td>1</td></tr>
<tr><td>2</td><td>Query&lt;a&gt;</td><td>Process</td><td>none</td><td>10</td><td>0K</td><td>20</td><td>0K</td><td>0</td></tr></table>`
    const { root, source } = readTrackerTable(text)
    expect(source).toBe('G0')
    expect(computeMeaning(snapshotOf(root, source)).tracked).toEqual({ value: 1000, error: 0 })
    expect(root.children[1]!.children[0]!.children[0]!.name).toBe('Query<a>')
  })
})

/** What is read of rows whose cells are glued, and how many are left out. */
function readBack(rows: readonly Row[]): { rows: string[]; left: number } {
  try {
    const { root, problems } = readTrackerTable(FORMS['cells glued together']!(rows))
    const overview = root.children[0]!
    const tracked = overview.children[0]
    const details = tracked?.children.find(({ name }) => name === 'TasksMemory')?.children[0]?.counters ?? []
    const global = tracked?.children.find(({ name }) => name === 'GlobalMemory')?.counters ?? []
    return {
      rows: [...details, ...global].map(({ extra, value, peak }) => `${String(extra?.get('printedAs'))} ${value} ${peak}`),
      left: problems.filter(({ kind }) => kind === 'skipped').length,
    }
  } catch (error) {
    if (error instanceof ReadError) return { rows: [], left: rows.length }
    throw error
  }
}
