// Small integers in few bytes: the lowest six bits and the sign in the first byte, seven bits in each further one, the highest bit
// of a byte saying that more follow. From -63 to 63 that is one byte. Any safe integer fits.

/** Packs integers one after another. */
export class IntegerPacker {
  private bytes: Uint8Array<ArrayBuffer>
  length = 0

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }

  push(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow()
    const { bytes } = this
    let rest = value < 0 ? -value : value
    const sign = value < 0 ? 1 : 0
    if (rest < 64) {
      bytes[this.length++] = (rest << 1) | sign
      return
    }
    bytes[this.length++] = 128 | ((rest % 64) << 1) | sign
    rest = Math.floor(rest / 64)
    while (rest >= 128) {
      bytes[this.length++] = 128 | (rest % 128)
      rest = rest < 2 ** 31 ? rest >> 7 : Math.floor(rest / 128)
    }
    bytes[this.length++] = rest
  }

  /** What was packed so far, in a buffer of just that size. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** Reads packed integers one after another, from `place` on. */
export class IntegerUnpacker {
  place: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, place = 0) {
    this.bytes = bytes
    this.place = place
  }

  get atEnd(): boolean {
    return this.place >= this.bytes.length
  }

  /** The next one. Behind the end it is 0: whoever packs says how many there are. */
  next(): number {
    const { bytes } = this
    let byte = bytes[this.place++]!
    const negative = (byte & 1) === 1
    let value = (byte & 127) >> 1
    let scale = 64
    while (byte >= 128) {
      byte = bytes[this.place++]!
      value += (byte & 127) * scale
      scale *= 128
    }
    return negative ? -value : value
  }

  /** Passes over `count` integers. */
  skip(count: number): void {
    const { bytes } = this
    let place = this.place
    for (let left = count; left > 0; left--) while (bytes[place++]! >= 128);
    this.place = place
  }
}
