import { formatBytes } from '../../base/formatBytes'
import type { Integer } from '../../base/integer'
import type { UnixMs } from '../../base/units'
import type { MarkDetail, MarkFrame, MarkKind } from '../../profile/frame'
import { findContradictions } from '../../profile/contradictions'
import { NO_COUNTERS } from '../../profile/counter'
import { computeMeaning, type Meaning } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import { ReadError, type ReadProblem } from '../../profile/report'
import type { MemoryStatus, Snapshot, Source } from '../../profile/snapshot'
import { readProfileText } from '../text/read'
import { readLogEvent, type LogEvent, type UsedTask } from './logEvents'
import { readLogMessage, type LogContent, type LogLine } from './logMessage'
import { lengthOf, orderLog, placeOf, type LogEntry as Entry } from './logOrder'
import { findHeader, MAX_ENDS, MAX_TEXT, readLogCreated, type LogPart } from './logPart'
import { buildTrackerTree, isOverview, makeNode } from './trackerTree'
import type { TrackerRow } from './trackerRow'
import { whyGeneration } from './whyGeneration'

// Doris's log (doris-formats.md, section 7). Each file is scanned by itself; then what was found in all of them is put into one order,
// because a block may be spread over messages and files, and stand in two of them (be.INFO and be.WARNING).

export interface AssembleOptions {
  /** Minutes by which the log's clock is ahead of UTC. */
  readonly utcOffsetMinutes: number | undefined
  /** The present: for what says no time at all. */
  readonly now: UnixMs
}

export type LogItem = MarkFrame | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly at: UnixMs | undefined }

/** What came of one file. */
export interface LogResult {
  readonly items: readonly LogItem[]
  readonly recognisedAs: string
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
  readonly complete: boolean
  readonly span: { readonly from: UnixMs; readonly to: UnixMs } | undefined
}

/** Puts the parts of a log together, given in any order. For each part its result; a ReadError if nothing in it says anything of memory. */
export function assembleLogs(parts: readonly LogPart[], options: AssembleOptions): (LogResult | ReadError)[] {
  return new Assembler(parts, options).results()
}

/** A detail block that is being put together. */
interface Block {
  readonly entry: Entry
  status: MemoryStatus | undefined
  asan: boolean
  rows: TrackerRow[]
  /** Names of its sections so far. */
  readonly names: Set<string>
  readonly lines: (LogLine & { readonly entry: Entry })[]
  lastMicros: number | undefined
  /** Characters of its last message. */
  cut: boolean
  summary: boolean
}

interface GcRun {
  readonly entry: Entry
  readonly level: string
  readonly reason: string
  /** Steps that say something besides how they are done. */
  cancelled: number
  cancelledBytes: number
  stillCancelling: number
}

/** Messages further apart than this belong to different blocks: one refresh writes its sections at once. */
const BLOCK_MICROS = 10_000_000
/** glog cuts a message here (doris-formats.md, section 7.1). */
const GLOG_LIMIT = 29_500
/** Lines about one task, or of one wording, closer than this are one mark. */
const SAME_MICROS = 60_000_000
/** Of each kind so many marks are made. */
const MAX_MARKS = 5000
const MAX_PROBLEMS = 200

class Assembler {
  private readonly parts: readonly LogPart[]
  private readonly options: AssembleOptions
  private readonly outs: PartOut[]
  private readonly machines: (string | undefined)[] = []
  private readonly blocks = new Map<string, Block>()
  private readonly gcs = new Map<string, GcRun>()
  private readonly lastMarks = new Map<string, number>()
  private readonly markCounts = new Map<MarkKind, number>()
  private startedAt: UnixMs | undefined
  private pid: number | undefined
  private generation: Source | undefined
  private sawEarlier = false
  /** Time of the first message that says one. */
  private firstMicros: number | undefined

  constructor(parts: readonly LogPart[], options: AssembleOptions) {
    this.parts = parts
    this.options = options
    this.outs = parts.map(() => new PartOut())
  }

