import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Frame, SampleFrame } from '../../profile/frame'
import type { ReadReport } from '../../profile/report'
import { arbitrarySamples } from '../../testing/arbitrarySamples'
import { readProfileJson } from '../json/read'
import { readSession, SessionReader } from './read'
import { KEY_EVERY, SessionWriter } from './write'

const header = { tool: '0.1.0', created: 1795413847000, target: 'be-17', source: 'live', note: '' } as const

function sample(seq: number, tasks: Record<string, number>): SampleFrame {
  const counter = (value: number) => ({ name: 'Memory', unit: 'BYTES', value, peak: value })
  const json = {
    format: 'process-profile',
    version: 1,
    takenAt: 1795413847000 + seq,
    process: { name: 'doris_be', pid: 1 },
    profile: {
      name: 'ProcessProfile',
      counters: [{ name: 'PhysicalMemory', unit: 'BYTES', value: 100 + seq, counters: [counter(5)] }],
      children: Object.entries(tasks).map(([name, value]) => ({ name, counters: [counter(value)] })),
    },
  }
  return { kind: 'sample', seq, at: 1795413847000 + seq * 5000, tookMs: 84, wireBytes: 61000, snapshot: readProfileJson(json) }
}

const frames: Frame[] = [
  sample(1, { a: 1, b: 2 }),
  sample(2, { a: 1, b: 3 }),
  { kind: 'gap', from: 1, to: 2, why: 'connection refused', tries: 3 },
  sample(3, { b: 3, c: 9, a: 1 }),
  { kind: 'mark', at: 5, mark: 'note', text: 'here' },
  sample(4, { c: 9 }),
]

test('what was written is read back, frame by frame', () => {
  const writer = new SessionWriter(header)
  const text = writer.headerLine() + frames.map((frame) => writer.lines(frame)).join('') + writer.endLine()
  const reader = new SessionReader()
  const back = text
    .split('\n')
    .map((line) => reader.readLine(line))
    .filter((frame) => frame !== undefined)
  expect(back).toEqual(frames)
  expect(reader.header).toEqual(header)
  expect(reader.complete).toBe(true)
  expect(reader.problems).toEqual([])
})

function writeAll(all: readonly Frame[]): string {
  const writer = new SessionWriter(header)
  return writer.headerLine() + all.map((frame) => writer.lines(frame)).join('') + writer.endLine()
}

function readAll(text: string): { frames: Frame[]; reader: SessionReader } {
  const reader = new SessionReader()
  const back: Frame[] = []
  for (const line of text.split('\n')) {
    const frame = reader.readLine(line)
    if (frame) back.push(frame)
  }
  return { frames: back, reader }
}

