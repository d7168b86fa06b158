// A PNG is a signature and chunks: length (4 bytes, big-endian), type (4 letters), data, CRC-32 of type and data (PNG, section 5).
// "meMl": small m = not needed to show the picture, small e = private, capital M as it must be, small l = may be copied by editors that do not know it.
const TYPE = [0x6d, 0x65, 0x4d, 0x6c] as const
const ITXT = [0x69, 0x54, 0x58, 0x74] as const
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
/** Data of one chunk; longer data goes into several, one behind the other. */
const MOST = 8 * 1024 * 1024

export function isPng(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => head[at] === byte)
}

/**
 * The parts of a PNG that carries a gzipped timeline, right before its last chunk (IEND). Throws an Error if `png` is none.
 */
export function addTimeline(png: Uint8Array<ArrayBuffer>, gzipped: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const end = png.length - 12
  if (!isPng(png) || readType(png, end + 4) !== 'IEND') throw new Error('The picture is not a whole PNG.')
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < gzipped.length; at += MOST) chunks.push(makeChunk(gzipped.subarray(at, at + MOST)))
  return [png.subarray(0, end), ...chunks, png.subarray(end)]
}

/** The parts of a PNG with a text in it (iTXt "Description", PNG section 11.3.4), right behind its first chunk (IHDR). */
export function addDescription(png: Uint8Array<ArrayBuffer>, text: string): Uint8Array<ArrayBuffer>[] {
  if (!isPng(png) || readType(png, 12) !== 'IHDR') throw new Error('The picture is not a whole PNG.')
  // Keyword, end, not compressed (two bytes), no language, no translated keyword.
  const data = new TextEncoder().encode(`Description\0\0\0\0\0${text}`)
  return [png.subarray(0, 33), makeChunk(data, ITXT), png.subarray(33)]
}

/** The gzipped timeline that a PNG carries, as it comes; nothing where there is none, or the picture is cut before it. */
export async function* readPngTimeline(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let head = new Uint8Array(0)
  /** Bytes still to come of what is passed over, and of what is carried. */
  let skip: number = SIGNATURE.length
  let carried = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at)
        skip -= step
        at += step
      } else if (carried > 0) {
        const step = Math.min(carried, chunk.length - at)
        yield chunk.subarray(at, at + step)
        carried -= step
        at += step
        if (carried === 0) skip = 4
      } else {
        const step = Math.min(8 - head.length, chunk.length - at)
        const grown = new Uint8Array(head.length + step)
        grown.set(head)
        grown.set(chunk.subarray(at, at + step), head.length)
        head = grown
        at += step
        if (head.length < 8) continue
        const length = new DataView(head.buffer).getUint32(0)
        if (TYPE.every((byte, place) => head[4 + place] === byte)) {
          carried = length
          if (length === 0) skip = 4
        } else skip = length + 4
        if (readType(head, 4) === 'IEND') return
        head = new Uint8Array(0)
      }
    }
  }
}

function makeChunk(data: Uint8Array, type: readonly number[] = TYPE): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(data.length + 12)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  chunk.set(type, 4)
  chunk.set(data, 8)
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)))
  return chunk
}

function readType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

/** PNG, annex D: the polynomial of gzip. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})
