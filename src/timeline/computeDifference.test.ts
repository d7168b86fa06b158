import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addIntegers, type Integer } from '../base/integer'
import { printProfile } from '../format/text/print'
import { readProfileText } from '../format/text/read'
import type { Snapshot } from '../profile/snapshot'
import { arbitrarySnapshot } from '../testing/arbitrarySnapshot'
import { makeMemorySnapshot, makeUid, type MemoryFigures, type MemoryTask } from '../testing/makeMemorySnapshot'
import { computeDifference, type Difference, type SumOfChanges } from './computeDifference'
import { computeTree } from './computeTree'
import { computeTreeDifference } from './computeTreeDifference'
import type { Change } from './change'

const MIB = 2 ** 20
const GIB = 2 ** 30

/** As the process's page would have it: two decimals. */
function asText(snapshot: Snapshot, style: 'p1' | 'p2' = 'p2'): Snapshot {
  const read = readProfileText(printProfile(snapshot.profile!, style))
  return { ...snapshot, profile: read.root, source: read.source }
}

const shownOf = (difference: Difference, name: Parameters<Difference['figures']['get']>[0]): Integer | undefined =>
  difference.figures.get(name)!.shown

/** What the parts and the remainder add up to: has to be the whole. */
function sumOf({ parts, remainder }: SumOfChanges<Change>): Integer {
  return parts.reduce<Integer>((sum, { shown }) => addIntegers(sum, shown ?? 0), remainder)
}

const size = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 2 ** 40 }),
  fc.integer({ min: 0, max: 4000 }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 58n }).map((value): Integer => value),
)
const generation = fc.constantFrom('P1', 'P2', 'P3a', 'P3')

const arbitraryFigures: fc.Arbitrary<MemoryFigures> = fc
  .record({
    generation,
    rss: size,
    query: size,
    load: size,
    other: size,
    global: size,
    metadata: size,
    cache: size,
    jvm: size,
    jemallocCache: size,
    jemallocMetadata: size,
    memtables: size,
  })
  .map((figures) => ({ ...figures, jvm: figures.generation === 'P3' || figures.generation === 'P3a' ? figures.jvm : 0 }))

