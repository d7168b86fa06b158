import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createBuilder } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { version } from '../../package.json'
import { readAny } from '../format/index'
import { SessionWriter } from '../format/session/write'
import { recordingHeader } from '../gateway/recorder/recordedFile'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import type { TargetsAnswer } from '../protocol/gateway'
import { takeChurn } from '../testing/churn'
import { answer, makeProfileText, reset, startMisbehavingUpstream, type Behaviour } from '../testing/misbehavingUpstream'
import { askPort, until } from '../testing/testGateway'

// The command as it is shipped: one bundle, started from a folder that has nothing else.

let folder: string
let program: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane-command-'))
  const built = join(folder, 'built')
  const builder = await createBuilder(
    { logLevel: 'error', environments: { server: { build: { outDir: built, emptyOutDir: true } } } },
    null,
  )
  await builder.build(builder.environments['server']!)
  await cp(built, join(folder, 'package/dist/server'), { recursive: true })
  await mkdir(join(folder, 'package/dist/client/assets'), { recursive: true })
  await writeFile(join(folder, 'package/package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'package/dist/client/index.html'), '<!doctype html><title>Memlane</title>')
  await writeFile(join(folder, 'package/dist/client/assets/page-1a2b.js'), 'export {}')
  program = join(folder, 'package/dist/server/memlane.js')
}, 60_000)
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})
afterAll(() => rm(folder, { recursive: true }))

interface Started {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  /** Exit status; null: ended by a signal. */
  readonly ended: Promise<number | null>
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let out = ''
  let err = ''
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (status) => {
      running.delete(child)
      resolve(status)
    }),
  )
  return { child, out: () => out, err: () => err, ended }
}

async function call(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const { ended, out, err } = start(...args)
  return { status: await ended, out: out(), err: err() }
}

