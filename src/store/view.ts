import type { Hit } from './findMatches'
import type { Zone } from '../base/formatTime'
import type { Language } from '../base/say'
import type { UnixMs } from '../base/units'
import type { MarkFrame } from '../profile/frame'
import type { BandId } from '../timeline/bands'

/** What the user chose to see. None of it is data; all of it has a default. */
export interface ViewState {
  /** Time of the cursor; undefined = the newest sample that is shown. Snaps to real samples. */
  readonly cursorAt: UnixMs | undefined
  /** The earlier of two moments that are compared: differences are from here to the cursor. undefined = nothing is compared. */
  readonly cursorA: UnixMs | undefined
  /** The later one, where it was set before A was. While two moments are compared, the cursor is B, and this is where it was set. */
  readonly cursorB: UnixMs | undefined
  /** While paused: the newest sample that is shown. Newer ones are kept and counted. undefined = not paused. */
  readonly pausedAt: UnixMs | undefined
  /** Visible range of the chart; undefined = `spanMs` up to the newest. */
  readonly range: TimeRange | undefined
  /** Length of the window that follows the newest sample; undefined = everything. */
  readonly spanMs: number | undefined
  readonly chartMode: 'stack' | 'lines'
  readonly solo: BandId | undefined
  readonly hidden: readonly BandId[]
  /** Tree rows (ids of store/treeRows) whose default expansion the user has turned over. */
  readonly toggled: ReadonlySet<string>
  /** What `toggled` turns over. 'auto': the upper levels and short lists of the tree are open. */
  readonly treeBase: 'auto' | 'open' | 'closed'
  /** Every counter in a row of its own, as the source has them. */
  readonly treeRaw: boolean
  /** While two moments are compared: siblings in the tree by the size of their change, the largest first. */
  readonly treeByChange: boolean
  /** Rows that hold only a tiny share are folded into one row. */
  readonly foldSmall: boolean
  /** 'iec': GiB. 'doris': as Doris prints. */
  readonly units: 'iec' | 'doris'
  readonly zone: ZoneChoice
  /** 'contrast': black and white, with thicker lines. */
  readonly theme: 'auto' | 'light' | 'dark' | 'contrast'
  /** 'auto': the first of the browser's languages that Memlane speaks. */
  readonly language: 'auto' | Language
  readonly panel: 'tasks' | 'explain' | 'events' | 'memory' | 'raw' | 'report'
  readonly trendScale: 'own' | 'common'
  readonly taskSorting: TaskSorting
  /** What the find box went to last; a new object each time. */
  readonly reveal: Hit | undefined
  /** Ids of rules that are switched off. */
  readonly rulesOff: readonly string[]
  /** By rule and name; what is left out has its default. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly taskText: string
  /** Uid of the task whose details are open. */
  readonly taskShown: string | undefined
  /** Task types shown; empty = all. */
  readonly taskTypes: readonly string[]
  /** Running replay: samples pass at `speed` times the time in which they were taken. undefined = standing. */
  readonly playSpeed: 1 | 10 | 60 | undefined
  /** Keys of a single character do something (they can be in the way of speech input: WCAG 2.1.4). */
  readonly singleKeys: boolean
  /** Only header, cards and chart: for a screen on a wall. */
  readonly wall: boolean
  /** The samples in view as a table in place of the chart. */
  readonly chartTable: boolean
  /** What one live timeline may occupy, in MB of 2^20 bytes; beyond it its oldest part is thinned. */
  readonly liveMegabytes: number
  /** What stands before the page; undefined = nothing. */
  readonly dialog: Dialog | undefined
}

export type Dialog =
  | { readonly kind: 'keys' | 'palette' | 'settings' | 'share' }
  /** A note at a moment, or one that is there already. */
  | { readonly kind: 'note'; readonly at: UnixMs; readonly note: MarkFrame | undefined }

export const TASK_COLUMNS = ['type', 'label', 'ids', 'current', 'peak', 'limit', 'reserved', 'firstSeen'] as const

export type TaskColumn = (typeof TASK_COLUMNS)[number]

export interface TaskSorting {
  readonly column: TaskColumn
  readonly descending: boolean
}

export const DEFAULT_SORTING: TaskSorting = { column: 'current', descending: true }

export interface TimeRange {
  readonly from: UnixMs
  readonly to: UnixMs
}

/** 'host': the observed process's own clock and zone, as far as it told them. */
export type ZoneChoice = 'browser' | 'utc' | 'host'

export const DEFAULT_VIEW: ViewState = {
  cursorAt: undefined,
  cursorA: undefined,
  cursorB: undefined,
  pausedAt: undefined,
  range: undefined,
  spanMs: undefined,
  chartMode: 'stack',
  solo: undefined,
  hidden: [],
  toggled: new Set(),
  treeBase: 'auto',
  treeRaw: false,
  treeByChange: false,
  foldSmall: true,
  units: 'iec',
  zone: 'browser',
  theme: 'auto',
  language: 'auto',
  panel: 'tasks',
  trendScale: 'own',
  taskSorting: DEFAULT_SORTING,
  reveal: undefined,
  rulesOff: [],
  thresholds: {},
  taskText: '',
  taskShown: undefined,
  taskTypes: [],
  playSpeed: undefined,
  singleKeys: true,
  wall: false,
  chartTable: false,
  liveMegabytes: 192,
  dialog: undefined,
}

/** The Zone in which times are formatted. */
export function zoneOf(choice: ZoneChoice, hostOffsetMinutes: number | undefined): Zone {
  if (choice === 'browser') return { kind: 'browser' }
  if (choice === 'host' && hostOffsetMinutes !== undefined) return { kind: 'offset', minutes: hostOffsetMinutes }
  return { kind: 'utc' }
}
