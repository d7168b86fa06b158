import { NO_COUNTERS } from '../../profile/counter'
import type { ProfileNode } from '../../profile/node'
import { NO_EVENTS, NO_INFO } from '../../profile/node'
import { ReadError } from '../../profile/report'
import type { ReadProblem } from '../../profile/report'
import type { Source } from '../../profile/snapshot'
import { isMarkup, refuseMarkup } from '../looksLike'
import { findMissing } from './findMissing'
import { findSource } from './findSource'
import { PROCESS_PROFILE } from './memoryProfile'
import { HEAD_FIELD } from './print'
import { keepOfLastLine, repairText } from './repair'
import { scanProfile } from './scan'
import type { ScanReport } from './scan'

export interface TextReading {
  /** "ProcessProfile" with the top blocks as its children, unless the text has just such a node itself. */
  readonly root: ProfileNode
  readonly source: Source
  readonly problems: readonly ReadProblem[]
  /** How many more problems there were than are listed. */
  readonly moreProblems: number
  /** False: the text ends early; what came before was read. */
  readonly complete: boolean
}

export interface ReadTextOptions {
  /** The number in its file of the text's first line, for the problems; 1 if not said. */
  readonly firstLine?: number
}

const MAX_PROBLEMS = 200
const MAX_PROBLEM_TEXT = 200

/**
 * Reads RuntimeProfile text: the memory profile of all generations (P1 to P3), whole or single sections, as Doris prints it or as
 * pasting left it, and any other profile of the same grammar. Values come with their error (readValue.ts); a counter line of which
 * the value is none is an info string. Throws ReadError: 'empty', 'not-a-profile', 'too-deep', 'too-large'.
 */
export function readProfileText(text: string, options: ReadTextOptions = {}): TextReading {
  const whole = text.endsWith('\n') ? text : `${text}\n`
  const tops = scanProfile(whole, undefined)
  if (tops === undefined || tops.length === 0) return readDamaged(text, options)
  const source = findSource(tops)
  if (whole !== text && isCut(text, source)) return readDamaged(text, options)
  const problems = new ProblemList(options.firstLine ?? 1, text)
  return finish(tops, source, problems, false)
}

function readDamaged(text: string, options: ReadTextOptions): TextReading {
  const repaired = repairText(text)
  const problems = new ProblemList(options.firstLine ?? 1, text, repaired.lines)
  if (repaired.rebuilt !== undefined) problems.addNote(repaired.rebuilt)
  const tops = scanProfile(repaired.text, problems) ?? []
  if (tops.length === 0) throw notAProfile(text)
  const source = findSource(tops)
  // Prose has lines that end in a colon too.
  if (source === 'text' && problems.skipped * 2 > repaired.lines.length) throw notAProfile(text)
  if (repaired.cut !== undefined) {
    const { line, kept } = repaired.cut
    const what = kept
      ? 'its first value was read, and what followed is missing'
      : 'the line was left out, and what followed is missing'
    problems.addAt('skipped', line, `The text breaks off in the middle of this line; ${what}.`)
  }
  return finish(tops, source, problems, repaired.cut !== undefined)
}

function finish(tops: readonly ProfileNode[], source: Source, problems: ProblemList, cut: boolean): TextReading {
  const { messages, endsEarly } = findMissing(tops, source, cut)
  for (const message of messages) problems.addMissing(message)
  return {
    root: rootOf(tops),
    source,
    problems: problems.listed,
    moreProblems: problems.more,
    complete: !cut && !endsEarly,
  }
}

function rootOf(tops: readonly ProfileNode[]): ProfileNode {
  const first = tops[0]
  if (tops.length === 1 && first?.name === PROCESS_PROFILE) return { ...first, extra: new Map([[HEAD_FIELD, true]]) }
  return {
    name: PROCESS_PROFILE,
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters: NO_COUNTERS,
    children: tops,
    indent: true,
    extra: undefined,
  }
}

function isCut(text: string, source: Source): boolean {
  const line = text.slice(text.lastIndexOf('\n') + 1).trimStart()
  return line !== '' && keepOfLastLine(line, source !== 'text') !== line
}

class ProblemList implements ScanReport {
  readonly listed: ReadProblem[] = []
  more = 0
  skipped = 0
  readonly #firstLine: number
  readonly #text: string
  readonly #lines: readonly number[]
  #starts: number[] | undefined = undefined

  /** `lines`: of each line of the scanned text, its index in the original text. */
  constructor(firstLine: number, text: string, lines: readonly number[] = []) {
    this.#firstLine = firstLine
    this.#text = text
    this.#lines = lines
  }

  add(kind: ReadProblem['kind'], line: number, message: string): void {
    this.addAt(kind, this.#lines[line] ?? line, message)
  }

  /** `line`: its index in the original text. */
  addAt(kind: ReadProblem['kind'], line: number, message: string): void {
    if (kind === 'skipped') this.skipped++
    this.#push({ kind, line: this.#firstLine + line, message, text: this.#textOf(line) })
  }

  addNote(message: string): void {
    this.#push({ kind: 'note', line: undefined, message, text: undefined })
  }

  addMissing(message: string): void {
    this.#push({ kind: 'missing', line: undefined, message, text: undefined })
  }

  #push(problem: ReadProblem): void {
    if (this.listed.length < MAX_PROBLEMS) this.listed.push(problem)
    else this.more++
  }

  #textOf(line: number): string {
    if (this.listed.length >= MAX_PROBLEMS) return ''
    this.#starts ??= startsOf(this.#text)
    const start = this.#starts[line] ?? 0
    const end = this.#text.indexOf('\n', start)
    return this.#text
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .slice(0, MAX_PROBLEM_TEXT)
  }
}

function startsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function notAProfile(text: string): ReadError {
  if (text.trim() === '') return new ReadError('empty', 'There is nothing in this text.')
  if (isMarkup(text)) return refuseMarkup(text)
  return new ReadError(
    'not-a-profile',
    `This is not a profile of Doris; it looks like ${describeText(text)}. Paste what a BE shows on /profile, or what it logs from "MemoryOverviewSnapshot:" on.`,
  )
}

/** What a foreign text looks like, in a few words. */
function describeText(text: string): string {
  const start = text.slice(0, 4096).trimStart()
  const head = start.slice(0, 64)
  if (head.startsWith('{') || head.startsWith('[')) return 'JSON'
  if (head.startsWith('<')) return 'XML or HTML'
  if (start.includes('\0') || start.includes('\ufffd\ufffd')) return 'a binary file'
  if (/^(# (HELP|TYPE) |doris_be_)/m.test(start)) return 'metrics'
  if (/^[IWEF]\d{4,8} \d\d:\d\d:\d\d/m.test(start)) return 'a log without a memory profile in it'
  if (/^(___ Begin jemalloc statistics ___|MALLOC:)/m.test(start)) return "an allocator's statistics"
  return `plain text that begins with ${JSON.stringify(start.slice(0, 40).split(/[\r\n]/, 1)[0])}`
}