/** Starts `memlane serve`, waits for its link, and gives the port in it. */
async function serve(
  ...args: string[]
): Promise<Started & { readonly port: number; readonly reference: () => Promise<TargetsAnswer['targets'][number]> }> {
  const started = start('serve', '--every', '1s', ...args)
  let port = 0
  await until(() => {
    port = Number(/Memlane is at http:\/\/127\.0\.0\.1:(\d+)\/\n/.exec(started.out())?.[1] ?? 0)
    return port > 0 && started.out().endsWith('Ctrl+C ends it.\n')
  })
  const reference = async (): Promise<TargetsAnswer['targets'][number]> =>
    (JSON.parse((await askPort(port, '/api/targets')).text) as TargetsAnswer).targets[0]!
  return { ...started, port, reference }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function referencePid(port: number): Promise<number> {
  let pid = 0
  await until(async () => {
    const { status, text } = await askPort(port, '/api/targets/reference-process/profile')
    if (status === 200) pid = (JSON.parse(text) as { process: { pid: number } }).process.pid
    return pid > 0
  })
  return pid
}

describe('memlane', () => {
  it('says its version, and what it can do', async () => {
    expect(await call('--version')).toEqual({ status: 0, out: `memlane ${version}\n`, err: '' })
    const help = await call('--help')
    expect(help.status).toBe(0)
    for (const command of ['serve', 'record', 'convert', 'report', 'check', 'backend']) {
      expect(help.out).toContain(`memlane ${command}`)
      const own = await call(command, '--help')
      expect(own).toMatchObject({ status: 0, err: '' })
      expect(own.out).toContain(`memlane ${command}`)
    }
  })

  it('takes no command that it does not have', async () => {
    expect(await call('dance')).toMatchObject({ status: 2, out: '', err: 'There is no command "dance". See memlane --help.\n' })
    expect(await call()).toMatchObject({ status: 2, out: '' })
  })
})

describe('memlane serve without a target', () => {
  it('starts the reference process, serves page and profile, and ends both when it is told to', async () => {
    const { child, port, out, reference, ended } = await serve('--port', '0')
    expect(out()).toContain('It watches the reference process that it has started, every 1 s.')
    expect((await askPort(port, '/')).text).toBe('<!doctype html><title>Memlane</title>')
    expect((await askPort(port, '/assets/page-1a2b.js')).headers['cache-control']).toContain('immutable')
    const pid = await referencePid(port)
    expect(isAlive(pid)).toBe(true)
    expect(await reference()).toMatchObject({
      id: 'reference-process',
      name: 'reference process',
      kind: 'backend',
      reference: true,
      failure: null,
    })
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  it('starts it again when it dies; the gap and the restart stay on record', async () => {
    const { child, port, err, ended } = await serve('--port', '0')
    const pid = await referencePid(port)
    process.kill(pid, 'SIGKILL')
    await until(async () => (await referencePid(port)) !== pid, 20_000)
    expect(err()).toMatch(/reference process: pid \d+ ended \((signal SIGKILL|exit status 137)\); it is started again in 2 s/)
    const lines = (await askPort(port, '/api/targets/reference-process/timeline')).text.trimEnd().split('\n')
    const kinds = lines.map(
      (line) => (JSON.parse(line) as { k: string; kind?: string }).kind ?? (JSON.parse(line) as { k: string }).k,
    )
    expect(kinds.filter((kind) => kind === 'gap' || kind === 'restart')).toEqual(['gap', 'restart'])
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('leaves no reference process behind when it is killed', async () => {
    const { child, port, ended } = await serve('--port', '0')
    const pid = await referencePid(port)
    child.kill('SIGKILL')
    expect(await ended).toBe(null)
    await until(() => !isAlive(pid))
  })
})

describe('memlane serve where the port is taken', () => {
  it('says so in one sentence if that port was asked for', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { status, out, err } = await call('serve', '--port', String(port))
    other.close()
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toBe(
      `memlane serve: Port ${port} is taken by another program, perhaps another Memlane. End that, or choose another port with --port N.\n`,
    )
  })

  it('takes the next free one if none was asked for, and says so', async () => {
    const others = [8765, 8766].map((port) =>
      createServer()
        .on('error', () => undefined)
        .listen(port, '127.0.0.1'),
    )
    const { child, port, out, ended } = await serve('--target', 'be1=http://127.0.0.1:1')
    expect(port).toBeGreaterThan(8766)
    expect(out()).toMatch(
      /^Port 8765 is taken, so this is another one\.\nMemlane is at http:\/\/127\.0\.0\.1:\d+\/\nIt watches be1, every 1 s\./,
    )
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    for (const other of others) other.close()
  })
})

describe('memlane record', () => {
  /** Answers the n-th time with an RSS of n MiB, and keeps the books. */
  async function startCounting(onAnswered: (count: number) => void = () => undefined): Promise<Counting> {
    let asked = 0
    const behaviour: Behaviour = (socket, call) => {
      asked += 1
      const count = asked
      socket.once('finish', () => onAnswered(count))
      return answer(makeProfileText({ rss: count * 1024 * 1024, tasks: 20, step: count }))(socket, call)
    }
    const upstream = await startMisbehavingUpstream(behaviour)
    return { url: upstream.url, asked: () => asked, stop: () => upstream.stop() }
  }

  interface Counting {
    readonly url: string
    readonly asked: () => number
    stop(): Promise<void>
  }

  /** What a user sees who opens all files of a folder together. */
  async function openFolder(out: string): Promise<{ frames: readonly Frame[]; samples: readonly SampleFrame[] }> {
    const names = await readdir(out)
    const inputs = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(out, name)) })))
    const { frames } = await readAny(inputs)
    return { frames, samples: frames.filter((frame) => frame.kind === 'sample') }
  }

  const rssOf = (sample: SampleFrame): number =>
    Number(sample.snapshot.profile!.children[0]!.children[0]!.counters[0]!.value) / 1024 / 1024

  it('records for as long as it is told to, and ends with a sentence', async () => {
    const upstream = await startCounting()
    const out = join(folder, 'plain')
    const {
      status,
      out: said,
      err,
    } = await call('record', '--target', `be1=${upstream.url}`, '--out', out, '--every', '1s', '--for', '3s')
    await upstream.stop()
    expect(status).toBe(0)
    const { samples } = await openFolder(out)
    expect(samples.length).toBeGreaterThanOrEqual(3)
    expect(samples.map(rssOf)).toEqual(samples.map((_, index) => index + 1))
    expect(said).toMatch(
      new RegExp(`^Recorded ${samples.length} samples of be1 in 3 s into ${out}: 1 file, [\\d.]+ KiB before packing\\.\\n$`),
    )
    expect(err).toContain(`Recording be1 into ${out}, every 1 s, for 3 s.`)
    expect(await readdir(out)).toEqual([expect.stringMatching(/^be1_\d{8}T\d{6}Z\.memlane\.ndjson$/)])
    const converted = await call('convert', join(out, (await readdir(out))[0]!), '--to', 'csv')
    expect(converted.out.trimEnd().split('\n')).toHaveLength(samples.length + 1)
  })

  it('packs what is over in a thread of its own', async () => {
    const out = join(folder, 'packing')
    await mkdir(out)
    const upstream = await startCounting()
    const args = ['record', '--target', `be1=${upstream.url}`, '--out', out, '--every', '1s', '--for', '2s']
    const header: TimelineHeader = { tool: version, created: 0, target: 'be1', source: 'live', note: '' }
    const before = takeChurn(40, { from: Date.now() - 1_000_000 })
    const writer = new SessionWriter(header)
    const lines = before.map((frame) => writer.lines(frame)).join('')
    const name = 'be1_20261101T000000Z.memlane.ndjson'
    await writeFile(join(out, name), recordingHeader(header, { of: 'be1', run: '0' }) + lines + writer.endLine())
    expect(await call(...args)).toMatchObject({
      status: 0,
      err: expect.stringMatching(new RegExp(`${name} is packed: [\\d.]+ KiB\\.`)),
    })
    await upstream.stop()
    expect(await readdir(out)).toEqual([`${name}.gz`, expect.stringMatching(/^be1_\d+T\d+Z\.memlane\.ndjson$/)])
    const packed = gunzipSync(await readFile(join(out, `${name}.gz`))).toString()
    expect(packed.split('\n').map((line) => line.slice(0, 12))).toEqual(['{"format":"m', '{"k":"block"', '{"k":"end","', ''])
    expect((await openFolder(out)).samples.slice(0, 40)).toEqual(before)
  })

  it('case 30: killed at any moment has lost one sample at most; started again it goes on behind it', async () => {
    await Promise.all(
      [0, 1, 4, 300].map(async (delayMs) => {
        const out = join(folder, `killed-${delayMs}`)
        let recorder: Started | undefined
        const upstream = await startCounting((count) => {
          if (count === 4) setTimeout(() => recorder?.child.kill('SIGKILL'), delayMs)
        })
        const args = ['record', '--target', `be1=${upstream.url}`, '--out', out, '--every', '1s']
        recorder = start(...args)
        expect(await recorder.ended).toBe(null)
        const before = (await openFolder(out)).samples
        expect(before.map(rssOf)).toEqual([1, 2, 3, 4].slice(0, before.length))
        expect(before.length).toBeGreaterThanOrEqual(delayMs >= 300 ? 4 : 3)
        recorder = undefined
        expect(await call(...args, '--for', '2s')).toMatchObject({ status: 0 })
        await upstream.stop()
        const { samples } = await openFolder(out)
        expect(samples.length).toBeGreaterThan(before.length)
        expect(samples.slice(0, before.length)).toEqual(before)
        expect(samples.map(({ seq }) => seq)).toEqual(samples.map((_, index) => index + 1))
        expect(await readdir(out)).toHaveLength(2)
      }),
    )
  })

  it('ends well when it is told to, and says by its status that a target gave nothing', async () => {
    const good = await startCounting()
    const bad = await startMisbehavingUpstream(reset)
    const out = join(folder, 'two')
    const {
      child,
      ended,
      out: said,
      err,
    } = start('record', '--target', `be1=${good.url}`, '--target', `be2=${bad.url}`, '--out', out, '--every', '1s')
    await until(() => good.asked() >= 2 && bad.calls.length >= 1 && err().includes('be2:'))
    child.kill('SIGINT')
    expect(await ended).toBe(1)
    await Promise.all([good.stop(), bad.stop()])
    expect(said()).toMatch(/^Recorded \d samples? of be1 in \d s into /)
    expect(err()).toMatch(/memlane record: be2 gave nothing to record\. .+\n$/)
    expect(await readdir(out)).toEqual([expect.stringMatching(/^be1_/)])
  })

  const mountPoint = join(tmpdir(), `memlane-full-${process.pid}`)
  const canMount =
    process.platform === 'linux' &&
    spawnSync('sh', ['-c', `mkdir -p ${mountPoint} && mount -t tmpfs -o size=4k none ${mountPoint} && umount ${mountPoint}`])
      .status === 0

  it.skipIf(!canMount)(
    'case 30: a disk that is full from the first to the last moment is said, and the status is 1',
    async () => {
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', mountPoint]).status).toBe(0)
      const upstream = await startCounting()
      try {
        await writeFile(join(mountPoint, 'ballast'), Buffer.alloc(128 * 1024)).catch(() => undefined)
        const { status, out, err } = await call(
          'record',
          '--target',
          `be1=${upstream.url}`,
          '--out',
          mountPoint,
          '--every',
          '1s',
          '--for',
          '2s',
        )
        expect({ status, out }).toEqual({ status: 1, out: 'Nothing was recorded in 2 s.\n' })
        expect(err).toContain(`Recording: The disk under ${mountPoint} is full: make room there.`)
        expect(err).toMatch(/be1: \d samples could not be written any more\./)
        expect(err).toMatch(
          /memlane record: be1 gave samples, but none could be written\.\nmemlane record: \d samples could not be written and are lost\.\n$/,
        )
        expect(await readdir(mountPoint)).toEqual(['ballast'])
      } finally {
        await upstream.stop()
        spawnSync('umount', ['-l', mountPoint])
        await rm(mountPoint, { recursive: true, force: true })
      }
    },
  )

  it.each([
    [[], /There is no --target/],
    [['--target', 'be1=http://127.0.0.1:1'], /There is no --out/],
    [['--target', 'be1=http://127.0.0.1:1', '--out', 'package/package.json'], /--out: package\/package\.json is not a folder/],
    [['--target', 'be1=http://127.0.0.1:1', '--out', 'x', '--for', 'ever'], /--for takes a time such as/],
    [['--target', 'be1=http://127.0.0.1:1', '--out', 'x', '--every', '10ms'], /--every takes a time from 1s/],
    [['--target', 'be1=http://127.0.0.1:1', '--out', 'x', '--max-size', '0'], /--max-size takes a size/],
    [['--target', 'be1=http://127.0.0.1:1', '--out', 'x', '--ca', '/no/such/file'], /--ca: .* cannot be read/],
    [['--target', 'be1=ftp://127.0.0.1:1', '--out', 'x'], /must begin with http/],
    [['--nonsense'], /--nonsense/],
  ])('%s is a wrong call: one sentence, status 2', async (args, sentence) => {
    const { status, out, err } = await call('record', ...args)
    expect(err).toMatch(sentence)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(await readdir(folder)).not.toContain('x')
  })

  it('memlane serve --record does the same beside the page, which has the past when it is started again', async () => {
    const upstream = await startCounting()
    const out = join(folder, 'served')
    const args = ['--port', '0', '--target', `be1=${upstream.url}`, '--idle-every', '1s', '--record', out]
    const seqs = async (port: number): Promise<number[]> =>
      (await askPort(port, '/api/targets/be1/timeline')).text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { seq?: number }).seq ?? 0)
        .filter((seq) => seq > 0)
    const first = await serve(...args)
    expect(first.out()).toContain(`It records into ${out}. Ctrl+C ends it.`)
    await until(async () => (await seqs(first.port)).length >= 2)
    first.child.kill('SIGKILL')
    await first.ended
    const kept = (await openFolder(out)).samples.length
    const second = await serve(...args)
    await until(async () => (await seqs(second.port)).length > kept)
    const after = await seqs(second.port)
    expect(after).toEqual(after.map((_, index) => index + 1))
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    await upstream.stop()
    expect((await openFolder(out)).samples.length).toBeGreaterThanOrEqual(after.length)
  })
})
