import { open, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes, UnixMs } from '../../base/units'
import { makeRecordingName } from './fileName'

const MAX_SAME_NAME = 1000

export interface NewFile {
  readonly folder: string
  /** Its id. */
  readonly target: string
  readonly startAt: UnixMs
  readonly header: string
  /** As of node:fs/promises. */
  readonly openFile?: OpenFile | undefined
}

export type OpenFile = (path: string, flags: 'ax') => Promise<FileHandle>

/** A recording that is being written: whole lines at its end and nothing else, whatever happens in between. Each method is one turn on the disk. */
export class GrowingFile {
  readonly name: string
  readonly path: string
  private readonly handle: FileHandle
  private readonly device: bigint
  private readonly inode: bigint
  /** Of whole lines. */
  length: Bytes = 0
  /** For its writer to say. */
  holdsSamples = false
  /** Half a line may stand behind them. */
  private torn = false

  private constructor(name: string, path: string, handle: FileHandle, device: bigint, inode: bigint) {
    this.name = name
    this.path = path
    this.handle = handle
    this.device = device
    this.inode = inode
  }

  /**
   * A new file with its first line; never one that is there already, so that two recorders can share a folder. Where it cannot be made,
   * nothing of it is left.
   */
  static async create({ folder, target, startAt, header, openFile = open }: NewFile): Promise<GrowingFile> {
    for (let count = 1; ; count++) {
      const name = makeRecordingName(target, startAt, count)
      const path = join(folder, name)
      // A packed one of this name may be there, or may come to be: this one would be packed over it.
      if (count < MAX_SAME_NAME && (await exists(`${path}.gz`))) continue
      let handle: FileHandle
      try {
        handle = await openFile(path, 'ax')
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || count >= MAX_SAME_NAME) throw error
        continue
      }
      try {
        const { dev, ino } = await handle.stat({ bigint: true })
        const file = new GrowingFile(name, path, handle, dev, ino)
        await file.append(Buffer.from(header))
        await syncFolder(folder)
        return file
      } catch (error) {
        // One file without anything in it a try would be litter.
        await unlink(path).catch(() => undefined)
        await handle.close().catch(() => undefined)
        throw error
      }
    }
  }

  /** Appends whole lines. Where that fails, what was written of them is taken off again. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.torn) await this.mend()
    this.torn = true
    try {
      let written = 0
      // One write takes it all; a short one is the last before an error that says why.
      while (written < bytes.length) written += (await this.handle.write(bytes, written)).bytesWritten
    } catch (error) {
      await this.mend().catch(() => undefined)
      throw error
    }
    this.torn = false
    this.length += bytes.length
  }

  /** False: the file under this name is gone, or is another one; what is written here, nobody will find. */
  async isInPlace(): Promise<boolean> {
    try {
      const { dev, ino } = await stat(this.path, { bigint: true })
      return dev === this.device && ino === this.inode
    } catch (error) {
      const code = codeOf(error)
      // Any other error says nothing about the file.
      return code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ESTALE'
    }
  }

  /** Has the disk keep what was written, also where the power fails. */
  sync(): Promise<void> {
    return this.handle.datasync()
  }

  /** Says that it is still written to, where nothing was written for long. */
  async touch(now: UnixMs): Promise<void> {
    await this.handle.utimes(now / 1000, now / 1000)
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  /** Takes it away, if it is still the one under its name. */
  async remove(): Promise<void> {
    if (await this.isInPlace()) await unlink(this.path)
  }

  private async mend(): Promise<void> {
    await this.handle.truncate(this.length)
    this.torn = false
  }
}

/** Has the disk keep which files there are. Not every system can; then it is as safe as it is there. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close().catch(() => undefined)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Such as ENOSPC; undefined = not an error of the system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
