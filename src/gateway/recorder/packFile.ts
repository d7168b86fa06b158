import { rename, stat, statfs, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Disk } from './disk'
import { foldRecording, type Folded } from './foldRecording'
import { syncFolder } from './growingFile'

/** foldRecording, somewhere. Ends soon after the signal, whatever it has done. */
export type Fold = (from: string, to: string, signal: AbortSignal) => Promise<Folded>

/** In this thread: nothing else runs meanwhile but between its chunks. */
export const foldHere =
  (tool: string): Fold =>
  (from, to) =>
    foldRecording(from, to, tool)

/** 'changed': somebody writes to it still. 'no-room': packing needs room for a while. */
export type Packed = Folded | 'changed' | 'no-room'

/** The name under which a file is packed, before it is whole. */
export function unfinishedName(name: string, run: string): string {
  return `${name}.gz.${run}.tmp`
}

export interface PackOptions {
  /** Of the recorder. */
  readonly run: string
  readonly disk: Disk
  readonly fold: Fold
  readonly signal: AbortSignal
}

/**
 * Packs a file that nobody writes to any more: to another name first, which is renamed when it is on the disk; only then the plain one
 * goes. Killed at any moment, one of the two is whole. Rejects with the error of the system; then the plain one is as it was.
 */
export async function packFile(path: string, { run, disk, fold, signal }: PackOptions): Promise<Packed> {
  const unfinished = unfinishedName(path, run)
  const before = await disk.run(() => stat(path))
  const { bavail, bsize } = await disk.run(() => statfs(dirname(path)))
  // It packs to far less; but what is being recorded needs room too.
  if (bavail * bsize < before.size) return 'no-room'
  try {
    const folded = await fold(path, unfinished, signal)
    signal.throwIfAborted()
    const after = await disk.run(() => stat(path))
    if (after.ino !== before.ino || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      await disk.run(() => unlink(unfinished))
      return 'changed'
    }
    await disk.run(() => rename(unfinished, `${path}.gz`))
    await disk.run(() => syncFolder(dirname(path)))
    await disk.run(() => unlink(path))
    return folded
  } catch (error) {
    await disk.run(() => unlink(unfinished)).catch(() => undefined)
    throw error
  }
}
