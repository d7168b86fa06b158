import type { Bytes, Share, UnixMs } from '../base/units'
import type { Figure } from '../profile/snapshot'
import { computeTasks, type Task } from '../profile/task'
import type { Column } from './column'
import { lastRestart } from './growthSource'
import type { Timeline } from './timeline'

/**
 * What became of a task. 'listed': the moment lists it. 'ended': a list of all tasks no longer has it, or the process has ended. 'left':
 * only a list of the largest no longer has it: it may be there still. 'unknown': the moment lists no tasks.
 */
export type TaskState = 'listed' | 'ended' | 'left' | 'unknown'

/** A task over the time before a moment. */
export interface TaskHistory {
  readonly state: TaskState
  /** As it was listed last. */
  readonly task: Task
  readonly firstSeen: UnixMs
  /** It was there in the first sample already: it may be older. */
  readonly orEarlier: boolean
  readonly lastSeen: UnixMs
  /** Highest value that a sample has; its own peak may be higher. undefined: none is reported. */
  readonly highest: Bytes | undefined
  /** From the first to the last time it was listed; undefined: one of the two is not reported, or it was listed once. */
  readonly growth: { readonly bytes: Bytes; readonly ms: number; readonly shown: boolean } | undefined
  /** Of its limit, as it was listed last; undefined: it has none. */
  readonly limitShare: Share | undefined
  /** What it may hold now, if it left a list of the largest: as much as the smallest in it. undefined: nothing is known. */
  readonly atMost: Figure | undefined
}

/**
 * What is known of a task at a sample of a timeline; undefined if none up to there lists it.
 * @param series its column, if somebody has it: what was read of it need not be read again
 */
export function computeTaskHistory(
  timeline: Timeline,
  uid: string,
  index: number,
  series: Column = timeline.trackerSeries(uid),
): TaskHistory | undefined {
  const first = timeline.firstIndexOf(uid)
  if (first < 0 || first > index) return undefined
  const last = findLast(timeline, uid, first, index)
  const task = taskAt(timeline, last, uid)
  const before = taskAt(timeline, first, uid)
  if (!task || !before) return undefined
  let highest = Number.NaN
  for (let at = first; at <= last; at++) if (!(series.at(at) <= highest)) highest = orSame(series.at(at), highest)
  const list = computeTasks(timeline.sampleAt(index).snapshot)
  const ended = lastRestart(timeline, index) > last || list?.complete === true
  const state: TaskState = last === index ? 'listed' : ended ? 'ended' : list ? 'left' : 'unknown'
  return {
    state,
    task,
    firstSeen: timeline.times.at(first),
    orEarlier: first === 0,
    lastSeen: timeline.times.at(last),
    highest: Number.isNaN(highest) ? undefined : highest,
    growth: growthOf(before, task, timeline.times.at(last) - timeline.times.at(first)),
    limitShare:
      task.limit && task.current && task.limit.value > 0 ? Number(task.current.value) / Number(task.limit.value) : undefined,
    atMost: state === 'left' ? smallest(list!.tasks) : undefined,
  }
}

function orSame(value: number, other: number): number {
  return Number.isNaN(value) ? other : value
}

/** Its last sample up to one; the life of a task has few holes, so that this looks at few samples. */
function findLast(timeline: Timeline, uid: string, first: number, index: number): number {
  const life = timeline.taskLife(uid)
  let last = Math.min(index, life?.lastIndex ?? first)
  while (last > first && !taskAt(timeline, last, uid)) last -= 1
  return last
}

function taskAt(timeline: Timeline, index: number, uid: string): Task | undefined {
  return computeTasks(timeline.sampleAt(index).snapshot)?.tasks.find((task) => task.uid === uid)
}

function growthOf(before: Task, after: Task, ms: number): TaskHistory['growth'] {
  if (!before.current || !after.current || ms <= 0) return undefined
  const bytes = Number(after.current.value) - Number(before.current.value)
  return { bytes, ms, shown: Math.abs(bytes) > before.current.error + after.current.error }
}

function smallest(tasks: readonly Task[]): Figure | undefined {
  let least: Figure | undefined
  for (const { current, topRank } of tasks) {
    if (topRank !== undefined && current && (!least || current.value < least.value)) least = current
  }
  return least
}
