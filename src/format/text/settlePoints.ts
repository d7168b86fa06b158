import { toInteger } from '../../base/integer'
import type { Integer } from '../../base/integer'
import { readTimeInterval } from './readValue'

interface Interval {
  readonly least: bigint
  readonly most: bigint
}

/**
 * The points of an event sequence in ns, each printed twice: since the start and since the point before, both cut off. Picks times
 * for which both print the same again: the intervals of the one shifted by those of the other, forwards, then chosen backwards.
 */
export function settlePoints(
  points: readonly { readonly label: string; readonly at: string; readonly since: string }[],
): (readonly [label: string, sinceStartNs: Integer])[] {
  const steps = points.map(({ since }) => intervalOf(since))
  const possible: Interval[] = []
  for (const [index, { at }] of points.entries()) {
    const before = possible[index - 1] ?? { least: 0n, most: 0n }
    const step = steps[index]!
    const own = intervalOf(at)
    possible.push(intersect(own, { least: before.least + step.least, most: before.most + step.most }) ?? own)
  }
  const settled: (readonly [string, Integer])[] = []
  let range: Interval | undefined
  for (let index = points.length - 1; index >= 0; index--) {
    const own = possible[index]!
    const { least, most } = (range === undefined ? undefined : intersect(own, range)) ?? own
    const time = (least + most) / 2n
    settled.push([points[index]!.label, toInteger(time)])
    const step = steps[index]!
    range = { least: time - step.most, most: time - step.least }
  }
  return settled.toReversed()
}

function intervalOf(text: string): Interval {
  return readTimeInterval(text) ?? { least: 0n, most: 0n }
}

function intersect(a: Interval, b: Interval): Interval | undefined {
  const least = a.least > b.least ? a.least : b.least
  const most = a.most < b.most ? a.most : b.most
  return least > most ? undefined : { least, most }
}
