import { describe, expect, it } from 'vitest'
import { computeMeaning, FIGURE_NAMES } from '../../profile/meaning'
import { ReadError } from '../../profile/report'
import type { Snapshot } from '../../profile/snapshot'
import { isMetrics, readMetrics } from './metrics'

function figures(text: string): Record<string, unknown> {
  const { root, memoryInfo } = readMetrics(text)
  const process = {
    name: 'doris_be',
    host: undefined,
    pid: undefined,
    startedAt: undefined,
    version: undefined,
    extra: undefined,
  }
  const snapshot: Snapshot = { takenAt: undefined, process, profile: root, memoryInfo, source: 'M', extra: undefined }
  const meaning = computeMeaning(snapshot)
  return Object.fromEntries([
    ...FIGURE_NAMES.flatMap((name) => (meaning[name] === undefined ? [] : [[name, meaning[name]?.value ?? null]])),
    ['holdsCaches', meaning.globalHoldsCaches],
  ])
}

const METRICS = `# HELP memory_all_tracked_sum_bytes What trackers account for.
# TYPE memory_all_tracked_sum_bytes gauge
memory_all_tracked_sum_bytes 1000
memory_query_trackers_sum_bytes 600
memory_global_trackers_sum_bytes 300
memory_reserved_memory_bytes 7
memory_untracked_memory_bytes -50
doris_be_memory_allocated_bytes 9223372036854775807
doris_be_memory_jemalloc_metadata_bytes 100
doris_be_memory_jemalloc_pdirty_num 12
doris_be_cache_usage_ratio{name="TabletSchemaCache"} 0.398809
doris_be_cache_usage{name="TabletSchemaCache"} 40838
meminfo_sys_mem_avail 5e+09
doris_be_http_requests_total 17
`

describe('readMetrics', () => {
  it('figures that the memory profile has too, exact', () => {
    expect(isMetrics(METRICS)).toBe(true)
    expect(figures(METRICS)).toEqual({
      rss: 9223372036854775807n,
      tracked: 1000,
      untracked: -50,
      untrackedDerived: 9223372036854774807n,
      tasks: 600,
      query: 600,
      global: 300,
      jemallocMetadata: 100,
      reserved: 7,
      available: 5e9,
      holdsCaches: true,
    })
    expect(figures(`${METRICS}memory_cache_trackers_sum_bytes 9\n`)).toMatchObject({ cache: 9, holdsCaches: false })
  })

  it('all others about memory, with their labels; the rest counted', () => {
    const { root, problems, recognisedAs, memoryInfo } = readMetrics(METRICS)
    const metrics = root.children[1]!
    expect(metrics.counters.map(({ name }) => name)).toContain('doris_be_memory_jemalloc_pdirty_num')
    expect(metrics.children.map(({ name, counters }) => [name, counters.map((one) => [one.name, one.unit, one.value])])).toEqual([
      ['doris_be_cache_usage_ratio', [['name="TabletSchemaCache"', 'DOUBLE_VALUE', 0.398809]]],
      ['doris_be_cache_usage', [['name="TabletSchemaCache"', 'UNIT', 40838]]],
    ])
    expect(memoryInfo!.status!.available).toEqual({ value: 5e9, error: 5e8 })
    expect(problems.map(({ message }) => message)).toEqual(['1 metric that is not about memory: left out.'])
    expect(recognisedAs).toBe('metrics of Doris')
  })

  it('lines as people paste them', () => {
    const text = [
      '- `doris_be_memory_pswpin 167785`',
      '  doris_be_memory_pswpout        203724   ',
      '> doris_be_cache_usage{name="X"}\t1.2e+09 1721315039000',
      '* doris_be_memory_pgpgin 22308762092\r',
      'doris_be_memory_pg',
    ].join('\n')
    const { root, problems, at } = readMetrics(text)
    expect(root.children[0]!.counters.map(({ name, value }) => [name, value])).toEqual([
      ['doris_be_memory_pswpin', 167785],
      ['doris_be_memory_pswpout', 203724],
      ['doris_be_memory_pgpgin', 22308762092],
    ])
    expect(root.children[0]!.children[0]!.counters[0]).toMatchObject({ value: 1200000000, error: 5e7 })
    expect(at).toBe(1721315039000)
    expect(problems).toMatchObject([{ kind: 'skipped', line: 5 }])
  })

  it('StarRocks', () => {
    const text =
      'starrocks_be_process_mem_bytes 100\nstarrocks_be_query_mem_bytes 40\nstarrocks_be_storage_page_cache_mem_bytes 5\n'
    expect(readMetrics(text).recognisedAs).toBe('metrics of StarRocks')
    expect(figures(text)).toMatchObject({ tracked: 100, query: 40, cache: 5 })
  })

  it('says when none is about memory', () => {
    expect(() => readMetrics('doris_be_http_requests_total 17\n')).toThrow(ReadError)
  })
})
