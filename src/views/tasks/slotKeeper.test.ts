import { expect, test } from 'vitest'
import { SlotKeeper } from './slotKeeper'

test('what stays keeps its place, what comes takes one that is free', () => {
  const keeper = new SlotKeeper()
  expect(keeper.assign(['a', 'b', 'c'])).toEqual([0, 1, 2])
  expect(keeper.assign(['c', 'x', 'a'])).toEqual([2, 1, 0])
  expect(keeper.assign(['p', 'q', 'r', 's'])).toEqual([0, 1, 2, 3])
  expect(keeper.assign(['s'])).toEqual([3])
  expect(keeper.assign(['s', 't'])).toEqual([3, 0])
})

test('asked twice it says the same', () => {
  const keeper = new SlotKeeper()
  keeper.assign(['a', 'b'])
  const once = keeper.assign(['b', 'c'])
  expect(keeper.assign(['b', 'c'])).toEqual(once)
})
