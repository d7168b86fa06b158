import { spawnSync } from 'node:child_process'
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAny } from '../../format/index'
import { readProfileJson } from '../../format/json/read'
import { SessionWriter } from '../../format/session/write'
import type { Frame, SampleFrame } from '../../profile/frame'
import { createManualClock, type ManualClock } from '../../testing/manualClock'
import { makeProfileText } from '../../testing/misbehavingUpstream'
import { until } from '../../testing/testGateway'
import { createSteadyTime } from '../clock'
import { Disk } from './disk'
import type { OpenFile } from './growingFile'
import { Recorder, type RecorderOptions } from './recorder'
import type { Recording } from './recording'

// Real files in a real folder; only the clock is moved by hand.

const START = Date.UTC(2026, 10, 23, 6, 5, 10)
const DAY = 86_400_000
const isRoot = process.getuid?.() === 0

let base: string
let folder: string
const running: Recorder[] = []

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'memlane-recorder-'))
  folder = join(base, 'rec')
})
afterEach(async () => {
  for (const recorder of running.splice(0)) await recorder.stop()
  await rm(base, { recursive: true, force: true })
})

interface Started {
  readonly recorder: Recorder
  readonly clock: ManualClock
  readonly log: string[]
}

async function start(options: Partial<RecorderOptions> = {}, clock = createManualClock(START)): Promise<Started> {
  const log: string[] = []
  const recorder = new Recorder(
    { folder, ...options },
    { clock, time: createSteadyTime(clock), version: '0.1.0', targets: 1, log: (line) => log.push(line) },
  )
  running.push(recorder)
  expect(await recorder.prepare()).toBeUndefined()
  return { recorder, clock, log }
}

function sample(seq: number, options: { at?: number; tasks?: number; pid?: number } = {}): SampleFrame {
  const { at = START + (seq - 1) * 5000, tasks = 3, pid = 2211 } = options
  const snapshot = readProfileJson(makeProfileText({ rss: 1_000_000 + seq, takenAt: at, tasks, step: seq, pid }))
  return { kind: 'sample', seq, at, tookMs: 7, wireBytes: 1234, snapshot }
}

function samples(from: number, to: number, options: { tasks?: number } = {}): SampleFrame[] {
  return Array.from({ length: to - from + 1 }, (_, index) => sample(from + index, options))
}

async function names(): Promise<string[]> {
  return (await readdir(folder)).toSorted()
}

interface Opened {
  readonly frames: readonly Frame[]
  readonly samples: readonly SampleFrame[]
  readonly complete: boolean
  readonly problems: readonly string[]
}

/** What a user sees who opens these files together: through the one door. */
async function openFiles(files: readonly string[]): Promise<Opened> {
  const inputs = await Promise.all(files.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })))
  const { frames, reports } = await readAny(inputs)
  return {
    frames,
    samples: frames.filter((frame) => frame.kind === 'sample'),
    complete: reports.every(({ complete }) => complete),
    problems: reports.flatMap(({ problems }) => problems.map(({ message }) => message)),
  }
}

const openAll = async (): Promise<Opened> => openFiles(await names())

/** What was put in is on disk, all of it. */
async function written(recording: Recording): Promise<void> {
  await until(() => recording.state().waitingSamples === 0)
}

/** The same where it takes another try. */
async function retried(recording: Recording, clock: ManualClock): Promise<void> {
  await until(() => {
    clock.advance(1000)
    return recording.state().waitingSamples === 0
  })
}

async function lines(name: string): Promise<{ readonly k?: string; readonly seq?: number; readonly [field: string]: unknown }[]> {
  const bytes = await readFile(join(folder, name))
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { k: string })
}

