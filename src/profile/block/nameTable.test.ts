import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHash, hashUid, nameAt, NameReader, packNames, uidOf } from './nameTable'

const piece = fc.oneof(
  fc.constantFrom('Query#Id=', '@query@id=', '-', '\uffff', '\ufffe', '"]', '["a', '0', 'version_[', ' '),
  fc.nat().map(String),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => id.toString(16).padStart(16, '0')),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.string({ maxLength: 5 }),
)
const name = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

test('any names come back as they were, and are found by their uid', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 30 }), (names) => {
      const { table, numberOf } = packNames(names, new Map())
      const reader = new NameReader(table)
      for (const [place, text] of names.entries()) {
        const number = numberOf[place]!
        expect(reader.name(number)).toBe(text)
        expect(nameAt(table, number)).toBe(text)
        const hash = hashUid(uidOf(text))
        const first = findHash(table.hash, hash)
        expect(table.hash[first]).toBe(hash)
        expect(number).toBeGreaterThanOrEqual(first)
        expect(table.hash[number]).toBe(hash)
      }
    }),
    { numRuns: 500 },
  )
})

test('trackers share a template, and each takes the bytes of its ids', () => {
  const names = Array.from({ length: 100 }, (_, index) => {
    const uid = (0xabcdef0123456000 + index).toString(16).padStart(16, '0')
    return `Load#Id=${uid}-${uid}@load@id=${uid}-${uid}`
  })
  const { table } = packNames([...names, 'Memory', 'Task_65863256-version_[1401-1402]'], new Map())
  expect(table.templates.map(({ parts }) => parts.join('*')).toSorted()).toEqual([
    'Load#Id=*-*@load@id=*-*',
    'Memory',
    'Task_*-version_[*-*]',
  ])
  expect(table.ids.length).toBe(100 * 32 + 3 * 6)
})
