import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { totalmem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GB, MB } from '../../testing/makeTrackedProcess'
import type { Settings } from '../settings'
import { listMemorySettings, makeSettings } from '../settings'
import type { CgroupMemory } from './cgroup'
import { MemInfo } from './memInfo'
import { readPageSize } from './pageSize'
import { explainProcStatus, readProcStatus } from './procStatus'
import { printAllocatorStatistics, readAllocatorUsage } from './v8Allocator'

let folder: string
let meminfo: string
const logged: string[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-meminfo-'))
  meminfo = join(folder, 'meminfo')
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  logged.length = 0
  writeMeminfo(16 * GB, 12 * GB)
})

function writeMeminfo(total: number, available: number): void {
  writeFileSync(
    meminfo,
    `MemTotal:       ${total / 1024} kB\nMemFree:        1 kB\nMemAvailable:   ${available / 1024} kB\nHugePages_Total:       0\n`,
  )
}

function makeInfo(
  given: Partial<Settings> = {},
  cgroup: () => CgroupMemory = () => ({ state: 'failed', why: 'no' }),
  now = (): number => 0,
): MemInfo {
  return new MemInfo(makeSettings({ mem_limit: GB, ...given }), (message) => logged.push(message), { meminfo, cgroup, now })
}

describe('MemInfo', () => {
  it('reads what the machine has, and computes limits and marks as Doris does', () => {
    const info = makeInfo()
    expect([info.physical, info.available, info.memLimit, info.softMemLimit]).toEqual([
      16 * GB,
      12 * GB,
      GB,
      Math.floor(0.9 * GB),
    ])
    expect([info.minorGcSize, info.fullGcSize]).toEqual([Math.floor(0.1 * GB), Math.floor(0.2 * GB)])
    // 5 % of what the machine has.
    expect([info.lowWaterMark, info.warningWaterMark]).toEqual([Math.floor(0.8 * GB), 2 * Math.floor(0.8 * GB)])
  })

  it.each([
    ['what the limit leaves of the machine', 15.9 * GB, 16 * GB, 16 * GB - Math.floor(15.9 * GB)],
    ['at most 6.4 GB', GB, 400 * GB, 6_871_947_673],
  ])('has as low water mark %s where that is less', (_, limit, total, mark) => {
    writeMeminfo(total, total / 2)
    expect(makeInfo({ mem_limit: Math.floor(limit) }).lowWaterMark).toBe(mark)
  })

  it('takes the machine’s memory as the limit where the limit is larger, and says so', () => {
    const info = makeInfo({ mem_limit: 64 * GB })
    expect(info.memLimit).toBe(16 * GB)
    expect(logged).toContain('Memory limit 64.00 GB exceeds physical memory of 16.00 GB. Using physical memory instead')
  })

  it('goes by the control group where that is tighter', () => {
    const info = makeInfo({ mem_limit: 8 * GB }, () => ({ state: 'known', limit: 4 * GB, usage: GB }))
    expect([info.physical, info.memLimit, info.available]).toEqual([4 * GB, 4 * GB, 3 * GB])
    const unlimited = makeInfo({}, () => ({ state: 'known', limit: null, usage: GB }))
    expect([unlimited.physical, unlimited.available]).toEqual([16 * GB, 12 * GB])
  })

  it('does not look at the control group where the setting is off', () => {
    const info = makeInfo({ enable_use_cgroup_memory_info: false }, () => {
      throw new Error('looked')
    })
    expect([info.cgroup, info.physical]).toEqual([undefined, 16 * GB])
  })

  it('reads the control group every 10 s, and after a failure only in 300 s', () => {
    let now = 0
    let reads = 0
    let answer: CgroupMemory = { state: 'known', limit: 4 * GB, usage: GB }
    const info = makeInfo(
      {},
      () => (reads++, answer),
      () => now,
    )
    const readsAt = (ms: number): number => {
      now = ms
      info.refresh()
      return reads
    }
    expect([readsAt(0), readsAt(9_999), readsAt(10_000)]).toEqual([1, 1, 2])
    answer = { state: 'failed', why: 'memory.max cannot be read (EACCES).' }
    expect([readsAt(20_000), readsAt(30_000), readsAt(319_999), readsAt(320_000)]).toEqual([3, 3, 3, 4])
    expect(info.cgroup).toEqual(answer)
    expect(info.physical).toBe(16 * GB)
    expect(logged.filter((message) => message.startsWith('Refresh cgroup memory'))).toEqual([
      'Refresh cgroup memory win, refresh again after 10s, cgroup mem limit: 4294967296, cgroup mem usage: 1073741824',
      'Refresh cgroup memory failed, refresh again after 300s: memory.max cannot be read (EACCES).',
      'Refresh cgroup memory failed, refresh again after 300s: memory.max cannot be read (EACCES).',
    ])
  })

  it('runs without /proc on what Node can tell, has no marks then, and says so once', () => {
    const info = new MemInfo(makeSettings({ mem_limit: GB }), (message) => logged.push(message), {
      meminfo: join(folder, 'not there'),
      cgroup: () => ({ state: 'failed', why: 'no' }),
      now: () => 0,
    })
    info.refresh()
    expect([info.physical, info.available, info.lowWaterMark, info.warningWaterMark]).toEqual([
      totalmem(),
      undefined,
      undefined,
      undefined,
    ])
    expect(logged.filter((message) => message.includes('not there'))).toEqual([
      `${join(folder, 'not there')} cannot be read (ENOENT), so MemTotal, MemAvailable are missing. What the machine has available ` +
        'and its water marks are not reported, and no GC waits for them.',
    ])
  })

  it('has its marks as soon as the machine says what is available', () => {
    writeFileSync(meminfo, 'MemTotal:       16777216 kB\n')
    const info = makeInfo()
    expect(info.lowWaterMark).toBeUndefined()
    expect(logged).toContain(
      `${meminfo} does not say MemAvailable. What the machine has available and its water marks are not reported, and no GC waits for them.`,
    )
    writeMeminfo(16 * GB, 12 * GB)
    info.refresh()
    expect(info.lowWaterMark).toBe(Math.floor(0.8 * GB))
  })
})

