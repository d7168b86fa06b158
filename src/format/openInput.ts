import { MAX_DECODED_BYTES } from '../profile/limits'
import { ReadError } from '../profile/report'
import { gunzip, isGzip } from './gunzip'
import type { ReadInput } from './input'
import { isPng, readPngTimeline } from './png/pngTimeline'
import { isReport, readReportData } from './report/report'

/** A saved timeline, or profiles one after the other, may be this long after decompression, in bytes: they are read as a stream. */
export const MAX_STREAM_BYTES = 2 * 1024 ** 3

/** What is looked at to tell what an input is. */
const HEAD_BYTES = 4096

/** ", gzipped, in a PNG image": how an input came, for its report. */
export function sayWrapping({ gzipped, carrier }: Pick<OpenInput, 'gzipped' | 'carrier'>): string {
  return carrier === '' ? (gzipped ? ', gzipped' : '') : `, in ${carrier}`
}

/** One input, unpacked and not yet read. Of `strings`, `stream`, `chunks` and `text` one may be used, once. */
export interface OpenInput {
  readonly name: string
  readonly takenAt: number | undefined
  readonly gzipped: boolean
  /** What the input was taken out of; '' = it came as it is. */
  readonly carrier: '' | 'a PNG image' | 'a report'
  /** The first bytes after unpacking, at most 4 KiB; fewer only if there are no more. */
  readonly head: Uint8Array
  /** The same as text, without a byte order mark. */
  readonly headText: string
  /** The text as it comes. */
  readonly strings: () => AsyncGenerator<string, void, undefined>
  /** The bytes as UTF-8. */
  readonly stream: () => ReadableStream<Uint8Array>
  /** The same chunk by chunk. `mostBytes`: how many there may be, before and after unpacking, in place of 2 GiB. */
  readonly chunks: (mostBytes: number) => AsyncGenerator<Uint8Array, void, undefined>
  /** The whole text. Throws ReadError 'too-large' beyond MAX_DECODED_BYTES. */
  readonly text: () => Promise<string>
  /** Ask at the end. Why the input ends early, as a sentence; undefined if it does not, as far as one can see from outside. */
  readonly cutOff: () => string | undefined
  /** Lets the source go; to be called whatever happens. */
  readonly close: () => void
}

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the number of bytes that were just taken from the input, as it came. */
  readonly onBytes?: (count: number) => void
}

/**
 * Opens an input: takes it out of what carries it, takes off one layer of gzip and has a look at the first bytes. Throws ReadError 'cancelled', 'too-large', or
 * 'cut-off' if nothing can be unpacked. An input that breaks off is not an error: it ends, and `cutOff` says why.
 */
export async function openInput(input: ReadInput, options: OpenOptions = {}): Promise<OpenInput> {
  let broken: string | undefined
  const limit = { bytes: MAX_STREAM_BYTES }
  const raw = takeChunks(input.bytes, options, limit, (reason) => {
    broken = `Reading broke off: ${reason}`
  })
  const { carrier, first } = await unwrap(await peek(raw, 1024))
  const gzipped = isGzip(first.head)
  let unpacked: AsyncGenerator<Uint8Array, void, undefined> = first.chunks
  if (gzipped) {
    const { chunks, complete } = gunzip(first.chunks, {
      name: 'The gzipped input',
      get maxBytes() {
        return limit.bytes
      },
    })
    unpacked = followedBy(chunks, () => {
      if (!complete()) broken ??= 'The gzipped data ends early or is damaged: what could be unpacked was read.'
    })
  }
  const { head, chunks } = await peek(unpacked, HEAD_BYTES)
  if (gzipped && head.length === 0 && broken !== undefined) {
    await raw.return()
    throw new ReadError(
      'cut-off',
      'This is gzipped, but nothing in it can be unpacked: it is damaged or cut off. Get it again, whole.',
    )
  }
  const encoding = findEncoding(head)
  const strings = (): AsyncGenerator<string, void, undefined> => decodeStrings(chunks, encoding)
  return {
    name: input.name,
    takenAt: input.takenAt,
    gzipped,
    carrier,
    head: head.subarray(0, HEAD_BYTES),
    headText: new TextDecoder(encoding).decode(head.subarray(0, HEAD_BYTES), { stream: true }),
    strings,
    stream: () => toStream(encoding === 'utf-8' ? chunks : encodeStrings(strings())),
    chunks: (mostBytes) => {
      limit.bytes = mostBytes
      return encoding === 'utf-8' ? chunks : encodeStrings(strings())
    },
    text: () => collect(strings()),
    cutOff: () => broken,
    close: () => {
      chunks.return().catch(() => {})
      unpacked.return().catch(() => {})
      raw.return().catch(() => {})
    },
  }
}

