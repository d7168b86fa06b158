import type { Bytes } from '../../base/units'
import type { MemInfo } from '../machine/memInfo'
import { readProcStatus } from '../machine/procStatus'
import { readAllocatorUsage } from '../machine/v8Allocator'

/** What the process uses as a whole, and how that stands to its limits. */
export class GlobalMemoryArbitrator {
  readonly memInfo: MemInfo
  /** Bytes promised to tasks and not yet allocated. */
  private reserved: Bytes = 0

  constructor(memInfo: MemInfo) {
    this.memInfo = memInfo
  }

  get processReservedMemory(): Bytes {
    return this.reserved
  }

  /** RSS without what the allocator only keeps, plus what is promised. */
  processMemoryUsage(): Bytes {
    return readProcStatus().rss - readAllocatorUsage().cache + this.reserved
  }
}
