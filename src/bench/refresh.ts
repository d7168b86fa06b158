import type { MemTrackerLimiter } from '../backend/memory/memTrackerLimiter'
import { TrackerPool } from '../backend/memory/trackerPool'
import type { ProcessFigures } from '../backend/report/memoryProfile'
import { MemoryProfile } from '../backend/report/memoryProfile'
import { ProcessProfile } from '../backend/report/processProfile'
import { measureRatio, type BenchResult } from './benchResult'
import { makeTasks } from './jsonRead'

const SIZES = [200, 5_000, 20_000]

const FIGURES: ProcessFigures = {
  rss: 8e9,
  rssPeak: 9e9,
  virtual: 60e9,
  virtualPeak: 61e9,
  reserved: 1e6,
  allocatorCache: 1e8,
  allocatorMetadata: 1e8,
  memtables: 1e8,
  memtablesPeak: 2e8,
  jvmHeap: 0,
  jvmNonHeap: 0,
}

/**
 * What a look at the process costs the reference process: overview, sums by type, the largest tasks, all tasks, as a tree that does
 * not change any more. The floor sums the same numbers from a typed array and makes nothing of them. The work is linear if the time
 * a tracker stays the same; the largest size says how much it is in terms of the smallest.
 */
export async function benchRefresh(): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  let smallestNs: number | undefined
  for (const count of SIZES) {
    const { profile, values, trackers } = makeProcess(count)
    const { ratio, spread, subjectMs, floorMs } = await measureRatio(
      () => profile.refresh(),
      () => sum(values),
    )
    const perTrackerNs = (subjectMs * 1e6) / trackers.length
    smallestNs ??= perTrackerNs
    results.push({
      name: `refresh, ${count.toLocaleString('en-US')} trackers`,
      ratio,
      floor: `sum of the same numbers, ${(floorMs * 1000).toFixed(2)} us`,
      goal: undefined,
      value:
        `${subjectMs.toFixed(2)} ms, ${Math.round(perTrackerNs)} ns a tracker` +
        (count === SIZES[0] ? '' : `, ${(perTrackerNs / smallestNs).toFixed(2)} times that of ${SIZES[0]}`),
      spread,
    })
  }
  return results
}

interface BusyProcess {
  readonly profile: ProcessProfile
  readonly values: Float64Array
  /** The pool holds its trackers weakly: somebody has to hold them. */
  readonly trackers: readonly MemTrackerLimiter[]
}

function makeProcess(count: number): BusyProcess {
  const pool = new TrackerPool()
  const trackers = makeTasks(count).map((task) => {
    const tracker = pool.create(task.type, task.label, {
      limit: Number(task.limit ?? -1),
      ...(task.uid !== undefined && { uid: task.uid }),
    })
    tracker.setConsumption(Number(task.current))
    tracker.setReserved(Number(task.reserved ?? 0))
    return tracker
  })
  const profile = new ProcessProfile(new MemoryProfile(pool, 'p1', () => FIGURES))
  return { profile, values: Float64Array.from(trackers, (tracker) => tracker.consumption), trackers }
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
