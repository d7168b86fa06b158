import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, SampleFrame } from '../../profile/frame'
import { computeMeaning, FIGURE_NAMES, type FigureName } from '../../profile/meaning'
import { ReadError } from '../../profile/report'
import type { Reported } from '../../profile/snapshot'
import { computeTasks, type Task } from '../../profile/task'
import {
  LOG_GENERATIONS,
  printLog,
  printLogMessages,
  roundingOf,
  type LoggedSample,
  type LogGeneration,
} from '../../testing/logPrinter'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { readAny, type ReadInput, type ReadResult } from '../index'

const T0 = Date.UTC(2024, 6, 18, 15, 0, 0)
const NOW = Date.UTC(2024, 6, 19)
const NAME = 'be.INFO.log.20240718-150000'

const size = fc.oneof(fc.constantFrom(0, 1, 1023, 1024, 2 ** 20, 2 ** 30), fc.nat(), fc.nat({ max: 2 ** 42 }))
const someTask = (type: 'query' | 'load') =>
  fc.record({
    label: fc
      .bigInt({ min: 0n, max: 2n ** 64n - 1n })
      .map((id) => `${type === 'query' ? 'Query' : 'Load'}#Id=${id.toString(16)}-${(id / 7n).toString(16)}`),
    type: fc.constant(type),
    current: size,
    limit: fc.oneof(fc.constant(2 ** 31), fc.integer({ min: 1, max: 2 ** 40 })),
  })

/** Moments of any irregular distance, ascending. */
const someSamples = (maxLength: number): fc.Arbitrary<LoggedSample[]> =>
  fc
    .array(
      fc.record({
        wait: fc.oneof(fc.constantFrom(1, 5, 11_000), fc.integer({ min: 1, max: 3_600_000 })),
        micros: fc.nat({ max: 500 }),
        kind: fc.constantFrom<LoggedSample['kind']>('status', 'block'),
        rss: fc.integer({ min: 2 ** 30, max: 2 ** 42 }),
        virtual: size,
        global: size,
        metadata: size,
        cache: size,
        jemallocCache: size,
        jemallocMetadata: size,
        reserved: size,
        compaction: size,
        schemaChange: size,
        other: size,
        physical: fc.integer({ min: 2 ** 30, max: 2 ** 43 }),
        tasks: fc.uniqueArray(fc.oneof(someTask('query'), someTask('load')), { maxLength: 18, selector: ({ label }) => label }),
      }),
      { minLength: 1, maxLength },
    )
    .map((list) => {
      let at = T0
      return list.map(({ wait, micros, kind, physical, ...figures }) => {
        at += wait + 1
        const limit = Math.floor(physical * 0.9)
        return {
          at,
          micros,
          kind,
          figures: {
            ...figures,
            physical,
            limit,
            softLimit: Math.floor(limit * 0.9),
            lowWaterMark: Math.floor(physical * 0.05),
            warningWaterMark: Math.floor(physical * 0.1),
          },
        }
      })
    })

/** What other threads write: also words that memory messages have, lines without a prefix, lines that look like rows. */
const OTHERS = [
  'successfully report TASK|host=10.0.0.1|port=9020',
  'PlanFragmentExecutor::open, using query memory limit: 7.59 GB|mem_limit=814748364',
  'no memory of this\n    at stack frame 1\n    at stack frame 2: with a colon:\n',
  'path: /data/storage total capacity: 1045390315520, available capacity: 155884650496',
  '',
  'load memory usage\n   - not a counter\n  not a node',
  '内存 is fine',
]

const generations = fc.constantFrom(...LOG_GENERATIONS)

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (inputs: readonly Partial<ReadInput>[]): Promise<ReadResult> =>
  readAny(
    inputs.map((input) => ({ name: NAME, bytes: new Uint8Array(), ...input })),
    { now: NOW, logUtcOffsetMinutes: 0 },
  )
const readText = (text: string): Promise<ReadResult> => read([{ bytes: encode(text) }])
const samplesOf = (frames: readonly Frame[]): SampleFrame[] => frames.filter((frame) => frame.kind === 'sample')

/** Of a sample what is compared between two ways of reading: everything but its number. */
const comparable = (frames: readonly Frame[]): unknown[] => samplesOf(frames).map(({ at, snapshot }) => ({ at, snapshot }))

