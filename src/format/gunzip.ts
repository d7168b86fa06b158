import { MAX_GZIP_RATIO } from '../profile/limits'
import { ReadError } from '../profile/report'

// DecompressionStream is the one gunzip that browsers and Node both have, and it leaves four things to us: it refuses the second of
// several concatenated members (Chromium; Node takes them), it has no limit on what comes out, it forgets what it had decoded when the
// data ends early (Node), and it does not say where a member ended.

export interface GunzipOptions {
  /** More decoded bytes than this are a ReadError 'too-large'. */
  readonly maxBytes: number
  /** For the messages: the file's name, or "the answer". */
  readonly name: string
}

export interface Gunzipped {
  /** The decoded bytes, to be read once. Throws ReadError 'too-large', never anything else of its own making. */
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>
  /** Ask after the last chunk. False: the compressed data ends early or is damaged; what could be decoded before that was delivered. */
  readonly complete: () => boolean
}

/** Whether these first bytes are those of a gzip file (RFC 1952: magic, then method 8). Three bytes are enough. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && (head.length < 3 || head[2] === 8)
}

/**
 * Decodes gzip as a stream, one or several members, within a limit of decoded bytes and of decoded to compressed bytes
 * (hardening.md, policy 6). Only this level: what comes out is not looked at.
 */
export function gunzip(source: AsyncIterable<Uint8Array>, options: GunzipOptions): Gunzipped {
  let complete = true
  const chunks = decode(source, options, () => {
    complete = false
  })
  return { chunks, complete: () => complete }
}

/** The ratio counts from here on: a small file of blanks compresses better than any ratio. */
const RATIO_COUNTS_FROM = 1024 * 1024

async function* decode(
  source: AsyncIterable<Uint8Array>,
  options: GunzipOptions,
  onDamage: () => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const pieces = splitAtMembers(source)
  let fed = 0
  let decoded = 0

  async function nextPiece(): Promise<Piece | undefined> {
    const next = await pieces.next()
    if (next.done) return undefined
    fed += next.value.bytes.length
    return next.value
  }

  try {
    let first = await nextPiece()
    while (first) {
      const stream = new DecompressionStream('gzip')
      const writer = stream.writable.getWriter()
      const reader = stream.readable.getReader()
      const fedToTheEnd = feed(writer, first, nextPiece)
      fedToTheEnd.catch(() => {}) // looked at below; it may fail while we wait for the reader
      try {
        for (;;) {
          const next = await reader.read()
          if (next.done) break
          decoded += next.value.length
          checkSize(decoded, fed, options)
          yield next.value
        }
      } catch (error) {
        if (error instanceof ReadError) throw error
        // the decoder's own error: the feeder knows whether it is the end of a member or damage
      } finally {
        reader.cancel().catch(() => {})
        writer.abort().catch(() => {})
      }
      const end = await fedToTheEnd
      if (end.failed) {
        onDamage()
        return
      }
      first = end.nextMember
    }
  } finally {
    pieces.return().catch(() => {}) // not waited for: the source may be in the middle of a read that never ends
  }
}

type MemberEnd = { readonly failed: boolean; readonly nextMember: Piece | undefined }

/** Writes pieces into one decoder until the data, or the member, ends. Errors of the source itself go through. */
async function feed(
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
  first: Piece,
  nextPiece: () => Promise<Piece | undefined>,
): Promise<MemberEnd> {
  let piece: Piece | undefined = first
  while (piece) {
    try {
      await writer.write(piece.bytes)
    } catch {
      // A decoder at the end of a member refuses whatever follows. If what follows looks like a member, it gets a decoder of its own.
      return piece !== first && piece.startsMember
        ? { failed: false, nextMember: piece }
        : { failed: true, nextMember: undefined }
    }
    try {
      piece = await nextPiece()
    } catch (error) {
      await writer.abort(error).catch(() => {}) // so that the reader does not wait for ever
      throw error
    }
  }
  try {
    await writer.close()
    return { failed: false, nextMember: undefined }
  } catch {
    return { failed: true, nextMember: undefined }
  }
}

function checkSize(decoded: number, fed: number, { maxBytes, name }: GunzipOptions): void {
  if (decoded > maxBytes) {
    throw new ReadError('too-large', `${name} unpacks to more than ${mebibytes(maxBytes)} MiB, which is the most that is read.`)
  }
  if (decoded > RATIO_COUNTS_FROM && decoded > fed * MAX_GZIP_RATIO) {
    throw new ReadError(
      'too-large',
      `${name} unpacks to more than ${MAX_GZIP_RATIO} times its size (${mebibytes(decoded)} MiB out of ${fed} bytes so far), as only a file made to do harm does. It was not read further.`,
    )
  }
}

const mebibytes = (bytes: number): string => String(Math.floor(bytes / (1024 * 1024)))

interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The bytes look like the header of a gzip member. Compressed data looks like that too, once in many terabytes. */
  readonly startsMember: boolean
}

/** At most 1,032 times this comes out at once: the limits can be checked in time. */
const PIECE_BYTES = 16 * 1024
const HEADER_BYTES = 10

/**
 * Cuts the source into pieces so that a member's header begins a piece. The very last byte is a piece of its own: Node throws the
 * output of the last piece away if the data ends early, and so it loses next to nothing.
 */
async function* splitAtMembers(source: AsyncIterable<Uint8Array>): AsyncGenerator<Piece, void, undefined> {
  let held = new Uint8Array(0)
  for await (const chunk of source) {
    const bytes = new Uint8Array(held.length + chunk.length)
    bytes.set(held)
    bytes.set(chunk, held.length)
    // The last bytes wait: a header may lie across two chunks, and the last byte of all goes alone.
    const ready = Math.max(0, bytes.length - HEADER_BYTES)
    let start = 0
    while (start < ready) {
      // Looked for up to the end of this piece only: a chunk may have many.
      const end = findHeader(bytes, start + 1, Math.min(ready, start + PIECE_BYTES))
      yield { bytes: bytes.subarray(start, end), startsMember: looksLikeHeader(bytes, start) }
      start = end
    }
    held = bytes.slice(start)
  }
  const last = held.length - 1
  if (last > 0) yield { bytes: held.subarray(0, last), startsMember: false }
  if (last >= 0) yield { bytes: held.subarray(last), startsMember: false }
}

/** Where a gzip header begins at or after `from` and before `to`, else `to`. */
function findHeader(bytes: Uint8Array, from: number, to: number): number {
  let at = bytes.indexOf(0x1f, from)
  while (at >= 0 && at < to) {
    if (looksLikeHeader(bytes, at)) return at
    at = bytes.indexOf(0x1f, at + 1)
  }
  return to
}

function looksLikeHeader(bytes: Uint8Array, at: number): boolean {
  const extraFlags = bytes[at + 8]
  return (
    bytes[at] === 0x1f &&
    bytes[at + 1] === 0x8b &&
    bytes[at + 2] === 8 &&
    bytes[at + 3]! < 0x20 &&
    (extraFlags === 0 || extraFlags === 2 || extraFlags === 4)
  )
}
