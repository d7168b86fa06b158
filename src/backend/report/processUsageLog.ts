import type { GlobalMemoryArbitrator, ProcessReading } from '../memory/globalMemoryArbitrator'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import { printProcessUsage, printTracker } from './detailText'
import type { Log } from './log'
import type { MemoryProfile } from './memoryProfile'

/**
 * The blocks about the whole process in the log. They are long and written when the process has the least time for it, so once one
 * is out no other follows until the memory has moved by the step of the status line, or a GC has freed enough.
 */
export class ProcessUsageLog {
  private readonly profile: MemoryProfile
  private readonly arbitrator: GlobalMemoryArbitrator
  private readonly log: Log
  private armed = true
  private readonly printed = new WeakSet<MemTrackerLimiter>()

  constructor(profile: MemoryProfile, arbitrator: GlobalMemoryArbitrator, log: Log) {
    this.profile = profile
    this.arbitrator = arbitrator
    this.log = log
  }

  /** Doris's enable_print_log_process_usage. */
  arm(): void {
    this.armed = true
  }

  /** Doris's print_log_process_usage: nothing unless armed. The blocks and the status line above them are from one reading. */
  print(): void {
    if (!this.armed) return
    this.armed = false
    this.profile.refreshMemoryOverviewProfile()
    for (const message of printProcessUsage(this.profile, this.arbitrator.processMemLogStr(this.reading()))) {
      if (this.profile.generation === 'p3') this.log.info(message)
      else this.log.warning(message)
    }
  }

  /** One task's block, after a message that says why; once a task (print_log_usage). */
  printTracker(tracker: MemTrackerLimiter, message: string): void {
    if (this.printed.has(tracker)) return
    this.printed.add(tracker)
    const status = this.arbitrator.processMemLogStr()
    this.log.warning(`${message}\nProcess Memory Summary: ${status}\n${printTracker(tracker, this.profile.generation)}`)
  }

  private reading(): ProcessReading | undefined {
    const { figures } = this.profile
    if (figures?.rss === undefined) return undefined
    return { rss: figures.rss, allocatorCache: figures.allocatorCache }
  }
}
