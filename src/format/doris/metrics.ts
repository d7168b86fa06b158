import { parseInteger, toInteger, type Integer } from '../../base/integer'
import type { UnixMs } from '../../base/units'
import { NO_COUNTERS, type Counter } from '../../profile/counter'
import { PRINTED_AS } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import { ReadError, type ReadProblem } from '../../profile/report'
import type { MemoryInfo } from '../../profile/snapshot'
import { cleanLine, stripQuote } from './plainText'
import { makeNode } from './trackerTree'

// Prometheus text (doris-formats.md, section 9): /metrics and /brpc_metrics of Doris, /metrics of StarRocks, whole or a few lines.

export interface MetricsReading {
  readonly root: ProfileNode
  readonly memoryInfo: MemoryInfo | undefined
  /** The latest time in the text, where it has any; Prometheus text seldom does. */
  readonly at: UnixMs | undefined
  readonly recognisedAs: string
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
}

/** Whether a text is one of metrics. */
export function isMetrics(head: string): boolean {
  return /^[ \t>*`-]{0,8}(?:# (?:HELP|TYPE) [a-zA-Z_:][\w:]* |(?:doris|starrocks)_be_\w+(?:\{[^}\n]*\})?[ \t]+[-+.\dNI]|memory_\w+_bytes[ \t]+-?\d)/m.test(
    head,
  )
}

interface Metric {
  readonly labels: string
  readonly value: Integer | number
  /** Half a step, if it is printed with an exponent. */
  readonly error: number
  readonly line: number
}

const LINE =
  /^([a-zA-Z_:][\w:]{0,199})(?:\{([^}]{0,1000})\})?[ \t]+([-+]?(?:\d[\d.]{0,40}(?:[eE][-+]?\d{1,3})?|NaN|Inf|inf|nan))(?:[ \t]+(\d{10,16}))?$/
const ABOUT_MEMORY =
  /mem|cache|malloc|swap|swp|pgpg|rss|jvm|heap|rowset|segment|tablet|column_reader|index|zone_map|chunk_pool|workload_group|lru/i
const MAX_PROBLEMS = 100

/** The metrics of a text that have to do with memory, and those of them that Doris's memory profile has too. Throws ReadError if there is none. */
export function readMetrics(text: string): MetricsReading {
  const families = new Map<string, Metric[]>()
  const problems: ReadProblem[] = []
  let moreProblems = 0
  let others = 0
  let at: UnixMs | undefined
  text.split('\n').forEach((raw, index) => {
    const line = stripQuote(cleanLine(raw))
      .replace(/^[`*-]+\s*|[`;]+\s*$/g, '')
      .trim()
    if (line === '' || line.startsWith('#')) return
    const match = LINE.exec(line)
    const value = match ? readNumber(match[3]!) : undefined
    if (!match || !value) {
      const problem: ReadProblem = {
        kind: 'skipped',
        line: index + 1,
        message: 'This is no whole metric: it was left out.',
        text: line.slice(0, 200),
      }
      if (problems.length < MAX_PROBLEMS) problems.push(problem)
      else moreProblems += 1
      return
    }
    const [, name, labels = '', , time] = match
    if (time !== undefined) {
      const ms = time.length <= 10 ? Number(time) * 1000 : Number(time)
      at = Math.max(at ?? ms, ms)
    }
    if (!ABOUT_MEMORY.test(name!)) {
      others += 1
      return
    }
    const family = families.get(name!) ?? []
    families.set(name!, family)
    family.push({ labels, ...value, line: index + 1 })
  })
  if (families.size === 0)
    throw new ReadError('not-a-profile', `There are ${others} metrics in this text, and none of them is about memory.`)
  if (others > 0)
    problems.unshift({
      kind: 'note',
      line: undefined,
      message: `${others.toLocaleString('en')} ${others === 1 ? 'metric that is' : 'metrics that are'} not about memory: left out.`,
      text: undefined,
    })
  const overview = makeOverview(families)
  const available = findMetric(families, 'meminfo_sys_mem_avail', undefined)?.metric
  return {
    root: makeNode('ProcessProfile', NO_COUNTERS, [...overview, makeNode('Metrics', ...makeFamilies(families))]),
    memoryInfo: typeof available?.value === 'number' || typeof available?.value === 'bigint' ? makeStatus(available) : undefined,
    at,
    recognisedAs: [...families.keys()].some((name) => name.startsWith('starrocks_be_'))
      ? 'metrics of StarRocks'
      : 'metrics of Doris',
    problems,
    moreProblems,
  }
}

/** `1.2e+09` stands for anything that rounds to it. */
function readNumber(text: string): { value: Integer | number; error: number } | undefined {
  const whole = parseInteger(text.replace(/^\+/, ''))
  if (whole !== undefined) return { value: whole, error: 0 }
  const value = Number(text.replace(/^([-+]?)inf$/i, '$1Infinity'))
  if (Number.isNaN(value) && !/nan/i.test(text)) return undefined
  const exponent = /^[-+]?\d+(?:\.(\d*))?[eE]([-+]?\d+)$/.exec(text)
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
    const error = exponent ? Math.floor(0.5 * 10 ** (Number(exponent[2]) - (exponent[1] ?? '').length)) : 0
    return { value: toInteger(BigInt(value)), error }
  }
  return { value, error: 0 }
}

// ---- what Doris's memory profile has too

type Place = readonly [node: string, counter: string]

/** Names without their prefix (`doris_be_`, `starrocks_be_`). */
const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['memory_allocated_bytes', ['overview', 'PhysicalMemory(VmRSS)']],
  ['memory_untracked_memory_bytes', ['UntrackedMemory', 'Memory']],
  ['memory_all_tracked_sum_bytes', ['TrackedMemory', 'Memory']],
  ['memory_all_trackers_sum_bytes', ['TrackedMemory', 'Memory']],
  ['process_mem_bytes', ['TrackedMemory', 'Memory']],
  ['memory_all_tasks_memory_bytes', ['TasksMemory', 'Memory']],
  ['memory_reserved_memory_bytes', ['TasksMemory', 'ReservedMemory']],
  ['memory_query_trackers_sum_bytes', ['TaskDetails', 'Query']],
  ['query_mem_bytes', ['TaskDetails', 'Query']],
  ['memory_load_trackers_sum_bytes', ['TaskDetails', 'Load']],
  ['load_mem_bytes', ['TaskDetails', 'Load']],
  ['memory_compaction_trackers_sum_bytes', ['TaskDetails', 'Compaction']],
  ['compaction_mem_bytes', ['TaskDetails', 'Compaction']],
  ['memory_schema_change_trackers_sum_bytes', ['TaskDetails', 'SchemaChange']],
  ['schema_change_mem_bytes', ['TaskDetails', 'SchemaChange']],
  ['memory_other_trackers_sum_bytes', ['TaskDetails', 'Other']],
  ['clone_mem_bytes', ['TaskDetails', 'Clone']],
  ['consistency_mem_bytes', ['TaskDetails', 'Consistency']],
  ['memory_global_trackers_sum_bytes', ['GlobalMemory', 'Memory']],
  ['memory_metadata_trackers_sum_bytes', ['MetadataMemory', 'Memory']],
  ['metadata_mem_bytes', ['MetadataMemory', 'Memory']],
  ['memory_cache_trackers_sum_bytes', ['CacheMemory', 'Memory']],
  ['storage_page_cache_mem_bytes', ['CacheMemory', 'Memory']],
  ['memory_jemalloc_metadata_bytes', ['JemallocDetails', 'Metadata']],
  ['jemalloc_metadata_bytes', ['JemallocDetails', 'Metadata']],
])

const PREFIX = /^(?:doris|starrocks)_be_/

function makeOverview(families: ReadonlyMap<string, readonly Metric[]>): ProfileNode[] {
  const found = new Map<string, Counter[]>()
  for (const [name, metrics] of families) {
    const place = PLACES.get(name.replace(PREFIX, ''))
    const metric = metrics.find(({ labels }) => labels === '')
    if (!place || !metric || !isCount(metric.value)) continue
    const counters = found.get(place[0]) ?? []
    found.set(place[0], counters)
    if (!counters.some((counter) => counter.name === place[1])) counters.push(makeCounter(place[1], metric, 'BYTES', name))
  }
  if (found.size === 0) return []
  const take = (name: string): Counter[] => found.get(name) ?? []
  const node = (name: string, counters: readonly Counter[], children: readonly ProfileNode[]): ProfileNode[] =>
    counters.length + children.length === 0 ? [] : [makeNode(name, counters, children)]
  const parts = [
    ...node('TasksMemory', take('TasksMemory'), node('Details', take('TaskDetails'), [])),
    ...node('GlobalMemory', take('GlobalMemory'), []),
    ...node('MetadataMemory', take('MetadataMemory'), []),
    ...node('CacheMemory', take('CacheMemory'), []),
    ...node('JemallocMemory', [], node('Details', take('JemallocDetails'), [])),
  ]
  return [
    makeNode('MemoryOverviewSnapshot', take('overview'), [
      ...node('UntrackedMemory', take('UntrackedMemory'), []),
      ...node('TrackedMemory', take('TrackedMemory'), parts),
    ]),
  ]
}

function isCount(value: Integer | number): value is Integer {
  return typeof value === 'bigint' || Number.isInteger(value)
}

function findMetric(
  families: ReadonlyMap<string, readonly Metric[]>,
  name: string,
  labels: string | undefined,
): { readonly name: string; readonly metric: Metric } | undefined {
  for (const [full, metrics] of families) {
    if (full.replace(PREFIX, '') !== name) continue
    const metric = metrics.find((one) => one.labels === (labels ?? ''))
    if (metric) return { name: full, metric }
  }
  return undefined
}

function makeStatus(available: Metric): MemoryInfo {
  const none = undefined
  const status = {
    physical: none,
    used: none,
    rss: none,
    jemallocCache: none,
    reserved: none,
    waitingRefresh: none,
    limit: none,
    softLimit: none,
    available: isCount(available.value) ? { value: available.value, error: available.error } : none,
    lowWaterMark: none,
    warningWaterMark: none,
    extra: none,
  }
  return { properties: none, status, options: none, allocator: none, extra: none }
}

/** A metric with labels is a node with a counter for each of them, one without is a counter. */
function makeFamilies(families: ReadonlyMap<string, readonly Metric[]>): [Counter[], ProfileNode[]] {
  const counters: Counter[] = []
  const nodes: ProfileNode[] = []
  for (const [name, metrics] of families) {
    const unit = /_bytes(?:_total)?$|mem_consumption$|_mem_bytes/.test(name) ? 'BYTES' : 'UNIT'
    const labelled = metrics.filter(({ labels }) => labels !== '')
    for (const metric of metrics) if (metric.labels === '') counters.push(makeCounter(name, metric, unit, undefined))
    if (labelled.length > 0)
      nodes.push(
        makeNode(
          name,
          labelled.map((metric) => makeCounter(metric.labels, metric, unit, undefined)),
          [],
        ),
      )
  }
  return [counters, nodes]
}

function makeCounter(name: string, { value, error }: Metric, unit: 'BYTES' | 'UNIT', printedAs: string | undefined): Counter {
  return {
    name,
    unit: isCount(value) ? unit : 'DOUBLE_VALUE',
    value,
    peak: undefined,
    error: error || undefined,
    peakError: undefined,
    level: undefined,
    counters: NO_COUNTERS,
    extra: printedAs === undefined ? undefined : new Map([[PRINTED_AS, printedAs]]),
  }
}
