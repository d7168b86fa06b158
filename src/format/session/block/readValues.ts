import type { Integer } from '../../../base/integer'
import { IntegerPacker } from '../../../base/packedIntegers'
import { expectPeak, LIVES_A_MARK } from '../../../profile/block/block'
import { ReadError } from '../../../profile/report'
import { buildAmount } from '../../json/build'
import { list, misfit, unequal } from './blockField'
import type { ColumnKind } from './columnKinds'

/** More values than this in one block, unpacked, are refused: 128 MiB. */
export const MOST_VALUES = 16 * 2 ** 20

export interface ReadLives {
  readonly form: ArrayLike<number>
  readonly start: ArrayLike<number>
  readonly end: ArrayLike<number>
}

export interface PackedValues {
  /** As Block.values. */
  readonly packed: Uint8Array
  /** As Block.marks. */
  readonly marks: Uint32Array
}

export type Wide = Map<number, (readonly Integer[] | undefined)[]>

/** The columns that are told whole. */
export function readWide(json: unknown, lives: ReadLives, kinds: readonly ColumnKind[][]): Wide {
  const wide: Wide = new Map()
  if (json === undefined) return wide
  for (const entry of list(json, 'wide')) {
    const [life, column, values] = list(entry, 'wide')
    const layout = typeof life === 'number' ? kinds[lives.form[life] ?? -1] : undefined
    const kind = typeof column === 'number' ? layout?.[column] : undefined
    if (!layout || !kind || typeof life !== 'number' || typeof column !== 'number')
      throw misfit('"wide" names a column that is not there')
    const numbers = list(values, 'wide')
    if (numbers.length === 0 || numbers.length > lives.end[life]! - lives.start[life]!)
      throw unequal('wide', numbers.length, lives.end[life]! - lives.start[life]!)
    let columns = wide.get(life)
    if (!columns) wide.set(life, (columns = layout.map(() => undefined)))
    columns[column] = numbers.map((number) => buildAmount(number, kind.unit))
  }
  return wide
}

/** Checks the columns of steps, and packs them. */
export function readValues(json: unknown, lives: ReadLives, kinds: readonly ColumnKind[][], wide: Wide): PackedValues {
  const columns = list(json, 'values')
  const packer = new IntegerPacker(columns.length * 8 + 1024)
  const marks: number[] = []
  let next = 0
  let total = 0
  for (let life = 0; life < lives.form.length; life++) {
    if (life % LIVES_A_MARK === 0) marks.push(packer.length)
    const length = lives.end[life]! - lives.start[life]!
    const layout = kinds[lives.form[life]!]!
    total += layout.length * length
    if (total > MOST_VALUES)
      throw new ReadError('too-large', `This block unpacks to more than ${MOST_VALUES.toLocaleString('en')} values.`)
    const wideColumns = wide.size === 0 ? undefined : wide.get(life)
    let farthest = 0
    for (let column = 0; column < layout.length; column++) {
      const steps: unknown = columns[next++]
      if (!Array.isArray(steps)) throw misfit('"values" has fewer columns than the lives need')
      const isWide = wideColumns?.[column] !== undefined
      if (isWide ? steps.length > 0 : steps.length === 0 || steps.length > length) throw unequal('values', steps.length, length)
      const { isPeak } = layout[column]!
      if (isPeak && isWide !== (wideColumns?.[column - 1] !== undefined)) throw misfit('a peak is wide and its value is not')
      packer.push(steps.length)
      farthest = packColumn(packer, steps, isPeak ? farthest : 0, isPeak)
      if (!(farthest <= Number.MAX_SAFE_INTEGER) && !(isPeak && arePeaksExact(columns[next - 2], steps, length)))
        throw misfit('a value is not a whole number below 2^53, and not in "wide"')
    }
  }
  if (next !== columns.length) throw misfit('"values" has more columns than the lives need')
  return { packed: packer.finish(), marks: Uint32Array.from(marks) }
}

/**
 * Packs the steps of a column. Returns how far from 0 its values may be, NaN if a step is no number: a column of values is followed step
 * by step; a peak is never farther than the values of its counter (`start`) and all its misses together.
 */
function packColumn(packer: IntegerPacker, steps: readonly unknown[], start: number, isPeak: boolean): number {
  let farthest = start
  let value = 0
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as number
    if (!Number.isSafeInteger(step)) return Number.NaN
    packer.push(step)
    if (isPeak) {
      farthest += step < 0 ? -step : step
      continue
    }
    value += step
    if (value > farthest) farthest = value
    else if (-value > farthest) farthest = -value
  }
  return farthest
}

/** Follows the peaks one by one, where the simple bound does not do. */
function arePeaksExact(values: unknown, misses: readonly unknown[], length: number): boolean {
  const steps = values as readonly number[]
  let value = 0
  let peak = 0
  for (let index = 0; index < length; index++) {
    const before = value
    value += steps[index] ?? 0
    const miss = index < misses.length ? misses[index] : 0
    peak = (index === 0 ? value : expectPeak(peak, before, value)) + (miss as number)
    if (!Number.isSafeInteger(miss) || !Number.isSafeInteger(peak)) return false
  }
  return true
}
