import { describe, expect, it } from 'vitest'
import type { ProfileNode } from '../../profile/node'
import { computeMeaning, FIGURE_NAMES } from '../../profile/meaning'
import type { Snapshot } from '../../profile/snapshot'
import { computeTasks } from '../../profile/task'
import { isTrackerRow, readTrackerRow, type TrackerRow } from './trackerRow'
import { buildTrackerTree } from './trackerTree'

const rowOf = (text: string, line = 1): TrackerRow => ({ ...readTrackerRow(text)!.row, line })
const treeOf = (lines: string) =>
  buildTrackerTree(
    lines
      .trim()
      .split('\n')
      .map((line, index) => rowOf(line, index + 1)),
  )

function snapshotOf(root: ProfileNode): Snapshot {
  const process = {
    name: 'doris_be',
    host: undefined,
    pid: undefined,
    startedAt: undefined,
    version: undefined,
    extra: undefined,
  }
  return { takenAt: undefined, process, profile: root, memoryInfo: undefined, source: 'G2', extra: undefined }
}

/** The figures that are reported. */
function figures(root: ProfileNode): Record<string, unknown> {
  const meaning = computeMeaning(snapshotOf(root))
  return Object.fromEntries(
    FIGURE_NAMES.flatMap((name) => (meaning[name] === undefined ? [] : [[name, meaning[name]?.value ?? null]])),
  )
}

describe('readTrackerRow', () => {
  it.each([
    [
      '    MemTrackerLimiter Label=Orphan, Type=global, Limit=-1.00 B(-1 B), Used=-6.26 MB(-6560424 B), Peak=2.49 GB(2670913391 B)',
      { form: 'limiter', label: 'Orphan', type: 'global', limit: null, used: -6560424, peak: 2670913391 },
    ],
    [
      'MemTracker Label=DeleteBitmap AggCache, Parent Label=Orphan, Used=0(0 B), Peak=-1.00 B(-1 B)',
      { form: 'child', label: 'DeleteBitmap AggCache', parent: 'Orphan', used: 0, peak: null },
    ],
    [
      'Type=tc/jemalloc cache, Used=4.17 GB(4475017848 B), Peak=-1.00 B(-1 B)',
      { form: 'type', type: 'tc/jemalloc cache', used: 4475017848 },
    ],
    [
      'MemTracker Label=query, Type=overview, Limit=-1.00 B(-1 B), Used=0(0 B), Peak=0(0 B)',
      { form: 'limiter', label: 'query', type: 'overview', used: 0, peak: 0 },
    ],
    [
      'MemTrackerLimiter Label=RuntimeState:instance:2-a, Limit=222.00 B, Used=2.74 MB, Peak=1.78 MB, Exceeded=true',
      { form: 'limiter', type: undefined, limit: 222, used: 2873098, peak: 1866465, exceeded: true },
    ],
    [
      'MemTracker Label=ExecNode:VHASH_JOIN_NODE (id=2), a, b=c, Parent Label=Query#Id=1-2, Used=1.00 KB(1024 B), Peak=1.00 KB(1024 B)',
      { label: 'ExecNode:VHASH_JOIN_NODE (id=2), a, b=c', parent: 'Query#Id=1-2' },
    ],
    ['Type=query, Used=8589934592.00 GB(9223372036854775807 B), Peak=0(0 B)', { used: 9223372036854775807n }],
  ])('%s', (text, expected) => {
    const reading = readTrackerRow(text)!
    const { used, peak, limit, ...rest } = reading.row
    expect({ ...rest, used: used.value, peak: peak && peak.value, limit: limit && limit.value }).toMatchObject(expected)
    expect(reading).toMatchObject({ complete: true, rest: '' })
  })

  it('says when the two halves of a figure contradict each other, and takes the bytes', () => {
    const text =
      'MemTrackerLimiter Label=x, Type=overview, Limit=-1.00 B(-1 B), Used=114.80 MB(726799124 B), Peak=1.00 MB(1048576 B)'
    const { row, contradictions } = readTrackerRow(text)!
    expect(row.used).toEqual({ value: 726799124, error: 0 })
    expect(contradictions).toEqual([
      'Used says 114.80 MB(726799124 B), which contradicts itself: the bytes in brackets were taken.',
    ])
  })

  it('keeps of a row that is cut what is whole', () => {
    const text =
      'MemTrackerLimiter Label=Orphan, Type=global, Limit=2.00 GB(2147483648 B), Used=83.32 MB(87369024 B), Peak=294.70 MB(309012345 B)'
    for (let cut = 1; cut < text.length; cut++) {
      const reading = readTrackerRow(text.slice(0, cut))
      if (!reading) continue
      expect(reading.complete).toBe(false)
      expect([87369024, 87367352]).toContain(reading.row.used.value)
      expect(reading.row.peak ?? { value: 309015347, error: 5243 }).toEqual({ value: 309015347, error: 5243 })
    }
    expect(readTrackerRow(text.slice(0, -5))?.row.peak).toEqual({ value: 309015347, error: 5243 })
    expect(readTrackerRow(text.slice(0, 100))?.row).toMatchObject({ used: { value: 87369024 }, peak: undefined })
  })

  it.each(['', 'Type=query', 'MemTracker', 'I20240101 Type=query, Used=1 B', 'Type=a, b=c', 'Memory Tracker Summary:'])(
    'is none: %s',
    (text) => expect([isTrackerRow(text), readTrackerRow(text)]).toEqual([false, undefined]),
  )
})

