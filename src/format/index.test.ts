import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, SampleFrame } from '../profile/frame'
import { ReadError } from '../profile/report'
import type { Snapshot } from '../profile/snapshot'
import { findSamplesFolder, readGoldenFile, readGoldenSections } from '../testing/golden'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { printDorisPage } from './doris/page'
import { readAny, type ReadInput, type ReadOptions, type ReadResult } from './index'
import { printProfileJson } from './json/write'
import { SessionWriter } from './session/write'
import { printProfile } from './text/print'

const T0 = Date.UTC(2026, 10, 23, 6, 0, 0)
const NOW = Date.UTC(2026, 10, 24)
const MIB = 1024 * 1024

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const input = (content: string | Uint8Array, fields: Partial<ReadInput> = {}): ReadInput => ({
  name: 'a.txt',
  bytes: typeof content === 'string' ? bytesOf(content) : content,
  ...fields,
})

function streamOf(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, (at += size)))
    },
  })
}

const read = (content: string | Uint8Array, fields: Partial<ReadInput> = {}, options: ReadOptions = {}): Promise<ReadResult> =>
  readAny([input(content, fields)], { now: NOW, ...options })

/** The error that reading ends in. */
async function refusal(content: string | Uint8Array, fields: Partial<ReadInput> = {}): Promise<ReadError> {
  try {
    await read(content, fields)
  } catch (error) {
    if (error instanceof ReadError) return error
    throw error
  }
  throw new Error('it was read')
}

const samplesOf = (frames: readonly Frame[]): SampleFrame[] => frames.filter((frame) => frame.kind === 'sample')
const snapshotAt = (second: number, rss = 100): Snapshot =>
  makeMemorySnapshot({ at: T0 + second * 1000, rss: rss + second, process: { host: 'be-17', pid: 7, startedAt: T0 - 1000 } })

function printTimeline(frames: readonly Frame[]): string {
  const writer = new SessionWriter({ tool: '1', created: T0, target: 'be-17', source: 'live', note: 'hello' })
  return writer.headerLine() + frames.map((frame) => writer.lines(frame)).join('') + writer.endLine()
}

const timelineFrames: Frame[] = [0, 5, 10].map((second, index) => ({
  kind: 'sample',
  seq: index + 40,
  at: T0 + second * 1000,
  tookMs: 12,
  wireBytes: 900,
  snapshot: snapshotAt(second),
}))

const p1 = readGoldenFile('v1', 'memory_profile_00015')
const p3 = readGoldenFile('v2', 'memory_profile_00015')
const page = printDorisPage({ profileText: p3.text, memoryInfo: undefined, raw: false, escape: true })

