import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLines } from './splitLines'

async function split(chunks: readonly Uint8Array[], maxBytes: number): Promise<unknown[]> {
  const left = [...chunks]
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
  })
  const lines: unknown[] = []
  for await (const line of splitLines(stream, maxBytes)) {
    if (line.kind === 'too-long') lines.push(line)
    else lines.push({ kind: line.kind, text: new TextDecoder().decode(line.bytes), whole: line.whole })
  }
  return lines
}

test('however the bytes come, the lines are the same', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '𝄞', '\n', '\r\n', 'long long long'), { maxLength: 30 })
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (whole, cuts) => {
      const bytes = new TextEncoder().encode(whole)
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted((a, b) => a - b)
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      const parts = whole.split('\n')
      const rest = parts.pop()!
      expect(await split(chunks, 1000)).toEqual([
        ...parts.map((line) => ({ kind: 'line', text: line.replace(/\r$/, ''), whole: true })),
        ...(rest === '' ? [] : [{ kind: 'line', text: rest.replace(/\r$/, ''), whole: false }]),
      ])
    }),
  )
})

test('a line that is too long is told by its length, and the next one is read', async () => {
  const bytes = new TextEncoder().encode(`short\n${'x'.repeat(50)}\nnext\n`)
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte))
  expect(await split(chunks, 10)).toEqual([
    { kind: 'line', text: 'short', whole: true },
    { kind: 'too-long', bytes: 50 },
    { kind: 'line', text: 'next', whole: true },
  ])
})
