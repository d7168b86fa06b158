import { NotInOrder, openPartsInOrder, openSeveralParts, readAny, type ReadOptions } from '../format/index'
import type { TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import { Timeline } from '../timeline/timeline'
import type { OpenedInput } from './openInputs'

export interface ReadTimeline {
  readonly timeline: Timeline
  readonly reports: readonly ReadReport[]
}

/**
 * All inputs as one timeline. Of one file, and of timelines that follow each other in time, the samples are packed as they are read,
 * so that they may be much longer than memory has room for their snapshots; what is in disorder is held whole to be put in order.
 * Throws ReadError.
 */
export async function readTimeline(inputs: readonly OpenedInput[], options: ReadOptions = {}): Promise<ReadTimeline> {
  const packed = await readPacked(inputs)
  if (packed) return packed
  const { header, frames, reports } = await readAny(inputs, options)
  const timeline = new Timeline(header)
  for (const frame of frames) timeline.append(frame)
  return { timeline, reports }
}

async function readPacked(inputs: readonly OpenedInput[]): Promise<ReadTimeline | undefined> {
  const opens = inputs.flatMap(({ reopen }) => (reopen ? [reopen] : []))
  const [first] = opens
  if (!first || opens.length < inputs.length) return undefined
  const opened = opens.length === 1 ? await openPartsInOrder(first()) : await openSeveralParts(opens)
  if (!opened) return undefined
  const header = (): TimelineHeader | undefined => (typeof opened.header === 'function' ? opened.header() : opened.header)
  let timeline: Timeline | undefined
  try {
    for (;;) {
      const next = await opened.parts.next()
      const said = header()
      if (!said) return undefined
      timeline ??= new Timeline(said)
      if (next.done) return { timeline, reports: [next.value].flat() }
      timeline.append(next.value)
    }
  } catch (error) {
    if (!(error instanceof NotInOrder)) throw error
    return undefined
  } finally {
    await opened.parts.return(undefined as never)
  }
}
