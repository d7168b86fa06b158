import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Bytes } from '../../base/units'

/** AT_PAGESZ of getauxval(3). */
const PAGE_SIZE_ENTRY = 6n

/** The size of a page of memory as the kernel told this process when it began; undefined where it does not say. */
export function readPageSize(path = '/proc/self/auxv'): Bytes | undefined {
  let words: Buffer
  try {
    words = readFileSync(path)
  } catch {
    return undefined
  }
  for (let at = 0; at + 16 <= words.length; at += 16) {
    const [key, value] =
      endianness() === 'LE'
        ? [words.readBigUInt64LE(at), words.readBigUInt64LE(at + 8)]
        : [words.readBigUInt64BE(at), words.readBigUInt64BE(at + 8)]
    if (key === PAGE_SIZE_ENTRY) return value >= 1024n && value <= 1n << 24n ? Number(value) : undefined
  }
  return undefined
}