describe('the difference of two moments', () => {
  it('says RSS as untracked and tracked, and as bands, that add up', () => {
    const difference = computeDifference(
      makeMemorySnapshot({ rss: 1000 * MIB, query: 300 * MIB, global: 100 * MIB }),
      makeMemorySnapshot({ rss: 1900 * MIB, query: 270 * MIB, global: 100 * MIB }),
    )
    expect(difference.rss).toMatchObject({ remainder: 0, withinRounding: true })
    expect(difference.rss!.whole.shown).toBe(900 * MIB)
    expect(difference.rss!.parts.map(({ names, shown }) => [names.join(), shown])).toEqual([
      ['untracked', 930 * MIB],
      ['tracked', -30 * MIB],
    ])
    expect(difference.bands!.parts.filter(({ shown }) => shown).map(({ label, shown }) => [label, shown])).toEqual([
      ['Query', -30 * MIB],
      ['Untracked', 930 * MIB],
    ])
    expect(difference.notes).toEqual([])
  })

  it('adds up for every pair of snapshots of every generation, exactly where they are exact', () => {
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, (a, b) => {
        const difference = computeDifference(makeMemorySnapshot(a), makeMemorySnapshot(b))
        for (const sum of [difference.rss!, difference.bands!]) {
          expect(sumOf(sum)).toBe(sum.whole.shown)
          expect(sum.remainder).toBe(0)
          expect(sum.withinRounding).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('adds up for text that was rounded, and says what rounding took away', () => {
    fc.assert(
      fc.property(arbitraryFigures, arbitraryFigures, fc.constantFrom('p1', 'p2'), (a, b, style) => {
        const difference = computeDifference(
          asText(makeMemorySnapshot(a), a.generation === 'P1' ? 'p1' : 'p2'),
          asText(makeMemorySnapshot(b), b.generation === 'P1' ? style : 'p2'),
        )
        for (const sum of [difference.rss, difference.bands]) {
          if (!sum) continue
          expect(sumOf(sum)).toBe(sum.whole.shown)
          expect(sum.withinRounding).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('adds up whatever it is given', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, arbitrarySnapshot, (a, b) => {
        const difference = computeDifference(a, b)
        for (const sum of [difference.rss, difference.bands]) expect(sum && sumOf(sum)).toBe(sum?.whole.shown)
        for (const { difference: one } of difference.figures.values()) expect(one?.error).not.toBeNaN()
        const [treeA, treeB] = [a, b].map((one) => computeTree(one.profile ?? NO_PROFILE, 'merged'))
        const tree = computeTreeDifference(treeA!, treeB!, difference)
        treeB!.rows.forEach((_, index) => expect(tree.changeOf(index).shown).not.toBeNaN())
      }),
      { numRuns: 60 },
    )
  })

  it('is nothing where only rounding differs', () => {
    fc.assert(
      fc.property(arbitraryFigures, (figures) => {
        const snapshot = makeMemorySnapshot(figures)
        const style = figures.generation === 'P1' ? 'p1' : 'p2'
        const difference = computeDifference(snapshot, asText(snapshot, style))
        for (const [name, { shown }] of difference.figures) expect([name, shown ?? 0]).toEqual([name, 0])
        const [a, b] = [snapshot, asText(snapshot, style)].map((one) => computeTree(one.profile!, 'merged'))
        const tree = computeTreeDifference(a!, b!, difference)
        b!.rows.forEach((row, index) => expect([row.name, tree.changeOf(index).shown ?? 0]).toEqual([row.name, 0]))
      }),
      { numRuns: 60 },
    )
  })

  it('does not call rounding a change: 54.59 GB at both moments, 5 MB apart', () => {
    const at = (rss: number): Snapshot => asText(makeMemorySnapshot({ rss, query: GIB, generation: 'P1' }), 'p1')
    const difference = computeDifference(at(Math.round(54.588 * GIB)), at(Math.round(54.592 * GIB)))
    expect(shownOf(difference, 'rss')).toBe(0)
    expect(shownOf(computeDifference(at(54 * GIB), at(55 * GIB)), 'rss')).toBe(GIB)
  })

  it('compares Global with Cache and Metadata where one version counts them inside', () => {
    const parts = { global: 10 * MIB, cache: 300 * MIB, metadata: 50 * MIB, rss: GIB }
    const difference = computeDifference(
      makeMemorySnapshot({ ...parts, generation: 'P1' }),
      makeMemorySnapshot({ ...parts, cache: 310 * MIB, generation: 'P2' }),
    )
    for (const name of ['global', 'cache', 'metadata'] as const) expect(shownOf(difference, name)).toBe(10 * MIB)
    expect(difference.notes.map(({ id }) => id)).toEqual(['global'])
    expect(difference.notes[0]!.text).toBe(
      'A counts caches and metadata inside Global, B beside it: Global, Cache and Metadata are compared as one.',
    )
    expect(difference.bands!.parts[0]).toMatchObject({ ids: ['cacheMetadata', 'global'], shown: 10 * MIB })
  })

  it('does not call it a fix that the JVM became tracked (#57917)', () => {
    const before = makeMemorySnapshot({ generation: 'P2', rss: 8 * GIB, query: GIB })
    const after = makeMemorySnapshot({ generation: 'P3a', rss: 8 * GIB, query: GIB, jvm: 3 * GIB })
    for (const [a, b] of [
      [before, after],
      [after, before],
    ] as const) {
      const difference = computeDifference(a, b)
      for (const name of ['untracked', 'jvm', 'tracked', 'rss'] as const)
        expect([name, shownOf(difference, name)]).toEqual([name, 0])
      expect(difference.rss).toMatchObject({ remainder: 0, withinRounding: true })
      expect(difference.notes.map(({ id }) => id)).toEqual(['jvm'])
    }
  })

  it('compares Load with the memtables that P3 counts beside it', () => {
    const difference = computeDifference(
      makeMemorySnapshot({ generation: 'P3a', load: 700 * MIB, memtables: 400 * MIB, rss: GIB }),
      makeMemorySnapshot({ generation: 'P3', load: 300 * MIB, memtables: 450 * MIB, rss: GIB }),
    )
    for (const name of ['load', 'memtables', 'tasks'] as const)
      expect([name, shownOf(difference, name)]).toEqual([name, 50 * MIB])
    expect(difference.notes.map(({ id }) => id)).toEqual(['memtables'])
  })

  it('has no sum where RSS or what is tracked is not reported', () => {
    const status = { ...makeMemorySnapshot({}), profile: undefined }
    expect(computeDifference(status, makeMemorySnapshot({}))).toMatchObject({ rss: undefined, bands: undefined })
  })
})

const NO_PROFILE = makeMemorySnapshot({}).profile!

const task = (number: number, current: number, label = `Query#Id=${number}-1`): MemoryTask => ({
  label,
  type: 'query',
  current,
  uid: makeUid(number),
})

/** The first ones only, as a log has it. */
function withoutAll(snapshot: Snapshot): Snapshot {
  const root = snapshot.profile!
  const [memory] = root.children
  const children = memory!.children.filter(({ name }) => name !== 'AllTasksMemorySnapshot')
  return { ...snapshot, profile: { ...root, children: [{ ...memory!, children }] } }
}

describe('tasks from one moment to another', () => {
  const a = makeMemorySnapshot({ tasks: [task(1, 100), task(2, 100), task(3, 100), task(4, 100)] })
  const b = makeMemorySnapshot({ tasks: [task(1, 150), task(2, 40), task(3, 100), task(5, 70)] })
  const kinds = (from: Snapshot, to: Snapshot): string[] =>
    computeDifference(from, to).tasks!.changes.map(({ task: { label }, kind, shown }) => `${label.slice(9)} ${kind} ${shown}`)

  it('grew, shrank, stayed, came and ended', () => {
    expect(kinds(a, b)).toEqual(['1-1 grew 50', '2-1 shrank -60', '3-1 same 0', '5-1 new 70', '4-1 ended -100'])
  })

  it('left a list of the largest: that is not ended', () => {
    expect(kinds(a, withoutAll(b)).at(-1)).toBe('4-1 left undefined')
    expect(computeDifference(a, withoutAll(b)).notes).toEqual([
      { id: 'tasks', text: 'B lists the largest tasks only: what is not listed may still have been there.' },
    ])
  })

  it('came into a list of the largest: that is not new', () => {
    expect(kinds(withoutAll(a), b)).toContain('5-1 unknown undefined')
  })

  it('says nothing of tasks where a moment lists none', () => {
    const none = { ...b, profile: undefined }
    expect(kinds(a, none).every((line) => line.includes('unknown'))).toBe(true)
    expect(computeDifference(none, none).tasks).toBeUndefined()
  })

  it('goes by labels after a restart, and matches no namesakes', () => {
    const life = (pid: number, tasks: MemoryTask[]): Snapshot =>
      makeMemorySnapshot({ process: { host: 'be-1', pid }, tasks: tasks })
    const before = life(1, [task(1, 10), task(2, 20, 'TabletPublishTxnTask'), task(3, 30, 'TabletPublishTxnTask')])
    const after = life(2, [task(7, 15, 'Query#Id=1-1'), task(8, 25, 'TabletPublishTxnTask')])
    const difference = computeDifference(before, after)
    expect(difference.identity).toBe('restarted')
    expect(difference.tasks!.changes.map(({ task: { label }, kind }) => `${label} ${kind}`)).toEqual([
      'Query#Id=1-1 grew',
      'TabletPublishTxnTask new',
      'TabletPublishTxnTask ended',
      'TabletPublishTxnTask ended',
    ])
  })
})

describe('the difference in the tree', () => {
  const changes = (from: Snapshot, to: Snapshot): Map<string, string> => {
    const [a, b] = [computeTree(from.profile!, 'merged'), computeTree(to.profile!, 'merged')]
    const tree = computeTreeDifference(a, b, computeDifference(from, to))
    return new Map([
      ...b.rows.map((row, index): [string, string] => {
        const { kind, shown } = tree.changeOf(index)
        return [row.name.replace(/@.*/, ''), `${kind} ${shown}`]
      }),
      ...tree.gone.map((row): [string, string] => [a.rows[row]!.name.replace(/@.*/, ''), 'gone']),
    ])
  }

  it('stands at each row, by path', () => {
    const found = changes(
      makeMemorySnapshot({ rss: 1000, query: 10, tasks: [task(1, 10), task(4, 5)] }),
      makeMemorySnapshot({ rss: 1500, query: 40, tasks: [task(1, 40), task(5, 6)] }),
    )
    expect(found.get('PhysicalMemory(VmRSS)')).toBe('both 500')
    expect(found.get('UntrackedMemory')).toBe('both 470')
    expect(found.get('Query')).toBe('both 30')
    expect(found.get('Query#Id=1-1')).toBe('both 30')
    expect(found.get('Query#Id=5-1')).toBe('new 6')
    expect(found.get('Query#Id=4-1')).toBe('gone')
  })

  it('finds a cache again that another version lists elsewhere, under another uid', () => {
    const process = { host: 'be-1' }
    const found = changes(
      makeMemorySnapshot({ generation: 'P1', cache: 100, global: 5, process: { ...process, pid: 1 } }),
      makeMemorySnapshot({ generation: 'P3', cache: 130, global: 5, process: { ...process, pid: 2 } }),
    )
    expect(found.get('DataPageCache[size](AllocByAllocator)')).toBe('both 30')
    expect(found.get('GlobalMemory')).toBe('joined 30')
    expect(found.get('CacheMemory')).toBe('joined 30')
    expect(found.get('Query')).toBe('both 0')
  })
})

describe('who two snapshots are of', () => {
  const of = (takenAt: number, pid: number, startedAt: number): Snapshot => ({
    ...makeMemorySnapshot({ rss: 1 }),
    takenAt,
    process: { ...makeMemorySnapshot({}).process, name: 'doris_be', host: 'be-17', pid, startedAt },
  })

  it('is one process before and after a restart, or two that ran at the same time on one host', () => {
    expect(computeDifference(of(500, 1, 100), of(900, 2, 600)).notes.map(({ text }) => text)).toEqual([
      expect.stringContaining('restarted between A and B'),
    ])
    expect(computeDifference(of(500, 1, 100), of(500, 2, 101)).notes.map(({ text }) => text)).toEqual([
      expect.stringContaining('different processes'),
    ])
  })
})
