import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, describe, it } from 'vitest'
import { readAny } from '../../format/index'
import type { Frame } from '../../profile/frame'
import { createManualClock, type ManualClock } from '../../testing/manualClock'
import { answerProfile, reset, startMisbehavingUpstream, type MisbehavingUpstream } from '../../testing/misbehavingUpstream'
import { startTestGateway, until, type TestGateway, type TimelineLine } from '../../testing/testGateway'
import type { GatewayOptions } from '../gateway'
import { Disk } from '../recorder/disk'

// A gateway that records, stopped and started again; real files, real sockets, a clock that is moved by hand.

const HOUR = 3_600_000

let base: string
let folder: string
let upstream: MisbehavingUpstream
const running: { stop(): Promise<void> }[] = []

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'memlane-recording-'))
  folder = join(base, 'rec')
  upstream = await startMisbehavingUpstream()
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
  await upstream.stop()
  // A disk that hung may go on writing after its gateway has ended.
  await rm(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

async function start(clock: ManualClock, options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({
    targets: [{ name: 'be1', url: new URL(upstream.url) }],
    clock,
    record: { folder },
    idleEveryMs: 5000,
    ...options,
  })
  expect(await gateway.prepareRecording()).toBeUndefined()
  running.push(gateway)
  return gateway
}

/** Lets time go by, as far as the next poll, until every target has so many samples, counted from 1. */
async function poll(gateway: TestGateway, clock: ManualClock, seq: number): Promise<void> {
  await until(async () => {
    const { targets } = await gateway.targets()
    const behind = targets.filter(({ lastSeq }) => lastSeq < seq)
    if (behind.length === 0) return true
    if (behind.every(({ pollingSince, nextTryAt }) => pollingSince === null && nextTryAt !== null)) {
      clock.advance(Math.max(0, Math.max(...behind.map(({ nextTryAt }) => nextTryAt!)) - clock.now()))
    }
    return false
  })
}

/** The same, and until it is on disk. */
async function pollTo(gateway: TestGateway, clock: ManualClock, seq: number): Promise<void> {
  await poll(gateway, clock, seq)
  await until(async () => (await gateway.target()).recording?.waitingSamples === 0)
}

async function openFolder(): Promise<readonly Frame[]> {
  const inputs = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })),
  )
  return (await readAny(inputs)).frames
}

const kindsOf = (lines: readonly TimelineLine[]): (string | number)[] => lines.map(({ k, seq }) => seq ?? k)

