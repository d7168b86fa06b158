import { formatDuration } from '../../base/formatTime'
import type { UnixMs } from '../../base/units'
import type { LogPrefix } from './logPrefix'
import { readLogMessage } from './logMessage'
import { findHeader, isRelevant, type LogPart } from './logPart'
import { LogScanner, type LogMessage } from './logScan'
import { createLogClock } from './logTime'

// The messages of all files of a log in one order: files that were cut go on in the next one, what stands in two files (be.INFO and
// be.WARNING) counts once, and messages that were too long for one line of the log are one again.

/** A message with its time and its place in all parts. */
export interface LogEntry {
  readonly part: number
  readonly message: LogMessage
  /** Microseconds since 1970; undefined: nobody knows. */
  readonly micros: number | undefined
  /** The same, never going back within a file: order goes by this. */
  readonly order: number
  /** Where its lines stand, if not all of them follow each other in one file: from line `from` on they stand at `line` of `part`. */
  readonly pieces: readonly LogPiece[]
}

export interface LogPiece {
  readonly from: number
  readonly part: number
  readonly line: number
}

/** From the first to the last prefix of a part, microseconds since 1970. */
export interface LogSpan {
  readonly from: number
  readonly to: number
}

export interface LogNote {
  readonly message: string
  readonly line?: number
}

export interface OrderedLog {
  readonly entries: readonly LogEntry[]
  /** One per part. */
  readonly spans: readonly (LogSpan | undefined)[]
  /** Whole sentences about each part, and the line that they are about. */
  readonly notes: readonly (readonly LogNote[])[]
  /** How many messages of each part are copies of others. */
  readonly duplicates: readonly number[]
  /** Parts of which a piece was put together with another part. */
  readonly joined: ReadonlySet<number>
}

export interface OrderOptions {
  readonly utcOffsetMinutes: number | undefined
  readonly now: UnixMs
}

/** Where a line of a message stands: the part, and the line in it. */
export function placeOf({ part, message, pieces }: LogEntry, line: number): { readonly part: number; readonly line: number } {
  const piece = pieces.findLast(({ from }) => from <= line)
  return piece ? { part: piece.part, line: piece.line + line - piece.from } : { part, line: message.line + line }
}

export function orderLog(parts: readonly LogPart[], options: OrderOptions): OrderedLog {
  return new LogOrder(parts, options).result()
}

/** A part that begins in the middle of a message may go on from one that ended so long before: in the middle of a line, or at its end. */
const JOIN_MICROS = { line: 24 * 3600e6, message: 3600e6 } as const
/** Pieces of one long message follow each other at once. */
const PIECE_MICROS = 1_000_000
/** Threads that write at the same time may stand in the wrong order; beyond this it was the clock. */
const CLOCK_BACK_MICROS = 1_000_000
const MAX_NOTES = 20

type Clock = (prefix: LogPrefix) => number

class LogOrder {
  private readonly parts: readonly LogPart[]
  private readonly clocks: readonly Clock[]
  private readonly spans: readonly (LogSpan | undefined)[]
  private readonly notes: LogNote[][]
  private readonly duplicates: number[]
  private readonly joined = new Set<number>()
  private readonly lists: LogEntry[][]

  constructor(parts: readonly LogPart[], { utcOffsetMinutes, now }: OrderOptions) {
    this.parts = parts
    this.notes = parts.map(() => [])
    this.duplicates = parts.map(() => 0)
    this.clocks = parts.map((part, index) => {
      const { created } = findHeader(part)
      const dates = { name: part.name, created, latest: part.takenAt ?? now, offsetMinutes: utcOffsetMinutes ?? 0 }
      const clock = createLogClock(dates, part.scan.first, part.scan.last)
      if (clock.yearNote !== undefined) this.notes[index]!.push({ message: clock.yearNote })
      return clock.micros
    })
    this.spans = parts.map(({ scan: { first, last } }, part) => {
      if (!first) return undefined
      const from = this.clocks[part]!(first)
      return { from, to: last ? this.clocks[part]!(last) : from }
    })
    this.lists = parts.map((part, index) => this.makeEntries(part, index))
  }

  result(): OrderedLog {
    this.joinParts()
    const entries = joinPieces(this.dropCopies(this.sort()))
    const { spans, notes, duplicates, joined } = this
    return { entries, spans, notes, duplicates, joined }
  }

