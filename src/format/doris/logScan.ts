import { readLogPrefix, stripConsole, type LogPrefix } from './logPrefix'

// A log may have gigabytes, and nearly all of its lines are about something else. So the bytes are searched for a few short words,
// and only messages that have one are decoded. Lines are counted on the way.

/** A message of the log that has one of the words in it, or that stands before the first prefix. */
export interface LogMessage {
  /** undefined: the text begins in the middle of a message. */
  readonly prefix: LogPrefix | undefined
  /** Number of its first line in the input, from 1 on. */
  readonly line: number
  /** Its lines, the first without its prefix. */
  readonly lines: readonly string[]
  /** It is the last one of the input, and the input does not end with a line end. */
  readonly endsOpen: boolean
  /** Lines before the ones given, or after them, were left out: it is longer than a message can be. */
  readonly shortened: boolean
  /** It has none of the words, but comes right behind a memory profile from the same place in the source: it may be the rest of it. */
  readonly follows: boolean
}

export interface LogScan {
  /** All lines of the input. */
  readonly lines: number
  readonly first: LogPrefix | undefined
  readonly last: LogPrefix | undefined
  /** The text from the last prefix on (at most 64 KiB of it), to be put together with what another part of the log begins with. */
  readonly tail: LogTail | undefined
}

export interface LogTail {
  readonly text: string
  /** Number of its first line. */
  readonly line: number
  readonly endsWithLineEnd: boolean
  /** It was given to `onMessage` as the last message. */
  readonly isMessage: boolean
}

/** Lines that begin with these are looked at: a fatal message, the head of a log file, the report of a crash. */
const FIRST_WORDS =
  /^(?:F\d{4}|F\d{8}|RuntimeLogger F\d|Log file created at: |Running on machine: |\*\*\* |start time: |Signal: SIG)/

const LINE_END = 10
/** A message may be this long; glog's end at 30,000 characters, ours is for texts that have no prefixes at all. Bytes. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** So far before a word the beginning of its message is looked for. Bytes. */
const MAX_BACK_BYTES = 64 * 1024
/** Pieces of one long message are written at once: so many lines of others may stand between them. */
const WATCHED_LINES = 200
const ANYONE = { from: undefined, until: WATCHED_LINES } as const
/** What stands before the first prefix is taken as it is up to here. Bytes. */
const MAX_HEAD_BYTES = 1024 * 1024
const MAX_LINE_BYTES = 1024 * 1024

/** Finds the messages that matter in the bytes of a log, given in chunks of any size; the chunks make no difference. */
export class LogScanner {
  private readonly onMessage: (message: LogMessage) => void
  private readonly decoder = new TextDecoder()
  /** Bytes not done with: the lines of the message that is open, then a line that has not ended. */
  private held = new Uint8Array(0)
  /** How many bytes of them are whole lines that were searched already. */
  private searched = 0
  /** Number of lines that have ended. */
  private lineCount = 0
  /** Number of the first line in `held`. */
  private heldLine = 1
  private open: OpenMessage | undefined
  private firstPrefix: LogPrefix | undefined
  private lastPrefix: LogPrefix | undefined
  private headBytes = 0
  /**
   * Where the last memory profile came from, and up to which line the rest of it is looked for. At the beginning it may be anyone's: the
   * file before this one may have ended in a profile.
   */
  private watched: { readonly from: LogPrefix | undefined; readonly until: number } | undefined = ANYONE

  constructor(onMessage: (message: LogMessage) => void) {
    this.onMessage = onMessage
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    const bytes = this.held.length === 0 ? chunk : join(this.held, chunk)
    const end = bytes.lastIndexOf(LINE_END) + 1
    if (end > this.searched) this.search(bytes, this.searched, end)
    this.hold(bytes, end)
  }

