import type { Bytes } from '../../base/units'
import type { MemBlock } from '../memory/memBlock'
import type { MemTrackerLimiter } from '../memory/memTrackerLimiter'
import { makeQueryId } from '../memory/uniqueId'
import type { MemtableLimiter } from './memtableLimiter'
import type { Random } from './random'
import type { TabletMetadata } from './tabletMetadata'
import type { Task, Workshop } from './task'
import { runTask } from './task'

const MIB: Bytes = 1024 * 1024
/** Rows of a run; sorting it takes a few tenths of a ms. */
const RUN_ROWS = 4_096

/** What loads share. */
export interface LoadParts {
  readonly memtables: MemtableLimiter
  readonly metadata: TabletMetadata
}

/**
 * A load, as two tasks: the fragment that reads the rows, and the load channel that takes them into memtables, sorts full ones and
 * flushes them into rowsets.
 */
export async function runLoad(shop: Workshop, { memtables, metadata }: LoadParts, random: Random): Promise<void> {
  const id = makeQueryId(random.next)
  const limit = 512 * MIB
  await runTask(shop, { type: 'load', label: `Load#Id=${id}`, limit }, async (reader) => {
    const buffer = await reader.allocate(random.between(0.5, 2) * MIB)
    await runTask(shop, { type: 'load', label: `(FromLoadChannel)Load#Id=${id}`, limit }, async (channel) => {
      cancelTogether(reader.tracker, channel.tracker)
      const memtable = memtables.trackerFor(channel.tracker)
      const flushes = random.whole(2, 5)
      for (let flush = 0; flush < flushes; flush++) {
        await fillAndFlush({ task: channel, memtable, incoming: buffer }, metadata, random)
      }
    })
  })
}

/** Both halves are one load: neither goes on without the other. */
function cancelTogether(one: MemTrackerLimiter, other: MemTrackerLimiter): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const pass = (): void => to.cancel(from.cancelledBecause ?? 'The other half of the load was cancelled.')
    if (from.isCancelled) pass()
    else from.cancelled.addEventListener('abort', pass, { once: true })
  }
}

interface LoadChannel {
  readonly task: Task
  /** Whom its memtables are charged to. */
  readonly memtable: MemTrackerLimiter
  /** The rows that the fragment has read. */
  readonly incoming: MemBlock
}

async function fillAndFlush(channel: LoadChannel, metadata: TabletMetadata, random: Random): Promise<void> {
  const { task, memtable } = channel
  const bytes = random.between(4, 14) * MIB * task.shop.scale
  const block = await task.allocate(bytes, memtable)
  const rows = new Uint32Array(block.buffer)
  const incoming = new Uint32Array(channel.incoming.buffer)
  await task.workOver(random.between(2_000, 6_000), rows.length, (from, to) => {
    for (let row = from; row < to; row++) {
      incoming[row % incoming.length] = Math.imul(row, 0x9e3779b1)
      rows[row] = incoming[row % incoming.length]!
    }
  })
  await task.workOver(random.between(500, 2_500), Math.floor(rows.length / RUN_ROWS), (from, to) => {
    for (let run = from; run < to; run++) rows.subarray(run * RUN_ROWS, (run + 1) * RUN_ROWS).sort()
  })
  task.release(block)
  await metadata.addRowset()
}
