import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printValue } from '../format/text/printValue'
import { readValueAs } from '../format/text/readValue'
import type { Counter } from '../profile/counter'
import { computeMeaning } from '../profile/meaning'
import type { ProfileNode } from '../profile/node'
import type { Snapshot } from '../profile/snapshot'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../testing/golden'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeProcess, makeSnapshot } from '../testing/makeSnapshot'
import { BAND_IDS, bandLabel, computeStack, type Stack } from './bands'

const GIB = 2 ** 30

function stackOf(snapshot: Snapshot): Stack {
  return computeStack(computeMeaning(snapshot))
}

/** The tree with every number as it is read back from Doris's rounded text. */
function asPrinted(node: ProfileNode): ProfileNode {
  const print = (counter: Counter): Counter => {
    const read = readValueAs(printValue(counter.value, counter.unit), counter.unit)!
    return { ...counter, value: read.value, error: read.error, counters: counter.counters.map(print) }
  }
  return { ...node, counters: node.counters.map(print), children: node.children.map(asPrinted) }
}

function valuesOf(stack: Stack): Record<string, number | undefined> {
  return Object.fromEntries(stack.bands.map(({ id, value }) => [id, value]))
}

const FIGURES: MemoryFigures = {
  rss: 1000,
  query: 100,
  load: 50,
  compaction: 20,
  schemaChange: 10,
  other: 5,
  global: 40,
  metadata: 30,
  cache: 25,
  jemallocCache: 60,
  jemallocMetadata: 15,
  memtables: 35,
}
const SHARED = { jemalloc: 75, otherTasks: 85, query: 100 }

describe('computeStack', () => {
  it.each([
    ['P1', { ...SHARED, cacheMetadata: undefined, global: 95, jvm: undefined, memtables: undefined, untracked: 645 }],
    ['P2', { ...SHARED, cacheMetadata: 55, global: 40, jvm: undefined, memtables: undefined, untracked: 645 }],
    ['P3a', { ...SHARED, cacheMetadata: 55, global: 40, jvm: 0, memtables: undefined, untracked: 645 }],
    ['P3', { ...SHARED, cacheMetadata: 55, global: 40, jvm: 0, memtables: 35, untracked: 610 }],
  ] as const)('%s: adds up to RSS, each part once', (generation, expected) => {
    const stack = stackOf(makeMemorySnapshot({ ...FIGURES, generation }))
    expect(valuesOf(stack)).toEqual(expected)
    expect([stack.rss, stack.residual, stack.tolerance, stack.untrackedIsDerived]).toEqual([1000, 0, 0, false])
  })

  it('keeps negative parts negative: more tracked than there is, and a negative orphan', () => {
    const stack = stackOf(makeMemorySnapshot({ rss: 100, query: 150, global: -20 }))
    expect(valuesOf(stack)).toMatchObject({ query: 150, global: -20, untracked: -30 })
    expect(stack.residual).toBe(0)
  })

  it('says when untracked is its own arithmetic', () => {
    const stack = stackOf(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 8 GiB ± 5 MiB
          TrackedMemory
            - Memory: 6 GiB ± 4 MiB
            GlobalMemory
              - Memory: 6 GiB ± 3 MiB`),
    )
    expect(stack.untrackedIsDerived).toBe(true)
    expect(valuesOf(stack)).toMatchObject({ global: 6 * GIB, untracked: 2 * GIB, query: undefined })
    expect([stack.residual, stack.tolerance]).toEqual([0, 17 * 2 ** 20])
  })

  it('shows what is missing as a residual', () => {
    const stack = stackOf(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 100 B
          UntrackedMemory
            - Memory: 30 B`),
    )
    expect([stack.residual, stack.tolerance]).toEqual([-70, 0])
  })

  it('has no residual without RSS, or without a single band', () => {
    const noRss = stackOf(makeSnapshot('MemoryOverviewSnapshot\n  UntrackedMemory\n    - Memory: 30 B'))
    expect([noRss.rss, noRss.residual, valuesOf(noRss)['untracked']]).toEqual([undefined, undefined, 30])
    const onlyCache = stackOf(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 100 B
          TrackedMemory
            JemallocMemory
              Details
                - Cache: 7 B`),
    )
    expect([onlyCache.rss, onlyCache.residual, valuesOf(onlyCache)['jemalloc']]).toEqual([100, undefined, 7])
    const rssOnly = stackOf(makeSnapshot('MemoryOverviewSnapshot\n  - PhysicalMemory(VmRSS): 30 B'))
    expect([rssOnly.rss, rssOnly.residual, rssOnly.untrackedIsDerived]).toEqual([30, undefined, false])
    const nothing = stackOf({ ...makeMemorySnapshot(), process: makeProcess(), profile: undefined })
    expect(nothing.bands.map(({ value }) => value)).toEqual(BAND_IDS.map(() => undefined))
  })

  it('is exactly 0 off for any whole numbers up to 2^63 in any generation', () => {
    const bytes = fc.oneof(
      fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }).map(Number),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 59n }),
      fc.constant(0),
    )
    const figures = fc.record({
      rss: bytes,
      query: bytes,
      load: bytes,
      compaction: bytes,
      schemaChange: bytes,
      other: bytes,
      global: bytes,
      metadata: bytes,
      cache: bytes,
      jemallocCache: bytes,
      jemallocMetadata: bytes,
      memtables: bytes,
      generation: fc.constantFrom('P1', 'P2', 'P3a', 'P3'),
    })
    fc.assert(
      fc.property(figures, (given) => {
        const stack = stackOf(makeMemorySnapshot(given))
        expect([stack.residual, stack.tolerance, stack.untrackedIsDerived]).toEqual([0, 0, false])
      }),
    )
  })

  it('is off by no more than the rounding when Doris has printed the numbers', () => {
    const bytes = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.bigInt({ min: 0n, max: 2n ** 42n }).map(Number))
    const figures = fc.record({
      rss: bytes,
      query: bytes,
      load: bytes,
      global: fc.integer({ min: -(2 ** 20), max: 2 ** 30 }),
      metadata: bytes,
      cache: bytes,
      jemallocCache: bytes,
      jemallocMetadata: bytes,
      memtables: bytes,
      generation: fc.constantFrom('P1', 'P2', 'P3a', 'P3'),
    })
    fc.assert(
      fc.property(figures, (given) => {
        const exact = makeMemorySnapshot(given)
        const stack = stackOf({ ...exact, profile: asPrinted(exact.profile!) })
        expect(Math.abs(stack.residual!)).toBeLessThanOrEqual(stack.tolerance)
      }),
    )
  })

  describe.each(GOLDEN_VERSIONS)('golden %s', (version) => {
    const files = readGoldenFiles(version).filter(({ kind, name }) => kind === 'memory_profile' && !name.endsWith('initial'))

    it('has the files', () => expect(files.length).toBeGreaterThanOrEqual(4))

    it.each(files.map((file) => [file.name, file] as const))('%s adds up to RSS to the byte', (_name, file) => {
      const stack = stackOf({ ...makeMemorySnapshot(), profile: file.root })
      expect([stack.residual, stack.tolerance]).toEqual([0, 0])
    })
  })

  it('has a label for every band', () => {
    expect(new Set(BAND_IDS.map(bandLabel)).size).toBe(BAND_IDS.length)
  })
})
