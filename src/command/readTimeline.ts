import { NotInOrder, openPartsInOrder, readAny, type ReadInput, type ReadOptions } from '../format/index'
import type { ReadReport } from '../profile/report'
import { Timeline } from '../timeline/timeline'
import type { OpenedInput } from './openInputs'

/**
 * All inputs as one timeline. Of a single file the samples are packed as they are read, so that it may be much longer than memory has
 * room for its snapshots; several inputs, and a file in disorder, are held whole to be put in order. Throws ReadError.
 */
export async function readTimeline(
  inputs: readonly OpenedInput[],
  options: ReadOptions = {},
): Promise<{ readonly timeline: Timeline; readonly reports: readonly ReadReport[] }> {
  const [only] = inputs
  const streamed = inputs.length === 1 && only?.reopen ? await readStream(only.reopen()) : undefined
  if (streamed) return streamed
  const { header, frames, reports } = await readAny(inputs, options)
  const timeline = new Timeline(header)
  for (const frame of frames) timeline.append(frame)
  return { timeline, reports }
}

async function readStream(
  input: ReadInput,
): Promise<{ readonly timeline: Timeline; readonly reports: readonly ReadReport[] } | undefined> {
  const opened = await openPartsInOrder(input)
  if (!opened) return undefined
  let timeline: Timeline | undefined
  try {
    for (;;) {
      const next = await opened.parts.next()
      const header = opened.header()
      if (!header) return undefined
      timeline ??= new Timeline(header)
      if (next.done) return { timeline, reports: [next.value] }
      timeline.append(next.value)
    }
  } catch (error) {
    if (!(error instanceof NotInOrder)) throw error
    return undefined
  }
}
