import { expect, test } from 'vitest'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { computeOverview } from './computeOverview'
import { Timeline } from './timeline'

test('two tones add up to RSS; tracked never stands above it; RSS alone is a third', () => {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'file', note: '' })
  const samples: readonly MemoryFigures[] = [
    { rss: 100, query: 30 },
    { rss: 50, query: 60 },
  ]
  for (const [index, figures] of samples.entries()) {
    const snapshot = makeMemorySnapshot(figures)
    timeline.append({ kind: 'sample', seq: index, at: 1000 * (index + 1), tookMs: undefined, wireBytes: undefined, snapshot })
  }
  const snapshot = makeSnapshot(`
MemoryProfile
  MemoryOverviewSnapshot
    - PhysicalMemory(VmRSS): 70 B`)
  timeline.append({ kind: 'sample', seq: 3, at: 3000, tookMs: undefined, wireBytes: undefined, snapshot })

  const shape = computeOverview(timeline, [0, 1, 2])
  expect([...shape.rss]).toEqual([100, 50, Number.NaN])
  expect([...shape.tracked]).toEqual([30, 50, Number.NaN])
  expect([...shape.bare]).toEqual([Number.NaN, Number.NaN, 70])
  expect(shape.highest).toBe(100)
  expect([...shape.breaks]).toEqual([1, 0, 0])
})
