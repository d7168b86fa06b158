import { totalmem } from 'node:os'
import type { Bytes } from '../../base/units'
import { readKilobyteFields } from './procStatus'

/** As max_sys_mem_available_low_water_mark_bytes in Doris. */
const MAX_LOW_WATER_MARK = 6_871_947_673
const SOFT_LIMIT_FRACTION = 0.9

/** The machine's memory and the limits that follow from it, in bytes. */
export class MemInfo {
  physical: Bytes
  memLimit: Bytes
  softMemLimit: Bytes
  /** MemAvailable; undefined = not reported. */
  available: Bytes | undefined
  lowWaterMark: Bytes = 0
  warningWaterMark: Bytes = 0

  constructor(memLimit: Bytes) {
    this.physical = totalmem()
    this.memLimit = memLimit
    this.softMemLimit = Math.floor(memLimit * SOFT_LIMIT_FRACTION)
    this.refresh()
    if (this.available !== undefined) {
      this.lowWaterMark = Math.max(
        Math.min(this.physical - this.memLimit, Math.floor(this.physical * 0.05), MAX_LOW_WATER_MARK),
        0,
      )
      this.warningWaterMark = this.lowWaterMark * 2
    }
  }

  refresh(): void {
    const fields = readKilobyteFields('/proc/meminfo')
    this.physical = fields.get('MemTotal') ?? this.physical
    this.available = fields.get('MemAvailable')
  }
}