const anyFrames: fc.Arbitrary<Frame[]> = fc
  .tuple(
    arbitrarySamples({ maxLength: 16, jumps: true }),
    fc.array(
      fc.tuple(
        fc.nat(16),
        fc.oneof(
          fc.record({ kind: fc.constant('gap' as const), from: fc.nat(), to: fc.nat(), why: fc.string(), tries: fc.nat() }),
          fc.record({
            kind: fc.constant('mark' as const),
            at: fc.nat(),
            mark: fc.constantFrom('restart', 'oom'),
            text: fc.string(),
          }),
        ),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([samples, others]) => {
    const all: Frame[] = [...samples]
    for (const [place, frame] of others) all.splice(Math.min(place, all.length), 0, { ...frame } as Frame)
    return all
  })

test('any sequence of frames is read back as it was written', () => {
  fc.assert(
    fc.property(anyFrames, fc.boolean(), (all, apart) => {
      const { frames: back, reader } = readAll(writeAll(apart ? structuredClone(all) : all))
      expect(back).toStrictEqual(all)
      expect(reader.problems).toEqual([])
      expect(reader.complete).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('case 23: cut at any byte, a prefix of the frames, and the report says that the end is missing', async () => {
  await fc.assert(
    fc.asyncProperty(anyFrames, fc.double({ min: 0, max: 1, noNaN: true }), async (all, share) => {
      const bytes = new TextEncoder().encode(writeAll(all))
      // Without its last byte the end line is still whole.
      const cut = Math.floor(share * (bytes.length - 2))
      const { frames: back, report } = await readStream(bytes.subarray(0, cut))
      expect(all.slice(0, back.length)).toStrictEqual(back)
      // Only the one line that the cut goes through may be missing.
      const wholeLines = new TextDecoder().decode(bytes.subarray(0, cut)).split('\n').length - 1
      expect(back.length).toBeGreaterThanOrEqual(wholeLines - 1)
      expect(report.complete).toBe(false)
      expect(report.problems.every(({ kind }) => kind === 'missing')).toBe(true)
      expect(report.problems.at(-1)?.message).toContain('no end line')
    }),
    { numRuns: 100 },
  )
})

test('case 25: lines of junk are left out, counted and told by number; the rest survives', () => {
  const junk = fc.constantFrom('junk', '[1]', '7', 'null', '{"k":"later","x":1}', '{"k":"raw","seq":1,"text":"t"}', '', '{}')
  fc.assert(
    fc.property(anyFrames, fc.array(fc.tuple(fc.nat(30), junk), { maxLength: 5 }), (all, inserted) => {
      const lines = writeAll(all).split('\n')
      for (const [place, line] of inserted) lines.splice(1 + (place % (lines.length - 1)), 0, line)
      const { frames: back, reader } = readAll(lines.join('\n'))
      expect(back).toStrictEqual(all)
      const unreadable = inserted.filter(([, line]) => ['junk', '[1]', '7', 'null'].includes(line)).length
      expect(reader.problems.filter(({ line }) => line !== undefined)).toHaveLength(unreadable)
      const unknown = inserted.some(([, line]) => line === '{}' || line.includes('later'))
      expect(reader.problems.some(({ message }) => message.includes('does not know'))).toBe(unknown)
    }),
  )
})

test('a delta whose key is lost is left out, up to the next key frame, with one sentence', () => {
  const many = Array.from({ length: KEY_EVERY + 5 }, (_, index) => sample(index + 1, { a: index }))
  const lines = writeAll(many).split('\n')
  lines.splice(3, 1)
  const { frames: back, reader } = readAll(lines.join('\n'))
  expect(back).toEqual([...many.slice(0, 2), ...many.slice(KEY_EVERY)])
  expect(reader.problems.map(({ kind, line }) => [kind, line])).toEqual([['skipped', 4]])
  expect(reader.problems[0]!.message).toContain(`${KEY_EVERY - 3} samples`)
})

test('a server may start anywhere: the key frame of any sample, then the lines behind it', () => {
  const writer = new SessionWriter(header)
  const samples = [sample(1, { a: 1 }), sample(2, { a: 2, b: 1 }), sample(3, { b: 1 }), sample(4, { b: 2 })]
  const lines = samples.map((frame) => writer.sampleLine(frame))
  expect(lines.map(({ key }) => key)).toEqual([true, false, false, false])
  const { frames: back } = readAll(writer.keyLine(samples[1]!) + lines[2]!.line + lines[3]!.line)
  expect(back).toEqual(samples.slice(1))
})

test('what did not change is the same object in the next sample', () => {
  const { frames: back } = readAll(writeAll([sample(1, { a: 1, b: 2 }), sample(2, { a: 1, b: 3 })]))
  const [first, second] = back.map((frame) => (frame.kind === 'sample' ? frame.snapshot.profile! : undefined))
  expect(second!.children[0]).toBe(first!.children[0])
  expect(second!.children[1]).not.toBe(first!.children[1])
})

test('a key frame is a process profile that stands alone, and jq can read it', () => {
  const [, key] = writeAll([sample(1, { a: 1 })]).split('\n')
  const line = JSON.parse(key!) as { k: string; profile: unknown }
  expect(line.k).toBe('key')
  expect(readProfileJson(line.profile)).toEqual(sample(1, { a: 1 }).snapshot)
})

test('case 25: a newer version is refused with what to do; an unknown kind of line is not', () => {
  const reader = new SessionReader()
  expect(() => reader.readLine('{"format":"memlane-timeline","version":99}')).toThrow(/newer Memlane/)
})

test('case 24: a line longer than what is read of one is left out without being held', async () => {
  const writer = new SessionWriter(header)
  const encoder = new TextEncoder()
  const [first, second] = [sample(1, { a: 1 }), sample(2, { a: 2 })]
  const chunk = new Uint8Array(1024 * 1024).fill(65)
  let left = 40
  const parts = [encoder.encode(writer.headerLine() + writer.lines(first))]
  const rest = [encoder.encode(`\n${writer.keyLine(second)}${writer.endLine()}`)]
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = parts.shift() ?? (left-- > 0 ? chunk : rest.shift())
      if (next) controller.enqueue(next)
      else controller.close()
    },
  })
  const { frames: back, report } = await readStream(stream)
  expect(back).toEqual([first, second])
  expect(report.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('This line has 41,943,040 bytes, more than the 33,554,432 that are read of one line'),
  ])
})

test('cancelling stops the reading and lets go of the source', async () => {
  const abort = new AbortController()
  let released = false
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(writeAll([sample(1, { a: 1 })]))),
    cancel: () => void (released = true),
  })
  const reading = readSession(stream, { signal: abort.signal })
  await reading.next()
  abort.abort()
  await expect(
    (async () => {
      for await (const _ of reading);
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' })
  expect(released).toBe(true)
})

test.each([
  ['a place that is not there', { tree: { order: [0, 7] } }],
  ['a child named twice', { tree: { order: [0, 0] } }],
  ['a run that is longer than the list', { tree: { order: [[0, 1e9]] } }],
  ['a run of half a child', { tree: { order: [[0.5, 1]] } }],
  ['a patch of a child that is not there', { tree: { at: { 9: { name: 'x' } } } }],
  ['a counter that is not there', { v: [[99, 1]] }],
  [
    'counters out of order',
    {
      v: [
        [1, 1],
        [0, 1],
      ],
    },
  ],
  ['a value that is no integer', { v: [[0, 1.5]] }],
  ['a value beyond 2^63', { v: [[0, '9223372036854775809']] }],
  ['values of a profile that is gone', { profile: null, v: [[0, 1]] }],
  ['a part of the wrong kind', { tree: [1] }],
  ['a process without a name', { process: {} }],
])('a delta with %s is left out with a sentence, and so is what builds on it', (_, delta) => {
  const writer = new SessionWriter(header)
  const [one, two, three] = [sample(1, { a: 1 }), sample(2, { a: 2 }), sample(3, { a: 3 })]
  const lines = [writer.lines(one), `${JSON.stringify({ k: 'delta', seq: 2, t: 2, on: 1, ...delta })}\n`]
  writer.lines(two)
  const { frames: back, reader } = readAll(`${lines.join('')}${writer.lines(three)}${writer.keyLine(two)}`)
  expect(back).toEqual([one, two])
  expect(reader.problems.map(({ kind }) => kind)).toEqual(['skipped', 'skipped'])
  expect(reader.problems[0]!.message).toMatch(/^This delta does not fit the sample before it: .+ This line was left out\.$/)
})

test('case 19: names such as __proto__ are names like any other, and no prototype changes', () => {
  const frame = sample(1, { constructor: 1, a: 2 })
  const node = { ...frame.snapshot.profile!, name: '__proto__', extra: new Map([['__proto__', { polluted: 1 }]]) }
  const hostile: SampleFrame = { ...frame, snapshot: { ...frame.snapshot, profile: node, extra: new Map([['__proto__', 1]]) } }
  const next: SampleFrame = {
    ...hostile,
    seq: 2,
    snapshot: { ...hostile.snapshot, extra: new Map([['__proto__', { polluted: 2 }]]) },
  }
  expect(readAll(writeAll([hostile, next])).frames).toStrictEqual([hostile, next])
  expect('polluted' in {}).toBe(false)
})

async function readStream(input: Uint8Array | ReadableStream<Uint8Array>): Promise<{ frames: Frame[]; report: ReadReport }> {
  const reading = readSession(input instanceof ReadableStream ? input : new Blob([input.slice()]).stream())
  const back: Frame[] = []
  for (;;) {
    const next = await reading.next()
    if (next.done) return { frames: back, report: next.value }
    back.push(next.value)
  }
}
