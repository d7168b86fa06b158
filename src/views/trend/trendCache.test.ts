import { describe, expect, it } from 'vitest'
import type { TrendSamples } from '../../timeline/computeTrend'
import { TrendCache } from './trendCache'

const samplesOf = (...indices: number[]): TrendSamples => ({
  indices,
  times: indices.map((index) => index * 1000),
  broken: indices.map(() => false),
})

const makeCache = () => {
  const reads: string[] = []
  const cache = new TrendCache<string>((target, samples) => {
    reads.push(`${target} ${samples.join()}`)
    return samples.map((sample) => sample * target.length)
  })
  return { cache, reads }
}

describe('the values of trends', () => {
  it('are read once, and only what is missing of a row', () => {
    const { cache, reads } = makeCache()
    const targets = new Map([
      ['a', 'x'],
      ['b', 'yy'],
    ])
    const first = samplesOf(1, 2)
    expect(cache.lineOf('a', first)).toBeUndefined()
    expect(cache.fill(targets, first, Infinity)).toBe(true)
    const line = cache.lineOf('b', first)!
    expect([...line.values]).toEqual([2, 4])
    expect(cache.lineOf('b', first)).toBe(line)
    const next = samplesOf(1, 2, 3)
    expect(cache.lineOf('b', next)).toBe(line)
    cache.fill(targets, next, Infinity)
    expect([...cache.lineOf('b', next)!.values]).toEqual([2, 4, 6])
    expect(reads).toEqual(['x 1,2', 'yy 1,2', 'x 3', 'yy 3'])
  })

  it('are read a row at a time when time is short, and the rest later', () => {
    const { cache, reads } = makeCache()
    const targets = new Map([
      ['a', 'x'],
      ['b', 'yy'],
    ])
    const samples = samplesOf(7)
    expect(cache.fill(targets, samples, -Infinity)).toBe(false)
    expect(reads).toEqual(['x 7'])
    expect(cache.fill(targets, samples, Infinity)).toBe(true)
    expect(reads).toEqual(['x 7', 'yy 7'])
  })

  it('are forgotten of rows that were not on the screen for long', () => {
    const { cache, reads } = makeCache()
    const samples = samplesOf(1)
    for (let row = 0; row < 2000; row++) cache.fill(new Map([[`row ${row}`, 'x']]), samples, Infinity)
    expect(cache.lineOf('row 1999', samples)).toBeDefined()
    expect(cache.lineOf('row 0', samples)).toBeUndefined()
    expect(reads).toHaveLength(2000)
  })
})
