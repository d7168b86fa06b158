import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IntegerPacker, IntegerUnpacker } from './packedIntegers'

test('any safe integers come back as they were', () => {
  const integer = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.maxSafeInteger())
  fc.assert(
    fc.property(fc.array(integer, { maxLength: 400 }), fc.nat(400), (values, skipped) => {
      const packer = new IntegerPacker(8)
      for (const value of values) packer.push(value)
      const bytes = packer.finish()
      const all = new IntegerUnpacker(bytes)
      expect(values.map(() => all.next())).toEqual(values.map((value) => value + 0))
      expect(all.atEnd).toBe(true)
      const rest = values.slice(skipped)
      const later = new IntegerUnpacker(bytes)
      later.skip(values.length - rest.length)
      expect(rest.map(() => later.next())).toEqual(rest.map((value) => value + 0))
    }),
  )
})

test('small steps take one byte', () => {
  const packer = new IntegerPacker()
  for (let value = -63; value <= 63; value++) packer.push(value)
  expect(packer.finish().length).toBe(127)
})
