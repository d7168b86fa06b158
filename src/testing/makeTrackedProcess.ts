import { CacheManager } from '../backend/cache/cacheManager'
import type { CgroupMemory } from '../backend/machine/cgroup'
import { MemInfo } from '../backend/machine/memInfo'
import { Allocator } from '../backend/memory/allocator'
import { GlobalMemoryArbitrator } from '../backend/memory/globalMemoryArbitrator'
import { MemoryReclamation } from '../backend/memory/memoryReclamation'
import type { MemTrackerLimiter } from '../backend/memory/memTrackerLimiter'
import { TrackerPool } from '../backend/memory/trackerPool'
import { printTypeTrackers } from '../backend/report/detailText'
import { Log } from '../backend/report/log'
import { MemoryProfile } from '../backend/report/memoryProfile'
import { ProcessUsageLog } from '../backend/report/processUsageLog'
import type { Settings } from '../backend/settings'
import { makeSettings } from '../backend/settings'
import type { Workshop } from '../backend/work/task'

export const MB = 1024 ** 2
export const GB = 1024 ** 3

/** A process whose readings a test sets: what the kernel would say, on a machine of 16 GB with a limit of 1 GB. */
export interface TrackedProcess {
  readonly settings: Settings
  readonly pool: TrackerPool
  readonly orphan: MemTrackerLimiter
  readonly arbitrator: GlobalMemoryArbitrator
  readonly allocator: Allocator
  readonly caches: CacheManager
  readonly reclamation: MemoryReclamation
  readonly profile: MemoryProfile
  readonly usageLog: ProcessUsageLog
  readonly shop: Workshop
  /** Messages of the log, with their level in front and without the prefix: "I[MemoryGC] start full GC, ...". */
  readonly logged: string[]
  /** May be changed: what the kernel says next. */
  readonly kernel: { rss: number; allocatorCache: number }
  stop(): void
}

/** `meminfo` is a file of the form of /proc/meminfo. */
export function makeTrackedProcess({
  meminfo,
  cgroup = { state: 'failed', why: 'none' },
  ...given
}: Partial<Settings> & { readonly meminfo: string; readonly cgroup?: CgroupMemory }): TrackedProcess {
  const settings = makeSettings({ mem_limit: GB, ...given })
  const logged: string[] = []
  const log = new Log({
    stderrFrom: 'INFO',
    stderr: (text) => logged.push(text[0]! + text.replace(/^.*?\] /, '').replace(/\n$/, '')),
  })
  const kernel = { rss: 100 * MB, allocatorCache: 0 }
  const pool = new TrackerPool()
  const orphan = pool.create('global', 'Orphan')
  const memInfo = new MemInfo(settings, () => undefined, { meminfo, cgroup: () => cgroup, now: () => 0 })
  const arbitrator = new GlobalMemoryArbitrator(
    memInfo,
    () => ({ ...kernel }),
    () => usageLog.print(),
  )
  const profile = new MemoryProfile(pool, 'p1', () => ({
    rss: kernel.rss,
    rssPeak: kernel.rss,
    virtual: kernel.rss,
    virtualPeak: kernel.rss,
    reserved: arbitrator.processReservedMemory,
    allocatorCache: kernel.allocatorCache,
    allocatorMetadata: 0,
    memtables: 0,
    memtablesPeak: 0,
    jvmHeap: 0,
    jvmNonHeap: 0,
  }))
  const usageLog = new ProcessUsageLog(profile, arbitrator, log)
  const allocator = new Allocator({
    orphan,
    arbitrator,
    settings,
    log,
    printProcessUsage: () => usageLog.print(),
    printTracker: (tracker, message) => usageLog.printTracker(tracker, message),
  })
  const caches = new CacheManager()
  const reclamation = new MemoryReclamation({
    pool,
    caches,
    memInfo,
    settings,
    semantics: 'p1',
    log,
    printTypeTrackers: (type) => printTypeTrackers(pool, type, 'p1'),
  })
  const stopper = new AbortController()
  const shop: Workshop = {
    pool,
    allocator,
    orphan,
    log,
    scale: 0.05,
    debugMemory: settings.crash_in_memory_tracker_inaccurate,
    stopping: stopper.signal,
  }
  return {
    settings,
    pool,
    orphan,
    arbitrator,
    allocator,
    caches,
    reclamation,
    profile,
    usageLog,
    shop,
    logged,
    kernel,
    stop: () => stopper.abort(),
  }
}
