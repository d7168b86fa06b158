import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import { describeSystemError } from './describeSystemError'

/** An error whose sentence is for the user: the output was at fault. */
export class OutputError extends Error {}

/** Writes to standard output, or to a file that appears only when it is whole; gzipped if its name ends in .gz. Throws OutputError. */
export async function writeOutput(
  pieces: Iterable<string> | AsyncIterable<string>,
  out: string | undefined,
  io: { readonly stdout: Writable },
): Promise<void> {
  const source = Readable.from(encode(pieces))
  if (out === undefined) {
    try {
      await pipeline(source, io.stdout, { end: false })
    } catch (error) {
      // Whoever reads our output may stop reading, as head does.
      if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
    }
    return
  }
  // Digits find short likenesses everywhere that are not worth their place: a timeline without them is a twentieth smaller.
  const packed = out.endsWith('.gz')
    ? createGzip({ strategy: constants.Z_FILTERED })
    : new Transform({ transform: (chunk, _, done) => done(null, chunk) })
  try {
    const target = await realpath(out).catch(() => out)
    const status = await stat(target).catch(() => undefined)
    if (status && !status.isFile()) {
      // A pipe or a device is written to as it is: a rename would put a file in its place.
      await pipeline(source, packed, (await open(target, 'w')).createWriteStream())
      return
    }
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
    try {
      await pipeline(source, packed, (await open(temporary, 'wx')).createWriteStream({ flush: true }))
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  } catch (error) {
    if (error instanceof OutputError || !(error instanceof Error && 'code' in error)) throw error
    throw new OutputError(`${out} cannot be written: ${describeSystemError(error)}.`)
  }
}

const PIECE_LENGTH = 64 * 1024

/** Pieces of a useful size: a row of CSV or a line of a timeline is often small. */
async function* encode(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  let held = ''
  for await (const piece of pieces) {
    held += piece
    if (held.length < PIECE_LENGTH) continue
    yield Buffer.from(held)
    held = ''
  }
  if (held !== '') yield Buffer.from(held)
}
