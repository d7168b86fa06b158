import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockReader } from '../profile/block/blockReader'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import type { Snapshot } from '../profile/snapshot'
import { arbitrarySamples } from '../testing/arbitrarySamples'
import { takeChurn } from '../testing/churn'
import { FramePacker } from '../profile/block/framePacker'
import { ReadError } from '../profile/report'
import { NotInOrder, openTimelineParts, readAny, type ReadInput } from './index'
import { printProfileJson } from './json/write'
import { SessionWriter } from './session/write'

const START = 1_795_413_847_000

async function stream(input: ReadInput): Promise<{ header: TimelineHeader | undefined; frames: Frame[]; report: ReadReport }> {
  const opened = (await openTimelineParts(input))!
  const frames: Frame[] = []
  for (;;) {
    const next = await opened.parts.next()
    if (next.done) return { header: opened.header(), frames, report: next.value }
    if (next.value.kind !== 'block') frames.push(next.value)
    else {
      const reader = new BlockReader(next.value.block)
      for (let index = 0; index < next.value.block.count; index++) frames.push(reader.sampleAt(index))
    }
  }
}

const inputOf = (text: string): ReadInput => ({ name: 'a.json', bytes: new TextEncoder().encode(text) })

/** As another program writes them: lines, a list, with a line that is none, without the last line end, or gzipped. */
const forms: readonly ((profiles: readonly string[]) => ReadInput)[] = [
  (profiles) => inputOf(profiles.map((profile) => `${profile}\n`).join('')),
  (profiles) => inputOf(profiles.join('\r\n\n')),
  (profiles) => inputOf(`[${profiles.join(',\n')}]`),
  (profiles) => inputOf([profiles[0], 'curl: (7) refused', ...profiles.slice(1), '{"format":"process-pro'].join('\n')),
  (profiles) => ({ name: 'a.json.gz', bytes: gzipSync(profiles.join('\n')) }),
]