describe('a recording', () => {
  it('is one file from its first sample on, with every value, and ends well', async () => {
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    const frames: Frame[] = [
      ...samples(1, 3),
      { kind: 'gap', from: START + 10_000, to: START + 40_000, why: 'connection refused', tries: 3 },
      { kind: 'mark', at: START + 60_000, mark: 'restart', text: 'The process restarted: pid 2211 became 2307.' },
      sample(4, { at: START + 60_000, pid: 2307 }),
      sample(5, { at: START + 65_000, pid: 2307 }),
    ]
    expect(recording.state()).toMatchObject({ state: 'ok', file: null, message: null })
    for (const frame of frames) {
      if (frame.kind === 'sample') recording.addSample(frame)
      else if (frame.kind === 'gap') recording.setGap(frame)
      else recording.addMark(frame)
    }
    await written(recording)
    expect(recording.state()).toMatchObject({ state: 'ok', file: 'be1_20261123T060510Z.memlane.ndjson', waitingSamples: 0 })
    await recorder.stop()
    expect(await names()).toEqual(['be1_20261123T060510Z.memlane.ndjson'])
    const opened = await openAll()
    expect(opened.frames).toEqual(frames)
    expect(opened).toMatchObject({ complete: true, problems: [] })
    expect(recorder.totals()).toMatchObject({ samples: 5, lost: 0, files: 1 })
  })

  it('is on disk line by line as it comes: whenever it is cut, all whole samples open', async () => {
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 5)) {
      recording.addSample(frame)
      await written(recording)
      expect((await openAll()).samples).toHaveLength(frame.seq)
    }
    const [name = ''] = await names()
    const bytes = await readFile(join(folder, name))
    for (let cut = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1; cut < bytes.length; cut += 97) {
      await writeFile(join(folder, name), bytes.subarray(0, cut))
      const whole = bytes.subarray(0, cut).toString().split('\n').length - 2
      const { samples: read, complete } = await openAll()
      expect(read).toEqual(samples(1, whole))
      expect(complete).toBe(false)
    }
  })

  it('says a gap that lasts when it begins, now and then, and when it ends', async () => {
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    recording.addSample(sample(1))
    const gap = (seconds: number): void =>
      recording.setGap({ kind: 'gap', from: START, to: START + seconds * 1000, why: 'timeout', tries: seconds })
    for (let seconds = 10; seconds <= 600; seconds += 10) gap(seconds)
    await until(async () => (await names()).length === 1 && (await lines((await names())[0]!)).length === 7)
    const told = (await lines((await names())[0]!)).filter(({ k }) => k === 'gap')
    expect(told.map(({ tries }) => tries)).toEqual([10, 70, 140, 280, 560])
    recording.addSample(sample(2, { at: START + 605_000 }))
    await recorder.stop()
    const { frames } = await openAll()
    expect(frames.filter(({ kind }) => kind === 'gap').at(-1)).toMatchObject({ from: START, to: START + 600_000 })
  })

  it('tells what was before the first sample', async () => {
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const to of [1000, 2000, 5000])
      recording.setGap({ kind: 'gap', from: START - 5000, to: START - 5000 + to, why: 'timeout', tries: 1 })
    expect(await names()).toEqual([])
    recording.addSample(sample(1))
    await recorder.stop()
    expect((await lines((await names())[0]!)).map(({ k, to }) => [k, to])).toEqual([
      [undefined, undefined],
      ['gap', START],
      ['key', undefined],
      ['end', undefined],
    ])
  })

  it('goes on in another file on the next UTC day; the one that is over is packed, and both open as one', async () => {
    const { recorder, log } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    const midnight = Date.UTC(2026, 10, 24)
    const times = [
      midnight - 10_000,
      midnight - 5000,
      midnight - 1,
      midnight,
      midnight + 5000,
      midnight + DAY - 1,
      midnight + DAY,
    ]
    const frames = times.map((at, index) => sample(index + 1, { at }))
    for (const frame of frames) recording.addSample(frame)
    await until(async () => (await names()).filter((name) => name.endsWith('.gz')).length === 2)
    await recorder.stop()
    expect(await names()).toEqual([
      'be1_20261123T235950Z.memlane.ndjson.gz',
      'be1_20261124T000000Z.memlane.ndjson.gz',
      'be1_20261125T000000Z.memlane.ndjson',
    ])
    for (const name of await names()) expect((await lines(name)).map(({ k }) => k).slice(0, 2)).toEqual([undefined, 'key'])
    expect((await openFiles(['be1_20261123T235950Z.memlane.ndjson.gz'])).samples).toEqual(frames.slice(0, 3))
    const opened = await openAll()
    expect(opened.samples).toEqual(frames)
    expect(opened).toMatchObject({ complete: true, problems: [] })
    expect(log.filter((line) => line.includes('is packed'))).toHaveLength(2)
  })

  it('goes on in another file when one is large enough', async () => {
    const { recorder } = await start({ maxFileBytes: 5000 })
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    const frames = samples(1, 40, { tasks: 20 })
    for (const frame of frames) recording.addSample(frame)
    await written(recording)
    await recorder.stop()
    const files = await names()
    expect(files.length).toBeGreaterThan(3)
    for (const name of files) {
      const bytes = await readFile(join(folder, name))
      const { length } = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
      expect(length).toBeLessThan(10_000)
    }
    expect(await openAll()).toMatchObject({ samples: frames, complete: true, problems: [] })
  })

  it('of a second file in the same second has a name of its own; what stands there is never overwritten', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'be1_20261123T060510Z.memlane.ndjson'), 'of somebody')
    await writeFile(join(folder, 'be1_20261123T060510Z-2.memlane.ndjson.gz'), 'of somebody else')
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    recording.addSample(sample(1))
    await written(recording)
    expect(recording.state().file).toBe('be1_20261123T060510Z-3.memlane.ndjson')
    expect(await readFile(join(folder, 'be1_20261123T060510Z.memlane.ndjson'), 'utf8')).toBe('of somebody')
  })
})