  /** The rest; nothing may be pushed afterwards. */
  end(): LogScan {
    const bytes = this.held
    if (bytes.length > this.searched) this.search(bytes, this.searched, bytes.length)
    const endsOpen = bytes.length > 0 && bytes.at(-1) !== LINE_END
    const tail = this.findTail(bytes, !endsOpen)
    if (this.open) this.finish(endsOpen)
    return { lines: this.lineCount, first: this.firstPrefix, last: this.lastPrefix, tail }
  }

  /**
   * Searches whole lines: bytes[start, end) ends behind a line end, or is the rest of the input. Looks at four bytes at a time whether
   * one of them ends a line or may belong to a word, which one in ten does.
   */
  private search(bytes: Uint8Array, start: number, end: number): void {
    let lineStart = start
    let hasWord = false
    const look = (from: number, to: number): void => {
      for (let at = from; at < to; at++) {
        const code = bytes[at]!
        if (code === LINE_END) {
          this.lineCount += 1
          if (hasWord || this.takesAll || (FIRST_BYTES[bytes[lineStart]!] === 1 && mayMatter(bytes, lineStart)))
            this.take(bytes, lineStart, at, hasWord)
          lineStart = at + 1
          hasWord = false
        } else if (!hasWord && (code === SMALL_Y || code === LARGE_M)) {
          hasWord = code === SMALL_Y ? isMory(bytes, at, lineStart) : isMem(bytes, at, end)
        }
      }
    }
    const aligned = Math.min(end, start + ((4 - ((bytes.byteOffset + start) & 3)) & 3))
    look(start, aligned)
    const count = (end - aligned) >>> 2
    const words = count === 0 ? NO_WORDS : new Uint32Array(bytes.buffer, bytes.byteOffset + aligned, count)
    for (let index = 0; index < count; index++) {
      const word = words[index]!
      const lineEnds = word ^ LINE_ENDS
      const ys = word ^ SMALL_YS
      const ms = word ^ LARGE_MS
      // Not 0 exactly where one of the four bytes is 0.
      const found = (((lineEnds - ONES) & ~lineEnds) | ((ys - ONES) & ~ys) | ((ms - ONES) & ~ms)) & HIGH_BITS
      if (found !== 0) look(aligned + index * 4, aligned + index * 4 + 4)
    }
    look(aligned + count * 4, end)
    if (lineStart < end) {
      this.lineCount += 1
      this.take(bytes, lineStart, end, hasWord)
    }
  }

  /** Whether every line is to be looked at: a message is open, no prefix was seen yet, or the rest of a profile may come. */
  private get takesAll(): boolean {
    return this.open !== undefined || this.watched !== undefined || this.firstPrefix === undefined
  }

  private take(bytes: Uint8Array, at: number, lineEnd: number, hasWord: boolean): void {
    if (this.open) this.continueOpen(bytes, at, lineEnd, hasWord)
    else if (hasWord || this.firstPrefix === undefined) this.begin(bytes, at, lineEnd, hasWord)
    else if (this.isWatched(readLogPrefix(this.decode(bytes, at, Math.min(lineEnd, at + 300)))))
      this.begin(bytes, at, lineEnd, true)
    else if (FIRST_WORDS.test(this.decode(bytes, at, Math.min(lineEnd, at + 40)))) this.begin(bytes, at, lineEnd, true)
  }

  /** A line that has a word in it, or stands before the first prefix, while no message is open. */
  private begin(bytes: Uint8Array, at: number, lineEnd: number, matters: boolean): void {
    const text = this.decode(bytes, at, lineEnd)
    const prefix = readLogPrefix(text)
    if (prefix) {
      this.see(prefix)
      if (matters)
        this.open = { prefix, firstLine: text, line: this.lineCount, lines: [prefix.rest], bytes: lineEnd - at, shortened: false }
      return
    }
    if (this.firstPrefix === undefined) {
      this.headBytes += lineEnd - at
      if (!matters && this.headBytes > MAX_HEAD_BYTES) return
      this.open = {
        prefix: undefined,
        firstLine: text,
        line: this.lineCount,
        lines: [stripConsole(text)],
        bytes: lineEnd - at,
        shortened: false,
      }
      return
    }
    this.open = this.findBeginning(bytes, at, text)
  }

