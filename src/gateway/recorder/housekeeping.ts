import { lstat, readdir, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { formatBytes } from '../../base/formatBytes'
import type { Bytes, UnixMs } from '../../base/units'
import type { Clock } from '../clock'
import type { Disk } from './disk'
import { parseRecordingName, type RecordingName } from './fileName'
import { codeOf } from './growingFile'
import { packFile, type Fold } from './packFile'
import { readPast } from './readPast'
import { findRecorder, hasEnded, type RecordedBy } from './recordedFile'
import { describeTrouble } from './trouble'

export interface HousekeepingSurroundings {
  readonly folder: string
  readonly maxFolderBytes: Bytes
  readonly disk: Disk
  readonly clock: Clock
  readonly run: string
  readonly fold: Fold
  readonly log: (line: string) => void
  /** Whether this recorder writes to it now. */
  readonly isGrowing: (name: string) => boolean
}

/** A file that a recorder wrote. */
export interface Recorded {
  readonly name: string
  readonly path: string
  readonly says: RecordingName
  readonly by: RecordedBy
  readonly size: Bytes
  readonly mtime: UnixMs
}

/** A recorder that runs touches its files more often than this; one that was not touched for so long, nobody writes to. */
const ABANDONED_MS = 5 * 60_000
/** What could not be packed is not tried again before. */
const PACK_AGAIN_MS = 60 * 60_000
/** unfinishedName() of a recording. */
const UNFINISHED = /\.memlane\.ndjson\.gz\.[0-9a-f]{16}\.tmp$/

/** How a file was when it last was another than before, on our own clock of elapsed ms: others' clocks may be wrong. */
interface Seen {
  readonly size: Bytes
  readonly mtimeMs: number
  readonly ino: number
  readonly since: number
}

/**
 * Keeps the folder of the recordings in order: packs those that are over, and takes away the oldest when all are too large. It touches
 * what a recorder wrote and nothing else, and never what is still written, be it by another recorder.
 */
export class Housekeeping {
  private readonly around: HousekeepingSurroundings
  private readonly seen = new Map<string, Seen>()
  private readonly recorders = new Map<string, { readonly ino: number; readonly by: RecordedBy | undefined }>()
  /** Said once. */
  private readonly said = new Set<string>()
  /** When, on the clock of elapsed ms. */
  private readonly notPacked = new Map<string, number>()
  private running: Promise<void> | undefined
  private readonly stopping = new AbortController()

  constructor(around: HousekeepingSurroundings) {
    this.around = around
  }

  /** Looks at everything once. A folder that cannot be read now is no matter: the recordings tell of that. */
  tidy(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  /** Ends after the file at hand. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running
  }

  /** All recordings of the folder, the oldest first. Rejects where the folder cannot be read. */
  async list(target?: string): Promise<Recorded[]> {
    const { folder, disk } = this.around
    const found: Recorded[] = []
    const names = await disk.run(() => readdir(folder))
    this.forget(new Set(names))
    for (const name of names) {
      const says = parseRecordingName(name)
      if (!says || (target !== undefined && says.target !== target)) continue
      const recorded = await this.look(name, says).catch(() => undefined)
      if (recorded) found.push(recorded)
    }
    return found.toSorted((a, b) => a.says.startAt - b.says.startAt || a.says.count - b.says.count || (a.name < b.name ? -1 : 1))
  }

  private async look(name: string, says: RecordingName): Promise<Recorded | undefined> {
    const { folder, disk } = this.around
    const path = join(folder, name)
    const stats = await disk.run(() => lstat(path))
    if (!stats.isFile()) return undefined
    let known = this.recorders.get(name)
    if (known?.ino !== stats.ino || !known.by) {
      known = { ino: stats.ino, by: await disk.run(() => findRecorder(path, says.gzipped)) }
      this.recorders.set(name, known)
    }
    return known.by && { name, path, says, by: known.by, size: stats.size, mtime: stats.mtimeMs }
  }

  private async run(): Promise<void> {
    try {
      await this.removeUnfinished()
      for (const recorded of await this.list()) {
        if (this.stopping.signal.aborted) return
        if (!recorded.says.gzipped && (await this.isOver(recorded))) await this.pack(recorded)
      }
      if (!this.stopping.signal.aborted) await this.holdCap()
    } catch (error) {
      this.sayOnce(`list ${codeOf(error)}`, describeTrouble(error, this.around.folder))
    }
  }

  /** What a recorder that was killed while packing has left. */
  private async removeUnfinished(): Promise<void> {
    const { folder, disk, run } = this.around
    for (const name of await disk.run(() => readdir(folder))) {
      if (!UNFINISHED.test(name) || name.endsWith(`${run}.tmp`) || !parseRecordingName(name.slice(0, -run.length - 5))) continue
      if (await this.isUntouched(name).catch(() => false)) await disk.run(() => unlink(join(folder, name))).catch(() => undefined)
    }
  }

  private async isOver({ name, path }: Recorded): Promise<boolean> {
    if (this.around.isGrowing(name)) return false
    return (await this.around.disk.run(() => hasEnded(path)).catch(() => false)) || this.isUntouched(name).catch(() => false)
  }

  private async isUntouched(name: string): Promise<boolean> {
    const { folder, disk, clock } = this.around
    const { size, mtimeMs, ino } = await disk.run(() => lstat(join(folder, name)))
    const before = this.seen.get(name)
    if (before && before.size === size && before.mtimeMs === mtimeMs && before.ino === ino) {
      return clock.elapsed() - before.since >= ABANDONED_MS
    }
    this.seen.set(name, { size, mtimeMs, ino, since: clock.elapsed() })
    return false
  }

  private async pack(recorded: Recorded): Promise<void> {
    const { name, path, mtime } = recorded
    const { clock, disk, folder, fold, log, run } = this.around
    const { signal } = this.stopping
    const failedAt = this.notPacked.get(name)
    if (failedAt !== undefined && clock.elapsed() - failedAt < PACK_AGAIN_MS) return
    try {
      const packed = `${path}.gz`
      const there = await disk.run(() => lstat(packed)).catch(() => undefined)
      if (there) {
        // A recorder was killed between the two, or somebody put it there.
        if (await this.isPackedForm(recorded)) await disk.run(() => unlink(path))
        else this.sayOnce(`twice ${name}`, `${name} is not packed, because there is another ${name}.gz in ${folder}.`)
        return
      }
      const done = await packFile(path, { run, disk, fold, signal })
      if (done === 'no-room')
        this.sayOnce('room', `The disk under ${folder} has too little room to pack recordings; they stay as they are.`)
      if (done === 'no-room' || done === 'changed') return
      this.said.delete('room')
      // It is as old as what is in it.
      await disk.run(() => utimes(packed, mtime / 1000, mtime / 1000)).catch(() => undefined)
      const { size } = await disk.run(() => lstat(packed))
      log(`${name} is packed: ${formatBytes(size)}.`)
    } catch (error) {
      if (signal.aborted) return
      this.notPacked.set(name, clock.elapsed())
      const why = codeOf(error) === undefined ? String(error) : describeTrouble(error, folder)
      this.sayOnce(`pack ${codeOf(error)}`, `${name} could not be packed and stays as it is. ${why}`)
    }
  }

  /** Whether its packed form is there already: of the same run, and up to the same sample. */
  private async isPackedForm(plain: Recorded): Promise<boolean> {
    const name = `${plain.name}.gz`
    const packed = await this.look(name, { ...plain.says, gzipped: true })
    if (!packed || packed.by.run !== plain.by.run || packed.by.of !== plain.by.of) return false
    const newest = await Promise.all([plain, packed].map((one) => this.newestOf(one)))
    return newest[0] !== undefined && newest[0] === newest[1]
  }

  private async newestOf(recorded: Recorded): Promise<string | undefined> {
    const { disk } = this.around
    const { signal } = this.stopping
    let newest: string | undefined
    const options = { disk, log: () => undefined, cancelled: () => signal.aborted }
    for await (const frame of readPast(Promise.resolve([recorded]), Number.POSITIVE_INFINITY, options))
      if (frame.kind === 'sample') newest = `${frame.seq} ${frame.at}`
    return newest
  }

  private async holdCap(): Promise<void> {
    const { disk, folder, log, maxFolderBytes } = this.around
    const all = await this.list()
    let total = all.reduce((sum, { size }) => sum + size, 0)
    for (const recorded of all) {
      if (total <= maxFolderBytes || this.stopping.signal.aborted) break
      const { name, path, size } = recorded
      if (!recorded.says.gzipped && !(await this.isOver(recorded))) continue
      try {
        await disk.run(() => unlink(path))
      } catch (error) {
        this.sayOnce(`remove ${codeOf(error)}`, `${name} could not be removed. ${describeTrouble(error, folder)}`)
        continue
      }
      log(
        `Removed ${name} (${formatBytes(size)}), the oldest: the recordings in ${folder} had ${formatBytes(total)}, more than the ${formatBytes(maxFolderBytes)} that they may have.`,
      )
      total -= size
    }
    const key = 'cap'
    if (total <= maxFolderBytes) this.said.delete(key)
    else {
      this.sayOnce(
        key,
        `The recordings in ${folder} have ${formatBytes(total)}, more than the ${formatBytes(maxFolderBytes)} that they may have. The others are being written or cannot be removed; give the recorder more room, or end one of them.`,
      )
    }
  }

  private forget(present: ReadonlySet<string>): void {
    for (const known of [this.seen, this.recorders, this.notPacked])
      for (const name of known.keys()) if (!present.has(name)) known.delete(name)
  }

  private sayOnce(key: string, line: string): void {
    if (this.said.has(key)) return
    this.said.add(key)
    this.around.log(line)
  }
}
