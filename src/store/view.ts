import type { Zone } from '../base/formatTime'
import type { Language } from '../base/say'
import type { UnixMs } from '../base/units'
import type { BandId } from '../timeline/bands'

/** What the user chose to see. None of it is data; all of it has a default. */
export interface ViewState {
  /** Time of the cursor; undefined = the newest sample that is shown. Snaps to real samples. */
  readonly cursorAt: UnixMs | undefined
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
  /** Rows that hold only a tiny share are folded into one row. */
  readonly foldSmall: boolean
  /** 'iec': GiB. 'doris': as Doris prints. */
  readonly units: 'iec' | 'doris'
  readonly zone: ZoneChoice
  readonly theme: 'auto' | 'light' | 'dark'
  /** 'auto': the first of the browser's languages that Memlane speaks. */
  readonly language: 'auto' | Language
  readonly panel: 'tasks' | 'explain' | 'events' | 'memory' | 'raw' | 'report'
  readonly trendScale: 'own' | 'common'
  readonly taskText: string
  /** Task types shown; empty = all. */
  readonly taskTypes: readonly string[]
  /** Running replay: samples pass at `speed` times the time in which they were taken. undefined = standing. */
  readonly playSpeed: 1 | 10 | 60 | undefined
}

export interface TimeRange {
  readonly from: UnixMs
  readonly to: UnixMs
}

/** 'host': the observed process's own clock and zone, as far as it told them. */
export type ZoneChoice = 'browser' | 'utc' | 'host'

export const DEFAULT_VIEW: ViewState = {
  cursorAt: undefined,
  pausedAt: undefined,
  range: undefined,
  spanMs: undefined,
  chartMode: 'stack',
  solo: undefined,
  hidden: [],
  toggled: new Set(),
  treeBase: 'auto',
  treeRaw: false,
  foldSmall: true,
  units: 'iec',
  zone: 'browser',
  theme: 'auto',
  language: 'auto',
  panel: 'tasks',
  trendScale: 'own',
  taskText: '',
  taskTypes: [],
  playSpeed: undefined,
}

/** The Zone in which times are formatted. */
export function zoneOf(choice: ZoneChoice, hostOffsetMinutes: number | undefined): Zone {
  if (choice === 'browser') return { kind: 'browser' }
  if (choice === 'host' && hostOffsetMinutes !== undefined) return { kind: 'offset', minutes: hostOffsetMinutes }
  return { kind: 'utc' }
}
