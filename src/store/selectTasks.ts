import { bytesIn, pickByteUnit, type ByteUnit } from '../base/formatBytes'
import { compareIntegers } from '../base/integer'
import { language } from '../base/say'
import type { UnixMs } from '../base/units'
import type { Figure, Reported, Snapshot } from '../profile/snapshot'
import { computeTasks, type Task, type TaskList } from '../profile/task'
import { sayTaskType } from '../profile/taskType'
import { sayKind } from '../profile/trackerKind'
import type { Timeline } from '../timeline/timeline'
import type { TaskColumn, TaskSorting } from './view'

export { DEFAULT_SORTING, type TaskColumn, type TaskSorting } from './view'

const lists = new WeakMap<Snapshot, { readonly list: TaskList | undefined }>()

/** The tasks of a snapshot, made once; undefined if it has no section of tasks. */
export function tasksOf(snapshot: Snapshot): TaskList | undefined {
  let made = lists.get(snapshot)
  if (!made) lists.set(snapshot, (made = { list: computeTasks(snapshot) }))
  return made.list
}

const TYPE_ORDER = ['query', 'load', 'compaction', 'schema_change', 'other']

/** How many tasks of each type there are: the known types first, in Doris's order, then others by name. */
export function countTypes(list: TaskList): readonly (readonly [type: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const task of list.tasks) counts.set(task.type, (counts.get(task.type) ?? 0) + 1)
  const place = (type: string): number => {
    const known = TYPE_ORDER.indexOf(type)
    return known < 0 ? TYPE_ORDER.length : known
  }
  return [...counts].toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
}

/** Labels in small letters, made once for a list: what a filter mostly looks at. */
const lowLabels = new WeakMap<TaskList, readonly string[]>()

function lowLabelsOf(list: TaskList): readonly string[] {
  let made = lowLabels.get(list)
  if (!made) lowLabels.set(list, (made = list.tasks.map((task) => task.label.toLowerCase())))
  return made
}

/** Indices of the tasks that hold every word of the text in label, ids, uid, type or kind, and are of one of the types (none = all). */
export function filterTasks(list: TaskList, text: string, types: readonly string[]): Int32Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const wanted = types.length === 0 ? undefined : new Set(types)
  const found = new Int32Array(list.tasks.length)
  const labels = words.length === 0 ? undefined : lowLabelsOf(list)
  let count = 0
  for (let index = 0; index < list.tasks.length; index++) {
    const task = list.tasks[index]!
    if (wanted && !wanted.has(task.type)) continue
    if (labels && !words.every((word) => labels[index]!.includes(word) || hasWord(task, word))) continue
    found[count++] = index
  }
  return found.subarray(0, count)
}

/** The values of ids stand in the label; their names, the type and the kind are in small letters, a uid is hexadecimal. Type and kind also in the reader's language. */
function hasWord(task: Task, word: string): boolean {
  return (
    task.uid.includes(word) ||
    task.type.includes(word) ||
    task.kind.includes(word) ||
    task.ids.some(([name]) => name.toLowerCase().includes(word)) ||
    (language() !== 'en' && `${sayTaskType(task.type)} ${sayKind(task.kind)}`.toLowerCase().includes(word))
  )
}

/**
 * Ranks of names that stay right from poll to poll: sorting by name is then sorting numbers, and only the names of new tasks are
 * compared.
 */
export class NameRanks {
  private sorted: string[] = []
  private ranks = new Map<string, number>()

  /** A number for each name that orders as the names do. */
  rank(names: readonly string[]): Float64Array {
    const fresh = new Set<string>()
    for (const name of names) if (!this.ranks.has(name)) fresh.add(name)
    if (fresh.size > 0) this.add([...fresh].toSorted(compareText), names)
    const ranks = new Float64Array(names.length)
    for (let index = 0; index < names.length; index++) ranks[index] = this.ranks.get(names[index]!)!
    return ranks
  }

