import type { lookup } from 'node:dns'
import { afterEach, describe, expect, it } from 'vitest'
import type { TargetSummary } from '../../protocol/gateway'
import { createManualClock, type ManualClock } from '../../testing/manualClock'
import {
  answerProfile,
  hang,
  startMisbehavingUpstream,
  type Behaviour,
  type MisbehavingUpstream,
} from '../../testing/misbehavingUpstream'
import { startTestGateway, until, type TestGateway } from '../../testing/testGateway'
import type { GatewayOptions } from '../gateway'

// When targets are polled. The clock is moved by hand; the sockets are real.

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.stop()
})

interface Watched {
  readonly gateway: TestGateway
  readonly upstream: MisbehavingUpstream
  readonly clock: ManualClock
  readonly settled: () => Promise<TargetSummary>
  /** Lets time go by, in steps, and waits each time for what it brought about. */
  readonly pass: (seconds: number, eachSecond?: () => Promise<unknown>) => Promise<TargetSummary>
  readonly view: () => Promise<unknown>
}

async function start(options: Partial<GatewayOptions> = {}, ...script: Behaviour[]): Promise<Watched> {
  const upstream = await startMisbehavingUpstream(...script)
  running.push(upstream)
  const clock = createManualClock()
  const gateway = await startTestGateway({ targets: [{ name: 'be1', url: new URL(upstream.url) }], clock, ...options })
  running.push(gateway)
  clock.advance(0)
  const settled = async (): Promise<TargetSummary> => {
    let summary = await gateway.target()
    await until(async () => {
      summary = await gateway.target()
      return summary.pollingSince === null && (summary.nextTryAt !== null || options.idleEveryMs === null)
    })
    return summary
  }
  return {
    gateway,
    upstream,
    clock,
    settled,
    async pass(seconds, eachSecond) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000)
        await settled()
        await eachSecond?.()
      }
      return settled()
    },
    view: () => gateway.ask('/api/targets/be1/timeline'),
  }
}

describe('one poll for all who watch', () => {
  it('every 5 s while somebody watches, however many and however often they ask', async () => {
    const { gateway, upstream, settled, pass } = await start()
    await settled()
    const watch = (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 10 }, (_, viewer) =>
          gateway.ask(`/api/targets/be1/${viewer % 2 === 0 ? 'timeline?after=0' : 'profile'}`),
        ),
      )
    await watch()
    const summary = await pass(60, watch)
    expect(summary).toMatchObject({ lastSeq: 13, everyMs: 5000, idle: false })
    expect(upstream.calls).toHaveLength(13)
    expect(upstream.mostOpen()).toBe(1)
  })

  it('every 30 s while nobody does; looking at the list of targets is not watching', async () => {
    const { gateway, upstream, settled, pass } = await start()
    await settled()
    const summary = await pass(120, () => gateway.targets())
    expect(summary).toMatchObject({ everyMs: 30_000, idle: true })
    expect(upstream.calls).toHaveLength(5)
  })

  it('at once when somebody comes and the newest sample is older than the cadence, not when it is younger', async () => {
    const { upstream, clock, settled, pass, view } = await start()
    await settled()
    await pass(20)
    expect(upstream.calls).toHaveLength(1)
    await view()
    clock.advance(0)
    await settled()
    expect(upstream.calls).toHaveLength(2)
    await pass(20) // watched for 15 s more, then no longer
    expect(upstream.calls).toHaveLength(6)
    const { nextTryAt } = await settled()
    expect(nextTryAt! - clock.now()).toBeGreaterThan(20_000)
    await pass(3)
    await view()
    const summary = await settled()
    expect(summary.idle).toBe(false)
    expect(summary.nextTryAt).toBe(Math.max(clock.now(), summary.lastGoodAt! + 5000))
  })

  it('not at all while nobody watches with --idle-every off; what was missed is a gap, not a line', async () => {
    const { gateway, upstream, clock, settled, pass, view } = await start({ idleEveryMs: null })
    await settled()
    expect(await pass(600)).toMatchObject({ everyMs: null, idle: true, nextTryAt: null })
    expect(upstream.calls).toHaveLength(1)
    await view()
    clock.advance(0)
    await until(async () => (await gateway.target()).lastSeq === 2)
    const lines = await gateway.lines('be1')
    expect(lines.map(({ k }) => k)).toEqual(['key', 'gap', 'delta'])
    expect(lines[1]).toMatchObject({
      to: clock.now(),
      from: clock.now() - 600_000,
      tries: 0,
      why: expect.stringContaining('nobody was watching'),
    })
  })

  it('no two polls begin closer together than a second, however often "Retry now" is pressed', async () => {
    const { gateway, upstream, clock, settled, pass } = await start({}, (socket) => void socket.destroy())
    await settled()
    clock.chance = 1
    await pass(10, async () => {
      for (let count = 0; count < 20; count++) await gateway.ask('/api/targets/be1/timeline?retry')
    })
    expect(upstream.calls.length).toBeGreaterThan(5)
    expect(upstream.calls.length).toBeLessThanOrEqual(11)
  })

  it('viewers who merely look do not make a failing target be asked more often', async () => {
    const { gateway, upstream, clock, settled, pass } = await start({}, (socket) => void socket.destroy())
    clock.chance = 1
    await settled()
    await gateway.ask('/api/targets/be1/timeline')
    await pass(60, () => gateway.ask('/api/targets/be1/timeline'))
    // 0, 2, 6, 14, 30, 60 s with the longest of the random pauses
    expect(upstream.calls.length).toBeLessThanOrEqual(7)
  })
})

