import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import type { Bytes, UnixMs } from '../base/units'
import type { MemoryInfo, Reported, Snapshot, Source } from '../profile/snapshot'
import { CacheManager } from './cache/cacheManager'
import { LruCache } from './cache/lruCache'
import { MemInfo } from './machine/memInfo'
import { readPageSize } from './machine/pageSize'
import { explainProcStatus, readProcStatus } from './machine/procStatus'
import { printAllocatorStatistics, readAllocatorUsage } from './machine/v8Allocator'
import { Allocator } from './memory/allocator'
import type { ProcessReading } from './memory/globalMemoryArbitrator'
import { GlobalMemoryArbitrator } from './memory/globalMemoryArbitrator'
import { MemoryDaemon } from './memory/memoryDaemon'
import { MemoryReclamation } from './memory/memoryReclamation'
import type { MemTrackerLimiter } from './memory/memTrackerLimiter'
import { TrackerPool } from './memory/trackerPool'
import { printTypeTrackers } from './report/detailText'
import type { Generation } from './report/generation'
import { semanticsOf } from './report/generation'
import type { Log } from './report/log'
import type { ProcessFigures } from './report/memoryProfile'
import { MemoryProfile } from './report/memoryProfile'
import { ProcessProfile } from './report/processProfile'
import { ProcessUsageLog } from './report/processUsageLog'
import type { Settings } from './settings'
import { listMemorySettings, workScale } from './settings'
import { openEngineParts } from './work/engineParts'
import { LoadExecutor } from './work/loadExecutor'
import { MemtableLimiter } from './work/memtableLimiter'
import { Random } from './work/random'
import { TabletMetadata } from './work/tabletMetadata'
import type { Workshop } from './work/task'
import type { WorkloadName } from './work/workload'
import { startWorkload } from './work/workload'

export interface BackendOptions {
  readonly workload: WorkloadName
  readonly seed: number
  readonly generation: Generation
  readonly settings: Settings
  readonly log: Log
  /** Memlane's version. */
  readonly version: string
}

/** The reference process without its server: everything that Doris has for its memory, and tasks that use it. */
export class Backend {
  readonly options: BackendOptions
  readonly pool = new TrackerPool()
  readonly orphan: MemTrackerLimiter = this.pool.create('global', 'Orphan')
  readonly caches = new CacheManager()
  readonly memInfo: MemInfo
  readonly arbitrator: GlobalMemoryArbitrator
  readonly allocator: Allocator
  readonly processProfile: ProcessProfile
  private readonly startedAt: UnixMs = Math.round(Date.now() - process.uptime() * 1000)
  private readonly pageSize = readPageSize()
  private readonly stopper = new AbortController()
  private readonly usageLog: ProcessUsageLog
  private readonly daemon: MemoryDaemon
  private readonly memtables: MemtableLimiter
  private readonly shop: Workshop

  constructor(options: BackendOptions) {
    const { settings, generation, log } = options
    this.options = options
    // Every task that waits listens to it.
    setMaxListeners(0, this.stopper.signal)
    const missing = explainProcStatus()
    if (missing !== undefined) log.warning(missing)
    this.memInfo = new MemInfo(settings, log.info)
    this.arbitrator = new GlobalMemoryArbitrator(this.memInfo, readProcess, () => this.usageLog.print())
    this.memtables = new MemtableLimiter(generation)
    const memoryProfile = new MemoryProfile(
      this.pool,
      generation,
      () => this.readFigures(),
      readProcStatus().virtual !== undefined,
      readProcStatus().rss !== undefined,
    )
    this.processProfile = new ProcessProfile(memoryProfile)
    this.usageLog = new ProcessUsageLog(memoryProfile, this.arbitrator, log)
    this.allocator = new Allocator({
      orphan: this.orphan,
      arbitrator: this.arbitrator,
      settings,
      log,
      printProcessUsage: () => this.usageLog.print(),
      printTracker: (tracker, message) => this.usageLog.printTracker(tracker, message),
    })
    this.shop = {
      pool: this.pool,
      allocator: this.allocator,
      orphan: this.orphan,
      log,
      scale: workScale(this.memInfo.memLimit),
      debugMemory: settings.crash_in_memory_tracker_inaccurate,
      stopping: this.stopper.signal,
    }
    this.registerCaches()
    const reclamation = new MemoryReclamation({
      pool: this.pool,
      caches: this.caches,
      memInfo: this.memInfo,
      settings,
      semantics: semanticsOf(generation),
      log,
      printTypeTrackers: (type) => printTypeTrackers(this.pool, type, generation),
    })
    this.daemon = new MemoryDaemon({
      arbitrator: this.arbitrator,
      reclamation,
      caches: this.caches,
      settings,
      log,
      readRss: readUsed,
      printProcessUsage: () => this.usageLog.print(),
      armProcessUsage: () => this.usageLog.arm(),
      onMoved: () => memoryProfile.refreshMemoryOverviewProfile(),
    })
  }

