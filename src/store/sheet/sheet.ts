import type { UnixMs } from '../../base/units'
import type { MarkKind } from '../../profile/frame'
import type { BandId } from '../../timeline/bands'
import type { Severity } from '../../timeline/findings/rule'

// What is seen at one moment, as words: every text is finished, in the language and units that are spoken, and safe to show
// (visibleText). Who draws it only places it.

export interface Sheet {
  /** Name of the target, or of the process. */
  readonly target: string
  /** "doris_be", "pid 2211", "up 9 d 4 h", "doris-3.0.4". */
  readonly identity: readonly string[]
  readonly state: SheetState
  readonly at: UnixMs
  /** "2026-11-23 14:05:07 +08:00" */
  readonly when: string
  /** "#4192·a91f3c" */
  readonly fingerprint: string
  readonly figures: readonly SheetFigure[]
  readonly span: SheetSpan
  readonly legend: SheetLegend
  /** Lines of the ladder, of what changed in the span, and of growth: for text. */
  readonly account: readonly string[]
  readonly tree: SheetTable | undefined
  readonly tasks: SheetTable | undefined
  readonly findings: readonly SheetFinding[]
  /** Of all findings in one sentence; '' where nothing was looked at. */
  readonly findingsSentence: string
  /** Notes and marks in the span. */
  readonly events: readonly SheetEvent[]
  /** "GiB = 1024³; Doris prints it as GB". */
  readonly units: string
  /** What is not shown, and what was replaced: filters, hidden bands, thinned samples, rounding, pseudonyms. */
  readonly completeness: readonly string[]
  /** Name of the file it was read from; '' for a live target. */
  readonly file: string
  /** "Memlane 0.1.0" */
  readonly tool: string
}

export interface SheetState {
  /** "LIVE", "STALLED", "REPLAY" */
  readonly word: string
  /** "3 s old", "be-17.ndjson.gz · NOT LIVE" */
  readonly detail: string
  /** "PAUSED at 14:05:07"; '' while it follows. */
  readonly looking: string
  readonly tone: 'live' | 'late' | 'bad' | 'quiet' | 'replay'
  /** The numbers are older than they claim to be. */
  readonly isOld: boolean
}

export interface SheetFigure {
  readonly id: 'rss' | 'untracked' | 'tracked' | 'room' | 'tasks' | 'growth'
  readonly name: string
  readonly value: string
  /** Share of RSS; '' where it has none. */
  readonly share: string
  readonly detail: string
  readonly alarm: boolean
}

export interface SheetSpan {
  readonly from: UnixMs
  readonly to: UnixMs
  /** "2026-11-23 11:55:07 → 14:05:07 +08:00" */
  readonly text: string
  /** "1,560 samples, 1 gap (0:42)" */
  readonly samples: string
}

export interface SheetLegend {
  /** "at the newest 14:05:07 +08:00" */
  readonly when: string
  /** '' where each value has a unit of its own. */
  readonly unit: string
  /** RSS, then the bands from top to bottom. */
  readonly rows: readonly {
    readonly id: 'rss' | BandId
    readonly name: string
    readonly value: string
    readonly share: string
    readonly isHidden: boolean
  }[]
  /** Whether the parts add up. */
  readonly checks: readonly string[]
}

export interface SheetTable {
  readonly title: string
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[]
  readonly rows: readonly SheetRow[]
  /** What the rows are, and how many there are of them, here or not. */
  readonly counted: 'rows' | 'tasks'
  readonly total: number
  /** Filters in force, and what else is to be known. */
  readonly notes: readonly string[]
}

export interface SheetRow {
  readonly cells: readonly string[]
  /** How far the first cell is moved in. */
  readonly depth: number
  /** Part of its own sum (0 to 1) of the first number, for a bar; undefined = none. */
  readonly bar: number | undefined
  /** The first cell comes from the observed process and is code, not prose. */
  readonly isName: boolean
}

export interface SheetFinding {
  readonly rule: string
  readonly severity: Severity
  readonly title: string
  readonly seen: string
  readonly next: string
}

export interface SheetEvent {
  readonly when: string
  /** '' for a line that only says how many more there are. */
  readonly kind: MarkKind | ''
  /** The kind in words. */
  readonly word: string
  readonly text: string
}