it('case 09: of 100 targets 60 hang; the healthy ones stay on schedule', async () => {
  const healthy = await startMisbehavingUpstream(answerProfile())
  const hanging = await startMisbehavingUpstream(hang)
  running.push(healthy, hanging)
  const clock = createManualClock()
  const targets = Array.from({ length: 100 }, (_, index) => ({
    name: `be${index}`,
    url: new URL((index < 40 ? healthy : hanging).url),
  }))
  // The timeouts are so long that every hanging poll is under way during the whole test.
  const gateway = await startTestGateway({
    targets,
    clock,
    idleEveryMs: 5000,
    upstreamLimits: { firstByteMs: 60_000, totalMs: 60_000 },
  })
  running.push(gateway)
  clock.advance(0)
  for (let round = 1; round <= 6; round++) {
    await until(async () => (await gateway.targets()).targets.slice(0, 40).every(({ lastSeq }) => lastSeq === round))
    clock.advance(5000)
  }
  expect(hanging.open()).toBe(8)
  expect(healthy.mostOpen()).toBeLessThanOrEqual(8)
  const summaries = (await gateway.targets()).targets
  expect(summaries.slice(40).every(({ lastSeq, failure }) => lastSeq === 0 && failure === null)).toBe(true)
})

describe('case 10: a restart', () => {
  it('is marked, and begins with a key frame: nothing is computed across it', async () => {
    const { gateway, settled, pass } = await start(
      { idleEveryMs: 1000, everyMs: 1000 },
      answerProfile({ pid: 2211 }),
      answerProfile({ pid: 2211, rss: 5 }),
      answerProfile({ pid: 2307, startedAt: 1_795_000_900_000 }),
    )
    await settled()
    await pass(2)
    const lines = await gateway.lines('be1')
    expect(lines.map(({ k, seq }) => [k, seq])).toEqual([
      ['key', 1],
      ['delta', 2],
      ['mark', undefined],
      ['key', 3],
    ])
    expect(lines[2]).toMatchObject({ kind: 'restart', text: expect.stringContaining('pid 2211 became 2307'), t: lines[3]!['t'] })
    expect(gateway.log.join('\n')).toContain('pid 2211 became 2307')
  })

  it('with the same pid is known by its start', async () => {
    const { gateway, settled, pass } = await start(
      { idleEveryMs: 1000, everyMs: 1000 },
      answerProfile({ pid: 1, startedAt: 1_795_000_000_000 }),
      answerProfile({ pid: 1, startedAt: 1_795_000_000_900 }),
      answerProfile({ pid: 1, startedAt: 1_795_000_600_000 }),
    )
    await settled()
    await pass(2)
    const marks = (await gateway.lines('be1')).filter(({ k }) => k === 'mark')
    expect(marks).toHaveLength(1)
    expect(marks[0]).toMatchObject({ kind: 'restart', text: expect.stringContaining('same pid') })
  })
})

