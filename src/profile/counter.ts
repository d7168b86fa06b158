import type { Integer } from '../base/integer'
import type { Unit } from './unit'

/** One counter of a RuntimeProfile, with the counters nested under it. Never changed once made. */
export interface Counter {
  readonly name: string
  readonly unit: Unit
  /**
   * What it is now, in the unit; of a derived or conditional counter, what is printed. An exact integer; only for DOUBLE_VALUE any
   * JS number, NaN and infinities too. Of a counter read from P1 text, where a high-water counter prints as its peak, that peak.
   */
  readonly value: Integer
  /** The highest value; only on a high-water counter. Peaks of different counters are from different moments: never add them. */
  readonly peak: Integer | undefined
  /** Half a step of rounding, in the unit, when the value was read from rounded text; undefined = exact. */
  readonly error: number | undefined
  /** The same for the peak. */
  readonly peakError: number | undefined
  /** Doris's counter level; never changes the text. */
  readonly level: number | undefined
  /** Nested counters, in order. */
  readonly counters: readonly Counter[]
  /** Fields of the JSON form that this version does not know, kept so that writing loses nothing. */
  readonly extra: ExtraFields | undefined
}

/** Unknown JSON fields by name, in order; a Map, so that `__proto__` is a name like any other. */
export type ExtraFields = ReadonlyMap<string, unknown>

export const NO_COUNTERS: readonly Counter[] = Object.freeze([])
