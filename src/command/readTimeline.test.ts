import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAny } from '../format/index'
import { printProfileJson } from '../format/json/write'
import { SessionWriter } from '../format/session/write'
import type { Frame } from '../profile/frame'
import { arbitrarySamples } from '../testing/arbitrarySamples'
import { Timeline } from '../timeline/timeline'
import { openInputs } from './openInputs'
import { readTimeline } from './readTimeline'

const header = { tool: '1', created: 0, target: 'be-17', source: 'live', note: '' } as const
const NO_STDIN = { stdin: (async function* () {})() }
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane-read-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function inputsOf(text: string): ReturnType<typeof openInputs> {
  const path = join(folder, 'a.ndjson')
  await writeFile(path, text)
  return openInputs([path], NO_STDIN, () => undefined)
}

/** As a file: packed or frame by frame, with a gap and a mark in it. */
function printTimeline(frames: readonly Frame[], isPacked: boolean): string {
  const writer = new SessionWriter(header)
  const timeline = new Timeline(header, { blockSamples: 4 })
  for (const frame of frames) timeline.append(frame)
  const parts = isPacked ? [...timeline.parts()] : frames
  return [writer.headerLine(), ...parts.map((part) => writer.lines(part)), writer.endLine()].join('')
}

test('a single file, packed as it is read, is what it is when it is held whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitrarySamples({ maxLength: 20 }),
      fc.constantFrom('lines', 'packed', 'frames'),
      fc.boolean(),
      async (samples, form, inDisorder) => {
        const ordered = inDisorder ? [...samples.slice(3), ...samples.slice(0, 3)] : samples
        const gap: Frame = { kind: 'gap', from: samples[0]!.at + 1, to: samples[0]!.at + 2, why: 'timeout', tries: 3 }
        const mark: Frame = { kind: 'mark', at: samples[0]!.at + 3, mark: 'note', text: 'here' }
        const text =
          form === 'lines'
            ? ordered.map(({ at, snapshot }) => `${printProfileJson({ ...snapshot, takenAt: at })}\n`).join('')
            : printTimeline([ordered[0]!, gap, mark, ...ordered.slice(1)], form === 'packed')
        const whole = await readAny((await inputsOf(text)).inputs)
        const expected = new Timeline(whole.header)
        for (const frame of whole.frames) expected.append(frame)
        const { timeline, reports } = await readTimeline((await inputsOf(text)).inputs)
        expect([...timeline.frames()]).toStrictEqual([...expected.frames()])
        expect({ header: timeline.header, reports }).toStrictEqual({ header: whole.header, reports: whole.reports })
      },
    ),
    { numRuns: 150 },
  )
})
