import { cleanLine, stripQuote } from './plainText'
import { readStatusLine, type StatusReading } from './statusLine'
import { isTrackerRow, readTrackerRow, type RowReading, type TrackerRow } from './trackerRow'

// One message of the log taken apart: the sentence it begins with, the status line, rows of trackers, sections of a memory profile.
// Lines are counted from 0 at the first line of the message.

export interface LogContent {
  /** What stands before the blocks, on one line; may be empty. */
  readonly sentence: string
  /** The same with nothing between its lines: whole where a terminal wrapped it in the middle of a word. */
  readonly unwrapped: string
  /** It says "Process Memory Summary". */
  readonly hasSummary: boolean
  readonly status: StatusReading | undefined
  readonly statusLine: number
  /** Their `line` is that of the message. */
  readonly rows: readonly TrackerRow[]
  readonly sections: readonly LogSection[]
  /** Lines that belong to no section, and look like lines of a profile: the message goes on where another one stopped. */
  readonly continued: readonly LogLine[]
  /** What a crash or the head of a file says: lines from the first such line on. */
  readonly trailer: readonly LogLine[]
  readonly problems: readonly LogProblem[]
  /** The last row, or the last line of a section, may be cut. */
  readonly cut: boolean
  /** It has rows or a section, which say by themselves whether they are whole. */
  readonly hasFigures: boolean
}

export interface LogSection {
  /** Such as `MemoryOverviewSnapshot`, with the mark of a sanitizer build. */
  readonly name: string
  readonly lines: readonly LogLine[]
}

export interface LogLine {
  readonly text: string
  readonly line: number
}

export interface LogProblem {
  readonly kind: 'skipped' | 'note' | 'contradiction'
  readonly line: number
  readonly message: string
  readonly text: string
}

const SUMMARY = /Process Memory Summary ?: ?/i
const TRACKERS = /Memory Tracker Summary ?:? ?/i
const STACK = /(?:Alloc|Allocate|Stack) ?[Ss]tack ?[Tt]race ?: ?/
const SECTION =
  /(?:^|[,:. ])\s*((?:\[[A-Z]+\])?(?:MemoryOverview|GlobalMemory|MetadataMemory|CacheMemory|TopMemoryTasks|AllTasksMemory|TasksMemory|MemTracker|TypeMemTrackers)Snapshot):\s*$/
