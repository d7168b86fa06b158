import type { Column } from './column'

const CHUNK = 1024
/** Values that one bucket of the lowest level stands for, and buckets that one of the next level does. Divides CHUNK. */
const BRANCH = 32

/**
 * Where the lowest and the highest of any stretch of numbers is: a look at a few numbers at its ends, and at buckets of 32, 1,024, ...
 * in between. Of equal values the first counts; NaN and infinite ones never do.
 */
export class MinMaxIndex implements Column {
  length = 0
  /** Results of the last `find`: indices, -1 = there is none. */
  lowest = -1
  highest = -1
  private chunks: Float64Array[] = []
  private levels: Level[] = []

  push(value: number): void {
    const index = this.length++
    if (index % CHUNK === 0) this.chunks.push(new Float64Array(CHUNK))
    this.chunks[this.chunks.length - 1]![index % CHUNK] = value
    let size = BRANCH
    // A bucket is filled in when its last value has come: until then `find` looks at what it is made of.
    for (let number = 0; (index + 1) % size === 0; number++, size *= BRANCH) {
      this.find(index + 1 - size, index)
      const level = (this.levels[number] ??= new Level())
      level.push(this.lowest, this.highest)
    }
  }

  clear(): void {
    this.length = 0
    this.chunks = []
    this.levels = []
  }

  /** Looks from `from` to `to`, both included, and leaves what it finds in `lowest` and `highest`. */
  find(from: number, to: number): void {
    let low = -1
    let high = -1
    let lowValue = Number.POSITIVE_INFINITY
    let highValue = Number.NEGATIVE_INFINITY
    const last = Math.min(to, this.length - 1)
    for (let index = Math.max(0, from); index <= last;) {
      if (index % BRANCH === 0 && index + BRANCH - 1 <= last && index / BRANCH < (this.levels[0]?.length ?? 0)) {
        let number = 0
        let size = BRANCH
        for (;;) {
          const next = size * BRANCH
          const above = this.levels[number + 1]
          if (!above || index % next !== 0 || index + next - 1 > last || index / next >= above.length) break
          number += 1
          size = next
        }
        const level = this.levels[number]!
        const lower = level.lowest(index / size)
        if (lower >= 0) {
          const value = this.at(lower)
          if (value < lowValue) {
            lowValue = value
            low = lower
          }
          const higher = level.highest(index / size)
          const highest = this.at(higher)
          if (highest > highValue) {
            highValue = highest
            high = higher
          }
        }
        index += size
        continue
      }
      const end = Math.min(last, index - (index % BRANCH) + BRANCH - 1)
      const chunk = this.chunks[(index / CHUNK) | 0]!
      for (; index <= end; index++) {
        const value = chunk[index % CHUNK]!
        if (value < lowValue) {
          lowValue = value
          low = index
        }
        if (value > highValue) {
          highValue = value
          high = index
        }
      }
    }
    this.lowest = low
    this.highest = high
  }

  get bytes(): number {
    return this.chunks.length * CHUNK * 8 + this.levels.reduce((sum, level) => sum + level.length * 8, 0)
  }

  /** The value at an index; NaN outside. */
  at(index: number): number {
    return index >= 0 && index < this.length ? this.chunks[(index / CHUNK) | 0]![index % CHUNK]! : Number.NaN
  }
}

/** Pairs of indices that grow by chunks. */
class Level {
  length = 0
  private readonly chunks: Int32Array[] = []

  push(lowest: number, highest: number): void {
    const place = this.length % CHUNK
    if (place === 0) this.chunks.push(new Int32Array(2 * CHUNK))
    const chunk = this.chunks[this.chunks.length - 1]!
    chunk[2 * place] = lowest
    chunk[2 * place + 1] = highest
    this.length += 1
  }

  lowest(bucket: number): number {
    return this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK)]!
  }

  highest(bucket: number): number {
    return this.chunks[(bucket / CHUNK) | 0]![2 * (bucket % CHUNK) + 1]!
  }
}
