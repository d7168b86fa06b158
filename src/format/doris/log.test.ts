import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Frame, MarkFrame, SampleFrame } from '../../profile/frame'
import { computeMeaning } from '../../profile/meaning'
import { ReadError } from '../../profile/report'
import { printLog, printLogMessages, type LoggedSample, type LogPrintOptions } from '../../testing/logPrinter'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { readAny, type ReadInput, type ReadOptions, type ReadResult } from '../index'
import { printProfile } from '../text/print'

// Logs as people bring them, through the door. That the figures are right for every generation is in log.property.test.ts.

const GIB = 2 ** 30
const T0 = Date.UTC(2024, 6, 18, 15, 0, 0)
const NOW = Date.UTC(2024, 6, 19)
const NAME = 'be.INFO.log.20240718-150000'

/** A block a minute, RSS growing by a GiB. */
const SAMPLES = [0, 1, 2, 3].map((minute): LoggedSample => ({
  at: T0 + minute * 60_000,
  micros: 0,
  kind: 'block',
  figures: {
    rss: (10 + minute) * GIB,
    virtual: 60 * GIB,
    global: GIB,
    jemallocCache: 2 * GIB,
    physical: 64 * GIB,
    limit: 50 * GIB,
    softLimit: 45 * GIB,
    lowWaterMark: 3 * GIB,
    warningWaterMark: 6 * GIB,
    tasks: [{ label: 'Query#Id=457efb1fdae74d3b-b4fffdcfd4baaf32', type: 'query', current: 3 * GIB, limit: 8 * GIB }],
  },
}))

const log = (options: LogPrintOptions, samples: readonly LoggedSample[] = SAMPLES): string => printLog(samples, options)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string): Uint8Array => Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(text, 'utf16le')])

const readFiles = (files: readonly Partial<ReadInput>[], options: ReadOptions = {}): Promise<ReadResult> =>
  readAny(
    files.map((file) => ({ name: NAME, bytes: new Uint8Array(), ...file })),
    { now: NOW, logUtcOffsetMinutes: 0, ...options },
  )
const read = (text: string, options: ReadOptions = {}): Promise<ReadResult> => readFiles([{ bytes: utf8(text) }], options)

const samplesOf = (frames: readonly Frame[]): SampleFrame[] => frames.filter((frame) => frame.kind === 'sample')
const marksOf = (frames: readonly Frame[]): MarkFrame[] => frames.filter((frame) => frame.kind === 'mark')
/** "15:01 11 GiB" of each sample. */
const rssOf = ({ frames }: ReadResult): string[] =>
  samplesOf(frames).map(({ at, snapshot }) => {
    const rss = computeMeaning(snapshot).rss
    return `${new Date(at).toISOString().slice(11, 16)} ${rss ? `${Number(rss.value) / GIB} GiB` : 'no RSS'}`
  })
const ALL = ['15:00 10 GiB', '15:01 11 GiB', '15:02 12 GiB', '15:03 13 GiB']
const problemsOf = ({ reports }: ReadResult, kind: string): string[] =>
  reports.flatMap(({ problems }) =>
    problems
      .filter((problem) => problem.kind === kind)
      .map(({ line, message }) => `${line === undefined ? '' : `line ${line}: `}${message}`),
  )

