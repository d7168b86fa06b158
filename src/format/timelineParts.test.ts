import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockReader } from '../profile/block/blockReader'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import type { Snapshot } from '../profile/snapshot'
import { arbitrarySamples } from '../testing/arbitrarySamples'
import { takeChurn } from '../testing/churn'
import { NotInOrder, openTimelineParts, readAny, type ReadInput } from './index'
import { printProfileJson } from './json/write'

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
