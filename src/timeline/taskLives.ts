import type { UnixMs } from '../base/units'
import type { Timeline } from './timeline'
import { trackerNodes } from './trackerNodes'

export interface FirstSeen {
  readonly at: UnixMs
  /** It was there in the first sample already: it may be older. */
  readonly orEarlier: boolean
}

/** When each task was first listed; grows with the timeline, a slice at a time. */
export class TaskLives {
  private readonly first = new Map<string, UnixMs>()
  private doneTo = -Infinity
  private start: UnixMs | undefined

  /** Reads samples that it has not seen, up to the sample `last`, until done (true) or performance.now() passes `until`. */
  advance(timeline: Timeline, last: number, until: number): boolean {
    this.start ??= timeline.length > 0 ? timeline.times.at(0) : undefined
    for (let index = timeline.indexAt(this.doneTo) + 1; index <= last; index++) {
      const { at, snapshot } = timeline.sampleAt(index)
      for (const [uid] of trackerNodes(snapshot.profile)) if (!this.first.has(uid)) this.first.set(uid, at)
      this.doneTo = at
      if (performance.now() > until) return index >= last
    }
    return true
  }

  /** undefined: not seen in what was read so far. */
  firstSeen(uid: string): FirstSeen | undefined {
    const at = this.first.get(uid)
    return at === undefined ? undefined : { at, orEarlier: at === this.start }
  }
}