describe('a log', () => {
  it('of a container, each line behind RuntimeLogger, with blank lines between', async () => {
    const text = log({ generation: 'P2', console: true }).replaceAll('\n', '\n\n')
    expect(rssOf(await read(text))).toEqual(ALL)
  })

  it('copied from a terminal of 100 columns, wrapped in the middle of words and numbers', async () => {
    const wrapped = log({ generation: 'G2' }).replace(/(.{100})(?=.)/g, '$1\n')
    const result = await read(wrapped)
    expect(rssOf(result)).toEqual(ALL)
    expect(samplesOf(result.frames).map(({ snapshot }) => Number(computeMeaning(snapshot).query?.value))).toEqual(
      [3, 3, 3, 3].map((n) => n * GIB),
    )
  })

  it('in rotated and gzipped parts, be.INFO and be.WARNING together, in the wrong order: each block once', async () => {
    const text = log({ generation: 'P3' })
    const half = text.indexOf('\n', text.length / 2) + 1
    const warnings = printLogMessages(SAMPLES, { generation: 'P3' })
      .map(({ text: message }) => message)
      .join('')
    const result = await readFiles([
      { name: 'be.INFO.log.20240718-150200', bytes: utf8(text.slice(half)) },
      { name: 'be.WARNING.log.20240718-150000.gz', bytes: gzipSync(warnings) },
      { name: NAME, bytes: utf8(text.slice(0, half)) },
    ])
    expect(rssOf(result)).toEqual(ALL)
    expect(problemsOf(result, 'note').join(' ')).toContain('counted once')
  })

  it('is of the zone that it is told to be of; else UTC is assumed, which its report says', async () => {
    const text = log({ generation: 'P1' })
    expect(samplesOf((await read(text, { logUtcOffsetMinutes: 480 })).frames)[0]!.at).toBe(T0 - 480 * 60_000)
    const { reports, frames } = await readAny([{ name: NAME, bytes: utf8(text) }], { now: NOW })
    expect(samplesOf(frames)[0]!.at).toBe(T0)
    expect(reports[0]!.clock).toBe('log')
    expect(problemsOf({ reports, frames } as ReadResult, 'note')).toContain(
      'The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.',
    )
  })

  it('of before Doris 2.1 has its year from the name of the file, and goes on into the next', async () => {
    const newYear = Date.UTC(2023, 11, 31, 23, 59, 0)
    const samples = SAMPLES.map((sample, index) => ({ ...sample, at: newYear + index * 60_000 }))
    const result = await readFiles([{ name: 'be.INFO.log.20231231-000000', bytes: utf8(log({ generation: 'G1' }, samples)) }])
    expect(samplesOf(result.frames).map(({ at }) => at)).toEqual(samples.map(({ at }) => at))
  })

  it('be.out: how it crashed', async () => {
    const text = [
      'start time: Thu Jul 18 14:00:00 UTC 2024',
      '*** Query id: 457efb1fdae74d3b-b4fffdcfd4baaf32 ***',
      '*** Aborted at 1721315039 (unix time) try "date -d @1721315039" if you are using GNU date ***',
      '*** SIGSEGV address not mapped to object (@0x0) received by PID 2211 (TID 2293 OR 0x7f) from PID 0; stack trace: ***',
      ' 0# doris::signal::(anonymous namespace)::FailureSignalHandler(int, siginfo_t*, void*) at be/src/common/signal_handler.h:421',
    ].join('\n')
    const { frames } = await readFiles([
      { name: NAME, bytes: utf8(log({ generation: 'P2' })) },
      { name: 'be.out', bytes: utf8(`${text}\n`) },
    ])
    const crash = marksOf(frames).find(({ mark }) => mark === 'crash')!
    expect(crash.at).toBe(1_721_315_039_000)
    expect(crash.text).toContain('SIGSEGV')
    expect(crash.detail).toMatchObject({ pid: 2211, file: 'be.out', line: 3 })
  })
})

