import { phrase, t, tn } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import type { MarkFrame } from '../../profile/frame'
import type { Task } from '../../profile/task'
import { defineRule } from './rule'
import { size } from './say'

/** Rules 20 and 21. */
export const stuckCancel = defineRule({
  id: 'stuck-cancel',
  title: phrase('A cancelled task is still there'),
  thresholds: {
    lateMs: { label: phrase('after its cancel'), unit: 'ms', value: 3000 },
    windowMs: { label: phrase('cancelled in the last'), unit: 'ms', value: 60 * 60_000 },
  },
  missing: (context) => (context.tasks ? undefined : t('which tasks there are')),
  evaluate(context, { lateMs, windowMs }) {
    const tasks = context.tasks?.tasks ?? []
    const cancels = context.timeline.marks.filter(
      ({ mark, at, detail, withinMs = 0 }) =>
        mark === 'cancel' && detail?.task !== undefined && at + withinMs < context.at - lateMs && at >= context.at - windowMs,
    )
    const stuck = cancels.flatMap((cancel) => {
      const task = tasks.find((one) => isOf(one, cancel))
      return task ? [{ cancel, task }] : []
    })
    const [first] = stuck.toSorted((a, b) => bytesOf(b.task) - bytesOf(a.task))
    if (!first) return undefined
    const { cancel, task } = first
    const seconds = Math.round((context.at - cancel.at) / 1000)
    const smaller = cancels.filter((one) => one !== cancel && one.at > cancel.at).length
    const after =
      smaller > 0 ? tn(smaller, '; {count} more was cancelled after it', '; {count} more were cancelled after it') : ''
    return {
      severity: 'warning',
      seen: t('{task} was cancelled {seconds} s before, and still holds {size}{after}.', {
        task: task.label,
        seconds,
        size: size(bytesOf(task)),
        after,
      }),
      sure: 'certain',
      means: t('It is stuck in its cancel: its memory is not freed, so that other, smaller ones are cancelled in its place.'),
      next: t(
        'In be.INFO, look at the time between "Cancel" and "Deregister query/load memory tracker" of this id, and at what its threads do meanwhile (pstack).',
      ),
      doc: DORIS_DOCS.processLimit,
      at: cancel.at,
    }
  },
})

function isOf(task: Task, { detail }: MarkFrame): boolean {
  const named = detail!.task!
  return task.label === named || task.ids.some(([name, value]) => (name === 'query' || name === 'load') && named === value)
}

function bytesOf(task: Task): number {
  return task.current ? Number(task.current.value) : 0
}
