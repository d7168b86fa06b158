import { describe, expect, it } from 'vitest'
import type { SampleFrame } from '../../profile/frame'
import type { Snapshot } from '../../profile/snapshot'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { makeSnapshot } from '../../testing/makeSnapshot'
import { figureCell, textCell } from './field'
import { printSnapshotsCsv } from './snapshots'
import { printTasksCsv } from './tasks'

const AT = Date.UTC(2026, 10, 23, 6, 5, 10, 250)

const frame = (snapshot: Snapshot, at = AT): SampleFrame => ({
  kind: 'sample',
  seq: 1,
  at,
  tookMs: undefined,
  wireBytes: undefined,
  snapshot,
})

/** Rows as objects by column. Only for rows without quotes. */
function rows(csv: Iterable<string>): Record<string, string>[] {
  const [header = '', ...lines] = [...csv].join('').trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])))
}

describe('printSnapshotsCsv', () => {
  it('has the columns of the contract, in its order', () => {
    expect([...printSnapshotsCsv([])].join('')).toBe(
      'time,source,rss,rss_peak,virtual,tracked,untracked,tasks,query,load,compaction,schema_change,other,global,metadata,cache,jvm,jemalloc_cache,jemalloc_metadata,memtables,reserved,physical,limit,soft_limit,available,low_water_mark,warning_water_mark\n',
    )
  })

  it('prints exact bytes, and nothing where the source says nothing', () => {
    const snapshot = makeMemorySnapshot({
      generation: 'P2',
      query: 100,
      load: 7,
      global: 5,
      metadata: 3,
      cache: 2,
      rss: 90,
      physical: 1000,
      limit: 900,
    })
    expect(rows(printSnapshotsCsv([frame(snapshot)]))).toEqual([
      expect.objectContaining({
        time: '2026-11-23T06:05:10.250Z',
        source: 'json',
        rss: '90',
        tracked: '117',
        untracked: '-27',
        tasks: '107',
        query: '100',
        load: '7',
        other: '0',
        jvm: '',
        physical: '1000',
        limit: '900',
        available: '',
      }),
    ])
  })

  it('keeps integers beyond 2^53 exact, and tells none from not reported', () => {
    const snapshot = makeMemorySnapshot({ rss: 9_007_199_254_740_993n, limit: 5 })
    const none = {
      ...snapshot,
      memoryInfo: { ...snapshot.memoryInfo!, properties: { ...snapshot.memoryInfo!.properties!, memLimit: null } },
    }
    expect(rows(printSnapshotsCsv([frame(none)]))[0]).toMatchObject({ rss: '9007199254740993', limit: 'none' })
    expect([undefined, null, { value: 0, error: 0 }].map(figureCell)).toEqual(['', 'none', '0'])
  })

  it('computes untracked where the source does not say it', () => {
    const snapshot = makeSnapshot(`
MemoryProfile
  MemoryOverviewSnapshot
    - PhysicalMemory(VmRSS): 100 B peak 120 B
    TrackedMemory
      - Memory: 70 B peak 80 B`)
    expect(rows(printSnapshotsCsv([frame(snapshot)]))[0]).toMatchObject({
      rss: '100',
      rss_peak: '120',
      tracked: '70',
      untracked: '30',
    })
  })

  it('gives a row to a sample of which nothing is known', () => {
    expect([...printSnapshotsCsv([frame(makeSnapshot('Fragment'), Number.MAX_VALUE)])][1]).toBe(`,json${','.repeat(25)}\n`)
  })
})

describe('printTasksCsv', () => {
  it('prints a row a task', () => {
    const snapshot = makeMemorySnapshot({
      tasks: [
        {
          label: 'Query#Id=529e3cb37dff464c-93bd9eafa8944ea6',
          type: 'query',
          current: 100,
          peak: 200,
          limit: 2 ** 31,
          reserved: 16,
          reservedPeak: 64,
          uid: '0000000000000001-0000000000000002',
        },
        { label: 'odd, "label"', type: 'other', current: -5 },
      ],
    })
    const lines = [...printTasksCsv(snapshot)].join('').split('\n')
    expect(lines[0]).toBe('uid,type,kind,label,ids,current,peak,limit,reserved,reserved_peak')
    expect(lines[1]).toBe(
      '0000000000000001-0000000000000002,query,query,Query#Id=529e3cb37dff464c-93bd9eafa8944ea6,query=529e3cb37dff464c-93bd9eafa8944ea6,100,200,2147483648,16,64',
    )
    expect(lines[2]).toMatch(/^[0-9a-f-]+,other,unknown,"odd, ""label""",,-5,0,,,$/)
    expect(lines).toHaveLength(4)
  })

  it('prints the header line alone where there are no tasks', () => {
    expect([...printTasksCsv(makeSnapshot('Fragment'))]).toHaveLength(1)
  })
})

describe('33: a cell of text', () => {
  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@x', `'@x`],
    ['\tx', `'\tx`],
    ['\rx', `"'\rx"`],
    ['a\nb', '"a\nb"'],
    ['plain', 'plain'],
    ['', ''],
  ])('%j is %j', (text, cell) => expect(textCell(text)).toBe(cell))
})
