import { addIntegers, type Integer } from '../../base/integer'
import { NO_COUNTERS, type Counter } from '../../profile/counter'
import { PRINTED_AS } from '../../profile/meaning'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type ProfileNode } from '../../profile/node'
import type { Figure, Reported } from '../../profile/snapshot'
import { classifyLabel } from '../../profile/trackerLabel'
import type { TrackerRow } from './trackerRow'

// Trackers of the generations before P1 as a tree of the shape that memory profiles have, so that everything downstream reads them
// alike (doris-formats.md, section 10). Each figure that has another name there says what it was printed as.

export interface TrackerTree {
  /** "ProcessProfile" with the sections that there are rows for. */
  readonly root: ProfileNode
  /** Whole sentences: sums that do not add up, and the like. */
  readonly notes: readonly string[]
}

/** What an overview row stands for. */
type Place = 'rss' | 'virtual' | 'tracked' | 'global' | 'reserved' | 'jemallocCache' | 'jemallocMetadata' | 'details' | 'unknown'

const PLACES: ReadonlyMap<string, readonly [place: Place, name: string]> = new Map<string, readonly [Place, string]>([
  ['process resident memory', ['rss', 'PhysicalMemory(VmRSS)']],
  ['vmrss(process resident memory)', ['rss', 'PhysicalMemory(VmRSS)']],
  ['process virtual memory', ['virtual', 'VirtualMemory(VmSize)']],
  ['vmsize(process virtual memory)', ['virtual', 'VirtualMemory(VmSize)']],
  ['sum of all trackers', ['tracked', 'Memory']],
  ['sum_of_all_trackers', ['tracked', 'Memory']],
  // 1.2: "process is equal to the sum of all types of memory"
  ['process', ['tracked', 'Memory']],
  ['global', ['global', 'Memory']],
  ['reserved_memory', ['reserved', 'ReservedMemory']],
  ['tc/jemalloc_cache', ['jemallocCache', 'Cache']],
  ['tc/jemalloc cache', ['jemallocCache', 'Cache']],
  ['tc/jemalloc_free_memory', ['jemallocCache', 'Cache']],
  ['tc/jemalloc_metadata', ['jemallocMetadata', 'Metadata']],
  ['query', ['details', 'Query']],
  ['load', ['details', 'Load']],
  ['compaction', ['details', 'Compaction']],
  ['schema_change', ['details', 'SchemaChange']],
  ['other', ['details', 'Other']],
  ['clone', ['details', 'Clone']],
  ['batch_load', ['details', 'BatchLoad']],
  ['consistency', ['details', 'Consistency']],
  ['experimental', ['details', 'Experimental']],
])

const ASAN = /^\[ASAN\]/i

/** The tree of all rows of one moment, in their order. */
export function buildTrackerTree(rows: readonly TrackerRow[]): TrackerTree {
  const found = new Map<Place, Counter[]>()
  const values = new Map<string, Integer>()
  let asan = false
  const trackers: TrackerRow[] = []
  for (const row of rows) {
    if (!isOverview(row)) {
      trackers.push(row)
      continue
    }
    const printed = row.label === '' ? (row.type ?? '') : row.label
    asan ||= ASAN.test(printed)
    const plain = printed.replace(ASAN, '').toLowerCase()
    const [place, name] = PLACES.get(plain) ?? ['unknown', printed]
    values.set(plain, row.used.value)
    const counters = found.get(place) ?? []
    found.set(place, counters)
    counters.push(makeCounter(name, row, name === printed ? undefined : printed))
  }
  const sections = [...makeOverview(found, asan), ...makeTrackerSections(trackers)]
  return { root: makeNode('ProcessProfile', NO_COUNTERS, sections), notes: checkSum(values) }
}

/** Rows of sums: `Type=query` alone, or of type "overview". */
export function isOverview(row: TrackerRow): boolean {
  return row.form === 'type' || row.type === 'overview'
}

/** Counts of a map of places to counters, as the overview of a memory profile; nothing if there is none of them. */
function makeOverview(found: ReadonlyMap<Place, Counter[]>, asan: boolean): ProfileNode[] {
  if (found.size === 0) return []
  const take = (...places: readonly Place[]): Counter[] => places.flatMap((place) => found.get(place) ?? [])
  const node = (name: string, counters: readonly Counter[], children: readonly ProfileNode[]): ProfileNode[] =>
    counters.length === 0 && children.length === 0 ? [] : [makeNode(name, counters, children)]
  const tracked = node('TrackedMemory', take('tracked'), [
    ...node('TasksMemory', take('reserved'), node('Details', take('details'), [])),
    ...node('GlobalMemory', take('global'), []),
    ...node('JemallocMemory', [], node('Details', take('jemallocCache', 'jemallocMetadata'), [])),
  ])
  return node(`${asan ? '[ASAN]' : ''}MemoryOverviewSnapshot`, take('rss', 'virtual', 'unknown'), tracked)
}

const GLOBAL = 'GlobalMemorySnapshot'
const TOP = 'TopMemoryTasksSnapshot'

interface OpenNode {
  readonly row: TrackerRow | undefined
  readonly label: string
  readonly counters: Counter[]
  readonly children: OpenNode[]
}

