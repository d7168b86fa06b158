import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TARGET_ID } from '../protocol/gateway'
import { computeTargetIds } from './targetId'

it('keeps plain names and makes the others plain', () => {
  expect(computeTargetIds(['be1', 'be-17.prod', 'reference process', 'Köln 1', '..', '../etc', '節点'])).toEqual([
    'be1',
    'be-17.prod',
    'reference-process',
    'K-ln-1',
    'target',
    'etc',
    'target-2',
  ])
})

it('gives every name an id of its own that stands in a path as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 30 }), (names) => {
      const ids = computeTargetIds(names)
      expect(new Set(ids).size).toBe(names.length)
      for (const id of ids) {
        expect(id).toMatch(TARGET_ID)
        expect(new URL(`http://x/api/targets/${id}/profile`).pathname).toBe(`/api/targets/${id}/profile`)
      }
    }),
  )
})
