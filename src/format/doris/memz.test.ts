import { describe, expect, it } from 'vitest'
import { isMemz, readMemz } from './memz'

const JEMALLOC = `___ Begin jemalloc statistics ___
Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
  opt.dirty_decay_ms: 5000 (arenas.dirty_decay_ms: 5000)
Arenas: 81
Page size: 4096
Allocated: 2401232080, active: 2526302208, metadata: 535979296 (n_thp 221), resident: 2995621888, mapped: 3221979136, retained: 131542581248
tcache_bytes:                  830848
--- End jemalloc statistics ---
`
const TCMALLOC = `MALLOC:   40138085404224 (38278661.2 MiB) Bytes in use by application
MALLOC: +    843947640 (  804.9 MiB) Bytes in thread cache freelists
MALLOC: +  42186440704 (40232.1 MiB) Bytes in malloc metadata
MALLOC:   ------------
MALLOC: = 40200342200320 (38338033.9 MiB) Actual memory used (physical + swap)
`

const counters = (text: string): string[] => {
  const { root } = readMemz(text)
  return root.children.at(-1)!.counters.map(({ name, value, unit }) => `${name} ${value} ${unit}`)
}

describe('readMemz', () => {
  it('the page of Doris 2: limit, resident memory, jemalloc', () => {
    const text = `Mem Limit: 603.26 GB\nPhysical Mem From Perf: 29.70 GB\n\n${JEMALLOC}`
    expect(isMemz(text)).toBe(true)
    const { memoryInfo, recognisedAs, root, problems } = readMemz(text)
    expect(memoryInfo.properties!.memLimit).toEqual({ value: 647745492746, error: 5368709 })
    expect(memoryInfo.status!.rss).toEqual({ value: 31890132173, error: 5368709 })
    expect([recognisedAs, problems]).toEqual(['page /memz, jemalloc', []])
    expect(root.children[1]!.info).toEqual([
      ['Version', '5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c'],
      ['opt.dirty_decay_ms', '5000'],
    ])
    expect(counters(text)).toEqual([
      'allocated 2401232080 BYTES',
      'active 2526302208 BYTES',
      'metadata 535979296 BYTES',
      'resident 2995621888 BYTES',
      'mapped 3221979136 BYTES',
      'retained 131542581248 BYTES',
      'tcache_bytes 830848 BYTES',
      'page_size 4096 BYTES',
      'arenas 81 UNIT',
    ])
  })

  it('the page of Doris 0.13 in its tags: tcmalloc, values beyond 2^45', () => {
    const text = `<pre>Mem Limit: 603.26 GB\nMem Consumption: 29.70 GB\n\n${TCMALLOC}</pre>`
    expect(isMemz(text)).toBe(true)
    const { memoryInfo, recognisedAs } = readMemz(text)
    expect(memoryInfo.status).toMatchObject({ used: { value: 31890132173 }, rss: undefined })
    expect(recognisedAs).toBe('page /memz, tcmalloc')
    expect(counters(text)).toEqual([
      'allocated 40138085404224 BYTES',
      'metadata 42186440704 BYTES',
      'resident 40200342200320 BYTES',
      'tcache_bytes 843947640 BYTES',
    ])
  })

  it('the text of an allocator alone, and one that is cut', () => {
    expect(readMemz(JEMALLOC)).toMatchObject({ recognisedAs: 'statistics of the allocator, jemalloc', complete: true })
    const cut = TCMALLOC.slice(0, TCMALLOC.indexOf('Actual') + 3)
    expect(readMemz(cut)).toMatchObject({ complete: false, problems: [{ kind: 'missing', line: 5 }] })
  })

  it.each(['', 'MemoryProfile:\n', 'Mem total: 5', 'Allocated by me'])('is none: %s', (text) => expect(isMemz(text)).toBe(false))
})
