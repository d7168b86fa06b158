import { setTimeout as sleep } from 'node:timers/promises'
import { MemAllocFailed } from '../memory/allocator'
import type { Workshop } from './task'

/** Long enough for a GC, and for its log. */
const RETRY_MS = 5_000

/**
 * Does work that the process needs for all its life, again and again until it is not refused for want of memory. Resolves with
 * undefined when the process stops before; other errors are thrown on.
 */
export async function untilThereIsMemory<T>({ stopping }: Workshop, work: () => Promise<T>): Promise<T | undefined> {
  while (!stopping.aborted) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof MemAllocFailed)) throw error
    }
    await sleep(RETRY_MS, undefined, { signal: stopping }).catch(() => undefined)
  }
  return undefined
}