/** Which figures a generation prints in a block; a status line has the last ones. */
const IN_STATUS: readonly FigureName[] = ['rss', 'physical', 'limit', 'softLimit', 'lowWaterMark', 'warningWaterMark']
const IN_BLOCK: readonly FigureName[] = [
  'tracked',
  'query',
  'load',
  'compaction',
  'schemaChange',
  'other',
  'global',
  'jemallocCache',
]
const MORE: Readonly<Record<LogGeneration, readonly FigureName[]>> = {
  G1a: [],
  G1: ['virtual'],
  G2: ['virtual', 'jemallocMetadata'],
  P1: ['virtual', 'jemallocMetadata', 'reserved', 'tasks'],
  P2: ['virtual', 'jemallocMetadata', 'reserved', 'tasks', 'metadata', 'cache'],
  P3: ['virtual', 'jemallocMetadata', 'reserved', 'tasks', 'metadata', 'cache'],
}
/** Rows of the generations before P1 have exact bytes. */
const EXACT: Readonly<Record<string, readonly FigureName[]>> = {
  G1a: IN_BLOCK,
  G1: [...IN_BLOCK, 'rss', 'virtual'],
  G2: [...IN_BLOCK, 'rss', 'virtual', 'jemallocMetadata'],
}

/** Sentences about a figure that is not the true one, within what was printed. */
function findWrong(found: Reported, truth: Reported, exact: boolean, what: string): string[] {
  if (!found) return [`${what} is missing`]
  const most = exact ? 0 : roundingOf(truth!.value)
  const distance = Math.abs(Number(found.value) - Number(truth!.value))
  return [
    ...(distance > most ? [`${what} is ${found.value}, not ${truth!.value} ± ${most}`] : []),
    ...(distance > found.error + 1 ? [`${what} is off by ${distance}, and says ± ${found.error}`] : []),
  ]
}

/** Figures of a log that was cut which the whole one does not have so. */
function findInvented(cut: SampleFrame, whole: SampleFrame): string[] {
  const [got, real] = [computeMeaning(cut.snapshot), computeMeaning(whole.snapshot)]
  return FIGURE_NAMES.filter((name) => !SUMS.has(name)).flatMap((name) => {
    const figure = got[name]
    // Where the exact row is cut off, the rounded figure of the status line stands for it.
    const isSame = !figure || Math.abs(Number(figure.value) - Number(real[name]?.value ?? Number.NaN)) <= figure.error
    return isSame ? [] : [`${name} ${figure.value}, not ${String(real[name]?.value)}`]
  })
}

/** Sums that we make are of what is there. */
const SUMS: ReadonlySet<FigureName> = new Set(['tasks', 'untrackedDerived', 'other', 'load'])

