import { SessionWriter } from '../format/session/write'
import type { UnixMs } from '../base/units'
import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'

/** Lines gathered before they go into the compressor, in UTF-16 units. */
const CHUNK = 256 * 1024

/** The saved form of a timeline, gzipped (formats.md, section 2). Made piece by piece, so the page stays alive meanwhile. */
export async function makeTimelineFile(header: TimelineHeader, frames: Iterable<Frame | BlockPart>): Promise<Blob> {
  const lines = sessionLines(header, frames)
  const text = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = lines.next()
      if (next.done) controller.close()
      else controller.enqueue(new TextEncoder().encode(next.value))
      await new Promise((resolve) => setTimeout(resolve))
    },
  })
  return new Response(text.pipeThrough(new CompressionStream('gzip'))).blob()
}

/** `<target>_<UTC start>.memlane.ndjson.gz`, with nothing in it that a file system minds. */
export function timelineFileName(target: string | undefined, start: UnixMs): string {
  const name = (target ?? 'process').replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80) || 'process'
  return `${name}_${new Date(start).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.memlane.ndjson.gz`
}

function* sessionLines(header: TimelineHeader, frames: Iterable<Frame | BlockPart>): Generator<string, undefined> {
  const writer = new SessionWriter(header)
  let chunk = writer.headerLine()
  for (const frame of frames) {
    chunk += writer.lines(frame)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk + writer.endLine()
}
