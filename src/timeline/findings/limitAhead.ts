import { formatBytes } from '../../base/formatBytes'
import { joinSentences, phrase, say, t, type Phrase } from '../../base/say'
import type { LimitKind } from '../computeRoomTime'
import { formatMinutes } from '../computeGrowth'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** When memory runs out if it goes on like this: the first limit that is ahead. */
export const limitAhead = defineRule({
  id: 'limit-ahead',
  title: phrase('A limit will be reached'),
  thresholds: {
    withinMs: { label: phrase('within'), unit: 'ms', value: 24 * 3_600_000 },
    soonMs: { label: phrase('serious within'), unit: 'ms', value: 3_600_000 },
  },
  missing: (context) => (context.growth.verdict === 'insufficient' ? t('enough to tell growth') : undefined),
  evaluate(context, { withinMs, soonMs }) {
    const { growth } = context
    const [first] = growth.roomTimes
    if (!first || !(first.expectedMs < withinMs)) return undefined
    const range = t('{from} to {to}', { from: formatMinutes(first.earliestMs), to: formatMinutes(first.latestMs) })
    return {
      severity: first.expectedMs < soonMs && first.limit !== 'softLimit' ? 'serious' : 'warning',
      seen: t('If it goes on like this, {limit} {size} is reached in {range}; {room} are left.', {
        limit: say(NAMES[first.limit]),
        size: formatBytes(Math.round(first.value)),
        range,
        room: formatBytes(Math.round(first.room)),
      }),
      sure: 'possible',
      means: say(MEANS[first.limit]),
      next: joinSentences(growth.sentence, t('Lower the load before, or plan a restart.')),
      doc: DORIS_DOCS.control,
    }
  },
})

const NAMES: Readonly<Record<LimitKind, Phrase>> = {
  softLimit: phrase('the soft limit'),
  limit: phrase('the memory limit'),
  cgroupLimit: phrase('the cgroup limit'),
  lowWaterMark: phrase('the low water mark'),
}

const MEANS: Readonly<Record<LimitKind, Phrase>> = {
  softLimit: phrase('From there on Doris frees caches and cancels queries that use more than they were given.'),
  limit: phrase('There Doris cancels tasks until a fifth of the limit is free.'),
  cgroupLimit: phrase('There the kernel kills the process.'),
  lowWaterMark: phrase('There Doris cancels tasks although its own limit is not reached: the host has nothing left.'),
}