describe('readAny opens', () => {
  it('a saved timeline, as it is', async () => {
    const { header, frames, reports } = await read(printTimeline(timelineFrames))
    expect(header).toMatchObject({ target: 'be-17', note: 'hello', source: 'live' })
    expect(frames).toEqual(timelineFrames)
    expect(reports).toMatchObject([{ file: 'a.txt', snapshots: 3, problems: [], complete: true }])
    expect(reports[0]!.recognisedAs).toContain('saved timeline')
  })

  it('a part of a timeline without its header, as the gateway serves it', async () => {
    const withoutHeader = printTimeline(timelineFrames).split('\n').slice(1).join('\n')
    expect((await read(withoutHeader)).frames).toEqual(timelineFrames)
  })

  it('one process profile', async () => {
    const snapshot = snapshotAt(3)
    for (const text of [printProfileJson(snapshot), JSON.stringify(JSON.parse(printProfileJson(snapshot)), null, 2)]) {
      const { frames, reports, header } = await read(text)
      expect(frames).toEqual([{ kind: 'sample', seq: 1, at: T0 + 3000, tookMs: undefined, wireBytes: undefined, snapshot }])
      expect(reports).toMatchObject([{ recognisedAs: 'process profile (JSON)', snapshots: 1, problems: [], complete: true }])
      expect(header).toMatchObject({ created: T0 + 3000, source: 'file' })
    }
  })

  it('a list of them, one a line, one after the other', async () => {
    const texts = [0, 1, 2].map((second) => printProfileJson(snapshotAt(second)))
    for (const text of [`[${texts.join(',\n')}]`, texts.join('\n'), `${texts.join('\r\n')}\r\n`, texts.join('')]) {
      const { frames, reports } = await read(text)
      expect(samplesOf(frames).map(({ at, seq }) => [at, seq])).toEqual([
        [T0, 1],
        [T0 + 1000, 2],
        [T0 + 2000, 3],
      ])
      expect(reports).toMatchObject([{ recognisedAs: '3 process profiles (JSON)', snapshots: 3, problems: [] }])
    }
  })

  it('integers beyond 2^53, exact', async () => {
    const text = printProfileJson(snapshotAt(0)).replace(/"value":\d+/, '"value":9007199254740993')
    const overview = samplesOf((await read(text)).frames)[0]!.snapshot.profile!.children[0]!.children[0]!
    expect(overview.counters[0]!.value).toBe(9007199254740993n)
  })

  it("Doris's page and text", async () => {
    const { frames, reports, header } = await read(page, { takenAt: T0 })
    expect(samplesOf(frames)).toMatchObject([{ at: T0, snapshot: { takenAt: T0, source: 'P3', process: { name: 'doris_be' } } }])
    expect(printProfile(samplesOf(frames)[0]!.snapshot.profile!, 'p2')).toBe(p3.text)
    expect(reports[0]).toMatchObject({ recognisedAs: 'Doris /profile page, generation P3' })
    expect(header.source).toBe('page')

    const text = await read(p1.text, { takenAt: T0 })
    expect(printProfile(samplesOf(text.frames)[0]!.snapshot.profile!, 'p1')).toBe(p1.text)
    expect(text.reports[0]).toMatchObject({
      recognisedAs: 'text of a memory profile, generation P1',
      problems: [{ kind: 'note', message: 'Generation P1: told by its sections, and nothing in them that later ones print.' }],
      complete: true,
    })
  })

  it('a query profile, as a tree, and says that it is one', async () => {
    const { text } = readGoldenFile('v1', 'random_002')
    const { frames, reports } = await read(text, { name: 'query.txt' })
    expect(samplesOf(frames)[0]!.snapshot).toMatchObject({ source: 'text', process: { name: 'query.txt' } })
    expect(reports[0]!.problems[0]!.message).toContain('not a memory profile')
  })

  it('the memory profiles in a log, with their times', async () => {
    const v1 = readGoldenSections('v1').find(({ name }) => name === 'memory_profile_00003')!.sections
    const detail = readGoldenSections('v2').find(({ name }) => name === 'memory_profile_00003')!.sections[
      'process_memory_detail_str'
    ]!
    const names = ['print_memory_overview_profile', 'print_global_memory_profile', 'print_top_memory_tasks_profile']
    const log = `${names.map((name) => `I20261123 06:00:00.000000  1234 memory_profile.cpp:300] \n${v1[name]}`).join('')}I20261123 06:00:01.000000  1 other.cpp:1] hello:\nW20261123 06:00:30.500000  1234 daemon.cpp:1] ${detail}`
    const { frames, reports } = await read(log)
    expect(samplesOf(frames)).toMatchObject([
      { at: T0, snapshot: { source: 'P1' } },
      { at: T0 + 30_500, snapshot: { source: 'P3' } },
    ])
    const [first, second] = samplesOf(frames).map(({ snapshot }) => snapshot.profile!)
    expect(printProfile(first!, 'p1')).toBe(names.map((name) => v1[name]).join(''))
    expect(second!.children.map(({ name }) => name)).toEqual([
      'MemoryOverviewSnapshot',
      'GlobalMemorySnapshot',
      'MetadataMemorySnapshot',
      'CacheMemorySnapshot',
      'TopMemoryTasksSnapshot',
    ])
    expect(reports[0]!.problems.map(({ message }) => message).join(' ')).toContain('UTC was assumed')
  })

  it('all of these gzipped, also as streams in any chunks', async () => {
    for (const text of [printTimeline(timelineFrames), printProfileJson(snapshotAt(1)), page, p1.text]) {
      const plain = await read(text, { takenAt: T0 })
      const zipped = gzipSync(text)
      for (const bytes of [zipped, streamOf(zipped, 1), streamOf(zipped, 997)]) {
        const { frames, reports } = await readAny([{ name: 'a.gz', bytes, takenAt: T0 }])
        expect(frames).toEqual(plain.frames)
        expect(reports[0]!.recognisedAs).toBe(`${plain.reports[0]!.recognisedAs}, gzipped`)
      }
    }
  })

  it('27: with byte order marks, in UTF-16, with CRLF', async () => {
    const utf16 = (text: string, little: boolean): Uint8Array => {
      const bytes = new Uint8Array(text.length * 2 + 2)
      const view = new DataView(bytes.buffer)
      view.setUint16(0, 0xfeff, little)
      for (let at = 0; at < text.length; at++) view.setUint16(at * 2 + 2, text.charCodeAt(at), little)
      return bytes
    }
    for (const text of [p1.text, page, printProfileJson(snapshotAt(1)), printTimeline(timelineFrames)]) {
      const plain = await read(text, { takenAt: T0 })
      for (const bytes of [
        bytesOf(`\ufeff${text}`),
        utf16(text, true),
        utf16(text, false),
        bytesOf(text.replaceAll('\n', '\r\n')),
      ]) {
        const got = await read(bytes, { takenAt: T0 })
        expect(got.frames).toEqual(plain.frames)
      }
    }
  })
})

