import { formatBytes } from '../../base/formatBytes'
import { parseInteger, type Integer } from '../../base/integer'
import type { UnixMs } from '../../base/units'
import type { MarkFrame } from '../../profile/frame'
import { ReadError, type ReadProblem } from '../../profile/report'
import { cleanLine } from './plainText'

// What the kernel says when it kills a process for want of memory: the output of dmesg, kern.log, /var/log/messages, journalctl -k.

export interface DmesgOptions {
  /** The input's name. */
  readonly file: string
  /** When the file was last changed, or the present: for lines without a year. */
  readonly latest: UnixMs
  /** Minutes by which the machine's clock is ahead of UTC; undefined: not known. */
  readonly utcOffsetMinutes: number | undefined
  /** ms to add to times that were computed from the time since the machine started. */
  readonly kernelOffsetMs: number
}

export interface DmesgReading {
  readonly marks: readonly MarkFrame[]
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
  /** From the first to the last line that says its time. */
  readonly span: { readonly from: UnixMs; readonly to: UnixMs } | undefined
}

/** Whether a text is one of the kernel's. */
export function isDmesg(head: string): boolean {
  return KERNEL_LINE.test(head)
}

const KERNEL_LINE =
  /^\s*\[(?:\w{3} \w{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}|\s{0,8}\d{1,10}\.\d{6})\] |^[^\n]{0,120} kernel: |Out of memory: Kill(?:ed)? process \d|[Mm]emory cgroup out of memory|oom-kill:constraint=|invoked oom-killer:/m

/** Of each file so many kills become marks. */
const MAX_MARKS = 1000
const MAX_PROBLEMS = 100

/**
 * The kills in a text of the kernel, as marks; the times of `dmesg -T` are right to a second, if the machine never slept. Throws
 * ReadError 'not-a-profile' if nothing was killed.
 */
export async function readDmesg(strings: AsyncIterable<string>, options: DmesgOptions): Promise<DmesgReading> {
  const reader = new DmesgReader(options)
  let rest = ''
  for await (const text of strings) {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    // A line of the kernel has less than a KiB.
    if (rest.length > MAX_LINE) rest = rest.slice(0, MAX_LINE)
    for (const line of lines) reader.take(line)
  }
  if (rest !== '') reader.take(rest)
  return reader.end()
}

const MAX_LINE = 64 * 1024

interface Kill {
  readonly line: number
  readonly time: KernelTime | undefined
  readonly pid: number
  readonly process: string
  readonly cgroup: boolean
  anonRss: Integer | undefined
  totalVm: Integer | undefined
}

interface KernelTime {
  readonly at: UnixMs
  readonly withinMs: number
  /** Computed from the time since the start of the machine. */
  readonly fromUptime: boolean
  /** It says its time zone. */
  readonly zoned: boolean
}

class DmesgReader {
  private readonly options: DmesgOptions
  private readonly kills: Kill[] = []
  private readonly problems: ReadProblem[] = []
  private moreProblems = 0
  private lines = 0
  private cgroup = false
  private first: UnixMs | undefined
  private last: UnixMs | undefined
  private previous: UnixMs | undefined
  /** Of the first line that does not say its year. */
  private assumedYear: number | undefined

  constructor(options: DmesgOptions) {
    this.options = options
  }

