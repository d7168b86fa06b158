import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatShare } from '../base/formatBytes'
import { addIntegers, type Integer } from '../base/integer'
import { computeMeaning } from '../profile/meaning'
import type { Snapshot } from '../profile/snapshot'
import { readAllocator } from '../format/doris/allocator'
import { readProfileText } from '../format/text/read'
import { arbitrarySnapshot } from '../testing/arbitrarySnapshot'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { computeLadder, type Ladder, type Rung } from './computeLadder'

const GIB = 2 ** 30

const climb = (snapshot: Snapshot, allocator?: string): Ladder =>
  computeLadder(computeMeaning(snapshot), snapshot.memoryInfo, allocator === undefined ? undefined : readAllocator(allocator))

function* allRungs(rungs: readonly Rung[]): Generator<Rung> {
  for (const rung of rungs) {
    yield rung
    yield* allRungs(rung.steps)
  }
}

const find = ({ rungs, beside }: Ladder, id: string): Rung => [...allRungs([...rungs, ...beside])].find((rung) => rung.id === id)!

describe('the ladder', () => {
  it('says of apache/doris #34168 that 39.06 GiB, 71.6 %, is untracked', () => {
    const { root } = readProfileText(
      `MemoryOverviewSnapshot:
   - PhysicalMemory(VmRSS): 54.59 GB
   - PhysicalMemoryPeak: 59.54 GB
   - VirtualMemory(VmSize): 125.10 GB
   - VirtualMemoryPeak: 125.10 GB
  TrackedMemory:
     - CurrentUsage: 15.53 GB
     - PeakUsage: 15.53 GB
`,
    )
    const ladder = climb({ ...makeMemorySnapshot({}), profile: root, source: 'P1' })
    const untracked = find(ladder, 'untracked')
    expect(untracked.origin).toBe('derived')
    expect(`${formatBytes((untracked.figure as { value: Integer }).value)} ${formatShare(untracked.share!)}`).toBe(
      '39.06 GiB 71.6 %',
    )
    expect(formatShare(find(ladder, 'tracked').share!)).toBe('28.4 %')
  })

  it('adds up: the parts of each rung, where all are reported', () => {
    const parts = { query: 5, load: 3, compaction: 2, schemaChange: 1, other: 4, global: 30, metadata: 7, cache: 11 }
    for (const generation of ['P1', 'P2', 'P3a', 'P3'] as const) {
      const ladder = climb(
        makeMemorySnapshot({ ...parts, rss: 200, jemallocCache: 17, jemallocMetadata: 6, memtables: 2, generation }),
      )
      const [rss, tracked, untracked] = ladder.rungs
      const value = ({ figure }: Rung): Integer => figure?.value ?? 0
      expect(addIntegers(value(tracked!), value(untracked!))).toBe(value(rss!))
      for (const rung of allRungs(ladder.rungs)) {
        const own = rung.steps.filter(({ part }) => part)
        expect([rung.id, own.length === 0 ? value(rung) : own.map(value).reduce(addIntegers, 0)]).toEqual([rung.id, value(rung)])
      }
    }
  })

  it('has what jemalloc says of itself, and hints at where untracked is', () => {
    const ladder = climb(
      makeMemorySnapshot({ rss: 10 * GIB, query: 4 * GIB, jemallocCache: GIB }),
      `___ Begin jemalloc statistics ___
Allocated: 6442450944, active: 6500000000, metadata: 100000000 (n_thp 0), resident: 8589934592, mapped: 9000000000, retained: 77000000000
                             decaying:  time       npages       sweeps     madvises       purged
                                dirty:   N/A          262144            0            0            0
                                muzzy:   N/A            0            0            0            0
tcache_bytes: 5000000
Page size: 4096
`,
    )
    expect(find(ladder, 'allocator.dirty').figure).toEqual({ value: GIB, error: 0 })
    expect(find(ladder, 'allocator.tcache').figure).toEqual({ value: 5_000_000, error: 0 })
    expect(find(ladder, 'allocator.retained').figure).toEqual({ value: 77_000_000_000, error: 0 })
    expect(find(ladder, 'untrackedInAllocator').figure).toEqual({ value: 2 * GIB, error: 0 })
    expect(find(ladder, 'untrackedOutsideAllocator').figure).toEqual({ value: 2 * GIB, error: 0 })
    expect(find(climb(makeMemorySnapshot({})), 'untrackedInAllocator')).toBeUndefined()
  })

  it('says that more can be tracked than is resident', () => {
    const ladder = climb(makeMemorySnapshot({ rss: 5, query: 9 }))
    expect(find(ladder, 'untracked')).toMatchObject({ figure: { value: -4 }, share: -0.8 })
    expect(find(ladder, 'untracked').sentence).toContain('no error by itself')
  })

  it('says where reported and derived untracked disagree, but not for rounding', () => {
    const text = (untracked: string): Snapshot => ({
      ...makeMemorySnapshot({}),
      profile: readProfileText(
        `MemoryOverviewSnapshot:\n   - PhysicalMemory(VmRSS): 5.85 GB\n  UntrackedMemory:\n     - CurrentUsage: ${untracked}\n  TrackedMemory:\n     - CurrentUsage: 2.24 GB\n`,
      ).root,
    })
    expect(climb(text('3.61 GB')).disagreement).toBeUndefined()
    expect(climb(text('3.90 GB')).disagreement).toContain('do not agree')
  })

  it('tells not reported from none and from zero', () => {
    const ladder = climb({ ...makeMemorySnapshot({ limit: 5, physical: 9 }), profile: undefined })
    expect(find(ladder, 'rss').figure).toBeUndefined()
    expect(find(ladder, 'cgroupLimit').figure).toBeNull()
    expect(find(ladder, 'cgroupLimit').sentence).toBe('No cgroup limit is set.')
    expect(find(ladder, 'limit').figure).toMatchObject({ value: 5 })
    expect(find(ladder, 'jvm').unknown).toContain('does not report it')
  })

  it('has a sentence on every rung and no number that is none, whatever it is given', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        const ladder = climb(snapshot, snapshot.memoryInfo?.allocator)
        for (const { sentence, share, doc } of allRungs([...ladder.rungs, ...ladder.beside])) {
          expect(sentence).toMatch(/^[A-Zj].*\.$/)
          expect(share).not.toBeNaN()
          expect(doc ?? 'https://doris.apache.org/').toMatch(/^https:\/\/doris\.apache\.org\//)
        }
      }),
      { numRuns: 60 },
    )
  })
})
