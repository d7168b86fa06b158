import type { Integer } from '../base/integer'
import { subtractFigures } from '../profile/figure'
import type { Figure, Reported } from '../profile/snapshot'

/** One number at two moments, in its unit. */
export interface Change {
  readonly a: Reported
  readonly b: Reported
  /** b - a, exact, with the summed rounding error; undefined unless both are reported. */
  readonly difference: Figure | undefined
  /** What may be called a change: the difference, or 0 where it is not above the rounding of its sources. */
  readonly shown: Integer | undefined
}

/** The change from one figure to another. */
export function compareReported(a: Reported, b: Reported): Change {
  const difference = subtractFigures(b, a)
  return { a, b, difference, shown: difference && (isRounding(difference) ? 0 : difference.value) }
}

function isRounding({ value, error }: Figure): boolean {
  return Math.abs(Number(value)) <= error
}
