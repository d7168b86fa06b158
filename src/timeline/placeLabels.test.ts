import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeLabels } from './placeLabels'

const wish = (y: number) => ({ y, height: 16 })

describe('placeLabels', () => {
  test('labels that do not meet stay where they want to be', () => {
    expect(placeLabels([wish(20), wish(100), wish(60)], 200)).toEqual([20, 100, 60])
  })

  test('labels that meet make way and keep their order', () => {
    expect(placeLabels([wish(50), wish(52), wish(54)], 200)).toEqual([50, 66, 82])
  })

  test('at the edges they stay inside', () => {
    expect(placeLabels([wish(0), wish(-30)], 100)).toEqual([24, 8])
    expect(placeLabels([wish(99), wish(200)], 100)).toEqual([76, 92])
  })

  test('what has no room is left out, the first ones stay', () => {
    expect(placeLabels([wish(10), wish(10), wish(10)], 40)).toEqual([10, 26, undefined])
  })

  test('any wishes: none overlaps, all are inside, order is kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ y: fc.integer({ min: -50, max: 350 }), height: fc.integer({ min: 8, max: 30 }) }), { maxLength: 8 }),
        fc.integer({ min: 20, max: 300 }),
        (wishes, room) => {
          const places = placeLabels(wishes, room)
          const boxes = wishes
            .map((label, index) => ({ ...label, middle: places[index] }))
            .filter((box) => box.middle !== undefined)
            .toSorted((a, b) => a.middle! - b.middle!)
          for (const [index, box] of boxes.entries()) {
            expect(box.middle! - box.height / 2).toBeGreaterThanOrEqual(-1e-9)
            expect(box.middle! + box.height / 2).toBeLessThanOrEqual(room + 1e-9)
            const below = boxes[index + 1]
            if (!below) continue
            expect(below.middle! - below.height / 2).toBeGreaterThanOrEqual(box.middle! + box.height / 2 - 1e-9)
            expect(below.y).toBeGreaterThanOrEqual(box.y)
          }
        },
      ),
    )
  })
})
