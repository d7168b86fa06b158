import type { Bytes } from '../../base/units'
import type { MemBlock } from '../memory/memBlock'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import type { Workshop } from './task'
import { untilThereIsMemory } from './untilThereIsMemory'

const KIB: Bytes = 1024
/** More rowsets than that are merged whether a compaction comes or not. */
const MOST_ROWSETS = 160

/** What the process knows of its tablets, rowsets and segments: grows with every flush, shrinks with every compaction. */
export class TabletMetadata {
  private readonly shop: Workshop
  private readonly tablets: MemTrackerLimiter
  private readonly rowsets: MemTrackerLimiter
  private readonly segments: MemTrackerLimiter
  private readonly held: { readonly rowset: MemBlock; readonly segment: MemBlock }[] = []

  constructor(shop: Workshop) {
    this.shop = shop
    this.tablets = shop.pool.create('metadata', 'Tablets(not in SchemaCache, TabletSchemaCache)')
    this.rowsets = shop.pool.create('metadata', 'Rowsets')
    this.segments = shop.pool.create('metadata', 'Segments(not in SegmentCache)')
  }

  /** What a process that has tablets holds from its start on. */
  async open(): Promise<void> {
    const { shop } = this
    await untilThereIsMemory(shop, () => shop.allocator.allocate(3 * 1024 * KIB * Math.max(0.25, shop.scale), this.tablets))
    for (let i = 0; i < 12; i++) await untilThereIsMemory(shop, () => this.addRowset())
  }

  async addRowset(): Promise<void> {
    const { allocator } = this.shop
    const rowset = await allocator.allocate(144 * KIB, this.rowsets)
    try {
      this.held.push({ rowset, segment: await allocator.allocate(48 * KIB, this.segments) })
    } catch (error) {
      rowset.release()
      throw error
    }
    if (this.held.length > MOST_ROWSETS) this.mergeRowsets(MOST_ROWSETS / 2)
  }

  /** So many of the oldest rowsets became one. */
  mergeRowsets(count: number): void {
    for (const { rowset, segment } of this.held.splice(0, Math.min(count, this.held.length - 1))) {
      rowset.release()
      segment.release()
    }
  }
}