const G2 = `
MemTrackerLimiter Label=other, Type=overview, Limit=-1.00 B(-1 B), Used=1.00 KB(1024 B), Peak=0(0 B)
MemTrackerLimiter Label=schema_change, Type=overview, Limit=-1.00 B(-1 B), Used=0(0 B), Peak=0(0 B)
MemTrackerLimiter Label=compaction, Type=overview, Limit=-1.00 B(-1 B), Used=0(0 B), Peak=0(0 B)
MemTrackerLimiter Label=load, Type=overview, Limit=-1.00 B(-1 B), Used=2.00 KB(2048 B), Peak=0(0 B)
MemTrackerLimiter Label=query, Type=overview, Limit=-1.00 B(-1 B), Used=4.00 KB(4096 B), Peak=8.00 KB(8192 B)
MemTrackerLimiter Label=global, Type=overview, Limit=-1.00 B(-1 B), Used=8.00 KB(8192 B), Peak=9.00 KB(9216 B)
MemTrackerLimiter Label=tc/jemalloc_cache, Type=overview, Limit=-1.00 B(-1 B), Used=16.00 KB(16384 B), Peak=-1.00 B(-1 B)
MemTrackerLimiter Label=tc/jemalloc_metadata, Type=overview, Limit=-1.00 B(-1 B), Used=5.00 B(5 B), Peak=-1.00 B(-1 B)
MemTrackerLimiter Label=sum of all trackers, Type=overview, Limit=-1.00 B(-1 B), Used=31.00 KB(31749 B), Peak=-1.00 B(-1 B)
MemTrackerLimiter Label=process resident memory, Type=overview, Limit=-1.00 B(-1 B), Used=1.00 MB(1048576 B), Peak=2.00 MB(2097152 B)
MemTrackerLimiter Label=reserved_memory, Type=overview, Limit=-1.00 B(-1 B), Used=7.00 B(7 B), Peak=-1.00 B(-1 B)
MemTrackerLimiter Label=process virtual memory, Type=overview, Limit=-1.00 B(-1 B), Used=3.00 MB(3145728 B), Peak=3.00 MB(3145728 B)
MemTrackerLimiter Label=DetailsTrackerSet, Type=global, Limit=-1.00 B(-1 B), Used=0(0 B), Peak=0(0 B)
MemTracker Label=AllMemTableMemory, Parent Label=DetailsTrackerSet, Used=9.00 B(9 B), Peak=9.00 B(9 B)
MemTrackerLimiter Label=Query#Id=a-b, Type=query, Limit=2.00 GB(2147483648 B), Used=4.00 KB(4096 B), Peak=8.00 KB(8192 B)
MemTracker Label=HASH_JOIN_SINK_OPERATOR, Parent Label=Query#Id=a-b, Used=1.00 KB(1024 B), Peak=1.00 KB(1024 B)
MemTracker Label=HASH_JOIN_SINK_OPERATOR, Parent Label=Query#Id=a-b, Used=2.00 KB(2048 B), Peak=2.00 KB(2048 B)
MemTrackerLimiter Label=Query#Id=a-b, Type=reserved_memory, Limit=-1.00 B(-1 B), Used=7.00 B(7 B), Peak=-1.00 B(-1 B)`

