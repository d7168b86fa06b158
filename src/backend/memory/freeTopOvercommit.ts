import type { Bytes } from '../../base/units'
import type { FreeTopRequest } from './freeTopTask'
import { FreeTopStep, splitCancelled } from './freeTopTask'
import type { MemTrackerLimiter } from './memTrackerLimiter'

/**
 * Cancels the tasks of a type that exceed their limit, the largest ratio of use to limit first, until enough is freed. A task that is
 * the only one of its type is left alone. Returns the bytes freed.
 */
export function freeTopOvercommit(request: FreeTopRequest): Bytes {
  const step = new FreeTopStep(request, 'overcommit')
  const { running, canceling } = splitCancelled(request.pool, request.type)
  const over = running
    .filter((tracker) => tracker.held > request.small && tracker.held >= tracker.limit)
    .toSorted((a, b) => overcommitRatio(b) - overcommitRatio(a))
  const small = running.length - over.length
  step.logFound(
    running.length + canceling.length,
    `${over.length} tasks can be canceled; ${small} small tasks that were skipped`,
    canceling,
  )
  if (over.length === 0) {
    request.log.info(`${step.prefix}finished, no task need be canceled.`)
    return 0
  }
  if (over.length === 1 && small === 0 && canceling.length === 0) {
    request.log.info(
      `${step.prefix}finished, only one overcommit task: ${over[0]!.label}, memory consumption: ${over[0]!.held}, ` +
        'no other tasks, so no cancel.',
    )
    return 0
  }
  for (const tracker of over) {
    step.cancel(tracker, `, overcommit ratio: ${overcommitRatio(tracker)}`)
    if (step.freed > request.wanted) break
  }
  return step.finish()
}

/** In hundredths of a percent, as Doris writes it. A task without a limit (-1) has a negative one, and so comes last. */
function overcommitRatio(tracker: MemTrackerLimiter): number {
  return Math.trunc((tracker.held / tracker.limit) * 10_000)
}
