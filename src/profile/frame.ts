import type { Integer } from '../base/integer'
import type { UnixMs } from '../base/units'
import type { Snapshot } from './snapshot'

/** What a timeline is made of, in the order in which it happened. */
export type Frame = SampleFrame | GapFrame | MarkFrame

/** One look that succeeded. */
export interface SampleFrame {
  readonly kind: 'sample'
  /** Counts up by one a sample within one recording; with the hash it is the sample's fingerprint. */
  readonly seq: number
  /** When the answer had arrived, on the clock of whoever asked (gateway, recorder, reader of a file). Order in time goes by this. */
  readonly at: UnixMs
  /** How long the target took to answer in ms (cost of looking); undefined = not known. */
  readonly tookMs: number | undefined
  /** Size of the answer in bytes on the wire; undefined = not known. */
  readonly wireBytes: number | undefined
  readonly snapshot: Snapshot
}

/** A time in which the target was asked and nothing could be read; never bridged by a line. */
export interface GapFrame {
  readonly kind: 'gap'
  /** The last good sample before it (or the first try). */
  readonly from: UnixMs
  /** The first good sample after it, or the newest try while it lasts. */
  readonly to: UnixMs
  /** One plain sentence: "connection refused". */
  readonly why: string
  readonly tries: number
}

export const MARK_KINDS = [
  'restart',
  'note',
  /** A limit was changed. */
  'limit',
  'gc',
  /** The kernel killed it. */
  'oom',
  /** A task was cancelled because of memory. */
  'cancel',
  /** A limit was reached, or an allocation refused. */
  'exceeded',
  /** A task ended, and said its peak. */
  'task-end',
  /** The process ended by itself: a signal, a failed check. */
  'crash',
  /** Another version from here on. */
  'version',
] as const

export type MarkKind = (typeof MARK_KINDS)[number]

/** Something that happened at a moment. */
export interface MarkFrame {
  readonly kind: 'mark'
  readonly at: UnixMs
  readonly mark: MarkKind
  readonly text: string
  /** How far `at` may be off, in ms, to either side; left out: it is exact. */
  readonly withinMs?: number
  /** What it is about, as far as the text can be taken apart. */
  readonly detail?: MarkDetail
}

/** A field that is left out is not said. */
export interface MarkDetail {
  /** The label of the task or tracker, such as "Query#Id=457efb1fdae74d3b-b4fffdcfd4baaf32". */
  readonly task?: string
  /** What was freed (gc), refused (exceeded), in use (cancel), the peak (task-end), resident (oom). */
  readonly bytes?: Integer
  readonly pid?: number
  /** The name of the process as the kernel has it, at most 15 characters. */
  readonly process?: string
  /** Where it was read: name of the input, and its line from 1 on. */
  readonly file?: string
  readonly line?: number
}

/** Who a timeline is about, and how it came to be. Header of the saved file. */
export interface TimelineHeader {
  /** Version of Memlane that wrote it. */
  readonly tool: string
  /** When the recording began, on the recorder's clock. */
  readonly created: UnixMs
  /** The target's id, such as "be-17"; undefined = not known. */
  readonly target: string | undefined
  readonly source: 'live' | 'log' | 'page' | 'file'
  readonly note: string
  /** What was replaced before it was given away; left out: nothing. */
  readonly redacted?: readonly RedactedKind[]
}

/**
 * 'host': names of hosts and addresses; 'label': labels and other free texts; 'id': of queries, loads, transactions, tablets and the
 * like; 'time': all times are shifted by the same span.
 */
export const REDACTED_KINDS = ['host', 'label', 'id', 'time'] as const

export type RedactedKind = (typeof REDACTED_KINDS)[number]
