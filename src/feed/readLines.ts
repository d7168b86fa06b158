import type { UnixMs } from '../base/units'
import { readLogPrefix, timeOfPrefix } from '../format/doris/logPrefix'
import { openInput } from '../format/openInput'

// Lines of an opened file, read again when they are asked for: of a log of gigabytes nothing but what matters is kept in memory.

/** Lines that follow each other. */
export interface SourceLines {
  /** Number of the first one, from 1 on; undefined where they were found by their time and nobody has counted. */
  readonly first: number | undefined
  readonly lines: readonly string[]
  /** Which of them is the one that was asked for; -1: none. */
  readonly marked: number
  /** There are further ones before and after. */
  readonly hasBefore: boolean
  readonly hasAfter: boolean
}

/** Longer lines are cut: characters. */
const MAX_LINE = 4000
const LINE_END = 10
/** More than any file has: a log may have gigabytes. */
const MAX_BYTES = 1024 ** 4

/** The lines around a numbered one. Rejects with an Error whose message is a sentence if the file cannot be read any more. */
export async function readLines(file: Blob, line: number, around: number, signal?: AbortSignal): Promise<SourceLines> {
  const from = Math.max(1, line - around)
  const to = line + around
  const kept: string[] = []
  let hasAfter = false
  let number = 1
  await eachLine(
    file,
    (read) => {
      if (number > to) {
        hasAfter = true
        return false
      }
      if (number >= from) kept.push(read())
      number += 1
      return true
    },
    signal,
  )
  const marked = line - from
  return { first: from, lines: kept, marked: marked < kept.length ? marked : -1, hasBefore: from > 1, hasAfter }
}

/**
 * The lines of a log around a moment: the last one that was written by then, and those beside it. A plain file is searched by halves, since
 * its times ascend; a packed one from its beginning.
 */
export async function readLinesAt(
  file: Blob,
  at: UnixMs,
  around: number,
  options: { readonly utcOffsetMinutes?: number | undefined; readonly signal?: AbortSignal } = {},
): Promise<SourceLines> {
  const timeOf = (text: string): UnixMs | undefined => timeOfLine(text, at, options.utcOffsetMinutes ?? 0)
  const start = (await isPlain(file)) ? await findStart(file, at, timeOf) : undefined
  const part = start === undefined ? file : file.slice(start)
  const before: string[] = []
  const after: string[] = []
  let hasBefore = start !== undefined && start > 0
  let hasAfter = false
  let isBehind = false
  await eachLine(
    part,
    (read) => {
      const text = read()
      if (!isBehind) {
        const time = timeOf(text)
        isBehind = time !== undefined && time > at
      }
      if (isBehind) {
        if (after.length === around) {
          hasAfter = true
          return false
        }
        after.push(text)
        return true
      }
      before.push(text)
      if (before.length > around + 1) {
        before.shift()
        hasBefore = true
      }
      return true
    },
    options.signal,
  )
  return { first: undefined, lines: [...before, ...after], marked: before.length - 1, hasBefore, hasAfter }
}

/** Calls `take` for each line; `read` decodes it. Ends when `take` says false. */
async function eachLine(file: Blob, take: (read: () => string) => boolean, signal?: AbortSignal): Promise<void> {
  const opened = await openInput({ name: '', bytes: file.stream(), size: file.size }, { ...(signal && { signal }) })
  const decoder = new TextDecoder()
  let rest: Uint8Array = new Uint8Array(0)
  try {
    for await (const chunk of opened.chunks(MAX_BYTES)) {
      let start = 0
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
        const piece = chunk.subarray(start, end)
        const head = rest
        rest = NOTHING
        if (!take(() => decode(decoder, head, piece))) return
        start = end + 1
      }
      // Of a line without end only its beginning is ever shown.
      if (rest.length < MAX_LINE * 4) rest = join(rest, chunk.subarray(start, start + MAX_LINE * 4))
    }
    const cutOff = opened.cutOff()
    if (cutOff !== undefined && cutOff.startsWith('Reading broke off'))
      throw new Error(`The file cannot be read any more: was it changed or moved since it was opened? (${cutOff})`)
    if (rest.length > 0) take(() => decode(decoder, rest, NOTHING))
  } finally {
    opened.close()
  }
}

const NOTHING = new Uint8Array(0)

function decode(decoder: TextDecoder, head: Uint8Array, piece: Uint8Array): string {
  const bytes = head.length === 0 ? piece : join(head, piece)
  const text = decoder.decode(bytes.subarray(0, MAX_LINE * 4)).replace(/\r$/, '')
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

/** Neither gzipped nor UTF-16: its bytes are its lines. */
async function isPlain(file: Blob): Promise<boolean> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return !((a === 0x1f && b === 0x8b) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
}

const STEP_BYTES = 64 * 1024

/** Where to begin to read so that what was written by `at` is found, and not much before it: the beginning of a line. */
async function findStart(file: Blob, at: UnixMs, timeOf: (text: string) => UnixMs | undefined): Promise<number> {
  let low = 0
  let high = file.size
  while (high - low > STEP_BYTES) {
    const middle = Math.floor((low + high) / 2)
    const time = await firstTime(file, middle, timeOf)
    if (time !== undefined && time <= at) low = middle
    else high = middle
  }
  const from = Math.max(0, low - STEP_BYTES)
  if (from === 0) return 0
  const bytes = new Uint8Array(await file.slice(from, from + STEP_BYTES).arrayBuffer())
  return from + bytes.indexOf(LINE_END) + 1
}

/** The first time that the lines behind a place say. */
async function firstTime(file: Blob, from: number, timeOf: (text: string) => UnixMs | undefined): Promise<UnixMs | undefined> {
  const text = new TextDecoder().decode(await file.slice(from, from + STEP_BYTES).arrayBuffer())
  for (const line of text.split('\n').slice(1)) {
    const time = timeOf(line)
    if (time !== undefined) return time
  }
  return undefined
}

/** Of a line without a year it is the one nearest to the moment that is looked for. */
function timeOfLine(text: string, near: UnixMs, offsetMinutes: number): UnixMs | undefined {
  const prefix = readLogPrefix(text.slice(0, 300))
  if (!prefix) return undefined
  const year = new Date(near).getUTCFullYear()
  return [year, year - 1, year + 1]
    .map((one) => timeOfPrefix(prefix, one) - offsetMinutes * 60_000)
    .toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0]
}
