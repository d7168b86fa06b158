import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytesAsDoris } from '../base/formatBytes'
import type { Integer } from '../base/integer'
import type { Counter } from '../profile/counter'
import type { ProfileNode } from '../profile/node'
import { arbitrarySnapshot } from '../testing/arbitrarySnapshot'
import { GOLDEN_VERSIONS, readGoldenFile, readGoldenFiles } from '../testing/golden'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { makeCounter, makeNode, makeOutline } from '../testing/makeSnapshot'
import { computeTree, pathOf, RowFinder, rowIdOf, type Tree } from './computeTree'

const root = (outline: string): ProfileNode => makeNode('ProcessProfile', [], makeOutline(outline))

/** "  Load 10 ^20 ⊂": depth, name, value, peak, what is said of it. */
function show(tree: Tree, below?: string, say: (value: Integer) => string = String): string[] {
  const from = below === undefined ? 0 : tree.rows.findIndex((row) => row.name === below)
  const end = below === undefined ? tree.rows.length : tree.rows[from]!.end
  return tree.rows.slice(from, end).map((row) => {
    const value = row.value === undefined ? '' : ` ${row.origin === 'sum' ? 'Σ' : ''}${say(row.value)}`
    const peak = row.peakIsCurrent ? ' ^now' : row.peak == null ? '' : ` ^${say(row.peak)}`
    return `${'  '.repeat(row.depth)}${row.name}${value}${peak}${row.overlap ? ' ⊂' : ''}${row.part ? ' +' : ''}`
  })
}

const nested = (counters: readonly Counter[]): Counter[] => counters.flatMap((counter) => [counter, ...nested(counter.counters)])

const countersBelow = (node: ProfileNode): Counter[] => [...nested(node.counters), ...node.children.flatMap(countersBelow)]

const nodesBelow = (node: ProfileNode): ProfileNode[] => [node, ...node.children.flatMap(nodesBelow)]

const textsBelow = (node: ProfileNode): string[] =>
  nodesBelow(node).flatMap((one) => [
    ...one.info.map(([key]) => `i${key}`),
    ...one.events.flatMap((event) => [`e${event.name}`, ...event.points.map(([label]) => `e${label}`)]),
  ])

const fieldCount = (node: ProfileNode): number =>
  nodesBelow(node).reduce((sum, one) => sum + (one.extra?.size ?? 0), 0) +
  countersBelow(node).reduce((sum, one) => sum + (one.extra?.size ?? 0), 0)

/** What a tree of rows does not show of a profile, or shows under one id twice. */
function findLost(profile: ProfileNode): string[] {
  return (['merged', 'raw'] as const).flatMap((mode) => {
    const tree = computeTree(profile, mode)
    const { rows } = tree
    const shown = new Set(rows.flatMap((row) => [row.counter, row.peakCounter]))
    const lost = countersBelow(profile)
      .filter((counter) => !shown.has(counter))
      .map((counter) => `counter ${counter.name}`)
    const texts = rows.filter((row) => row.kind === 'info' || row.kind === 'event').map((row) => row.step)
    if (texts.toSorted().join() !== textsBelow(profile).toSorted().join()) lost.push('texts')
    if (rows.filter((row) => row.kind === 'field').length !== fieldCount(profile)) lost.push('unknown fields')
    const ids = rows.map((_, index) => rowIdOf(tree, index))
    if (new Set(ids).size !== ids.length) lost.push('an id')
    const finder = new RowFinder(tree)
    if (!ids.every((_, index) => finder.find(pathOf(tree, index)) === index)) lost.push('the way to a row')
    return lost.map((what) => `${what} in ${mode}`)
  })
}

