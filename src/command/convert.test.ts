import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAny } from '../format/index'
import { readProfileJson } from '../format/json/read'
import { printProfileJson } from '../format/json/write'
import { readGoldenFile } from '../testing/golden'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { runConvert } from './convert'

const T0 = Date.UTC(2026, 10, 23, 6, 0, 0)

let folder: string
const path = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane convert '))
  const texts = [0, 5, 10].map((second) =>
    printProfileJson(
      makeMemorySnapshot({
        at: T0 + second * 1000,
        rss: 1000 + second,
        query: 100,
        tasks: [{ label: 'Query#Id=1-2', type: 'query', current: 100 + second }],
      }),
    ),
  )
  await writeFile(path('three.ndjson'), texts.join('\n'))
  await writeFile(path('one.json'), texts[0]!)
  await writeFile(path('p1.txt'), readGoldenFile('v1', 'memory_profile_00003').text)
  await writeFile(path('p3.txt.gz'), gzipSync(readGoldenFile('v2', 'memory_profile_00003').text))
  await writeFile(path('bad.png'), new Uint8Array([0x89, 0x50, 0x4e, 0x47]))
})

afterAll(() => rm(folder, { recursive: true }))

interface Run {
  readonly status: number
  readonly out: string
  readonly err: string
}

async function run(args: readonly string[], stdin = ''): Promise<Run> {
  const written: Buffer[] = []
  let err = ''
  const stdout = new Writable({
    write(chunk, _, done) {
      written.push(Buffer.from(chunk))
      done()
    },
  })
  const status = await runConvert(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr: { write: (text: string) => (err += text) },
  })
  return { status, out: Buffer.concat(written).toString(), err }
}

