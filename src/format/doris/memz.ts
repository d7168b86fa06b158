import { formatBytes } from '../../base/formatBytes'
import { parseInteger, type Integer } from '../../base/integer'
import { NO_COUNTERS, type Counter } from '../../profile/counter'
import { PRINTED_AS } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import type { ReadProblem } from '../../profile/report'
import type { Figure, MemoryInfo } from '../../profile/snapshot'
import type { Unit } from '../../profile/unit'
import { readValue } from '../text/readValue'
import { readAllocator, type AllocatorStats } from './allocator'
import { decodeEntities, stripTags } from './markup'
import { cleanLine } from './plainText'
import { makeNode } from './trackerTree'

// The page /memz of Doris before P1, and of StarRocks: two or three figures, then the allocator's own text; or that text alone.

export interface MemzReading {
  readonly root: ProfileNode
  readonly memoryInfo: MemoryInfo
  readonly recognisedAs: string
  readonly problems: readonly ReadProblem[]
  readonly complete: boolean
}

/** Whether a text is the page /memz, or the text of an allocator. */
export function isMemz(head: string): boolean {
  return (
    /^(?:<pre[^<>]{0,100}>)?\s*Mem (?:Limit|Consumption): /im.test(head) ||
    /^[ \t>]*(?:___ Begin jemalloc statistics ___|MALLOC:[ \t]+[+=]?[ \t]*\d|Allocated: \d+, active: \d|tcache_bytes:[ \t]+\d)/m.test(
      head,
    )
  )
}

const FIGURES: readonly (readonly [label: RegExp, name: 'limit' | 'rss' | 'used' | 'virtual'])[] = [
  [/^Mem Limit: */i, 'limit'],
  [/^Physical Mem From Perf: */i, 'rss'],
  [/^Mem Consumption: */i, 'used'],
  [/^Virtual Mem From Perf: */i, 'virtual'],
]

/** Reads it, whole or cut; never throws. */
export function readMemz(input: string): MemzReading {
  const text = /<\/?(?:pre|br|body|html|h\d)\b/i.test(input) ? decodeEntities(stripTags(input)) : input
  const lines = text.split('\n').map(cleanLine)
  const found = new Map<string, Figure>()
  const problems: ReadProblem[] = []
  let start = 0
  lines.forEach((line, at) => {
    const label = FIGURES.find(([pattern]) => pattern.test(line.trim()))
    if (!label) return
    const figure = readFigure(line.trim().replace(label[0], ''))
    if (figure) found.set(label[1], figure)
    else
      problems.push({
        kind: 'skipped',
        line: at + 1,
        message: 'This figure cannot be read: it was left out.',
        text: line.slice(0, 200),
      })
    start = at + 1
  })
  const allocator = trimBlank(lines.slice(start)).join('\n')
  const stats = readAllocator(allocator)
  const cut = findCut(lines, input.endsWith('\n'), stats)
  if (cut !== undefined)
    problems.push({
      kind: 'missing',
      line: cut,
      message: 'The text breaks off in this line.',
      text: lines[cut - 1]!.trim().slice(0, 200),
    })
  const apart = findApart(found, stats)
  if (apart !== undefined) problems.push({ kind: 'contradiction', line: undefined, message: apart, text: undefined })
  const limit = found.get('limit')
  const none = undefined
  return {
    root: makeNode('ProcessProfile', NO_COUNTERS, [...makeOverview(stats, found.get('virtual')), makeAllocatorNode(stats)]),
    memoryInfo: {
      properties: limit && {
        physicalMemory: none,
        pageSize: none,
        memLimit: limit,
        softMemLimit: none,
        lowWaterMark: none,
        warningWaterMark: none,
        cgroupLimit: none,
        cgroupUsage: none,
        cgroupRefreshState: none,
        extra: none,
      },
      status:
        found.has('rss') || found.has('used')
          ? {
              physical: none,
              used: found.get('used'),
              rss: found.get('rss'),
              jemallocCache: none,
              reserved: none,
              waitingRefresh: none,
              limit: none,
              softLimit: none,
              available: none,
              lowWaterMark: none,
              warningWaterMark: none,
              extra: none,
            }
          : none,
      options: none,
      allocator: allocator === '' ? none : allocator,
      extra: none,
    },
    recognisedAs: `${found.size > 0 ? 'page /memz' : 'statistics of the allocator'}, ${stats.kind === 'unknown' ? 'no statistics of an allocator in it' : stats.kind}`,
    problems,
    complete: cut === undefined,
  }
}