describe('readAny puts together', () => {
  it('several inputs, by time', async () => {
    const { frames, reports, header } = await readAny(
      [
        input(printProfileJson(snapshotAt(7)), { name: 'b.json' }),
        input(printTimeline(timelineFrames), { name: 'a.ndjson' }),
        input(p1.text, { name: 'c.txt', takenAt: T0 + 2000 }),
      ],
      { now: NOW },
    )
    expect(samplesOf(frames).map(({ at }) => (at - T0) / 1000)).toEqual([0, 2, 5, 7, 10])
    expect(samplesOf(frames).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(header.target).toBe('be-17')
    expect(reports.map(({ file, snapshots }) => [file, snapshots])).toEqual([
      ['b.json', 1],
      ['a.ndjson', 3],
      ['c.txt', 1],
    ])
  })

  it('texts without a time, in their order, a second apart, and says so', async () => {
    const { frames, reports } = await readAny([input(p1.text), input(p3.text)], { now: NOW })
    expect(samplesOf(frames).map(({ at, snapshot }) => [at, snapshot.takenAt, snapshot.source])).toEqual([
      [NOW, undefined, 'P1'],
      [NOW + 1000, undefined, 'P3'],
    ])
    expect(reports[1]!.problems.at(-1)!.message).toContain('one second apart')
  })

  it('profiles that do not say their time: one has that of its file, several follow each other', async () => {
    const timeless = printProfileJson({ ...snapshotAt(0), takenAt: undefined })
    expect((await read(timeless, { takenAt: T0 })).frames).toMatchObject([{ at: T0, snapshot: { takenAt: undefined } }])
    const two = await read(`${timeless}\n${timeless}`, { takenAt: T0 })
    expect(two.frames).toMatchObject([{ at: NOW }, { at: NOW + 1000 }])
  })

  it('26: a file dropped twice counts once', async () => {
    const { frames, reports } = await readAny([input(printTimeline(timelineFrames)), input(printTimeline(timelineFrames))])
    expect(frames).toEqual(timelineFrames)
    expect(reports[1]!.problems.map(({ message }) => message)).toEqual([expect.stringContaining('3 frames stand twice')])
  })

  it('what can be read, beside a report of what cannot', async () => {
    const { frames, reports } = await readAny([
      input('\x89PNG\r\n\x1a\n', { name: 'x.png' }),
      input(printProfileJson(snapshotAt(1))),
    ])
    expect(frames).toHaveLength(1)
    expect(reports).toMatchObject([{ file: 'x.png', failure: 'not-a-profile', snapshots: 0, complete: false }, { snapshots: 1 }])
    expect(reports[0]!.problems).toHaveLength(1)
    await expect(readAny([input('', { name: 'x' }), input('[]', { name: 'y' })])).rejects.toMatchObject({
      code: 'empty',
      message: expect.stringMatching(/^None of the 2 inputs could be read\. x: This is empty.* y: This is an empty JSON list/),
    })
  })

  it('a bad record among good ones: skipped and told', async () => {
    const good = printProfileJson(snapshotAt(1))
    const lines = [
      good,
      '{"format":"process-profile","version":1,"process":{"name":5},"profile":{"name":"x"}}',
      'garbage',
      '{"format":"process-prof',
      printProfileJson(snapshotAt(2)),
    ]
    const { frames, reports } = await read(lines.join('\n'))
    expect(frames).toHaveLength(2)
    expect(reports[0]!.problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['skipped', 2],
      ['skipped', 3],
      ['skipped', 4],
    ])
    expect(reports[0]!.problems[0]!.message).toContain('process.name')
  })
})

