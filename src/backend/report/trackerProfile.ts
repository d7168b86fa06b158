import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import type { RuntimeProfile } from '../runtime/runtimeProfile'
import type { Generation } from './generation'

/**
 * How a type is written in a tracker's name: P1 has neither metadata nor cache; the golden texts of P2 and P3 write other as
 * other_task (doris-formats.md, section 5, has that of P3 only; the texts are Doris's own, so they are followed).
 */
export function printTrackerType(type: TrackerType, generation: Generation): string {
  if (generation === 'p1' && (type === 'metadata' || type === 'cache')) return 'global'
  if (generation !== 'p1' && type === 'other') return 'other_task'
  return type
}

/** Adds `label@type@id=uid` with the counters of the tracker to a section. */
export function makeTrackerProfile(section: RuntimeProfile, tracker: MemTrackerLimiter, generation: Generation): void {
  const node = section.createChild(`${tracker.label}@${printTrackerType(tracker.type, generation)}@id=${tracker.uid}`)
  if (generation === 'p1') {
    node.addCounter('CurrentUsage', 'BYTES').set(tracker.consumption)
    node.addCounter('PeakUsage', 'BYTES').set(tracker.peakConsumption)
    if (tracker.limit >= 0) node.addCounter('Limit', 'BYTES').set(tracker.limit)
    if (tracker.reservedPeak !== 0) {
      node.addCounter('ReservedMemory', 'BYTES').set(tracker.reserved)
      node.addCounter('ReservedPeakMemory', 'BYTES').set(tracker.reservedPeak)
    }
    return
  }
  const memory = node.addHighWaterMarkCounter('Memory', 'BYTES')
  memory.set(tracker.peakConsumption)
  memory.set(tracker.consumption)
  if (tracker.limit >= 0) node.addCounter('Limit', 'BYTES').set(tracker.limit)
  if (tracker.reservedPeak !== 0) {
    const reserved = node.addHighWaterMarkCounter('ReservedMemory', 'BYTES')
    reserved.set(tracker.reservedPeak)
    reserved.set(tracker.reserved)
  }
}