test('profiles in JSON read as a stream are what readAny gives', async () => {
  const steps = fc.array(fc.constantFrom(0, 1, 5000, 86_400_000), { minLength: 24, maxLength: 24 })
  await fc.assert(
    fc.asyncProperty(arbitrarySamples({ maxLength: 24 }), steps, fc.constantFrom(...forms), async (samples, pauses, form) => {
      let at = START
      let last: Snapshot | undefined
      const profiles = samples.map(({ snapshot }, index) => {
        // The same moment twice is the same profile twice.
        const pause = index === 0 ? 1 : pauses[index]!
        at += pause
        last = pause === 0 ? last! : { ...snapshot, takenAt: at }
        return printProfileJson(last)
      })
      const { header, frames, reports } = await readAny([form(profiles)])
      expect(await stream(form(profiles))).toStrictEqual({ header, frames, report: reports[0] })
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['goes back', [START, START + 1, START]],
  ['stands still with another profile', [START, START]],
  ['is not said', [START, undefined]],
])('where the time %s, the stream ends with NotInOrder', async (_, times) => {
  const samples = takeChurn(times.length, { trackers: 1 })
  const profiles = times.map((takenAt, index) => printProfileJson({ ...samples[index]!.snapshot, takenAt }))
  await expect(stream(inputOf(profiles.join('\n')))).rejects.toThrow(NotInOrder)
})

test('what is no profile is refused with the sentence of readAny; other forms are left to it', async () => {
  for (const text of ['{"a":1}\n{"b":2}', '[]', '{"format":"process-profile"']) {
    const reading = readAny([inputOf(text)]).catch((error: unknown) => error)
    const streaming = stream(inputOf(text)).catch((error: unknown) => error)
    const [read, streamed] = await Promise.all([reading, streaming])
    expect(read).toBeInstanceOf(Error)
    expect(streamed).toStrictEqual(read)
  }
  expect(await openTimelineParts(inputOf('MemoryOverviewSnapshot:\n'))).toBeUndefined()
  expect(await openTimelineParts(inputOf('[ASAN]MemoryOverviewSnapshot:\n'))).toBeUndefined()
})

const writer = (): SessionWriter => new SessionWriter({ tool: '1', created: START, target: undefined, source: 'live', note: '' })

test('a packed timeline, cut at any byte, plain or gzipped, opens up to its last whole line and says so', async () => {
  const samples = takeChurn(300, { trackers: 3 })
  const packer = new FramePacker()
  const lines = writer()
  const text = [
    lines.headerLine(),
    ...samples.slice(0, 290).flatMap((sample) => packer.push(sample).map((part) => lines.lines(part))),
    ...packer.end().map((part) => lines.lines(part)),
    ...samples.slice(290).map((sample) => lines.lines(sample)),
    lines.endLine(),
  ].join('')
  const whole = new TextEncoder().encode(text)
  const packed = new Uint8Array(gzipSync(text))
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.double({ min: 0.01, max: 1, maxExcluded: true, noNaN: true }), async (isPacked, share) => {
      const bytes = isPacked ? packed : whole
      // Without its last byte the end line is still whole.
      const cut = Math.max(400, Math.floor(share * (bytes.length - 2)))
      const { frames, report } = await stream({ name: 'a', bytes: bytes.subarray(0, cut) })
      expect(frames).toStrictEqual(samples.slice(0, frames.length))
      const kept = isPacked ? [] : text.slice(0, cut).split('\n').slice(1, -1)
      const least = kept.reduce((sum, line) => sum + ((JSON.parse(line) as { n?: number }).n ?? 1), 0)
      expect(frames.length).toBeGreaterThanOrEqual(least)
      expect(report.complete).toBe(false)
      expect(report.problems.map(({ kind }) => kind)).not.toContain('skipped')
      expect(report.problems.at(-1)!.message).toMatch(/cut off|ends early/)
    }),
    { numRuns: 60 },
  )
})

/** A stream of these pieces, each so many times. */
function streamOf(pieces: readonly (readonly [Uint8Array, number])[]): ReadableStream<Uint8Array> {
  const left = pieces.map(([piece, times]) => ({ piece, times }))
  return new ReadableStream({
    pull(controller) {
      while (left[0]?.times === 0) left.shift()
      const next = left[0]
      if (!next) return controller.close()
      next.times -= 1
      controller.enqueue(next.piece)
    },
  })
}

test('case 24: a line of 1 GiB is left out with a sentence, and what stands around it is read', async () => {
  const encoder = new TextEncoder()
  const [first, second] = takeChurn(2, { trackers: 2 })
  const mebibytes = new Uint8Array(32 * 2 ** 20).fill(0x41)
  const lines = writer()
  const { frames, report } = await stream({
    name: 'a',
    bytes: streamOf([
      [encoder.encode(lines.headerLine() + lines.lines(first!) + '{"k":"block","values":[['), 1],
      [mebibytes, 32],
      [encoder.encode(`\n${lines.keyLine(second!)}${lines.endLine()}`), 1],
    ]),
  })
  expect(frames).toStrictEqual([first, second])
  expect(report.problems).toHaveLength(1)
  expect(report.problems[0]!.message).toContain('This line has 1,073,741,8')
})

test('case 24: a JSON value of 160 MiB is left out with a sentence, and what stands around it is read', async () => {
  const encoder = new TextEncoder()
  const profiles = takeChurn(2, { trackers: 2 }).map(({ snapshot }) => printProfileJson(snapshot))
  const { frames, report } = await stream({
    name: 'a',
    bytes: streamOf([
      [encoder.encode(`${profiles[0]}\n{"a":"`), 1],
      [new Uint8Array(16 * 2 ** 20).fill(0x41), 10],
      [encoder.encode(`"}\n${profiles[1]}\n`), 1],
    ]),
  })
  expect(frames).toHaveLength(2)
  expect(report.problems.map(({ message }) => message)).toEqual([expect.stringContaining('more than 32 MiB')])
})

test('case 24: a gzip bomb is refused with a sentence', async () => {
  const lines = writer()
  const bomb = gzipSync(Buffer.concat([Buffer.from(lines.headerLine()), Buffer.alloc(100 * 2 ** 20, '{"k":"key"}\n')]))
  const error: unknown = await stream({ name: 'a.gz', bytes: new Uint8Array(bomb) }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ReadError)
  expect(error).toMatchObject({ code: 'too-large', message: expect.stringContaining('more than 100 times its size') as unknown })
})
