import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkedColumn } from './column'

const value = fc.constantFrom(0, -0, 1, 7, Number.NaN, 2 ** 60)
const values = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 1500 })), { maxLength: 5 })
const change = fc.oneof(
  fc.record({ do: fc.constant('push' as const), value }),
  fc.record({ do: fc.constant('pushAll' as const), values }),
  fc.record({ do: fc.constant('insert' as const), value, at: fc.nat() }),
  fc.record({ do: fc.constant('keep' as const), every: fc.integer({ min: 1, max: 3 }) }),
)

test('a column holds what an array would, whatever is done to it', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const column = new ChunkedColumn()
      let array: number[] = []
      for (const one of changes) {
        if (one.do === 'push') {
          column.push(one.value)
          array.push(one.value)
        } else if (one.do === 'pushAll') {
          const all = one.values.flatMap(([number, times]) => Array.from({ length: times }, () => number))
          column.pushAll(Float64Array.from(all))
          array.push(...all)
        } else if (one.do === 'insert') {
          const at = one.at % (array.length + 1)
          column.insert(at, one.value)
          array.splice(at, 0, one.value)
        } else {
          const kept = array.flatMap((_, index) => (index % one.every === 0 ? [index] : []))
          column.keep(kept)
          array = kept.map((index) => array[index]!)
        }
      }
      expect(column.length).toBe(array.length)
      expect(Array.from(array, (_, index) => column.at(index))).toEqual(array)
      expect(column.at(array.length)).toBeNaN()
    }),
    { numRuns: 200 },
  )
})

test('what is always the same takes no space', () => {
  const column = new ChunkedColumn()
  column.pushAll(new Float64Array(5000).fill(2 ** 40))
  for (let index = 0; index < 5000; index++) column.push(Number.NaN)
  expect(column.bytes).toBeLessThanOrEqual(8 * 1024)
  expect([column.at(0), column.at(4999), column.at(5000)]).toEqual([2 ** 40, 2 ** 40, Number.NaN])
})