describe('bad input', () => {
  it('truncated in the middle of a line or a number: what came before, and the report says so', async () => {
    const text = log({ generation: 'G2' })
    const lastRow = text.lastIndexOf('Used=')
    const result = await read(text.slice(0, lastRow + 8))
    expect(rssOf(result)).toEqual(ALL)
    expect(result.reports[0]!.complete).toBe(false)
    expect(problemsOf(result, 'skipped').join(' ')).toContain('breaks off')
  })

  it('blocks of two threads in each other: each is put together from its own', async () => {
    const messages = printLogMessages(SAMPLES.slice(0, 1), { generation: 'P2' }).map(({ text }) => text)
    const others = printLogMessages([{ ...SAMPLES[3]!, at: T0 + 1 }], { generation: 'P2' }).map(({ text }) =>
      text.replace(/(?<=^\S+ \S+) +2293/, '  7777'),
    )
    const mixed = messages.flatMap((message, index) => [message, others[index]!]).join('')
    expect(rssOf(await read(mixed))).toEqual(['15:00 10 GiB', '15:00 13 GiB'])
  })

  it('two processes in one file: the second is a restart', async () => {
    const start = (at: number, pid: number): string =>
      `I20240718 ${new Date(at).toISOString().slice(11, 23)}000 ${pid} main.js:1] os physical memory 64.00 GB. process memory used 1.00 GB, limit 50.00 GB, soft limit 45.00 GB. sys available memory 60.00 GB, low water mark 3.00 GB, warning water mark 6.00 GB. Refresh interval memory growth 0 B\n`
    const { frames } = await read(start(T0, 2211) + start(T0 + 60_000, 2211) + start(T0 + 120_000, 4400))
    expect(marksOf(frames).map(({ at, mark, text }) => [at - T0, mark, text])).toEqual([
      [120_000, 'restart', 'The process restarted: pid 2211 before, 4400 after.'],
    ])
  })

  it('a clock that goes back: in order of time, and it is said', async () => {
    const [a, b, c, d] = SAMPLES
    const back = log({ generation: 'P2' }, [a!, c!]) + log({ generation: 'P2' }, [b!, d!])
    const result = await read(back)
    expect(rssOf(result)).toEqual(ALL)
    expect(problemsOf(result, 'note').join(' ')).toMatch(/back/)
  })

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['full-width colons and commas', (text: string) => text.replaceAll(', ', '， ').replaceAll(': ', '： ')],
    ['ANSI colours', (text: string) => text.replace(/^([IW]\d+)(.*)$/gm, '\u001b[33m$1\u001b[0m$2\u001b[K')],
    ['Markdown bullets in place of dashes', (text: string) => text.replace(/^(\s+)- /gm, '$1* ')],
    ['a quote', (text: string) => text.replace(/^/gm, '> ')],
    ['no-break spaces', (text: string) => text.replaceAll(' GB', '\u00a0GB')],
  ])('%s', async (_what, damage) => {
    expect(rssOf(await read(damage(log({ generation: 'P2' }))))).toEqual(ALL)
  })

  const row = (figures: string): string =>
    `W20240718 15:00:00.000001  2293 mem_tracker_limiter.cpp:389] \nMemory Tracker Summary:\n    MemTrackerLimiter Label=Orphan, Type=global, Limit=-1.00 B(-1 B), ${figures}\n`

  it('a number split by a blank is read without, and the report says so', async () => {
    const line =
      'os physical memory 375.81 GB. process memory used 4.09 GB(= 3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache] + 1 GB[reserved] + 0B[waiting_refresh]), limit 3.01 GB, soft limit 2.71 GB. sys available memory 1 34.41 GB(= 1 35.41 GB[proc/available] - 1 GB[reserved] - 0B[waiting_refresh]), low water mark 3.20 GB, warning water mark 6.40 GB.\n'
    const result = await read(line)
    expect(samplesOf(result.frames)[0]!.snapshot.memoryInfo?.status?.available?.value).toBe(144_321_638_564)
    expect(problemsOf(result, 'note').join(' ')).toContain('line 1: A number of the status line has a blank in it')
  })

  it('a figure that contradicts itself: the bytes count, and the report has the row', async () => {
    const result = await read(row('Used=114.80 MB(726799124 B), Peak=0(0 B)'))
    const [orphan] = samplesOf(result.frames)[0]!.snapshot.profile!.children[0]!.children
    expect(orphan!.counters.find(({ name }) => name === 'Memory')!.value).toBe(726_799_124)
    expect(problemsOf(result, 'contradiction')).toContain(
      'line 3: Used says 114.80 MB(726799124 B), which contradicts itself: the bytes in brackets were taken.',
    )
  })

  it('a status line whose sum is wrong: kept as printed, and the report says by how much', async () => {
    const line = log({ generation: 'G2' }, [{ ...SAMPLES[0]!, kind: 'status' }]).replace(/used [\d.]+ GB\(/, 'used 44.00 GB(')
    expect(problemsOf(await read(line), 'contradiction').join(' ')).toMatch(
      /line 1: Figures contradict each other: .* 36(\.0+)? GiB/,
    )
  })

  it('a profile whose trackers do not add up: all is kept, and the report says by how much', async () => {
    const snapshot = makeMemorySnapshot({ at: T0, generation: 'P2', rss: 10 * GIB, global: GIB, tasks: [] })
    const text = printProfile(snapshot.profile!, 'p2').replace(
      /(GlobalMemorySnapshot:\n +\S+:\n +- Memory Current: )\S+ GB/,
      '$13.00 GB',
    )
    expect(problemsOf(await read(text), 'contradiction')).toEqual([
      'Figures contradict each other: the trackers of Global are off its total by 2.00 GiB. They are kept as printed.',
    ])
  })

  it('-1.00 B(-1 B) is "none", not a byte less than nothing', async () => {
    const { frames } = await read(row('Used=1.00 KB(1024 B), Peak=-1.00 B(-1 B)'))
    const [orphan] = samplesOf(frames)[0]!.snapshot.profile!.children[0]!.children
    expect(orphan!.counters).toMatchObject([{ name: 'Memory', value: 1024, peak: -1 }])
  })

  it('values above 2^53 are exact', async () => {
    const { frames } = await read(row('Used=8589934592.00 GB(9223372036854775807 B), Peak=-6.26 MB(-6560424 B)'))
    const [orphan] = samplesOf(frames)[0]!.snapshot.profile!.children[0]!.children
    expect(orphan!.counters).toMatchObject([{ name: 'Memory', value: 2n ** 63n - 1n, peak: -6_560_424 }])
  })

  it.each([
    ['a number', 'process memory used 68.00 GB(= 69.'],
    ['a sum', 'process memory used 68.00 GB(= 69.00 GB[vm/rss] '],
    ['a sum, behind its blank', 'process memory used 68.00 GB(= 69.00 GB[vm/rss] - '],
    ['a word', 'process memory us'],
  ])('a status line that breaks off in %s is said to be cut', async (_what, end) => {
    const line = `I20240718 15:10:00.000000  1234 mem_info.cpp:1] os physical memory 375.81 GB. ${end}`
    const result = await readFiles([{ bytes: utf8(`${log({ generation: 'P1' })}${line}`) }])
    expect(problemsOf(result, 'missing').join(' ')).toContain('breaks off')
  })

  it('a whole status line without a line end is not cut', async () => {
    const result = await readFiles([{ bytes: utf8(log({ generation: 'P1' }).trimEnd()) }])
    expect(problemsOf(result, 'missing')).toEqual([])
  })

  it('a workload group that is over its hard limit is marked in a log too', async () => {
    const line =
      'W20240718 15:10:00.000000  1234 x.cpp:1] [CANCELLED]memory hard limit workload group release overcommit memory, group id:10001'
    const result = await readFiles([{ bytes: utf8(`${log({ generation: 'P1' })}${line}\n`) }])
    expect(result.frames.flatMap((frame) => (frame.kind === 'mark' ? [frame.mark] : []))).toEqual(['exceeded'])
  })

  describe('two processes, told apart by what the heads of the files say', () => {
    const head = (at: string, ran: string): string =>
      `Log file created at: 2024/07/18 ${at}\nRunning on machine: be-17\nRunning duration (h:mm:ss): ${ran}\nLog line format: [IWEF]yyyymmdd hh:mm:ss.uuuuuu threadid file:line] msg\n`
    const [first, second] = [SAMPLES.slice(0, 2), SAMPLES.slice(2)].map((samples) => log({ generation: 'P2' }, samples))
    const starts = async (files: { bytes: Uint8Array; name?: string }[]): Promise<string[]> =>
      (await readFiles(files)).frames.flatMap((frame) =>
        frame.kind === 'mark' ? [`${new Date(frame.at).toISOString().slice(11, 19)} ${frame.mark}`] : [],
      )

    it('in one file', async () => {
      const text = `${head('14:59:59', '0:00:00')}${first!}${head('15:01:30', '0:00:01')}${second!}`
      expect(await starts([{ bytes: utf8(text) }])).toEqual(['14:59:59 note', '15:01:29 restart'])
    })

    it('in two files, dropped in the wrong order', async () => {
      const files = [
        { bytes: utf8(`${head('15:01:30', '0:00:00')}${second!}`), name: 'be.INFO' },
        { bytes: utf8(`${head('14:00:00', '12:00:00')}${first!}`), name: NAME },
      ]
      expect(await starts(files)).toEqual(['15:01:30 restart'])
    })

    it('but not where another file of it has no head, and begins in the same second', async () => {
      const files = [
        { bytes: utf8(`${head('15:00:00', '0:00:00')}${second!}`), name: 'be.WARNING' },
        { bytes: utf8(first!), name: NAME },
      ]
      expect(await starts(files)).toEqual(['15:00:00 note'])
    })

    it('but not where a file of the same process was rotated, also where the clock was put back an hour', async () => {
      for (const ran of ['100:01:30', '101:01:30', '99:01:32']) {
        const text = `${head('15:00:00', '100:00:00')}${first!}${head('15:01:30', ran)}${second!}`
        expect({ ran, starts: await starts([{ bytes: utf8(text) }]) }).toEqual({ ran, starts: [] })
      }
    })
  })

  it.each(['P1', 'P3', 'G2'] as const)('the markup of a page around a log of %s', async (generation) => {
    const text = log({ generation })
    const marked = text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('  ', '&nbsp; ').replaceAll('\n', '<br>\n')
    const [plain, result] = [await read(text), await read(marked)]
    expect(samplesOf(result.frames)).toEqual(samplesOf(plain.frames))
    expect(problemsOf(result, 'skipped')).toEqual(problemsOf(plain, 'skipped'))
  })

  it('a UTF-16 file', async () => {
    expect(rssOf(await readFiles([{ bytes: utf16(log({ generation: 'P3' })) }]))).toEqual(ALL)
  })

  it.each([
    ['a binary file named .log', 'be.log', Uint8Array.from({ length: 5000 }, (_, at) => (at * 37) & 255), /binary|not text/i],
    ['an empty file', 'be.INFO', new Uint8Array(), /empty/i],
    ['a file of blanks', 'be.INFO', utf8('\n\n  \n'), /empty|nothing/i],
    [
      "the frontend's log",
      'fe.log',
      utf8('2024-07-18 15:00:00,123 INFO (thrift-server-pool-1|77) [Coordinator.exec():123] dispatch\n'.repeat(50)),
      /log/i,
    ],
    ['a picture', 'be.INFO', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13), /PNG|picture|image/i],
    ['an archive', 'be.log.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), /ZIP|archive/i],
  ])('%s is refused, and it is said what it looks like', async (_what, name, bytes, sentence) => {
    const error = await readFiles([{ name, bytes }]).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ReadError)
    expect((error as ReadError).message).toMatch(sentence)
  })
})