  take(raw: string): void {
    this.lines += 1
    const line = cleanLine(raw)
    const { time, rest } = this.readTime(line)
    if (time) {
      this.first ??= time.at
      this.last = time.at
    }
    if (/oom-kill:constraint=CONSTRAINT_MEMCG/.test(rest)) this.cgroup = true
    if (/invoked oom-killer/.test(rest)) this.cgroup = false
    const kill = /Kill(?:ed)? process (\d{1,10})(?:, UID \d+,)? ?\(([^)]{1,64})\)/.exec(rest)
    if (!kill) return
    const pid = Number(kill[1])
    const anonRss = readKb(/anon-rss: ?(\d{1,16}) ?kB/.exec(rest)?.[1])
    const totalVm = readKb(/total-vm: ?(\d{1,16}) ?kB/.exec(rest)?.[1])
    // Older kernels announce it in one line, and say how large the process was in the next.
    const known = this.kills.at(-1)
    if (known?.pid === pid && known.anonRss === undefined && Math.abs((time?.at ?? 0) - (known.time?.at ?? 0)) <= 10_000) {
      known.anonRss = anonRss
      known.totalVm = totalVm
      return
    }
    if (time === undefined) {
      this.problem({
        kind: 'skipped',
        line: this.lines,
        message:
          'This kill has no time of day, only the seconds since the machine started, or none: it was left out. Take the output of dmesg -T.',
        text: line.trim().slice(0, 200),
      })
      return
    }
    if (this.kills.length < MAX_MARKS) {
      const cgroup = this.cgroup || /cgroup out of memory/i.test(rest)
      this.kills.push({ line: this.lines, time, pid, process: kill[2]!, cgroup, anonRss, totalVm })
    } else this.moreProblems += 1
  }

  end(): DmesgReading {
    if (this.kills.length === 0 && this.problems.length === 0) {
      throw new ReadError(
        'not-a-profile',
        `These are messages of the kernel (${this.lines.toLocaleString('en')} lines), and none of them says that a process was killed for want of memory.`,
      )
    }
    const times = this.kills.flatMap(({ time }) => time ?? [])
    const notes: string[] = [
      `${this.lines.toLocaleString('en')} ${this.lines === 1 ? 'line' : 'lines'} of the kernel, ${this.kills.length} ${this.kills.length === 1 ? 'kill' : 'kills'}; the others were skipped.`,
    ]
    if (times.some(({ zoned }) => !zoned) && this.options.utcOffsetMinutes === undefined)
      notes.push(
        'The kernel’s messages do not say their time zone: UTC was assumed. Choose its offset from UTC if that is wrong.',
      )
    if (this.assumedYear !== undefined)
      notes.push(
        `The kernel’s messages do not say the year: ${this.assumedYear} was assumed, so that they end before the file was last changed or read.`,
      )
    if (times.some(({ fromUptime }) => fromUptime))
      notes.push(
        'dmesg -T computes its times from how long the machine has been running: they are right to a second at best, and late by as long as it slept. Shown as a band; give an offset if the log says another time.',
      )
    return {
      marks: this.kills.map((kill) => this.makeMark(kill)),
      problems: [
        ...notes.map((message) => ({ kind: 'note' as const, line: undefined, message, text: undefined })),
        ...this.problems,
      ],
      moreProblems: this.moreProblems,
      span: this.first === undefined ? undefined : { from: this.first, to: Math.max(this.first, this.last!) },
    }
  }

  private makeMark({ line, time, pid, process, cgroup, anonRss, totalVm }: Kill): MarkFrame {
    const sizes = [
      ...(anonRss === undefined ? [] : [`resident ${formatBytes(anonRss)} (anon-rss)`]),
      ...(totalVm === undefined ? [] : [`virtual ${formatBytes(totalVm)} (total-vm)`]),
    ]
    const why = cgroup ? 'its cgroup ran out of memory' : 'the machine ran out of memory'
    return {
      kind: 'mark',
      at: time!.at,
      mark: 'oom',
      text: `The kernel killed ${process} (pid ${pid}) because ${why}${sizes.length === 0 ? '' : `: ${sizes.join(', ')}`}.`,
      ...(time!.withinMs > 0 && { withinMs: time!.withinMs }),
      detail: { pid, process, ...(anonRss !== undefined && { bytes: anonRss }), file: this.options.file, line },
    }
  }

  private problem(problem: ReadProblem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem)
    else this.moreProblems += 1
  }

  private readTime(line: string): { time: KernelTime | undefined; rest: string } {
    const { utcOffsetMinutes = 0, kernelOffsetMs } = this.options
    const local = (at: UnixMs): UnixMs => at - utcOffsetMinutes * 60_000
    const human = /^\s*\[\w{3} (\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\] ?/.exec(line)
    if (human) {
      const at = local(utc(human[6]!, MONTHS.indexOf(human[1]!.toLowerCase()), human[2]!, human.slice(3, 6))) + kernelOffsetMs
      return { time: { at, withinMs: 1000, fromUptime: true, zoned: false }, rest: line.slice(human[0].length) }
    }
    const iso = /^\s*\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?\]? ?/.exec(line)
    if (iso) {
      const rest = line.slice(iso[0].length)
      const zone = iso[4]
      const parsed = Date.parse(`${iso[1]!}T${iso[2]!}.${(iso[3] ?? '').slice(0, 3).padEnd(3, '0')}Z`)
      if (Number.isNaN(parsed)) return { time: undefined, rest }
      // Without the name of a machine behind it, it is dmesg's own.
      const fromUptime = !/^\S+ kernel: /.test(rest)
      const at = (zone === undefined ? local(parsed) : parsed - zoneMs(zone)) + (fromUptime ? kernelOffsetMs : 0)
      return {
        time: { at, withinMs: fromUptime || iso[3] === undefined ? 1000 : 0, fromUptime, zoned: zone !== undefined },
        rest,
      }
    }
    const full = /^\w{3} (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) \S+ \S+ kernel: ?/.exec(line)
    if (full) {
      const at = local(utc(full[1]!, Number(full[2]) - 1, full[3]!, full.slice(4, 7)))
      return { time: { at, withinMs: 1000, fromUptime: false, zoned: false }, rest: line.slice(full[0].length) }
    }
    const syslog = /^(\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? \S+ \S{1,40}: ?/.exec(line)
    const month = syslog ? MONTHS.indexOf(syslog[1]!.toLowerCase()) : -1
    if (syslog && month >= 0) {
      const at = local(this.withYear(month, syslog[2]!, syslog.slice(3, 6)))
      return { time: { at, withinMs: 1000, fromUptime: false, zoned: false }, rest: line.slice(syslog[0].length) }
    }
    return { time: undefined, rest: line }
  }

  /** syslog has no year: the last one in which the line is not later than the file; from line to line time does not go back months. */
  private withYear(month: number, day: string, clock: readonly string[]): UnixMs {
    const latest = this.options.latest
    let year = new Date(this.previous ?? latest).getUTCFullYear()
    let at = utc(String(year), month, day, clock)
    if (this.previous === undefined) {
      if (at > latest + DAY_MS) at = utc(String(--year), month, day, clock)
    } else if (this.previous - at > HALF_YEAR_MS) at = utc(String(++year), month, day, clock)
    this.previous = at
    this.assumedYear ??= year
    return at
  }
}

const DAY_MS = 86_400_000
const HALF_YEAR_MS = 183 * DAY_MS
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function utc(year: string, month: number, day: string, clock: readonly string[]): UnixMs {
  return Date.UTC(Number(year), Math.max(0, month), Number(day), Number(clock[0]), Number(clock[1]), Number(clock[2]))
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function readKb(text: string | undefined): Integer | undefined {
  return text === undefined ? undefined : parseInteger((BigInt(text) * 1024n).toString())
}