function makeTrackerSections(rows: readonly TrackerRow[]): ProfileNode[] {
  const sections = new Map<string, OpenNode[]>([
    [GLOBAL, []],
    [TOP, []],
  ])
  // The newest of each label: labels repeat, and children follow their parent.
  const byLabel = new Map<string, OpenNode>()
  const add = (section: string, row: TrackerRow | undefined, label: string): OpenNode => {
    const open: OpenNode = { row, label, counters: row ? makeCounters(row) : [], children: [] }
    sections.get(section)!.push(open)
    byLabel.set(label, open)
    return open
  }
  for (const row of rows) {
    if (row.type === 'reserved_memory') {
      const owner = byLabel.get(row.label)
      if (owner) owner.counters.push(makeCounter('ReservedMemory', row, undefined))
      else add(TOP, row, row.label)
    } else if (row.form === 'limiter') {
      add(sectionOf(row), row, row.label)
    } else {
      const parentLabel = row.parent ?? ''
      const parent = byLabel.get(parentLabel) ?? add(isTaskLabel(parentLabel) ? TOP : GLOBAL, undefined, parentLabel)
      const open: OpenNode = { row, label: row.label, counters: makeCounters(row), children: [] }
      parent.children.push(open)
      // A child may have children of its own, but a tracker of the same label stays the one that rows refer to.
      if (!byLabel.has(row.label)) byLabel.set(row.label, open)
    }
  }
  return [...sections].flatMap(([name, open]) => (open.length === 0 ? [] : [makeNode(name, NO_COUNTERS, open.map(close))]))
}

function close({ row, label, counters, children }: OpenNode): ProfileNode {
  const info: (readonly [string, string])[] = []
  if (row?.type !== undefined) info.push(['Type', row.type])
  if (row?.exceeded === true) info.push(['Exceeded', 'true'])
  return { ...makeNode(label, counters, children.map(close)), info: info.length === 0 ? NO_INFO : info }
}

function sectionOf(row: TrackerRow): string {
  if (row.type === undefined) return isTaskLabel(row.label) ? TOP : GLOBAL
  return GLOBAL_TYPES.has(row.type) ? GLOBAL : TOP
}

const GLOBAL_TYPES: ReadonlySet<string> = new Set(['global', 'experimental', 'metadata', 'cache'])

function isTaskLabel(label: string): boolean {
  return label.startsWith('RuntimeState:') || TASK_KINDS.has(classifyLabel(label).kind)
}

const TASK_KINDS: ReadonlySet<string> = new Set(['query', 'load', 'load channel', 'load select', 'external scan'])

function makeCounters(row: TrackerRow): Counter[] {
  const limit = row.limit ? [{ ...PLAIN, name: 'Limit', value: row.limit.value, error: row.limit.error || undefined }] : []
  return [...limit, makeCounter('Memory', row, undefined)]
}

const PLAIN: Omit<Counter, 'name' | 'value'> = {
  unit: 'BYTES',
  peak: undefined,
  error: undefined,
  peakError: undefined,
  level: undefined,
  counters: NO_COUNTERS,
  extra: undefined,
}

/** A high-water counter; a peak that the source says is none is -1, as Doris has it. */
function makeCounter(name: string, { used, peak }: { used: Figure; peak: Reported }, printedAs: string | undefined): Counter {
  return {
    ...PLAIN,
    name,
    value: used.value,
    error: used.error || undefined,
    peak: peak === undefined ? undefined : peak === null ? -1 : peak.value,
    peakError: peak?.error || undefined,
    extra: printedAs === undefined ? undefined : new Map([[PRINTED_AS, printedAs]]),
  }
}

export function makeNode(name: string, counters: readonly Counter[], children: readonly ProfileNode[]): ProfileNode {
  return {
    name,
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters: counters.length === 0 ? NO_COUNTERS : counters,
    children: children.length === 0 ? NO_CHILDREN : children,
    indent: true,
    extra: undefined,
  }
}

const ADDENDS = ['query', 'load', 'compaction', 'schema_change', 'other', 'clone', 'batch_load', 'consistency', 'global']
const CACHES = ['tc/jemalloc_cache', 'tc/jemalloc cache', 'tc/jemalloc_free_memory']

/** Whether the printed sum is that of its parts; the bookkeeping of jemalloc and what is experimental may be in it or not. */
function checkSum(values: ReadonlyMap<string, Integer>): string[] {
  const total = ['sum of all trackers', 'sum_of_all_trackers', 'process']
    .map((name) => values.get(name))
    .find((v) => v !== undefined)
  const needed = ['query', 'load', 'global']
  if (total === undefined || needed.some((name) => !values.has(name))) return []
  const sum = [...ADDENDS, ...CACHES].reduce<Integer>((all, name) => addIntegers(all, values.get(name) ?? 0), 0)
  const more = ['tc/jemalloc_metadata', 'experimental'].map((name) => values.get(name) ?? 0)
  const sums = [sum, ...more.map((value) => addIntegers(sum, value)), more.reduce<Integer>(addIntegers, sum)]
  if (sums.includes(total)) return []
  return [`The sum of all trackers is printed as ${total} B, but its parts add up to ${sum} B.`]
}
