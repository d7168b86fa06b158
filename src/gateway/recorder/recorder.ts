import { randomBytes } from 'node:crypto'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes, UnixMs } from '../../base/units'
import type { Frame } from '../../profile/frame'
import type { Cancel, Clock, SteadyTime } from '../clock'
import { Lane } from '../lane'
import { Disk } from './disk'
import { codeOf, type OpenFile } from './growingFile'
import { Housekeeping, type Recorded } from './housekeeping'
import { foldHere, type Fold } from './packFile'
import { readPast } from './readPast'
import { Recording, type RecordedTarget, type RecordingSurroundings } from './recording'
import { describeSilence, describeTrouble } from './trouble'

export interface RecorderOptions {
  /** As the user gave it: messages name it so. */
  readonly folder: string
  /** Of all recordings in the folder; then the oldest go. Default DEFAULT_FOLDER_BYTES. */
  readonly maxFolderBytes?: Bytes
  /** Where what is over is packed: a thread of its own for a program that has other things to do. Default: here. */
  readonly fold?: Fold | undefined
  // What tests turn.
  /** A new file is begun at this size. */
  readonly maxFileBytes?: Bytes
  /** Of what waits in memory of one target. */
  readonly maxWaitingBytes?: Bytes
  readonly disk?: Disk
  readonly openFile?: OpenFile
}

export interface RecorderSurroundings {
  readonly clock: Clock
  readonly time: SteadyTime
  readonly version: string
  /** How many targets there will be: they share room and memory. */
  readonly targets: number
  readonly log: (line: string) => void
}

/** Of one run of the recorder. */
export interface RecordedTotals {
  readonly samples: number
  /** Samples that are not on disk and never will be. */
  readonly lost: number
  readonly files: number
  readonly bytes: Bytes
}

const MIB = 1024 * 1024
/** Weeks of some targets with 200 trackers every 5 s: a day of one is about 24 MiB, packed. */
export const DEFAULT_FOLDER_BYTES: Bytes = 2 * 1024 * MIB
const MAX_FILE_BYTES = 64 * MIB
const MIN_FILE_BYTES = 64 * 1024
/** Hours of samples of one target. */
const MAX_WAITING_BYTES = 64 * MIB
const MIN_WAITING_BYTES = MIB
const TIDY_MS = 60_000
/** A disk that has not answered for so long is not waited for any longer. */
const SILENT_MS = 10_000
const STOP_MS = 6000

/** Records the timelines of all targets of this program into one folder, and keeps that in order. */
export class Recorder {
  readonly folder: string
  private readonly shared: RecordingSurroundings
  private readonly housekeeping: Housekeeping
  private readonly recordings: Recording[] = []
  private readonly growing = new Set<string>()
  /** The trouble that was said, and who has it. */
  private readonly troubles = new Map<string, Set<string>>()
  /** One past is read at a time. */
  private readonly pasts = new Lane(1)
  private planned: Cancel | undefined
  private isTidying = false
  private stopped = false

  constructor(options: RecorderOptions, { clock, time, version, targets, log }: RecorderSurroundings) {
    const { folder, maxFolderBytes = DEFAULT_FOLDER_BYTES, disk = new Disk(clock) } = options
    this.folder = folder
    const run = randomBytes(8).toString('hex')
    const many = Math.max(1, targets)
    this.shared = {
      folder,
      // What is being written is never removed, so it must be a small part of what may be there.
      maxFileBytes: options.maxFileBytes ?? Math.max(MIN_FILE_BYTES, Math.min(MAX_FILE_BYTES, maxFolderBytes / (4 * many))),
      maxWaitingBytes: options.maxWaitingBytes ?? Math.max(MIN_WAITING_BYTES, MAX_WAITING_BYTES / many),
      disk,
      openFile: options.openFile,
      clock,
      time,
      version,
      run,
      log,
      logTrouble: (target, message) => this.logTrouble(target, message),
      opened: (name) => void this.growing.add(name),
      closed: (name) => {
        this.growing.delete(name)
        if (!this.stopped) void this.housekeeping.tidy()
      },
    }
    this.housekeeping = new Housekeeping({
      folder,
      maxFolderBytes,
      disk,
      clock,
      run,
      fold: options.fold ?? foldHere(version),
      log,
      isGrowing: (name) => this.growing.has(name),
    })
  }

  /**
   * Makes the folder if there is none. A sentence: it will never do, so the call was wrong. What may pass, such as a full disk, is no
   * reason not to begin.
   */
  prepare(): Promise<string | undefined> {
    return this.inTime(this.tryFolder(), SILENT_MS)
  }

