import type { Bytes } from '../../base/units'
import type { FreeTopRequest } from './freeTopTask'
import { FreeTopStep, splitCancelled } from './freeTopTask'
import type { MemTrackerLimiter } from './memTrackerLimiter'

/**
 * Cancels the largest tasks of a type until enough is freed, and no more than that takes: one task that is large enough alone goes
 * alone. Returns the bytes freed.
 */
export function freeTopUsed(request: FreeTopRequest): Bytes {
  const step = new FreeTopStep(request, 'used')
  const { running, canceling } = splitCancelled(request.pool, request.type)
  const chosen = chooseLargest(running, request.wanted)
  const prepared = chosen.reduce((sum, tracker) => sum + tracker.held, 0)
  step.logFound(
    running.length + canceling.length,
    `${chosen.length} tasks will be canceled, ${prepared} memory size prepare free`,
    canceling,
  )
  for (const tracker of chosen) step.cancel(tracker)
  return step.finish()
}

function chooseLargest(running: readonly MemTrackerLimiter[], wanted: Bytes): MemTrackerLimiter[] {
  const bySize = running.filter((tracker) => tracker.held > 0).toSorted((a, b) => b.held - a.held)
  const chosen: MemTrackerLimiter[] = []
  let sum: Bytes = 0
  for (const tracker of bySize) {
    if (sum > wanted) break
    chosen.push(tracker)
    sum += tracker.held
  }
  return chosen
}