  results(): (LogResult | ReadError)[] {
    const { entries, spans, notes, duplicates, joined } = orderLog(this.parts, this.options)
    this.outs.forEach((out, part) => {
      for (const { message, line } of notes[part]!) out.problem({ kind: 'note', line, message, text: undefined })
      out.duplicates = duplicates[part]!
      out.joined = joined.has(part)
    })
    for (const entry of entries) this.take(entry)
    this.endBlocks()
    for (const run of this.gcs.values()) this.endGc(run, undefined, undefined)
    return this.parts.map((part, index) => this.result(part, index, spans[index]))
  }

  private take(entry: Entry): void {
    const { message } = entry
    if (message.prefix) this.firstMicros ??= entry.micros
    const content = readLogMessage(message.lines, { endsOpen: message.endsOpen })
    for (const { kind, line, message: text, text: quoted } of content.problems) this.problemAt(entry, kind, line, text, quoted)
    if (message.shortened)
      this.problemAt(entry, 'skipped', 0, 'This message is longer than one can be: a part of it was left out.', undefined)
    if (message.prefix?.place.includes('.js:')) {
      // The reference process: its one thread has the number of the process.
      this.setPid(entry, Number(message.prefix.thread))
    }
    const event = readLogEvent(content.sentence, content.unwrapped)
    if (event) this.takeEvent(entry, event)
    else if (message.prefix?.level === 'F') this.markCrash(entry, message.lines.join(' ').trim())
    const said = this.takeContent(entry, content)
    this.readTrailer(entry, content.trailer)
    const isKnown =
      event !== undefined || said || content.sentence === '' || content.trailer.length > 0 || message.prefix?.level === 'F'
    // Other messages of the log have the same words in them; a paste is about what it says.
    if (!isKnown && (!message.prefix || message.endsOpen || content.sentence.includes('[MemoryGC]')))
      this.problemAt(entry, 'skipped', 0, 'This was not understood.', content.sentence)
    const rest = message.lines.at(-1)!
    if (message.endsOpen && !content.hasFigures && (BREAKS_OFF.test(rest) || endsInBrackets(content)))
      this.problemAt(
        entry,
        'missing',
        message.lines.length - 1,
        'The text ends in the middle of a sentence: it breaks off here.',
        rest.slice(-80),
      )
    this.sawEarlier = true
  }

  // ---- blocks

  /** True if the message has figures in it. */
  private takeContent(entry: Entry, content: LogContent): boolean {
    const { prefix } = entry.message
    const key = prefix ? `${prefix.thread}` : `part ${entry.part}`
    let open = this.blocks.get(key)
    const apart = open && !(this.isNear(open, entry, BLOCK_MICROS) && isSamePart(open, entry))
    if (open && apart) {
      this.emit(open)
      this.blocks.delete(key)
      open = undefined
    }
    const hasFigures = content.rows.length > 0 || content.sections.length > 0 || content.status !== undefined
    if (content.continued.length > 0 && !hasFigures) {
      const { line, text } = content.continued[0]!
      this.problemAt(entry, 'skipped', line, 'These lines of a profile belong to no section: they were left out.', text.trim())
      return false
    }
    const hasBody = content.rows.length > 0 || content.sections.length > 0
    if (!content.status && !hasBody) return false
    const repeats = content.sections.some(({ name }) => open?.names.has(name) && !SINGLE.has(name))
    const joins = open && !content.status && content.rows.length === 0 && !repeats
    if (joins) this.addSections(open!, entry, content)
    else {
      if (open) this.emit(open)
      open = {
        entry,
        status: content.status?.status,
        asan: content.status?.asan ?? false,
        rows: [...content.rows],
        names: new Set(),
        lines: [],
        lastMicros: entry.micros,
        cut: content.cut,
        summary: content.hasSummary,
      }
      if (content.status?.usedIsRss) this.outs[entry.part]!.usedIsRss = true
      this.addSections(open, entry, content)
      this.blocks.set(key, open)
      // A status line by itself announces nothing: no sections follow it.
      if (!content.hasSummary && !hasBody) {
        this.emit(open)
        this.blocks.delete(key)
      }
    }
    return true
  }

