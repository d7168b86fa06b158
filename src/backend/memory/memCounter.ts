import type { Bytes } from '../../base/units'

/** What something uses now and the most it ever used. Bytes; the current value may be negative, the peak starts at 0. */
export class MemCounter {
  private now: Bytes = 0
  private highest: Bytes = 0

  add(delta: Bytes): void {
    this.now += delta
    if (this.now > this.highest) this.highest = this.now
  }

  /** Adds only if the sum stays at or under the limit. */
  tryAdd(delta: Bytes, limit: Bytes): boolean {
    if (this.now + delta > limit) return false
    this.add(delta)
    return true
  }

  sub(delta: Bytes): void {
    this.now -= delta
  }

  /** For trackers that are told what they hold instead of being told each change. */
  set(value: Bytes): void {
    this.now = value
    if (value > this.highest) this.highest = value
  }

  current(): Bytes {
    return this.now
  }

  peak(): Bytes {
    return this.highest
  }
}
