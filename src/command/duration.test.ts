import { expect, it } from 'vitest'
import { parseDuration } from './duration'

it('reads what people write', () => {
  expect(['5s', '500ms', '1.5m', '24h', '5', ' 2s '].map(parseDuration)).toEqual([5000, 500, 90_000, 86_400_000, 5000, 2000])
})

it('takes nothing else for a duration', () => {
  expect(['', 's', '-5s', '5 s', '5d', '1e3', 'NaN', '0x10', '5s5s', '99999999999s'].map(parseDuration)).toEqual(
    Array.from({ length: 10 }, () => undefined),
  )
})
