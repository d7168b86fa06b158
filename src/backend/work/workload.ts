import { setTimeout as sleep } from 'node:timers/promises'
import type { Bytes } from '../../base/units'
import type { CacheManager } from '../cache/cacheManager'
import { MemAllocFailed } from '../memory/allocator'
import type { GlobalMemoryArbitrator } from '../memory/globalMemoryArbitrator'
import { leakSlowly } from './leak'
import type { LoadExecutor } from './loadExecutor'
import { runLoad } from './loadTask'
import type { MemtableLimiter } from './memtableLimiter'
import { runHugeQuery, runQuery } from './queryTask'
import type { Random } from './random'
import { runCompaction, runPublish, runSchemaChange, runSegmentCompaction } from './storageTasks'
import type { TabletMetadata } from './tabletMetadata'
import type { Workshop } from './task'

export const WORKLOADS = ['steady', 'leak', 'spike', 'idle'] as const
/** 'leak': a little that no tracker knows. 'spike': runs into the soft limit, so that a GC shows. 'idle': the base line. */
export type WorkloadName = (typeof WORKLOADS)[number]

export interface WorkloadParts {
  readonly shop: Workshop
  readonly arbitrator: GlobalMemoryArbitrator
  readonly caches: CacheManager
  readonly memtables: MemtableLimiter
  readonly metadata: TabletMetadata
  readonly loadExecutor: LoadExecutor
  readonly random: Random
  /** Told of errors that end a task; the workload goes on. */
  readonly onError: (error: unknown) => void
}

/** How often a kind of task begins, in ms on average, and how many of it run at once at most. */
interface Stream {
  readonly everyMs: number
  readonly most: number
  readonly run: (random: Random) => Promise<unknown>
}

/** Starts tasks of all kinds, again and again, until the shop stops. */
export function startWorkload(name: WorkloadName, parts: WorkloadParts): void {
  const { shop, random, onError } = parts
  const run = (work: Promise<unknown>): void => void work.catch((error: unknown) => shop.stopping.aborted || onError(error))
  run(parts.metadata.open())
  for (const stream of streamsOf(name, parts)) run(repeat(stream, parts, random.fork()))
  if (name !== 'idle') run(readPages(parts, random.fork()))
  if (name === 'leak') run(leakSlowly(shop.stopping, Math.floor(parts.arbitrator.memInfo.memLimit / 4)))
  if (name === 'spike') run(spike(parts, random.fork()))
}

function streamsOf(name: WorkloadName, { shop, memtables, metadata, loadExecutor }: WorkloadParts): Stream[] {
  const publish = { everyMs: 5_000, most: 3, run: (random: Random) => runPublish(shop, random) }
  if (name === 'idle') return [{ ...publish, everyMs: 25_000, most: 1 }]
  return [
    { everyMs: 3_500, most: 7, run: (random) => runQuery(shop, random) },
    { everyMs: 6_000, most: 3, run: (random) => loadExecutor.submit(() => runLoad(shop, { memtables, metadata }, random)) },
    { everyMs: 11_000, most: 2, run: (random) => runCompaction(shop, metadata, random) },
    { everyMs: 18_000, most: 1, run: (random) => runSegmentCompaction(shop, random) },
    { everyMs: 40_000, most: 1, run: (random) => runSchemaChange(shop, random) },
    publish,
  ]
}

async function repeat(stream: Stream, { shop, onError }: WorkloadParts, random: Random): Promise<void> {
  let running = 0
  let started = 0
  while (!shop.stopping.aborted) {
    if (running < stream.most) {
      running++
      started++
      void stream
        .run(random.fork())
        .catch((error: unknown) => shop.stopping.aborted || onError(error))
        .finally(() => running--)
    }
    // The first ones come quickly, so that a page opened right after the start has something to show.
    const wait = Math.min(stream.everyMs * 4, random.exponential(stream.everyMs))
    await pause(shop, started < 3 ? Math.min(1_000, wait) : wait)
  }
}

/** Reads pages through the caches: some pages often, most of them seldom. */
async function readPages({ shop, caches, arbitrator, onError }: WorkloadParts, random: Random): Promise<void> {
  const pageBytes: Bytes = 160 * 1024
  while (!shop.stopping.aborted) {
    await pause(shop, 250)
    for (const cache of caches) {
      const key = `page-${Math.floor(900 * random.next() ** 2.5)}`
      // A cache is not worth a collection: near the limit it takes nothing in.
      if (cache.lookup(key) !== undefined || arbitrator.isExceedSoftMemLimit(pageBytes)) continue
      try {
        new Uint32Array(await cache.insert(key, pageBytes)).fill(1)
      } catch (error) {
        if (!(error instanceof MemAllocFailed)) onError(error)
      }
    }
  }
}

/** How the queries of a spike share what they need: one takes most of it, and is the one to be cancelled. */
const SPIKE_SHARES = [0.55, 0.25, 0.2]

/** Every now and then queries that together need more than the soft limit leaves. */
async function spike({ shop, arbitrator, onError }: WorkloadParts, random: Random): Promise<void> {
  await pause(shop, 6_000)
  while (!shop.stopping.aborted) {
    const room = Math.max(0, arbitrator.memInfo.softMemLimit - arbitrator.processMemoryUsage())
    await Promise.all(
      SPIKE_SHARES.map((share) =>
        runHugeQuery(shop, random.fork(), room * 1.3 * share).catch((error: unknown) => shop.stopping.aborted || onError(error)),
      ),
    )
    await pause(shop, random.between(15_000, 25_000))
  }
}

async function pause(shop: Workshop, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: shop.stopping }).catch(() => undefined)
}
