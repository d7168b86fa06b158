import type { Bytes } from '../../base/units'
import { printValue } from '../../format/text/printValue'
import type { MemoryStatus } from '../../profile/snapshot'
import type { MemInfo } from '../machine/memInfo'

/** What the process holds now; read afresh for every question, because a task may have taken 100 MB since the last one. */
export interface ProcessReading {
  /** undefined = nobody says it. */
  readonly rss: Bytes | undefined
  readonly allocatorCache: Bytes
  /** What the allocator knows of: a lower bound that is used where there is no RSS. */
  readonly accounted?: Bytes | undefined
}

const bytes = (value: Bytes | undefined): string => (value === undefined ? 'not reported' : printValue(value, 'BYTES'))

/** What the process uses as a whole, and how that stands to its limits. All in bytes. */
export class GlobalMemoryArbitrator {
  readonly memInfo: MemInfo
  private readonly readProcess: () => ProcessReading
  private readonly onExceeded: () => void
  private reserved: Bytes = 0
  private growth: Bytes = 0

  /** `onExceeded` is called whenever a limit check answers yes; it prints the process usage. */
  constructor(memInfo: MemInfo, readProcess: () => ProcessReading, onExceeded: () => void = () => undefined) {
    this.memInfo = memInfo
    this.readProcess = readProcess
    this.onExceeded = onExceeded
  }

  /** Promised to tasks and not yet allocated. */
  get processReservedMemory(): Bytes {
    return this.reserved
  }

  /** Allocated, but not yet touched, so that the kernel does not count it yet: Doris's refresh_interval_memory_growth. */
  get waitingRefresh(): Bytes {
    return this.growth
  }

  addWaitingRefresh(delta: Bytes): void {
    this.growth += delta
  }

  /** RSS without what the allocator only keeps, plus what is promised, plus what is not touched yet. */
  processMemoryUsage(): Bytes {
    return this.usageOf(this.readProcess())
  }

  /** undefined = the machine does not report it. */
  sysMemAvailable(): Bytes | undefined {
    const { available } = this.memInfo
    return available === undefined ? undefined : available - this.reserved - this.growth
  }

  /** Sets memory aside for a task; false if the machine or the limit does not have it, and then the process usage is printed. */
  tryReserveProcessMemory(size: Bytes): boolean {
    const available = this.sysMemAvailable()
    if (
      (available !== undefined && available - size < (this.memInfo.lowWaterMark ?? 0)) ||
      this.processMemoryUsage() + size >= this.memInfo.memLimit
    ) {
      this.onExceeded()
      return false
    }
    this.reserved += size
    return true
  }

  releaseProcessReservedMemory(size: Bytes): void {
    this.reserved -= size
  }

  /** Whether so many more bytes would exceed the soft limit, or leave less available than the warning mark. */
  isExceedSoftMemLimit(more: Bytes = 0): boolean {
    return this.isExceeded(more, this.memInfo.softMemLimit, this.memInfo.warningWaterMark)
  }

  /** Whether so many more bytes would exceed the limit, or leave less available than the low mark. */
  isExceedHardMemLimit(more: Bytes = 0): boolean {
    return this.isExceeded(more, this.memInfo.memLimit, this.memInfo.lowWaterMark)
  }

  /** The figures of the status line, from one reading. */
  status(reading = this.readProcess()): MemoryStatus {
    const { memInfo } = this
    const exact = (value: Bytes | undefined) => (value === undefined ? undefined : { value, error: 0 })
    const available = this.sysMemAvailable()
    return {
      physical: exact(memInfo.physical),
      used: exact(reading.rss === undefined ? undefined : this.usageOf(reading)),
      rss: exact(reading.rss),
      jemallocCache: exact(reading.allocatorCache),
      reserved: exact(this.reserved),
      waitingRefresh: exact(this.growth),
      limit: exact(memInfo.memLimit),
      softLimit: exact(memInfo.softMemLimit),
      available: exact(available),
      lowWaterMark: exact(memInfo.lowWaterMark),
      warningWaterMark: exact(memInfo.warningWaterMark),
      extra: undefined,
    }
  }

  /** The status line, word for word as Doris writes it; what the machine does not report is called so. */
  processMemLogStr(reading = this.readProcess()): string {
    const { memInfo } = this
    return (
      `os physical memory ${bytes(memInfo.physical)}. ` +
      `process memory used ${bytes(this.usageOf(reading))}(= ${bytes(reading.rss)}[vm/rss] - ` +
      `${bytes(reading.allocatorCache)}[tc/jemalloc_cache] + ${bytes(this.reserved)}[reserved] + ` +
      `${this.growth}B[waiting_refresh]), limit ${bytes(memInfo.memLimit)}, soft limit ${bytes(memInfo.softMemLimit)}. ` +
      `${this.availableDetailsStr()}, ` +
      `low water mark ${bytes(memInfo.lowWaterMark)}, warning water mark ${bytes(memInfo.warningWaterMark)}.`
    )
  }

  processMemoryUsedStr(): string {
    return `process memory used ${bytes(this.processMemoryUsage())}`
  }

  processLimitExceededErrmsgStr(): string {
    return (
      `${this.processMemoryUsedStr()} exceed limit ${bytes(this.memInfo.memLimit)} or ${this.availableStr()} ` +
      `less than low water mark ${bytes(this.memInfo.lowWaterMark)}`
    )
  }

  /** Ends in a full stop, as Doris's does; the line that quotes it adds another. */
  processSoftLimitExceededErrmsgStr(): string {
    return (
      `${this.processMemoryUsedStr()} exceed soft limit ${bytes(this.memInfo.softMemLimit)} or ${this.availableStr()} ` +
      `less than warning water mark ${bytes(this.memInfo.warningWaterMark)}.`
    )
  }

  private availableStr(): string {
    const available = this.sysMemAvailable()
    return `sys available memory ${bytes(available)}`
  }

  private availableDetailsStr(): string {
    const { available } = this.memInfo
    if (available === undefined) return this.availableStr()
    return (
      `${this.availableStr()}(= ${bytes(available)}[proc/available] - ` +
      `${bytes(this.reserved)}[reserved] - ${this.growth}B[waiting_refresh])`
    )
  }

  private usageOf(reading: ProcessReading): Bytes {
    return (reading.rss ?? reading.accounted ?? 0) - reading.allocatorCache + this.reserved + this.growth
  }

  private isExceeded(more: Bytes, limit: Bytes, mark: Bytes | undefined): boolean {
    const available = this.sysMemAvailable()
    const exceeded = this.processMemoryUsage() + more >= limit || (available !== undefined && available - more < (mark ?? 0))
    if (exceeded) this.onExceeded()
    return exceeded
  }
}
