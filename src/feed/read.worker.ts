/// <reference lib="webworker" />
import { openTimelineParts, readAny } from '../format/index'
import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import { ReadError } from '../profile/report'
import type { ReadRequest, ReadReply } from './openFiles'

declare const self: DedicatedWorkerGlobalScope

/** Frames in one message: enough to be cheap, few enough that taking one over does not hold the page up. A block goes alone. */
const FRAMES_A_MESSAGE = 100

self.onmessage = (event: MessageEvent<ReadRequest>) => {
  void answer(event.data)
}

async function answer({ inputs }: ReadRequest): Promise<void> {
  try {
    if (!(inputs.length === 1 && (await answerTimeline(inputs[0]!)))) await answerAny(inputs)
  } catch (error) {
    if (error instanceof ReadError) reply({ kind: 'failed', message: error.message })
    else reply({ kind: 'failed', message: `Reading failed for a reason that Memlane did not foresee: ${String(error)}` })
  }
}

/** A saved timeline goes over as it is read, so that its beginning is on the screen while the rest comes. False: it is none. */
async function answerTimeline(input: ReadRequest['inputs'][number]): Promise<boolean> {
  const opened = await openTimelineParts(asInput(input), { onProgress })
  if (!opened) return false
  let batch: (Frame | BlockPart)[] = []
  const send = (): void => {
    if (batch.length > 0) reply({ kind: 'parts', header: opened.header() ?? unknownHeader(batch), parts: batch })
    batch = []
  }
  for (;;) {
    const next = await opened.parts.next()
    if (next.done) {
      send()
      reply({ kind: 'done', reports: [next.value] })
      return true
    }
    batch.push(next.value)
    if (next.value.kind === 'block' || batch.length >= FRAMES_A_MESSAGE) send()
  }
}

async function answerAny(inputs: ReadRequest['inputs']): Promise<void> {
  const { header, frames, reports } = await readAny(inputs.map(asInput), { onProgress })
  for (let start = 0; start < frames.length; start += FRAMES_A_MESSAGE) {
    reply({ kind: 'parts', header, parts: frames.slice(start, start + FRAMES_A_MESSAGE) })
  }
  reply({ kind: 'done', reports })
}

function asInput({ name, blob, takenAt }: ReadRequest['inputs'][number]) {
  return { name, bytes: blob.stream(), size: blob.size, ...(takenAt === undefined ? {} : { takenAt }) }
}

function unknownHeader(parts: readonly (Frame | BlockPart)[]): TimelineHeader {
  const first = parts[0]
  const created = first?.kind === 'block' ? first.block.at[0]! : first?.kind === 'gap' ? first.from : (first?.at ?? 0)
  return { tool: '', created, target: undefined, source: 'file', note: '' }
}

function onProgress(done: number, total: number | undefined): void {
  reply({ kind: 'progress', done, total })
}

function reply(message: ReadReply): void {
  self.postMessage(message)
}
