import type { Bytes } from '../../base/units'
import { printNode } from '../../format/text/print'
import { printValue } from '../../format/text/printValue'
import type { CacheManager } from '../cache/cacheManager'
import type { MemInfo } from '../machine/memInfo'
import type { ProfileSemantics } from '../runtime/runtimeProfile'
import { RuntimeProfile } from '../runtime/runtimeProfile'
import type { Settings } from '../settings'
import { freeTopOvercommit } from './freeTopOvercommit'
import { freeTopUsed } from './freeTopUsed'
import type { TrackerType } from './memTrackerLimiter'
import type { TrackerPool } from './trackerPool'

export interface ReclamationParts {
  readonly pool: TrackerPool
  readonly caches: CacheManager
  readonly memInfo: Pick<MemInfo, 'memLimit' | 'minorGcSize' | 'fullGcSize'>
  readonly settings: Pick<Settings, 'enable_query_memory_overcommit' | 'crash_in_memory_tracker_inaccurate'>
  readonly semantics: ProfileSemantics
  readonly log: { info(message: string): void }
  /** The trackers of a type as text, for the debug log. */
  readonly printTypeTrackers: (type: TrackerType) => string
}

/** Doris: 32 MB. Where the limit is below 1 GB it is in proportion, else a small process could cancel nothing. */
const SMALL_TASK: Bytes = 32 * 1024 * 1024

/** One step of a GC: frees what it can, up to so many bytes, and says how many. */
type Step = (profile: RuntimeProfile, wanted: Bytes) => Bytes

/**
 * Frees memory when the process has too much of it: what costs least goes first. Cancelled tasks give their memory back within a
 * moment; what they held counts as freed here, as in Doris.
 */
export class MemoryReclamation {
  private readonly parts: ReclamationParts

  constructor(parts: ReclamationParts) {
    this.parts = parts
  }

  /** Stale cache entries, then queries far over their limit. True if that was enough (10 % of the limit). */
  processMinorGc(memInfo: string): boolean {
    const { pool, caches, log } = this.parts
    return this.run('minor', this.parts.memInfo.minorGcSize, [
      (profile) => caches.pruneStale(profile),
      ...this.overcommitSteps([
        (profile, wanted) => {
          this.logTypeTrackers('before free top memory overcommit query in minor GC', 'query')
          const child = profile.createChild('FreeTopOvercommitMemoryQuery', { front: true })
          return freeTopOvercommit({ pool, log, type: 'query', small: this.small, wanted, reason: memInfo, profile: child })
        },
      ]),
    ])
  }

  /** All caches, the largest queries, loads far over their limit, the largest loads. True if that was enough (20 % of the limit). */
  processFullGc(memInfo: string): boolean {
    const { pool, caches, log } = this.parts
    return this.run('full', this.parts.memInfo.fullGcSize, [
      (profile) => caches.pruneAll(profile),
      (profile, wanted) => {
        this.logTypeTrackers('before free top memory query in full GC', 'query')
        const child = profile.createChild('FreeTopMemoryQuery', { front: true })
        return freeTopUsed({ pool, log, type: 'query', small: this.small, wanted, reason: memInfo, profile: child })
      },
      ...this.overcommitSteps([
        (profile, wanted) => {
          this.logTypeTrackers('before free top memory overcommit load in full GC', 'load')
          const child = profile.createChild('FreeTopMemoryOvercommitLoad', { front: true })
          return freeTopOvercommit({ pool, log, type: 'load', small: this.small, wanted, reason: memInfo, profile: child })
        },
      ]),
      (profile, wanted) => {
        this.logTypeTrackers('before free top memory load in full GC', 'load')
        const child = profile.createChild('FreeTopMemoryLoad', { front: true })
        return freeTopUsed({ pool, log, type: 'load', small: this.small, wanted, reason: memInfo, profile: child })
      },
    ])
  }

  private get small(): Bytes {
    return Math.min(SMALL_TASK, Math.floor(this.parts.memInfo.memLimit / 32))
  }

  private run(kind: 'minor' | 'full', enough: Bytes, steps: readonly Step[]): boolean {
    const begin = performance.now()
    // Doris gives it no name: its text begins with a line ":".
    const profile = new RuntimeProfile('')
    let freed: Bytes = 0
    for (const step of steps) {
      freed += step(profile, enough - freed)
      if (freed > enough) break
    }
    const { semantics, log } = this.parts
    const cost = Math.round((performance.now() - begin) * 1000)
    const details = printNode(profile.toNode(semantics), semantics)
    log.info(
      `[MemoryGC] end ${kind} GC, free ${kind === 'full' ? 'Memory' : 'memory'} ${printValue(freed, 'BYTES')}. ` +
        `cost(us): ${cost}, details: ${details}`,
    )
    return freed > enough
  }

  private overcommitSteps(steps: readonly Step[]): readonly Step[] {
    return this.parts.settings.enable_query_memory_overcommit ? steps : []
  }

  private logTypeTrackers(moment: string, type: TrackerType): void {
    if (!this.parts.settings.crash_in_memory_tracker_inaccurate) return
    this.parts.log.info(`[MemoryGC] ${moment}, Type:${type}, Memory Tracker Summary: ${this.parts.printTypeTrackers(type)}`)
  }
}
