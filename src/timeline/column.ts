/** Numbers in order, one a sample. A view: it shows later appends too, and costs nothing to hand out. */
export interface Column {
  /** Number of values. */
  readonly length: number
  /** The value at an index from 0; NaN where there is none: not reported, reported as none, or an index outside. */
  at(index: number): number
}

const CHUNK = 1024

/**
 * A column that grows by chunks of a fixed size: appending never copies what is there. Values may be overwritten in place and the
 * whole may be cut and refilled, which is what thinning does.
 */
export class ChunkedColumn implements Column {
  length = 0
  private chunks: Float64Array[] = []

  at(index: number): number {
    return index >= 0 && index < this.length ? this.chunks[(index / CHUNK) | 0]![index % CHUNK]! : Number.NaN
  }

  push(value: number): void {
    const place = this.length % CHUNK
    if (place === 0) this.chunks.push(new Float64Array(CHUNK))
    this.chunks[this.chunks.length - 1]![place] = value
    this.length += 1
  }

  /** Overwrites a value that is there. */
  set(index: number, value: number): void {
    if (index < 0 || index >= this.length) throw new RangeError(`no value ${index} of ${this.length}`)
    this.chunks[(index / CHUNK) | 0]![index % CHUNK] = value
  }

  /** Keeps the values at these indices, which must ascend. */
  keep(indices: ArrayLike<number>): void {
    for (let next = 0; next < indices.length; next++) {
      const from = indices[next]!
      this.chunks[(next / CHUNK) | 0]![next % CHUNK] = this.chunks[(from / CHUNK) | 0]![from % CHUNK]!
    }
    this.length = indices.length
    this.chunks.length = Math.ceil(this.length / CHUNK)
  }

  /** Bytes that it occupies. */
  get bytes(): number {
    return this.chunks.length * CHUNK * Float64Array.BYTES_PER_ELEMENT
  }
}
