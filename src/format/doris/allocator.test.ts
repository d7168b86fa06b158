import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAllocator } from './allocator'

const SAMPLES = '../shared/samples/'

const JEMALLOC = `___ Begin jemalloc statistics ___
Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
Build-time option settings
  config.fill: true
Run-time option settings
  opt.retain: true
  opt.dirty_decay_ms: 5000 (arenas.dirty_decay_ms: 5000)
  opt.lg_tcache_max: 15
  opt.metadata_thp: "disabled"
Arenas: 64
Quantum size: 16
Page size: 4096
Allocated: 2401232080, active: 2526302208, metadata: 535979296 (n_thp 221, edata 1, rtree 2), resident: 2995621888, mapped: 3221979136, retained: 131542581248
Background threads: 4, num_runs: 16, run_interval: 5000 ns
Merged arenas stats:
assigned threads: 501
decaying:  time       npages       sweeps     madvises       purged
   dirty:  5000          700          10           20          300
   muzzy:   N/A           30           0            0            0
                            allocated         nmalloc
small:                          12345           67890
mapped:                    3221979136
tcache_bytes:               987654321
extents:        size ind       ndirty        dirty       nmuzzy        muzzy    nretained     retained       ntotal        total
                4096   0            7        28672            1         4096           21        86016           29       118784
                ---
                8192   1           11        90112            2        16384           11        90112           24       196608
--- End jemalloc statistics ---`

describe('readAllocator', () => {
  it("reads jemalloc's statistics", () => {
    expect(readAllocator(JEMALLOC)).toEqual({
      kind: 'jemalloc',
      version: '5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c',
      options: new Map([
        ['retain', 'true'],
        ['dirty_decay_ms', '5000'],
        ['lg_tcache_max', '15'],
        ['metadata_thp', 'disabled'],
      ]),
      arenas: 64,
      pageSize: 4096,
      allocated: 2401232080,
      active: 2526302208,
      metadata: 535979296,
      resident: 2995621888,
      mapped: 3221979136,
      retained: 131542581248,
      tcacheBytes: 987654321,
      dirtyPages: 700,
      muzzyPages: 30,
      extentDirtyBytes: 118784,
      extentMuzzyBytes: 20480,
      extentRetainedBytes: 176128,
    })
  })

  it('says nothing that the text does not say', () => {
    const stats = readAllocator('Allocated: 18446744073709551615, active: 5')
    expect(stats).toMatchObject({ kind: 'jemalloc', version: undefined, active: 5, resident: undefined, tcacheBytes: undefined })
    expect(stats.allocated).toBeUndefined() // no int64
    expect(readAllocator('')).toMatchObject({ kind: 'unknown', allocated: undefined })
    expect(readAllocator('Memory tracking is not available with address sanitizer builds.').kind).toBe('none')
  })

  it("reads what tcmalloc's text has of it", () => {
    const text = `------------------------------------------------
MALLOC:   40138085404224 (38278661.2 MiB) Bytes in use by application
MALLOC: +      843947640 (  804.9 MiB) Bytes in thread cache freelists
MALLOC: =  40200342200320 (38338033.9 MiB) Actual memory used (physical + swap)`
    expect(readAllocator(text)).toMatchObject({
      kind: 'tcmalloc',
      allocated: 40138085404224,
      tcacheBytes: 843947640,
      resident: 40200342200320,
      mapped: undefined,
    })
  })

  it('takes no longer for a text of blanks', () => {
    expect(readAllocator(`${' '.repeat(200_000)}\n`.repeat(5) + `a: ${' '.repeat(200_000)}b`).kind).toBe('unknown')
  })

  it.skipIf(!existsSync(SAMPLES))('reads the samples from documents and issues', () => {
    const read = (name: string) => readAllocator(readFileSync(SAMPLES + name, 'utf8'))
    expect(read('doc-4x-jemalloc-stats-fragment.txt')).toMatchObject({
      kind: 'jemalloc',
      allocated: 2401232080,
      metadata: 535979296,
      retained: 131542581248,
      extentDirtyBytes: 774_144,
      tcacheBytes: undefined,
    })
    expect(read('jemalloc1532-arena-stats.txt')).toMatchObject({
      kind: 'jemalloc',
      active: 1157943296,
      mapped: 1233440768,
      retained: 2644193280,
      resident: 1217359872,
      tcacheBytes: 830848,
      allocated: undefined,
    })
    expect(read('issue5794-0.13-memz-tcmalloc.txt')).toMatchObject({
      kind: 'tcmalloc',
      tcacheBytes: 843947640,
      metadata: 42186440704,
    })
  })
})
