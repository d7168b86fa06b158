import { integerToJson } from '../../base/integer'
import type { Block, BlockPart } from '../../profile/block/block'
import { BlockReader } from '../../profile/block/blockReader'
import { MAX_DECODED_BYTES } from '../../profile/limits'
import type { Frame, GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../../profile/frame'
import { writeProfileJson } from '../json/write'
import { blockToJson } from './block/writeBlock'
import { computeDelta } from './delta'

export const TIMELINE_FORMAT = 'memlane-timeline'
export const TIMELINE_VERSION = 1

/** A key frame stands in place of a delta at least this often, in samples: what a lost line can cost. */
export const KEY_EVERY = 60

/** One sample as a line. */
export interface SampleLine {
  /** With its line end. */
  readonly line: string
  /** True: a key frame, which stands alone. False: a delta on the sample written before it. */
  readonly key: boolean
}

/**
 * Writes a timeline as lines of JSON (formats.md, section 2), append-only: what was written never changes. Each method gives whole
 * lines with their line ends. It keeps the last sample, to write the next one as what changed since.
 */
export class SessionWriter {
  private readonly header: TimelineHeader
  private last: SampleFrame | undefined
  private sinceKey = 0
  private samples = 0

  constructor(header: TimelineHeader) {
    this.header = header
  }

  /** The first line of a file. */
  headerLine(): string {
    const { tool, created, target, source, note, redacted } = this.header
    return toLine({
      format: TIMELINE_FORMAT,
      version: TIMELINE_VERSION,
      tool,
      created: timeToJson(created),
      target,
      source,
      unit: 'byte',
      note,
      ...(redacted && redacted.length > 0 && { redacted }),
    })
  }

  /** Any frame, or a block of samples, as one or more lines. */
  lines(frame: Frame | BlockPart): string {
    switch (frame.kind) {
      case 'block':
        return this.blockLine(frame.block)
      case 'sample':
        return this.sampleLine(frame).line
      case 'gap':
        return this.gapLine(frame)
      case 'mark':
        return this.markLine(frame)
    }
  }

  /** The next sample: a delta on the one before, or a key frame where one is due. */
  sampleLine(frame: SampleFrame): SampleLine {
    const { last } = this
    // A delta names the sample it builds on by its seq, so the numbers must ascend for that to be one sample only.
    const key = !last || this.sinceKey >= KEY_EVERY - 1 || frame.seq <= last.seq || isRestart(last, frame)
    const line = key ? this.keyLine(frame) : deltaLine(last, frame)
    this.sinceKey = key ? 0 : this.sinceKey + 1
    this.last = frame
    this.samples += 1
    return { line, key }
  }

  /** Any sample as a key frame. Changes nothing in the writer: deltas already written on this sample fit behind it. */
  keyLine(frame: SampleFrame): string {
    return toLine({ k: 'key', ...moment(frame), source: frame.snapshot.source, profile: writeProfileJson(frame.snapshot) })
  }

  /**
   * Many samples in one line, a third of the size of their deltas; the sample after it is a key frame. A block that would be a longer
   * line than is read is written sample by sample.
   */
  blockLine(block: Block): string {
    this.last = undefined
    const line = toLine({ k: 'block', ...blockToJson(block) })
    // In UTF-8 a character takes up to three bytes.
    if (line.length * 3 > MAX_DECODED_BYTES && new TextEncoder().encode(line).length > MAX_DECODED_BYTES)
      return this.unpackedLines(block)
    this.samples += block.count
    return line
  }

  private unpackedLines(block: Block): string {
    const reader = new BlockReader(block)
    let lines = ''
    for (let index = 0; index < block.count; index++) lines += this.sampleLine(reader.sampleAt(index)).line
    return lines
  }

  gapLine(gap: GapFrame): string {
    return toLine({ k: 'gap', from: gap.from, to: gap.to, why: gap.why, tries: gap.tries })
  }

  markLine(mark: MarkFrame): string {
    const { at, mark: kind, text, withinMs, detail } = mark
    return toLine({
      k: 'mark',
      t: at,
      kind,
      text,
      ...(withinMs !== undefined && { within: withinMs }),
      ...(detail && { detail: { ...detail, ...(detail.bytes !== undefined && { bytes: integerToJson(detail.bytes) }) } }),
    })
  }

  /** The server's own text of the sample `seq`, kept so that a better reader can read it again. */
  rawLine(seq: number, text: string): string {
    return toLine({ k: 'raw', seq, text })
  }

  /** The last line; a file without it was cut off. */
  endLine(): string {
    return toLine({ k: 'end', samples: this.samples })
  }
}

function deltaLine(last: SampleFrame, frame: SampleFrame): string {
  return toLine({
    k: 'delta',
    ...moment(frame),
    on: last.seq,
    takenAt: frame.snapshot.takenAt,
    ...computeDelta(last.snapshot, frame.snapshot),
  })
}

function moment(frame: SampleFrame): Record<string, unknown> {
  return { seq: frame.seq, t: frame.at, ms: frame.tookMs, bytes: frame.wireBytes }
}

function isRestart(before: SampleFrame, after: SampleFrame): boolean {
  const [a, b] = [before.snapshot.process, after.snapshot.process]
  return a.pid !== b.pid || a.startedAt !== b.startedAt
}

/** ISO 8601 where that says exactly the same, else Unix ms. */
function timeToJson(time: number): string | number {
  const date = new Date(time)
  return Number.isInteger(time) && !Number.isNaN(date.getTime()) ? date.toISOString() : time
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
