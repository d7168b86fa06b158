import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import type { Bytes, UnixMs } from '../base/units'
import type { MemoryInfo, Reported, Snapshot } from '../profile/snapshot'
import { MemInfo } from './machine/memInfo'
import { readProcStatus } from './machine/procStatus'
import { printAllocatorStatistics, readAllocatorUsage } from './machine/v8Allocator'
import { Allocator } from './memory/allocator'
import { GlobalMemoryArbitrator } from './memory/globalMemoryArbitrator'
import { TrackerPool } from './memory/trackerPool'
import type { Generation } from './report/generation'
import { MemoryProfile } from './report/memoryProfile'
import { ProcessProfile } from './report/processProfile'
import { LruCache } from './work/lruCache'
import { MemtableLimiter } from './work/memtableLimiter'
import { Random } from './work/random'
import type { Workshop } from './work/task'
import type { WorkloadName } from './work/workload'
import { startWorkload } from './work/workload'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

export interface BackendOptions {
  readonly workload: WorkloadName
  readonly seed: number
  readonly generation: Generation
  readonly memLimit: Bytes
  readonly version: string
  /** Told of errors inside tasks. */
  readonly onError: (error: unknown) => void
}

/** The reference process without its server: trackers, tasks, and the profile of them. */
export class Backend {
  readonly processProfile: ProcessProfile
  readonly arbitrator: GlobalMemoryArbitrator
  readonly memInfo: MemInfo
  private readonly options: BackendOptions
  private readonly startedAt: UnixMs = Math.round(Date.now() - process.uptime() * 1000)
  private readonly stopper = new AbortController()
  private readonly shop: Workshop
  private readonly memtables: MemtableLimiter
  private readonly caches: readonly LruCache[]
  private readonly random: Random

  constructor(options: BackendOptions) {
    this.options = options
    // Every waiting task listens to it.
    setMaxListeners(0, this.stopper.signal)
    this.random = new Random(options.seed)
    this.memInfo = new MemInfo(options.memLimit)
    this.arbitrator = new GlobalMemoryArbitrator(this.memInfo)
    const pool = new TrackerPool()
    const orphan = pool.create('global', 'Orphan')
    for (const label of ['SegCompaction', 'PointQueryExecutor', 'BlockCompression', 'RowIdStorageReader'])
      pool.create('global', label)
    for (const label of ['Tablets(not in SchemaCache, TabletSchemaCache)', 'Rowsets', 'Segments(not in SegmentCache)']) {
      pool.create('metadata', label)
    }
    const allocator = new Allocator(orphan)
    const scale = Math.min(4, Math.max(0.05, options.memLimit / GIB))
    this.shop = { pool, allocator, orphan, scale, stopping: this.stopper.signal }
    this.memtables = new MemtableLimiter(options.generation)
    this.caches = [
      new LruCache(this.shop, {
        name: 'DataPageCache',
        label: 'DataPageCache[size](AllocByAllocator)',
        capacity: 80 * MIB * scale,
        staleAfterMs: 60_000,
      }),
      new LruCache(this.shop, {
        name: 'IndexPageCache',
        label: 'IndexPageCache[size](AllocByAllocator)',
        capacity: 24 * MIB * scale,
        staleAfterMs: 60_000,
      }),
      new LruCache(this.shop, {
        name: 'SegmentCache',
        label: 'SegmentCache[size]',
        capacity: 16 * MIB * scale,
        staleAfterMs: 90_000,
      }),
    ]
    const memoryProfile = new MemoryProfile(pool, options.generation, () => {
      const status = readProcStatus()
      const usage = readAllocatorUsage()
      return {
        rss: status.rss,
        rssPeak: status.rssPeak,
        virtual: status.virtual,
        virtualPeak: status.virtualPeak,
        reserved: this.arbitrator.processReservedMemory,
        allocatorCache: usage.cache,
        allocatorMetadata: usage.metadata,
        memtables: this.memtables.current,
        memtablesPeak: this.memtables.peak,
        jvmHeap: 0,
        jvmNonHeap: 0,
      }
    })
    this.processProfile = new ProcessProfile(memoryProfile)
  }

  start(): void {
    startWorkload(
      this.options.workload,
      this.shop,
      { memtables: this.memtables, caches: this.caches },
      this.random.fork(),
      this.options.onError,
    )
  }

  stop(): void {
    this.stopper.abort()
  }

  /** Looks at the process now. */
  takeSnapshot(): Snapshot {
    this.memInfo.refresh()
    const profile = this.processProfile.refresh()
    return {
      takenAt: Date.now(),
      process: {
        name: 'memlane-backend',
        host: hostname(),
        pid: process.pid,
        startedAt: this.startedAt,
        version: `memlane-${this.options.version}`,
        extra: undefined,
      },
      profile,
      memoryInfo: this.memoryInfo(),
      source: 'json',
      extra: undefined,
    }
  }

  private memoryInfo(): MemoryInfo {
    const { memInfo } = this
    const figures = this.processProfile.memoryProfile.figures!
    const used = figures.rss - figures.allocatorCache + figures.reserved
    return {
      properties: {
        physicalMemory: exact(memInfo.physical),
        pageSize: exact(4096),
        memLimit: exact(memInfo.memLimit),
        softMemLimit: exact(memInfo.softMemLimit),
        lowWaterMark: exact(memInfo.lowWaterMark),
        warningWaterMark: exact(memInfo.warningWaterMark),
        cgroupLimit: undefined,
        cgroupUsage: undefined,
        cgroupRefreshState: undefined,
        extra: undefined,
      },
      status: {
        physical: exact(memInfo.physical),
        used: exact(used),
        rss: exact(figures.rss),
        jemallocCache: exact(figures.allocatorCache),
        reserved: exact(figures.reserved),
        waitingRefresh: exact(0),
        limit: exact(memInfo.memLimit),
        softLimit: exact(memInfo.softMemLimit),
        available: memInfo.available === undefined ? undefined : exact(memInfo.available - figures.reserved),
        lowWaterMark: exact(memInfo.lowWaterMark),
        warningWaterMark: exact(memInfo.warningWaterMark),
        extra: undefined,
      },
      options: new Map([['mem_limit', String(this.options.memLimit)]]),
      allocator: printAllocatorStatistics(),
      extra: undefined,
    }
  }
}

function exact(value: Bytes): Reported {
  return { value, error: 0 }
}
