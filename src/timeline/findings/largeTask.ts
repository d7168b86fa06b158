import { formatShare } from '../../base/formatBytes'
import { joinClauses, phrase, t, tn } from '../../base/say'
import type { Task } from '../../profile/task'
import { DORIS_DOCS } from '../dorisDocs'
import { formatRate } from '../formatRate'
import type { FindingContext } from './findingContext'
import { defineRule } from './rule'
import { size, sizeOf } from './say'

/** R7 and rule 19 of the manual. */
export const largeTask = defineRule({
  id: 'large-task',
  title: phrase('One task takes much memory'),
  thresholds: {
    trackedShare: { label: phrase('share of what is tracked'), unit: 'share', value: 0.25 },
    rssShare: { label: phrase('and share of RSS'), unit: 'share', value: 0.1 },
    limitShare: { label: phrase('or share of its own limit'), unit: 'share', value: 0.8 },
    bytes: { label: phrase('larger than'), unit: 'bytes', value: 2 ** 28 },
  },
  missing: (context) => (context.tasks ? undefined : t('which tasks there are')),
  evaluate(context, { trackedShare, rssShare, limitShare, bytes }) {
    const [tracked, rss] = [context.value('tracked'), context.value('rss')]
    const found = (context.tasks?.tasks ?? [])
      .map((task) => ({
        task,
        current: bytesOf(task),
        limit: task.limit && task.limit.value > 0 ? Number(task.limit.value) : Number.NaN,
      }))
      .filter(
        ({ current, limit }) =>
          current > bytes && ((current > trackedShare * tracked && !(current < rssShare * rss)) || current > limitShare * limit),
      )
      .toSorted((a, b) => b.current - a.current)
    const [first, ...others] = found
    if (!first) return undefined
    const { task, current, limit } = first
    const parts = [
      t('{task} holds {size}', {
        task: task.label,
        size: Number.isNaN(tracked) ? size(current) : sizeOf(current, tracked, 'what is tracked:'),
      }),
      ...(Number.isNaN(limit)
        ? []
        : [t('{share} of its limit {limit}', { share: formatShare(current / limit), limit: size(limit) })]),
      ...growth(context, task, current),
      ...(others.length > 0 ? [tn(others.length, '{count} more is as large', '{count} more are as large')] : []),
    ]
    return {
      severity: 'warning',
      seen: t('{facts}.', { facts: joinClauses(parts) }),
      sure: 'certain',
      means:
        current > limitShare * limit
          ? t('At its limit it is cancelled, or begins to spill.')
          : t('When memory gets tight, it is the first to be cancelled.'),
      next: next(task),
      doc: DORIS_DOCS.queryLimit,
      since: Math.max(context.lifeStart, context.timeline.firstIndexOf(task.uid)),
    }
  },
})

function bytesOf(task: Task): number {
  return task.current ? Number(task.current.value) : Number.NaN
}

/** Over the last minutes that it was there. */
function growth({ timeline, index, at }: FindingContext, task: Task, current: number): string[] {
  const series = timeline.trackerSeries(task.uid)
  let first = index
  while (first > 0 && at - timeline.times.at(first - 1) <= WINDOW_MS && !Number.isNaN(series.at(first - 1))) first -= 1
  const ms = at - timeline.times.at(first)
  const before = series.at(first)
  if (!(ms >= LEAST_MS) || before === current) return []
  return [
    t('{rate} in the last {minutes} min', { rate: formatRate((current - before) / ms, ms), minutes: Math.round(ms / 60_000) }),
  ]
}

const WINDOW_MS = 10 * 60_000
const LEAST_MS = 60_000

function next(task: Task): string {
  const query = task.ids.find(([name]) => name === 'query')?.[1]
  if (query !== undefined) return t("Look at its statement and profile; to end it: KILL QUERY '{query}'.", { query })
  const load = task.ids.find(([name]) => name === 'load')?.[1]
  return load === undefined
    ? t('Look what it is about: its ids stand in the tasks.')
    : t('Find the load of {load} with SHOW LOAD; CANCEL LOAD ends it by its label.', { load })
}
