import { describe, expect, test } from 'vitest'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { computeHighest, computeLimitHeights } from './computeLimits'
import { Timeline } from './timeline'

function timelineOf(figures: MemoryFigures): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: 'be-1', source: 'live', note: '' })
  timeline.append({ kind: 'sample', seq: 1, at: 1000, tookMs: 1, wireBytes: 1, snapshot: makeMemorySnapshot(figures) })
  return timeline
}

describe('computeLimitHeights', () => {
  test('highest first', () => {
    expect(computeLimitHeights(timelineOf({ limit: 90, softLimit: 81 }), 0)).toEqual([
      { value: 90, names: ['limit'] },
      { value: 81, names: ['softLimit'] },
    ])
  })

  test('equal limits are one line with both names', () => {
    expect(computeLimitHeights(timelineOf({ limit: 90, softLimit: 90 }), 0)).toEqual([
      { value: 90, names: ['limit', 'softLimit'] },
    ])
  })

  test('no limit (-1), and none reported, draw nothing', () => {
    expect(computeLimitHeights(timelineOf({ limit: -1, softLimit: 81 }), 0)).toEqual([{ value: 81, names: ['softLimit'] }])
    expect(computeLimitHeights(timelineOf({}), 0)).toEqual([])
  })
})

describe('computeHighest', () => {
  const limit = (value: number) => ({ value, names: ['limit'] as const })

  test('a limit near the data is seen', () => expect(computeHighest(40, [limit(56)])).toBe(56))
  test('one far above does not press the data flat', () => expect(computeHighest(40, [limit(363)])).toBe(40))
  test('one just above another that is seen is seen too', () => expect(computeHighest(33, [limit(56), limit(50)])).toBe(56))
  test('one below the data changes nothing', () => expect(computeHighest(40, [limit(30)])).toBe(40))
})
