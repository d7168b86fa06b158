import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import { sameValue } from '../../format/sameValue'
import { SessionReader } from '../../format/session/read'
import { SessionWriter } from '../../format/session/write'
import { BlockBuilder, type Shared } from '../../profile/block/blockBuilder'
import { BlockReader } from '../../profile/block/blockReader'
import type { SampleFrame, TimelineHeader } from '../../profile/frame'
import { MAX_DECODED_BYTES } from '../../profile/limits'

// Made for a thread of its own, because it calculates for seconds; so it reads and writes at once, without Node's threads for files.

/** 'folded': its samples stand in blocks. 'as-it-is': line for line, because something in it would be lost otherwise. */
export type Folded = 'folded' | 'as-it-is'

const CHUNK_BYTES = 256 * 1024
/** Fewer samples are smaller as deltas, and there are few. */
const LEAST_SAMPLES = 8

/**
 * Gzips a plain recording into another file, which must not be there yet, and has the disk keep it. Its samples go into blocks: half the
 * size, and quick to open. All else stays as it is and where it is. What was folded is read back and compared before it is taken.
 * @param tool version of this Memlane: what others wrote may have fields that it does not know, and stays as it is
 */
export async function foldRecording(from: string, to: string, tool: string): Promise<Folded> {
  const source = openSync(from, 'r')
  try {
    const target = openSync(to, 'wx')
    try {
      const folded = await writeGzipped(foldLines(source, tool), target).catch((error: unknown) => {
        if (error instanceof NotUnderstood) return undefined
        throw error
      })
      if (!folded) {
        ftruncateSync(target)
        await writeGzipped(chunksOf(source), target)
      }
      fsyncSync(target)
      return folded ? 'folded' : 'as-it-is'
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
  }
}

/** True when all is written. */
async function writeGzipped(pieces: Iterable<Uint8Array | string>, target: number): Promise<true> {
  let place = 0
  // Digits find short likenesses everywhere that are not worth their place: without them it is a twentieth smaller.
  const gzip = createGzip({ level: 6, chunkSize: CHUNK_BYTES, strategy: constants.Z_FILTERED })
  await pipeline(pieces, gzip, async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) {
      for (let done = 0; done < chunk.length;) {
        const count = writeSync(target, chunk, done, chunk.length - done, place)
        done += count
        place += count
      }
    }
  })
  return true
}

/** Something in this file would be lost by folding. */
class NotUnderstood extends Error {}

function* foldLines(source: number, tool: string): Generator<Uint8Array | string, void> {
  const reader = new SessionReader()
  const waiting: SampleFrame[] = []
  let folder: Folder | undefined
  for (const { line, whole } of linesOf(source)) {
    if (!folder) {
      reader.readPart(line.toString())
      if (!whole || reader.header?.tool !== tool) throw new NotUnderstood('The header is not one of ours.')
      folder = new Folder(reader.header)
      // To the letter: it has a field that only recorders know.
      yield `${line.toString()}\n`
      continue
    }
    if (!whole) {
      // Half a line: it was cut off there, and still is.
      yield* folder.flush(waiting)
      yield line
      return
    }
    const text = line.toString()
    const part = reader.readPart(text)
    if (reader.problems.length > 0 || part?.kind === 'block')
      throw new NotUnderstood('A line cannot be read, or is folded already.')
    if (part?.kind === 'sample') {
      waiting.push(part)
      if (folder.add(part)) yield* folder.flush(waiting)
      continue
    }
    yield* folder.flush(waiting)
    if (part) yield `${text}\n`
    else if (!reader.complete) throw new NotUnderstood('A line is neither a frame nor the end.')
  }
  if (!folder) throw new NotUnderstood('It is empty.')
  yield* folder.flush(waiting)
  if (reader.complete) yield folder.endLine()
}

/** Samples in, lines out. */
class Folder {
  private readonly writer: SessionWriter
  private shared: Shared | undefined
  private builder: BlockBuilder | undefined

  constructor(header: TimelineHeader) {
    this.writer = new SessionWriter(header)
  }

  /** True: the block is full. */
  add(sample: SampleFrame): boolean {
    this.builder ??= new BlockBuilder(this.shared)
    this.builder.add(sample)
    return this.builder.full
  }

  /** The lines of all samples since the last time, which are taken out of the list. */
  *flush(samples: SampleFrame[]): Generator<string, void> {
    const { builder } = this
    this.builder = undefined
    if (!builder || samples.length === 0) return
    if (samples.length < LEAST_SAMPLES) {
      for (const sample of samples) yield this.writer.sampleLine(sample).line
    } else {
      const { block, shared } = builder.finish()
      this.shared = shared
      const lines = this.writer.blockLine(block)
      if (!isSame(readBack(lines), samples)) throw new NotUnderstood('The block does not give back what it was made of.')
      yield lines
    }
    samples.length = 0
  }

  endLine(): string {
    return this.writer.endLine()
  }
}

function* readBack(lines: string): Generator<SampleFrame, void> {
  const reader = new SessionReader()
  for (const line of lines.split('\n')) {
    const part = line === '' ? undefined : reader.readPart(line)
    if (part?.kind === 'sample') yield part
    if (part?.kind !== 'block') continue
    const unpacked = new BlockReader(part.block)
    for (let index = 0; index < part.block.count; index++) yield unpacked.sampleAt(index)
  }
}

function isSame(read: Iterable<SampleFrame>, samples: readonly SampleFrame[]): boolean {
  let index = 0
  for (const sample of read) if (!sameValue(sample, samples[index++])) return false
  return index === samples.length
}

function* linesOf(source: number): Generator<{ readonly line: Buffer; readonly whole: boolean }, void> {
  let rest: Buffer = Buffer.alloc(0)
  for (const chunk of chunksOf(source)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield { line: bytes.subarray(start, end), whole: true }
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > MAX_DECODED_BYTES) throw new NotUnderstood('A line is longer than what is read.')
  }
  if (rest.length > 0) yield { line: rest, whole: false }
}

/** From the beginning on. */
function* chunksOf(source: number): Generator<Buffer, void> {
  for (let place = 0; ;) {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    const count = readSync(source, chunk, 0, CHUNK_BYTES, place)
    if (count === 0) return
    place += count
    yield chunk.subarray(0, count)
  }
}