describe('case 30: where the disk cannot be written', () => {
  const tmpfs = join(tmpdir(), `memlane-tmpfs-${process.pid}`)
  const canMount =
    process.platform === 'linux' &&
    isRoot &&
    spawnSync('sh', ['-c', `mkdir -p ${tmpfs} && mount -t tmpfs -o size=4k none ${tmpfs} && umount ${tmpfs} && rmdir ${tmpfs}`])
      .status === 0

  it.skipIf(!canMount)(
    'a full disk: samples wait, it is said in log and state, and all are there when there is room again',
    async () => {
      await mkdir(tmpfs, { recursive: true })
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', tmpfs]).status).toBe(0)
      try {
        folder = tmpfs
        const { recorder, clock, log } = await start()
        const recording = recorder.record({ id: 'be1', name: 'be1' })
        recording.addSample(sample(1))
        await written(recording)
        await writeFile(join(folder, 'ballast'), Buffer.alloc(200 * 1024)).catch(() => undefined)
        const frames = samples(2, 200, { tasks: 20 })
        for (const frame of frames) {
          recording.addSample(frame)
          clock.advance(5000)
        }
        await until(() => recording.state().state === 'trouble')
        const { message, waitingSamples, file } = recording.state()
        expect(message).toMatch(
          /^The disk under .* is full: make room there\. \d+ samples of be1 wait in memory and are written as soon as that is possible\.$/,
        )
        expect(waitingSamples).toBeGreaterThan(50)
        expect(log).toEqual([expect.stringMatching(/^Recording: The disk under .* is full/)])
        // What stands there meanwhile is whole lines.
        const text = await readFile(join(folder, file!), 'utf8')
        expect(text.endsWith('\n')).toBe(true)
        await rm(join(folder, 'ballast'))
        expect(spawnSync('mount', ['-o', 'remount,size=8m', tmpfs]).status).toBe(0)
        clock.advance(30_000)
        await written(recording)
        expect(recording.state()).toMatchObject({ state: 'ok', message: null, lostSamples: 0 })
        expect(log.at(-1)).toContain('goes on; what waited in memory is written')
        await recorder.stop()
        expect(await openAll()).toMatchObject({ samples: [sample(1), ...frames], complete: true, problems: [] })
        expect(await names()).toHaveLength(1)
      } finally {
        spawnSync('umount', ['-l', tmpfs])
        await rm(tmpfs, { recursive: true, force: true })
      }
    },
  )

  it('the folder vanishes: said, kept, and written when it is there again', async () => {
    const { recorder, clock, log } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 3)) recording.addSample(frame)
    await written(recording)
    await rm(folder, { recursive: true })
    for (const frame of samples(4, 9)) recording.addSample(frame)
    await until(() => recording.state().state === 'trouble')
    expect(recording.state()).toMatchObject({
      file: null,
      message: expect.stringMatching(/^The folder .* is gone: bring it back, or make it again\. 6 samples of be1 wait/),
      waitingSamples: 6,
    })
    clock.advance(60_000)
    await until(() => clock.planned() > 0)
    await mkdir(folder)
    for (const frame of samples(10, 12)) recording.addSample(frame)
    clock.advance(30_000)
    await written(recording)
    expect(recording.state()).toMatchObject({ state: 'ok', lostSamples: 0 })
    expect(log.filter((line) => line.startsWith('Recording'))).toHaveLength(2)
    await recorder.stop()
    // The first three went with the folder: whoever removed it wanted that.
    expect((await openAll()).samples).toEqual(samples(4, 12))
  })

  it('the file vanishes, the folder stays: the sample at hand goes into another file at once', async () => {
    const { recorder, log } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 3)) recording.addSample(frame)
    await written(recording)
    for (const name of await names()) await rm(join(folder, name))
    for (const frame of samples(4, 5)) recording.addSample(frame)
    await written(recording)
    expect(recording.state()).toMatchObject({ state: 'ok', message: null })
    expect(log.join('\n')).toContain('was taken away while it was written')
    expect((await openAll()).samples).toEqual(samples(4, 5))
  })

  it('the file is moved elsewhere and replaced: what follows goes into another one', async () => {
    const { recorder } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    recording.addSample(sample(1))
    await written(recording)
    const [name = ''] = await names()
    await rename(join(folder, name), join(base, 'moved'))
    await writeFile(join(folder, name), 'mine')
    recording.addSample(sample(2))
    await written(recording)
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine')
    expect((await openFiles((await names()).filter((other) => other !== name))).samples).toEqual([sample(2)])
  })

  it.skipIf(isRoot || process.platform === 'win32')('a permission is refused: said with what to do, and retried', async () => {
    const { recorder, clock } = await start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    await chmod(folder, 0o500)
    recording.addSample(sample(1))
    await until(() => recording.state().state === 'trouble')
    expect(recording.state().message).toContain('give its user the right to')
    await chmod(folder, 0o700)
    clock.advance(30_000)
    await written(recording)
    expect((await openAll()).samples).toEqual([sample(1)])
  })

  /** Holds up what the recorder wants of its disk. */
  class HangingDisk extends Disk {
    private holding: (() => void) | undefined
    private held: Promise<void> | undefined

    override run<T>(work: () => Promise<T>): Promise<T> {
      return super.run(async () => {
        await this.held
        return work()
      })
    }

    hang(): void {
      this.held = new Promise((resolve) => (this.holding = resolve))
    }

    goOn(): void {
      this.holding?.()
      this.held = undefined
    }
  }

  /** Refuses what the recorder wants of its files: half a line goes through before. */
  interface Refusing {
    code: string | undefined
    readonly openFile: OpenFile
  }

  function refusing(): Refusing {
    const fail = (): never => {
      throw Object.assign(new Error(faults.code), { code: faults.code })
    }
    const faults: Refusing = {
      code: undefined,
      async openFile(path, flags) {
        if (faults.code !== undefined) fail()
        const handle = await open(path, flags)
        return new Proxy(handle, {
          get(file, property) {
            const value: unknown = Reflect.get(file, property)
            if (typeof value !== 'function') return value
            if (property !== 'write') return value.bind(file) as unknown
            return async (bytes: Uint8Array, from = 0) => {
              if (faults.code === undefined) return file.write(bytes, from)
              await file.write(bytes, from, Math.ceil((bytes.length - from) / 2))
              return fail()
            }
          },
        })
      },
    }
    return faults
  }

  it.each([
    ['EACCES', /Memlane may not write in .*: give its user the right to\./],
    ['EROFS', /read-only/],
    ['EDQUOT', /quota/],
    ['EIO', /nothing can be written: EIO\./],
    ['EMFILE', /too many are open/],
  ])('%s is said in words; a target more or less makes no further line', async (code, sentence) => {
    const faults = refusing()
    const { recorder, clock, log } = await start({ openFile: faults.openFile })
    const recordings = ['be1', 'be2', 'be3'].map((name) => recorder.record({ id: name, name }))
    faults.code = code
    for (const seq of [1, 2, 3]) {
      for (const recording of recordings) recording.addSample(sample(seq))
      clock.advance(5000)
      await until(() => recordings.every((recording) => recording.state().state === 'trouble'))
    }
    for (const recording of recordings)
      expect(recording.state()).toMatchObject({ message: expect.stringMatching(sentence), waitingSamples: 3 })
    expect(log).toEqual([expect.stringMatching(sentence)])
    faults.code = undefined
    for (const recording of recordings) await retried(recording, clock)
    expect(log).toHaveLength(2)
    await recorder.stop()
    for (const name of await names()) expect((await openFiles([name])).samples).toEqual(samples(1, 3))
    expect(await names()).toHaveLength(3)
  })

  it.each([
    ['ENOSPC', 1],
    ['EDQUOT', 1],
    ['EIO', 2],
  ])('%s in mid-recording: what waited opens with what was before; files: %i', async (code, files) => {
    const faults = refusing()
    const { recorder, clock } = await start({ openFile: faults.openFile })
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 3)) recording.addSample(frame)
    await written(recording)
    const [name = ''] = await names()
    faults.code = code
    for (const frame of samples(4, 8)) {
      recording.addSample(frame)
      clock.advance(5000)
      await until(() => recording.state().state === 'trouble')
      expect((await openFiles([name])).problems.join(' ')).not.toContain('The last line is cut off')
    }
    faults.code = undefined
    await retried(recording, clock)
    await recorder.stop()
    expect((await openAll()).samples).toEqual(samples(1, 8))
    expect(await names()).toHaveLength(files)
  })

  it('a disk that hangs fails nothing, is told of, holds up nobody, and all is written when it answers again', async () => {
    const clock = createManualClock(START)
    const disk = new HangingDisk(clock)
    const { recorder, log } = await start({ disk }, clock)
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    recording.addSample(sample(1))
    await written(recording)
    disk.hang()
    for (const frame of samples(2, 5)) {
      recording.addSample(frame)
      clock.advance(5000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(recording.state()).toMatchObject({
      state: 'trouble',
      message: expect.stringMatching(
        /^The disk under .* does not answer: see whether it is still connected\. 4 samples of be1 wait/,
      ),
    })
    expect(log).toHaveLength(1)
    disk.goOn()
    await written(recording)
    await until(() => recording.state().state === 'ok')
    expect(log).toHaveLength(2)
    await recorder.stop()
    expect(await openAll()).toMatchObject({ samples: samples(1, 5), complete: true, problems: [] })
  })

  it.each(['refuses', 'hangs'])(
    'what waits while the disk %s is bounded: the oldest is left out, a gap says so, the rest opens',
    async (how) => {
      const clock = createManualClock(START)
      const disk = new HangingDisk(clock)
      const faults = refusing()
      const { recorder, log } = await start({ disk, openFile: faults.openFile, maxWaitingBytes: 50_000 }, clock)
      const recording = recorder.record({ id: 'be1', name: 'be1' })
      recording.addSample(sample(1, { tasks: 20 }))
      await written(recording)
      if (how === 'hangs') disk.hang()
      else faults.code = 'ENOSPC'
      for (const frame of samples(2, 300, { tasks: 20 })) {
        recording.addSample(frame)
        await new Promise((resolve) => setImmediate(resolve))
      }
      await until(() => how === 'hangs' || recording.state().state === 'trouble')
      const { lostSamples, waitingSamples } = recording.state()
      expect(lostSamples).toBeGreaterThan(100)
      expect(lostSamples + waitingSamples).toBe(299)
      faults.code = undefined
      disk.goOn()
      await retried(recording, clock)
      await recorder.stop()
      const { frames, samples: read } = await openAll()
      // The second one is kept where it was being tried just when too much waited.
      const lastBefore = read[1]?.seq === 2 ? 2 : 1
      const firstAfter = lastBefore + lostSamples + 1
      expect(read).toEqual([...samples(1, lastBefore, { tasks: 20 }), ...samples(firstAfter, 300, { tasks: 20 })])
      expect(frames.filter(({ kind }) => kind === 'gap')).toMatchObject([
        {
          from: sample(lastBefore).at,
          to: sample(firstAfter).at,
          why: expect.stringContaining(`${lostSamples} samples were too many to wait in memory`),
        },
      ])
      expect(recorder.totals()).toMatchObject({ samples: 300 - lostSamples, lost: lostSamples })
      expect(log.join('\n')).toContain('left out of the recording')
    },
  )

  it('a sample larger than all that may wait is written all the same when nothing is wrong', async () => {
    const { recorder } = await start({ maxWaitingBytes: 100 })
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 3)) {
      recording.addSample(frame)
      await written(recording)
    }
    expect(recording.state().lostSamples).toBe(0)
    expect((await openAll()).samples).toEqual(samples(1, 3))
  })

  it('what cannot be written when it ends is said to be lost', async () => {
    const faults = refusing()
    const { recorder, log } = await start({ openFile: faults.openFile })
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    faults.code = 'ENOSPC'
    for (const frame of samples(1, 3)) recording.addSample(frame)
    await recorder.stop()
    expect(log.at(-1)).toMatch(/^be1: 3 samples could not be written any more\. The disk under .* is full/)
    expect(recorder.totals()).toMatchObject({ samples: 0, lost: 3 })
  })

  it('a folder that can never be one is a wrong call', async () => {
    await writeFile(join(base, 'file'), '')
    const of = (path: string): Recorder =>
      new Recorder(
        { folder: path },
        {
          clock: createManualClock(),
          time: createSteadyTime(createManualClock()),
          version: '',
          targets: 1,
          log: () => undefined,
        },
      )
    expect(await of(join(base, 'file')).prepare()).toMatch(/is not a folder\.$/)
    expect(await of(join(base, 'file', 'below')).prepare()).toMatch(/is not a folder\.$/)
    expect(await of(join(base, 'new', 'deep')).prepare()).toBeUndefined()
    expect(await readdir(join(base, 'new', 'deep'))).toEqual([])
  })
})

