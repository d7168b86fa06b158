import { formatBytes } from '../../base/formatBytes'
import type { LimitKind } from '../computeRoomTime'
import { formatMinutes } from '../computeGrowth'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** When memory runs out if it goes on like this: the first limit that is ahead. */
export const limitAhead = defineRule({
  id: 'limit-ahead',
  title: 'A limit will be reached',
  thresholds: {
    withinMs: { label: 'within', unit: 'ms', value: 24 * 3_600_000 },
    soonMs: { label: 'serious within', unit: 'ms', value: 3_600_000 },
  },
  missing: (context) => (context.growth.verdict === 'insufficient' ? 'enough to tell growth' : undefined),
  evaluate(context, { withinMs, soonMs }) {
    const { growth } = context
    const [first] = growth.roomTimes
    if (!first || !(first.expectedMs < withinMs)) return undefined
    const range = `${formatMinutes(first.earliestMs)} to ${formatMinutes(first.latestMs)}`
    return {
      severity: first.expectedMs < soonMs && first.limit !== 'softLimit' ? 'serious' : 'warning',
      seen: `If it goes on like this, ${NAMES[first.limit]} ${formatBytes(Math.round(first.value))} is reached in ${range}; ${formatBytes(Math.round(first.room))} are left.`,
      sure: 'possible',
      means: MEANS[first.limit],
      next: `${growth.sentence} Lower the load before, or plan a restart.`,
      doc: DORIS_DOCS.control,
    }
  },
})

const NAMES: Readonly<Record<LimitKind, string>> = {
  softLimit: 'the soft limit',
  limit: 'the memory limit',
  cgroupLimit: 'the cgroup limit',
  lowWaterMark: 'the low water mark',
}

const MEANS: Readonly<Record<LimitKind, string>> = {
  softLimit: 'From there on Doris frees caches and cancels queries that use more than they were given.',
  limit: 'There Doris cancels tasks until a fifth of the limit is free.',
  cgroupLimit: 'There the kernel kills the process.',
  lowWaterMark: 'There Doris cancels tasks although its own limit is not reached: the host has nothing left.',
}