  /** Goes back from a further line of a message to its first one. */
  private findBeginning(bytes: Uint8Array, at: number, text: string): OpenMessage {
    const lines = [stripConsole(text)]
    let start = at
    while (start > 0 && at - start < MAX_BACK_BYTES) {
      const before = start < 2 ? 0 : bytes.lastIndexOf(LINE_END, start - 2) + 1
      const line = this.decode(bytes, before, start - 1)
      const prefix = readLogPrefix(line)
      start = before
      if (prefix) {
        this.see(prefix)
        lines.push(prefix.rest)
        lines.reverse()
        return { prefix, firstLine: line, line: this.lineCount - lines.length + 1, lines, bytes: at - start, shortened: false }
      }
      lines.push(stripConsole(line))
    }
    lines.reverse()
    return {
      prefix: this.lastPrefix,
      firstLine: lines[0]!,
      line: this.lineCount - lines.length + 1,
      lines,
      bytes: at - start,
      shortened: true,
    }
  }

  private continueOpen(bytes: Uint8Array, at: number, lineEnd: number, hasWord: boolean): void {
    const open = this.open!
    const text = this.decode(bytes, at, lineEnd)
    const prefix = readLogPrefix(text)
    if (!prefix) {
      open.bytes += lineEnd - at
      if (open.prefix === undefined) this.headBytes += lineEnd - at
      if (open.bytes > MAX_MESSAGE_BYTES || (open.prefix === undefined && this.headBytes > MAX_HEAD_BYTES)) open.shortened = true
      else open.lines.push(stripConsole(text))
      return
    }
    this.finish(false)
    this.see(prefix)
    const matters = hasWord || this.isWatched(prefix) || FIRST_WORDS.test(text.slice(0, 40))
    if (matters)
      this.open = { prefix, firstLine: text, line: this.lineCount, lines: [prefix.rest], bytes: lineEnd - at, shortened: false }
  }

  private finish(endsOpen: boolean): void {
    const { prefix, line, lines, shortened } = this.open!
    this.open = undefined
    const follows = this.isWatched(prefix)
    if (follows && this.watched?.from) this.watched = { ...this.watched, until: this.lineCount + WATCHED_LINES }
    if (prefix && lines.some((text) => text.includes('MemorySnapshot:') || text.includes('Process Memory Summary')))
      this.watched = { from: prefix, until: this.lineCount + WATCHED_LINES }
    // Whose the text before the first prefix is, is not known.
    if (!prefix) this.watched = { ...ANYONE, until: this.lineCount + WATCHED_LINES }
    this.onMessage({ prefix, line, lines, endsOpen, shortened, follows })
  }

  private isWatched(prefix: LogPrefix | undefined): boolean {
    if (this.watched && this.lineCount > this.watched.until) this.watched = undefined
    if (!prefix || !this.watched) return false
    const { from } = this.watched
    return from === undefined || (from.thread === prefix.thread && from.place === prefix.place)
  }

  private see(prefix: LogPrefix): void {
    this.firstPrefix ??= prefix
    this.lastPrefix = prefix
  }

  /** What comes after `end` is a line that has not ended; before it the lines are kept that a later word may belong to. */
  private hold(bytes: Uint8Array, end: number): void {
    let start = end
    if (!this.open && this.firstPrefix !== undefined) {
      // The last prefix is one of the last lines, nearly always.
      while (start > 0 && end - start < MAX_BACK_BYTES) {
        const before = start < 2 ? 0 : bytes.lastIndexOf(LINE_END, start - 2) + 1
        start = before
        const prefix = readLogPrefix(this.decode(bytes, before, Math.min(end, before + 300)))
        if (prefix) {
          this.see(prefix)
          break
        }
      }
    }
    if (bytes.length - end > MAX_LINE_BYTES) {
      // A line without end: what is there stands for it, and for the lines that it may hide.
      this.search(bytes, end, bytes.length)
      this.held = new Uint8Array(0)
      this.searched = 0
      return
    }
    this.held = bytes.slice(start)
    this.searched = end - start
  }