describe('a gateway that records', () => {
  it('started again, serves what it had recorded before, the time in between as a gap, and counts on', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 5)
    const { t: lastAt } = (await first.lines('be1')).at(-1)!
    await first.stop()
    clock.advance(600_000)
    const second = await start(clock)
    await pollTo(second, clock, 6)
    const lines = await second.lines('be1')
    expect(kindsOf(lines)).toEqual([1, 2, 3, 4, 5, 'gap', 6])
    expect(lines[0]).toMatchObject({ k: 'key' })
    expect(lines[5]).toEqual({
      k: 'gap',
      from: lastAt,
      to: lines[6]!['t'],
      why: 'not asked, because Memlane was not running',
      tries: 0,
    })
    expect(kindsOf(await second.lines('be1', 5))).toEqual(['gap', 6])
    expect(second.log.join('\n')).toMatch(
      /be1: goes on behind what was recorded up to \S+Z; what is young enough of it is shown: 5 samples\./,
    )
    await pollTo(second, clock, 8)
    await second.stop()
    const frames = await openFolder()
    expect(frames.map((frame) => (frame.kind === 'sample' ? frame.seq : frame.kind))).toEqual([1, 2, 3, 4, 5, 'gap', 6, 7, 8])
    expect(await readdir(folder)).toHaveLength(2)
  })

  it('started again while its target restarted too: marked, in page and file', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 2)
    await first.stop()
    upstream.behave(answerProfile({ pid: 2307, startedAt: 1_795_000_900_000 }))
    clock.advance(60_000)
    const second = await start(clock)
    await pollTo(second, clock, 3)
    const lines = await second.lines('be1')
    expect(kindsOf(lines)).toEqual([1, 2, 'gap', 'mark', 3])
    expect(lines[3]).toMatchObject({ kind: 'restart', text: expect.stringContaining('pid 2211 became 2307') })
    expect(lines[4]).toMatchObject({ k: 'key' })
    await second.stop()
    const marks = (await openFolder()).filter(({ kind }) => kind === 'mark')
    expect(marks).toMatchObject([{ mark: 'restart' }])
  })

  it('started again while its target is down: two gaps, each with its reason', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 2)
    const lastAt = clock.now()
    await first.stop()
    upstream.behave(reset, reset, answerProfile())
    clock.advance(60_000)
    const second = await start(clock)
    await until(async () => (await second.target()).nextTryAt !== null)
    clock.advance(0)
    await until(async () => (await second.target()).failure !== null)
    const restartedAt = clock.now()
    expect(await second.target()).toMatchObject({ lastSeq: 2, lastGoodAt: lastAt })
    await pollTo(second, clock, 3)
    const gaps = (await second.lines('be1')).filter(({ k }) => k === 'gap')
    expect(gaps).toMatchObject([
      { from: lastAt, to: restartedAt, why: expect.stringContaining('Memlane was not running') },
      { from: restartedAt, to: clock.now(), tries: 2 },
    ])
    expect(gaps[1]!['why']).not.toContain('Memlane')
    await second.stop()
    expect((await openFolder()).filter(({ kind }) => kind === 'gap').at(-1)).toMatchObject({ from: restartedAt, to: clock.now() })
  })

  it('started again after days: the page does not get what is too old, the numbers and the file go on', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 3)
    const lastAt = clock.now()
    await first.stop()
    clock.advance(72 * HOUR)
    const second = await start(clock)
    await pollTo(second, clock, 4)
    expect(kindsOf(await second.lines('be1'))).toEqual([4])
    await second.stop()
    const frames = await openFolder()
    expect(frames.map((frame) => (frame.kind === 'sample' ? frame.seq : frame.kind))).toEqual([1, 2, 3, 'gap', 4])
    expect(frames[3]).toMatchObject({ from: lastAt, to: clock.now() })
  })

  it('killed and started again within seconds has lost nothing that it polled, and shows no gap where none was', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 4)
    // Nothing of it runs on, and it ended nothing: as after kill -9.
    clock.advance(5000)
    const later = createManualClock(clock.now())
    const second = await start(later)
    await pollTo(second, later, 5)
    expect(kindsOf(await second.lines('be1')).slice(0, 5)).toEqual([1, 2, 3, 4, 5])
  })

  it('case 12: the clock was set back while it did not run: what was recorded stays, nothing is drawn backwards', async () => {
    const clock = createManualClock()
    const first = await start(clock)
    await pollTo(first, clock, 3)
    await first.stop()
    const wrong = createManualClock(clock.now() - HOUR)
    const second = await start(wrong)
    await pollTo(second, wrong, 4)
    expect(kindsOf(await second.lines('be1'))).toEqual([4])
    await second.stop()
    const frames = await openFolder()
    expect(frames.filter(({ kind }) => kind === 'sample')).toHaveLength(4)
    expect(frames.filter(({ kind }) => kind === 'gap')).toEqual([])
  })

  it('case 30: its folder vanishes: the page is told, polls and answers go on, and it is all there when the folder is back', async () => {
    const clock = createManualClock()
    const gateway = await start(clock)
    await pollTo(gateway, clock, 2)
    expect((await gateway.target()).recording).toMatchObject({ state: 'ok', file: expect.stringMatching(/^be1_/), message: null })
    await rm(folder, { recursive: true })
    await poll(gateway, clock, 6)
    await until(async () => (await gateway.target()).recording?.message?.includes('is gone') ?? false)
    expect(await gateway.target()).toMatchObject({
      failure: null,
      recording: {
        state: 'trouble',
        file: null,
        message: expect.stringMatching(/is gone: bring it back, or make it again\. 4 samples of be1 wait in memory/),
        waitingSamples: 4,
        lostSamples: 0,
      },
    })
    expect(kindsOf(await gateway.lines('be1'))).toEqual([1, 2, 3, 4, 5, 6])
    await mkdir(folder)
    clock.advance(30_000)
    await until(async () => (await gateway.target()).recording?.state === 'ok')
    await gateway.stop()
    const kept = (await openFolder()).filter((frame) => frame.kind === 'sample').map(({ seq }) => seq)
    expect(kept.slice(0, 4)).toEqual([3, 4, 5, 6])
  })

  it('case 30: its disk hangs: polls of all targets go on', async () => {
    const clock = createManualClock()
    let goOn: () => void = () => undefined
    const answers = new Promise<void>((resolve) => (goOn = resolve))
    const disk = new (class extends Disk {
      hangs = false
      override run<T>(work: () => Promise<T>): Promise<T> {
        return super.run(async () => {
          if (this.hangs) await answers
          return work()
        })
      }
    })(clock)
    const targets = ['be1', 'be2', 'be3', 'be4', 'be5', 'be6'].map((name) => ({ name, url: new URL(upstream.url) }))
    const gateway = await start(clock, { targets, record: { folder, disk } })
    await poll(gateway, clock, 1)
    disk.hangs = true
    await poll(gateway, clock, 6)
    for (const { recording } of (await gateway.targets()).targets) {
      expect(recording).toMatchObject({ state: 'trouble', message: expect.stringContaining('does not answer') })
    }
    expect(gateway.log.filter((line) => line.includes('does not answer'))).toHaveLength(1)
    const stopped = gateway.stop()
    let over = false
    void stopped.then(() => (over = true))
    await until(() => {
      clock.advance(1000)
      return over
    })
    goOn()
  })

  it('is the only one that says so: without --record there is nothing about it', async () => {
    const clock = createManualClock()
    const gateway = await start(clock, { record: undefined })
    await poll(gateway, clock, 1)
    expect((await gateway.target()).recording).toBeNull()
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
