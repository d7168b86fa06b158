import type { Bytes } from '../../base/units'
import { printBytes } from '../../format/text/printValue'
import type { RuntimeProfile } from '../runtime/runtimeProfile'
import type { MemTrackerLimiter, TrackerType } from './memTrackerLimiter'
import type { TrackerPool } from './trackerPool'

/** What one step of a GC works on. */
export interface FreeTopRequest {
  readonly pool: TrackerPool
  readonly log: { info(message: string): void }
  /** Which tasks may go. */
  readonly type: 'query' | 'load'
  /** Cancelling a task of up to so many bytes gives little. */
  readonly small: Bytes
  /** It stops when so many bytes are freed. */
  readonly wanted: Bytes
  /** Why the GC runs, for the cancelled tasks' errors. */
  readonly reason: string
  /** Gets the counters of the step. */
  readonly profile: RuntimeProfile
}

/** What is being cancelled, in one step; writes the lines and, in the end, the counters that both kinds of steps have. */
export class FreeTopStep {
  readonly prefix: string
  private readonly request: FreeTopRequest
  private readonly how: 'used' | 'overcommit'
  private readonly begin = performance.now()
  private readonly cancelled: string[] = []
  private freedBytes: Bytes = 0
  private foundAt = 0
  private seen = 0
  private cancelingBefore = 0

  constructor(request: FreeTopRequest, how: 'used' | 'overcommit') {
    this.request = request
    this.how = how
    this.prefix = `[MemoryGC] GC free process top memory ${how} ${request.type}, `
    const running = request.pool.ofTypes('query', 'load').length
    request.log.info(`${this.prefix}, start seek all ${request.type}, running query and load num: ${running}`)
  }

  get freed(): Bytes {
    return this.freedBytes
  }

  /** The end of the search: how many were looked at, what will be done, what is being cancelled already. */
  logFound(seen: number, plan: string, canceling: readonly MemTrackerLimiter[]): void {
    this.foundAt = performance.now()
    const list = canceling.map((tracker) => `${tracker.label}:${tracker.held} Bytes`).join(',')
    this.request.log.info(
      `${this.prefix}seek finished, seek ${seen} tasks. among them, ${plan}; ${canceling.length} tasks is being canceled and has ` +
        `not been completed yet;${list === '' ? '' : ` consist of: ${list}`}`,
    )
    this.seen = seen
    this.cancelingBefore = canceling.length
  }

  cancel(tracker: MemTrackerLimiter, note = ''): void {
    const { held: consumption, label } = tracker
    tracker.cancel(
      `[MEM_LIMIT_EXCEEDED]Process memory not enough, cancel top memory ${this.how} ${this.request.type}: <${label}> consumption ` +
        `${printBytes(consumption)}, backend 127.0.0.1, ${this.request.reason}. Execute again after enough memory, details see the log.`,
    )
    this.freedBytes += consumption
    this.cancelled.push(`${label} memory used ${consumption} Bytes${note}`)
  }

  finish(): Bytes {
    const { profile, log } = this.request
    profile.addCounter('FindCostTime', 'TIME_NS').set(Math.round((this.foundAt - this.begin) * 1e6))
    profile.addCounter('CancelCostTime', 'TIME_NS').set(Math.round((performance.now() - this.foundAt) * 1e6))
    profile.addCounter('FreedMemory', 'BYTES').set(this.freedBytes)
    profile.addCounter('CancelTasksNum', 'UNIT').set(this.cancelled.length)
    profile.addCounter('SeekTasksNum', 'UNIT').set(this.seen)
    profile.addCounter('PreviouslyCancelingTasksNum', 'UNIT').set(this.cancelingBefore)
    log.info(
      `${this.prefix}cancel finished, ${this.cancelled.length} tasks canceled, memory size being freed: ${this.freedBytes}, ` +
        `consist of: ${this.cancelled.join(',')}`,
    )
    return this.freedBytes
  }
}

/** The trackers of a type, apart from those that are being cancelled. */
export function splitCancelled(
  pool: TrackerPool,
  type: TrackerType,
): { readonly running: MemTrackerLimiter[]; readonly canceling: MemTrackerLimiter[] } {
  const all = pool.ofTypes(type)
  return { running: all.filter((tracker) => !tracker.isCancelled), canceling: all.filter((tracker) => tracker.isCancelled) }
}
