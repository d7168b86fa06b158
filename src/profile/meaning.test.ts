import { describe, expect, it } from 'vitest'
import { readGoldenFile } from '../testing/golden'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeProcess, makeSnapshot } from '../testing/makeSnapshot'
import { computeMeaning, FIGURE_NAMES, type FigureName, type Meaning } from './meaning'
import type { MemoryProperties, MemoryStatus, Reported, Snapshot } from './snapshot'

const MIB = 2 ** 20

/** The figures that are reported, in MiB; none is null. */
function inMiB(meaning: Meaning): Partial<Record<FigureName, number | null>> {
  const reported = FIGURE_NAMES.filter((name) => meaning[name] !== undefined)
  return Object.fromEntries(reported.map((name) => [name, meaning[name] ? Number(meaning[name].value) / MIB : null]))
}

const FIGURES: MemoryFigures = {
  rss: 1000 * MIB,
  rssPeak: 1200 * MIB,
  virtual: 5000 * MIB,
  query: 100 * MIB,
  load: 50 * MIB,
  compaction: 20 * MIB,
  schemaChange: 10 * MIB,
  other: 5 * MIB,
  global: 40 * MIB,
  metadata: 30 * MIB,
  cache: 25 * MIB,
  jemallocCache: 60 * MIB,
  jemallocMetadata: 15 * MIB,
  memtables: 35 * MIB,
  reserved: 8 * MIB,
}
const COMMON = {
  rss: 1000,
  rssPeak: 1200,
  virtual: 5000,
  virtualPeak: 5000,
  tasks: 185,
  query: 100,
  load: 50,
  compaction: 20,
  schemaChange: 10,
  other: 5,
  jemallocCache: 60,
  jemallocMetadata: 15,
  memtables: 35,
  reserved: 8,
}

