import type { Counter, ExtraFields } from '../counter'
import type { EventSequence, ProfileNode } from '../node'

/**
 * For each new child its place before, -1 for a new one; undefined: the same names in the same order. A child is known by its name.
 * Most children stay in their order with some gone and some new between them, so each is looked for a little way ahead first.
 */
export function matchPlaces(before: readonly ProfileNode[], after: readonly ProfileNode[]): Int32Array | undefined {
  const shorter = Math.min(before.length, after.length)
  let same = 0
  while (same < shorter && before[same]!.name === after[same]!.name) same += 1
  if (same === before.length && same === after.length) return undefined
  const places = new Int32Array(after.length)
  for (let index = 0; index < same; index++) places[index] = index
  const passed: number[] = []
  const missing: number[] = []
  let next = same
  for (let index = same; index < after.length; index++) {
    const { name } = after[index]!
    const end = Math.min(before.length, next + LOOK_AHEAD)
    let place = next
    while (place < end && before[place]!.name !== name) place += 1
    if (place === end) {
      places[index] = -1
      missing.push(index)
      continue
    }
    for (; next < place; next++) passed.push(next)
    places[index] = next++
  }
  for (; next < before.length; next++) passed.push(next)
  if (missing.length > 0 && passed.length > 0) matchMoved(before, after, places, passed, missing)
  return places
}

const LOOK_AHEAD = 8

/** Of those that are not where they were looked for; namesakes pair up in order. */
function matchMoved(
  before: readonly ProfileNode[],
  after: readonly ProfileNode[],
  places: Int32Array,
  passed: readonly number[],
  missing: readonly number[],
): void {
  const waiting = new Map<string, number[]>()
  for (const place of passed.toReversed()) {
    const { name } = before[place]!
    const others = waiting.get(name)
    if (others) others.push(place)
    else waiting.set(name, [place])
  }
  for (const index of missing) places[index] = waiting.get(after[index]!.name)?.pop() ?? -1
}

/** Only values differ, if anything. Children do not count. */
export function sameForm(before: ProfileNode, after: ProfileNode): boolean {
  return (
    before.totalTimeNs === after.totalTimeNs &&
    Object.is(before.localTimePercent, after.localTimePercent) &&
    before.indent === after.indent &&
    before.name === after.name &&
    sameInfo(before.info, after.info) &&
    sameEvents(before.events, after.events) &&
    sameFields(before.extra, after.extra) &&
    sameShape(before.counters, after.counters, true)
  )
}

/** The same in every field, and so is everything below. */
export function sameNode(before: ProfileNode, after: ProfileNode): boolean {
  return (
    before === after ||
    (sameForm(before, after) &&
      sameValues(before.counters, after.counters) &&
      before.children.length === after.children.length &&
      after.children.every((child, index) => sameNode(before.children[index]!, child)))
  )
}

/** Of lists of the same shape. */
function sameValues(before: readonly Counter[], after: readonly Counter[]): boolean {
  return after.every((now, index) => {
    const old = before[index]!
    return Object.is(old.value, now.value) && Object.is(old.peak, now.peak) && sameValues(old.counters, now.counters)
  })
}

/** Everything about two lists of counters is the same except values, peaks and, unless `errors` is set, errors of rounding. */
export function sameShape(before: readonly Counter[], after: readonly Counter[], errors: boolean): boolean {
  if (before === after) return true
  if (before.length !== after.length) return false
  for (let index = 0; index < after.length; index++) {
    const old = before[index]!
    const now = after[index]!
    if (old === now) continue
    if (
      old.name !== now.name ||
      old.unit !== now.unit ||
      old.level !== now.level ||
      (old.peak === undefined) !== (now.peak === undefined) ||
      (errors && (old.error !== now.error || old.peakError !== now.peakError)) ||
      !sameFields(old.extra, now.extra) ||
      !sameShape(old.counters, now.counters, errors)
    )
      return false
  }
  return true
}

export function sameInfo(before: ProfileNode['info'], after: ProfileNode['info']): boolean {
  if (before === after) return true
  if (before.length !== after.length) return false
  return after.every(([key, value], index) => before[index]![0] === key && before[index]![1] === value)
}

export function sameEvents(before: readonly EventSequence[], after: readonly EventSequence[]): boolean {
  if (before === after) return true
  if (before.length !== after.length) return false
  return after.every((now, index) => {
    const old = before[index]!
    return (
      old.name === now.name &&
      old.elapsedNs === now.elapsedNs &&
      sameFields(old.extra, now.extra) &&
      old.points.length === now.points.length &&
      now.points.every(([label, since], point) => old.points[point]![0] === label && old.points[point]![1] === since)
    )
  })
}

/** Unknown fields come from JSON, so their text says whether they are the same. */
export function sameFields(before: ExtraFields | undefined, after: ExtraFields | undefined): boolean {
  if (before === after) return true
  return before !== undefined && after !== undefined && JSON.stringify([...before]) === JSON.stringify([...after])
}

/** How many counters a list holds, nested ones included. */
export function countCounters(counters: readonly Counter[]): number {
  let count = counters.length
  for (const counter of counters) if (counter.counters.length > 0) count += countCounters(counter.counters)
  return count
}