  private addSections(block: Block, entry: Entry, content: LogContent): void {
    for (const { name, lines } of content.sections) {
      block.names.add(name)
      for (const line of lines) block.lines.push({ ...line, entry })
    }
    block.lastMicros = entry.micros
    block.cut = content.cut || (entry.pieces.length === 0 && lengthOf(entry.message) >= GLOG_LIMIT)
  }

  /** All that are open: at the end, and where another process begins, of which they are not. */
  private endBlocks(): void {
    for (const block of this.blocks.values()) this.emit(block)
    this.blocks.clear()
  }

  private isNear(block: Block, entry: Entry, micros: number): boolean {
    if (block.lastMicros === undefined || entry.micros === undefined) return block.lastMicros === entry.micros
    return Math.abs(entry.micros - block.lastMicros) <= micros
  }

  private emit(block: Block): void {
    const { entry, status, rows } = block
    const out = this.outs[entry.part]!
    const at = entry.micros === undefined ? undefined : Math.floor(entry.micros / 1000)
    const children: ProfileNode[] = []
    let source: Source = 'status'
    let isWhole = !block.cut
    if (rows.length > 0) {
      const tree = buildTrackerTree(rows)
      children.push(...tree.root.children)
      for (const note of tree.notes) this.problemAt(entry, 'contradiction', rows[0]!.line, note, undefined)
      const { generation, why } = findGeneration(rows, status)
      source = generation
      out.generations.set(generation, why)
      const below = rows.filter(({ peak, used }) => peak && peak.value < used.value && peak.value >= 0).length
      out.peaksBelow += below
    }
    if (block.lines.length > 0) {
      const text = block.lines.map((line) => line.text).join('\n')
      try {
        const read = readProfileText(block.cut ? text : `${text}\n`)
        children.push(...(read.root.name === 'ProcessProfile' ? read.root.children : [read.root]))
        source = read.source === 'text' ? source : read.source
        if (rows.length === 0) out.generations.set(source, whyGeneration(source) ?? 'the text of its sections')
        for (const problem of read.problems) this.profileProblem(block, problem)
        out.moreProblems += read.moreProblems
        if (!read.complete) {
          out.cutBlocks += 1
          isWhole = false
        }
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        this.problemAt(
          block.lines[0]!.entry,
          'skipped',
          block.lines[0]!.line,
          `${error.message} The block was left out.`,
          undefined,
        )
        if (!status) return
      }
    }
    if (children.length > 0 && source !== 'status') this.markVersion(entry, source)
    const profile = children.length === 0 ? undefined : makeNode('ProcessProfile', NO_COUNTERS, markAsan(children, block.asan))
    out.samples += 1
    if (at === undefined) out.timelessSamples += 1
    if (profile) out.blocks += 1
    const snapshot = this.makeSnapshot(entry, at, profile, status, source)
    const meaning = computeMeaning(snapshot)
    out.holdsCaches ||= meaning.globalHoldsCaches
    // Of a block that is cut the lists are not whole.
    if (isWhole) this.noteContradictions(entry, snapshot, meaning)
    out.items.push({ kind: 'snapshot', at, snapshot })
  }

  /** Each kind once a file, with the line of the first. */
  private noteContradictions(entry: Entry, snapshot: Snapshot, meaning: Meaning): void {
    const { contradictions } = this.outs[entry.part]!
    for (const { what: phrase, difference } of findContradictions(snapshot, meaning)) {
      const what = phrase.english
      const known = contradictions.get(what)
      if (known) known.samples += 1
      else contradictions.set(what, { samples: 1, line: placeOf(entry, 0).line, bytes: difference.value })
    }
  }

  private makeSnapshot(
    entry: Entry,
    at: UnixMs | undefined,
    profile: ProfileNode | undefined,
    status: MemoryStatus | undefined,
    source: Source,
  ): Snapshot {
    return {
      takenAt: at,
      process: {
        name: entry.message.prefix?.place.includes('.js:') ? 'memlane-backend' : 'doris_be',
        host: this.machine(entry.part),
        pid: this.pid,
        startedAt: this.startedAt,
        version: undefined,
        extra: undefined,
      },
      profile,
      memoryInfo: status && { properties: undefined, status, options: undefined, allocator: undefined, extra: undefined },
      source,
      extra: undefined,
    }
  }

