import type { Bytes } from '../../base/units'
import type { Workshop } from './task'

const KIB: Bytes = 1024

/** Parts of the engine that hold memory for as long as the process lives, whatever it does. */
const PARTS: readonly (readonly [label: string, bytes: Bytes])[] = [
  ['SegCompaction', 512 * KIB],
  ['PointQueryExecutor', 256 * KIB],
  ['BlockCompression', 2048 * KIB],
  ['RowIdStorageReader', 768 * KIB],
]

/** Allocates them. The blocks are never released. */
export async function openEngineParts({ pool, allocator }: Workshop): Promise<void> {
  for (const [label, bytes] of PARTS) await allocator.allocate(bytes, pool.create('global', label))
}
