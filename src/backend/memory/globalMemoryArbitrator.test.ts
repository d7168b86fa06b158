import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GB, makeTrackedProcess, MB } from '../../testing/makeTrackedProcess'

let folder: string
let meminfo: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-arbitrator-'))
  meminfo = join(folder, 'meminfo')
  writeFileSync(meminfo, 'MemTotal:       16777216 kB\nMemAvailable:   12582912 kB\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('GlobalMemoryArbitrator', () => {
  it('writes the status line word for word', () => {
    const { arbitrator, kernel } = makeTrackedProcess({ meminfo })
    kernel.rss = 500 * MB
    kernel.allocatorCache = 20 * MB
    expect(arbitrator.tryReserveProcessMemory(10 * MB)).toBe(true)
    arbitrator.addWaitingRefresh(4 * MB)
    expect(arbitrator.processMemLogStr()).toBe(
      'os physical memory 16.00 GB. process memory used 494.00 MB(= 500.00 MB[vm/rss] - 20.00 MB[tc/jemalloc_cache] + ' +
        '10.00 MB[reserved] + 4194304B[waiting_refresh]), limit 1.00 GB, soft limit 921.60 MB. sys available memory 11.99 GB(= ' +
        '12.00 GB[proc/available] - 10.00 MB[reserved] - 4194304B[waiting_refresh]), low water mark 819.20 MB, ' +
        'warning water mark 1.60 GB.',
    )
    expect(arbitrator.status()).toMatchObject({
      used: { value: 494 * MB },
      rss: { value: 500 * MB },
      available: { value: 12 * GB - 14 * MB },
    })
    arbitrator.releaseProcessReservedMemory(10 * MB)
    expect(arbitrator.processReservedMemory).toBe(0)
  })

  it('says so where the machine does not report what is available', () => {
    const bare = join(folder, 'bare')
    writeFileSync(bare, 'MemTotal:       16777216 kB\n')
    const { arbitrator } = makeTrackedProcess({ meminfo: bare })
    expect(arbitrator.processMemLogStr()).toContain(
      'sys available memory not reported, low water mark not reported, warning water mark not reported.',
    )
    const { available, lowWaterMark, warningWaterMark } = arbitrator.status()
    expect([available, lowWaterMark, warningWaterMark]).toEqual([undefined, undefined, undefined])
    expect(arbitrator.isExceedHardMemLimit()).toBe(false)
  })

  it('goes by what the allocator accounts for where nobody says the resident memory', () => {
    const { arbitrator, kernel } = makeTrackedProcess({ meminfo })
    Object.assign(kernel, { rss: undefined, accounted: 500 * MB })
    expect(arbitrator.processMemoryUsage()).toBe(500 * MB)
    expect([arbitrator.status().rss, arbitrator.status().used]).toEqual([undefined, undefined])
    expect(arbitrator.processMemLogStr()).toContain('process memory used 500.00 MB(= not reported[vm/rss] - 0[tc/jemalloc_cache]')
  })

  it('answers whether limits are exceeded, and prints the process usage when they are', () => {
    const { arbitrator, kernel, logged } = makeTrackedProcess({ meminfo })
    kernel.rss = 900 * MB
    expect([arbitrator.isExceedSoftMemLimit(), arbitrator.isExceedHardMemLimit()]).toEqual([false, false])
    expect(logged).toEqual([])
    expect([arbitrator.isExceedSoftMemLimit(30 * MB), arbitrator.isExceedHardMemLimit(30 * MB)]).toEqual([true, false])
    expect(logged[0]).toMatch(/^WProcess Memory Summary: os physical memory 16\.00 GB\./)
    expect(logged.slice(1).map((message) => message.split('\n')[1])).toEqual([
      'MemoryOverviewSnapshot:',
      'GlobalMemorySnapshot:',
      'TopMemoryTasksSnapshot:',
    ])
    expect(arbitrator.isExceedHardMemLimit(124 * MB)).toBe(true)
  })

  it('takes the allocator’s cache off, and what is reserved on', () => {
    const { arbitrator, kernel } = makeTrackedProcess({ meminfo })
    kernel.rss = GB + 50 * MB
    kernel.allocatorCache = 100 * MB
    expect(arbitrator.isExceedHardMemLimit()).toBe(false)
    expect(arbitrator.tryReserveProcessMemory(40 * MB)).toBe(true)
    expect(arbitrator.tryReserveProcessMemory(40 * MB)).toBe(false)
    expect(arbitrator.processMemoryUsage()).toBe(GB - 10 * MB)
  })
})
