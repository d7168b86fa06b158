import type { Reported, Snapshot } from './snapshot'
import type { TrackerKind, TrackerType } from './trackerName'

/** One task (tracker of a task type) of a snapshot. Figures in bytes; undefined = not reported, null = none. */
export interface Task {
  /** 16+16 hex, unique within one life of the process: the key for trends. Of a name without one, the whole name. */
  readonly uid: string
  readonly type: TrackerType
  readonly kind: TrackerKind
  readonly label: string
  /** Ids found in the label, such as ["query", "529e3cb37dff464c-93bd9eafa8944ea6"], in order. */
  readonly ids: readonly (readonly [name: string, value: string])[]
  readonly current: Reported
  readonly peak: Reported
  /** undefined: no limit is printed, which Doris does when there is none. */
  readonly limit: Reported
  readonly reserved: Reported
  readonly reservedPeak: Reported
  /** Stands in TopMemoryTasksSnapshot, and its 0-based place there; undefined = not in it. */
  readonly topRank: number | undefined
  /** Stands in AllTasksMemorySnapshot. */
  readonly inAll: boolean
}

export interface TaskList {
  /** De-duplicated by uid between Top and All, in order of All, then what is in Top only. */
  readonly tasks: readonly Task[]
  /** True: the source lists all tasks (page). False: only the largest (log blocks, cut text); then `tasks` is not everything. */
  readonly complete: boolean
  /** How many stand in Top. */
  readonly topCount: number
}

/** The tasks of a snapshot; undefined if it has neither section. */
export function computeTasks(_snapshot: Snapshot): TaskList | undefined {
  throw new Error('not written yet')
}
