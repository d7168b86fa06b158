import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCutOff, quoteLongIntegers } from './jsonText'

describe('quoteLongIntegers', () => {
  it.each([
    ['{"a":9007199254740993}', '{"a":"9007199254740993"}'],
    ['[-9223372036854775808 , 1234567890123456,5]', '["-9223372036854775808" , "1234567890123456",5]'],
    ['9007199254740993', '"9007199254740993"'],
    ['{"a":0.1234567890123456789,"b":1234567890123456.5,"c":1234567890123456789e2}', undefined],
    ['{"9007199254740993":"9007199254740993","b":"\\"9007199254740993,","c":"\\\\"}', undefined],
    ['{"a":123456789012345}', undefined],
    ['', undefined],
    ['"unterminated 9007199254740993', undefined],
  ])('%s', (text, expected) => {
    expect(quoteLongIntegers(text)).toBe(expected ?? text)
  })

  it('changes nothing that JSON.parse reads exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const exact = quoteLongIntegers(text)
        const backToNumbers: unknown = JSON.parse(exact, (_key, inner: unknown) =>
          typeof inner === 'string' && /^-?\d{16,}$/.test(inner) ? Number(inner) : inner,
        )
        const original: unknown = JSON.parse(text, (_key, inner: unknown) =>
          typeof inner === 'string' && /^-?\d{16,}$/.test(inner) ? Number(inner) : inner,
        )
        expect(backToNumbers).toEqual(original)
      }),
    )
  })
})

describe('isCutOff', () => {
  it.each([
    ['{', true],
    [' [1', true],
    ['{"a', true],
    ['{"a\\', true],
    ['{"a":"}"', true],
    ['{"a":"\\"}', true],
    ['{}', false],
    ['{"a":]}', false],
    ['<html>{', false],
    ['', false],
  ])('%s', (text, cut) => expect(isCutOff(text)).toBe(cut))
})
