// CRC-32 is linear over GF(2): the checksum of a text and its continuation follows from both checksums and the length of the second.
// So gzip pieces that were compressed once are put together without reading them again.

/** The reversed polynomial of gzip. */
const POLYNOMIAL = 0xedb88320

/** The CRC-32 of `a` followed by `b`, from the CRC-32 of each and the length of `b` in bytes. */
export function crc32Combine(crcOfA: number, crcOfB: number, lengthOfB: number): number {
  // The operator "append one zero bit", as the 32 images of the single bits; squared, it appends twice as many.
  let operator = Array.from({ length: 32 }, (_, bit) => (bit === 0 ? POLYNOMIAL : 1 << (bit - 1)) >>> 0)
  let crc = crcOfA
  for (let bits = lengthOfB * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) crc = apply(operator, crc)
    operator = operator.map((image) => apply(operator, image))
  }
  return (crc ^ crcOfB) >>> 0
}

function apply(operator: readonly number[], vector: number): number {
  let sum = 0
  for (let bit = 0; bit < 32; bit++) if ((vector >>> bit) & 1) sum ^= operator[bit]!
  return sum >>> 0
}
