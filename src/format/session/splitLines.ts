import { ReadError } from '../../profile/report'

export type SplitLine =
  | { readonly kind: 'line'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'too-long'; readonly bytes: number }

/**
 * The lines of a stream of UTF-8, without their line ends (LF or CRLF) and without a byte order mark. A line of more than `maxBytes` is
 * never held: only its length is told. `whole` is false for a rest without a line end.
 */
export async function* splitLines(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<SplitLine> {
  const decoder = new TextDecoder('utf-8')
  const reader = stream.getReader()
  let parts: Uint8Array[] = []
  let length = 0
  const line = (whole: boolean): SplitLine => {
    const bytes = length
    const text = bytes > maxBytes ? undefined : decoder.decode(join(parts, bytes))
    parts = []
    length = 0
    return text === undefined
      ? { kind: 'too-long', bytes }
      : { kind: 'line', text: text.endsWith('\r') ? text.slice(0, -1) : text, whole }
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