  /** The machine that the heads of the files name: of all, if they name but one. */
  private machine(part: number): string | undefined {
    if (this.machines.length === 0) for (const one of this.parts) this.machines.push(findHeader(one).machine)
    const named = new Set(this.machines.filter((machine) => machine !== undefined))
    return named.size === 1 ? [...named][0] : this.machines[part]
  }

  // ---- events

  private takeEvent(entry: Entry, event: LogEvent): void {
    const thread = entry.message.prefix?.thread ?? `part ${entry.part}`
    switch (event.kind) {
      case 'gc-start': {
        const open = this.gcs.get(thread)
        if (open) this.endGc(open, undefined, undefined)
        this.gcs.set(thread, newGc(entry, event.level, event.reason))
        return
      }
      case 'gc-step': {
        const run = this.gcs.get(thread) ?? newGc(entry, '', '')
        this.gcs.set(thread, run)
        run.stillCancelling += event.cancelling.length
        if (event.nameless > 0)
          this.problemAt(
            entry,
            'skipped',
            0,
            `Of ${count(event.nameless, 'task')} of this list the name was cut off: left out.`,
            event.text,
          )
        for (const task of event.cancelled) {
          run.cancelled += 1
          run.cancelledBytes += task.bytes
          this.markCancelled(entry, task)
        }
        return
      }
      case 'gc-end': {
        const run = this.gcs.get(thread) ?? newGc(entry, event.level, '')
        this.gcs.delete(thread)
        this.endGc(run, event.freed, event.micros)
        return
      }
      case 'cancel':
        this.mark(entry, 'cancel', event.text, `cancel ${event.task ?? event.text}`, {
          ...(event.task !== undefined && { task: event.task }),
          ...(event.bytes && { bytes: event.bytes.value }),
        })
        return
      case 'exceeded':
        this.mark(entry, 'exceeded', event.text, `exceeded ${event.task ?? event.text.slice(0, 100)}`, {
          ...(event.task !== undefined && { task: event.task }),
          ...(event.bytes && { bytes: event.bytes.value }),
        })
        return
      case 'task-end': {
        const { id, peak, limit } = event
        const limited = limit && limit.value > 0 ? `, its limit ${formatBytes(limit.value)}` : ''
        const text = `Query or load ${id} ended; its peak was ${peak ? formatBytes(peak.value) : 'not readable'}${limited}.`
        this.mark(entry, 'task-end', text, `end ${id}`, { task: id, ...(peak && { bytes: peak.value }) })
        return
      }
      case 'started':
        this.markStart(entry, entry.micros === undefined ? undefined : Math.floor(entry.micros / 1000), undefined)
    }
  }

  private markCancelled(entry: Entry, { task, bytes }: UsedTask): void {
    this.mark(entry, 'cancel', `A GC cancelled ${task}, which used ${formatBytes(bytes)}.`, `cancel ${task}`, { task, bytes })
  }

  private endGc(run: GcRun, freed: { readonly value: number | bigint } | undefined, micros: number | undefined): void {
    const { level, reason, cancelled, cancelledBytes, stillCancelling } = run
    const parts = [
      `${level === 'full' ? 'Full GC' : level === 'minor' ? 'Minor GC' : 'GC'}${freed ? `: freed ${formatBytes(freed.value)}` : ''}${micros === undefined ? '' : ` in ${(micros / 1000).toFixed(1)} ms`}`,
      ...(cancelled > 0
        ? [`cancelled ${cancelled} ${cancelled === 1 ? 'task' : 'tasks'} with ${formatBytes(cancelledBytes)}`]
        : []),
      ...(stillCancelling > 0 ? [`${stillCancelling} cancelled before had not ended yet`] : []),
      ...(reason === '' ? [] : [`because ${reason}`]),
    ]
    this.mark(run.entry, 'gc', `${parts.join(', ')}.`, undefined, { ...(freed && { bytes: freed.value }) })
  }

