import fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { crc32Combine } from './crc32Combine'

it('gives the checksum that zlib gives of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 5000 }), (a, b) => {
      expect(crc32Combine(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])))
    }),
  )
})

it('takes lengths beyond 2^29 bytes, whose bits are more than 32', () => {
  // Appending n zero bytes in one step and in two must be the same.
  const zeros = (crc: number, length: number): number => crc32Combine(crc, 0, length)
  expect(zeros(0x12345678, 3 * 2 ** 30 + 5)).toBe(zeros(zeros(0x12345678, 2 ** 30), 2 ** 31 + 5))
})
