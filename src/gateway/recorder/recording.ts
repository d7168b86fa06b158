import type { Bytes, UnixMs } from '../../base/units'
import { SessionWriter } from '../../format/session/write'
import type { Frame, GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../../profile/frame'
import type { TargetRecording } from '../../protocol/gateway'
import type { Cancel, Clock, SteadyTime } from '../clock'
import type { Disk } from './disk'
import { codeOf, GrowingFile, type OpenFile } from './growingFile'
import { recordingHeader } from './recordedFile'
import { describeSilence, describeTrouble } from './trouble'

/** Which target this is. */
export interface RecordedTarget {
  readonly id: string
  readonly name: string
}

/** What the recordings of one folder share. */
export interface RecordingSurroundings {
  readonly folder: string
  /** A new file is begun at this size. */
  readonly maxFileBytes: Bytes
  /** Of lines that wait for the disk; then the oldest are left out. */
  readonly maxWaitingBytes: Bytes
  readonly disk: Disk
  readonly openFile: OpenFile | undefined
  readonly clock: Clock
  readonly time: SteadyTime
  readonly version: string
  /** Identity of this run of the recorder. */
  readonly run: string
  readonly log: (line: string) => void
  /** The same trouble of many targets is one line. */
  readonly logTrouble: (target: string, message: string | undefined) => void
  readonly opened: (name: string) => void
  /** Nobody writes to it any more. */
  readonly closed: (name: string) => void
}

/** Lines for the disk, one after another. */
interface Item {
  bytes: Uint8Array
  readonly at: UnixMs
  sample: 'key' | 'delta' | undefined
  /** Of the first sample that waits and of the newest one: these may have to be made key frames. */
  frame: SampleFrame | undefined
  /** A new file begins with this one; `end` is the last line of the file before. */
  begins: { end: string | undefined } | undefined
}

const SYNC_MS = 30_000
const SILENT_MS = 10_000
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 30_000
/** A gap that lasts is written when it begins, each time it is twice as long, and when it ends. */
const SHORTEST_GAP_STEP_MS = 60_000
const DAY_MS = 86_400_000
/** For what waits when it ends; then it is lost, and said to be. */
const CLOSE_MS = 5000

/**
 * One target's timeline on disk. It takes frames at once and writes them on the side, in order; what cannot be written waits in memory,
 * bounded, and is tried again. A file is begun with a key frame: for the first sample, for one on another UTC day, when the last file
 * is large enough, and when the last one was taken away.
 */
export class Recording {
  readonly target: RecordedTarget
  private readonly around: RecordingSurroundings
  /** Of the file in which the next sample will stand; undefined: that sample begins one. */
  private writer: SessionWriter | undefined
  private startDay = 0
  private fileBytes: Bytes = 0
  /** The next sample must be a key frame though the writer does not know why. */
  private keyDue = false
  /** The file of `writer` does not hold all that the writer counted. */
  private miscounted = false
  /** From before the first sample. */
  private leading: (GapFrame | MarkFrame)[] = []
  /** The gap that was written last, how long it was then; what came since. */
  private gap: { readonly from: UnixMs; writtenMs: number; newer: GapFrame | undefined } | undefined

  private file: GrowingFile | undefined
  /** What waits. The first `done` are written, and kept until the next key frame is: should their file be gone, they go into another. */
  private readonly queue: Item[] = []
  private done = 0
  private waitingBytes: Bytes = 0
  private isPumping = false
  private pumped: Promise<void> = Promise.resolve()
  private retry: { readonly cancel: Cancel; readonly pauseMs: number } | undefined
  private syncedAt: number
  private readonly closing = new Set<Promise<void>>()
  private trouble: string | undefined
  private since: UnixMs
  /** Samples that were left out because too many waited; `from`: the last one before them. */
  private left: { from: UnixMs; count: number } | undefined
  private lastAt: UnixMs | undefined
  private isClosed = false

  /** Of this run. */
  readonly counts = { samples: 0, lost: 0, files: 0, bytes: 0 }

  constructor(target: RecordedTarget, around: RecordingSurroundings) {
    this.target = target
    this.around = around
    this.since = around.time.now()
    this.syncedAt = around.clock.elapsed()
  }

  addSample(frame: SampleFrame): void {
    if (this.isClosed) return
    this.writeGap()
    const first = this.writer === undefined
    const begins =
      first || dayOf(frame.at) > this.startDay || this.fileBytes >= this.around.maxFileBytes ? this.begin(frame.at) : undefined
    const writer = this.writer!
    let { line, key } = writer.sampleLine(frame)
    if (this.keyDue && !key) {
      line = writer.keyLine(frame)
      key = true
    }
    this.keyDue = false
    // What was before the first sample stands before it, so that a restart is marked where it was.
    const lines = this.leading.map((earlier) => writer.lines(earlier)).join('') + line
    this.leading = []
    this.add({ bytes: Buffer.from(lines), at: frame.at, sample: key ? 'key' : 'delta', frame, begins })
    this.gap = undefined
  }

  /** A gap, or the same gap (same `from`) as it is by now. */
  setGap(gap: GapFrame): void {
    if (this.isClosed) return
    if (!this.writer) {
      if (this.leading.at(-1)?.kind === 'gap' && (this.leading.at(-1) as GapFrame).from === gap.from) this.leading.pop()
      this.leading.push(gap)
      return
    }
    const lasts = gap.to - gap.from
    if (this.gap?.from !== gap.from) {
      this.writeGap()
      this.gap = { from: gap.from, writtenMs: lasts, newer: undefined }
      this.addBetween(gap)
    } else {
      this.gap.newer = gap
      if (lasts >= this.gap.writtenMs + Math.max(SHORTEST_GAP_STEP_MS, this.gap.writtenMs)) this.writeGap()
    }
  }

  addMark(mark: MarkFrame): void {
    if (this.isClosed) return
    // Another life of the process is not told as a change of the last one.
    if (mark.mark === 'restart') this.keyDue = true
    if (this.writer) this.addBetween(mark)
    else this.leading.push(mark)
  }

  state(): TargetRecording {
    const { disk, folder } = this.around
    let waitingSamples = 0
    for (let index = this.done; index < this.queue.length; index++) if (this.queue[index]!.sample) waitingSamples += 1
    const silent = waitingSamples > 0 && disk.silentMs() >= SILENT_MS
    const cause = this.trouble ?? (silent ? describeSilence(folder) : undefined)
    return {
      state: cause === undefined ? 'ok' : 'trouble',
      file: this.file?.name ?? null,
      message: cause === undefined ? null : `${cause} ${this.describeWaiting(waitingSamples)}`,
      since: this.trouble === undefined && silent ? Math.round(this.around.time.now() - disk.silentMs()) : this.since,
      waitingSamples,
      lostSamples: this.counts.lost,
    }
  }

  /** Says that the file is still written to, for other recorders of the same folder. */
  async touch(): Promise<void> {
    const { file } = this
    if (file) await this.around.disk.run(() => file.touch(this.around.clock.now())).catch(() => undefined)
  }

  /** Writes what waits, if it can be written soon, and the end line. */
  async close(): Promise<void> {
    if (this.isClosed) return
    this.writeGap()
    this.isClosed = true
    this.retry?.cancel()
    this.retry = undefined
    const { clock } = this.around
    let giveUp: Cancel = () => undefined
    const late = new Promise<void>((resolve) => (giveUp = clock.after(CLOSE_MS, resolve)))
    const written = (async () => {
      await this.pumped
      await this.pump()
      const { file } = this
      this.file = undefined
      if (file) this.finish(file, this.queue.length === 0 ? this.endLine() : undefined)
      await Promise.all(this.closing)
    })()
    await Promise.race([written, late])
    giveUp()
    const lost = this.queue.slice(this.done).filter(({ sample }) => sample).length
    if (lost > 0) {
      this.counts.lost += lost
      this.around.log(
        `${this.target.name}: ${lost} ${samples(lost)} could not be written any more. ${this.trouble ?? ''}`.trimEnd(),
      )
    }
  }

  /** Returns the beginning of a new file, with a writer of its own. */
  private begin(at: UnixMs): Item['begins'] {
    const end = this.endLine()
    this.writer = new SessionWriter(this.header(at))
    this.startDay = dayOf(at)
    this.fileBytes = 0
    this.miscounted = false
    return { end }
  }

  private endLine(): string | undefined {
    return this.miscounted ? undefined : this.writer?.endLine()
  }

  private header(at: UnixMs): TimelineHeader {
    return { tool: this.around.version, created: at, target: this.target.id, source: 'live', note: '' }
  }

  private writeGap(): void {
    const newer = this.gap?.newer
    if (!this.gap || !newer) return
    this.gap.newer = undefined
    this.gap.writtenMs = newer.to - newer.from
    this.addBetween(newer)
  }

  private addBetween(frame: Exclude<Frame, SampleFrame>): void {
    const at = frame.kind === 'gap' ? frame.to : frame.at
    this.add({ bytes: Buffer.from(this.writer!.lines(frame)), at, sample: undefined, frame: undefined, begins: undefined })
  }

  private add(item: Item): void {
    const newest = this.queue.findLast(({ sample }) => sample)
    if (item.sample && newest && newest !== this.queue.find(({ sample }) => sample)) newest.frame = undefined
    this.queue.push(item)
    this.fileBytes += item.bytes.length
    this.waitingBytes += item.bytes.length
    if (this.waitingBytes > this.around.maxWaitingBytes) this.leaveOut()
    this.noteSilence()
    if (!this.retry) void this.pump()
  }

  /** A disk that hangs fails nothing; so it is the next sample that tells of it. */
  private noteSilence(): void {
    const { disk, folder, time, logTrouble } = this.around
    if (this.trouble !== undefined || disk.silentMs() < SILENT_MS) return
    this.trouble = describeSilence(folder)
    this.since = Math.round(time.now() - disk.silentMs())
    logTrouble(this.target.name, this.trouble)
  }

  /** Too much waits: the oldest goes, up to the next key frame, or up to the newest, which is made one. */
  private leaveOut(): void {
    // What is being written now stays where it is.
    const from = this.isPumping ? this.done + 1 : 0
    const key = this.queue.findIndex(({ sample }, index) => index > from && sample === 'key')
    const out = this.queue.splice(from, (key < 0 ? this.queue.length - 1 : key) - from)
    if (out.length === 0) return
    this.done = Math.min(this.done, from)
    this.makeKey(this.queue.slice(from))
    const next = this.queue[from]
    if (next && out.some(({ begins }) => begins)) next.begins ??= { end: undefined }
    this.miscount(this.queue.slice(from))
    const count = out.filter(({ sample }) => sample).length
    if (count === 0) return
    this.counts.lost += count
    const before = this.queue.slice(0, from).findLast(({ sample }) => sample)?.at ?? this.lastAt ?? out[0]!.at
    if (this.left) {
      this.left.count += count
      // What was being written when the first ones went may have failed and gone with these: the hole begins before it then.
      this.left.from = Math.min(this.left.from, before)
    } else {
      this.left = { from: before, count }
      this.around.log(`${this.target.name}: too much waits for the disk; the oldest samples are left out of the recording.`)
    }
  }

  /** The sample before these is not where they will be read: the first of them must stand alone. */
  private makeKey(items: readonly Item[]): void {
    const first = items.find(({ sample }) => sample)
    if (!first) this.keyDue = true
    else if (first.sample === 'delta') {
      first.bytes = Buffer.from(this.writer!.keyLine(first.frame!))
      first.sample = 'key'
    }
    this.waitingBytes = this.queue.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  /** The file in which these stand first will not hold what its end line would count. */
  private miscount(items: readonly Item[]): void {
    const next = items.find(({ begins }) => begins)
    if (next) next.begins!.end = undefined
    else this.miscounted = true
  }

  private pump(): Promise<void> {
    if (!this.isPumping) {
      this.isPumping = true
      this.pumped = this.drain()
    }
    return this.pumped
  }

  /** Writes what waits until nothing does, or it fails. */
  private async drain(): Promise<void> {
    this.retry?.cancel()
    let movedOn = false
    try {
      for (;;) {
        const item = this.queue[this.done]
        if (!item) break
        try {
          await this.write(item)
          this.confirm(item)
        } catch (error) {
          if (!(error instanceof TakenAway) || movedOn) return this.failed(error)
          movedOn = true
        }
      }
      this.queue.length = 0
      this.done = 0
      this.waitingBytes = 0
      this.recovered()
    } finally {
      this.isPumping = false
    }
  }

  private async write(item: Item): Promise<void> {
    const { disk, folder, clock } = this.around
    if (item.begins || !this.file) {
      const last = this.file
      const header = recordingHeader(this.header(item.at), { of: this.target.name, run: this.around.run })
      const { openFile } = this.around
      const opened = await disk.run(() =>
        GrowingFile.create({ folder, target: this.target.id, startAt: item.at, header, openFile }),
      )
      this.around.opened(opened.name)
      this.counts.files += 1
      this.counts.bytes += opened.length
      this.file = opened
      this.syncedAt = clock.elapsed()
      if (last) this.finish(last, item.begins?.end)
      item.begins = undefined
    }
    const file = this.file
    const left = item.sample === 'key' ? this.left : undefined
    const bytes = left ? Buffer.concat([Buffer.from(this.gapLineOf(left, item.at)), item.bytes]) : item.bytes
    const inPlace = await disk.run(async () => {
      try {
        await file.append(bytes)
      } catch (error) {
        const code = codeOf(error)
        // Where there is room again, this file goes on. After anything else nobody knows what it holds.
        if (code !== 'ENOSPC' && code !== 'EDQUOT') this.giveUp(file)
        throw error
      }
      if (clock.elapsed() - this.syncedAt < SYNC_MS) return file.isInPlace()
      this.syncedAt = clock.elapsed()
      try {
        await file.sync()
      } catch (error) {
        this.giveUp(file)
        throw error
      }
      return file.isInPlace()
    })
    if (!inPlace) {
      this.giveUp(file)
      this.around.log(`${this.target.name}: ${file.name} was taken away while it was written.`)
      throw new TakenAway('ENOENT')
    }
    if (left) {
      this.around.log(
        `${this.target.name}: ${left.count} ${samples(left.count)} were left out of the recording, because too much waited.`,
      )
      this.left = undefined
    }
    this.counts.bytes += bytes.length
    if (item.sample) file.holdsSamples = true
  }

  private gapLineOf(left: { readonly from: UnixMs; readonly count: number }, to: UnixMs): string {
    const why = `not recorded: the disk could not be written, and ${left.count} ${samples(left.count)} were too many to wait in memory`
    return new SessionWriter(this.header(to)).gapLine({ kind: 'gap', from: Math.min(left.from, to), to, why, tries: 0 })
  }

  private confirm(item: Item): void {
    if (item.sample) {
      this.counts.samples += 1
      this.lastAt = item.at
    }
    const index = this.queue.indexOf(item)
    if (index < 0) return
    this.done = index + 1
    if (item.sample !== 'key') return
    for (const { bytes } of this.queue.splice(0, index)) this.waitingBytes -= bytes.length
    this.done = 1
  }

  /** What stands in this file, or should, goes into another one: from a key frame on. */
  private giveUp(file: GrowingFile): void {
    if (this.file !== file) return
    this.file = undefined
    this.finish(file, undefined)
    for (const item of this.queue.slice(0, this.done)) if (item.sample) this.counts.samples -= 1
    this.done = 0
    this.makeKey(this.queue)
    this.miscount(this.queue)
  }

  private finish(file: GrowingFile, end: string | undefined): void {
    const { disk, closed, log } = this.around
    const done = disk
      .run(async () => {
        try {
          if (end !== undefined && (await file.isInPlace())) await file.append(Buffer.from(end))
          // One file without anything in it a try would be litter.
          if (end === undefined && !file.holdsSamples) await file.remove()
          else await file.sync()
        } finally {
          await file.close()
        }
      })
      .catch((error: unknown) => {
        if (end !== undefined)
          log(`${this.target.name}: ${file.name} could not be ended well. ${describeTrouble(error, this.around.folder)}`)
      })
      .then(() => {
        this.closing.delete(done)
        closed(file.name)
      })
    this.closing.add(done)
  }

  private failed(error: unknown): void {
    const { clock, folder, logTrouble, time } = this.around
    const trouble = describeTrouble(error, folder)
    if (this.trouble === undefined) this.since = time.now()
    if (this.trouble !== trouble) logTrouble(this.target.name, trouble)
    this.trouble = trouble
    if (this.isClosed) return
    const pauseMs = Math.min(LONGEST_RETRY_MS, this.retry ? this.retry.pauseMs * 2 : FIRST_RETRY_MS)
    const cancel = clock.after(pauseMs, () => void this.pump())
    this.retry = { cancel, pauseMs }
  }

  private recovered(): void {
    this.retry = undefined
    if (this.trouble === undefined) return
    this.trouble = undefined
    this.since = this.around.time.now()
    this.around.logTrouble(this.target.name, undefined)
  }

  private describeWaiting(count: number): string {
    const lost = this.counts.lost
    const waiting =
      count === 0
        ? 'What comes is kept in memory and written as soon as that is possible.'
        : `${count} ${samples(count)} of ${this.target.name} ${count === 1 ? 'waits' : 'wait'} in memory and ${count === 1 ? 'is' : 'are'} written as soon as that is possible.`
    return lost === 0 ? waiting : `${waiting} ${lost} more were too many to wait and are left out.`
  }
}

class TakenAway extends Error {
  readonly code = 'ENOENT'
}

function dayOf(at: UnixMs): number {
  return Math.floor(at / DAY_MS)
}

function samples(count: number): string {
  return count === 1 ? 'sample' : 'samples'
}