  private makeEntries({ messages }: LogPart, part: number): LogEntry[] {
    let order = Number.NEGATIVE_INFINITY
    // What stands before the first prefix was written before it.
    const first = this.spans[part]?.from
    let before = Number.NEGATIVE_INFINITY
    return messages.map((message) => {
      const micros = message.prefix ? this.clocks[part]!(message.prefix) : first
      order = Math.max(order, micros ?? Number.NEGATIVE_INFINITY)
      if (micros !== undefined) {
        if (before - micros > CLOCK_BACK_MICROS) this.noteClock(part, message.line, before - micros)
        before = micros
      }
      return { part, message, micros, order, pieces: [] }
    })
  }

  private noteClock(part: number, line: number, micros: number): void {
    const notes = this.notes[part]!
    if (notes.length >= MAX_NOTES) return
    const message = `The clock goes back here, by ${formatDuration(micros / 1000)}: what follows stands at the times that it says.`
    notes.push({ line, message })
  }

  /** A log that was cut anywhere: which part goes on where another one ends is told by the times in them. */
  private joinParts(): void {
    const taken = new Set<number>()
    const byStart = this.parts
      .map((_, part) => part)
      .filter((part) => this.spans[part] !== undefined)
      .toSorted((a, b) => this.spans[a]!.from - this.spans[b]!.from || a - b)
    for (const part of byStart) {
      const head = this.lists[part]![0]?.message
      if (!head || head.prefix || head.shortened || findHeader(this.parts[part]!).lines > 0) continue
      const { from } = this.spans[part]!
      const before = byStart
        .filter((other) => other !== part && !taken.has(other) && this.spans[other]!.to <= from)
        .filter((other) => this.endsInside(other, head, from - this.spans[other]!.to))
        .toSorted((a, b) => this.spans[b]!.to - this.spans[a]!.to)[0]
      if (before === undefined) continue
      taken.add(before)
      this.joinTwo(before, part)
    }
  }

  /** Whether a part may end where another one begins inside a message. */
  private endsInside(part: number, head: LogMessage, distance: number): boolean {
    const { tail } = this.parts[part]!.scan
    if (!tail) return false
    if (!tail.endsWithLineEnd) return distance <= JOIN_MICROS.line
    if (distance > JOIN_MICROS.message) return false
    // Cut at the end of a line: inside a block, or behind a prefix whose message begins in the next line.
    if (HAS_BLOCK.test(tail.text) || /^\S[^\n]*\] ?\n$/.test(tail.text)) return true
    const { sentence, rows, continued, sections } = readLogMessage(head.lines)
    return tail.isMessage && sentence === '' && rows.length + continued.length + sections.length > 0
  }

  /** Reads the last message of one part and the beginning of the other again, as one text. */
  private joinTwo(before: number, after: number): void {
    const tail = this.parts[before]!.scan.tail!
    const head = this.lists[after]!.shift()!.message
    const list = this.lists[before]!
    if (list.at(-1)?.message.line === tail.line) list.pop()
    // The first line that stands in the other part alone, counted from the first line of the tail.
    const firstMoved = tail.text.split('\n').length - (tail.endsWithLineEnd ? 1 : 0)
    const scanner = new LogScanner((message) => {
      if (!message.prefix || (!message.follows && !isRelevant(message.prefix.level, message.lines))) return
      const micros = this.clocks[before]!(message.prefix)
      const from = firstMoved - (message.line - 1)
      list.push({
        part: before,
        message: { ...message, line: tail.line + message.line - 1, endsOpen: false },
        micros,
        order: Math.max(micros, this.spans[before]!.to),
        pieces: from < message.lines.length ? [{ from, part: after, line: tail.endsWithLineEnd ? 1 : 2 }] : [],
      })
    })
    scanner.push(new TextEncoder().encode(`${tail.text}${head.lines.join('\n')}\n`))
    scanner.end()
    this.notes[after]!.push({
      message: `It begins in the middle of a message: that was put together with the end of ${this.parts[before]!.name}.`,
    })
    this.joined.add(before).add(after)
  }

  /** Files that overlap in time are interleaved; within a file its own order stays, also where its clock goes back. */
  private sort(): LogEntry[] {
    const start = (part: number): number => this.spans[part]?.from ?? Number.NEGATIVE_INFINITY
    const rank = new Map(
      this.parts
        .map((_, part) => part)
        .toSorted((a, b) => start(a) - start(b) || a - b)
        .map((part, place) => [part, place] as const),
    )
    return this.lists
      .flat()
      .toSorted((a, b) => a.order - b.order || rank.get(a.part)! - rank.get(b.part)! || a.message.line - b.message.line)
  }

  /** Of messages of the same time, thread and place in the source, with the same text, the longest stays. */
  private dropCopies(entries: readonly LogEntry[]): LogEntry[] {
    const kept: LogEntry[] = []
    const byKey = new Map<string, number[]>()
    for (const entry of entries) {
      const { prefix } = entry.message
      if (!prefix || entry.micros === undefined) {
        kept.push(entry)
        continue
      }
      const key = `${entry.micros} ${prefix.thread} ${prefix.place}`
      const known = byKey.get(key) ?? []
      byKey.set(key, known)
      const same = known.find((index) => isCopy(kept[index]!, entry))
      if (same === undefined) {
        known.push(kept.length)
        kept.push(entry)
        continue
      }
      // At the beginning of a file every message may be the rest of a profile: one that says something by itself counts.
      if (!entry.message.follows || isRelevant(prefix.level, entry.message.lines)) this.duplicates[entry.part]! += 1
      if (lengthOf(entry.message) > lengthOf(kept[same]!.message)) kept[same] = entry
    }
    return kept
  }
}

