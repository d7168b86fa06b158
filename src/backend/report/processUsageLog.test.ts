import { describe, expect, it } from 'vitest'
import { makeSettings } from '../settings'
import { MemInfo } from '../machine/memInfo'
import { GlobalMemoryArbitrator } from '../memory/globalMemoryArbitrator'
import { TrackerPool } from '../memory/trackerPool'
import type { Generation } from './generation'
import { Log } from './log'
import { MemoryProfile } from './memoryProfile'
import { ProcessUsageLog } from './processUsageLog'

const GB = 1024 ** 3

/** What is written for one process: level and first line, and second line where the first is empty. */
function write(generation: Generation): { usageLog: ProcessUsageLog; written: string[][] } {
  const written: string[][] = []
  const log = new Log({
    stderrFrom: 'INFO',
    stderr: (text) => written.push([text[0]!, ...text.replace(/^.*?\] /, '').split('\n')]),
  })
  const memInfo = new MemInfo(makeSettings({ mem_limit: GB }), () => undefined)
  const arbitrator = new GlobalMemoryArbitrator(memInfo, () => ({ rss: GB / 2, allocatorCache: 0 }))
  const pool = new TrackerPool()
  const profile = new MemoryProfile(pool, generation, () => ({
    rss: GB / 4,
    rssPeak: GB / 4,
    virtual: GB,
    virtualPeak: GB,
    reserved: 0,
    allocatorCache: 1024,
    allocatorMetadata: 0,
    memtables: 0,
    memtablesPeak: 0,
    jvmHeap: 0,
    jvmNonHeap: 0,
  }))
  const usageLog = new ProcessUsageLog(profile, arbitrator, log)
  usageLog.print()
  return { usageLog, written }
}

describe('the process usage in the log', () => {
  it.each([
    ['p1', ['MemoryOverviewSnapshot:', 'GlobalMemorySnapshot:', 'TopMemoryTasksSnapshot:']],
    [
      'p2',
      [
        'MemoryOverviewSnapshot:',
        'GlobalMemorySnapshot:',
        'MetadataMemorySnapshot:',
        'CacheMemorySnapshot:',
        'TopMemoryTasksSnapshot:',
      ],
    ],
  ] as const)('is a warning with the status line, then one a section with an empty first line: %s', (generation, sections) => {
    const { written } = write(generation)
    expect(written.map((message) => message[0])).toEqual(Array(sections.length + 1).fill('W'))
    expect(written[0]![1]).toMatch(/^Process Memory Summary: os physical memory .*\.$/)
    expect(written.slice(1).map((message) => message.slice(1, 3))).toEqual(sections.map((section) => ['', section]))
  })

  it('is one message of level INFO in P3, with sections that begin with a comma', () => {
    const { written } = write('p3')
    expect(written).toHaveLength(1)
    expect(written[0]!.slice(0, 3)).toEqual([
      'I',
      expect.stringMatching(/^Process Memory Summary: os /),
      ', MemoryOverviewSnapshot:',
    ])
    expect(written[0]!.filter((line) => line.startsWith(', '))).toHaveLength(5)
  })

  it('has the status line and the overview from one reading', () => {
    const { written } = write('p1')
    expect(written[0]![1]).toContain('(= 256.00 MB[vm/rss] - 1.00 KB[tc/jemalloc_cache]')
    expect(written[1]).toContain('   - PhysicalMemory(VmRSS): 256.00 MB')
  })

  it('comes once until it is armed again', () => {
    const { usageLog, written } = write('p1')
    usageLog.print()
    expect(written).toHaveLength(4)
    usageLog.arm()
    usageLog.print()
    expect(written).toHaveLength(8)
  })
})
