import type { UnixMs } from '../../base/units'

// The memory profile in Doris's log (doris-formats.md, section 7): a message a section (P1), or one message with all of them, joined
// with "\n, " (P3). Only whole sections are looked for here; status lines and rows of older generations are not.

/** The text of one memory profile as it stands in a log, sections one after the other. */
export interface LogBlock {
  /** Of its first message, its digits taken as UTC, for the log does not say its zone; undefined without a year. */
  readonly at: UnixMs | undefined
  readonly text: string
  /** The line in the log where the first section begins, 1-based. */
  readonly line: number
}

/** Whether a text is a part of a Doris log (be.INFO, be.WARNING, be.out). */
export function isDorisLog(text: string): boolean {
  return ANY_PREFIX.test(text)
}

const PREFIX = /^(?:RuntimeLogger )?[IWEF](\d{8}|\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{6}) +\d+ [\w.]{1,100}:\d+\] ?/
const ANY_PREFIX = new RegExp(PREFIX, 'm')
const SECTION =
  /^(?:, )?((?:\[[A-Z]+\])?\w{1,60}MemorySnapshot|(?:\[[A-Z]+\])?MemoryOverviewSnapshot|TopMemoryTasksSnapshot):\s*$/

/** Messages further apart than this belong to different blocks: one refresh writes its sections at once. */
const BLOCK_MS = 10_000

/** The memory profiles in a log, in its order. Sections of one refresh are put together; a section that comes again begins the next block. */
export function findLogBlocks(log: string): LogBlock[] {
  const blocks: { at: UnixMs | undefined; lines: string[]; line: number; sections: Set<string> }[] = []
  let at: UnixMs | undefined
  let inSection = false
  log.split(/\r?\n/).forEach((raw, index) => {
    const prefix = PREFIX.exec(raw)
    const line = prefix ? raw.slice(prefix[0].length) : raw.startsWith(CONSOLE) ? raw.slice(CONSOLE.length) : raw
    if (prefix) {
      at = readTime(prefix)
      inSection = false
    }
    const section = SECTION.exec(line)?.[1]
    if (section !== undefined) {
      const block = blocks.at(-1)
      const belongs =
        block &&
        !block.sections.has(section) &&
        (block.at === undefined || at === undefined || Math.abs(at - block.at) <= BLOCK_MS)
      if (belongs) {
        block.sections.add(section)
        block.lines.push(`${section}:`)
      } else blocks.push({ at, lines: [`${section}:`], line: index + 1, sections: new Set([section]) })
      inSection = true
    } else if (inSection) blocks.at(-1)!.lines.push(line)
  })
  return blocks.map(({ at: time, lines, line }) => ({ at: time, text: `${lines.join('\n')}\n`, line }))
}

/** Console output of a container begins every line so. */
const CONSOLE = 'RuntimeLogger '

function readTime([, date, hours, minutes, seconds, micros]: RegExpExecArray): UnixMs | undefined {
  if (date!.length !== 8) return undefined
  const [year, month, day] = [date!.slice(0, 4), date!.slice(4, 6), date!.slice(6, 8)].map(Number)
  return Date.UTC(year!, month! - 1, day, Number(hours), Number(minutes), Number(seconds), Math.floor(Number(micros) / 1000))
}
