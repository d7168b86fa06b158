import type { Bytes } from '../../base/units'
import type { Counter } from '../../profile/counter'
import { NO_COUNTERS } from '../../profile/counter'
import type { ProfileNode } from '../../profile/node'
import { NO_CHILDREN, NO_EVENTS, NO_INFO } from '../../profile/node'
import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import type { Generation } from './generation'

// There may be 20,000 trackers, and each stands in the profile once or twice, so these nodes are made as they come out of Doris's
// merge (counters in byte order; of P1 plain and of level 3) instead of through a RuntimeProfile that would be merged.

/**
 * How a type is written in a tracker's name: P1 has neither metadata nor cache; the golden texts of P2 and P3 write other as
 * other_task (doris-formats.md, section 5, has that of P3 only; the texts are Doris's own, so they are followed).
 */
export function printTrackerType(type: TrackerType, generation: Generation): string {
  if (generation === 'p1') return type === 'metadata' || type === 'cache' ? 'global' : type
  return type === 'other' ? 'other_task' : type
}

/** The node `label@type@id=uid` with the counters of a tracker as they are now. */
export function makeTrackerNode(tracker: MemTrackerLimiter, generation: Generation): ProfileNode {
  const { limit, consumption, peakConsumption, reserved, reservedPeak } = tracker
  const counters: Counter[] = []
  if (generation === 'p1') {
    counters.push(makeCounter('CurrentUsage', consumption, 3))
    if (limit >= 0) counters.push(makeCounter('Limit', limit, 3))
    counters.push(makeCounter('PeakUsage', peakConsumption, 3))
    if (reservedPeak !== 0) {
      counters.push(makeCounter('ReservedMemory', reserved, 3), makeCounter('ReservedPeakMemory', reservedPeak, 3))
    }
  } else {
    if (limit >= 0) counters.push(makeCounter('Limit', limit, 2))
    counters.push(makeCounter('Memory', consumption, 2, peakConsumption))
    if (reservedPeak !== 0) counters.push(makeCounter('ReservedMemory', reserved, 2, reservedPeak))
  }
  return makeNode(`${tracker.label}@${printTrackerType(tracker.type, generation)}@id=${tracker.uid}`, NO_CHILDREN, counters)
}

/** A section: a node that has nothing but children. */
export function makeNode(
  name: string,
  children: readonly ProfileNode[],
  counters: readonly Counter[] = NO_COUNTERS,
): ProfileNode {
  return {
    name,
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters,
    children,
    indent: true,
    extra: undefined,
  }
}

function makeCounter(name: string, value: Bytes, level: number, peak?: Bytes): Counter {
  return {
    name,
    unit: 'BYTES',
    value,
    peak,
    error: undefined,
    peakError: undefined,
    level,
    counters: NO_COUNTERS,
    extra: undefined,
  }
}
