import type { TaskList } from '../profile/task'
import type { TaskChange, TaskChangeKind, TaskChanges } from '../timeline/computeTaskChanges'
import { filterTasks } from './selectTasks'

export type ChangeColumn = 'type' | 'label' | 'a' | 'b' | 'change' | 'kind'

export interface ChangeSorting {
  readonly column: ChangeColumn
  readonly descending: boolean
}

/** The largest change first, whichever way it goes. */
export const DEFAULT_CHANGE_SORTING: ChangeSorting = { column: 'change', descending: true }

const KIND_ORDER: readonly TaskChangeKind[] = ['grew', 'new', 'shrank', 'ended', 'left', 'unknown', 'same']

const lists = new WeakMap<TaskChanges, TaskList>()

/** The changes as the list of their tasks, so that the filter of tasks works on them too. */
function listOf(changes: TaskChanges): TaskList {
  let list = lists.get(changes)
  if (!list)
    lists.set(changes, (list = { tasks: changes.changes.map(({ task }) => task), complete: changes.completeB, topCount: 0 }))
  return list
}

/** The changes that the filter leaves, in the order of a column. What is not known stands last whichever way the order goes. */
export function arrangeChanges(
  changes: TaskChanges,
  text: string,
  types: readonly string[],
  sorting: ChangeSorting,
): TaskChange[] {
  const { column, descending } = sorting
  const shown = Array.from(filterTasks(listOf(changes), text, types), (index) => changes.changes[index]!)
  const sign = descending ? -1 : 1
  const keyed = shown.map((change) => ({ change, key: keyOf(change, column), size: sizeOf(change) }))
  keyed.sort((one, other) => {
    const [left, right] = [one.key, other.key]
    if (left === right) return other.size - one.size
    if (left === undefined) return 1
    if (right === undefined) return -1
    return left < right ? -sign : sign
  })
  return keyed.map(({ change }) => change)
}

function keyOf({ task, a, b, shown, kind }: TaskChange, column: ChangeColumn): number | string | undefined {
  switch (column) {
    case 'type':
      return task.type
    case 'label':
      return task.label
    case 'a':
      return a ? Number(a.value) : undefined
    case 'b':
      return b ? Number(b.value) : undefined
    case 'change':
      return shown === undefined ? undefined : Math.abs(Number(shown))
    case 'kind':
      return KIND_ORDER.indexOf(kind)
  }
}

/** What a change of unknown size may matter: as much as the side that is known. */
function sizeOf({ a, b, shown }: TaskChange): number {
  return Math.abs(Number(shown ?? (b ?? a)?.value ?? 0))
}

/** How many tasks became what, in the order in which they matter; kinds that none is of are left out. */
export function countKinds(changes: TaskChanges): readonly (readonly [TaskChangeKind, number])[] {
  const counts = new Map<TaskChangeKind, number>()
  for (const { kind } of changes.changes) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return KIND_ORDER.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind)!] as const] : []))
}
