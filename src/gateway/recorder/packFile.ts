import { open, rename, stat, statfs, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip, crc32 } from 'node:zlib'
import type { Bytes } from '../../base/units'
import type { Disk } from './disk'
import { syncFolder } from './growingFile'

const CHUNK_BYTES = 256 * 1024

/** 'packed': there is only the gzipped one now. 'changed': somebody writes to it still. 'no-room': packing needs room for a while. */
export type Packed = 'packed' | 'changed' | 'no-room'

/** The name under which a file is packed, before it is whole. */
export function unfinishedName(name: string, run: string): string {
  return `${name}.gz.${run}.tmp`
}

/**
 * Gzips a file that nobody writes to any more: to another name first, which is renamed when it is on the disk; only then the plain one
 * goes. Killed at any moment, one of the two is whole. Rejects with the error of the system; then the plain one is as it was.
 */
export async function packFile(path: string, run: string, disk: Disk): Promise<Packed> {
  const unfinished = unfinishedName(path, run)
  const before = await disk.run(() => stat(path))
  const { bavail, bsize } = await disk.run(() => statfs(dirname(path)))
  // It packs to far less; but what is being recorded needs room too.
  if (bavail * bsize < before.size) return 'no-room'
  const source = await disk.run(() => open(path, 'r'))
  let target: FileHandle | undefined
  try {
    const out = await disk.run(() => open(unfinished, 'wx'))
    target = out
    await pipeline(
      chunksOf(source, disk),
      createGzip({ level: 6, chunkSize: CHUNK_BYTES, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY }),
      async (packed: AsyncIterable<Buffer>) => {
        for await (const chunk of packed) await disk.run(() => out.appendFile(chunk))
      },
    )
    await disk.run(() => out.sync())
    await disk.run(() => out.close())
    target = undefined
    const after = await disk.run(() => stat(path))
    if (after.ino !== before.ino || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      await disk.run(() => unlink(unfinished))
      return 'changed'
    }
    await disk.run(() => rename(unfinished, `${path}.gz`))
    await disk.run(() => syncFolder(dirname(path)))
    await disk.run(() => unlink(path))
    return 'packed'
  } catch (error) {
    await disk.run(() => unlink(unfinished)).catch(() => undefined)
    throw error
  } finally {
    await disk.run(() => source.close()).catch(() => undefined)
    const left = target
    if (left) await disk.run(() => left.close()).catch(() => undefined)
  }
}

/** Whether a gzipped file holds what the plain one does: as long, and with the same checksum. */
export async function isPackedForm(plain: string, packed: string, disk: Disk): Promise<boolean> {
  const trailer = await disk.run(async () => {
    const handle = await open(packed, 'r')
    try {
      const { size } = await handle.stat()
      return (await handle.read(Buffer.alloc(8), 0, 8, Math.max(0, size - 8))).buffer
    } finally {
      await handle.close()
    }
  })
  const source = await disk.run(() => open(plain, 'r'))
  try {
    let checksum = 0
    let length: Bytes = 0
    for await (const chunk of chunksOf(source, disk)) {
      checksum = crc32(chunk, checksum)
      length += chunk.length
    }
    return trailer.readUInt32LE(0) === checksum && trailer.readUInt32LE(4) === length % 2 ** 32
  } finally {
    await disk.run(() => source.close())
  }
}

async function* chunksOf(source: FileHandle, disk: Disk): AsyncGenerator<Buffer> {
  for (;;) {
    const { buffer, bytesRead } = await disk.run(() => source.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES))
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