  /** `key`: what says that it is the same again. */
  private mark(entry: Entry, mark: MarkKind, text: string, key: string | undefined, detail: MarkDetail): void {
    const out = this.outs[entry.part]!
    if (key !== undefined && entry.micros !== undefined) {
      const last = this.lastMarks.get(key)
      this.lastMarks.set(key, entry.micros)
      if (last !== undefined && Math.abs(entry.micros - last) <= SAME_MICROS) {
        out.repeatedMarks += 1
        return
      }
    }
    const count = (this.markCounts.get(mark) ?? 0) + 1
    this.markCounts.set(mark, count)
    if (count > MAX_MARKS) {
      out.droppedMarks += 1
      return
    }
    const at =
      entry.micros === undefined ? (this.parts[entry.part]!.takenAt ?? this.options.now) : Math.floor(entry.micros / 1000)
    if (entry.micros === undefined) out.timelessMarks += 1
    out.items.push({
      kind: 'mark',
      at,
      mark,
      text,
      detail: { ...detail, file: this.fileOf(entry, 0), line: placeOf(entry, 0).line },
    })
  }

  private markVersion(entry: Entry, source: Source): void {
    if (this.generation !== undefined && this.generation !== source && isOtherGeneration(this.generation, source)) {
      const text = `From here on the log is of generation ${source}, before of ${this.generation}: another version of Doris.`
      this.mark(entry, 'version', text, undefined, {})
    }
    this.generation = source
  }

  private setPid(entry: Entry, pid: number): void {
    if (this.pid !== undefined && this.pid !== pid) {
      this.endBlocks()
      this.startedAt = undefined
      this.mark(entry, 'restart', `The process restarted: pid ${this.pid} before, ${pid} after.`, undefined, { pid })
    }
    this.pid = pid
  }

  private markStart(entry: Entry, at: UnixMs | undefined, withinMs: number | undefined): void {
    if (at === undefined) return
    // What a process prints when it starts comes within seconds, and several times.
    if (this.startedAt !== undefined && Math.abs(at - this.startedAt) <= START_MS) return
    // What it wrote in its first second may stand before the time that it gives for its start.
    const isFirst = this.firstMicros !== undefined && at <= this.firstMicros / 1000 + 2000
    const first = this.startedAt === undefined && (isFirst || !this.sawEarlier)
    this.endBlocks()
    this.startedAt = at
    const text = first ? 'The process started.' : 'The process restarted.'
    const mark: MarkFrame = {
      kind: 'mark',
      at,
      mark: first ? 'note' : 'restart',
      text,
      ...(withinMs !== undefined && { withinMs }),
      detail: { file: this.fileOf(entry, 0), line: placeOf(entry, 0).line },
    }
    this.outs[entry.part]!.items.push(mark)
  }

  /**
   * What the head of a file says: how long the process ran when it was begun. Of one that ran already before the first line there is
   * nothing to mark, and rotated files of one process all say the same start.
   */
  private markRunning(entry: Entry, line: number, created: UnixMs, ranMs: number): void {
    const at = created - ranMs
    // The clock of the log is a local one, which may have been put forward or back by an hour since.
    if (this.startedAt !== undefined && CLOCK_CHANGES.some((change) => Math.abs(at - this.startedAt! - change) <= START_MS))
      return
    const since = this.firstMicros === undefined ? created : Math.floor(this.firstMicros / 1000)
    if (at < since - START_MS) this.startedAt ??= at
    else this.markStart({ ...entry, message: { ...entry.message, line: entry.message.line + line } }, at, 1000)
  }

  private markCrash(entry: Entry, text: string): void {
    const sentence = `The process ended itself: ${text.slice(0, 300)}`
    this.mark(entry, 'crash', sentence, 'crash', {})
  }