const TRAILER = /^(?:Log file created at: |Running on machine: |Running duration \(h:mm:ss\): |\*\*\* |Signal: SIG|start time: )/
const STACK_FRAME = /^\s*(?:@|\d+#|#?\d+[.:)]? )\s*\S|^\s*\d+# |\(unknown\)\s*$|^\s*(?:0x[0-9a-f]+|\(nil\))/i
const PROFILE_LINE = /^\s+- \S.*: |^\s{2,}\S.*:\s*$|^\s*- (?:Memory|CurrentUsage|PeakUsage|Limit|ReservedMemory)\b/

type Mode = 'sentence' | 'status' | 'stack' | 'rows' | 'profile' | 'trailer' | 'details'

/** How many lines a row may have been wrapped into. */
const MAX_WRAPPED = 8

export function readLogMessage(rawLines: readonly string[], options: { readonly endsOpen?: boolean } = {}): LogContent {
  const sentence: string[] = []
  const status: string[] = []
  const rows: TrackerRow[] = []
  const sections: { name: string; lines: LogLine[] }[] = []
  const continued: LogLine[] = []
  const trailer: LogLine[] = []
  const problems: LogProblem[] = []
  let mode: Mode = 'sentence'
  let hasSummary = false
  let statusLine = 0
  let cut = false

  const lines = rawLines.map(cleanLine)
  const skip = (line: number, message: string): void => {
    problems.push({ kind: 'skipped', line, message, text: lines[line]!.trim().slice(0, 200) })
  }

  for (let at = 0; at < lines.length; at++) {
    let text = lines[at]!
    if (mode === 'trailer' || TRAILER.test(text)) {
      mode = 'trailer'
      trailer.push({ text, line: at })
      continue
    }
    if (text.trim() === '' && mode !== 'profile') continue

    const summary = SUMMARY.exec(text)
    if (summary) {
      if (mode === 'sentence') sentence.push(text.slice(0, summary.index))
      hasSummary = true
      mode = 'status'
      statusLine = at
      text = text.slice(summary.index + summary[0].length)
    }
    const trackers = TRACKERS.exec(text)
    if (trackers) {
      const before = text.slice(0, trackers.index)
      if (mode === 'status') status.push(before)
      else if (mode === 'sentence') sentence.push(before)
      mode = 'rows'
      text = text.slice(trackers.index + trackers[0].length)
      if (text.trim() === '') continue
    }
    if (STACK.test(text) && !isTrackerRow(text)) {
      const before = text.slice(0, STACK.exec(text)!.index)
      if (mode === 'status') status.push(before)
      else if (mode === 'sentence') sentence.push(before)
      mode = 'stack'
      continue
    }
    const section = SECTION.exec(text)
    if (section) {
      const before = text.slice(0, section.index)
      if (mode === 'sentence') sentence.push(before)
      else if (mode === 'status') status.push(before)
      sections.push({ name: section[1]!, lines: [{ text: `${section[1]!}:`, line: at }] })
      mode = 'profile'
      continue
    }
    const unquoted = mode === 'profile' ? text : stripQuote(text)
    if (isTrackerRow(unquoted)) {
      mode = 'rows'
      const { reading, used } = readWrappedRow(unquoted, lines, at)
      if (!reading) {
        cut ||= at === lines.length - 1
        skip(at, 'This row of a tracker breaks off before it says how much is in use: it was left out.')
        continue
      }
      rows.push({ ...reading.row, line: at })
      for (const message of reading.contradictions)
        problems.push({ kind: 'contradiction', line: at, message, text: text.trim().slice(0, 200) })
      if (!reading.complete) {
        cut ||= at + used === lines.length
        skip(at, 'This row of a tracker breaks off: what came before was read.')
      } else if (reading.rest !== '')
        skip(at, `What stands behind this row of a tracker was left out: ${reading.rest.slice(0, 80)}`)
      at += used - 1
      continue
    }

    switch (mode) {
      case 'sentence':
        if (sentence.some((part) => part.trim() !== '') && ENDS_WITH_DETAILS.test(sentence.join(''))) mode = 'details'
        else if (sentence.every((part) => part.trim() === '') && PROFILE_LINE.test(text)) continued.push({ text, line: at })
        else if (continued.length > 0) continued.push({ text, line: at })
        else sentence.push(text)
        break
      case 'status':
        if (isStatusWhole(status.join('')) && text.trim() !== '') skip(at, 'This line was not understood.')
        else status.push(text)
        break
      case 'stack':
        // Frames of the stack say nothing of memory; anything else does not belong to it.
        if (!STACK_FRAME.test(text)) skip(at, 'This line was not understood.')
        break
      case 'rows':
        skip(at, 'This line was not understood.')
        break
      case 'profile':
        sections.at(-1)!.lines.push({ text, line: at })
        break
      case 'details':
        // The profile of a GC: how long each step took. The sentence has the sum.
        break
    }
  }

  const said = status.length > 0 ? readStatusLine(status.join('\n')) : readStatusLine(sentence.join('\n'))
  if (said?.split !== undefined)
    problems.push({
      kind: 'note',
      line: statusLine,
      message: 'A number of the status line has a blank in it: it was read without.',
      text: said.split,
    })
  return {
    sentence: joinWrapped(sentence),
    unwrapped: sentence.join(''),
    hasSummary,
    status: said,
    statusLine,
    rows,
    sections,
    continued,
    trailer,
    problems,
    cut: cut || options.endsOpen === true,
    hasFigures: rows.length > 0 || sections.length > 0,
  }
}

/** "..., details: :" of a GC is followed by a profile without a name. */
const ENDS_WITH_DETAILS = /details: ?:?\s*$/

function isStatusWhole(text: string): boolean {
  return /warning water mark [-\d. ]+ ?[KMGTP]?B?\.?(?: *Refresh interval memory growth -?\d+ B)?\s*$|weighted_memory_limit_ratio: [\d.]+\s*$/i.test(
    text,
  )
}

/** A row that a terminal wrapped goes on in the next lines; `used`: how many lines it takes. */
function readWrappedRow(first: string, lines: readonly string[], at: number): { reading: RowReading | undefined; used: number } {
  const alone = readTrackerRow(first)
  if (alone?.complete) return { reading: alone, used: 1 }
  let joined = first
  for (let used = 2; used <= MAX_WRAPPED && at + used <= lines.length; used++) {
    const next = lines[at + used - 1]!
    if (isTrackerRow(stripQuote(next)) || SUMMARY.test(next) || TRACKERS.test(next) || SECTION.test(next) || TRAILER.test(next))
      break
    joined += next
    const reading = readTrackerRow(joined)
    if (reading?.complete && reading.rest === '') return { reading, used }
  }
  return { reading: alone, used: 1 }
}

/** A sentence on one line. Where a word was wrapped in its middle is not known, so the pieces are put together with a blank. */
function joinWrapped(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')
}
