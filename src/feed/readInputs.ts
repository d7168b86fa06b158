import { NotInOrder, openSeveralParts, openTimelineParts, readAny } from '../format/index'
import type { BlockPart } from '../profile/block/block'
import { FramePacker } from '../profile/block/framePacker'
import type { Frame, TimelineHeader } from '../profile/frame'
import { ReadError, type ReadReport } from '../profile/report'
import { computeBlockFigures } from '../timeline/blockFigures'
import type { ReadReply, ReadRequest } from './openFiles'

/** `moving`: buffers in the message that may go over to the page instead of being copied. */
export type Reply = (message: ReadReply, moving?: ArrayBuffer[]) => void

/** Progress is told this often at most, in ms: a person does not see more, and each time the page draws it. */
const PROGRESS_MS = 100

/** Reads what is asked for and says what it finds as it comes, the last word being 'done' or 'failed'. Never rejects. */
export async function readInputs({ inputs, clock }: ReadRequest, reply: Reply, signal?: AbortSignal): Promise<void> {
  try {
    if (!(await readStream(inputs, reply, signal))) await readOthers(inputs, clock, reply, signal)
  } catch (error) {
    if (error instanceof ReadError) reply({ kind: 'failed', message: error.message })
    else reply({ kind: 'failed', message: `Reading failed for a reason that Memlane did not foresee: ${String(error)}` })
  }
}

/** Timelines go over as they are read, so that the beginning is on the screen while the rest comes. False: one is none, or in disorder. */
async function readStream(inputs: ReadRequest['inputs'], reply: Reply, signal: AbortSignal | undefined): Promise<boolean> {
  const options = { ...progressTo(reply), ...(signal && { signal }) }
  const [only] = inputs
  const opened =
    inputs.length === 1 && only
      ? await openTimelineParts(asInput(only), options)
      : await openSeveralParts(
          inputs.map((input) => () => asInput(input)),
          options,
        )
  if (!opened) return false
  const { header } = opened
  const sender = new Sender(typeof header === 'function' ? header : () => header, reply)
  try {
    for (;;) {
      const next = await opened.parts.next()
      if (next.done) {
        sender.end([next.value].flat())
        return true
      }
      sender.push(next.value)
    }
  } catch (error) {
    if (!(error instanceof NotInOrder)) throw error
    reply({ kind: 'startOver' })
    return false
  }
}

async function readOthers(
  inputs: ReadRequest['inputs'],
  clock: ReadRequest['clock'],
  reply: Reply,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = { ...clock, ...progressTo(reply), ...(signal && { signal }) }
  const { header, frames, reports } = await readAny(inputs.map(asInput), options)
  const sender = new Sender(() => header, reply)
  for (const frame of frames) sender.push(frame)
  sender.end(reports)
}

/** Frames that go alone, in one message: enough to be cheap, few enough not to hold the page up. */
const MOST_WAITING = 20

/**
 * Hands frames to the page in whole blocks, whose columns move there without being copied, and with all that the page would have to
 * compute of each sample: taking a block over costs it less than a millisecond.
 */
class Sender {
  private readonly header: () => TimelineHeader | undefined
  private readonly reply: Reply
  private readonly packer = new FramePacker()
  private waiting: (Frame | BlockPart)[] = []

  constructor(header: () => TimelineHeader | undefined, reply: Reply) {
    this.header = header
    this.reply = reply
  }

  push(part: Frame | BlockPart): void {
    for (const one of this.packer.push(part)) this.add(one)
  }

  end(reports: readonly ReadReport[]): void {
    for (const one of this.packer.end()) this.add(one)
    this.send()
    this.reply({ kind: 'done', reports })
  }

  private add(part: Frame | BlockPart): void {
    this.waiting.push(part.kind === 'block' ? { ...part, figures: computeBlockFigures(part.block) } : part)
    if (part.kind === 'block' || this.waiting.length >= MOST_WAITING) this.send()
  }

  private send(): void {
    const parts = this.waiting
    if (parts.length === 0) return
    this.waiting = []
    this.reply({ kind: 'parts', header: this.header() ?? unknownHeader(parts), parts }, parts.flatMap(buffersOf))
  }
}

function buffersOf(part: Frame | BlockPart): ArrayBuffer[] {
  if (part.kind !== 'block') return []
  const { names, lives, ...block } = part.block
  const columns = [...Object.values(block), ...Object.values(names), ...Object.values(lives), part.figures] as unknown[]
  // Only what has a buffer of its own.
  const buffers = columns.flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer && column.byteLength === column.buffer.byteLength
      ? [column.buffer]
      : [],
  )
  return [...new Set(buffers)]
}

function asInput({ name, blob, takenAt }: ReadRequest['inputs'][number]) {
  return { name, bytes: blob.stream(), size: blob.size, ...(takenAt === undefined ? {} : { takenAt }) }
}

function unknownHeader(parts: readonly (Frame | BlockPart)[]): TimelineHeader {
  const first = parts[0]
  const created = first?.kind === 'block' ? first.block.at[0]! : first?.kind === 'gap' ? first.from : (first?.at ?? 0)
  return { tool: '', created, target: undefined, source: 'file', note: '' }
}

function progressTo(reply: Reply) {
  let toldAt = Number.NEGATIVE_INFINITY
  const onProgress = (done: number, total: number | undefined): void => {
    const now = performance.now()
    if (now - toldAt < PROGRESS_MS) return
    toldAt = now
    reply({ kind: 'progress', done, total })
  }
  return { onProgress }
}