describe('what the process says of itself', () => {
  it('is read from one file, in bytes', () => {
    const status = join(folder, 'status')
    writeFileSync(
      status,
      'Name:\tnode\nVmPeak:\t  1000 kB\nVmSize:\t   900 kB\nVmHWM:\t   500 kB\nVmRSS:\t   400 kB\nThreads:\t11\n',
    )
    expect(readProcStatus(status)).toEqual({
      rss: 400 * 1024,
      rssPeak: 500 * 1024,
      virtual: 900 * 1024,
      virtualPeak: 1000 * 1024,
    })
  })

  it.each([
    ['missing', undefined],
    ['garbage', 'VmRSS: lots\nVmHWM:\t-5 kB\n\0\0'],
  ])('is not reported where the file is %s, but for what Node knows', (name, text) => {
    const status = join(folder, name)
    if (text !== undefined) writeFileSync(status, text)
    const { rss, ...rest } = readProcStatus(status)
    expect(rss).toBeGreaterThan(10 * MB)
    expect(rest).toEqual({ rssPeak: undefined, virtual: undefined, virtualPeak: undefined })
    expect(explainProcStatus(status)).toBe(
      `${status} ${text === undefined ? 'cannot be read (ENOENT), so VmRSS, VmHWM, VmSize, VmPeak are missing' : 'does not say VmRSS, VmHWM, VmSize, VmPeak'}. ` +
        'The resident memory is what Node can tell. What is missing is shown as not reported.',
    )
  })

  it('is not reported where Node cannot tell either: on Linux it reads the same files', () => {
    const rss = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
      throw new Error('ENOENT')
    })
    const path = join(folder, 'no status')
    expect(readProcStatus(path).rss).toBeUndefined()
    expect(explainProcStatus(path)).toContain('The resident memory is not reported; limits go by what V8 accounts for.')
    rss.mockRestore()
  })

  it('is read without leaving buffers behind', () => {
    const status = join(folder, 'status')
    writeFileSync(status, 'VmRSS:\t   400 kB\n')
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 2_000; i++) readProcStatus(status)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MB / 8)
  })

  it('has the size of a page', () => {
    const words = new BigUint64Array([16n, 7n, 6n, 16384n, 0n, 0n])
    writeFileSync(join(folder, 'auxv'), new Uint8Array(words.buffer))
    expect(readPageSize(join(folder, 'auxv'))).toBe(16384)
    writeFileSync(join(folder, 'auxv'), 'nonsense')
    expect([readPageSize(join(folder, 'auxv')), readPageSize(join(folder, 'not there'))]).toEqual([undefined, undefined])
  })

  it('has V8 where Doris has jemalloc', () => {
    const { cache, metadata } = readAllocatorUsage()
    expect(cache).toBeGreaterThanOrEqual(0)
    expect(metadata).toBeGreaterThan(MB)
    expect(printAllocatorStatistics()).toMatch(
      /^___ Begin V8 heap statistics ___\nVersion: Node [\d.]+, V8 .+\nHeap: total \d+[\s\S]+\nold_space +\d+ +\d+ +\d+ +\d+\n/,
    )
  })
})

describe('settings', () => {
  it('are listed by name where the name holds memory, cache or mem', () => {
    const names = [...listMemorySettings(makeSettings({ mem_limit: GB })).keys()]
    expect(names).toEqual(names.toSorted())
    expect(names).toContain('enable_query_memory_overcommit')
    expect(names).toContain('storage_page_cache_limit')
    expect(names).not.toContain('webserver_port')
  })
})
