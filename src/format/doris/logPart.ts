import type { UnixMs } from '../../base/units'
import { readLogEvent } from './logEvents'
import { LogScanner, type LogMessage, type LogScan } from './logScan'

// What one file of a log has to say, before it is put together with others.

/** Whether a text is a part of a Doris log: be.INFO, be.WARNING, be.out, rows or a status line of one, a message about memory. */
export function isDorisLog(head: string): boolean {
  return LOG_SIGNS.test(head)
}

const LOG_SIGNS = new RegExp(
  [
    String.raw`(?:^|[\s|>"'*\x60])[IWEF](?:\d{8}|\d{4}) \d\d:\d\d:\d\d\.\d{6} +\d+ [\w.+/-]{1,100}:`,
    String.raw`^Log file created at: `,
    String.raw`^\*\*\* (?:Aborted at \d|Query id: |SIG[A-Z]+ )`,
    String.raw`^\s*MemTracker(?:Limiter)? Label=`,
    String.raw`^\s*Type=[\w/ ]{1,60}, Used=`,
    'Memory Tracker Summary',
    'Process Memory Summary',
    String.raw`os physical memory [\d.]+ ?[KMGT]?B`,
    String.raw`\[vm/rss\]`,
    String.raw`\[MemoryGC\]`,
    'MEM_LIMIT_EXCEEDED|MEM_ALLOC_FAILED',
    String.raw`[Mm]emory limit exceeded:`,
    'memory hard limit workload group',
    'query/load memory tracker, queryId',
    String.raw` memory used \d+ Bytes,`,
    String.raw`process memory used [\d.]+ ?[KMGT]?B,? limit`,
  ].join('|'),
  'm',
)

/** What one file of a log has to say, not yet put together with others. */
export interface LogPart {
  readonly name: string
  /** When the file was last changed, if known. */
  readonly takenAt: UnixMs | undefined
  readonly messages: readonly LogMessage[]
  readonly scan: LogScan
  /** Ended tasks that were left out because larger ones fill the list. */
  readonly droppedEnds: number
  /** Messages that were left out because there are too many. */
  readonly droppedMessages: number
}

/** Of each file so many ends of tasks are kept, the largest. */
export const MAX_ENDS = 1000
/** Of each file so much text is kept, in characters. */
export const MAX_TEXT = 256 * 1024 * 1024

/** Takes in the bytes of one file. Memory grows with what is found, not with the file. */
export class LogCollector {
  private readonly name: string
  private readonly takenAt: UnixMs | undefined
  private readonly messages: LogMessage[] = []
  private ends: { readonly peak: number; readonly message: LogMessage }[] = []
  private droppedEnds = 0
  private droppedMessages = 0
  private textLength = 0
  private readonly scanner = new LogScanner((message) => this.add(message))

  constructor(name: string, takenAt: UnixMs | undefined) {
    this.name = name
    this.takenAt = takenAt
  }

  push(chunk: Uint8Array): void {
    this.scanner.push(chunk)
  }

  end(): LogPart {
    const scan = this.scanner.end()
    this.keepLargestEnds(MAX_ENDS)
    const messages = [...this.messages, ...this.ends.map(({ message }) => message)].toSorted((a, b) => a.line - b.line)
    const { name, takenAt, droppedEnds, droppedMessages } = this
    return { name, takenAt, messages, scan, droppedEnds, droppedMessages }
  }

  private add(message: LogMessage): void {
    const { prefix, lines } = message
    if (prefix && !message.follows && !isRelevant(prefix.level, lines)) return
    const end = lines.length === 1 && /deregister query\/load/i.test(lines[0]!) ? readLogEvent(lines[0]!) : undefined
    if (end?.kind === 'task-end') {
      this.ends.push({ peak: Number(end.peak?.value ?? 0), message })
      if (this.ends.length >= 2 * MAX_ENDS) this.keepLargestEnds(MAX_ENDS)
      return
    }
    this.textLength += lines.reduce((sum, line) => sum + line.length, 0)
    if (this.textLength > MAX_TEXT) this.droppedMessages += 1
    else if (prefix) this.messages.push(message)
    else this.messages.push(...splitPaste(message))
  }

  private keepLargestEnds(count: number): void {
    if (this.ends.length <= count) return
    this.ends.sort((a, b) => b.peak - a.peak)
    this.droppedEnds += this.ends.length - count
    this.ends.length = count
  }
}

const ERROR_START =
  /^\s*(?:ERROR \d{1,5} |errCode ?= ?\d|[Mm]emory limit exceeded:|cancelled: |\[(?:MEM_LIMIT_EXCEEDED|MEM_ALLOC_FAILED|CANCELLED|MemoryGC)\])/

/** What people paste of a client may be several messages, one behind the other and without prefixes. */
function splitPaste(message: LogMessage): LogMessage[] {
  const { lines } = message
  const starts = [0, ...lines.flatMap((line, index) => (index > 0 && ERROR_START.test(line) ? [index] : []))]
  return starts.map((start, place) => ({
    ...message,
    line: message.line + start,
    lines: lines.slice(start, starts[place + 1]),
    endsOpen: message.endsOpen && place === starts.length - 1,
  }))
}

const RELEVANT =
  /Memory (?:Tracker )?Summary|MemTracker(?:Limiter)? Label=|Snapshot:|\[MemoryGC\]|MEM_LIMIT_EXCEEDED|MEM_ALLOC_FAILED|memory hard limit|physical memory|process memory|query\/load memory tracker|^Physical Memory: |[Mm]emory (?:limit |hard limit |tracker limit )?exceed|cancel top memory|mem(?:ory)? (?:tracker )?(?:check failed|limit)|Mem Exceed|mem consume|^\s*- (?:Memory|CurrentUsage|PeakUsage|Limit|ReservedMemory)\b|because of memory|^(?:Log file created at: |Running on machine: |\*\*\* |Signal: SIG|start time: )/m

/** Whether a message may have to do with memory, or with the life of the process. */
export function isRelevant(level: string, lines: readonly string[]): boolean {
  return level === 'F' || lines.some((line) => RELEVANT.test(line))
}

export interface LogHeader {
  readonly machine: string | undefined
  readonly created: UnixMs | undefined
  /** Lines of the head that are of glog. */
  readonly lines: number
}

/** When a file was begun, by its first line, as if its clock were at UTC. */
export function readLogCreated(text: string): UnixMs | undefined {
  const at = /^Log file created at: (\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text)
  if (!at) return undefined
  const [year, month, day, hours, minutes, seconds] = at.slice(1).map(Number)
  return Date.UTC(year!, month! - 1, day, hours, minutes, seconds)
}

/** The lines that glog begins a file with. */
export function findHeader({ messages }: LogPart): LogHeader {
  let machine: string | undefined
  let created: UnixMs | undefined
  let lines = 0
  const first = messages[0]
  for (const text of first && !first.prefix ? first.lines.slice(0, 20) : []) {
    const at = readLogCreated(text)
    if (at !== undefined) {
      created = at
      lines += 1
    }
    const on = /^Running on machine: (\S{1,200})/.exec(text)
    if (on) {
      machine = on[1]
      lines += 1
    }
  }
  return { machine, created, lines }
}
