import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'

export interface FirstSeen {
  readonly at: UnixMs
  /** It was there in the first sample already: it may be older. */
  readonly orEarlier: boolean
}

/** Tasks that are remembered; a table shows 20,000 at most. */
const MOST_TASKS = 50_000

/** When each task was first listed. Looking it up in the columns of the timeline costs some microseconds, and is done once a task. */
export class TaskLives {
  private readonly first = new Map<string, FirstSeen>()
  private timeline: Timeline | undefined
  private epoch = -1
  private last = -1

  /** Up to which sample of which timeline to look. */
  advance(timeline: Timeline, last: number): void {
    if (this.timeline !== timeline || this.epoch !== timeline.epoch || last < this.last) this.first.clear()
    this.timeline = timeline
    this.epoch = timeline.epoch
    this.last = last
  }

  /** undefined: it is not in the samples up to the last one. */
  firstSeen(uid: string): FirstSeen | undefined {
    return this.first.get(uid) ?? this.lookUp(uid)
  }

  /** What was looked up before, without looking. */
  known(uid: string): FirstSeen | undefined {
    return this.first.get(uid)
  }

  /** Looks up all of them, until done (true) or performance.now() passes `until`. */
  learn(uids: Iterable<string>, until: number): boolean {
    let looked = 0
    for (const uid of uids) {
      if (this.first.has(uid)) continue
      this.lookUp(uid)
      if (++looked % LOOK_AT_CLOCK === 0 && performance.now() > until) return false
    }
    return true
  }

  private lookUp(uid: string): FirstSeen | undefined {
    if (!this.timeline) return undefined
    const index = this.timeline.firstIndexOf(uid)
    if (index < 0 || index > this.last) return undefined
    const found: FirstSeen = { at: this.timeline.times.at(index), orEarlier: index === 0 }
    if (this.first.size >= MOST_TASKS) this.first.clear()
    this.first.set(uid, found)
    return found
  }
}

/** Lookups from one look at the clock to the next. */
const LOOK_AT_CLOCK = 64
