import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import type { ReadInput, ReadOptions } from './input'
import { refuseBinary } from './looksLike'
import { openInput, sayWrapping } from './openInput'
import { readSessionParts, SessionReader } from './session/read'

/** By its first 4 KiB. The second form: a part of one without its header, as the gateway serves it. */
export function isSavedTimeline(head: string): boolean {
  return /^\s*\{[^\n]{0,300}"format"\s*:\s*"memlane-timeline"|^\s*\{"k":"/.test(head)
}

export interface TimelineParts {
  /** Said by its first line; undefined if it has none. Asked after the first part. */
  readonly header: () => TimelineHeader | undefined
  /** In the order of the file, samples in blocks as they are: whoever keeps columns need not see every sample. */
  readonly parts: AsyncGenerator<Frame | BlockPart, ReadReport>
}

/**
 * A single saved timeline as a stream, for whoever does not want to hold all of it twice; undefined if the input is none, and then it
 * is used up: readAny wants a fresh one. Throws ReadError as readAny does.
 */
export async function openTimelineParts(input: ReadInput, options: ReadOptions = {}): Promise<TimelineParts | undefined> {
  let done = 0
  const opened = await openInput(input, {
    signal: options.signal,
    onBytes: (count) => options.onProgress?.((done += count), input.size),
  })
  const refused = refuseBinary(opened.head, opened.gzipped)
  if (refused || !isSavedTimeline(opened.headText)) {
    opened.close()
    return undefined
  }
  const reader = new SessionReader()
  async function* read(): AsyncGenerator<Frame | BlockPart, ReadReport> {
    try {
      const report = yield* readSessionParts(opened.stream(), {
        ...(options.signal && { signal: options.signal }),
        file: input.name,
        reader,
      })
      const cutOff = opened.cutOff()
      return {
        ...report,
        recognisedAs: `${report.recognisedAs}${sayWrapping(opened)}`,
        problems:
          cutOff === undefined
            ? report.problems
            : [...report.problems, { kind: 'missing', line: undefined, message: cutOff, text: undefined }],
        complete: report.complete && cutOff === undefined,
      }
    } finally {
      opened.close()
    }
  }
  return { header: () => reader.header, parts: read() }
}
