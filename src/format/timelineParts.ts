import type { BlockPart } from '../profile/block/block'
import { sameProcess, sameSnapshot } from '../profile/block/snapshotTree'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import type { ReadProblem, ReadReport } from '../profile/report'
import type { ProcessIdentity, Snapshot } from '../profile/snapshot'
import { isDmesg } from './doris/dmesg'
import { isImpalaProfile } from './doris/impala'
import type { ReadInput, ReadOptions } from './input'
import { readJsonProfiles } from './jsonProfiles'
import { refuseBinary } from './looksLike'
import { fixSnapshot, Hosts, noteConverted, noteDuplicates, Restarts, toMs } from './mergeFrames'
import { openInput, type OpenInput, sayWrapping } from './openInput'
import { readSessionParts, SessionReader } from './session/read'

/** By its first 4 KiB. The second form: a part of one without its header, as the gateway serves it. */
export function isSavedTimeline(head: string): boolean {
  return /^\s*\{[^\n]{0,300}"format"\s*:\s*"memlane-timeline"|^\s*\{"k":"/.test(head)
}

/** An object, or a list of something. "[ASAN]MemoryOverviewSnapshot:" begins like a list and is Doris's text. */
export function isJson(head: string): boolean {
  return /^\s*(?:\{|\[\s*(?:[{[\]"]|-?\d|true|false|null|$))/.test(head)
}

export interface TimelineParts {
  /** Asked after the first part. undefined: a saved timeline has none. */
  readonly header: () => TimelineHeader | undefined
  /** In the order of the file, samples in blocks as they are: whoever keeps columns need not see every sample. */
  readonly parts: AsyncGenerator<Frame | BlockPart, ReadReport>
}

/** What is read as a stream turns out not to be in the order of time: all of it has to be put in order, which readAny does. */
export class NotInOrder extends Error {}

/**
 * A single saved timeline, or process profiles in JSON one after the other, as a stream, for whoever does not want to hold all of it;
 * undefined if the input is neither. Then, and when the parts end with NotInOrder, it is used up: readAny wants a fresh one. Frames and
 * report are those that readAny gives. Throws ReadError as readAny does.
 */
export async function openTimelineParts(input: ReadInput, options: ReadOptions = {}): Promise<TimelineParts | undefined> {
  let done = 0
  const opened = await openInput(input, {
    signal: options.signal,
    onBytes: (count) => options.onProgress?.((done += count), input.size),
  })
  const { head, headText, gzipped } = opened
  if (!refuseBinary(head, gzipped)) {
    if (isSavedTimeline(headText)) return timelineParts(opened, options)
    if (isJson(headText) && !isDmesg(headText) && !isImpalaProfile(headText)) return jsonParts(opened)
  }
  opened.close()
  return undefined
}

/**
 * As openTimelineParts, for whoever wants exactly what readAny gives: a saved timeline ends with NotInOrder too where readAny would
 * change anything in it (times in other units, samples in disorder or numbered twice, several processes, restarts without a mark).
 */
export async function openPartsInOrder(input: ReadInput, options: ReadOptions = {}): Promise<TimelineParts | undefined> {
  const opened = await openTimelineParts(input, options)
  return opened && { ...opened, parts: inOrder(opened.parts) }
}

async function* inOrder(parts: TimelineParts['parts']): AsyncGenerator<Frame | BlockPart, ReadReport> {
  let seq = Number.NEGATIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  let process: ProcessIdentity | undefined
  const checkTime = (at: number): void => {
    if (toMs(at, new Map()) !== at) throw new NotInOrder()
  }
  const checkProcess = (now: ProcessIdentity): void => {
    if (now === process) return
    if (now.startedAt !== undefined) checkTime(now.startedAt)
    if (process && !sameProcess(process, now)) throw new NotInOrder()
    process = now
  }
  const checkMoment = (at: number, number: number, takenAt: number | undefined): void => {
    checkTime(at)
    if (takenAt !== undefined && !Number.isNaN(takenAt)) checkTime(takenAt)
    if (at <= latest || number <= seq) throw new NotInOrder()
    latest = at
    seq = number
  }
  try {
    for (;;) {
      const next = await parts.next()
      if (next.done) return next.value
      const part = next.value
      if (part.kind === 'sample') {
        checkMoment(part.at, part.seq, part.snapshot.takenAt)
        checkProcess(part.snapshot.process)
      } else if (part.kind === 'block') {
        const { block } = part
        for (let index = 0; index < block.count; index++) checkMoment(block.at[index]!, block.seq[index]!, block.takenAt[index])
        for (const { value } of block.facts) checkProcess(value.process)
      } else {
        checkTime(part.kind === 'gap' ? part.from : part.at)
        if (part.kind === 'gap') checkTime(part.to)
      }
      yield part
    }
  } finally {
    await parts.return(undefined as never)
  }
}

function timelineParts(opened: OpenInput, { signal }: ReadOptions): TimelineParts {
  const reader = new SessionReader()
  async function* read(): AsyncGenerator<Frame | BlockPart, ReadReport> {
    try {
      const report = yield* readSessionParts(opened.stream(), { ...(signal && { signal }), file: opened.name, reader })
      return withOpening(report, opened, [])
    } finally {
      opened.close()
    }
  }
  return { header: () => reader.header, parts: read() }
}

function jsonParts(opened: OpenInput): TimelineParts {
  const order = new SnapshotsInOrder()
  async function* read(): AsyncGenerator<Frame, ReadReport> {
    try {
      const profiles = readJsonProfiles(opened.strings())
      let next = await profiles.next()
      for (; !next.done; next = await profiles.next()) yield* order.push(next.value)
      const { error, ...report } = next.value
      if (order.read === 0) throw error
      return withOpening({ ...report, file: opened.name, snapshots: order.read }, opened, order.notes())
    } finally {
      opened.close()
    }
  }
  const header = (): TimelineHeader => ({ tool: '', created: order.created, target: undefined, source: 'file', note: '' })
  return { header, parts: read() }
}

/** What the opening of the input has seen, and what there is to say after that. */
function withOpening(report: ReadReport, opened: OpenInput, notes: readonly ReadProblem[]): ReadReport {
  const cutOff = opened.cutOff()
  const missing: ReadProblem[] =
    cutOff === undefined ? [] : [{ kind: 'missing', line: undefined, message: cutOff, text: undefined }]
  return {
    ...report,
    recognisedAs: `${report.recognisedAs}${sayWrapping(opened)}`,
    problems: [...report.problems, ...missing, ...notes],
    complete: report.complete && cutOff === undefined,
  }
}

/** Makes samples of snapshots as `mergeFrames` does, one by one, as long as they come in the order of time. */
class SnapshotsInOrder {
  /** How many snapshots there were. */
  read = 0
  /** Time of the first sample. */
  created = 0
  private last: SampleFrame | undefined
  private duplicates = 0
  private readonly converted = new Map<string, number>()
  private readonly hosts = new Hosts()
  private readonly hostNotes: ReadProblem[] = []
  private readonly restarts = new Restarts()

  /** Throws NotInOrder if a snapshot does not say its time, or is not later than the one before. */
  push(from: Snapshot): Frame[] {
    if (from.takenAt === undefined) throw new NotInOrder()
    const { last } = this
    const at = toMs(from.takenAt, this.converted)
    const snapshot = fixSnapshot(from)
    this.read += 1
    const host = this.hosts.look(snapshot.process)
    if (host) this.hostNotes.push(host)
    if (last && at <= last.at) {
      if (at < last.at || !sameSnapshot(last.snapshot, snapshot)) throw new NotInOrder()
      this.duplicates += 1
      return []
    }
    const sample: SampleFrame = {
      kind: 'sample',
      seq: last ? last.seq + 1 : 1,
      at,
      tookMs: undefined,
      wireBytes: undefined,
      snapshot,
    }
    if (!last) this.created = at
    this.last = sample
    const mark = this.restarts.look(sample)
    return mark ? [mark, sample] : [sample]
  }

  notes(): ReadProblem[] {
    return [
      ...noteConverted(this.converted),
      ...this.hostNotes,
      ...(this.duplicates > 0 ? [noteDuplicates(this.duplicates)] : []),
    ]
  }
}
