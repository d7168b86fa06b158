import type { UnixMs } from '../base/units'
import type { MarkFrame } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import type { Task } from '../profile/task'
import { parseTrackerName } from '../profile/trackerName'
import { computeDifference } from '../timeline/computeDifference'
import { rowIdOf, type Tree } from '../timeline/computeTree'
import type { TaskChangeKind } from '../timeline/computeTaskChanges'
import type { FindTerm } from './findQuery'
import { selectComparison, type Comparison } from './selectDifference'
import { selectVisibleFrom, treeChangesOf, treeOf } from './selectTree'
import { idsText, tasksOf } from './selectTasks'
import { selectCursorIndex, type ViewerState } from './viewer'

/** Something that was found, and where to go to see it. */
export type Hit =
  | { readonly panel: 'tree'; readonly id: string }
  | { readonly panel: 'tasks'; readonly uid: string }
  | { readonly panel: 'events'; readonly at: UnixMs; readonly text: string }

/** What is looked through: one entry for each row, task and event, in this order. */
export interface Haystack {
  readonly entries: readonly Entry[]
  /** Since when something grew or shrank; undefined: there is nothing to compare with. */
  readonly since: UnixMs | undefined
}

interface Entry {
  readonly hit: Hit
  /** For words and expressions. */
  readonly text: string
  readonly type: string
  readonly ids: string
  readonly bytes: number | undefined
  /** Bytes since A or the start of what is seen; undefined: not known. */
  change(): number | undefined
  readonly left: boolean
}

/** All that can be found at the cursor. Costs time linear in rows, tasks and events. */
export function makeHaystack(state: ViewerState): Haystack {
  const { timeline } = state
  const index = selectCursorIndex(state)
  if (!timeline || index < 0) return { entries: [], since: undefined }
  const { snapshot } = timeline.sampleAt(index)
  const comparison = compareForFind(state, snapshot)
  const tree = snapshot.profile && treeOf(snapshot.profile, state.view.treeRaw ? 'raw' : 'merged')
  const entries = [
    ...(tree ? rowEntries(tree, comparison) : []),
    ...taskEntries(snapshot, comparison),
    ...timeline.marks.map(markEntry),
    ...timeline.gaps.map((gap): Entry => eventEntry(gap.from, 'gap', gap.why)),
  ]
  return { entries, since: comparison?.a.at }
}

/** Two moments as they are compared, else the start of what the chart shows and the cursor. */
function compareForFind(state: ViewerState, snapshot: Snapshot): Comparison | undefined {
  const compared = selectComparison(state)
  if (compared) return compared
  const { timeline } = state
  const from = selectVisibleFrom(state)
  const indexB = selectCursorIndex(state)
  if (!timeline || from === undefined) return undefined
  const indexA = Math.max(0, timeline.indexAt(from - 1) + 1)
  if (indexA >= indexB) return undefined
  const earlier = timeline.sampleAt(indexA).snapshot
  const moment = (at: number, of: Snapshot) => ({ timeline, index: at, at: timeline.times.at(at), snapshot: of })
  return { a: moment(indexA, earlier), b: moment(indexB, snapshot), difference: computeDifference(earlier, snapshot) }
}

function rowEntries(tree: Tree, comparison: Comparison | undefined): Entry[] {
  const changes = comparison && treeChangesOf(comparison, tree)
  return tree.rows.map((row, index): Entry => {
    const tracker = row.tracker ? parseTrackerName(row.name) : undefined
    return {
      hit: { panel: 'tree', id: rowIdOf(tree, index) },
      text: row.text === undefined ? row.name : `${row.name} ${row.text}`,
      type: tracker?.type ?? '',
      ids: tracker ? `${tracker.ids.map(([, value]) => value).join(' ')} ${tracker.uid}` : '',
      bytes: row.unit === 'BYTES' && row.value !== undefined ? Number(row.value) : undefined,
      change: () => {
        const shown = row.unit === 'BYTES' ? changes?.changeOf(index).shown : undefined
        return shown === undefined ? undefined : Number(shown)
      },
      left: false,
    }
  })
}

const GONE: ReadonlySet<TaskChangeKind> = new Set<TaskChangeKind>(['left', 'ended'])

function taskEntries(snapshot: Snapshot, comparison: Comparison | undefined): Entry[] {
  const changes = comparison?.difference.tasks?.changes
  if (changes)
    return changes.map(({ task, taskB, shown, kind }) =>
      taskEntry(task, taskB ?? task, shown === undefined ? undefined : Number(shown), GONE.has(kind)),
    )
  return (tasksOf(snapshot)?.tasks ?? []).map((task) => taskEntry(task, task, undefined, false))
}

function taskEntry(task: Task, sized: Task, change: number | undefined, left: boolean): Entry {
  return {
    hit: { panel: 'tasks', uid: task.uid },
    text: `${task.label} ${task.kind} ${idsText(task)} ${task.uid}`,
    type: task.type,
    ids: `${task.ids.map(([, value]) => value).join(' ')} ${task.uid}`,
    bytes: sized.current ? Number(sized.current.value) : undefined,
    change: () => change,
    left,
  }
}

function markEntry({ at, mark, text }: MarkFrame): Entry {
  return eventEntry(at, mark, text)
}

function eventEntry(at: UnixMs, kind: string, text: string): Entry {
  return {
    hit: { panel: 'events', at, text },
    text: `${kind} ${text}`,
    type: kind,
    ids: '',
    bytes: undefined,
    change: () => undefined,
    left: false,
  }
}

/** What all terms but regular expressions leave, as places in the haystack. */
export function matchTerms({ entries }: Haystack, terms: readonly FindTerm[]): number[] {
  const found: number[] = []
  for (let place = 0; place < entries.length; place++) {
    const entry = entries[place]!
    let low: string | undefined
    if (terms.every((term) => matches(entry, term, () => (low ??= entry.text.toLowerCase())))) found.push(place)
  }
  return found
}

function matches(entry: Entry, term: FindTerm, low: () => string): boolean {
  switch (term.kind) {
    case 'word':
      return low().includes(term.text)
    case 'type':
      return entry.type.toLowerCase().startsWith(term.text)
    case 'id':
      return entry.ids.toLowerCase().includes(term.text)
    case 'size':
      return entry.bytes !== undefined && (term.above ? entry.bytes > term.bytes : entry.bytes < term.bytes)
    case 'grew':
      return (entry.change() ?? 0) > 0
    case 'shrank':
      return (entry.change() ?? 0) < 0
    case 'left':
      return entry.left
    case 'regex':
      // Somebody else looks at these, with a limit of time.
      return true
  }
}
