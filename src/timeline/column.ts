/** Numbers in order, one a sample. A view: it shows later appends too, and costs nothing to hand out. */
export interface Column {
  /** Number of values. */
  readonly length: number
  /** The value at an index from 0; NaN where there is none: not reported, reported as none, or an index outside. */
  at(index: number): number
}

const CHUNK = 1024

/** A column that grows by chunks of a fixed size: appending never copies what is there. A chunk without any value takes no space. */
export class ChunkedColumn implements Column {
  length = 0
  /** That it occupies. */
  bytes = 0
  private chunks: (Float64Array | undefined)[] = []

  at(index: number): number {
    if (!(index >= 0 && index < this.length)) return Number.NaN
    const chunk = this.chunks[(index / CHUNK) | 0]
    return chunk === undefined ? Number.NaN : chunk[index % CHUNK]!
  }

  push(value: number): void {
    const place = this.length % CHUNK
    if (place === 0) this.chunks.push(undefined)
    this.length += 1
    this.write(this.length - 1, value)
  }

  /** Puts a value before the one at `index`; costs what stands behind it. */
  insert(index: number, value: number): void {
    this.push(Number.NaN)
    for (let to = this.length - 1; to > index; to--) this.write(to, this.at(to - 1))
    this.write(index, value)
  }

  /** Keeps the values at these indices, which must ascend. */
  keep(indices: ArrayLike<number>): void {
    for (let next = 0; next < indices.length; next++) this.write(next, this.at(indices[next]!))
    this.length = indices.length
    for (const chunk of this.chunks.splice(Math.ceil(this.length / CHUNK))) if (chunk) this.bytes -= chunk.byteLength
  }

  private write(index: number, value: number): void {
    const number = (index / CHUNK) | 0
    let chunk = this.chunks[number]
    if (chunk === undefined) {
      if (Number.isNaN(value)) return
      chunk = new Float64Array(CHUNK).fill(Number.NaN)
      this.chunks[number] = chunk
      this.bytes += chunk.byteLength
    }
    chunk[index % CHUNK] = value
  }
}
