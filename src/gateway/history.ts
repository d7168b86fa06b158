import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib'
import type { Bytes, UnixMs } from '../base/units'
import { SessionWriter } from '../format/session/write'
import type { GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../profile/frame'
import { crc32Combine } from './crc32Combine'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

export interface HistoryLimits {
  readonly keepMs: number
  /** Of what is held of one target. */
  readonly maxBytes: Bytes
}

/** Lines as pieces that are written one after another. They are shared by all who ask the same and must not be changed. */
export interface HistoryBody {
  readonly encoding: 'gzip' | 'identity'
  readonly length: Bytes
  /** A function makes its piece only when it is its turn, so that a long answer is never in memory as a whole. */
  readonly pieces: readonly (Uint8Array | (() => Promise<Uint8Array>))[]
}

/** A run of lines that begins with a sample. */
interface Chunk {
  readonly firstSeq: number
  /** Its first line is a key frame, so an answer may begin here. */
  readonly key: boolean
  lastAt: UnixMs
  /** Where the line of sample firstSeq + index ends. */
  readonly ends: number[]
  length: Bytes
  /** Gone once the chunk is closed and compressed. */
  lines: Uint8Array[]
  piece: Piece | undefined
}

/** Raw deflate without a last block: such pieces can be put one after another into one gzip. */
interface Piece {
  readonly deflated: Uint8Array
  readonly crc: number
  readonly length: Bytes
}

/** Below this, compressing costs more than it saves. */
const WORTH_COMPRESSING = 1024
/** A chunk is closed at this size: what is not compressed yet is small, and what is decompressed for one who lags behind too. */
const CHUNK_BYTES = 64 * 1024
/** Different questions that are kept answered between two samples; viewers in step all ask the same one. */
const MAX_SHARED_ANSWERS = 32

/**
 * The last hour of one target as the lines of a saved timeline. Older lines are held compressed, and go out as they are held. Bounded in
 * time and in bytes: what is oldest goes first, up to the next key frame.
 */
export class History {
  private readonly header: TimelineHeader
  private readonly limits: HistoryLimits
  private writer: SessionWriter
  private readonly chunks: Chunk[] = []
  /** Of the newest key frame's line, and of all lines behind it. */
  private keyBytes: Bytes = 0
  private deltaBytes: Bytes = 0
  /** Gaps and marks from before the first sample. */
  private leading: Uint8Array[] = []
  /** `from` of the gap that is the last line, and may still grow. */
  private growing: UnixMs | undefined
  private answers = new Map<string, Promise<HistoryBody>>()
  private newest: SampleFrame | undefined

  constructor(header: TimelineHeader, limits: HistoryLimits) {
    this.header = header
    this.limits = limits
    this.writer = new SessionWriter(header)
  }

  /** The newest sample. */
  get last(): SampleFrame | undefined {
    return this.newest
  }

  /** What is held, without the newest snapshot itself. */
  get bytes(): Bytes {
    return this.chunks.reduce((sum, chunk) => sum + (chunk.piece?.deflated.length ?? chunk.length), 0)
  }

  /** Adds the next sample; seq counts up. */
  addSample(frame: SampleFrame): void {
    // Lines are dropped up to a key frame, so that must not be too far away: a new writer begins with one.
    if (this.deltaBytes > Math.max(this.keyBytes, this.limits.maxBytes / 8)) this.writer = new SessionWriter(this.header)
    const { line, key } = this.writer.sampleLine(frame)
    let chunk = this.chunks.at(-1)
    // Numbers that are not there (lost by a recorder that was killed) must not be looked up in the middle of a chunk.
    const follows = frame.seq === (this.newest?.seq ?? 0) + 1
    if (!chunk || key || !follows || chunk.length > CHUNK_BYTES) {
      if (chunk) void this.close(chunk)
      chunk = { firstSeq: frame.seq, key, lastAt: frame.at, ends: [], length: 0, lines: [], piece: undefined }
      this.chunks.push(chunk)
    }
    const bytes = this.append(chunk, Buffer.from(line))
    this.deltaBytes = key ? 0 : this.deltaBytes + bytes
    if (key) this.keyBytes = bytes
    chunk.ends.push(chunk.length)
    chunk.lastAt = frame.at
    // An answer begins with a key frame; what happened before the first one stands behind it, its times say that it was before.
    for (const earlier of this.leading) this.append(chunk, earlier)
    this.leading = []
    this.newest = frame
    this.growing = undefined
    this.evict(frame.at)
    this.changed()
  }

  /** Adds a gap, or replaces the last line if that is the same gap (same `from`) as it was a moment ago. */
  setGap(gap: GapFrame): void {
    const chunk = this.chunks.at(-1)
    if (this.growing === gap.from) {
      if (chunk) chunk.length -= chunk.lines.pop()?.length ?? 0
      else this.leading.pop()
    }
    this.appendBetween(this.writer.gapLine(gap))
    this.growing = gap.from
  }

  /** Adds a mark. A sample must follow at once: whoever asks for what is newer than a sample would get the mark again and again. */
  addMark(mark: MarkFrame): void {
    this.appendBetween(this.writer.markLine(mark))
    this.growing = undefined
    // Another life of the process is not told as a change of the last one.
    if (mark.mark === 'restart') this.writer = new SessionWriter(this.header)
  }

  /**
   * Lines newer than the sample `after`; all that is held, a key frame first, without it or where that sample is no longer held.
   * Those who ask the same between two samples share one answer, compressed once.
   */
  read(after: number | undefined, gzip: boolean): Promise<HistoryBody> {
    const key = `${after ?? 'all'} ${gzip}`
    const shared = this.answers.get(key)
    if (shared) return shared
    const answer = this.compose(after, gzip)
    if (this.answers.size < MAX_SHARED_ANSWERS) {
      this.answers.set(key, answer)
      answer.catch(() => this.answers.delete(key))
    }
    return answer
  }

  private async compose(after: number | undefined, gzip: boolean): Promise<HistoryBody> {
    const oldest = this.chunks[0]
    if (!oldest) return identity([Buffer.concat(this.leading)])
    const whole = after === undefined || after < oldest.firstSeq || after > (this.newest?.seq ?? 0)
    const from = whole ? 0 : this.chunks.findLastIndex((chunk) => chunk.firstSeq <= after)
    // Taken in one go: while something below is awaited, chunks may be closed, added and dropped.
    const parts: (Piece | Uint8Array)[] = this.chunks.slice(from).map((chunk) => chunk.piece ?? Buffer.concat(chunk.lines))
    if (!whole) {
      const cut = this.chunks[from]!
      const end = cut.ends[after - cut.firstSeq] ?? cut.length
      const first = parts[0]!
      parts[0] = (first instanceof Uint8Array ? first : await inflatePiece(first)).subarray(end)
    }
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    if (!gzip || length < WORTH_COMPRESSING) return identity(parts)
    return gzipOf(await Promise.all(parts.map(async (part) => (part instanceof Uint8Array ? await deflatePiece(part, 1) : part))))
  }

  private async close(chunk: Chunk): Promise<void> {
    try {
      chunk.piece = await deflatePiece(Buffer.concat(chunk.lines), 6)
      chunk.lines = []
    } catch {
      // It stays as text: larger, and as good.
    }
  }

  /** A line that belongs to no sample, behind the newest one. */
  private appendBetween(line: string): void {
    const chunk = this.chunks.at(-1)
    if (chunk) this.append(chunk, Buffer.from(line))
    else this.leading.push(Buffer.from(line))
    this.changed()
  }

  private append(chunk: Chunk, bytes: Uint8Array): Bytes {
    chunk.lines.push(bytes)
    chunk.length += bytes.length
    return bytes.length
  }

  /** Drops the oldest lines up to the next key frame, as long as they are too old or all are too many. */
  private evict(now: UnixMs): void {
    for (;;) {
      const next = this.chunks.findIndex((chunk, index) => index > 0 && chunk.key)
      if (next < 0) return
      const tooOld = this.chunks[next - 1]!.lastAt < now - this.limits.keepMs
      if (!tooOld && this.bytes <= this.limits.maxBytes) return
      this.chunks.splice(0, next)
    }
  }

  private changed(): void {
    this.answers = new Map()
  }
}

async function deflatePiece(bytes: Uint8Array, level: number): Promise<Piece> {
  if (bytes.length === 0) return { deflated: bytes, crc: 0, length: 0 }
  const deflated = await deflate(bytes, { level, finishFlush: constants.Z_FULL_FLUSH })
  return { deflated, crc: crc32(bytes), length: bytes.length }
}

function inflatePiece(piece: Piece): Promise<Uint8Array> {
  return inflate(piece.deflated, { finishFlush: constants.Z_SYNC_FLUSH })
}

function identity(parts: readonly (Piece | Uint8Array)[]): HistoryBody {
  return {
    encoding: 'identity',
    length: parts.reduce((sum, part) => sum + part.length, 0),
    pieces: parts.map((part) => (part instanceof Uint8Array ? part : () => inflatePiece(part))),
  }
}

/** RFC 1952: a header without name and time, the pieces, an empty last block, then checksum and length of the whole. */
function gzipOf(parts: readonly Piece[]): HistoryBody {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)
  const trailer = Buffer.alloc(10)
  trailer[0] = 3
  trailer.writeUInt32LE(
    parts.reduce((crc, part) => crc32Combine(crc, part.crc, part.length), 0),
    2,
  )
  trailer.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0) % 2 ** 32, 6)
  const pieces = [header, ...parts.map((part) => part.deflated), trailer]
  return { encoding: 'gzip', length: pieces.reduce((sum, piece) => sum + piece.length, 0), pieces }
}
