import type { Integer } from '../base/integer'
import type { UnixMs } from '../base/units'
import { printNode } from '../format/text/print'
import { printValue } from '../format/text/printValue'
import { computeMeaning } from '../profile/meaning'
import { findMemorySections } from '../profile/memorySections'
import type { Reported, Snapshot } from '../profile/snapshot'
import { computeTasks } from '../profile/task'
import { makeMemorySnapshot, type MemoryFigures } from './makeMemorySnapshot'

// A timeline as the log that a Doris backend of a generation would have written of it (doris-formats.md, section 7).

export const LOG_GENERATIONS = ['G1a', 'G1', 'G2', 'P1', 'P2', 'P3'] as const
export type LogGeneration = (typeof LOG_GENERATIONS)[number]

/** One moment that the log speaks of. */
export interface LoggedSample {
  /** Of the log's own clock, which says no time zone: taken as UTC. */
  readonly at: UnixMs
  /** 0 to 999: what `at` cannot say. */
  readonly micros: number
  readonly kind: 'status' | 'block'
  readonly figures: MemoryFigures
}

export interface LogPrintOptions {
  readonly generation: LogGeneration
  /** Lines of others, printed between the messages one after the other: the text behind the prefix, also of several lines. */
  readonly others?: readonly string[]
  /** Before Doris 2.1 a line did not say its year. Default: by generation. */
  readonly withYear?: boolean
  /** P3 writes what is too long for one message as several; default 29,900 characters. */
  readonly pieceLength?: number
  /** What a container puts before each line. */
  readonly console?: boolean
}

/** One message of the log as text, with its line end. */
export interface LoggedMessage {
  readonly level: 'I' | 'W'
  readonly text: string
}

/** The messages of all samples, and of others, in the order of time. */
export function printLogMessages(samples: readonly LoggedSample[], options: LogPrintOptions): LoggedMessage[] {
  const { generation, others = [] } = options
  const messages: LoggedMessage[] = []
  let other = 0
  const add = (level: 'I' | 'W', at: UnixMs, micros: number, thread: number, place: string, text: string): void => {
    const body = `${prefix(level, at + Math.floor(micros / 1000), micros % 1000, thread, place, options)}${text}`
    const whole = body.endsWith('\n') ? body : `${body}\n`
    const lines = options.console ? whole.replace(/^(?=.)/gm, 'RuntimeLogger ') : whole
    messages.push({ level, text: lines })
  }
  for (const { at, micros, kind, figures } of samples) {
    const snapshot = makeMemorySnapshot({ ...figures, at, generation: shapeOf(generation) })
    const status = printStatus(snapshot, generation)
    const texts = kind === 'status' ? [status] : printBlock(snapshot, status, generation)
    const [level, thread, place] = kind === 'status' ? (['I', 2290, 'daemon.cpp:200'] as const) : placeOf(generation)
    texts.forEach((text, index) => {
      const pieces = generation === 'P3' && kind === 'block' ? split(text, options.pieceLength ?? 29_900) : [text]
      pieces.forEach((piece, number) => {
        if (others.length > 0)
          add('I', at, micros + index * 20 + number * 2, 7001, 'fragment_mgr.cpp:459', others[other++ % others.length]!)
        add(level, at, micros + index * 20 + number * 2 + 1, thread, place, piece)
      })
    })
  }
  return messages
}

/** The whole log. */
export function printLog(samples: readonly LoggedSample[], options: LogPrintOptions): string {
  return printLogMessages(samples, options)
    .map(({ text }) => text)
    .join('')
}

/** How far a figure may be off that was printed with a unit: half a step, plus one byte for what rounding of doubles does. */
export function roundingOf(value: Integer): number {
  const magnitude = Number(value)
  if (magnitude < 1024) return 1
  return (magnitude >= 1024 ** 3 ? 0.005 * 1024 ** 3 : magnitude >= 1024 ** 2 ? 0.005 * 1024 ** 2 : 0.005 * 1024) + 1
}

/** Of the shapes that makeMemorySnapshot has; rows of the G generations are printed from it too. */
function shapeOf(generation: LogGeneration): 'P1' | 'P2' | 'P3' {
  return generation === 'P2' || generation === 'P3' ? generation : 'P1'
}

function placeOf(generation: LogGeneration): readonly ['I' | 'W', number, string] {
  if (generation === 'P3') return ['I', 2293, 'memory_profile.cpp:392']
  return generation === 'P1' || generation === 'P2'
    ? ['W', 2293, 'memory_profile.cpp:292']
    : ['W', 2293, 'mem_tracker_limiter.cpp:389']
}

function prefix(
  level: string,
  at: UnixMs,
  micros: number,
  thread: number,
  place: string,
  { generation, withYear = generation !== 'G1a' && generation !== 'G1' }: LogPrintOptions,
): string {
  const [date, time] = new Date(at).toISOString().split('T') as [string, string]
  const digits = date.replaceAll('-', '')
  return `${level}${withYear ? digits : digits.slice(4)} ${time.slice(0, 12)}${String(micros).padStart(3, '0')} ${String(thread).padStart(5)} ${place}] `
}

const bytes = (figure: Reported): string => printValue(figure?.value ?? 0, 'BYTES')

