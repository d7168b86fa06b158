import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, gunzip } from 'node:zlib'
import type { Bytes } from '../../base/units'
import { SessionReader } from '../../format/session/read'
import { SessionWriter, TIMELINE_FORMAT } from '../../format/session/write'
import type { TimelineHeader } from '../../profile/frame'

/** What a recorder writes into the header of its files besides what every saved timeline has; other readers do not mind it. */
export interface RecordedBy {
  /** The target's name, which says more than its id. */
  readonly of: string
  /** The run of the recorder. */
  readonly run: string
}

const unpack = promisify(gunzip)

const HEAD_BYTES = 8192
const TAIL_BYTES = 4096

/** The header line of a recording. By its additional field a recorder knows its own files from those that somebody saved and put there. */
export function recordingHeader(header: TimelineHeader, recording: RecordedBy): string {
  const line = JSON.parse(new SessionWriter(header).headerLine()) as Readonly<Record<string, unknown>>
  return `${JSON.stringify({ ...line, recording })}\n`
}

/** Who recorded this file, gzipped or not; undefined: no recorder of Memlane did. Rejects where it cannot be read. */
export async function findRecorder(path: string, gzipped: boolean): Promise<RecordedBy | undefined> {
  const handle = await open(path, 'r')
  try {
    const packed = await readAt(handle, 0, HEAD_BYTES)
    const head = gzipped ? await unpackHead(packed) : packed
    const end = head.indexOf(10)
    return end < 0 ? undefined : readRecorder(head.toString('utf8', 0, end))
  } finally {
    await handle.close()
  }
}

/** Whether the end line stands at the end of a plain recording: then nobody writes to it any more. */
export async function hasEnded(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const tail = await readAt(handle, Math.max(0, size - TAIL_BYTES), TAIL_BYTES)
    const lines = tail.toString().split('\n')
    // Without a line end the last line may be half of one.
    if (lines.length < 2 || lines.at(-1) !== '') return false
    const reader = new SessionReader()
    reader.readLine(lines.at(-2)!)
    return reader.complete
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, from: number, length: Bytes): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

async function unpackHead(packed: Uint8Array): Promise<Buffer> {
  // The beginning of a file is an incomplete gzip; anything that unpacks to more than a header and a sample or two is none of ours.
  return unpack(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 4 * 1024 * 1024 }).catch(() => Buffer.alloc(0))
}

function readRecorder(line: string): RecordedBy | undefined {
  try {
    const header = JSON.parse(line) as {
      readonly format?: unknown
      readonly recording?: { readonly of?: unknown; readonly run?: unknown }
    }
    const { of, run } = header.recording ?? {}
    if (header.format === TIMELINE_FORMAT && typeof of === 'string' && typeof run === 'string') return { of, run }
  } catch {
    // not a header
  }
  return undefined
}
