import type { Integer } from '../base/integer'
import type { Counter } from '../profile/counter'
import type { ProfileNode } from '../profile/node'
import type { Unit } from '../profile/unit'

export type TreeRowKind = 'node' | 'counter' | 'info' | 'event' | 'time' | 'field' | 'residual'

/** Why a figure is no part of its parent's sum. */
export type Overlap = 'reserved' | 'memtables' | 'virtual' | 'top'

/** How a place is written: the kind and name of each step, followed by its ordinal where siblings of one name came before it. */
export type TreePath = readonly (string | number)[]

/** What a row says that no counter of the source says. */
export interface OwnFacts {
  readonly name?: string
  readonly unit?: Unit
  readonly value?: Integer
  readonly error?: number
  /** 'sum': added up by us from the rows below. 'difference': what the parts below leave of the whole. */
  readonly origin?: 'reported' | 'sum' | 'difference'
  readonly text?: string
}

/** One row of a tree. There may be 40,000 of them, so that what can be read off its node and counter is not kept. */
export class TreeRow {
  readonly kind: TreeRowKind
  /** 0 for the outermost rows that are shown. */
  readonly depth: number
  /** Index of the row above it in the tree; -1: none. */
  readonly parent: number
  /** Index of the first row after everything below it. */
  end: number
  /** How many siblings of this kind and name came before it. */
  readonly ordinal: number
  /** Steps between the parent row and this one that have no row of their own. */
  readonly via: TreePath
  readonly node: ProfileNode | undefined
  /** The counter whose value is shown. */
  counter: Counter | undefined
  /** The counter of its own in which the source says the peak. */
  peakCounter: Counter | undefined
  own: OwnFacts | undefined
  overlap: Overlap | undefined = undefined
  /** Its value is a part of the parent's value, and all parts together should be the whole. */
  part = false
  /** False for what is not resident memory (address space, limits, other units): a share of RSS would say nothing. */
  resident = false
  /** Stands for one tracker, `label@type@id=uid`. */
  tracker = false
  /** True: the source prints a peak here that is only the current value (P1 makes its overview anew at each look). */
  peakIsCurrent = false

  constructor(
    kind: TreeRowKind,
    depth: number,
    parent: number,
    index: number,
    ordinal: number,
    via: TreePath,
    node: ProfileNode | undefined,
    counter: Counter | undefined,
    own: OwnFacts | undefined,
  ) {
    this.kind = kind
    this.depth = depth
    this.parent = parent
    this.end = index + 1
    this.ordinal = ordinal
    this.via = via
    this.node = node
    this.counter = counter
    this.peakCounter = undefined
    this.own = own
  }

  /** As the source has it. */
  get name(): string {
    return this.node?.name ?? this.own?.name ?? this.counter!.name
  }

  /** The last step of its path. */
  get step(): string {
    return STEP_LETTERS[this.kind] + this.name
  }

  /** undefined: it has no value. */
  get unit(): Unit | undefined {
    // A named memory counter that reads "0" counts bytes, whatever the text made of it.
    return this.counter ? (this.node ? 'BYTES' : this.counter.unit) : this.own?.unit
  }

  /** undefined: the source says no value for this row. */
  get value(): Integer | undefined {
    return this.counter ? this.counter.value : this.own?.value
  }

  /** Half a step of rounding; 0 = exact. */
  get error(): number {
    return (this.counter ? this.counter.error : this.own?.error) ?? 0
  }

  get origin(): 'reported' | 'sum' | 'difference' | undefined {
    return this.counter ? 'reported' : this.own?.origin
  }

  /** undefined: not reported. null: reported as none (-1). */
  get peak(): Integer | null | undefined {
    if (this.peakIsCurrent) return undefined
    const { peakCounter } = this
    const peak = peakCounter ? (peakCounter.peak ?? peakCounter.value) : this.counter?.peak
    return peak === -1 && this.unit === 'BYTES' ? null : peak
  }

  get peakError(): number {
    const { peakCounter } = this
    if (!peakCounter) return this.counter?.peakError ?? 0
    return (peakCounter.peak === undefined ? peakCounter.error : peakCounter.peakError) ?? 0
  }

  /** Info strings, and unknown fields as JSON. */
  get text(): string | undefined {
    return this.own?.text
  }
}

const STEP_LETTERS: Readonly<Record<TreeRowKind, string>> = {
  node: 'n',
  counter: 'c',
  info: 'i',
  event: 'e',
  time: 't',
  field: 'x',
  residual: 'r',
}
