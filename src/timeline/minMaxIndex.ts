import type { Column } from './column'

const BRANCH = 8

/**
 * Where the lowest and the highest value of any range of a column is, in steps that grow with the logarithm of the range. Of equal
 * values the first counts; NaN never does. `append` must be called once for each value that the column got.
 */
export class MinMaxIndex {
  private readonly column: Column
  private length = 0
  /** Level by level: for each bucket of 8, 64, ... values the index of its lowest and its highest; -1 = all are NaN. */
  private levels: Level[] = []

  constructor(column: Column) {
    this.column = column
  }

  append(): void {
    const index = this.length++
    const value = this.column.at(index)
    let size = BRANCH
    for (let at = 0; index >= size / BRANCH || at === 0; at++) {
      const level = (this.levels[at] ??= at === 0 ? new Level() : this.raise(at))
      const bucket = Math.floor(index / size)
      if (bucket === level.length) level.push(-1, -1)
      if (!Number.isNaN(value)) {
        const lowest = level.lowest(bucket)
        if (lowest < 0 || value < this.column.at(lowest)) level.setLowest(bucket, index)
        const highest = level.highest(bucket)
        if (highest < 0 || value > this.column.at(highest)) level.setHighest(bucket, index)
      }
      size *= BRANCH
    }
  }

  /** Starts over; the column was changed other than by appending. */
  rebuild(): void {
    this.length = 0
    this.levels = []
    while (this.length < this.column.length) this.append()
  }

  /** Index of the lowest value from `from` to `to`, both included; -1 if there is none. */
  lowest(from: number, to: number): number {
    return this.find(from, to, true)
  }

  /** The same for the highest. */
  highest(from: number, to: number): number {
    return this.find(from, to, false)
  }

  get bytes(): number {
    return this.levels.reduce((sum, level) => sum + level.length * 8, 0)
  }

  /** A level whose first bucket holds all values so far. */
  private raise(at: number): Level {
    const level = new Level()
    const below = this.levels[at - 1]!
    let lowest = -1
    let highest = -1
    for (let bucket = 0; bucket < below.length; bucket++) {
      lowest = this.better(lowest, below.lowest(bucket), true)
      highest = this.better(highest, below.highest(bucket), false)
    }
    level.push(lowest, highest)
    return level
  }

  private find(from: number, to: number, low: boolean): number {
    let best = -1
    let index = from
    while (index <= to) {
      // The largest bucket that begins here and does not reach beyond the range.
      let at = -1
      let size = 1
      while (at + 1 < this.levels.length && index % (size * BRANCH) === 0 && index + size * BRANCH - 1 <= to) {
        at += 1
        size *= BRANCH
      }
      const found = at < 0 ? index : low ? this.levels[at]!.lowest(index / size) : this.levels[at]!.highest(index / size)
      best = this.better(best, found, low)
      index += size
    }
    return best
  }

  private better(best: number, other: number, low: boolean): number {
    if (other < 0) return best
    const value = this.column.at(other)
    if (Number.isNaN(value)) return best
    if (best < 0) return other
    const known = this.column.at(best)
    return (low ? value < known : value > known) ? other : best
  }
}

const CHUNK = 512

/** Pairs of indices that grow by chunks. */
class Level {
  length = 0
  private readonly chunks: Int32Array[] = []

  push(lowest: number, highest: number): void {
    if (this.length % CHUNK === 0) this.chunks.push(new Int32Array(2 * CHUNK))
    this.length += 1
    this.setLowest(this.length - 1, lowest)
    this.setHighest(this.length - 1, highest)
  }

  lowest(bucket: number): number {
    return this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK)]!
  }

  highest(bucket: number): number {
    return this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK) + 1]!
  }

  setLowest(bucket: number, index: number): void {
    this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK)] = index
  }

  setHighest(bucket: number, index: number): void {
    this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK) + 1] = index
  }
}