describe('readAny refuses in plain words', () => {
  it.each([
    ['nothing', '', 'empty', /empty/],
    ['blanks', ' \n\n', 'empty', /nothing/i],
    ['a PNG', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'not-a-profile', /looks like a PNG image/],
    ['a PDF', '%PDF-1.7', 'not-a-profile', /PDF/],
    ['a zip', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), 'not-a-profile', /zip archive.*Unpack/],
    ['a program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1]), 'not-a-profile', /program/],
    ['a binary file named .json', new Uint8Array(200).map((_, index) => (index * 7) % 32), 'not-a-profile', /binary/],
    ['gzip in gzip', gzipSync(gzipSync('{}')), 'not-a-profile', /gzipped twice/],
    [
      'a sign-in page',
      '<!DOCTYPE html><html><head><title>Sign in</title></head><form><input type="password"></form></html>',
      'login-page',
      /sign-in page/,
    ],
    [
      'another page',
      '<html><head><title>502 Bad\nGateway</title></head><body>nginx</body></html>',
      'not-a-profile',
      /web page with the title "502 Bad Gateway"/,
    ],
    ['other JSON', '{"traceEvents":[],"meta":1}', 'not-a-profile', /keys "traceEvents", "meta"/],
    ['a list of numbers', '[1,2,3]', 'invalid', /JSON/],
    ['an empty list', '[]', 'empty', /empty JSON list/],
    ['a newer version', '{"format":"process-profile","version":99}', 'newer-version', /version 99/],
    ['a newer timeline', '{"format":"memlane-timeline","version":2}\n', 'newer-version', /version 2/],
    [
      'one wrong field',
      printProfileJson(snapshotAt(0)).replace('"name":"MemoryProfile"', '"name":7'),
      'invalid',
      /profile\.children\[0\]\.name/,
    ],
    ['cut JSON', printProfileJson(snapshotAt(0)).slice(0, -20), 'cut-off', /cut off/],
    ['prose', 'Dear all,\nplease find attached:\nnothing\n', 'not-a-profile', /not a profile/],
    [
      'a log without a profile',
      'I20261123 06:00:00.000000  1234 daemon.cpp:300] the physical memory is fine\n',
      'not-a-profile',
      /log of a Doris backend .*nothing in it says how memory is used/,
    ],
  ] as const)('27: %s', async (_what, content, code, words) => {
    const error = await refusal(typeof content === 'string' ? content : new Uint8Array(content))
    expect(error.message).toMatch(words)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/[.!]$/)
  })

  it('24: a gzip bomb, in memory and as a stream', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB, 32))
    expect(await refusal(bomb)).toMatchObject({ code: 'too-large', message: expect.stringContaining('100 times') })
    await expect(readAny([{ name: 'x', bytes: streamOf(bomb, 4096) }])).rejects.toMatchObject({ code: 'too-large' })
  })

  it('20: 50 MB of one answer, JSON, page or text', async () => {
    const filler = 'x'.repeat(50 * MIB)
    for (const text of [
      `{"format":"process-profile","version":1,"x":"${filler}"}`,
      `${page.slice(0, 2000)}${filler}`,
      `${p1.text}${filler}`,
    ]) {
      expect(await refusal(text)).toMatchObject({ code: 'too-large', message: expect.stringContaining('32 MiB') })
    }
  })

  it('27: a large log of other things is said to be one, with its lines and its time', async () => {
    const line = bytesOf(`${'I20261123 06:00:00.000000  1234 daemon.cpp:300] nothing of interest here\n'.repeat(10_000)}`)
    let given = 0
    const bytes = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1
        if (given > 100) controller.close()
        else controller.enqueue(line)
      },
    })
    await expect(readAny([{ name: 'be.INFO', bytes, size: 3 * 1024 * MIB }])).rejects.toMatchObject({
      code: 'not-a-profile',
      message: expect.stringMatching(
        /log of a Doris backend \(1,000,000 lines, from 2026-11-23T06:00:00Z to .*nothing in it says how memory/,
      ),
    })
  })

  it('20: depth 100,000, JSON and text', async () => {
    const deep = `{"format":"process-profile","version":1,"process":{"name":"x"},"profile":${'{"name":"a","children":['.repeat(100_000)}${']}'.repeat(100_000)}}`
    expect((await refusal(deep)).code).toBe('too-deep')
    const lines = Array.from({ length: 3000 }, (_, depth) => `${'  '.repeat(depth)}n:`).join('\n')
    expect((await refusal(`MemoryProfile:\n${lines}`)).code).toBe('too-deep')
  })
})

