import { addIntegers, subtractIntegers } from '../base/integer'
import type { Bytes } from '../base/units'
import type { Counter } from './counter'
import type { Figure, Reported } from './snapshot'

/** What a counter says of bytes now; undefined if it is not there or counts something else. */
export function currentFigure(counter: Counter | undefined): Figure | undefined {
  return counter && countsBytes(counter) ? { value: counter.value, error: counter.error ?? 0 } : undefined
}

/** The peak of a high-water counter in bytes; undefined if it is none. A peak of -1 is Doris's "none": null. */
export function peakFigure(counter: Counter | undefined): Reported {
  if (!counter || counter.peak === undefined || !countsBytes(counter)) return undefined
  return counter.peak === -1 ? null : { value: counter.peak, error: counter.peakError ?? 0 }
}

/** The first that is reported, also if it is reported as none. */
export function firstReported(...figures: readonly Reported[]): Reported {
  return figures.find((figure) => figure !== undefined)
}

/** The sum of those that are reported, with the summed error; undefined if none is. Exact. */
export function sumFigures(figures: readonly Reported[]): Figure | undefined {
  let sum: Figure | undefined
  for (const figure of figures) {
    if (!figure) continue
    sum = sum ? { value: addIntegers(sum.value, figure.value), error: sum.error + figure.error } : figure
  }
  return sum
}

/** a - b with the summed error; undefined unless both are reported. Exact. */
export function subtractFigures(a: Reported, b: Reported): Figure | undefined {
  return a && b ? { value: subtractIntegers(a.value, b.value), error: a.error + b.error } : undefined
}

/** The nearest JS number, for drawing; undefined if it is not reported or none. */
export function bytesOf(figure: Reported): Bytes | undefined {
  return figure ? Number(figure.value) : undefined
}

// "0" is printed without a unit, so a zero read from text may carry any.
function countsBytes(counter: Counter): boolean {
  return counter.unit === 'BYTES' || counter.value === 0
}