it('case 11: the computer sleeps for 3 h: one gap, one poll on waking, no burst', async () => {
  const { gateway, upstream, clock, settled, pass, view } = await start()
  await settled()
  await view()
  await pass(5, view)
  expect(upstream.calls).toHaveLength(2)
  const { lastGoodAt } = await settled()
  clock.sleep(3 * 3_600_000)
  await pass(5, view)
  expect(upstream.calls).toHaveLength(3)
  await pass(5, view)
  expect(upstream.calls).toHaveLength(4)
  const lines = await gateway.lines('be1')
  expect(lines.filter(({ k }) => k === 'gap')).toEqual([
    { k: 'gap', from: lastGoodAt, to: lastGoodAt! + 3 * 3_600_000 + 5000, why: expect.stringContaining('asleep'), tries: 0 },
  ])
  const { now, targets } = await gateway.targets()
  expect(now - targets[0]!.lastGoodAt!).toBe(0)
})

it('case 12: the clock is set back by an hour: samples stay in order, no age is negative, and it is said', async () => {
  const { gateway, clock, settled, pass, view } = await start()
  await settled()
  await view()
  await pass(10, view)
  clock.set(clock.now() - 3_600_000)
  await pass(10, view)
  const lines = await gateway.lines('be1')
  const times = lines.filter(({ seq }) => seq !== undefined).map(({ t }) => Number(t))
  expect(times).toHaveLength(5)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(lines.filter(({ k }) => k === 'mark')).toMatchObject([
    { kind: 'note', text: expect.stringContaining('set back by 3600 s') },
  ])
  expect(lines.filter(({ k }) => k === 'gap')).toEqual([])
  const { now, targets } = await gateway.targets()
  expect(now).toBeGreaterThanOrEqual(targets[0]!.lastGoodAt!)
})

describe('case 38: the address is checked when the connection is made, not only the name', () => {
  it.each(['169.254.169.254', '127.0.0.1', '::ffff:127.0.0.1', '0.0.0.0', 'fe80::1', '224.0.0.1', '::ffff:169.254.169.254'])(
    'a name that leads to %s is not connected to',
    async (address) => {
      const upstream = await startMisbehavingUpstream()
      running.push(upstream)
      const resolve = ((
        _name: string,
        _options: unknown,
        callback: (error: null, found: { address: string; family: number }[]) => void,
      ) => callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])) as unknown as typeof lookup
      const gateway = await startTestGateway({
        targets: [{ name: 'be1', url: new URL(`http://be-17.prod:${upstream.port}`) }],
        lookup: resolve,
      })
      running.push(gateway)
      await until(async () => (await gateway.target()).failure !== null)
      expect((await gateway.target()).failure).toMatchObject({ code: 'address' })
      expect(upstream.calls).toHaveLength(0)
    },
  )

  it('a name that changes where it leads is caught at the next poll', async () => {
    const upstream = await startMisbehavingUpstream()
    running.push(upstream)
    const addresses = ['127.0.0.1', '169.254.169.254']
    const resolve = ((
      _name: string,
      _options: unknown,
      callback: (error: null, found: { address: string; family: number }[]) => void,
    ) => callback(null, [{ address: addresses.shift() ?? '169.254.169.254', family: 4 }])) as unknown as typeof lookup
    const clock = createManualClock()
    const gateway = await startTestGateway({
      targets: [{ name: 'be1', url: new URL(`http://localhost:${upstream.port}`) }],
      lookup: resolve,
      clock,
    })
    running.push(gateway)
    clock.advance(0)
    await until(async () => (await gateway.target()).lastSeq === 1)
    clock.advance(30_000)
    await until(async () => (await gateway.target()).failure !== null)
    expect((await gateway.target()).failure).toMatchObject({ code: 'address' })
    expect(upstream.calls).toHaveLength(1)
  })
})

it('stopping ends what is under way: no socket, no timer is left', async () => {
  const { gateway, upstream, clock } = await start({}, hang)
  await until(() => upstream.calls.length === 1)
  await gateway.stop()
  await until(() => upstream.open() === 0)
  expect(gateway.connections()).toBe(0)
  expect(clock.planned()).toBe(0)
})