describe('readAny never hangs', () => {
  const endless = (first: Uint8Array): ReadableStream<Uint8Array> =>
    new ReadableStream({ start: (controller) => controller.enqueue(first), pull: () => new Promise(() => {}) })

  it.each([
    ['a text', bytesOf(p1.text)],
    ['JSON', bytesOf(printProfileJson(snapshotAt(0)).slice(0, 9000))],
    ['a timeline', bytesOf(printTimeline(timelineFrames).slice(0, 9000))],
    ['gzip', new Uint8Array(gzipSync(p1.text))],
    ['hardly anything', bytesOf('x')],
  ])('cancelled in the middle of %s that does not go on', async (_what, first) => {
    const stop = new AbortController()
    const reading = readAny([{ name: 'x', bytes: endless(first) }], { signal: stop.signal })
    setTimeout(() => stop.abort(), 20)
    await expect(reading).rejects.toMatchObject({ name: 'ReadError', code: 'cancelled' })
  })

  it('not even begun when cancelled before', async () => {
    await expect(readAny([input(p1.text)], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('a source that breaks off: what came before is read, and it says so', async () => {
    const text = printTimeline(timelineFrames)
    const lines = text.split('\n')
    const bytes = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytesOf(`${lines.slice(0, 3).join('\n')}\n`))
      },
      pull(controller) {
        controller.error(new Error('the disk was pulled out'))
      },
    })
    const { frames, reports } = await readAny([{ name: 'x', bytes }])
    expect(samplesOf(frames).length).toBeGreaterThan(0)
    expect(reports[0]!.complete).toBe(false)
    expect(reports[0]!.problems.map(({ message }) => message).join(' ')).toContain('the disk was pulled out')
  })

  it('tells how far it is, in bytes as they came', async () => {
    const seen: [number, number | undefined][] = []
    const zipped = gzipSync(printTimeline(timelineFrames))
    await readAny([input(new Uint8Array(zipped)), input(p1.text)], { onProgress: (done, total) => seen.push([done, total]) })
    const total = zipped.length + bytesOf(p1.text).length
    expect(seen.at(-1)).toEqual([total, total])
    const unknown: (number | undefined)[] = []
    await readAny([{ name: 'x', bytes: streamOf(bytesOf(p1.text), 100) }], { onProgress: (_, all) => unknown.push(all) })
    expect(new Set(unknown)).toEqual(new Set([undefined]))
  })
})

describe('23: cut at any byte', () => {
  /** What opens of a text, plain and gzipped, cut at every so many bytes. Anything but a ReadError goes through. */
  async function openCut(text: string, step = 997): Promise<ReadResult[]> {
    const bytes = bytesOf(text)
    const zipped = new Uint8Array(gzipSync(bytes))
    const results: ReadResult[] = []
    for (let cut = 0; cut < bytes.length; cut += step) {
      for (const part of [bytes.subarray(0, cut), zipped.subarray(0, Math.ceil((cut / bytes.length) * zipped.length))]) {
        try {
          results.push(await read(part))
        } catch (error) {
          if (!(error instanceof ReadError)) throw error
        }
      }
    }
    return results
  }

  it('a timeline gives its first samples, as they were', async () => {
    const results = await openCut(printTimeline(timelineFrames), 97)
    expect(results.length).toBeGreaterThan(10)
    for (const { frames, reports } of results) {
      expect(frames).toEqual(timelineFrames.slice(0, frames.length))
      expect(reports[0]!.complete).toBe(false)
    }
    expect(new Set(results.map(({ frames }) => frames.length))).toEqual(new Set([0, 1, 2, 3]))
  })

  it('a page and a text give a part of the tree', async () => {
    for (const text of [page, p1.text]) {
      const results = await openCut(text)
      expect(results.length).toBeGreaterThan(10)
      expect(results.every(({ frames }) => samplesOf(frames)[0]!.snapshot.profile!.children.length > 0)).toBe(true)
    }
  })

  it('a single JSON value gives nothing: it is refused as cut off', async () => {
    expect(await openCut(printProfileJson(snapshotAt(1)))).toEqual([])
  })
})

