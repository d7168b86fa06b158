import type { MemTrackerLimiter } from '../backend/memory/memTrackerLimiter'
import { TrackerPool } from '../backend/memory/trackerPool'
import type { ProcessFigures } from '../backend/report/memoryProfile'
import { MemoryProfile } from '../backend/report/memoryProfile'
import { ProcessProfile } from '../backend/report/processProfile'
import { measureRatio, type BenchResult } from './benchResult'
import { makeTasks } from './jsonRead'

const SIZES = [200, 5_000, 20_000]

/** Time a tracker with the most of them against that with the fewest. 1 would be linear; the rest is that they fit no cache any more. */
const MOST_GROWTH = 3

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
 * not change any more. The floor sums the same numbers from a typed array and makes nothing of them. The last row is how
 * much more a tracker costs where there are the most of them.
 */
export async function benchRefresh(): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const count of SIZES) {
    const { profile, values, trackers } = makeProcess(count)
    const { ratio, spread, subjectMs, floorMs } = await measureRatio(
      () => profile.refresh(),
      () => sum(values),
    )
    const perTrackerNs = (subjectMs * 1e6) / trackers.length
    results.push({
      name: `refresh, ${count.toLocaleString('en-US')} trackers`,
      ratio,
      floor: `sum of the same numbers, ${(floorMs * 1000).toFixed(2)} us`,
      goal: undefined,
      value: `${subjectMs.toFixed(2)} ms, ${Math.round(perTrackerNs)} ns a tracker`,
      spread,
    })
  }
  results.push(await benchGrowth())
  return results
}

/**
 * Whether the work is linear: one refresh with the most trackers against as many small ones as make the same number, turn by turn, so
 * that both are warm and meet the same noise. Sorting all tasks, or walking them once for each task, would be far above the goal.
 */
async function benchGrowth(): Promise<BenchResult> {
  const [few, many] = [SIZES[0]!, SIZES.at(-1)!]
  const small = makeProcess(few)
  const large = makeProcess(many)
  const times = large.trackers.length / small.trackers.length
  const refreshSmall = (): void => {
    for (let time = 0; time < times; time++) small.profile.refresh()
  }
  // A first round for each warms up the code and the heap that the next one finds.
  for (let round = 0; round < 3; round++) {
    refreshSmall()
    large.profile.refresh()
  }
  const { ratio, spread, subjectMs, floorMs } = await measureRatio(() => large.profile.refresh(), refreshSmall, 31)
  const perTracker = (ms: number): string => `${Math.round((ms * 1e6) / large.trackers.length)} ns a tracker`
  return {
    name: `refresh, growth from ${few.toLocaleString('en-US')} to ${many.toLocaleString('en-US')} trackers`,
    ratio,
    floor: `${times} refreshes with ${few}, ${perTracker(floorMs)}`,
    goal: MOST_GROWTH,
    value: `${subjectMs.toFixed(2)} ms, ${perTracker(subjectMs)}`,
    spread,
  }
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
