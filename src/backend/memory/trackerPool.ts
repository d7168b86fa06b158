import type { TrackerOptions, TrackerType } from './memTrackerLimiter'
import { MemTrackerLimiter } from './memTrackerLimiter'

/** As MEM_TRACKER_GROUP_NUM in Doris: global, metadata and cache have a group each, the tasks take turns in the others. */
const GROUP_COUNT = 1000
const FIXED_GROUPS: Partial<Record<TrackerType, number>> = { global: 0, metadata: 1, cache: 2 }
const FIRST_TASK_GROUP = 3

/**
 * All trackers of the process, in groups that hold them weakly: a tracker lives as long as the task that owns it, and drops out of
 * the statistics when it is gone. Here a task says so itself (`remove`), because the collector of garbage may come much later; one
 * that nobody removed drops out when it is collected.
 */
export class TrackerPool {
  private readonly groups: Set<WeakRef<MemTrackerLimiter>>[] = Array.from({ length: GROUP_COUNT }, () => new Set())
  private readonly places = new WeakMap<
    MemTrackerLimiter,
    { group: Set<WeakRef<MemTrackerLimiter>>; ref: WeakRef<MemTrackerLimiter> }
  >()
  private nextTask = 0

  /** A new tracker in its group. */
  create(type: TrackerType, label: string, options: TrackerOptions = {}): MemTrackerLimiter {
    const tracker = new MemTrackerLimiter(type, label, options)
    this.add(tracker)
    return tracker
  }

  /** Puts a tracker into the group that its type and turn give it. */
  add(tracker: MemTrackerLimiter): void {
    const number = FIXED_GROUPS[tracker.type] ?? (this.nextTask++ % (GROUP_COUNT - FIRST_TASK_GROUP)) + FIRST_TASK_GROUP
    const group = this.groups[number]!
    const ref = new WeakRef(tracker)
    group.add(ref)
    this.places.set(tracker, { group, ref })
  }

  remove(tracker: MemTrackerLimiter): void {
    const place = this.places.get(tracker)
    if (place === undefined) return
    place.group.delete(place.ref)
    this.places.delete(tracker)
  }

  /** All that live, group by group; the dead are swept out on the way. */
  *[Symbol.iterator](): Generator<MemTrackerLimiter> {
    for (const group of this.groups) {
      for (const ref of group) {
        const tracker = ref.deref()
        if (tracker === undefined) group.delete(ref)
        else yield tracker
      }
    }
  }

  /** All of these types, in order of the groups. */
  ofTypes(...types: readonly TrackerType[]): MemTrackerLimiter[] {
    return [...this].filter((tracker) => types.includes(tracker.type))
  }

  /**
   * The largest trackers that are tasks (not global, metadata or cache) in descending order; ties in the order of the groups.
   * `among` is for a caller who has all of them at hand.
   */
  topTasks(count: number, among: Iterable<MemTrackerLimiter> = this): MemTrackerLimiter[] {
    // Sorted as they come, and never longer than asked for: with 20,000 tasks sorting all would cost most of a refresh.
    const top: MemTrackerLimiter[] = []
    for (const tracker of among) {
      if (FIXED_GROUPS[tracker.type] !== undefined) continue
      const { consumption } = tracker
      if (top.length === count && consumption <= top[count - 1]!.consumption) continue
      let at = top.length
      while (at > 0 && top[at - 1]!.consumption < consumption) at--
      top.splice(at, 0, tracker)
      if (top.length > count) top.pop()
    }
    return top
  }

  get size(): number {
    let count = 0
    for (const _ of this) count++
    return count
  }
}