describe('buildTrackerTree', () => {
  it('G2: every figure by its meaning, and the name it was printed as', () => {
    const { root, notes } = treeOf(G2)
    expect(notes).toEqual([])
    expect(figures(root)).toEqual({
      rss: 1048576,
      rssPeak: 2097152,
      virtual: 3145728,
      virtualPeak: 3145728,
      tracked: 31749,
      trackedPeak: null,
      untrackedDerived: 1016827,
      tasks: 7168,
      query: 4096,
      load: 2048,
      compaction: 0,
      schemaChange: 0,
      other: 1024,
      global: 8192,
      jemallocCache: 16384,
      jemallocMetadata: 5,
      memtables: 9,
      reserved: 7,
    })
    expect(computeMeaning(snapshotOf(root))).toMatchObject({ globalHoldsCaches: true, memtablesAdditive: false, asan: false })
    const overview = root.children[0]!
    expect(overview.counters.map(({ name, extra }) => [name, extra?.get('printedAs')])).toEqual([
      ['PhysicalMemory(VmRSS)', 'process resident memory'],
      ['VirtualMemory(VmSize)', 'process virtual memory'],
    ])
  })

  it('tasks with their limit, what is reserved, and their operators', () => {
    const { root } = treeOf(G2)
    const tasks = computeTasks(snapshotOf(root))!
    expect(tasks.complete).toBe(false)
    expect(tasks.tasks).toMatchObject([
      {
        uid: 'Query#Id=a-b',
        type: 'query',
        kind: 'query',
        ids: [['query', 'a-b']],
        current: { value: 4096, error: 0 },
        peak: { value: 8192 },
        limit: { value: 2147483648 },
        reserved: { value: 7 },
        reservedPeak: null,
      },
    ])
    const query = root.children.find(({ name }) => name === 'TopMemoryTasksSnapshot')!.children[0]!
    expect(query.children.map(({ name, counters }) => [name, counters[0]!.value])).toEqual([
      ['HASH_JOIN_SINK_OPERATOR', 1024],
      ['HASH_JOIN_SINK_OPERATOR', 2048],
    ])
  })

  it('G1a: clone and consistency are other tasks, experimental is in no sum, process is the sum', () => {
    const rows = [
      'consistency 1',
      'batch_load 2',
      'clone 4',
      'schema_change 8',
      'compaction 16',
      'load 32',
      'query 64',
      'global 128',
      'experimental 1000',
      'tc/jemalloc_cache 256',
      'process 511',
    ]
    const { root, notes } = treeOf(
      rows
        .map((row) => `Type=${row.split(' ')[0]}, Used=${row.split(' ')[1]}.00 B(${row.split(' ')[1]} B), Peak=0(0 B)`)
        .join('\n'),
    )
    expect(notes).toEqual([])
    expect(figures(root)).toMatchObject({ tracked: 511, tasks: 127, load: 34, other: 5, query: 64, global: 128 })
    expect(figures(root)).not.toHaveProperty('rss')
  })

  it('says when the sum is not that of the parts', () => {
    expect(treeOf(G2.replace('Used=31.00 KB(31749 B)', 'Used=31.00 KB(31748 B)')).notes).toEqual([
      'The sum of all trackers is printed as 31748 B, but its parts add up to 31744 B.',
    ])
  })

  it('children whose parent is not there, a build with the address sanitizer, a row that nobody knows', () => {
    const { root } = treeOf(`
MemTracker Label=IOBufBlockMemory, Parent Label=DetailsTrackerSet, Used=1.00 B(1 B), Peak=1.00 B(1 B)
MemTrackerLimiter Label=[ASAN]VmRSS(process resident memory), Type=overview, Limit=-1.00 B(-1 B), Used=2.00 B(2 B), Peak=-1.00 B(-1 B)
MemTrackerLimiter Label=new thing, Type=overview, Limit=-1.00 B(-1 B), Used=3.00 B(3 B), Peak=-1.00 B(-1 B)`)
    expect(
      root.children.map(({ name, counters, children }) => [name, counters.map((c) => c.name), children.map((c) => c.name)]),
    ).toEqual([
      ['[ASAN]MemoryOverviewSnapshot', ['PhysicalMemory(VmRSS)', 'new thing'], []],
      ['GlobalMemorySnapshot', [], ['DetailsTrackerSet']],
    ])
    expect(computeMeaning(snapshotOf(root))).toMatchObject({ asan: true, rss: { value: 2 }, rssPeak: null })
  })
})
