import { totalmem } from 'node:os'
import type { Bytes } from '../../base/units'
import { printValue } from '../../format/text/printValue'
import type { Settings } from '../settings'
import type { CgroupMemory } from './cgroup'
import { readCgroupMemory } from './cgroup'
import { explainMissing, readKilobyteFields } from './procStatus'

/** How long a reading of the control group is good for; a failed one is tried again much later, because failing is slow and loud. */
const CGROUP_GOOD_MS = 10_000
const CGROUP_FAILED_MS = 300_000

/** Where the figures come from; tests put their own files here. */
export interface MemInfoSources {
  readonly meminfo: string
  readonly cgroup: () => CgroupMemory
  readonly now: () => number
}

const MACHINE: MemInfoSources = {
  meminfo: '/proc/meminfo',
  cgroup: () => readCgroupMemory(),
  now: () => performance.now(),
}

/**
 * The machine's memory, the limits that follow from it, and the water marks, all in bytes. It takes the control group into account
 * where the setting enable_use_cgroup_memory_info says so.
 */
export class MemInfo {
  private readonly settings: Settings
  private readonly sources: MemInfoSources
  private readonly log: (message: string) => void
  private physicalBytes: Bytes = 0
  private availableBytes: Bytes | undefined
  private limit: Bytes = 0
  private lowMark: Bytes | undefined
  private saidMissing = false
  private cgroupReading: CgroupMemory | undefined
  private cgroupReadAgainAt = Number.NEGATIVE_INFINITY

  constructor(settings: Settings, log: (message: string) => void, sources: MemInfoSources = MACHINE) {
    this.settings = settings
    this.log = log
    this.sources = sources
    this.refresh()
  }

  /** The machine's memory, or the limit of the control group if that is smaller. */
  get physical(): Bytes {
    return this.physicalBytes
  }

  /** What may still be used on this machine; undefined = not reported. */
  get available(): Bytes | undefined {
    return this.availableBytes
  }

  get memLimit(): Bytes {
    return this.limit
  }

  get softMemLimit(): Bytes {
    return Math.floor(this.limit * this.settings.soft_mem_limit_frac)
  }

  /** Below it a full GC begins. As in Doris computed once; undefined as long as the machine does not say what is available. */
  get lowWaterMark(): Bytes | undefined {
    return this.lowMark
  }

  /** Below it a minor GC begins. */
  get warningWaterMark(): Bytes | undefined {
    return this.lowMark === undefined ? undefined : this.lowMark * 2
  }

  /** A minor GC stops when it has freed so much. */
  get minorGcSize(): Bytes {
    return Math.floor((this.limit * this.settings.process_minor_gc_size_percent) / 100)
  }

  get fullGcSize(): Bytes {
    return Math.floor((this.limit * this.settings.process_full_gc_size_percent) / 100)
  }

  /** undefined: the setting is off. */
  get cgroup(): CgroupMemory | undefined {
    return this.cgroupReading
  }

  refresh(): void {
    const fields = readKilobyteFields(this.sources.meminfo)
    this.refreshCgroup()
    const cgroup = this.cgroupReading?.state === 'known' ? this.cgroupReading : undefined
    const cgroupLimit = cgroup?.limit ?? Number.POSITIVE_INFINITY
    const physical = Math.min(fields.get('MemTotal') ?? totalmem(), cgroupLimit)
    if (physical !== this.physicalBytes) {
      this.physicalBytes = physical
      this.limit = this.settings.mem_limit
      if (this.limit > physical) {
        this.log(
          `Memory limit ${printValue(this.limit, 'BYTES')} exceeds physical memory of ${printValue(physical, 'BYTES')}. ` +
            'Using physical memory instead',
        )
        this.limit = physical
      }
    }
    const available = fields.get('MemAvailable')
    this.availableBytes =
      cgroup === undefined || cgroup.limit === null
        ? available
        : Math.min(available ?? Number.POSITIVE_INFINITY, cgroup.limit - cgroup.usage)
    if (this.availableBytes !== undefined) this.lowMark ??= this.computeLowMark()
    if (!this.saidMissing) this.sayMissing()
  }

  private computeLowMark(): Bytes {
    const most = this.settings.max_sys_mem_available_low_water_mark_bytes
    return Math.max(0, Math.min(this.physicalBytes - this.limit, Math.floor(this.physicalBytes * 0.05), most))
  }

  private sayMissing(): void {
    const missing = explainMissing(this.sources.meminfo, ['MemTotal', 'MemAvailable'])
    if (missing === undefined) return
    this.saidMissing = true
    this.log(
      this.availableBytes === undefined
        ? `${missing} What the machine has available and its water marks are not reported, and no GC waits for them.`
        : `${missing} The control group says what is available.`,
    )
  }

  private refreshCgroup(): void {
    if (!this.settings.enable_use_cgroup_memory_info) return
    const now = this.sources.now()
    if (now < this.cgroupReadAgainAt) return
    const before = this.cgroupReading
    this.cgroupReading = this.sources.cgroup()
    if (this.cgroupReading.state === 'known') {
      this.cgroupReadAgainAt = now + CGROUP_GOOD_MS
      if (before?.state === 'known') return
      this.log(
        `Refresh cgroup memory win, refresh again after 10s, cgroup mem limit: ${this.cgroupReading.limit ?? 'none'}, ` +
          `cgroup mem usage: ${this.cgroupReading.usage}`,
      )
    } else {
      this.cgroupReadAgainAt = now + CGROUP_FAILED_MS
      this.log(`Refresh cgroup memory failed, refresh again after 300s: ${this.cgroupReading.why}`)
    }
  }
}