function isCopy(a: LogEntry, b: LogEntry): boolean {
  const [x, y] = [a, b].map(({ message }) => message.lines.join('\n').trim())
  return x === y || (a.part !== b.part && x !== '' && y !== '' && (x!.startsWith(y!) || y!.startsWith(x!)))
}

export function lengthOf({ lines }: LogMessage): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0)
}

const HAS_BLOCK = /Process Memory Summary|MemorySnapshot:|TasksSnapshot:|MemTracker(?:Limiter)? Label=/
const NEW_BLOCK = /Process Memory Summary|Memory Tracker Summary|\[MemoryGC\]/
const SECTION_HEAD =
  /^(?:\[[A-Z]+\])?(?:MemoryOverview|GlobalMemory|MetadataMemory|CacheMemory|TopMemoryTasks|AllTasksMemory|MemTracker)Snapshot:\s*$/

/**
 * P3 writes what is too long for one message as several, cut anywhere: same thread, same place in the source, at once. (P1 and P2 write
 * a message a section; those begin with the head of the section.)
 */
function joinPieces(entries: readonly LogEntry[]): LogEntry[] {
  const joined: LogEntry[] = []
  const open = new Map<
    string,
    { readonly index: number; readonly lines: string[]; readonly pieces: LogPiece[]; micros: number }
  >()
  for (const entry of entries) {
    const { prefix, lines } = entry.message
    if (!prefix || entry.micros === undefined) {
      joined.push(entry)
      continue
    }
    const key = `${prefix.thread} ${prefix.place}`
    const before = open.get(key)
    const first = lines.find((line) => line.trim() !== '') ?? ''
    const isSection = lines[0]!.trim() === '' && SECTION_HEAD.test(lines[1] ?? '')
    const goesOn = before && entry.micros - before.micros <= PIECE_MICROS && !isSection && !NEW_BLOCK.test(first)
    if (goesOn) {
      const whole = isWholeLine(before.lines.at(-1)!) && isWholeLine(lines[0]!)
      const from = before.lines.length - (whole ? 0 : 1)
      if (whole) before.lines.push(lines[0]!)
      else before.lines[before.lines.length - 1] += lines[0]!
      for (const line of lines.slice(1)) before.lines.push(line)
      // A line that is put together counts as one of the first piece.
      before.pieces.push({ from: from + (whole ? 0 : 1), part: entry.part, line: entry.message.line + (whole ? 0 : 1) })
      before.micros = entry.micros
      const known = joined[before.index]!
      joined[before.index] = {
        ...known,
        message: { ...known.message, lines: before.lines, endsOpen: entry.message.endsOpen },
        pieces: before.pieces,
      }
      continue
    }
    // What was kept only because it might have been the rest of a profile.
    if (entry.message.follows && !isRelevant(prefix.level, lines)) continue
    if (HAS_BLOCK.test(lines.join('\n')))
      open.set(key, { index: joined.length, lines: [...lines], pieces: [...entry.pieces], micros: entry.micros })
    else open.delete(key)
    joined.push(entry)
  }
  return joined
}

/** Whether nothing can be missing at the end of a line of a profile. */
function isWholeLine(text: string): boolean {
  return (
    /:\s*$|: (?:0|-?[\d.]+ [KMG]?B)\s*$|\(Peak: (?:0|-?[\d.]+ [KMG]?B)\)\s*$/.test(text) &&
    /^\s+\S|^(?:, )?\S+Snapshot:$/.test(text)
  )
}