describe('a tree of rows', () => {
  for (const version of GOLDEN_VERSIONS) {
    it(`shows every counter, info string and event of every golden ${version} tree, merged and raw, each row with an id of its own`, () => {
      expect(readGoldenFiles(version).flatMap((file) => findLost(file.root).map((lost) => `${file.name}: ${lost}`))).toEqual([])
    })

    it(`shows each node and counter of golden ${version} in a row of its own, in the source's order, when raw`, () => {
      for (const file of readGoldenFiles(version)) {
        const { rows } = computeTree(file.root, 'raw')
        expect(rows.filter((row) => row.kind === 'node').map((row) => row.node)).toEqual(nodesBelow(file.root))
        expect(rows.filter((row) => row.kind === 'counter').map((row) => row.counter)).toEqual(countersBelow(file.root))
        expect(rows.every((row) => row.peakCounter === undefined && row.via.length === 0)).toBe(true)
      }
    })
  }

  it('loses nothing of any snapshot that a reader can make, and gives every row an id of its own', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, ({ profile }) => {
        expect(profile ? findLost(profile) : []).toEqual([])
      }),
    )
  })

  it('merges current and peak of P1, and says where a peak of its overview is only the current value', () => {
    const tree = computeTree(readGoldenFile('v1', 'memory_profile_00003').root, 'merged')
    // The sizes are those of memory_profile_00003.txt.
    expect(show(tree, 'MemoryOverviewSnapshot', formatBytesAsDoris)).toEqual([
      'MemoryOverviewSnapshot',
      '  PhysicalMemory(VmRSS) 8.05 GB ^8.05 GB',
      '  VirtualMemory(VmSize) 61.39 GB ^61.40 GB ⊂',
      '  UntrackedMemory -14768294.00 B ^now +',
      '  TrackedMemory 8.06 GB ^now +',
      '    TasksMemory 6.48 GB ^now +',
      '      Compaction 2.51 GB ^now +',
      '      Load 2.59 GB ^now +',
      '        AllMemTablesMemory 127.60 MB ^382.80 MB ⊂',
      '      Other 0 ^now +',
      '      Query 0 ^now +',
      '      SchemaChange 1.38 GB ^now +',
      '      ReservedMemory 17.80 MB ^now ⊂',
      '    GlobalMemory 1.16 GB ^now +',
      '    JemallocMemory 436.81 MB ^now +',
      '      Cache 337.01 MB ^now +',
      '      Metadata 99.80 MB ^now +',
    ])
  })

  it('takes the peaks of P1 trackers as what they are', () => {
    const tree = computeTree(readGoldenFile('v1', 'memory_profile_00003').root, 'merged')
    const orphan = tree.rows.find((row) => row.name.startsWith('Orphan@'))!
    expect([orphan.value, orphan.peak, orphan.peakIsCurrent, orphan.tracker]).toEqual([-11803, 550, false, true])
    expect(show(tree, 'TopMemoryTasksSnapshot', formatBytesAsDoris).slice(0, 3)).toEqual([
      'TopMemoryTasksSnapshot Σ6.48 GB ⊂',
      '  Load#Id=8adf6b09c1031fd-e0397cf3898a54db@load@id=834a387b6af20c59-e4fcc3840ee24da7 2.59 GB ^2.62 GB +',
      '    Limit 2.00 GB',
    ])
  })

  it('keeps the sections of P2 and P3 apart: memtables overlap Load in P2, and are a part of their own in P3', () => {
    const p2 = show(
      computeTree(readGoldenFile('v2', 'memory_profile_71b95362_00003').root, 'merged'),
      'TrackedMemory',
      formatBytesAsDoris,
    )
    const p3 = show(computeTree(readGoldenFile('v2', 'memory_profile_00003').root, 'merged'), 'TrackedMemory', formatBytesAsDoris)
    expect(p2.filter((line) => line.includes('emTable') || line.includes('emtable'))).toEqual([
      '        AllMemTablesMemory 127.60 MB ^382.80 MB ⊂',
    ])
    expect(p3.filter((line) => line.includes('emTable') || line.includes('emtable'))).toEqual([
      '    MemtableMemory 127.60 MB ^127.60 MB +',
    ])
    expect(p3.filter((line) => line.includes('Jvm') || line.includes('Heap'))).toEqual([
      '    JvmMemory Σ601.12 MB +',
      '      HeapMemory 512.00 MB ^870.40 MB +',
      '      NonHeapMemory 89.12 MB ^151.51 MB +',
    ])
  })

  it('adds up trackers of a section, and leaves tasks that stand in Top a second time out of sums', () => {
    const tasks = [
      { label: 'Query#Id=1-1', type: 'query' as const, current: 300 },
      { label: 'Query#Id=2-2', type: 'query' as const, current: 200 },
    ]
    const tree = computeTree(makeMemorySnapshot({ tasks }).profile!, 'merged')
    const row = (name: string) => tree.rows.find((one) => one.name === name)!
    expect(row('AllTasksMemorySnapshot').value).toBe(500)
    expect(row('QueryTasks')).toMatchObject({ value: 500, origin: 'sum', part: true })
    expect(row('LoadTasks')).toMatchObject({ value: 0, origin: 'sum' })
    expect(row('TopMemoryTasksSnapshot')).toMatchObject({ value: 500, overlap: 'top', part: false })
  })

  it('has no residual where the parts of every generation add up to the whole', () => {
    for (const generation of ['P1', 'P2', 'P3a', 'P3'] as const) {
      const profile = makeMemorySnapshot({
        generation,
        query: 5000,
        load: 900,
        memtables: 400,
        global: 77,
        metadata: 9,
        cache: 3,
        jemallocCache: 50,
        jemallocMetadata: 4,
      }).profile!
      expect(computeTree(profile, 'merged').rows.filter((row) => row.kind === 'residual')).toEqual([])
    }
    for (const version of GOLDEN_VERSIONS) {
      for (const file of readGoldenFiles(version).filter(({ kind }) => kind === 'memory_profile')) {
        expect(computeTree(file.root, 'merged').rows.filter((row) => row.kind === 'residual')).toEqual([])
      }
    }
  })

  it('says what the parts leave of the whole, signed, beyond the rounding only, and never of peaks', () => {
    const at = (tracked: string, query: string): string[] =>
      show(
        computeTree(
          root(`
            MemoryOverviewSnapshot
              - PhysicalMemory(VmRSS): 100 MiB
              TrackedMemory
                - Memory: ${tracked} peak 90 MiB
                TasksMemory
                  - Memory: ${query} peak 500 MiB
                FutureMemory
                  - Memory: 7 MiB
          `),
          'merged',
        ),
        'TrackedMemory',
      ).filter((line) => line.includes('not attributed'))
    expect(at('50 MiB', '40 MiB')).toEqual([`    not attributed ${10 * 2 ** 20}`])
    expect(at('50 MiB', '70 MiB')).toEqual([`    not attributed ${-20 * 2 ** 20}`])
    expect(at('50 MiB', '50 MiB')).toEqual([])
    expect(at('50 MiB ± 1 MiB', '51.5 MiB ± 1 MiB')).toEqual([])
    expect(at('50 MiB ± 1 MiB', '53 MiB ± 1 MiB')).toEqual([`    not attributed ${-3 * 2 ** 20}`])
  })

  it('compares RSS with tracked and untracked only where both are reported', () => {
    const overview = (more: string): string[] =>
      show(
        computeTree(
          root(`MemoryOverviewSnapshot\n  - PhysicalMemory(VmRSS): 100\n  TrackedMemory\n    - Memory: 60 B\n${more}`),
          'merged',
        ),
      ).filter((line) => line.includes('not'))
    expect(overview('')).toEqual([])
    expect(overview('  UntrackedMemory\n    - Memory: 30 B')).toEqual(['  not attributed 10'])
  })

  it('leaves counters that nobody knows out of sums, and shows them', () => {
    const tree = computeTree(
      root(`
        MemoryOverviewSnapshot
          TrackedMemory
            - Memory: 100 B
            JemallocMemory
              - Memory: 100 B
              Details
                - Cache: 60 B
                - Metadata: 40 B
                - dirty: 30 B
      `),
      'merged',
    )
    expect(show(tree, 'JemallocMemory')).toEqual([
      '    JemallocMemory 100 +',
      '      Cache 60 +',
      '      Metadata 40 +',
      '      dirty 30',
    ])
  })

  it('keeps siblings of one name apart, also below them', () => {
    const tree = computeTree(root('Same\n  - A: 1\n  - A: 2\nSame\n  - A: 3'), 'merged')
    expect(tree.rows.map((_, index) => rowIdOf(tree, index))).toEqual([
      '["nProcessProfile","nSame"]',
      '["nProcessProfile","nSame","cA"]',
      '["nProcessProfile","nSame","cA",1]',
      '["nProcessProfile","nSame",1]',
      '["nProcessProfile","nSame",1,"cA"]',
    ])
  })

  it('takes any name as a name', () => {
    const long = 'x'.repeat(10_000)
    const names = ['__proto__', 'constructor', 'toString', 'a/b', '["nX"]', '', long, 'f', '‮abc']
    const profile = makeNode(
      'ProcessProfile',
      [],
      names.map((name) => makeNode(name, [makeCounter(name, 1), makeCounter(`${name}Peak`, 2)])),
    )
    expect(findLost(profile)).toEqual([])
    const tree = computeTree(profile, 'merged')
    expect(tree.rows.filter((row) => row.depth === 0).map((row) => [row.name, row.value, row.peak])).toEqual(
      names.map((name) => [name, 1, 2]),
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('does not take a peak for merged when it has counters of its own, or counts something else', () => {
    const tree = computeTree(
      root(`
        Node
          - A: 1 B
          - APeak: 2 B
            - Nested: 3
          - B: 1 ms
          - BPeak: 2 ms
      `),
      'merged',
    )
    expect(show(tree)).toEqual(['Node', '  A 1', '  APeak 2', '    Nested 3', '  B 1', '  BPeak 2'])
  })

  it('reads a node without anything above it: a block of a log is a tree too', () => {
    const whole = makeMemorySnapshot({ query: 10, generation: 'P2' }).profile!
    const overview = whole.children[0]!.children[0]!
    expect(show(computeTree(overview, 'merged'))[0]).toBe('MemoryOverviewSnapshot')
    expect(findLost(overview)).toEqual([])
  })

  it('keeps integers beyond 2^53 exact in sums and residuals', () => {
    const tree = computeTree(
      makeNode(
        'ProcessProfile',
        [],
        [
          makeNode(
            'MemoryOverviewSnapshot',
            [],
            [
              makeNode(
                'TrackedMemory',
                [makeCounter('Memory', 2n ** 62n + 1n)],
                [makeNode('TasksMemory', [makeCounter('Memory', 2n ** 62n)])],
              ),
            ],
          ),
        ],
      ),
      'merged',
    )
    expect(tree.rows.find((row) => row.kind === 'residual')!.value).toBe(1)
  })
})