  /** The last message, whether it matters or not; its prefix is that of the last line that has one. */
  private findTail(bytes: Uint8Array, endsWithLineEnd: boolean): LogTail | undefined {
    if (this.open) {
      if (this.open.shortened || this.open.bytes > MAX_BACK_BYTES) return undefined
      const { firstLine, lines, line } = this.open
      const text = [firstLine, ...lines.slice(1)].join('\n') + (endsWithLineEnd ? '\n' : '')
      return { text, line, endsWithLineEnd, isMessage: true }
    }
    let end = bytes.length
    let lines = 0
    while (end > 0) {
      const start = end < 2 ? 0 : bytes.lastIndexOf(LINE_END, end - 2) + 1
      lines += 1
      const prefix = readLogPrefix(this.decode(bytes, start, Math.min(end, start + 300)))
      if (prefix) {
        this.see(prefix)
        const text = this.decoder.decode(bytes.subarray(start))
        return { text, line: this.lineCount - lines + 1, endsWithLineEnd, isMessage: false }
      }
      end = start
    }
    return undefined
  }

  private decode(bytes: Uint8Array, start: number, end: number): string {
    const last = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end
    return this.decoder.decode(bytes.subarray(start, Math.min(last, start + MAX_LINE_BYTES)))
  }
}

const CARRIAGE_RETURN = 13

interface OpenMessage {
  readonly prefix: LogPrefix | undefined
  /** With its prefix. */
  readonly firstLine: string
  readonly line: number
  readonly lines: string[]
  bytes: number
  shortened: boolean
}

const NO_WORDS = new Uint32Array(0)
const SMALL_Y = 0x79
const LARGE_M = 0x4d
const LINE_ENDS = 0x0a0a0a0a
const SMALL_YS = 0x79797979
const LARGE_MS = 0x4d4d4d4d
const ONES = 0x01010101
const HIGH_BITS = 0x80808080

const FIRST_BYTES = new Uint8Array(256)
for (const letter of 'FLR*sS') FIRST_BYTES[letter.charCodeAt(0)] = 1

/** A cheap look at the line before FIRST_WORDS. In a container every line begins with "RuntimeLogger". */
function mayMatter(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1]
  switch (bytes[at] ?? 0) {
    case 0x46: // F
      return second !== undefined && second >= 0x30 && second <= 0x39
    case 0x4c: // Log
      return second === 0x6f && bytes[at + 2] === 0x67
    case 0x52: // RuntimeLogger F, Running
      return bytes[at + 14] === 0x46 || (bytes[at + 2] === 0x6e && bytes[at + 3] === 0x6e)
    case 0x2a: // ***
      return second === 0x2a
    case 0x73: // start
      return second === 0x74 && bytes[at + 2] === 0x61
    default: // Signal
      return second === 0x69 && bytes[at + 2] === 0x67
  }
}

/** "memory", "Memory": whether this y is its last letter. */
function isMory(bytes: Uint8Array, at: number, lineStart: number): boolean {
  return at - 3 >= lineStart && bytes[at - 1] === 0x72 && bytes[at - 2] === 0x6f && bytes[at - 3] === 0x6d
}

/** "MemTracker", "MEM_LIMIT_EXCEEDED", "MEM_ALLOC_FAILED": whether this M is its first letter. */
function isMem(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 3 >= end) return false
  const next = bytes[at + 1]
  if (next === 0x65) return bytes[at + 2] === 0x6d && bytes[at + 3] === 0x54
  return next === 0x45 && bytes[at + 2] === 0x4d && bytes[at + 3] === 0x5f
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
