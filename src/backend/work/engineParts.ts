import type { Bytes } from '../../base/units'
import type { Workshop } from './task'
import { untilThereIsMemory } from './untilThereIsMemory'

const KIB: Bytes = 1024

/** Parts of the engine that hold memory for as long as the process lives, whatever it does. */
const PARTS: readonly (readonly [label: string, bytes: Bytes])[] = [
  ['SegCompaction', 512 * KIB],
  ['PointQueryExecutor', 256 * KIB],
  ['BlockCompression', 2048 * KIB],
  ['RowIdStorageReader', 768 * KIB],
]

/** Allocates them, as soon as there is memory for each. The blocks are never released. */
export async function openEngineParts(shop: Workshop): Promise<void> {
  const open = async ([label, bytes]: (typeof PARTS)[number]): Promise<void> => {
    const tracker = shop.pool.create('global', label)
    await untilThereIsMemory(shop, () => shop.allocator.allocate(bytes, tracker))
  }
  await Promise.all(PARTS.map(open))
}