interface Peeked {
  readonly head: Uint8Array
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>
}

/** A timeline that a picture or a report of Memlane carries takes its place; a picture without one stays what it is. */
async function unwrap(peeked: Peeked): Promise<{ readonly carrier: OpenInput['carrier']; readonly first: Peeked }> {
  const carrier = isPng(peeked.head) ? 'a PNG image' : isReport(peeked.head) ? 'a report' : ''
  if (carrier === '') return { carrier, first: peeked }
  const read = carrier === 'a report' ? readReportData : readPngTimeline
  const first = await peek(read(peeked.chunks), 3)
  if (first.head.length > 0) return { carrier, first }
  const { head } = peeked
  // Its head alone says what it is.
  async function* headOnly(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head
  }
  return { carrier: '', first: { head, chunks: headOnly() } }
}

const cancelled = (): ReadError => new ReadError('cancelled', 'Reading was cancelled.')

/** How much of a long array of bytes is handed on before others get their turn: a click on "cancel" among them. */
const BYTES_A_TURN = 4 * 1024 * 1024
const BYTES_A_STREAM_TURN = 64 * 1024 * 1024
const CHUNK_BYTES = 64 * 1024

/** The input in chunks; an error of the source ends it. */
async function* takeChunks(
  bytes: ReadInput['bytes'],
  { signal, onBytes }: OpenOptions,
  limit: { readonly bytes: number },
  onBreak: (reason: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0
  const count = (chunk: Uint8Array): Uint8Array => {
    total += chunk.length
    if (total > limit.bytes) {
      const gib = limit.bytes / 1024 ** 3
      throw new ReadError('too-large', `The input has more than ${gib} GiB, which is the most that is read.`)
    }
    onBytes?.(chunk.length)
    return chunk
  }
  if (bytes instanceof Uint8Array) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      if (at % BYTES_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0))
      if (signal?.aborted) throw cancelled()
      yield count(bytes.subarray(at, at + CHUNK_BYTES))
    }
    return
  }
  const reader = bytes.getReader()
  let nextTurn = BYTES_A_STREAM_TURN
  // Cancelling ends a read that waits, also one that would wait for ever.
  const cancel = (): void => {
    reader.cancel().catch(() => {})
  }
  signal?.addEventListener('abort', cancel)
  try {
    for (;;) {
      if (signal?.aborted) throw cancelled()
      let next
      try {
        next = await reader.read()
      } catch (error) {
        if (signal?.aborted) throw cancelled()
        onBreak(error instanceof Error ? error.message : String(error))
        return
      }
      if (signal?.aborted) throw cancelled()
      if (next.done) return
      if (next.value.length > 0) yield count(next.value)
      if (total >= nextTurn) {
        // A source that has all at hand would let nobody else in.
        nextTurn = total + BYTES_A_STREAM_TURN
        await new Promise((resolve) => setTimeout(resolve, 0))
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}

/** The first bytes, at least `least` if there are that many, and all chunks, these included. */
async function peek(source: AsyncGenerator<Uint8Array, void, undefined>, least: number): Promise<Peeked> {
  const taken: Uint8Array[] = []
  let length = 0
  while (length < least) {
    const next = await source.next()
    if (next.done) break
    taken.push(next.value)
    length += next.value.length
  }
  const head = taken.length === 1 ? taken[0]! : join(taken, length)
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (head.length > 0) yield head
    yield* source
  }
  return { head, chunks: chunks() }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

async function* followedBy(
  source: AsyncGenerator<Uint8Array, void, undefined>,
  then: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* source
  then()
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** By the byte order mark; Windows shells redirect into UTF-16. */
function findEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}

async function* decodeStrings(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

async function* encodeStrings(strings: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder()
  for await (const text of strings) yield encoder.encode(text)
}

async function collect(strings: AsyncIterable<string>): Promise<string> {
  const parts: string[] = []
  let length = 0
  for await (const part of strings) {
    length += part.length
    if (length > MAX_DECODED_BYTES) throw tooLarge()
    parts.push(part)
  }
  return parts.join('')
}

export function tooLarge(): ReadError {
  return new ReadError(
    'too-large',
    `This has more than ${MAX_DECODED_BYTES / 1024 ** 2} MiB, the most that one profile may have. Only saved timelines and profiles one after the other may be longer.`,
  )
}

function toStream(chunks: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await chunks.return()
    },
  })
}
