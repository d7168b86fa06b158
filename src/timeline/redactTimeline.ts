import { BlockReader } from '../profile/block/blockReader'
import type { Frame, GapFrame, MarkFrame } from '../profile/frame'
import type { Redactor } from '../profile/redact/redactor'
import { cutTimeline } from './cutTimeline'
import { Timeline } from './timeline'
import type { TimeSpan } from './timeRange'

/** How long one turn may take, in ms: others get theirs in between. */
const TURN_MS = 24

/**
 * A part of a timeline as a timeline of its own, without what must not leave. Done in turns, for it may take seconds. Throws what
 * `signal` was aborted with.
 */
export async function redactTimeline(
  timeline: Timeline,
  span: TimeSpan,
  redactor: Redactor,
  signal?: AbortSignal,
): Promise<Timeline> {
  const others: (GapFrame | MarkFrame)[] = []
  // The header's name is learned first, so that it is host-1.
  const header = redactor.header(timeline.header)
  const result = new Timeline(header)
  let began = performance.now()
  for (const frame of unpack(timeline, span)) {
    if (frame.kind === 'sample') result.append(redactor.sample(frame))
    else others.push(frame)
    if (performance.now() - began < TURN_MS) continue
    await new Promise((resolve) => setTimeout(resolve))
    signal?.throwIfAborted()
    began = performance.now()
  }
  // Sentences last: by now all names are known.
  for (const frame of others) result.append(redactor.frame(frame))
  const note = redactor.text(timeline.header.note)
  if (note === header.note) return result
  const noted = new Timeline({ ...header, note })
  for (const part of result.parts()) noted.append(part)
  return noted
}

function* unpack(timeline: Timeline, span: TimeSpan): Generator<Frame> {
  for (const part of cutTimeline(timeline, span)) {
    if (part.kind !== 'block') yield part
    else {
      const reader = new BlockReader(part.block)
      for (let index = 0; index < part.block.count; index++) yield reader.sampleAt(index)
    }
  }
}
