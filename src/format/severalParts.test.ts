import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FramePacker } from '../profile/block/framePacker'
import type { SampleFrame } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import { arbitrarySamples } from '../testing/arbitrarySamples'
import { takeChurn } from '../testing/churn'
import { Timeline } from '../timeline/timeline'
import { NotInOrder, openSeveralParts, readAny, type ReadInput } from './index'
import { printProfileJson } from './json/write'
import { SessionWriter } from './session/write'

const inputOf = (name: string, text: string): ReadInput => {
  const bytes = new TextEncoder().encode(text)
  return { name, bytes, size: bytes.length }
}

const asLines = (samples: readonly SampleFrame[]): string =>
  samples.map(({ at, snapshot }) => `${printProfileJson({ ...snapshot, takenAt: at })}\n`).join('')

/** As a recorder leaves it: packed, `from` being the number of its first sample. */
function asTimeline(samples: readonly SampleFrame[], from: number): string {
  const writer = new SessionWriter({ tool: '1', created: samples[0]!.at, target: `from ${from}`, source: 'live', note: '' })
  const packer = new FramePacker()
  const numbered = samples.map((sample, index) => ({ ...sample, seq: from + index }))
  const parts = [...numbered.flatMap((sample) => packer.push(sample)), ...packer.end()]
  return [writer.headerLine(), ...parts.map((part) => writer.lines(part)), writer.endLine()].join('')
}

async function read(inputs: readonly ReadInput[]): Promise<{ timeline: Timeline; reports: readonly ReadReport[] }> {
  const opened = (await openSeveralParts(inputs.map((input) => () => input)))!
  const timeline = new Timeline(opened.header!)
  for (;;) {
    const next = await opened.parts.next()
    if (next.done) return { timeline, reports: next.value }
    timeline.append(next.value)
  }
}

/** Of a clock in ms: times in other units are for readAny to mend. */
const timedSamples = arbitrarySamples({ maxLength: 20 }).map((samples) =>
  samples.map((sample) => ({ ...sample, snapshot: { ...sample.snapshot, takenAt: sample.at } })),
)

test('files that follow each other in time, in any order, are one timeline, as when they are held whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      timedSamples,
      fc.array(fc.nat(19), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.boolean(),
      async (samples, cuts, isReversed, startsAgain) => {
        const places = [...new Set([0, ...cuts.map((cut) => cut % samples.length), samples.length])].toSorted((a, b) => a - b)
        const files = places.slice(1).map((end, index) => {
          const piece = samples.slice(places[index], end)
          const text = index % 2 === 0 ? asTimeline(piece, startsAgain ? 1 : places[index]! + 1) : asLines(piece)
          return inputOf(`${index}`, text)
        })
        const inputs = isReversed ? files.toReversed() : files
        const { timeline, reports } = await read(inputs)
        const whole = await readAny(inputs)
        expect([...timeline.samples()]).toStrictEqual(whole.frames.filter(({ kind }) => kind === 'sample'))
        expect(timeline.header).toMatchObject({ target: 'from 1', created: samples[0]!.at })
        expect(reports.map(({ file, snapshots }) => [file, snapshots])).toEqual(
          whole.reports.map(({ file, snapshots }) => [file, snapshots]),
        )
      },
    ),
    { numRuns: 100 },
  )
})

test('files that overlap are left to readAny, and so is what is no timeline', async () => {
  const samples = takeChurn(6, { trackers: 1 })
  await expect(
    read([inputOf('a', asTimeline(samples.slice(0, 4), 1)), inputOf('b', asTimeline(samples.slice(2), 3))]),
  ).rejects.toThrow(NotInOrder)
  const opened = await openSeveralParts([
    () => inputOf('a', asTimeline(samples, 1)),
    () => inputOf('b', 'MemoryOverviewSnapshot:\n'),
  ])
  expect(opened).toBeUndefined()
})

test('numbers that begin again go on, and it is said; progress is that of all files', async () => {
  const samples = takeChurn(40, { trackers: 1 })
  const inputs = [inputOf('a', asTimeline(samples.slice(0, 20), 1)), inputOf('b', asTimeline(samples.slice(20), 1))]
  const told: [number, number | undefined][] = []
  const opened = (await openSeveralParts(
    inputs.map((input) => () => input),
    { onProgress: (done, total) => told.push([done, total]) },
  ))!
  let reports: readonly ReadReport[] = []
  const seqs: number[] = []
  for (let next = await opened.parts.next(); ; next = await opened.parts.next()) {
    if (next.done) {
      reports = next.value
      break
    }
    if (next.value.kind === 'block') seqs.push(...next.value.block.seq)
  }
  expect(seqs).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  expect(reports.map(({ problems }) => problems.map(({ message }) => message))).toEqual([
    [],
    ['The samples were numbered on from those of the file before.'],
  ])
  const total = inputs.reduce((sum, { size }) => sum + size!, 0)
  expect(told.at(-1)).toEqual([total, total])
  expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b))
})
