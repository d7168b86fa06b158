import type { Bytes } from '../../base/units'
import type { CacheManager } from '../cache/cacheManager'
import type { Settings } from '../settings'
import type { GlobalMemoryArbitrator } from './globalMemoryArbitrator'
import type { MemoryReclamation } from './memoryReclamation'

export interface MemoryDaemonParts {
  readonly arbitrator: GlobalMemoryArbitrator
  readonly reclamation: MemoryReclamation
  readonly caches: CacheManager
  readonly settings: Settings
  readonly log: { info(message: string): void; error(message: string): void }
  readonly readRss: () => Bytes
  /** Prints the blocks about the process, if that is armed. */
  readonly printProcessUsage: () => void
  /** Lets the blocks be printed again. */
  readonly armProcessUsage: () => void
  /** The memory has moved by the step: the overview is to be read anew. */
  readonly onMoved: () => void
}

/** What Doris's daemon threads do for the memory: look ten times a second, log what moved, collect when it is too much. */
export class MemoryDaemon {
  private readonly parts: MemoryDaemonParts
  private timer: NodeJS.Timeout | undefined
  private lastLoggedRss: Bytes
  private fullGcPauseMs = 0
  private minorGcPauseMs = 0
  private untilPruneMs: number

  constructor(parts: MemoryDaemonParts) {
    this.parts = parts
    this.lastLoggedRss = parts.readRss()
    this.untilPruneMs = parts.settings.cache_periodic_prune_stale_sweep_sec * 1000
  }

  start(): void {
    const { log, settings } = this.parts
    this.timer = setInterval(() => {
      try {
        this.tick()
      } catch (error) {
        log.error(
          `The memory daemon goes on after an error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
      }
    }, settings.memory_maintenance_sleep_time_ms)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** One look; public so that tests need no clock. */
  tick(): void {
    this.parts.arbitrator.memInfo.refresh()
    this.logIfMoved()
    if (this.parts.settings.disable_memory_gc) return
    this.collectIfNeeded()
    this.pruneCachesIfDue()
  }

  private logIfMoved(): void {
    const { settings, log, arbitrator } = this.parts
    const rss = this.parts.readRss()
    if (Math.abs(rss - this.lastLoggedRss) <= settings.memory_status_log_step_bytes) return
    this.lastLoggedRss = rss
    this.parts.armProcessUsage()
    this.parts.onMoved()
    log.info(arbitrator.processMemLogStr())
  }

  private collectIfNeeded(): void {
    const { arbitrator, reclamation, settings, log } = this.parts
    const { memInfo } = arbitrator
    const available = arbitrator.sysMemAvailable() ?? Number.POSITIVE_INFINITY
    const used = arbitrator.processMemoryUsage()
    if (this.fullGcPauseMs <= 0 && (available < (memInfo.lowWaterMark ?? 0) || used >= memInfo.memLimit)) {
      const reason = arbitrator.processLimitExceededErrmsgStr()
      this.fullGcPauseMs = settings.memory_gc_sleep_time_ms
      this.minorGcPauseMs = settings.memory_gc_sleep_time_ms
      log.info(`[MemoryGC] start full GC, ${reason}.`)
      this.parts.printProcessUsage()
      if (reclamation.processFullGc(reason)) this.parts.armProcessUsage()
    } else if (this.minorGcPauseMs <= 0 && (available < (memInfo.warningWaterMark ?? 0) || used >= memInfo.softMemLimit)) {
      const reason = arbitrator.processSoftLimitExceededErrmsgStr()
      this.minorGcPauseMs = settings.memory_gc_sleep_time_ms
      log.info(`[MemoryGC] start minor GC, ${reason}.`)
      this.parts.printProcessUsage()
      if (reclamation.processMinorGc(reason)) this.parts.armProcessUsage()
    } else {
      this.fullGcPauseMs -= settings.memory_maintenance_sleep_time_ms
      this.minorGcPauseMs -= settings.memory_maintenance_sleep_time_ms
    }
  }

  private pruneCachesIfDue(): void {
    const { settings, caches } = this.parts
    this.untilPruneMs -= settings.memory_maintenance_sleep_time_ms
    if (this.untilPruneMs > 0) return
    this.untilPruneMs = settings.cache_periodic_prune_stale_sweep_sec * 1000
    caches.pruneStale()
  }
}