function printStatus(snapshot: Snapshot, generation: LogGeneration): string {
  const { physical, limit, softLimit, lowWaterMark, warningWaterMark, rss, jemallocCache, reserved } = computeMeaning(snapshot)
  const marks = `low water mark ${bytes(lowWaterMark)}, warning water mark ${bytes(warningWaterMark)}`
  const limits = `limit ${bytes(limit)}, soft limit ${bytes(softLimit)}`
  // The machine has as much available as is not this process.
  const available = printValue(Math.max(0, Number(physical?.value ?? 0) - Number(rss?.value ?? 0)), 'BYTES')
  if (generation === 'G1a') {
    return `OS physical memory ${bytes(physical)}. Process memory usage ${bytes(rss)}, ${limits}. Sys available memory ${available}, ${marks}. Refresh interval memory growth 0 B`
  }
  if (generation === 'G1') {
    return `os physical memory ${bytes(physical)}. process memory used ${bytes(rss)}, ${limits}. sys available memory ${available}, ${marks}. Refresh interval memory growth 0 B`
  }
  const used = printValue(Number(rss?.value ?? 0) - Number(jemallocCache?.value ?? 0) + Number(reserved?.value ?? 0), 'BYTES')
  return `os physical memory ${bytes(physical)}. process memory used ${used}(= ${bytes(rss)}[vm/rss] - ${bytes(jemallocCache)}[tc/jemalloc_cache] + ${bytes(reserved)}[reserved] + 0B[waiting_refresh]), ${limits}. sys available memory ${available}(= ${available}[proc/available] - ${bytes(reserved)}[reserved] - 0B[waiting_refresh]), ${marks}.`
}

function printBlock(snapshot: Snapshot, status: string, generation: LogGeneration): string[] {
  if (generation !== 'P1' && generation !== 'P2' && generation !== 'P3') {
    const rows = printRows(snapshot, generation).map((row) => `    ${row}\n`)
    return [`\nProcess Memory Summary:\n    ${status}\nMemory Tracker Summary:\n${rows.join('')}`]
  }
  const { overview, global, metadata, cache, topTasks } = findMemorySections(snapshot.profile)
  const style = generation === 'P1' ? 'p1' : 'p2'
  const sections = [overview, global, metadata, cache, topTasks]
    .filter((section) => section !== undefined)
    .map((section) => printNode(section, style))
  if (generation === 'P3') return [`${[`Process Memory Summary: ${status}`, ...sections].join('\n, ')}\n`]
  return [`Process Memory Summary: ${status}`, ...sections.map((section) => `\n${section}`)]
}

/** `83.32 MB(87369024 B)`; negatives are scaled here. */
function amount(value: Integer): string {
  const text = value < 0 && value !== -1 ? `-${printValue(-value, 'BYTES')}` : printValue(value, 'BYTES')
  return `${text}(${value} B)`
}

const OVERVIEW = ['other', 'schema_change', 'compaction', 'load', 'query', 'global'] as const

function printRows(snapshot: Snapshot, generation: LogGeneration): string[] {
  const meaning = computeMeaning(snapshot)
  const value = (figure: Reported): Integer => figure?.value ?? 0
  const sum = (label: string, used: Reported, peak: Integer): string =>
    generation === 'G2'
      ? `MemTrackerLimiter Label=${label}, Type=overview, Limit=${amount(-1)}, Used=${amount(value(used))}, Peak=${amount(peak)}`
      : `Type=${label}, Used=${amount(value(used))}, Peak=${amount(peak)}`
  const figures = {
    other: meaning.other,
    schema_change: meaning.schemaChange,
    compaction: meaning.compaction,
    load: meaning.load,
    query: meaning.query,
    global: meaning.global,
  }
  const rows = OVERVIEW.filter((name) => generation === 'G2' || name !== 'other').map((name) =>
    sum(name, figures[name], value(figures[name])),
  )
  // What newer ones count as other was a type of its own.
  if (generation !== 'G2') rows.unshift(sum('clone', meaning.other, value(meaning.other)))
  rows.push(sum(generation === 'G1' ? 'tc/jemalloc cache' : 'tc/jemalloc_cache', meaning.jemallocCache, -1))
  if (generation === 'G2') rows.push(sum('tc/jemalloc_metadata', meaning.jemallocMetadata, -1))
  rows.push(sum(generation === 'G1a' ? 'process' : 'sum of all trackers', meaning.tracked, -1))
  if (generation !== 'G1a') {
    rows.push(sum('process resident memory', meaning.rss, value(meaning.rssPeak)))
    rows.push(sum('process virtual memory', meaning.virtual, value(meaning.virtual)))
  }
  rows.push(
    `MemTrackerLimiter Label=Orphan, Type=global, Limit=${amount(-1)}, Used=${amount(value(meaning.global))}, Peak=${amount(0)}`,
  )
  rows.push(`MemTracker Label=IOBufBlockMemory, Parent Label=Orphan, Used=${amount(5)}, Peak=${amount(5)}`)
  const tasks = (computeTasks(snapshot)?.tasks ?? []).filter(({ topRank }) => topRank !== undefined)
  for (const { label, type, current, peak, limit } of tasks.toSorted((a, b) => a.topRank! - b.topRank!)) {
    rows.push(
      `MemTrackerLimiter Label=${label}, Type=${type}, Limit=${amount(limit ? limit.value : -1)}, Used=${amount(value(current))}, Peak=${amount(value(peak))}`,
    )
  }
  return rows
}

function split(text: string, length: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += length) pieces.push(text.slice(at, at + length))
  return pieces
}
