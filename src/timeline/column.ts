/** Numbers in order, one a sample. A view: it shows later appends too, and costs nothing to hand out. */
export interface Column {
  /** Number of values. */
  readonly length: number
  /** The value at an index from 0; NaN where there is none: not reported, reported as none, or an index outside. */
  at(index: number): number
}

const CHUNK = 1024

/**
 * A column that grows by chunks of a fixed size: appending never copies what is there. A chunk in which all values are the same is
 * that value and takes no space: limits hardly ever change, and much is never reported.
 */
export class ChunkedColumn implements Column {
  length = 0
  /** That it occupies. */
  bytes = 0
  private chunks: (Float64Array | number)[] = []

  at(index: number): number {
    if (!(index >= 0 && index < this.length)) return Number.NaN
    const chunk = this.chunks[(index / CHUNK) | 0]!
    return typeof chunk === 'number' ? chunk : chunk[index % CHUNK]!
  }

  push(value: number): void {
    if (this.length % CHUNK === 0) this.chunks.push(value)
    this.length += 1
    this.write(this.length - 1, value)
  }

  /** Appends these, one after another. */
  pushAll(values: Float64Array): void {
    for (let from = 0; from < values.length;) {
      const place = this.length % CHUNK
      const end = Math.min(values.length, from + CHUNK - place)
      if (place === 0) this.chunks.push(values[from]!)
      const last = this.chunks.length - 1
      let chunk = this.chunks[last]!
      if (typeof chunk === 'number') {
        let same = from
        while (same < end && Object.is(values[same], chunk)) same += 1
        if (same < end) chunk = this.unfold(last, chunk)
      }
      if (typeof chunk !== 'number') chunk.set(values.subarray(from, end), place)
      this.length += end - from
      from = end
    }
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
    for (const chunk of this.chunks.splice(Math.ceil(this.length / CHUNK)))
      if (typeof chunk !== 'number') this.bytes -= chunk.byteLength
  }

  private write(index: number, value: number): void {
    const number = (index / CHUNK) | 0
    let chunk = this.chunks[number]!
    if (typeof chunk === 'number') {
      if (Object.is(chunk, value)) return
      chunk = this.unfold(number, chunk)
    }
    chunk[index % CHUNK] = value
  }

  /** From now on this chunk may hold different values. */
  private unfold(number: number, value: number): Float64Array {
    const chunk = new Float64Array(CHUNK).fill(value)
    this.chunks[number] = chunk
    this.bytes += chunk.byteLength
    return chunk
  }
}
