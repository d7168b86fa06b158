import {
  MARK_KINDS,
  REDACTED_KINDS,
  type Frame,
  type MarkDetail,
  type MarkFrame,
  type SampleFrame,
  type TimelineHeader,
} from '../../profile/frame'
import { MAX_DECODED_BYTES } from '../../profile/limits'
import { ReadError, type ReadProblem, type ReadReport } from '../../profile/report'
import { BlockReader } from '../../profile/block/blockReader'
import type { BlockPart } from '../../profile/block/block'
import type { ReadOptions } from '../input'
import { isJsonObject } from '../json/jsonObject'
import { integerFromJson } from '../json/number'
import { readProfileJson } from '../json/read'
import { findRawValues, type RawValues } from './block/rawValues'
import { blockFromJson } from './block/readBlock'
import { applyDelta, readSource } from './delta'
import { splitLines } from './splitLines'
import { TIMELINE_FORMAT, TIMELINE_VERSION } from './write'

const MAX_LISTED_PROBLEMS = 100
const decoder = new TextDecoder('utf-8')

export interface SessionReaderOptions {
  /** The server's own text of a sample, where the file has it. */
  readonly onRaw?: (seq: number, text: string) => void
}

/**
 * Reads the lines of a saved timeline one by one. It keeps the last sample, on which the next delta builds; the samples that it gives
 * share what did not change. What cannot be read is skipped and becomes a problem; only a newer version is refused, with a ReadError.
 */
export class SessionReader {
  /** How many samples were read. */
  samples = 0
  /** How many more problems there were than are listed. */
  moreProblems = 0
  private readonly options: SessionReaderOptions
  private headerRead: TimelineHeader | undefined
  private last: SampleFrame | undefined
  private lastAt: number | undefined
  private line = 0
  private ended = false
  private marks = 0
  private orphans: { count: number; problem: ListedProblem | undefined } | undefined
  private readonly problemList: ListedProblem[] = []
  private readonly unknownKinds = new Map<string, number>()

  constructor(options: SessionReaderOptions = {}) {
    this.options = options
  }

  /** What the header line says; undefined while none was read. */
  get header(): TimelineHeader | undefined {
    return this.headerRead
  }

  /** True: the end line was read, and nothing after it. */
  get complete(): boolean {
    return this.ended
  }

  get problems(): readonly ReadProblem[] {
    const unknown = [...this.unknownKinds].map(([kind, count]): ReadProblem => ({
      kind: 'skipped',
      line: undefined,
      message: `${count === 1 ? `1 line of the kind "${kind}" was` : `${count} lines of the kind "${kind}" were`} skipped: this version of Memlane does not know that kind.`,
      text: undefined,
    }))
    return [...this.problemList, ...unknown]
  }

  /**
   * The frame of one line, without its line end; undefined if the line has none (header, end, blank, not readable). For what a server
   * sends: that has no blocks. Throws ReadError 'newer-version'.
   */
  readLine(line: string): Frame | undefined {
    const part = this.readPart(line)
    if (part?.kind !== 'block') return part
    this.samples -= part.block.count
    this.problem('skipped', 'A block of samples is not expected here; it was left out.', line)
    return undefined
  }