describe('the folder', () => {
  /** A recorder that goes round once. */
  const goRound = async ({ clock }: Started, times = 1): Promise<void> => {
    for (let count = 0; count < times; count++) {
      clock.advance(60_000)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  }

  it('has a cap: the oldest recordings go first, said in the log; what is written, and what is not of a recorder, stays', async () => {
    await mkdir(folder)
    const foreign = [
      'notes.txt',
      'be1_20200101T000000Z.memlane.ndjson',
      'be1_20200101T000000Z.memlane.ndjson.gz',
      'old.memlane.ndjson',
    ]
    const saved = new SessionWriter({ tool: '0.1.0', created: 0, target: 'be1', source: 'live', note: '' })
    const text = saved.headerLine() + saved.lines(sample(1)) + saved.endLine()
    for (const name of foreign) await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text)
    const { recorder, log } = await start({ maxFileBytes: 10_000, maxFolderBytes: 20_000 })
    recorder.start()
    const recording = recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 300, { tasks: 20 })) {
      recording.addSample(frame)
      if (frame.seq % 50 === 0) await written(recording)
    }
    await until(() => log.some((line) => line.includes('Removed')))
    await until(async () => {
      const own = (await names()).filter((name) => !foreign.includes(name))
      const sizes = await Promise.all(own.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0))
      return sizes.reduce((sum, size) => sum + size, 0) <= 20_000
    })
    expect(await names()).toEqual(expect.arrayContaining(foreign))
    expect(await names()).toContain(recording.state().file)
    await recorder.stop()
    const own = (await names()).filter((name) => !foreign.includes(name))
    const { samples: read } = await openFiles(own)
    expect(read.at(-1)!.seq).toBe(300)
    expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: read.length }, (_, index) => 301 - read.length + index))
    expect(log.filter((line) => line.includes('Removed'))[0]).toMatch(
      /^Removed be1_20261123T060510Z\.memlane\.ndjson(\.gz)? \([\d.]+ (B|KiB)\), the oldest: the recordings in .* had [\d.]+ KiB, more than the 19\.53 KiB that they may have\.$/,
    )
  })

  it('is shared by two recorders of the same target: neither touches what the other writes', async () => {
    const clock = createManualClock(START)
    const one = await start({ maxFolderBytes: 2000 }, clock)
    const two = await start({ maxFolderBytes: 2000 }, clock)
    const recordings = [one, two].map(({ recorder }) => {
      recorder.start()
      return recorder.record({ id: 'be1', name: 'be1' })
    })
    for (let seq = 1; seq <= 20; seq++) {
      for (const recording of recordings) {
        recording.addSample(sample(seq))
        await written(recording)
      }
      await goRound(one)
    }
    expect(await names()).toEqual(['be1_20261123T060510Z-2.memlane.ndjson', 'be1_20261123T060510Z.memlane.ndjson'])
    for (const name of await names()) expect((await openFiles([name])).samples).toEqual(samples(1, 20))
    expect(recordings.map((recording) => recording.state().state)).toEqual(['ok', 'ok'])
    expect(one.log).toEqual([expect.stringContaining('The others are being written')])
  })

  it('with what a killed recorder left: packed once nobody has touched it for long, its torn line and all', async () => {
    const before = await start()
    const left = before.recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 4)) left.addSample(frame)
    await written(left)
    const [name = ''] = await names()
    await appendFile(join(folder, name), '{"k":"delta","seq":5,"t":')
    await writeFile(join(folder, `${name}.gz.0123456789abcdef.tmp`), 'half of it')
    await writeFile(join(folder, 'mine.tmp'), 'not ours')
    const after = await start({}, createManualClock(START + 100_000))
    after.recorder.start()
    await goRound(after, 4)
    expect(await names()).toContain(name)
    await until(async () => {
      await goRound(after)
      return (await names()).join() === [`${name}.gz`, 'mine.tmp'].join()
    })
    const { samples: read, complete, problems } = await openFiles([`${name}.gz`])
    expect(read).toEqual(samples(1, 4))
    expect(complete).toBe(false)
    expect(problems.join(' ')).toContain('cut off')
  })

  it('with one that was killed between packing and removing: the plain one goes if the packed one holds the same', async () => {
    const before = await start()
    const recording = before.recorder.record({ id: 'be1', name: 'be1' })
    for (const frame of samples(1, 2)) recording.addSample(frame)
    await before.recorder.stop()
    const [name = ''] = await names()
    const plain = await readFile(join(folder, name))
    const other = name.replace('be1', 'be2')
    await writeFile(join(folder, `${name}.gz`), gzipSync(plain))
    await writeFile(join(folder, other), plain)
    await writeFile(join(folder, `${other}.gz`), gzipSync(plain.subarray(0, -200)))
    const after = await start()
    after.recorder.start()
    await until(() => after.log.length > 0)
    await until(async () => !(await names()).includes(name))
    expect(await names()).toEqual([`${name}.gz`, other, `${other}.gz`])
    expect(after.log).toEqual([expect.stringContaining(`${other} is not packed`)])
  })

  it.skipIf(process.platform === 'win32')('with links in it: they are not followed', async () => {
    await mkdir(folder)
    const before = await start({ folder: join(base, 'elsewhere') })
    const recording = before.recorder.record({ id: 'be1', name: 'be1' })
    recording.addSample(sample(1))
    await before.recorder.stop()
    const [name = ''] = await readdir(join(base, 'elsewhere'))
    await symlink(join(base, 'elsewhere', name), join(folder, name))
    const after = await start({ maxFolderBytes: 1 })
    after.recorder.start()
    await goRound(after, 2)
    expect(await names()).toEqual([name])
    expect(await readdir(join(base, 'elsewhere'))).toEqual([name])
  })
})