  /** What stands behind a message without a prefix of its own: the head of the next file, the report of a crash, the next start. */
  private readTrailer(entry: Entry, lines: readonly LogLine[]): void {
    let crash: { at: UnixMs; line: number } | undefined
    let created: { at: UnixMs; line: number } | undefined
    let signal: string | undefined
    let pid: number | undefined
    let query: string | undefined
    let crashLine = 0
    for (const { text, line } of lines) {
      const aborted = /^\*\*\* Aborted at (\d{9,11}) \(unix time\)/.exec(text)
      if (aborted) crash = { at: Number(aborted[1]) * 1000, line }
      const received = /^\*\*\* (SIG[A-Z]+)(.{0,80}?) ?\(@\S+\) received by PID (\d+)/.exec(text)
      if (received) {
        signal = `${received[1]!}${received[2]!}`.replace(/ unkown detail explain$/, '')
        pid = Number(received[3])
        crashLine = line
      }
      const id = /^\*\*\* Query id: ([0-9a-f]{1,16}-[0-9a-f]{1,16})/.exec(text)?.[1]
      if (id !== undefined && id !== '0-0') query = id
      const head = readLogCreated(text)
      if (head !== undefined) created = { at: head, line }
      const running = /^Running duration \(h:mm:ss\): (\d{1,6}):(\d\d):(\d\d)\s*$/.exec(text)
      if (running && created) {
        const [hours, minutes, seconds] = running.slice(1).map(Number)
        this.markRunning(entry, created.line, created.at - this.offsetMs, ((hours! * 60 + minutes!) * 60 + seconds!) * 1000)
      }
      const start = readStartTime(text)
      if (start !== undefined)
        this.markStart({ ...entry, message: { ...entry.message, line: entry.message.line + line } }, start - this.offsetMs, 1000)
    }
    if (!crash && signal === undefined) return
    const what = signal ?? 'it was aborted'
    const doing = query === undefined ? '' : ` while it ran query ${query}`
    const at = crash?.at ?? (entry.micros === undefined ? undefined : Math.floor(entry.micros / 1000))
    if (at === undefined) return
    this.outs[entry.part]!.items.push({
      kind: 'mark',
      at,
      mark: 'crash',
      text: `The process crashed: ${what}${doing}.`,
      withinMs: 1000,
      detail: {
        ...(pid !== undefined && { pid }),
        ...(query !== undefined && { task: query }),
        file: this.fileOf(entry, crashLine),
        line: placeOf(entry, crash?.line ?? crashLine).line,
      },
    })
  }

  private get offsetMs(): number {
    return (this.options.utcOffsetMinutes ?? 0) * 60_000
  }

  // ---- report

  private fileOf(entry: Entry, line: number): string {
    return this.parts[placeOf(entry, line).part]!.name
  }

  private problemAt(entry: Entry, kind: ReadProblem['kind'], line: number, message: string, text: string | undefined): void {
    const place = placeOf(entry, line)
    this.outs[place.part]!.problem({ kind, line: place.line, message, text: text?.slice(0, 200) })
  }

  private profileProblem(block: Block, problem: ReadProblem): void {
    // Of the page only the log has no list of all tasks; what is missing is said once.
    if (problem.line === undefined) {
      this.outs[block.entry.part]!.once(problem)
      return
    }
    const line = block.lines[Math.min(problem.line, block.lines.length) - 1]!
    this.problemAt(line.entry, problem.kind, line.line, problem.message, problem.text)
  }