  private async tryFolder(): Promise<string | undefined> {
    const { folder } = this
    const probe = join(folder, `.memlane-probe-${this.shared.run}`)
    try {
      await mkdir(folder, { recursive: true })
      if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder.`
      await writeFile(probe, '', { flag: 'wx' })
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EEXIST' || code === 'ENOTDIR') return `${folder} is not a folder.`
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENAMETOOLONG' || code === 'EINVAL')
        return describeTrouble(error, folder)
    } finally {
      await rm(probe, { force: true }).catch(() => undefined)
    }
    return undefined
  }

  /** Begins to keep the folder in order; frames are taken before that too. */
  start(): void {
    void this.housekeeping.tidy()
    this.plan()
  }

  /** The recording of one more target. */
  record(target: RecordedTarget): Recording {
    const recording = new Recording(target, this.shared)
    this.recordings.push(recording)
    return recording
  }

  /** What was recorded of a target by earlier runs, from a time on; else its newest sample. Nothing here fails: what cannot be read is logged. */
  async *past(target: RecordedTarget, from: UnixMs, cancelled: () => boolean): AsyncGenerator<Frame, void> {
    const { disk, folder, log } = this.shared
    const leave = await this.pasts.enter()
    try {
      if (cancelled()) return
      const frames = readPast(this.listOf(target), from, { disk, log, cancelled })
      for (;;) {
        const next = await this.whileAnswering(frames.next(), cancelled)
        if (cancelled()) return
        if (!next) return log(`${target.name}: what was recorded before is not read. ${describeSilence(folder)}`)
        if (next.done) return
        yield next.value
      }
    } finally {
      leave()
    }
  }

  private async listOf({ id, name }: RecordedTarget): Promise<Recorded[]> {
    try {
      // Two names may have led to one id, in another order than now.
      return (await this.housekeeping.list(id)).filter(({ by }) => by.of === name)
    } catch (error) {
      this.shared.log(`${name}: what was recorded before cannot be looked at. ${describeTrouble(error, this.folder)}`)
      return []
    }
  }

  totals(): RecordedTotals {
    const sum = (of: (counts: RecordedTotals) => number): number =>
      this.recordings.reduce((total, { counts }) => total + of(counts), 0)
    return {
      samples: sum(({ samples }) => samples),
      lost: sum(({ lost }) => lost),
      files: sum(({ files }) => files),
      bytes: sum(({ bytes }) => bytes),
    }
  }

  /** Writes what waits, ends all files; nothing runs after that. */
  async stop(): Promise<void> {
    this.stopped = true
    this.planned?.()
    await this.inTime(Promise.all([this.housekeeping.stop(), ...this.recordings.map((recording) => recording.close())]), STOP_MS)
  }

  private plan(): void {
    this.planned = this.shared.clock.after(TIDY_MS, () => {
      void this.tidy()
      this.plan()
    })
  }

  private async tidy(): Promise<void> {
    if (this.isTidying) return
    this.isTidying = true
    for (const recording of this.recordings) await recording.touch()
    await this.housekeeping.tidy()
    this.isTidying = false
  }

  /** undefined where it takes longer. */
  private async inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
    let cancel: Cancel = () => undefined
    const late = new Promise<undefined>((resolve) => (cancel = this.shared.clock.after(ms, () => resolve(undefined))))
    return Promise.race([work, late]).finally(cancel)
  }

  /** undefined where the disk does not answer, or it is not wanted any more. */
  private async whileAnswering<T>(work: Promise<T>, cancelled: () => boolean): Promise<T | undefined> {
    const { clock, disk } = this.shared
    let cancel: Cancel = () => undefined
    const silent = new Promise<undefined>((resolve) => {
      const look = (): void => {
        if (cancelled() || disk.silentMs() >= SILENT_MS) resolve(undefined)
        else cancel = clock.after(1000, look)
      }
      look()
    })
    return Promise.race([work, silent]).finally(() => cancel())
  }

  /** A full disk is the trouble of all targets at once, and one line. */
  private logTrouble(target: string, message: string | undefined): void {
    for (const [said, having] of this.troubles) {
      if (said === message || !having.delete(target) || having.size > 0) continue
      this.troubles.delete(said)
      if (message === undefined && this.troubles.size === 0)
        this.shared.log(`Recording into ${this.folder} goes on; what waited in memory is written.`)
    }
    if (message === undefined) return
    const having = this.troubles.get(message)
    if (having) having.add(target)
    else {
      this.troubles.set(message, new Set([target]))
      this.shared.log(`Recording: ${message} What comes is kept in memory, and written as soon as that is possible.`)
    }
  }
}
