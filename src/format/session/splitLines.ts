import { ReadError } from '../../profile/report'

export type SplitLine =
  | { readonly kind: 'line'; readonly bytes: Uint8Array; readonly whole: boolean }
  | { readonly kind: 'too-long'; readonly bytes: number }

/**
 * The lines of a stream of bytes, without their line ends (LF or CRLF). A line of more than `maxBytes` is never held: only its length
 * is told. `whole` is false for a rest without a line end.
 */
export async function* splitLines(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<SplitLine> {
  const reader = stream.getReader()
  let parts: Uint8Array[] = []
  let length = 0
  const line = (whole: boolean): SplitLine => {
    const bytes = length > maxBytes ? undefined : join(parts, length)
    const found: SplitLine = bytes
      ? { kind: 'line', bytes: bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes, whole }
      : { kind: 'too-long', bytes: length }
    parts = []
    length = 0
    return found
  }
  try {
    for (;;) {
      if (signal?.aborted) throw new ReadError('cancelled', 'Reading was cancelled.')
      const { done, value } = await reader.read()
      if (done) break
      let start = 0
      for (;;) {
        const end = value.indexOf(10, start)
        const part = value.subarray(start, end < 0 ? value.length : end)
        length += part.length
        if (length > maxBytes) parts = []
        else if (part.length > 0) parts.push(part)
        if (end < 0) break
        yield line(true)
        start = end + 1
      }
    }
    if (length > 0) yield line(false)
  } finally {
    // Whoever stops early must not leave the source running.
    await reader.cancel().catch(() => undefined)
  }
}

const CARRIAGE_RETURN = 13

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(length)
  let place = 0
  for (const part of parts) {
    whole.set(part, place)
    place += part.length
  }
  return whole
}
