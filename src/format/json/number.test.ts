import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryInteger } from '../../testing/arbitrarySnapshot'
import { doubleFromJson, doubleToJson, integerFromJson } from './number'

describe('integerFromJson', () => {
  it('takes the digits of every integer to 2^63 and of none beyond', () => {
    fc.assert(
      fc.property(arbitraryInteger, (value) => {
        expect(integerFromJson(value.toString())).toBe(value)
      }),
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 63n + 1n, max: 2n ** 80n }), (value) => {
        expect([integerFromJson(value.toString()), integerFromJson((-value).toString())]).toEqual([undefined, undefined])
      }),
    )
  })

  it('takes no text but digits', () => {
    for (const text of ['', '-', ' 1', '1 ', '1.0', '1e3', '0x10', '00', '-0', '+1', '1\n', '١'])
      expect(integerFromJson(text)).toBeUndefined()
  })
})

describe('doubleToJson', () => {
  it('is undone by doubleFromJson, for every double', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(doubleFromJson(JSON.parse(JSON.stringify(doubleToJson(value))))).toBe(value)
      }),
    )
  })
})