describe('bytes of any kind', () => {
  it('are read, or refused with a sentence: forms with bytes changed, left out and put in', async () => {
    const forms = [printTimeline(timelineFrames), printProfileJson(snapshotAt(1)), page, p1.text].flatMap((text) => [
      bytesOf(text.slice(0, 6000)),
      new Uint8Array(gzipSync(text.slice(0, 6000))),
    ])
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      remove: fc.nat(5),
      insert: fc.uint8Array({ maxLength: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forms), fc.array(change, { minLength: 1, maxLength: 8 }), async (form, changes) => {
        let bytes = form
        for (const { at, remove, insert } of changes) {
          const from = Math.floor(at * bytes.length)
          bytes = Uint8Array.from([...bytes.subarray(0, from), ...insert, ...bytes.subarray(from + remove)])
        }
        try {
          const { frames, reports } = await read(bytes)
          expect(reports[0]!.recognisedAs).not.toBe('')
          expect(frames.every((frame, index) => index === 0 || frame.kind !== 'sample' || frame.seq > 0)).toBe(true)
        } catch (error) {
          if (!(error instanceof ReadError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('names of any kind', () => {
  it('19, 31: __proto__, markup and 10,000 characters come through every form', async () => {
    const long = 'x'.repeat(10_000)
    const snapshot = makeSnapshot(`
MemoryProfile
  GlobalMemorySnapshot
    __proto__
      - constructor: 5 B
    <img src=x onerror=alert(1)>@global@id=0000000000000001-0000000000000002
      - Memory: 7 B peak 9 B
    ${long}
      - Memory: 7 B peak 9 B`)
    const text = printProfile(snapshot.profile!, 'p2')
    for (const form of [
      printProfileJson(snapshot),
      text,
      printDorisPage({ profileText: text, raw: false, escape: true }),
      printDorisPage({ profileText: text, raw: true, escape: false }),
    ]) {
      const [sample] = samplesOf((await read(form)).frames)
      expect(printProfile(sample!.snapshot.profile!, 'p2')).toBe(text)
    }
    expect(Object.prototype).not.toHaveProperty('constructor.counters')
    expect(({} as Record<string, unknown>)['counters']).toBeUndefined()
  })
})

const samples = findSamplesFolder()

describe('real pastes', () => {
  const open = (name: string): Promise<ReadResult> =>
    readAny([{ name, bytes: readFileSync(new URL(name, samples)) }], { now: NOW })

  it.skipIf(!samples)('a profile cut in the middle of a line (pull request 44739)', async () => {
    const { frames, reports } = await open('pr44739-profile-metadata-cache.txt')
    const { snapshot } = samplesOf(frames)[0]!
    expect(snapshot.source).toBe('P2')
    const overview = snapshot.profile!.children[0]!.children[0]!
    const gib = 1024 ** 3
    expect(
      overview.counters.map(({ name, value, peak, error }) => [name, Number(value) / gib, Number(peak) / gib, error]),
    ).toEqual([
      ['PhysicalMemory(VmRSS)', expect.closeTo(5.85, 6), expect.closeTo(7.13, 6), 5368709],
      ['VirtualMemory(VmSize)', expect.closeTo(61.35, 6), expect.closeTo(61.67, 6), 5368709],
    ])
    expect(reports[0]!.complete).toBe(false)
    expect(reports[0]!.problems.map(({ line }) => line)).toContain(20)
  })

  it.skipIf(!samples)('an ObjectHeapDump alone (pull request 44647)', async () => {
    const { frames, reports } = await open('pr44647-object-heap-dump.txt')
    const dump = samplesOf(frames)[0]!.snapshot.profile!.children[0]!
    expect(dump.name).toBe('ObjectHeapDump')
    expect(dump.counters).toHaveLength(30)
    expect(dump.counters[1]).toMatchObject({ name: 'AllRowsetsNum', unit: 'UNIT', value: 76_450, error: 5 })
    expect(reports[0]).toMatchObject({ complete: true })
    expect(reports[0]!.problems.map(({ kind }) => kind)).toEqual(['note', 'note'])
  })
})