describe('a timeline printed as a log and read back', () => {
  it('gives the same samples, within the rounding of the generation, whatever stands between', async () => {
    await fc.assert(
      fc.asyncProperty(
        someSamples(6),
        generations,
        fc.subarray(OTHERS),
        fc.boolean(),
        fc.constantFrom(29_900, 3000, 701),
        async (samples, generation, others, console, pieceLength) => {
          const log = printLog(samples, { generation, others, console, pieceLength })
          const { frames, reports } = await readText(log)
          const found = samplesOf(frames)
          expect(found.map(({ at }) => at)).toEqual(samples.map(({ at }) => at))
          expect(reports[0]!.problems.filter(({ kind }) => kind === 'skipped')).toEqual([])
          const wrong = found.flatMap(({ snapshot }, index) => {
            const { kind, figures } = samples[index]!
            const isBlock = kind === 'block'
            const shape = generation === 'P2' || generation === 'P3' ? generation : 'P1'
            const truth = makeMemorySnapshot({ ...figures, generation: shape })
            const [got, real] = [computeMeaning(snapshot), computeMeaning(truth)]
            const names = isBlock ? [...IN_STATUS, ...IN_BLOCK, ...MORE[generation]] : IN_STATUS
            const exact = isBlock ? (EXACT[generation] ?? []) : []
            expect(snapshot.source).toBe(isBlock ? generation : 'status')
            expect(snapshot.profile !== undefined).toBe(isBlock)
            expect(got.globalHoldsCaches).toBe(isBlock && generation !== 'P2' && generation !== 'P3')
            const largest = (computeTasks(truth)?.tasks ?? []).filter(({ topRank }) => isBlock && topRank !== undefined)
            const listed = computeTasks(snapshot)?.tasks ?? []
            const outline = (tasks: readonly Task[]): string[] => tasks.map(({ label, type }) => `${type} ${label}`).toSorted()
            expect(outline(listed)).toEqual(outline(largest))
            return [
              ...names.flatMap((name) => findWrong(got[name], real[name], exact.includes(name), `${generation} ${name}`)),
              ...largest.flatMap((task) => {
                const one = listed.find(({ label }) => label === task.label)
                return findWrong(one?.current, task.current, generation.startsWith('G'), task.label)
              }),
            ]
          })
          expect(wrong).toEqual([])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('in rotated files, in any order, some gzipped, and each message in be.WARNING too', async () => {
    await fc.assert(
      fc.asyncProperty(
        someSamples(6),
        generations,
        fc.array(fc.nat(), { maxLength: 4 }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        async (samples, generation, cuts, shuffle) => {
          const messages = printLogMessages(samples, { generation, others: OTHERS })
          const whole = await readText(messages.map(({ text }) => text).join(''))
          const places = [...new Set(cuts.map((cut) => cut % messages.length))].toSorted((a, b) => a - b)
          const parts = [0, ...places]
            .map((from, index) => messages.slice(from, places[index] ?? messages.length))
            .filter((part) => part.length > 0)
          const warning = messages.filter(({ level }) => level === 'W')
          const texts = [...parts, ...(warning.length > 0 ? [warning] : [])].map((part) => part.map(({ text }) => text).join(''))
          const inputs = texts
            .map((text, index) => ({
              bytes: index % 2 === 0 ? new Uint8Array(gzipSync(text)) : encode(text),
              order: shuffle[index] ?? 0,
            }))
            .toSorted((a, b) => a.order - b.order)
          expect(comparable((await read(inputs)).frames)).toEqual(comparable(whole.frames))
        },
      ),
      { numRuns: 80 },
    )
  })

  it('cut into parts at any byte, given in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        someSamples(5),
        generations,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (samples, generation, cuts, reverse) => {
          const log = encode(printLog(samples, { generation, others: OTHERS.slice(0, 4), pieceLength: 900 }))
          const places = [...new Set(cuts.map((cut) => cut % log.length))].toSorted((a, b) => a - b)
          const parts = [0, ...places].map((from, index) => log.subarray(from, places[index] ?? log.length))
          // A part that is no more than a piece of one message has no time, so that nobody can tell where it belongs.
          fc.pre(parts.every((part) => /^[IW]\d{4,8} .*\]/m.test(new TextDecoder().decode(part))))
          const whole = await read([{ bytes: log }])
          const inputs = parts.map((bytes) => ({ bytes }))
          const { frames } = await read(reverse ? inputs.toReversed() : inputs)
          expect(comparable(frames)).toEqual(comparable(whole.frames))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('ending at any byte: what came before, and no figure that is not in the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        someSamples(3),
        generations,
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        async (samples, generation, share) => {
          const log = printLog(samples, { generation, others: OTHERS })
          const whole = samplesOf((await readText(log)).frames)
          let cut: SampleFrame[] = []
          try {
            cut = samplesOf((await readText(log.slice(0, Math.floor(share * log.length)))).frames)
          } catch (error) {
            if (!(error instanceof ReadError)) throw error
          }
          expect(cut.length).toBeLessThanOrEqual(whole.length)
          expect(cut.map(({ at }) => at)).toEqual(whole.slice(0, cut.length).map(({ at }) => at))
          expect(cut.flatMap((sample, index) => findInvented(sample, whole[index]!))).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('in chunks of any size, with either line end', async () => {
    await fc.assert(
      fc.asyncProperty(someSamples(3), generations, fc.integer({ min: 1, max: 5000 }), async (samples, generation, length) => {
        const log = printLog(samples, { generation, others: OTHERS })
        const whole = await readText(log)
        for (const text of [log, log.replaceAll('\n', '\r\n')]) {
          const bytes = encode(text)
          let at = 0
          const stream = new ReadableStream<Uint8Array>({
            pull(controller) {
              if (at >= bytes.length) controller.close()
              else controller.enqueue(bytes.slice(at, (at += length)))
            },
          })
          expect(comparable((await read([{ bytes: stream }])).frames)).toEqual(comparable(whole.frames))
        }
      }),
      { numRuns: 60 },
    )
  })
})