/** The first figures of the page and the allocator's text count differently, but not by a factor of two. */
function findApart(found: ReadonlyMap<string, Figure>, { resident }: AllocatorStats): string | undefined {
  const said = found.get('rss') ?? found.get('used')
  if (!said || resident === undefined || Number(said.value) <= 0 || Number(resident) <= 2 * Number(said.value)) return undefined
  return `Figures contradict each other: the page says ${formatBytes(said.value)} in use, the allocator's text ${formatBytes(resident)}. They are kept as printed.`
}

/** The figures that Doris's memory profile has too. */
function makeOverview(stats: AllocatorStats, virtual: Figure | undefined): ProfileNode[] {
  const details =
    stats.metadata === undefined ? [] : [{ ...counter('Metadata', stats.metadata), extra: new Map([[PRINTED_AS, 'metadata']]) }]
  const top = virtual ? [{ ...counter('VirtualMemory(VmSize)', virtual.value), error: virtual.error || undefined }] : []
  if (details.length + top.length === 0) return []
  const jemalloc = makeNode('JemallocMemory', NO_COUNTERS, [makeNode('Details', details, [])])
  const tracked = details.length === 0 ? [] : [makeNode('TrackedMemory', NO_COUNTERS, [jemalloc])]
  return [makeNode('MemoryOverviewSnapshot', top, tracked)]
}

function makeAllocatorNode(stats: AllocatorStats): ProfileNode {
  const rows: readonly (readonly [name: string, value: Integer | undefined, unit: Unit])[] = [
    ['allocated', stats.allocated, 'BYTES'],
    ['active', stats.active, 'BYTES'],
    ['metadata', stats.metadata, 'BYTES'],
    ['resident', stats.resident, 'BYTES'],
    ['mapped', stats.mapped, 'BYTES'],
    ['retained', stats.retained, 'BYTES'],
    ['tcache_bytes', stats.tcacheBytes, 'BYTES'],
    ['dirty_pages', stats.dirtyPages, 'UNIT'],
    ['muzzy_pages', stats.muzzyPages, 'UNIT'],
    ['page_size', stats.pageSize, 'BYTES'],
    ['arenas', stats.arenas, 'UNIT'],
    ['extents_dirty', stats.extentDirtyBytes, 'BYTES'],
    ['extents_muzzy', stats.extentMuzzyBytes, 'BYTES'],
    ['extents_retained', stats.extentRetainedBytes, 'BYTES'],
  ]
  const counters = rows.flatMap(([name, value, unit]) => (value === undefined ? [] : [counter(name, value, unit)]))
  const info: [string, string][] = [
    ...(stats.version === undefined ? [] : [['Version', stats.version] as [string, string]]),
    ...[...stats.options].map(([name, value]) => [`opt.${name}`, value] as [string, string]),
  ]
  const name = stats.kind === 'jemalloc' || stats.kind === 'tcmalloc' ? stats.kind : 'Allocator'
  return { ...makeNode(name, counters, []), info }
}

function counter(name: string, value: Integer, unit: Unit = 'BYTES'): Counter {
  return {
    name,
    unit,
    value,
    peak: undefined,
    error: undefined,
    peakError: undefined,
    level: undefined,
    counters: NO_COUNTERS,
    extra: undefined,
  }
}

function readFigure(text: string): Figure | undefined {
  const read = readValue(text.trim(), 'BYTES')
  if (read?.unit === 'BYTES') return { value: read.value, error: read.error ?? 0 }
  const whole = parseInteger(text.trim())
  return whole === undefined ? undefined : { value: whole, error: 0 }
}

function trimBlank(lines: readonly string[]): string[] {
  const isFilled = (line: string): boolean => line.trim() !== ''
  return lines.slice(Math.max(0, lines.findIndex(isFilled)), lines.findLastIndex(isFilled) + 1)
}

/** A table of jemalloc of which the last row has fewer columns than the one before, a line of tcmalloc with half of its words. */
function findCut(lines: readonly string[], endsWithLineEnd: boolean, stats: AllocatorStats): number | undefined {
  if (endsWithLineEnd) return undefined
  const at = lines.length - 1
  const last = lines[at]!.trim()
  if (stats.kind === 'tcmalloc')
    return /^MALLOC:.*\d/.test(last) && !/(?:application|freelists?|metadata|swap\)|unmapped\)|used|use|size)$/.test(last)
      ? at + 1
      : undefined
  if (stats.kind !== 'jemalloc') return undefined
  const columns = (line: string | undefined): number => (line ?? '').trim().split(/\s+/).length
  const isTableRow = /^\d+(?: +\d+){2,}$/.test(last) || /^\w+ +\d+(?: +\d+){3,}$/.test(last)
  return isTableRow && columns(last) < columns(lines[at - 1]) ? at + 1 : undefined
}
