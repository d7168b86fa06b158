import type { Block, BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import { ReadError, type ReadProblem, type ReadReport } from '../profile/report'
import type { ReadInput, ReadOptions } from './input'
import { Hosts } from './mergeFrames'
import { NotInOrder, openTimelineParts } from './timelineParts'

export interface SeveralParts {
  /** Of the first one in time that has one. */
  readonly header: TimelineHeader | undefined
  /** In the order of time; the reports at the end in the order of the inputs. */
  readonly parts: AsyncGenerator<Frame | BlockPart, readonly ReadReport[]>
}

/**
 * Saved timelines, or files of process profiles, that follow each other in time (as a recorder leaves them, a file a day) as one stream,
 * so that they may be much longer than memory has room for their snapshots. undefined: one of them is something else. The parts end
 * with NotInOrder where two of them overlap. In both cases readAny reads them, with fresh inputs. Each input is opened twice.
 */
export async function openSeveralParts(
  opens: readonly (() => ReadInput)[],
  options: ReadOptions = {},
): Promise<SeveralParts | undefined> {
  const beginnings: Beginning[] = []
  for (const open of opens) {
    const beginning = await findBeginning(open(), options)
    if (!beginning) return undefined
    beginnings.push(beginning)
  }
  const order = beginnings.map((_, input) => input).toSorted((a, b) => beginnings[a]!.at - beginnings[b]!.at)
  const first = order.find((input) => beginnings[input]!.header !== undefined)
  return { header: first === undefined ? undefined : beginnings[first]!.header, parts: readInOrder(opens, order, options) }
}

interface Beginning {
  /** Time of the first sample. */
  readonly at: number
  readonly header: TimelineHeader | undefined
}

async function findBeginning(input: ReadInput, { signal }: ReadOptions): Promise<Beginning | undefined> {
  const opened = await openTimelineParts(input, { ...(signal && { signal }) }).catch(noneIfUnreadable)
  if (!opened) return undefined
  try {
    for (;;) {
      const next = await opened.parts.next()
      if (next.done) return { at: Number.NEGATIVE_INFINITY, header: opened.header() }
      const part = next.value
      if (part.kind === 'block') return { at: part.block.at[0]!, header: opened.header() }
      if (part.kind === 'sample') return { at: part.at, header: opened.header() }
    }
  } catch (error) {
    return error instanceof NotInOrder ? undefined : noneIfUnreadable(error)
  } finally {
    await opened.parts.return(undefined as never)
  }
}

/** What cannot be read is told beside the others by readAny. */
function noneIfUnreadable(error: unknown): undefined {
  if (!(error instanceof ReadError) || error.code === 'cancelled') throw error
}

async function* readInOrder(
  opens: readonly (() => ReadInput)[],
  order: readonly number[],
  { signal, onProgress }: ReadOptions,
): SeveralParts['parts'] {
  const reports: ReadReport[] = []
  const hosts = new Hosts()
  const sizes = opens.map((open) => open().size)
  const total = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  let done = 0
  let latest = Number.NEGATIVE_INFINITY
  let lastSeq = 0
  for (const input of order) {
    const opened = await openTimelineParts(opens[input]!(), {
      ...(signal && { signal }),
      onProgress: (count) => onProgress?.(done + count, total),
    })
    if (!opened) throw new NotInOrder()
    const notes: ReadProblem[] = []
    const before = latest
    let offset: number | undefined
    try {
      for (;;) {
        const next = await opened.parts.next()
        if (next.done) {
          reports[input] = { ...next.value, problems: [...next.value.problems, ...notes] }
          break
        }
        const part = next.value
        if (part.kind === 'gap' || part.kind === 'mark') {
          yield part
          continue
        }
        const { at, seq } =
          part.kind === 'block' ? { at: part.block.at, seq: part.block.seq } : { at: [part.at], seq: [part.seq] }
        for (const moment of at) {
          if (moment <= before) throw new NotInOrder()
          if (moment > latest) latest = moment
        }
        // Another run of a recorder may count from 1 again; here the numbers go on, so that each stands for one sample.
        if (offset === undefined) {
          offset = seq[0]! > lastSeq ? 0 : lastSeq + 1 - seq[0]!
          if (offset > 0) notes.push(note('The samples were numbered on from those of the file before.'))
        }
        for (const process of part.kind === 'block'
          ? part.block.facts.map(({ value }) => value.process)
          : [part.snapshot.process]) {
          const found = hosts.look(process)
          if (found) notes.push(found)
        }
        for (const number of seq) lastSeq = Math.max(lastSeq, number + offset)
        yield offset === 0 ? part : renumber(part, offset)
      }
    } catch (error) {
      // A file that breaks off is told beside the others by readAny.
      if (error instanceof ReadError && error.code !== 'cancelled') throw new NotInOrder()
      throw error
    } finally {
      await opened.parts.return(undefined as never)
    }
    done += sizes[input] ?? 0
  }
  return reports
}

function note(message: string): ReadProblem {
  return { kind: 'note', line: undefined, message, text: undefined }
}

function renumber<Part extends (Frame & { readonly kind: 'sample' }) | BlockPart>(part: Part, offset: number): Part {
  if (part.kind === 'sample') return { ...part, seq: part.seq + offset }
  const block: Block = { ...part.block, seq: part.block.seq.map((seq) => seq + offset) }
  return { ...part, block }
}
