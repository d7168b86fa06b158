import { AsyncLocalStorage } from 'node:async_hooks'
import type { MemTrackerLimiter } from './memTrackerLimiter'

/** What runs now and whom it is charged to. Doris keeps this in a thread context. */
export interface TaskAttachment {
  readonly tracker: MemTrackerLimiter
  /** What is being done, for messages: "exec node:<HASH_JOIN_SINK_OPERATOR>". */
  readonly debug: string
}

const storage = new AsyncLocalStorage<TaskAttachment>()

/** Runs work, and all that it awaits, attached to a tracker. */
export function attachTask<T>(tracker: MemTrackerLimiter, debug: string, work: () => T): T {
  return storage.run({ tracker, debug }, work)
}

/** undefined: nothing is attached; what is allocated now belongs to the Orphan tracker. */
export function currentAttachment(): TaskAttachment | undefined {
  return storage.getStore()
}
