import { open, type FileHandle } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Bytes, UnixMs } from '../../base/units'
import { gunzip } from '../../format/gunzip'
import { SessionReader } from '../../format/session/read'
import type { Block } from '../../profile/block/block'
import { BlockReader } from '../../profile/block/blockReader'
import type { Frame, SampleFrame } from '../../profile/frame'
import { MAX_DECODED_BYTES } from '../../profile/limits'
import { ReadError } from '../../profile/report'
import type { Disk } from './disk'
import type { Recorded } from './housekeeping'

/** An hour of a BE with 200 trackers is about 4 MiB; where so much is not enough, four times as much is looked at. */
const FIRST_TAIL_BYTES = 8 * 1024 * 1024
const LONGEST_TAIL_BYTES = 512 * 1024 * 1024
/** What a packed file may unpack to. */
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3
const CHUNK_BYTES = 256 * 1024
/** For so long at a time lines are decoded; then others have their turn. */
const TURN_MS = 15

export interface PastOptions {
  readonly disk: Disk
  readonly log: (line: string) => void
  /** True: nobody wants it any more. */
  readonly cancelled: () => boolean
}

/**
 * The frames since `from` of recordings of one target (the oldest first), each time once. Where no sample is so young, the newest one
 * there is comes alone. What cannot be read is left out and logged.
 */
export async function* readPast(
  files: Promise<readonly Recorded[]>,
  from: UnixMs,
  options: PastOptions,
): AsyncGenerator<Frame, void> {
  const recorded = await files
  let older: SampleFrame | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  // A file that began later than `from` is needed, and the last one that began before; others only while there is no sample at all.
  let first = recorded.findLastIndex(({ says }) => says.startAt <= from)
  if (first < 0) first = 0
  for (let index = first; index < recorded.length; index++) {
    for await (const frame of readTail(recorded[index]!, from, options)) {
      if (options.cancelled()) return
      if (frame.kind === 'sample') {
        if (frame.at < from) {
          if (!older || frame.at > older.at) older = frame
          continue
        }
        // Two recorders of one target wrote side by side.
        if (frame.at <= lastAt) continue
        lastAt = frame.at
      } else if ((frame.kind === 'gap' ? frame.to : frame.at) < from) continue
      yield frame
    }
  }
  if (lastAt > 0) return
  for (let index = first - 1; index >= 0 && !older; index--) {
    for await (const frame of readTail(recorded[index]!, Number.POSITIVE_INFINITY, options)) {
      if (options.cancelled()) return
      if (frame.kind === 'sample') older = frame
    }
  }
  if (older) yield older
}

/** The frames of the end of a file: at least those since `from`, if it has so many. */
async function* readTail(file: Recorded, from: UnixMs, options: PastOptions): AsyncGenerator<Frame, void> {
  for (let want = FIRST_TAIL_BYTES; ; want *= 4) {
    let enough = true
    try {
      const tail = file.says.gzipped ? await unpackTail(file.path, want, options) : await tailOf(file.path, want, options.disk)
      const last = tail.whole || want >= LONGEST_TAIL_BYTES
      let waiting: Frame[] | undefined = []
      for await (const frame of decode(tail, from, options)) {
        if (!waiting) {
          yield frame
          continue
        }
        if (frame.kind === 'sample') {
          enough = last || frame.at <= from
          if (!enough) break
          yield* waiting
          waiting = undefined
          yield frame
        } else waiting.push(frame)
      }
      // Not one sample in all this: one line may be as long.
      if (waiting && enough && !last) enough = false
    } catch (error) {
      options.log(
        `What was recorded in ${file.name} cannot be read: ${error instanceof ReadError ? error.message : error instanceof Error ? error.message : String(error)}`,
      )
      return
    }
    if (enough || options.cancelled()) return
  }
}

interface Tail {
  readonly bytes: Buffer
  /** It is all there is. */
  readonly whole: boolean
}

async function tailOf(path: string, length: Bytes, disk: Disk): Promise<Tail> {
  const handle = await disk.run(() => open(path, 'r'))
  try {
    const { size } = await disk.run(() => handle.stat())
    const start = Math.max(0, size - length)
    const chunks: Buffer[] = []
    for await (const chunk of chunksOf(handle, start, disk)) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), whole: start === 0 }
  } finally {
    await disk.run(() => handle.close())
  }
}

async function unpackTail(path: string, length: Bytes, { disk, cancelled }: PastOptions): Promise<Tail> {
  const handle = await disk.run(() => open(path, 'r'))
  try {
    const chunks: Uint8Array[] = []
    let held = 0
    let whole = true
    for await (const chunk of gunzip(chunksOf(handle, 0, disk), { maxBytes: MAX_UNPACKED_BYTES, name: 'It' }).chunks) {
      if (cancelled()) break
      chunks.push(chunk)
      held += chunk.length
      while (held - chunks[0]!.length >= length) {
        held -= chunks.shift()!.length
        whole = false
      }
    }
    return { bytes: Buffer.concat(chunks), whole }
  } finally {
    await disk.run(() => handle.close())
  }
}

async function* chunksOf(handle: FileHandle, start: number, disk: Disk): AsyncGenerator<Buffer<ArrayBuffer>> {
  for (let place = start; ;) {
    const { buffer, bytesRead } = await disk.run(() => handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, place))
    if (bytesRead === 0) return
    place += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** The frames of lines; where they are not the whole, from the first line on that stands alone. */
async function* decode({ bytes, whole }: Tail, from: UnixMs, { cancelled }: PastOptions): AsyncGenerator<Frame, void> {
  const reader = new SessionReader()
  let turnEnds = performance.now() + TURN_MS
  let start = whole ? 0 : bytes.indexOf(10) + 1
  if (!whole && start === 0) return
  while (start < bytes.length && !cancelled()) {
    const end = bytes.indexOf(10, start)
    // A last line without an end is being written, or was cut off.
    if (end < 0) return
    const part = end - start > MAX_DECODED_BYTES ? undefined : reader.readPart(bytes.toString('utf8', start, end))
    start = end + 1
    for (const frame of part?.kind === 'block' ? unpackBlock(part.block, from) : [part]) {
      if (frame) yield frame
      if (performance.now() < turnEnds) continue
      await nextTurn()
      turnEnds = performance.now() + TURN_MS
    }
  }
}

/** Of samples before `from` the newest one does. */
function* unpackBlock(block: Block, from: UnixMs): Generator<SampleFrame, void> {
  const reader = new BlockReader(block)
  const first = block.at.findIndex((at) => at >= from)
  for (let index = Math.max(0, (first < 0 ? block.count : first) - 1); index < block.count; index++) yield reader.sampleAt(index)
}
