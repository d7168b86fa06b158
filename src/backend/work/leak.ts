import { setTimeout as sleep } from 'node:timers/promises'
import type { Bytes } from '../../base/units'

const STEP: Bytes = 512 * 1024
const EVERY_MS = 2_000

/** Keeps a little more every two seconds that no tracker knows of, up to `most` bytes: untracked memory grows by about 15 MB a minute. */
export async function leakSlowly(
  stopping: AbortSignal,
  most: Bytes,
  { everyMs = EVERY_MS, kept = [] }: { readonly everyMs?: number; readonly kept?: Uint8Array[] } = {},
): Promise<void> {
  while (!stopping.aborted) {
    await sleep(everyMs, undefined, { signal: stopping }).catch(() => undefined)
    if (kept.length * STEP < most) kept.push(new Uint8Array(STEP).fill(1))
  }
}