describe('computeMeaning', () => {
  it('P1: caches and metadata are inside global, and peaks of the overview are not peaks', () => {
    const meaning = computeMeaning(makeMemorySnapshot({ ...FIGURES, generation: 'P1' }))
    expect(inMiB(meaning)).toEqual({ ...COMMON, tracked: 355, untracked: 645, untrackedDerived: 645, global: 95 })
    expect([meaning.globalHoldsCaches, meaning.memtablesAdditive]).toEqual([true, false])
  })

  const newer = { ...COMMON, global: 40, metadata: 30, cache: 25 }

  it('P2: caches and metadata beside global, memtables inside load', () => {
    const meaning = computeMeaning(makeMemorySnapshot({ ...FIGURES, generation: 'P2' }))
    expect(inMiB(meaning)).toEqual({
      ...newer,
      tracked: 355,
      trackedPeak: 355,
      untracked: 645,
      untrackedPeak: 645,
      untrackedDerived: 645,
    })
    expect([meaning.globalHoldsCaches, meaning.memtablesAdditive]).toEqual([false, false])
  })

  it('P3a: one figure for the JVM', () => {
    const meaning = computeMeaning(makeMemorySnapshot({ ...FIGURES, jvm: 45 * MIB, generation: 'P3a' }))
    expect(inMiB(meaning)).toEqual({
      ...newer,
      jvm: 45,
      tracked: 400,
      trackedPeak: 400,
      untracked: 600,
      untrackedPeak: 600,
      untrackedDerived: 600,
    })
    expect([meaning.globalHoldsCaches, meaning.memtablesAdditive]).toEqual([false, false])
  })

  it('P3: memtables are a part of their own', () => {
    const meaning = computeMeaning(makeMemorySnapshot({ ...FIGURES, jvm: 45 * MIB, generation: 'P3' }))
    expect(inMiB(meaning)).toEqual({
      ...newer,
      jvm: 45,
      tracked: 435,
      trackedPeak: 435,
      untracked: 565,
      untrackedPeak: 565,
      untrackedDerived: 565,
    })
    expect([meaning.globalHoldsCaches, meaning.memtablesAdditive]).toEqual([false, true])
  })

  it('adds heap and non-heap of the JVM with their errors', () => {
    const meaning = computeMeaning(
      makeSnapshot(`
        MemoryProfile
          MemoryOverviewSnapshot
            TrackedMemory
              JvmMemory
                - HeapMemory: 512 MiB ± 5 KiB peak 870 MiB
                - NonHeapMemory: 89 MiB ± 6 KiB peak 151 MiB`),
    )
    expect(meaning.jvm).toEqual({ value: 601 * MIB, error: 11 * 1024 })
  })

  it('derives untracked from RSS and tracked with the errors of both, also below zero', () => {
    const meaning = computeMeaning(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 8 GiB ± 5 MiB
          TrackedMemory
            - CurrentUsage: 9 GiB ± 5 MiB
            - PeakUsage: 9 GiB ± 5 MiB`),
    )
    expect(meaning.untracked).toBeUndefined()
    expect(meaning.untrackedDerived).toEqual({ value: -1024 * MIB, error: 10 * MIB })
    expect(meaning.trackedPeak).toBeUndefined()
  })

  it('P1 has three real peaks in its overview', () => {
    const golden = readGoldenFile('v1', 'memory_profile_00003')
    const meaning = computeMeaning({ ...makeMemorySnapshot(), profile: golden.root })
    expect(meaning.rssPeak).toEqual({ value: 8648970736, error: 0 })
    expect(meaning.virtualPeak).toEqual({ value: 65923463079, error: 0 })
    expect(meaning.memtables).toEqual({ value: 133798087, error: 0 })
    expect(meaning.untracked).toEqual({ value: -14768294, error: 0 })
    expect([meaning.untrackedPeak, meaning.trackedPeak]).toEqual([undefined, undefined])
  })

  it.each([
    ['v1', 'memory_profile_00200', []],
    ['v2', 'memory_profile_71b95362_00015', ['metadata', 'cache']],
    ['v2', 'memory_profile_00200', ['metadata', 'cache', 'jvm']],
  ] as const)('agrees with what the golden file %s/%s was made from', (version, name, more) => {
    const golden = readGoldenFile(version, name)
    const inputs = golden.json['inputs'] as Record<string, string> & { trackers: { type: string; consumption: string }[] }
    const sumOf = (...types: string[]): number =>
      inputs.trackers.filter(({ type }) => types.includes(type)).reduce((sum, { consumption }) => sum + Number(consumption), 0)
    const expected = {
      rss: Number(inputs['vm_rss']),
      virtual: Number(inputs['vm_size']),
      query: sumOf('query'),
      load: sumOf('load'),
      compaction: sumOf('compaction'),
      schemaChange: sumOf('schema_change'),
      other: sumOf('other', 'other_task'),
      global: sumOf('global'),
      metadata: sumOf('metadata'),
      cache: sumOf('cache'),
      jvm: Number(inputs['jvm_heap']) + Number(inputs['jvm_non_heap']),
      jemallocCache: Number(inputs['jemalloc_cache']),
      jemallocMetadata: Number(inputs['jemalloc_metadata']),
      reserved: Number(inputs['reserved']),
      memtables: Number(inputs['memtables']),
    }
    const meaning = computeMeaning({ ...makeMemorySnapshot(), profile: golden.root })
    const names: FigureName[] = [
      'rss',
      'virtual',
      'query',
      'load',
      'compaction',
      'schemaChange',
      'other',
      'global',
      'jemallocCache',
    ]
    for (const figure of [...names, 'jemallocMetadata', 'reserved', 'memtables', ...more] as (keyof typeof expected)[]) {
      expect([figure, meaning[figure]]).toEqual([figure, { value: expected[figure], error: 0 }])
    }
    expect(meaning.untracked).toEqual(meaning.untrackedDerived)
  })

  it('reads the thrift form of P2, where a peak is a counter of its own', () => {
    const meaning = computeMeaning(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 100 MiB
          - PhysicalMemory(VmRSS)Peak: 300 MiB
          TrackedMemory
            - Memory: 60 MiB
            - MemoryPeak: 80 MiB
            TasksMemory
              - Memory: 10 MiB
              - MemoryPeak: 20 MiB
              - ReservedMemory: 5 MiB`),
    )
    expect(inMiB(meaning)).toEqual({
      rss: 100,
      rssPeak: 300,
      tracked: 60,
      trackedPeak: 80,
      untrackedDerived: 40,
      tasks: 10,
      reserved: 5,
    })
  })

  it('takes a part of a tree, as a block of the log is', () => {
    const overview = 'MemoryOverviewSnapshot\n  - PhysicalMemory(VmRSS): 100 MiB peak 120 MiB'
    const below = makeSnapshot(overview)
    const alone: Snapshot = { ...below, profile: below.profile!.children[0] }
    const whole = makeSnapshot(`MemoryProfile\n${overview.replaceAll(/^/gm, '  ')}`)
    for (const snapshot of [below, alone, whole]) expect(inMiB(computeMeaning(snapshot))).toEqual({ rss: 100, rssPeak: 120 })
  })

  it('knows a build with the address sanitizer', () => {
    const meaning = computeMeaning(
      makeSnapshot('MemoryProfile\n  [ASAN]MemoryOverviewSnapshot\n    - PhysicalMemory(VmRSS): 100 MiB'),
    )
    expect([meaning.asan, meaning.rss?.value]).toEqual([true, 100 * MIB])
    expect(computeMeaning(makeMemorySnapshot()).asan).toBe(false)
  })

  it('P2a has no caches beside global either; a text that was cut before them does not say so', () => {
    const p2a = `
      MemoryOverviewSnapshot
        TrackedMemory
          GlobalMemory
            - Memory: 95 MiB peak 95 MiB`
    expect(computeMeaning(makeSnapshot(p2a)).globalHoldsCaches).toBe(false)
    expect(
      computeMeaning(makeSnapshot(`${p2a}\n          JemallocMemory\n            - Memory: 1 MiB peak 1 MiB`)).globalHoldsCaches,
    ).toBe(true)
  })

  it('does not search: a tracker or a stray node that is called like a section is not one', () => {
    const meaning = computeMeaning(
      makeSnapshot(`
        Something
          MemoryOverviewSnapshot
            - PhysicalMemory(VmRSS): 100 MiB
        MemoryProfile
          GlobalMemorySnapshot
            TrackedMemory
              - Memory: 5 MiB`),
    )
    expect(inMiB(meaning)).toEqual({})
  })

  it('does not take a count or a time for bytes', () => {
    const meaning = computeMeaning(
      makeSnapshot(`
        MemoryOverviewSnapshot
          - PhysicalMemory(VmRSS): 7
          - VirtualMemory(VmSize): NaN x
          UntrackedMemory
            - Memory: 0`),
    )
    expect(inMiB(meaning)).toEqual({ untracked: 0 })
  })

  it('reports nothing of a snapshot without a memory profile', () => {
    expect(inMiB(computeMeaning({ ...makeSnapshot('Query\n  - Rows: 5'), source: 'text' }))).toEqual({})
    expect(inMiB(computeMeaning({ ...makeSnapshot('MemoryProfile\n  MemoryOverviewSnapshot') }))).toEqual({})
  })

  const figure = (value: number): Reported => ({ value: value * MIB, error: 0 })
  const status: MemoryStatus = {
    physical: figure(64000),
    used: figure(1000),
    rss: figure(1100),
    jemallocCache: figure(120),
    reserved: figure(20),
    waitingRefresh: figure(0),
    limit: figure(50000),
    softLimit: figure(45000),
    available: figure(30000),
    lowWaterMark: figure(3200),
    warningWaterMark: figure(6400),
    extra: undefined,
  }

  it('gives what a status line alone says', () => {
    const snapshot: Snapshot = {
      takenAt: undefined,
      process: makeProcess(),
      profile: undefined,
      memoryInfo: { properties: undefined, status, options: undefined, allocator: undefined, extra: undefined },
      source: 'P3',
      extra: undefined,
    }
    expect(inMiB(computeMeaning(snapshot))).toEqual({
      rss: 1100,
      jemallocCache: 120,
      reserved: 20,
      physical: 64000,
      limit: 50000,
      softLimit: 45000,
      available: 30000,
      lowWaterMark: 3200,
      warningWaterMark: 6400,
    })
  })

  it('lets the properties of the page win over the status line, none over a figure, and the tree over both', () => {
    const properties: MemoryProperties = {
      physicalMemory: undefined,
      pageSize: undefined,
      memLimit: null,
      softMemLimit: figure(1),
      lowWaterMark: undefined,
      warningWaterMark: figure(0),
      cgroupLimit: { value: 2n ** 63n - 1n, error: 0 },
      cgroupUsage: { value: -(2n ** 63n), error: 0 },
      cgroupRefreshState: false,
      extra: undefined,
    }
    const meaning = computeMeaning({
      ...makeMemorySnapshot({ rss: 7 * MIB }),
      memoryInfo: { properties, status, options: undefined, allocator: undefined, extra: undefined },
    })
    expect([meaning.rss?.value, meaning.physical, meaning.limit, meaning.softLimit]).toEqual([
      7 * MIB,
      figure(64000),
      null,
      figure(1),
    ])
    expect([meaning.lowWaterMark, meaning.warningWaterMark]).toEqual([figure(3200), figure(0)])
    expect([meaning.cgroupLimit, meaning.cgroupUsage]).toEqual([null, null])
  })

  it('is exact up to 2^63', () => {
    const rss = 2n ** 63n - 1n
    const meaning = computeMeaning(makeMemorySnapshot({ rss, query: 2n ** 62n, load: 1 }))
    expect(meaning.tracked?.value).toBe(2n ** 62n + 1n)
    expect(meaning.untracked?.value).toBe(rss - 2n ** 62n - 1n)
    expect(meaning.untrackedDerived).toEqual(meaning.untracked)
  })
})