  /** As readLine, for files: a line may hold a block of many samples. */
  readPart(line: string): Frame | BlockPart | undefined {
    this.line += 1
    if (line.trim() === '') return undefined
    let json: unknown
    try {
      json = JSON.parse(line)
    } catch {
      this.problem('skipped', 'This line is not JSON; it was left out.', line)
      return undefined
    }
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      this.problem('skipped', 'This line is not a frame of a timeline; it was left out.', line)
      return undefined
    }
    const value = json as Readonly<Record<string, unknown>>
    try {
      return this.readValue(value)
    } catch (error) {
      if (!(error instanceof ReadError) || error.code === 'newer-version') throw error
      if (value['k'] === 'key' || value['k'] === 'delta' || value['k'] === 'block') this.last = undefined
      this.problem('skipped', `${error.message} This line was left out.`, line)
      return undefined
    }
  }

  /** As readPart, from UTF-8: several times as fast for a block. */
  readBytes(line: Uint8Array): Frame | BlockPart | undefined {
    return this.readRawBlock(line) ?? this.readPart(decoder.decode(line))
  }

  /** What there is to say about the whole, once the last line was read. */
  report(file: string | undefined): ReadReport {
    const { headerRead, ended, problems } = this
    return {
      file,
      recognisedAs: `saved timeline of Memlane, version ${TIMELINE_VERSION}${headerRead?.tool ? `, written by Memlane ${headerRead.tool}` : ''}`,
      snapshots: this.samples,
      problems: ended
        ? problems
        : [
            ...problems,
            {
              kind: 'missing',
              line: undefined,
              message:
                this.lastAt !== undefined
                  ? `The timeline has no end line: it was cut off, or is still being written. Everything up to ${new Date(this.lastAt).toISOString()} was read.`
                  : 'The timeline has no end line and no sample: it was cut off.',
              text: undefined,
            },
          ],
      moreProblems: this.moreProblems,
      complete: ended,
      ...(this.marks > 0 && { marks: this.marks }),
    }
  }

  /** A line that was never looked at because it is too long. */
  skipLongLine(bytes: number): void {
    this.line += 1
    this.last = undefined
    this.problem(
      'skipped',
      `This line has ${bytes.toLocaleString('en')} bytes, more than the ${MAX_DECODED_BYTES.toLocaleString('en')} that are read of one line; it was left out.`,
      undefined,
    )
  }

  /** The rest after the last line end, when the input is over. */
  skipPartialLine(text: string): void {
    this.line += 1
    this.problem('missing', 'The last line is cut off; it was left out.', text)
  }

  private readValue(value: Readonly<Record<string, unknown>>): Frame | BlockPart | undefined {
    if (value['format'] === TIMELINE_FORMAT) {
      this.readHeader(value)
      return undefined
    }
    const kind = value['k']
    if (kind !== 'end') this.ended = false
    switch (kind) {
      case 'key':
        return this.sample(value, readKey(value))
      case 'delta':
        return this.readDelta(value)
      case 'block':
        return this.readBlock(value)
      case 'gap':
        return {
          kind: 'gap',
          from: time(value, 'from'),
          to: time(value, 'to'),
          why: text(value, 'why'),
          tries: number(value, 'tries'),
        }
      case 'mark': {
        const mark = readMark(value)
        this.marks += 1
        return mark
      }
      case 'raw':
        this.options.onRaw?.(number(value, 'seq'), text(value, 'text'))
        return undefined
      case 'end':
        this.ended = true
        return undefined
      default: {
        const name = typeof kind === 'string' ? kind.slice(0, 40) : 'none'
        if (this.unknownKinds.size < MAX_LISTED_PROBLEMS || this.unknownKinds.has(name))
          this.unknownKinds.set(name, (this.unknownKinds.get(name) ?? 0) + 1)
        else this.moreProblems += 1
        return undefined
      }
    }
  }

  /** A block as it is usually written; whatever is not as usual is undefined, for readPart says what it is. */
  private readRawBlock(line: Uint8Array): BlockPart | undefined {
    const raw = findRawValues(line)
    if (!raw) return undefined
    try {
      const rest = `${decoder.decode(line.subarray(0, raw.start))}0${decoder.decode(line.subarray(raw.end))}`
      const value = JSON.parse(rest) as Readonly<Record<string, unknown>>
      if (value['k'] !== 'block' || value['values'] !== 0) return undefined
      const part = this.readBlock(value, raw)
      this.line += 1
      this.ended = false
      return part
    } catch (error) {
      if (error instanceof ReadError || error instanceof SyntaxError) return undefined
      throw error
    }
  }

  private readHeader(value: Readonly<Record<string, unknown>>): void {
    const version = value['version']
    if (typeof version !== 'number' || version > TIMELINE_VERSION)
      throw new ReadError(
        'newer-version',
        `This timeline has version ${String(version)}; this Memlane reads up to version ${TIMELINE_VERSION}. Open it with a newer Memlane.`,
      )
    this.ended = false
    this.last = undefined
    this.headerRead ??= {
      tool: typeof value['tool'] === 'string' ? value['tool'] : '',
      created: readTime(value['created']),
      target: typeof value['target'] === 'string' ? value['target'] : undefined,
      source: HEADER_SOURCES.find((source) => source === value['source']) ?? 'file',
      note: typeof value['note'] === 'string' ? value['note'] : '',
      ...readRedacted(value['redacted']),
    }
  }

  private readBlock(value: Readonly<Record<string, unknown>>, raw?: RawValues): BlockPart {
    const block = blockFromJson(value, raw)
    for (const at of block.at) if (!isTime(at)) throw new ReadError('invalid', '"t" should hold times.')
    // A delta never builds on a block: its last sample would have to be unpacked for that.
    this.last = undefined
    this.lastAt = block.at[block.count - 1]
    this.orphans = undefined
    this.samples += block.count
    return { kind: 'block', block }
  }

  private readDelta(value: Readonly<Record<string, unknown>>): SampleFrame | undefined {
    const { last } = this
    if (!last || last.seq !== value['on']) {
      this.skipOrphan(value)
      return undefined
    }
    const takenAt = value['takenAt']
    return this.sample(value, applyDelta(last.snapshot, value, typeof takenAt === 'number' ? takenAt : undefined))
  }

  /** One sentence for all deltas in a row whose sample before is lost. */
  private skipOrphan(value: Readonly<Record<string, unknown>>): void {
    this.last = undefined
    if (!this.orphans) {
      this.orphans = { count: 0, problem: undefined }
      this.orphans.problem = this.problem('skipped', '', JSON.stringify(value))
    }
    this.orphans.count += 1
    const { count, problem } = this.orphans
    if (problem)
      problem.message =
        count === 1
          ? 'This delta builds on a sample that could not be read; it was left out.'
          : `This delta and those after it build on a sample that could not be read; ${count} samples were left out, up to the next key frame.`
  }

  private sample(value: Readonly<Record<string, unknown>>, snapshot: SampleFrame['snapshot']): SampleFrame {
    const sample: SampleFrame = {
      kind: 'sample',
      seq: whole(value, 'seq'),
      at: time(value, 't'),
      tookMs: optionalNumber(value, 'ms'),
      wireBytes: optionalNumber(value, 'bytes'),
      snapshot,
    }
    this.last = sample
    this.lastAt = sample.at
    this.orphans = undefined
    this.samples += 1
    return sample
  }

  private problem(kind: ReadProblem['kind'], message: string, line: string | undefined): ListedProblem | undefined {
    if (this.problemList.length >= MAX_LISTED_PROBLEMS) {
      this.moreProblems += 1
      return undefined
    }
    const problem: ListedProblem = { kind, line: this.line, message, text: line?.slice(0, 200) }
    this.problemList.push(problem)
    return problem
  }
}