  private result(part: LogPart, index: number, span: { from: number; to: number } | undefined): LogResult | ReadError {
    const out = this.outs[index]!
    const { scan } = part
    const times = span && { from: Math.floor(span.from / 1000), to: Math.floor(span.to / 1000) }
    const spanText = times ? `, from ${printTime(times.from)} to ${printTime(times.to)}` : ''
    if (out.items.length === 0 && !out.joined && out.duplicates === 0) {
      return new ReadError(
        'not-a-profile',
        `This looks like a log of a Doris backend (${count(scan.lines, 'line')}${spanText}), but nothing in it says how memory is used: no status line, no memory profile, no GC. Open be.INFO or be.WARNING of the time in question.`,
      )
    }
    const marks = out.items.filter(({ kind }) => kind === 'mark').length
    const generations = [...out.generations]
    const what =
      out.samples === 0
        ? 'messages about memory'
        : generations.length === 0
          ? 'status lines'
          : `generation ${generations.map(([name]) => name).join(', ')}`
    const notes: string[] = [
      `${count(scan.lines, 'line')}${spanText}: ${count(out.samples, 'sample')} (${out.blocks} with a memory profile), ${count(marks, 'mark')}; lines about other things were skipped.`,
      ...generations.map(([name, why]) => `Generation ${name}: told by ${why}.`),
    ]
    if (this.options.utcOffsetMinutes === undefined && scan.first)
      notes.push('The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.')
    if (out.holdsCaches)
      notes.push(
        'In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.',
      )
    if (out.usedIsRss) notes.push('In this wording of the status line "process memory used" is the resident memory (VmRSS).')
    if (out.peaksBelow > 0)
      notes.push(
        `${count(out.peaksBelow, 'row')} with a peak below what is in use, as Doris 1.2 prints them: both figures are kept as they are.`,
      )
    if (out.duplicates > 0)
      notes.push(
        `${count(out.duplicates, 'message')} also in another file, or twice in this one: counted once (same time, thread and place in the source).`,
      )
    if (out.repeatedMarks > 0)
      notes.push(
        `${count(out.repeatedMarks, 'further message')} about something that was marked less than a minute before: they are part of that mark.`,
      )
    if (out.droppedMarks > 0) notes.push(`${count(out.droppedMarks, 'mark')} beyond the first ${MAX_MARKS} of a kind: left out.`)
    if (part.droppedEnds > 0)
      notes.push(`${count(part.droppedEnds, 'ended task')} with smaller peaks than the ${MAX_ENDS} largest: left out.`)
    if (part.droppedMessages > 0)
      notes.push(
        `${count(part.droppedMessages, 'message')} beyond the first ${MAX_TEXT / 1024 ** 2} MiB of messages about memory: left out.`,
      )
    if (out.timelessMarks > 0 || out.timelessSamples > 0)
      notes.push('The text does not say when it was written: what it says stands at the time of the file or of reading.')
    const problems = [
      ...notes.map((message) => ({ kind: 'note' as const, line: undefined, message, text: undefined })),
      ...[...out.contradictions].map(([what, { samples, line, bytes }]) => ({
        kind: 'contradiction' as const,
        line,
        message: `Figures contradict each other: ${what} ${formatBytes(bytes)}${samples === 1 ? '' : `; so it is in ${count(samples, 'sample')}, this is the first`}. They are kept as printed.`,
        text: undefined,
      })),
      ...out.problems,
    ]
    // Stable, so that of the same moment comes first what was printed first.
    const items = out.items.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
    return {
      items,
      recognisedAs: `log of a Doris backend, ${what}`,
      problems,
      moreProblems: out.moreProblems,
      complete: out.cutBlocks === 0 && !out.problems.some(({ message }) => /breaks off|was cut off/.test(message)),
      span: times,
    }
  }
}

/** What is said of one part. */
class PartOut {
  readonly items: LogItem[] = []
  readonly problems: ReadProblem[] = []
  readonly generations = new Map<Source, string>()
  moreProblems = 0
  samples = 0
  blocks = 0
  cutBlocks = 0
  duplicates = 0
  repeatedMarks = 0
  droppedMarks = 0
  timelessMarks = 0
  timelessSamples = 0
  peaksBelow = 0
  usedIsRss = false
  holdsCaches = false
  joined = false
  /** By what contradicts itself. */
  readonly contradictions = new Map<string, { samples: number; readonly line: number; readonly bytes: Integer }>()
  private readonly said = new Set<string>()

  problem(problem: ReadProblem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem)
    else this.moreProblems += 1
  }

  once(problem: ReadProblem): void {
    if (this.said.has(problem.message)) return
    this.said.add(problem.message)
    this.problem(problem)
  }
}

/** Sections that a block may have several of: one a task, one a type. */
const SINGLE: ReadonlySet<string> = new Set(['MemTrackerSnapshot', 'TypeMemTrackersSnapshot'])

