import type { Snapshot } from '../profile/snapshot'
import { computeTasks, type Task } from '../profile/task'
import { compareReported, type Change } from './change'
import type { Identity } from './computeIdentity'

/**
 * What became of a task from A to B. 'left': B lists the largest tasks only, so that it may have ended or be there still. 'unknown': A
 * lists the largest only, so that it may have been there before; or a size is missing.
 */
export type TaskChangeKind = 'grew' | 'shrank' | 'same' | 'new' | 'ended' | 'left' | 'unknown'

export interface TaskChange extends Change {
  readonly kind: TaskChangeKind
  /** As B has it, else as A has it. */
  readonly task: Task
  readonly taskA: Task | undefined
  readonly taskB: Task | undefined
}

export interface TaskChanges {
  /** In the order of B, then what only A lists. */
  readonly changes: readonly TaskChange[]
  /** Whether the moment lists all tasks there were. */
  readonly completeA: boolean
  readonly completeB: boolean
}

/** What became of the tasks from A to B; undefined if neither lists any. Pure; costs time linear in the number of tasks. */
export function computeTaskChanges(a: Snapshot, b: Snapshot, identity: Identity): TaskChanges | undefined {
  const [listA, listB] = [computeTasks(a), computeTasks(b)]
  if (!listA && !listB) return undefined
  const keyOf = makeKeys(listA?.tasks ?? [], listB?.tasks ?? [], identity)
  const left = new Map((listA?.tasks ?? []).map((task) => [keyOf(task, 'a'), task]))
  const changes: TaskChange[] = []
  const completeA = listA?.complete ?? false
  const completeB = listB?.complete ?? false
  for (const task of listB?.tasks ?? []) {
    const key = keyOf(task, 'b')
    const before = left.get(key)
    left.delete(key)
    changes.push(before ? compareTasks(before, task) : oneSided(completeA ? 'new' : 'unknown', undefined, task))
  }
  const gone: TaskChangeKind = completeB ? 'ended' : listB ? 'left' : 'unknown'
  for (const task of left.values()) changes.push(oneSided(gone, task, undefined))
  return { changes, completeA, completeB }
}

function compareTasks(before: Task, task: Task): TaskChange {
  const change = compareReported(before.current, task.current)
  return { ...change, kind: kindOf(change), task, taskA: before, taskB: task }
}

function kindOf({ shown }: Change): TaskChangeKind {
  if (shown === undefined) return 'unknown'
  return shown > 0 ? 'grew' : shown < 0 ? 'shrank' : 'same'
}

/** A complete list says of what is not in it that there is none of it; any other says nothing. */
function oneSided(kind: TaskChangeKind, taskA: Task | undefined, taskB: Task | undefined): TaskChange {
  const [a, b] = [taskA?.current, taskB?.current]
  const change = kind === 'new' ? compareReported(NOTHING, b) : kind === 'ended' ? compareReported(a, NOTHING) : undefined
  return { a, b, difference: change?.difference, shown: change?.shown, kind, task: (taskB ?? taskA)!, taskA, taskB }
}

const NOTHING = { value: 0, error: 0 } as const

type KeyOf = (task: Task, side: 'a' | 'b') => string

/** Across lives of a process a uid says nothing; a label does where only one task on each side has it, as a query's id does. */
function makeKeys(a: readonly Task[], b: readonly Task[], identity: Identity): KeyOf {
  if (identity === 'same') return (task) => task.uid
  const [inA, inB] = [countLabels(a), countLabels(b)]
  return (task, side) => {
    const label = labelOf(task)
    return inA.get(label) === 1 && inB.get(label) === 1 ? `label ${label}` : `${side} ${task.uid}`
  }
}

function labelOf(task: Task): string {
  return `${task.type} ${task.label}`
}

function countLabels(tasks: readonly Task[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const task of tasks) counts.set(labelOf(task), (counts.get(labelOf(task)) ?? 0) + 1)
  return counts
}