/** The message may still change: it counts what follows from the same cause. */
interface ListedProblem extends ReadProblem {
  message: string
}

export interface ReadSessionOptions extends ReadOptions, SessionReaderOptions {
  /** For the report. */
  readonly file?: string
  /** A reader that was used before, or that the caller wants to look at. */
  readonly reader?: SessionReader
}

/**
 * The frames of a saved timeline, decoded (not gzipped), as they come; the value at the end is the report. A file cut anywhere gives
 * what stands before the cut. Throws ReadError 'newer-version' or 'cancelled'.
 */
export async function* readSession(
  stream: ReadableStream<Uint8Array>,
  options: ReadSessionOptions = {},
): AsyncGenerator<Frame, ReadReport> {
  const parts = readSessionParts(stream, options)
  try {
    for (;;) {
      const next = await parts.next()
      if (next.done) return next.value
      const part = next.value
      if (part.kind !== 'block') yield part
      else {
        const reader = new BlockReader(part.block)
        for (let index = 0; index < part.block.count; index++) yield reader.sampleAt(index)
      }
    }
  } finally {
    await parts.return(undefined as never)
  }
}

/** As readSession, with blocks of samples as they are: whoever keeps columns need not see every sample. */
export async function* readSessionParts(
  stream: ReadableStream<Uint8Array>,
  options: ReadSessionOptions = {},
): AsyncGenerator<Frame | BlockPart, ReadReport> {
  const reader = options.reader ?? new SessionReader(options)
  for await (const line of splitLines(stream, MAX_DECODED_BYTES, options.signal)) {
    if (line.kind === 'too-long') reader.skipLongLine(line.bytes)
    else if (!line.whole && !isJson(decoder.decode(line.bytes))) reader.skipPartialLine(decoder.decode(line.bytes))
    else {
      const part = reader.readBytes(line.bytes)
      if (part) yield part
    }
  }
  return reader.report(options.file)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const HEADER_SOURCES: readonly TimelineHeader['source'][] = ['live', 'log', 'page', 'file']

/** A kind that this version does not know was replaced all the same; nobody needs its name. */
function readRedacted(json: unknown): Pick<TimelineHeader, 'redacted'> {
  const redacted = Array.isArray(json) ? REDACTED_KINDS.filter((kind) => json.includes(kind)) : []
  return redacted.length > 0 ? { redacted } : {}
}

function readMark(value: Readonly<Record<string, unknown>>): MarkFrame {
  const withinMs = optionalNumber(value, 'within')
  const detail = readMarkDetail(value['detail'])
  return {
    kind: 'mark',
    at: time(value, 't'),
    // A kind of mark that this version does not know is shown as a note.
    mark: MARK_KINDS.find((kind) => kind === value['kind']) ?? 'note',
    text: text(value, 'text'),
    ...(withinMs !== undefined && { withinMs }),
    ...(detail && { detail }),
  }
}

/** What is not of the form that it should have is left out: the mark's text says it in words. */
function readMarkDetail(json: unknown): MarkDetail | undefined {
  if (!isJsonObject(json)) return undefined
  const { task, bytes, pid, process, file, line } = json
  const exact = integerFromJson(bytes)
  return {
    ...(typeof task === 'string' && { task }),
    ...(exact !== undefined && { bytes: exact }),
    ...(typeof pid === 'number' && { pid }),
    ...(typeof process === 'string' && { process }),
    ...(typeof file === 'string' && { file }),
    ...(typeof line === 'number' && { line }),
  }
}

function readKey(value: Readonly<Record<string, unknown>>): SampleFrame['snapshot'] {
  return { ...readProfileJson(value['profile']), source: readSource(value['source']) }
}

function readTime(json: unknown): number {
  if (typeof json === 'number') return json
  const time = typeof json === 'string' ? Date.parse(json) : Number.NaN
  return Number.isNaN(time) ? 0 : time
}

function number(value: Readonly<Record<string, unknown>>, name: string): number {
  const field = value[name]
  if (typeof field !== 'number') throw new ReadError('invalid', `"${name}" should be a number.`)
  return field
}

function whole(value: Readonly<Record<string, unknown>>, name: string): number {
  const field = value[name]
  if (!Number.isSafeInteger(field)) throw new ReadError('invalid', `"${name}" should be a whole number.`)
  return field as number
}

/** A JS Date can say no more than this, in ms. */
const LAST_TIME = 8.64e15

function isTime(json: unknown): json is number {
  return typeof json === 'number' && json >= -LAST_TIME && json <= LAST_TIME
}

function time(value: Readonly<Record<string, unknown>>, name: string): number {
  const field = value[name]
  if (!isTime(field)) throw new ReadError('invalid', `"${name}" should be a time in Unix ms.`)
  return field
}

function optionalNumber(value: Readonly<Record<string, unknown>>, name: string): number | undefined {
  return value[name] === undefined || value[name] === null ? undefined : number(value, name)
}

function text(value: Readonly<Record<string, unknown>>, name: string): string {
  const field = value[name]
  if (typeof field !== 'string') throw new ReadError('invalid', `"${name}" should be a text.`)
  return field
}