const START_MS = 60_000
const CLOCK_CHANGES = [0, 3_600_000, -3_600_000] as const

/** The end of a sentence that is none, also in the middle of a number such as "69.". */
const BREAKS_OFF = /[\w,]$|(?<![\d.])\d{1,20}\.$/

/** A status line that ends inside the brackets of one of its sums. */
function endsInBrackets({ status, sentence }: LogContent): boolean {
  return status !== undefined && sentence.lastIndexOf('(=') > sentence.lastIndexOf(')')
}

function findGeneration(rows: readonly TrackerRow[], status: MemoryStatus | undefined): { generation: Source; why: string } {
  const limiters = rows.filter(({ form }) => form === 'limiter')
  if (
    rows.some(({ exceeded }) => exceeded !== undefined) ||
    (limiters.length > 0 && limiters.every(({ type }) => type === undefined))
  )
    return { generation: 'G0b', why: 'rows with "Exceeded" or without a type (1.2-dev)' }
  if (limiters.some((row) => row.type === 'overview')) return { generation: 'G2', why: 'rows of type overview (2.1.5 to 3.0.3)' }
  const sums = rows.filter(isOverview).map(({ type }) => type)
  if (sums.includes('process')) return { generation: 'G1a', why: 'a sum called "process" (1.2)' }
  if (sums.some((type) => type?.startsWith('sum of') || type?.startsWith('process ')))
    return { generation: 'G1', why: 'a row "sum of all trackers" (2.0 to 2.1.4)' }
  if (status?.jemallocCache && status.rss && status.used?.value !== status.rss.value)
    return { generation: 'G2', why: 'the wording of its status line (2.1.5 to 3.0.3)' }
  if (sums.some((type) => type === 'consistency' || type === 'batch_load')) return { generation: 'G1a', why: 'types of 1.2.0' }
  return { generation: 'G1', why: 'rows of trackers; G2 prints the same ones, and what would tell them apart is missing' }
}

/** Of P2 and P3 a single section may look like the other's. */
function isOtherGeneration(a: Source, b: Source): boolean {
  return a[0] !== b[0] || (a === 'P1') !== (b === 'P1') || (a[0] === 'G' && a.slice(0, 2) !== b.slice(0, 2))
}

function newGc(entry: Entry, level: string, reason: string): GcRun {
  return { entry, level, reason, cancelled: 0, cancelledBytes: 0, stillCancelling: 0 }
}

/** Text without prefixes is put together within one file only. */
function isSamePart(block: Block, entry: Entry): boolean {
  return entry.message.prefix !== undefined || block.entry.part === entry.part
}

function markAsan(children: readonly ProfileNode[], asan: boolean): readonly ProfileNode[] {
  if (!asan) return children
  return children.map((child) => (child.name === 'MemoryOverviewSnapshot' ? { ...child, name: `[ASAN]${child.name}` } : child))
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `start time: Mon Oct 24 10:49:12 CST 2022`, `start time: 2020年 11月 20日 星期五 15:49:53 CST`; as if its clock were at UTC. */
function readStartTime(text: string): UnixMs | undefined {
  const english = /^start time: \w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (?:([AP]M) )?\w{1,6} (\d{4})/.exec(text)
  if (english) {
    const month = MONTHS.indexOf(english[1]!.toLowerCase())
    if (month < 0) return undefined
    const hours = english[6] === undefined ? Number(english[3]) : (Number(english[3]) % 12) + (english[6] === 'PM' ? 12 : 0)
    return Date.UTC(Number(english[7]), month, Number(english[2]), hours, Number(english[4]), Number(english[5]))
  }
  const chinese = /^start time: (\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日 \S{1,6} (\d\d):(\d\d):(\d\d)/.exec(text)
  if (!chinese) return undefined
  const [year, month, day, hours, minutes, seconds] = chinese.slice(1).map(Number)
  return Date.UTC(year!, month! - 1, day, hours, minutes, seconds)
}

function printTime(at: UnixMs): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString().replace(/\.\d+Z$/, 'Z') : String(at)
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}
