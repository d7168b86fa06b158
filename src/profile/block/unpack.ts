import type { IntegerUnpacker } from '../../base/packedIntegers'
import type { Counter } from '../counter'
import type { ProfileNode } from '../node'
import { expectPeak } from './block'

const layouts = new WeakMap<ProfileNode, readonly boolean[]>()

/** For each column of a form whether it holds peaks. */
export function layoutOf(form: ProfileNode): readonly boolean[] {
  let layout = layouts.get(form)
  if (!layout) {
    const columns: boolean[] = []
    addColumns(columns, form.counters)
    layouts.set(form, columns)
    layout = columns
  }
  return layout
}

function addColumns(columns: boolean[], counters: readonly Counter[]): void {
  for (const counter of counters) {
    columns.push(false)
    if (counter.peak !== undefined) columns.push(true)
    addColumns(columns, counter.counters)
  }
}

/** Reads the next column of values into `target`; leaves it as it is if the column is in `wide`. */
export function unpackValues(unpacker: IntegerUnpacker, target: Float64Array, at: number, length: number): void {
  const count = unpacker.next()
  if (count === 0) return
  let value = 0
  for (let index = 0; index < count; index++) {
    value += unpacker.next()
    target[at + index] = value
  }
  if (count < length) target.fill(value, at + count, at + length)
}

/** The same for peaks. Their values must stand right before them in `target`. */
export function unpackPeaks(unpacker: IntegerUnpacker, target: Float64Array, at: number, length: number): void {
  const count = unpacker.next()
  if (count === 0) return
  let value = target[at - length]!
  let peak = value + unpacker.next()
  target[at] = peak
  for (let index = 1; index < length; index++) {
    const before = value
    value = target[at - length + index]!
    peak = expectPeak(peak, before, value)
    if (index < count) peak += unpacker.next()
    target[at + index] = peak
  }
}