describe('memlane convert', () => {
  it('gives back the text of a text, byte for byte', async () => {
    for (const [file, golden] of [
      ['p1.txt', readGoldenFile('v1', 'memory_profile_00003')],
      ['p3.txt.gz', readGoldenFile('v2', 'memory_profile_00003')],
    ] as const) {
      for (const args of [[path(file)], [path(file), '--to', 'text']]) {
        const { status, out, err } = await run(args)
        expect(out).toBe(golden.text)
        expect(status).toBe(0)
        expect(err).toContain('1 snapshot.')
      }
    }
  })

  it('makes a profile of a text, and the text of the profile is the same again', async () => {
    const profile = await run([path('p1.txt'), '--to', 'profile'])
    expect(profile.status).toBe(0)
    expect(profile.out.endsWith('}\n')).toBe(true)
    expect(readProfileJson(profile.out).process.name).toBe('doris_be')
    const text = await run(['-', '--to', 'text'], profile.out)
    expect(text.out).toBe(readGoldenFile('v1', 'memory_profile_00003').text)
    expect(text.err).toContain('standard input: process profile (JSON); 1 snapshot.')
  })

  it('chooses a snapshot', async () => {
    const chosen = async (...args: string[]): Promise<number> =>
      (readProfileJson((await run([path('three.ndjson'), '--to', 'profile', ...args])).out).takenAt! - T0) / 1000
    expect(await chosen()).toBe(10)
    expect(await chosen('--at', 'first')).toBe(0)
    expect(await chosen('--at', 'last')).toBe(10)
    expect(await chosen('--at', '2')).toBe(5)
    expect(await chosen('--at', '2026-11-23T06:00:07Z')).toBe(5)
    expect(await chosen('--at', String(T0 + 5000))).toBe(5)
    expect(await chosen('--at', String(T0 / 1000 + 9))).toBe(5)
    expect(await run([path('three.ndjson'), '--at', '4'])).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('has 3 snapshots only'),
    })
    expect(await run([path('three.ndjson'), '--at', '2020-01-01'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('from 2026-11-23T06:00:00.000Z'),
    })
  })

  it('prints in the style that is asked for', async () => {
    const p1 = await run([path('three.ndjson'), '--style', 'p1'])
    const p2 = await run([path('three.ndjson'), '--style', 'p2'])
    expect(p1.out).toContain('- PhysicalMemory(VmRSS): 1010.00 B')
    expect(p2.out).toContain('- PhysicalMemory(VmRSS) Current: 1010.00 B (Peak: 1010.00 B)')
  })

  it('makes CSV of snapshots and of tasks', async () => {
    const csv = await run([path('three.ndjson'), '--to', 'csv'])
    const lines = csv.out.split('\n')
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      'time,source,rss',
      '2026-11-23T06:00:00.000Z,json,1000',
      '2026-11-23T06:00:05.000Z,json,1005',
      '2026-11-23T06:00:10.000Z,json,1010',
      '',
    ])
    expect((await run([path('three.ndjson'), '--to', 'csv', '--at', 'first'])).out.split('\n')).toHaveLength(3)
    const tasks = await run([path('three.ndjson'), '--to', 'tasks', '--at', '2'])
    expect(tasks.out.split('\n')[1]).toMatch(/,query,query,Query#Id=1-2,query=1-2,105,105,,,$/)
  })

  it('makes a timeline that opens again with the same values', async () => {
    const timeline = await run([path('three.ndjson'), '--to', 'timeline'])
    expect(JSON.parse(timeline.out.split('\n')[0]!)).toMatchObject({ format: 'memlane-timeline', version: 1 })
    const again = await run(['-', '--to', 'csv'], timeline.out)
    expect(again.out).toBe((await run([path('three.ndjson'), '--to', 'csv'])).out)
    expect(again.err).toContain('saved timeline')
    const zipped = await run([path('three.ndjson'), '--to', 'timeline', '-o', path('out.ndjson.gz')])
    expect(zipped).toMatchObject({ status: 0, out: '' })
    expect(gunzipSync(await readFile(path('out.ndjson.gz'))).toString()).toBe(timeline.out)
  })

  it('takes the time of a file for a text that has none', async () => {
    await utimes(path('p1.txt'), T0 / 1000, T0 / 1000)
    const { out } = await run([path('p1.txt'), path('three.ndjson'), '--to', 'csv'])
    expect(out.split('\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
      'time,source',
      '2026-11-23T06:00:00.000Z,P1',
      '2026-11-23T06:00:00.000Z,json',
      '2026-11-23T06:00:05.000Z,json',
      '2026-11-23T06:00:10.000Z,json',
      '',
    ])
  })

  it('takes a log and dmesg at the zone and offset that it is told', async () => {
    const line =
      'I20240718 15:00:00.000001  2293 daemon.cpp:200] os physical memory 375.81 GB. process memory used 4.09 GB(= 3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache] + 1.00 GB[reserved] + 0B[waiting_refresh]), limit 3.01 GB, soft limit 2.71 GB. sys available memory 134.41 GB(= 135.41 GB[proc/available] - 1.00 GB[reserved] - 0B[waiting_refresh]), low water mark 3.20 GB, warning water mark 6.40 GB.'
    await writeFile(path('be.INFO'), `${line}\n`)
    await writeFile(
      path('dmesg.txt'),
      '[Thu Jul 18 15:03:59 2024] Out of memory: Killed process 360303 (doris_be) total-vm:213416916kB, anon-rss:62273128kB\n',
    )
    const files = [path('be.INFO'), path('dmesg.txt'), '--to', 'timeline']
    const times = async (...options: string[]): Promise<string[]> => {
      const { out } = await run([...files, ...options])
      const { frames } = await readAny([{ name: 'timeline', bytes: Buffer.from(out) }])
      return frames.map((frame) => new Date(frame.kind === 'gap' ? frame.from : frame.at).toISOString())
    }
    expect(await times()).toEqual(['2024-07-18T15:00:00.000Z', '2024-07-18T15:03:59.000Z'])
    expect(await times('--log-offset', '+08:00', '--kernel-offset=-9.5')).toEqual([
      '2024-07-18T07:00:00.000Z',
      '2024-07-18T07:03:49.500Z',
    ])
    expect((await run([...files, '--log-offset=-3:30'])).err).not.toContain('UTC was assumed')
    for (const [option, value] of [
      ['--log-offset', 'Shanghai'],
      ['--log-offset', '+25:00'],
      ['--kernel-offset', 'soon'],
    ] as const) {
      const { status, err } = await run([...files, option, value])
      expect(status).toBe(2)
      expect(err).toMatch(new RegExp(`${option} takes .*"${value.replace('+', '\\+')}"`))
    }
  })

  it('writes a file that appears when it is whole, also over an old one and through a link', async () => {
    await writeFile(path('target.txt'), 'old')
    await symlink(path('target.txt'), path('link.txt'))
    expect((await run([path('p1.txt'), '-o', path('link.txt')])).status).toBe(0)
    expect(await readFile(path('target.txt'), 'utf8')).toBe(readGoldenFile('v1', 'memory_profile_00003').text)
    expect((await lstat(path('link.txt'))).isSymbolicLink()).toBe(true)
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('writes to a pipe that has a name, and leaves it a pipe', async () => {
    execFileSync('mkfifo', [path('pipe')])
    const [read, { status }] = await Promise.all([readFile(path('pipe'), 'utf8'), run([path('p1.txt'), '-o', path('pipe')])])
    expect(status).toBe(0)
    expect(read).toBe(readGoldenFile('v1', 'memory_profile_00003').text)
    expect((await lstat(path('pipe'))).isFIFO()).toBe(true)
  })

  it('leaves the old file alone when nothing can be read or chosen', async () => {
    await writeFile(path('keep.txt'), 'old')
    expect((await run([path('bad.png'), '-o', path('keep.txt')])).status).toBe(1)
    expect((await run([path('one.json'), '--at', '9', '-o', path('keep.txt')])).status).toBe(1)
    expect(await readFile(path('keep.txt'), 'utf8')).toBe('old')
  })

  it('says in one sentence what is wrong with an input or the output', async () => {
    const sentence = async (...args: string[]): Promise<string> => {
      const { status, out, err } = await run(args)
      expect({ status, out }).toEqual({ status: 1, out: '' })
      return err
    }
    expect(await sentence(path('bad.png'))).toBe(
      `memlane convert: ${path('bad.png')}: This looks like a PNG image, not like a profile. Of pictures only those can be opened that Memlane saved with the data in them.\n`,
    )
    expect(await sentence(path('none.txt'))).toBe(
      `memlane convert: ${path('none.txt')} cannot be read: there is no such file or folder.\n`,
    )
    expect(await sentence(folder)).toContain('is a folder')
    expect(await sentence('-')).toBe('memlane convert: standard input: This is empty: there is nothing to read.\n')
    expect(await sentence(path('one.json'), '-o', path('no/such/folder.txt'))).toContain(
      'cannot be written: there is no such file or folder',
    )
  })

  it('never puts the output in the place of an input', async () => {
    const before = await readFile(path('three.ndjson'), 'utf8')
    const { status, err } = await run([path('three.ndjson'), '--to', 'csv', '-o', join(folder, '.', 'three.ndjson')])
    expect(status).toBe(2)
    expect(err).toContain('is one of the inputs')
    expect(await readFile(path('three.ndjson'), 'utf8')).toBe(before)
  })

  it('says why a profile has no text, instead of printing nothing', async () => {
    const profile = { name: 'root', counters: [{ name: 'heap', unit: 'BYTES', value: 5 }] }
    const { status, out, err } = await run(
      ['-'],
      JSON.stringify({ format: 'process-profile', version: 1, process: { name: 'x' }, profile }),
    )
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('--to profile')
  })

  it('goes on without an input that cannot be read, and ends with 1', async () => {
    const { status, out, err } = await run([path('bad.png'), path('none.txt'), path('one.json'), '--to', 'profile'])
    expect(status).toBe(1)
    expect(readProfileJson(out).takenAt).toBe(T0)
    expect(err).toContain('none.txt cannot be read')
    expect(err).toContain('PNG image')
  })

  it('tells the lines that were not understood, with their numbers and without their control characters', async () => {
    const text = (await readFile(path('p1.txt'), 'utf8')).replace('   - PhysicalMemoryPeak: ', '   PhysicalMemoryPeak \u001b[31m')
    const { status, err } = await run(['-'], text)
    expect(status).toBe(0)
    expect(err).toContain('line 4: ')
    expect(err).not.toContain('\u001b')
  })

  it.each([
    [[], 'no INPUT'],
    [['x', '--to', 'pdf'], '--to takes one of text, profile, tasks, csv, timeline, not "pdf".'],
    [['x', '--at', '0'], '--at takes'],
    [['x', '--at', 'soon'], '--at takes'],
    [['x', '--style', 'p9'], '--style takes p1 or p2'],
    [['x', '--to', 'csv', '--style', 'p1'], '--style goes with --to text only'],
    [['x', '--nonsense'], "Unknown option '--nonsense'"],
    [['-', '-'], 'Standard input can be read once only'],
    [['x', '-o', ''], '-o needs'],
  ])('a wrong call %j ends with 2 and a sentence', async (args, words) => {
    const { status, out, err } = await run(args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(words)
    expect(err).toContain('See memlane convert --help.')
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('explains itself', async () => {
    const { status, out } = await run(['--help'])
    expect(status).toBe(0)
    for (const form of ['text', 'profile', 'tasks', 'csv', 'timeline']) expect(out).toContain(`--to ${form}`)
    expect(out.split('\n').filter((line) => line.length > 120)).toEqual([])
  })

  it('ends quietly when nobody reads its output any more', async () => {
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      },
    })
    let err = ''
    const status = await runConvert([path('three.ndjson')], {
      stdin: Readable.from([]),
      stdout,
      stderr: { write: (text: string) => (err += text) },
    })
    expect(status).toBe(0)
    expect(err).not.toContain('EPIPE')
  })

  it.skipIf(process.getuid?.() === 0)('says that a file may not be read', async () => {
    await writeFile(path('secret.txt'), 'x')
    await chmod(path('secret.txt'), 0)
    expect((await run([path('secret.txt')])).err).toContain('not permitted')
  })
})