describe('what earlier runs recorded', () => {
  async function past(recorder: Recorder, from: number, id = 'be1', name = id): Promise<Frame[]> {
    const frames: Frame[] = []
    for await (const frame of recorder.past({ id, name }, from, () => false)) frames.push(frame)
    return frames
  }

  async function recordRun(
    frames: readonly SampleFrame[],
    options: Partial<RecorderOptions> = {},
    target = 'be1',
  ): Promise<void> {
    const { recorder } = await start(options)
    const recording = recorder.record({ id: target, name: target })
    for (const frame of frames) recording.addSample(frame)
    await written(recording)
    await recorder.stop()
  }

  it('comes back from a time on, out of several files, packed or not, and only of the target that is asked for', async () => {
    await recordRun(samples(1, 100, { tasks: 20 }), { maxFileBytes: 10_000 })
    await recordRun(samples(1, 3), {}, 'be2')
    const { recorder } = await start()
    recorder.start()
    await until(async () => (await names()).every((name) => name.endsWith('.gz')))
    expect((await names()).length).toBeGreaterThan(3)
    expect(await past(recorder, 0)).toEqual(samples(1, 100, { tasks: 20 }))
    expect(await past(recorder, START + 60 * 5000)).toEqual(samples(61, 100, { tasks: 20 }))
    expect(await past(recorder, 0, 'be2')).toEqual(samples(1, 3))
    expect(await past(recorder, 0, 'be1', 'be/1')).toEqual([])
    expect(await past(recorder, 0, 'nobody')).toEqual([])
  })

  it('is its newest sample where none is so young', async () => {
    await recordRun(samples(1, 30))
    const { recorder } = await start()
    expect(await past(recorder, START + DAY)).toEqual([sample(30)])
  })

  it('of a file that was cut off, and of one that is damaged, is what can be read', async () => {
    await recordRun(samples(1, 20))
    const [name = ''] = await names()
    await truncate(join(folder, name), (await stat(join(folder, name))).size - 200)
    const bytes = await readFile(join(folder, name))
    await writeFile(join(folder, 'be1_20261123T070000Z.memlane.ndjson.gz'), gzipSync(bytes).subarray(0, -40))
    await writeFile(
      join(folder, 'be1_20261123T080000Z.memlane.ndjson'),
      `${bytes.toString().split('\n')[0]}\n\0\0\0 rubbish\n[1]\n{}\n`,
    )
    const { recorder } = await start()
    const frames = await past(recorder, 0)
    expect(frames).toEqual(samples(1, frames.length))
    expect(frames.length).toBeGreaterThanOrEqual(18)
  })

  it('of a newer Memlane is left alone, and that is said', async () => {
    await recordRun(samples(1, 3))
    const [name = ''] = await names()
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), text.replace('"version":1', '"version":99'))
    const { recorder, log } = await start()
    expect(await past(recorder, 0)).toEqual([])
    expect(log.join('\n')).toMatch(/cannot be read: .*newer Memlane/)
  })

  it('was written by two recorders side by side: each time comes once', async () => {
    await recordRun(samples(1, 10))
    await recordRun(samples(6, 15))
    const { recorder } = await start()
    expect(await past(recorder, 0)).toEqual(samples(1, 15))
  })

  it('is given up where the disk does not answer', async () => {
    await recordRun(samples(1, 3))
    const clock = createManualClock(START)
    const disk = new (class extends Disk {
      override run<T>(): Promise<T> {
        return super.run(() => new Promise<T>(() => undefined))
      }
    })(clock)
    const log: string[] = []
    const recorder = new Recorder(
      { folder, disk },
      { clock, time: createSteadyTime(clock), version: '', targets: 1, log: (line) => log.push(line) },
    )
    let frames: Frame[] | undefined
    const asked = past(recorder, 0).then((all) => (frames = all))
    for (let second = 0; second < 20 && !frames; second++) {
      clock.advance(1000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await asked
    expect(frames).toEqual([])
    expect(log).toEqual([expect.stringContaining('does not answer')])
  })

  it('does not depend on the times of files', async () => {
    await recordRun(samples(1, 5))
    for (const name of await names()) await utimes(join(folder, name), 1, 1)
    const { recorder } = await start()
    expect(await past(recorder, 0)).toEqual(samples(1, 5))
  })
})