  private add(fresh: readonly string[], names: readonly string[]): void {
    let old = this.sorted
    if (old.length > 2 * names.length + 1000) {
      const alive = new Set(names)
      old = old.filter((name) => alive.has(name))
    }
    const merged: string[] = []
    let next = 0
    for (const name of old) {
      while (next < fresh.length && fresh[next]! < name) merged.push(fresh[next++]!)
      merged.push(name)
    }
    while (next < fresh.length) merged.push(fresh[next++]!)
    this.sorted = merged
    this.ranks = new Map(merged.map((name, rank) => [name, rank]))
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Ranks of the text columns of one table; those of the newest list are kept, so that turning an order round compares no names. */
export class TaskRanks {
  private readonly keepers = { label: new NameRanks(), ids: new NameRanks() }
  private readonly made = { label: new WeakMap<TaskList, Float64Array>(), ids: new WeakMap<TaskList, Float64Array>() }

  rank(list: TaskList, column: 'label' | 'ids'): Float64Array {
    let ranks = this.made[column].get(list)
    if (!ranks) {
      ranks = this.keepers[column].rank(list.tasks.map(column === 'label' ? labelKey : idsText))
      this.made[column].set(list, ranks)
    }
    return ranks
  }
}

function labelKey(task: Task): string {
  return `${task.label}\n${task.uid}`
}

/**
 * The tasks at `indices` in the order of a column. What is not reported stands last whichever way the order goes; equal ones stand by
 * current size, then as the source lists them.
 */
export function sortTasks(
  list: TaskList,
  indices: Int32Array,
  sorting: TaskSorting,
  firstSeen: (task: Task) => UnixMs | undefined,
  ranks: TaskRanks,
): Int32Array {
  const { tasks } = list
  const current = keysOf(tasks, (task) => figureKey(task.current))
  const keys = sortKeys(list, sorting.column, current, firstSeen, ranks)
  const sign = sorting.descending ? -1 : 1
  const exact = EXACT.get(sorting.column)
  return indices.slice().sort((a, b) => {
    const left = keys[a]!
    const right = keys[b]!
    if (left < right) return -sign
    if (left > right) return sign
    if (left !== right) {
      const missing = Number(Number.isNaN(left)) - Number(Number.isNaN(right))
      if (missing !== 0) return missing
    } else if (exact && (left > Number.MAX_SAFE_INTEGER || left < Number.MIN_SAFE_INTEGER)) {
      const order = compareIntegers(exact(tasks[a]!)!.value, exact(tasks[b]!)!.value)
      if (order !== 0) return sign * order
    }
    if (current[a]! > current[b]!) return -1
    if (current[a]! < current[b]!) return 1
    return a - b
  })
}

const EXACT: ReadonlyMap<TaskColumn, (task: Task) => Figure | null | undefined> = new Map<TaskColumn, (task: Task) => Reported>([
  ['current', (task) => task.current],
  ['peak', (task) => task.peak],
  ['limit', (task) => task.limit],
  ['reserved', (task) => task.reserved],
])

function sortKeys(
  list: TaskList,
  column: TaskColumn,
  current: Float64Array,
  firstSeen: (task: Task) => UnixMs | undefined,
  ranks: TaskRanks,
): Float64Array {
  const { tasks } = list
  switch (column) {
    case 'current':
      return current
    case 'peak':
      return keysOf(tasks, (task) => figureKey(task.peak))
    case 'limit':
      // "none" is above every limit.
      return keysOf(tasks, (task) => (task.limit === null ? Infinity : figureKey(task.limit)))
    case 'reserved':
      return keysOf(tasks, (task) => figureKey(task.reserved))
    case 'firstSeen':
      return keysOf(tasks, (task) => firstSeen(task) ?? Number.NaN)
    case 'type': {
      const types = [...new Set(tasks.map((task) => task.type))].toSorted(compareText)
      const rank = new Map(types.map((type, index) => [type, index]))
      return keysOf(tasks, (task) => rank.get(task.type)!)
    }
    case 'label':
      return ranks.rank(list, 'label')
    case 'ids': {
      const names = ranks.rank(list, 'ids')
      return keysOf(tasks, (task, index) => (task.ids.length === 0 ? Number.NaN : names[index]!))
    }
  }
}

function keysOf(tasks: readonly Task[], key: (task: Task, index: number) => number): Float64Array {
  const keys = new Float64Array(tasks.length)
  for (let index = 0; index < tasks.length; index++) keys[index] = key(tasks[index]!, index)
  return keys
}

function figureKey(figure: Reported): number {
  return figure ? Number(figure.value) : Number.NaN
}

/** "query 529e3cb37dff464c-93bd9eafa8944ea6, tablet 12". */
export function idsText(task: Task): string {
  const { ids } = task
  let text = ''
  for (let index = 0; index < ids.length; index++) text += `${index > 0 ? ', ' : ''}${ids[index]![0]} ${ids[index]![1]}`
  return text
}

/** One line of the table. */
export interface TaskRow {
  readonly task: Task
  /** 'new': came while the order was held. 'gone': ended or no longer listed, kept until the order is let go. */
  readonly mark: 'new' | 'gone' | undefined
}

export function orderTasks(list: TaskList, order: Int32Array): TaskRow[] {
  const rows: TaskRow[] = []
  for (const index of order) rows.push({ task: list.tasks[index]!, mark: undefined })
  return rows
}

/** The rows in the order in which they were, with new figures: what came is appended, what went is kept and marked. */
export function holdOrder(held: readonly TaskRow[], list: TaskList, order: Int32Array): TaskRow[] {
  const places = new Map<string, number>()
  for (let place = 0; place < order.length; place++) places.set(list.tasks[order[place]!]!.uid, place)
  const shown = new Uint8Array(order.length)
  const rows: TaskRow[] = []
  for (const row of held) {
    const place = places.get(row.task.uid)
    if (place === undefined) rows.push(row.mark === 'gone' ? row : { task: row.task, mark: 'gone' })
    else {
      rows.push({ task: list.tasks[order[place]!]!, mark: row.mark === 'new' ? 'new' : undefined })
      shown[place] = 1
    }
  }
  for (let place = 0; place < order.length; place++)
    if (shown[place] === 0) rows.push({ task: list.tasks[order[place]!]!, mark: 'new' })
  return rows
}

/** Remembers the rows as they stand, so that they can be held there while somebody points at them. */
export class OrderKeeper {
  private rows: readonly TaskRow[] = []
  private choices: string | undefined
  private timeline: Timeline | undefined

  /**
   * `timeline`, and `choices`: what the user sorts and filters by, as text. When one of them changes the rows are let go of: the tasks
   * of one process must never stand among those of another.
   */
  arrange(timeline: Timeline, list: TaskList, order: Int32Array, held: boolean, choices: string): readonly TaskRow[] {
    const isSame = this.timeline === timeline && this.choices === choices
    this.rows = held && isSame ? holdOrder(this.rows, list, order) : orderTasks(list, order)
    this.choices = choices
    this.timeline = timeline
    return this.rows
  }
}

/** How many restarts of the process stand before a sample: a uid is only unique within one life of it. */
export function epochAt(timeline: Timeline, index: number): number {
  const { restarts } = timeline
  let epoch = 0
  while (epoch < restarts.length && restarts[epoch]! <= index) epoch += 1
  return epoch
}

/** The one unit of the size columns: of the largest current or peak, or one smaller where that leaves the small ones readable. */
export function taskUnitOf(list: TaskList): ByteUnit {
  let largest = 0
  for (const task of list.tasks) largest = Math.max(largest, Math.abs(figureKey(task.current) || 0), figureKey(task.peak) || 0)
  const unit = pickByteUnit(largest)
  return largest / bytesIn(unit) < 10 ? pickByteUnit(largest / 1024) : unit
}
