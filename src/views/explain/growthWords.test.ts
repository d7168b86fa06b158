import { expect, it } from 'vitest'
import { sayDirection } from './growthWords'

it('does not say "no trend" of an interval that lies on one side of zero', () => {
  expect(sayDirection({ direction: 'flat', low: -1, high: 2 })).toBe('no trend')
  expect(sayDirection({ direction: 'flat', low: 1, high: 2 })).toBe('slight or not steady')
  expect(sayDirection({ direction: 'flat', low: -2, high: -1 })).toBe('slight or not steady')
  expect(sayDirection({ direction: 'rises', low: 1, high: 2 })).toBe('▲ rises')
  expect(sayDirection({ direction: 'falls', low: -2, high: -1 })).toBe('▼ falls')
})
