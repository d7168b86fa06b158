import { describe, expect, test } from 'vitest'
import { centreSpan, makeSpan, panSpan, SHORTEST_SPAN, zoomSpan } from './timeRange'

const bounds = { from: 0, to: 100_000 }

describe('zoomSpan', () => {
  test('the moment under the pointer stays where it is', () => {
    expect(zoomSpan({ from: 20_000, to: 60_000 }, 0.5, 30_000, bounds)).toEqual({ from: 25_000, to: 45_000 })
  })
  test('out beyond everything is everything', () => {
    expect(zoomSpan({ from: 20_000, to: 80_000 }, 2, 50_000, bounds)).toBeUndefined()
  })
  test('out at an edge stays inside', () => {
    expect(zoomSpan({ from: 0, to: 20_000 }, 2, 15_000, bounds)).toEqual({ from: 0, to: 40_000 })
  })
  test('in has an end', () => {
    expect(zoomSpan({ from: 0, to: 3000 }, 0.01, 0, bounds)).toEqual({ from: 0, to: SHORTEST_SPAN })
  })
})

test('panning stops at both ends and keeps the length', () => {
  expect(panSpan({ from: 20_000, to: 60_000 }, -0.25, bounds)).toEqual({ from: 10_000, to: 50_000 })
  expect(panSpan({ from: 20_000, to: 60_000 }, 5, bounds)).toEqual({ from: 60_000, to: 100_000 })
  expect(panSpan({ from: 20_000, to: 60_000 }, -5, bounds)).toEqual({ from: 0, to: 40_000 })
})

test('a window centred near an end stays inside', () => {
  expect(centreSpan({ from: 20_000, to: 60_000 }, 50_000, bounds)).toEqual({ from: 30_000, to: 70_000 })
  expect(centreSpan({ from: 20_000, to: 60_000 }, 95_000, bounds)).toEqual({ from: 60_000, to: 100_000 })
})

test('a span from two ends: in any order, inside, never too short', () => {
  expect(makeSpan(60_000, 20_000, bounds)).toEqual({ from: 20_000, to: 60_000 })
  expect(makeSpan(-5, 200_000, bounds)).toEqual(bounds)
  expect(makeSpan(50_000, 50_000, bounds)).toEqual({ from: 49_000, to: 51_000 })
})