  /** Begins to work. */
  start(): void {
    const { options, shop } = this
    const { log } = options
    const onError = (error: unknown): void =>
      log.error(`A task failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    this.daemon.start()
    void openEngineParts(shop).catch(onError)
    startWorkload(options.workload, {
      shop,
      arbitrator: this.arbitrator,
      caches: this.caches,
      memtables: this.memtables,
      metadata: new TabletMetadata(shop),
      loadExecutor: new LoadExecutor({
        isExceedSoftMemLimit: () => this.arbitrator.isExceedSoftMemLimit(),
        currentLoadUsage: () => this.processProfile.memoryProfile.currentUsage('load') + this.memtables.besideLoads,
        loadMemLimit: Math.floor((this.memInfo.memLimit * options.settings.load_process_max_memory_limit_percent) / 100),
        log,
      }),
      random: new Random(options.seed),
      onError,
    })
  }

  /** Ends all work; what the tasks hold is released as they end. */
  stop(): void {
    this.stopper.abort()
    this.daemon.stop()
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
        // An additional field, which viewers may know: in what zone this host's clock reads.
        extra: new Map([['utcOffsetMinutes', -new Date().getTimezoneOffset()]]),
      },
      profile,
      memoryInfo: this.readMemoryInfo(),
      source: this.options.generation.toUpperCase() as Source,
      extra: undefined,
    }
  }

  private registerCaches(): void {
    const { settings, log } = this.options
    const allocate = (bytes: Bytes, tracker: MemTrackerLimiter) => this.allocator.allocate(bytes, tracker)
    const caches = [
      [
        'DataPageCache',
        '[size](AllocByAllocator)',
        settings.storage_page_cache_limit,
        settings.data_page_cache_stale_sweep_time_sec,
      ],
      [
        'IndexPageCache',
        '[size](AllocByAllocator)',
        settings.index_page_cache_limit,
        settings.index_page_cache_stale_sweep_time_sec,
      ],
      ['SegmentCache', '[size]', settings.segment_cache_capacity, settings.segment_cache_stale_sweep_time_sec],
    ] as const
    for (const [name, suffix, capacity, staleSweepTimeSec] of caches) {
      this.caches.register(new LruCache({ pool: this.pool, log, allocate, name, suffix, capacity, staleSweepTimeSec }))
    }
  }

  private readFigures(): ProcessFigures {
    const status = readProcStatus()
    const usage = readAllocatorUsage()
    return {
      ...status,
      reserved: this.arbitrator.processReservedMemory,
      allocatorCache: usage.cache,
      allocatorMetadata: usage.metadata,
      memtables: this.memtables.current,
      memtablesPeak: this.memtables.peak,
      // There is no Java virtual machine in this process.
      jvmHeap: 0,
      jvmNonHeap: 0,
    }
  }

  /** From the same reading as the last refresh of the profile, so that both say the same. */
  private readMemoryInfo(): MemoryInfo {
    const { memInfo } = this
    const figures = this.processProfile.memoryProfile.figures!
    const { cgroup } = memInfo
    return {
      properties: {
        physicalMemory: exact(memInfo.physical),
        pageSize: exact(this.pageSize),
        memLimit: exact(memInfo.memLimit),
        softMemLimit: exact(memInfo.softMemLimit),
        lowWaterMark: exact(memInfo.lowWaterMark),
        warningWaterMark: exact(memInfo.warningWaterMark),
        cgroupLimit: cgroup?.state !== 'known' ? undefined : cgroup.limit === null ? null : exact(cgroup.limit),
        cgroupUsage: cgroup?.state !== 'known' ? undefined : exact(cgroup.usage),
        cgroupRefreshState: cgroup?.state === 'known',
        extra: undefined,
      },
      status: this.arbitrator.status({ rss: figures.rss, allocatorCache: figures.allocatorCache }),
      options: listMemorySettings(this.options.settings),
      allocator: printAllocatorStatistics(),
      extra: undefined,
    }
  }
}

/** The resident memory, or what V8 accounts for where nobody says that. Bytes. */
export function readUsed(): Bytes {
  return readProcStatus().rss ?? readAllocatorUsage().accounted
}

function readProcess(): ProcessReading {
  const { cache, accounted } = readAllocatorUsage()
  return { rss: readProcStatus().rss, allocatorCache: cache, accounted }
}

function exact(value: Bytes | undefined): Reported {
  return value === undefined ? undefined : { value, error: 0 }
}
