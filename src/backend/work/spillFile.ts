import type { FileHandle } from 'node:fs/promises'
import { open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeUid } from '../memory/uniqueId'

/** A file of one query for what does not fit into its memory. Nothing of it is left when the query or the process ends. */
export class SpillFile {
  private readonly path: string
  private handle: FileHandle | undefined
  private end = 0

  constructor(folder = tmpdir()) {
    this.path = join(folder, `memlane-spill-${process.pid}-${makeUid()}`)
  }

  /** Appends bytes; returns where they begin. Throws a sentence that names the file if the disk refuses. */
  async append(bytes: Uint8Array): Promise<number> {
    const at = this.end
    try {
      const handle = (this.handle ??= await this.create())
      await handle.write(bytes, 0, bytes.length, at)
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error)
      throw new Error(`A query cannot spill to ${this.path}: ${cause}.`, { cause: error })
    }
    this.end += bytes.length
    return at
  }

  /** Fills `into` from a place of the file. */
  async read(into: Uint8Array, at: number): Promise<void> {
    await this.handle?.read(into, 0, into.length, at)
  }

  async close(): Promise<void> {
    const { handle } = this
    this.handle = undefined
    await handle?.close()
    if (handle !== undefined && process.platform === 'win32') await unlink(this.path)
  }

  private async create(): Promise<FileHandle> {
    const handle = await open(this.path, 'wx+', 0o600)
    // An open file without a name is gone with the process, however that ends. Windows does not let go of names in use.
    if (process.platform !== 'win32') await unlink(this.path)
    return handle
  }
}
