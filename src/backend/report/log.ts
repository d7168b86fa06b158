import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

export type LogLevel = 'INFO' | 'WARNING' | 'ERROR'
const RANK: Readonly<Record<LogLevel, number>> = { INFO: 0, WARNING: 1, ERROR: 2 }

/** A file that could not be written is tried again after so long. */
const RETRY_MS = 60_000

export interface LogOptions {
  /** Appended to; undefined: no file. */
  readonly file?: string | undefined
  /** What of this level and above goes to `stderr` too; undefined: nothing. */
  readonly stderrFrom?: LogLevel | undefined
  readonly stderr: (text: string) => void
  readonly now?: () => Date
  /** Milliseconds that only go forward. */
  readonly elapsed?: () => number
  /** Writes text to a file and says how many bytes went there, as writeSync does; for tests. */
  readonly writeText?: (handle: number, text: string) => number
}

/**
 * Writes messages as glog does: a prefix with level, local time, thread, file and line, then the message, which may have several
 * lines. A file that cannot be written never stops the process: that is said once on stderr, tried again later, and said when it
 * goes on. A message of which only a part was written stands on lines of its own.
 */
export class Log {
  private readonly options: LogOptions
  private handle: number | undefined
  /** The handle when a whole message was written through it: what follows begins a line. */
  private startedHandle: number | undefined
  private brokenUntil = 0
  private missed = 0
  private readonly clock = new MicrosecondClock()

  constructor(options: LogOptions) {
    this.options = options
  }

  info = (message: string): void => this.write('INFO', message)
  warning = (message: string): void => this.write('WARNING', message)
  error = (message: string): void => this.write('ERROR', message)

  close(): void {
    const { handle } = this
    this.handle = undefined
    this.startedHandle = undefined
    if (handle !== undefined) closeSync(handle)
  }

  private write(level: LogLevel, message: string): void {
    const { stderrFrom, stderr } = this.options
    const at = this.options.now?.() ?? new Date()
    const line = `${formatPrefix(level, at, this.clock.within(at), findCaller())}${message}\n`
    if (stderrFrom !== undefined && RANK[level] >= RANK[stderrFrom]) stderr(line)
    if (this.options.file !== undefined) this.writeFile(this.options.file, line)
  }

  private writeFile(file: string, line: string): void {
    const elapsed = this.options.elapsed?.() ?? performance.now()
    if (elapsed < this.brokenUntil) {
      this.missed++
      return
    }
    try {
      this.handle ??= openSync(file, 'a+', 0o644)
      // After a fault, or where another process was cut off: what stands there is not the beginning of this line.
      const text = this.handle === this.startedHandle || endsInLine(this.handle) ? line : `\n${line}`
      const written = (this.options.writeText ?? writeSync)(this.handle, text)
      if (written < Buffer.byteLength(text)) throw new Error(`only a part of a message could be written`)
      this.startedHandle = this.handle
      if (this.brokenUntil !== 0)
        this.options.stderr(`The log file ${file} is written again; ${this.missed} messages are missing in it.\n`)
      this.brokenUntil = 0
      this.missed = 0
    } catch (error) {
      this.missed++
      const cause = error instanceof Error ? error.message : String(error)
      if (this.brokenUntil === 0) {
        this.options.stderr(
          `The log file ${file} cannot be written: ${cause}. The process goes on without it and tries again every minute.\n`,
        )
      }
      this.brokenUntil = elapsed + RETRY_MS
      try {
        this.close()
      } catch {
        // It is forgotten either way.
      }
    }
  }
}

/** Whether the next byte of a file begins a line: it is empty, or its last byte ends one. Not a regular file: true. */
function endsInLine(handle: number): boolean {
  const stat = fstatSync(handle)
  if (!stat.isFile() || stat.size === 0) return true
  const last = new Uint8Array(1)
  return readSync(handle, last, 0, 1, stat.size - 1) !== 1 || last[0] === 0x0a
}

interface CodePlace {
  readonly file: string
  readonly line: number
}

/** glog's prefix: `I20241012 10:11:12.123456 12345 memlane.js:123] `. The main thread of a process has the number of the process. */
function formatPrefix(level: LogLevel, at: Date, microseconds: number, place: CodePlace): string {
  const digits = (value: number, count: number): string => String(value).padStart(count, '0')
  const date = `${at.getFullYear()}${digits(at.getMonth() + 1, 2)}${digits(at.getDate(), 2)}`
  const time = `${digits(at.getHours(), 2)}:${digits(at.getMinutes(), 2)}:${digits(at.getSeconds(), 2)}`
  const fraction = `${digits(at.getMilliseconds(), 3)}${digits(microseconds, 3)}`
  return `${level[0]}${date} ${time}.${fraction} ${String(process.pid).padStart(5)} ${place.file}:${place.line}] `
}

/** The clock of the day counts whole ms; the microseconds within one are measured, so that lines of one ms are in order. */
class MicrosecondClock {
  private millisecond = Number.NaN
  private startedAt = 0

  within(at: Date): number {
    const now = performance.now()
    if (at.getTime() !== this.millisecond) {
      this.millisecond = at.getTime()
      this.startedAt = now
    }
    return Math.min(999, Math.floor((now - this.startedAt) * 1000))
  }
}

/** Where the log was called, as the running program has it. */
function findCaller(): CodePlace {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 6
  const stack = new Error('place').stack ?? ''
  Error.stackTraceLimit = limit
  // The frames above: this function, Log.write, and the method named after the level.
  const match = /([\w.]+):(\d+):\d+\)?$/.exec(stack.split('\n')[4] ?? '')
  return match === null ? { file: 'memlane.js', line: 1 } : { file: match[1]!, line: Number(match[2]) }
}
