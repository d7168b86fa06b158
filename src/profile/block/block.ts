import type { Integer } from '../../base/integer'
import type { ProfileNode } from '../node'
import type { NameTable } from './nameTable'
import type { SnapshotFacts } from './snapshotTree'
import type { TextChange } from './textChange'

/**
 * Some samples in a row as columns, packed. A block stands alone, never changes once built, and holds plain data only, so that it can
 * go to another thread.
 *
 * A *life* is a stretch of samples in which one node is there with the same fields and counters; only the values of its counters
 * change. A life has a name, a form (everything else that does not change), a parent and its values: of each counter in pre-order the
 * value, then the peak if it has one. When anything but a value changes, another life takes its place.
 */
export interface Block {
  /** How many samples. */
  readonly count: number
  /** SampleFrame.seq, at, tookMs, wireBytes and Snapshot.takenAt of each sample; NaN = undefined. */
  readonly seq: Float64Array
  readonly at: Float64Array
  readonly tookMs: Float64Array
  readonly wireBytes: Float64Array
  readonly takenAt: Float64Array
  /** Facts, each with the sample from which on they hold; the first holds from 0. */
  readonly facts: readonly Since<SnapshotFacts>[]
  /** The allocator's text, in the same way. undefined = none. */
  readonly allocator: readonly Since<TextChange | undefined>[]
  readonly names: NameTable
  /** Nodes with neither name, children nor values that mean anything. */
  readonly forms: readonly ProfileNode[]
  readonly lives: Lives
  /**
   * Packed integers: the children of every node, told again at each sample where they change. For each change: sample, parent's life,
   * number of entries, entries. An entry e stands by e modulo 4: 0 = children as before from place e/4 on, followed by how many;
   * 1 = new life e/4; 2 = life e/4 instead of the one at the place that follows, whose children it takes over.
   */
  readonly orders: Uint8Array
  /**
   * Packed integers: for each life and each of its columns how many numbers follow, then these. Of a column of values: the first value,
   * then the steps. Of a column of peaks: how far the first peak is from the first value, then how far each is from what
   * `expectPeak` says. Missing numbers at the end are 0. No number at all: the column is in `wide`.
   */
  readonly values: Uint8Array
  /** Where in `values` the lives 0, 16, 32, ... begin. */
  readonly marks: Uint32Array
  /** By life, then by column: values that are not safe integers, or jump too far; whole, the last value repeating to the end. */
  readonly wide: ReadonlyMap<number, readonly (readonly Integer[] | undefined)[]>
}

/** A block in a stream of frames, in place of its samples. */
export interface BlockPart {
  readonly kind: 'block'
  readonly block: Block
  /** What a timeline computes of each of its samples, where that was done already (in another thread); see `timeline/blockFigures.ts`. */
  readonly figures?: Float64Array<ArrayBuffer>
}

export interface Since<Value> {
  readonly from: number
  readonly value: Value
}

/** Columns over lives. A life lasts from sample `start` to before sample `end`. */
export interface Lives {
  readonly name: ArrayLike<number>
  readonly form: ArrayLike<number>
  /** The life of the parent when this one began; the root's own is 0. */
  readonly parent: ArrayLike<number>
  readonly start: ArrayLike<number>
  readonly end: ArrayLike<number>
}

export const LIVES_A_MARK = 16

/** A peak stays, or goes with the value where that changed and is higher. So most peaks need no number. */
export function expectPeak(peak: number, valueBefore: number, value: number): number {
  return value !== valueBefore && value > peak ? value : peak
}

/** About how many bytes a block occupies. Forms, facts and templates are mostly shared with the block before and count little. */
export function measureBlock(block: Block): number {
  const { names, lives } = block
  let bytes = 600 + block.count * 40 + block.orders.length + block.values.length + block.marks.byteLength
  bytes += names.ids.length + names.hash.byteLength + names.template.byteLength
  for (const column of Object.values(lives) as ArrayLike<number>[])
    bytes += ArrayBuffer.isView(column) ? column.byteLength : 8 * column.length
  bytes += names.templates.length * 24 + block.forms.length * 16 + block.facts.length * 100
  for (const { value } of block.allocator)
    if (value) bytes += typeof value === 'string' ? value.length : value.text.length + 4 * value.lines.length + 100
  for (const columns of block.wide.values()) for (const column of columns) bytes += column ? 40 + 16 * column.length : 0
  return bytes
}
