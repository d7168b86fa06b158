import { setTimeout as sleep } from 'node:timers/promises'
import { runLoad } from './loadTask'
import type { LruCache } from './lruCache'
import type { MemtableLimiter } from './memtableLimiter'
import { runQuery } from './queryTask'
import type { Random } from './random'
import { runCompaction, runPublish, runSchemaChange, runSegmentCompaction } from './storageTasks'
import type { Workshop } from './task'

export const WORKLOADS = ['steady', 'leak', 'spike', 'idle'] as const
export type WorkloadName = (typeof WORKLOADS)[number]

/** How often a kind of task begins, in ms on average, and how many of it run at once at most. */
interface Stream {
  readonly everyMs: number
  readonly most: number
  readonly run: (shop: Workshop, random: Random) => Promise<void>
}

/** Starts tasks of all kinds, again and again, until the shop stops. */
export function startWorkload(
  name: WorkloadName,
  shop: Workshop,
  parts: { readonly memtables: MemtableLimiter; readonly caches: readonly LruCache[] },
  random: Random,
  onError: (error: unknown) => void,
): void {
  const streams: Stream[] =
    name === 'idle'
      ? [{ everyMs: 20_000, most: 1, run: runPublish }]
      : [
          { everyMs: 4_000, most: 6, run: runQuery },
          { everyMs: 7_000, most: 3, run: (load, seeded) => runLoad(load, parts.memtables, seeded) },
          { everyMs: 12_000, most: 2, run: runCompaction },
          { everyMs: 20_000, most: 1, run: runSegmentCompaction },
          { everyMs: 45_000, most: 1, run: runSchemaChange },
          { everyMs: 5_000, most: 3, run: runPublish },
        ]
  for (const stream of streams) void repeat(stream, shop, random.fork(), onError)
  if (name !== 'idle') void readPages(shop, parts.caches, random.fork(), onError)
}

async function repeat(stream: Stream, shop: Workshop, random: Random, onError: (error: unknown) => void): Promise<void> {
  let running = 0
  let first = true
  while (!shop.stopping.aborted) {
    if (running < stream.most) {
      running++
      stream
        .run(shop, random.fork())
        .catch(onError)
        .finally(() => running--)
    }
    // The first ones come quickly, so that a page opened right after the start has something to show.
    await pause(shop, first ? Math.min(800, stream.everyMs) : Math.min(stream.everyMs * 4, random.exponential(stream.everyMs)))
    first = false
  }
}

/** Reads pages through the caches: some pages often, most of them seldom. */
async function readPages(
  shop: Workshop,
  caches: readonly LruCache[],
  random: Random,
  onError: (error: unknown) => void,
): Promise<void> {
  let tick = 0
  while (!shop.stopping.aborted) {
    try {
      for (const cache of caches) {
        for (let i = 0; i < 2; i++) {
          const page = Math.floor(1000 * random.next() ** 3)
          await cache.get(`page-${page}`, 192 * 1024 * Math.max(0.5, shop.scale))
        }
      }
      if (++tick % 100 === 0) for (const cache of caches) cache.pruneStale()
    } catch (error) {
      onError(error)
    }
    await pause(shop, 200)
  }
}

async function pause(shop: Workshop, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: shop.stopping }).catch(() => undefined)
}
