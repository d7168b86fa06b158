import { describe, expect, it } from 'vitest'
import type { UnixMs } from '../base/units'
import type { Frame } from '../profile/frame'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeScenario, scenarioFrames, scenarioSource, type Scenario, type ScenarioKind } from '../testing/scenario'
import { computeGrowth, growthStamp, type GrowthReport, type GrowthVerdict } from './computeGrowth'
import { GrowthKeeper } from './growthKeeper'
import { Timeline } from './timeline'

const GIB = 2 ** 30
const MINUTE = 60_000
const SEEDS = Array.from({ length: 100 }, (_, index) => index + 1)

const grow = (scenario: Scenario): GrowthReport =>
  computeGrowth(scenarioSource(scenario), { from: scenario.times[0]!, to: scenario.times.at(-1)! })

function timelineOf(frames: readonly Frame[]): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' }, { blockSamples: 16 })
  for (const frame of frames) timeline.append(frame)
  return timeline
}

/** Every number in a report, also deep inside. */
function* numbersOf(value: unknown): Generator<number> {
  if (typeof value === 'number') yield value
  else if (value instanceof Map) for (const one of value.values()) yield* numbersOf(one)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* numbersOf(one)
}

describe('growth of which the truth is known, 100 seeds each', () => {
  it.each<readonly [ScenarioKind, GrowthVerdict, least: number]>([
    ['flat', 'none', 98],
    ['rounded flat', 'none', 98],
    ['saw-tooth', 'none', 98],
    ['step', 'none', 95],
    ['warm-up', 'none', 95],
    ['leak', 'outside', 95],
    ['leak in churn', 'outside', 95],
    ['gaps', 'outside', 95],
    ['rounded leak', 'outside', 95],
    ['growing cache', 'inside', 95],
  ])('%s: %s in %i of 100, and the true slope lies in the interval in 90 of 100', (kind, verdict, least) => {
    let right = 0
    let held = 0
    for (const seed of SEEDS) {
      const scenario = makeScenario(kind, { seed, samples: 120 })
      const report = computeGrowth(scenarioSource(scenario), { from: scenario.times[0]!, to: scenario.times.at(-1)! })
      const trend = kind === 'growing cache' ? report.bands.get('cacheMetadata') : report.untracked
      if (report.verdict === verdict) right += 1
      if (trend && trend.low <= scenario.slope && scenario.slope <= trend.high) held += 1
      expect(report.sentence).not.toMatch(/NaN|undefined|Infinity/)
    }
    expect(right).toBeGreaterThanOrEqual(least)
    expect(held).toBeGreaterThanOrEqual(90)
  })

  it('a restart: growth since then, or too little to tell where that was short', () => {
    let right = 0
    for (const seed of SEEDS) {
      const scenario = makeScenario('restart', { seed })
      const sinceMs = scenario.times.at(-1)! - scenario.times[scenario.restart!]!
      const report = grow(scenario)
      if (report.verdict === (sinceMs < 10 * MINUTE ? 'insufficient' : 'outside')) right += 1
      expect(report).toMatchObject({ restarted: true, from: scenario.times[scenario.restart!] })
    }
    expect(right).toBeGreaterThanOrEqual(95)
  })

  it('idle periods: the baseline rises, or falls back', () => {
    const verdicts = (kind: ScenarioKind): number[] =>
      SEEDS.slice(0, 30).filter((seed) => grow(makeScenario(kind, { seed, everyMs: 30_000 })).verdict === 'idle-rises')
    expect(verdicts('idle rises').length).toBeGreaterThanOrEqual(29)
    expect(verdicts('idle falls back')).toEqual([])
  })

  it('the true time to the limit lies in the range in 90 of 100 where one is given', () => {
    let given = 0
    let held = 0
    for (const seed of SEEDS) {
      const { slope, times } = makeScenario('leak', { seed, samples: 120 })
      const spanMs = times.at(-1)! - times[0]!
      const usual = (4 + 3 + 8 + 4) * GIB
      const trueMs = spanMs * 0.8
      const limit = (usual + slope * (spanMs + trueMs)) / 0.9
      const report = grow(makeScenario('leak', { seed, samples: 120, limit }))
      const ahead = report.roomTimes.find((one) => one.limit === 'softLimit')
      if (ahead) given += 1
      if (ahead && ahead.earliestMs <= trueMs && trueMs <= ahead.latestMs) held += 1
    }
    expect(given).toBeGreaterThanOrEqual(50)
    expect(held / given).toBeGreaterThanOrEqual(0.9)
  })
})

describe('growth in a timeline', () => {
  it.each<readonly [ScenarioKind, GrowthVerdict, words: RegExp]>([
    ['flat', 'none', /^No sustained growth in 30 min, 180 samples\.$/],
    ['leak', 'outside', /^Memory outside the trackers grows by \+\d+\.\d+ MiB\/min .* proves no leak/],
    ['growing cache', 'inside', /^Cache \+ metadata grows by .*Beside it, DataPageCache\[size\]\(AllocByAllocator\) grows\./],
    ['step', 'none', /RSS jumped to another level once and stayed there\./],
  ])('%s', (kind, verdict, words) => {
    const scenario = makeScenario(kind, { seed: 3 })
    const timeline = timelineOf(scenarioFrames(scenario))
    const range = { from: scenario.times[0]!, to: scenario.times.at(-1)! }
    const report = computeGrowth(timeline, range)
    expect(report.verdict).toBe(verdict)
    expect(report.sentence).toMatch(words)
    const { rss, untracked, trackers, idle } = grow(scenario)
    expect(report).toMatchObject({ rss, untracked, trackers, idle })
  })

  it('never speaks of an hour where minutes were watched, nor of a leak without the idle test', () => {
    for (const kind of ['leak', 'growing cache', 'leak in churn'] as const) {
      const { sentence } = grow(makeScenario(kind, { seed: 5 }))
      expect(sentence).not.toContain('/h')
      expect(sentence.replace('proves no leak', '')).not.toContain('leak')
    }
    expect(grow(makeScenario('leak', { seed: 5, everyMs: 30_000 })).sentence).toMatch(/\d [MG]iB\/h /)
  })

  it('says how much longer to watch', () => {
    const short = makeScenario('leak', { seed: 1, samples: 20 })
    expect(grow(short)).toMatchObject({
      verdict: 'insufficient',
      moreMs: 10 * MINUTE - 19 * 10_000,
      sentence: 'Too little to tell: 20 samples in 3:10. Watch 7 min more.',
    })
    const seldom = makeScenario('leak', { seed: 1, samples: 20, everyMs: MINUTE })
    expect(grow(seldom)).toMatchObject({ moreMs: 10 * MINUTE, sentence: expect.stringContaining('Watch 10 min more') })
  })

  it('does not judge where a fifth of the time is missing', () => {
    const scenario = makeScenario('leak', { seed: 1, samples: 100 })
    const [from, to] = [scenario.times[20]!, scenario.times[50]!]
    const gaps = [{ kind: 'gap', from, to, why: 'timeout', tries: 3 }] as const
    const report = grow({ ...scenario, gaps })
    expect(report.verdict).toBe('insufficient')
    expect(report.sentence).toContain('30 % of that time is missing')
  })

  it('sees a hole that nobody noted', () => {
    const scenario = makeScenario('leak', { seed: 1, samples: 100 })
    const times = scenario.times.map((time, index) => (index < 50 ? time : time + 10 * MINUTE))
    expect(grow({ ...scenario, times }).verdict).toBe('insufficient')
  })

  it('looks at the same samples until enough new ones are there', () => {
    const scenario = makeScenario('leak', { seed: 1, samples: 1000, everyMs: 5000 })
    const source = scenarioSource(scenario)
    const stamp = (last: number): string => growthStamp(source, { from: 0, to: scenario.times[last]! })
    expect(stamp(902)).toBe(stamp(899))
    expect(stamp(903)).not.toBe(stamp(902))
  })

  it('is kept while nearly the same samples would be looked at', () => {
    const scenario = makeScenario('leak', { seed: 1, samples: 200 })
    const source = scenarioSource(scenario)
    const keeper = new GrowthKeeper()
    const at = (last: number): GrowthReport => keeper.compute(source, { from: 0, to: scenario.times[last]! }, undefined)
    const first = at(159)
    expect(at(162)).toBe(first)
    expect(at(163)).not.toBe(first)
    expect(at(163).samples).toBe(164)
    expect(at(10)).toMatchObject({ verdict: 'insufficient', samples: 11 })
    expect(at(11)).toMatchObject({ verdict: 'insufficient', samples: 12 })
  })

  it('names the limit that is reached first', () => {
    const scenario = makeScenario('leak', { seed: 1, limit: 23 * GIB })
    const [first, second] = grow(scenario).roomTimes
    expect(first?.limit).toBe('softLimit')
    expect(first!.earliestMs).toBeLessThan(first!.latestMs)
    expect(second?.limit ?? 'limit').toBe('limit')
    expect(grow({ ...scenario, limit: 400 * GIB }).roomTimes).toEqual([])
    expect(grow(makeScenario('flat', { seed: 1, limit: 23 * GIB })).roomTimes).toEqual([])
  })
})

describe('growth in a log, which has a sample when RSS has moved by 256 MB', () => {
  const HOUR = 60 * MINUTE
  const grown = (samples: readonly (readonly [at: UnixMs, rss: number])[]): GrowthReport => {
    const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'log', note: '' })
    samples.forEach(([at, rss], index) => {
      const made = makeMemorySnapshot({ at, limit: 64 * GIB })
      const status = { ...NO_STATUS, rss: { value: rss, error: 0 } }
      const snapshot = { ...made, profile: undefined, memoryInfo: { ...made.memoryInfo!, status } }
      timeline.append({ kind: 'sample', seq: index, at, tookMs: undefined, wireBytes: undefined, snapshot })
    })
    return computeGrowth(timeline, { from: 0, to: 100 * HOUR })
  }

  it('is not mistaken for gaps, and has the true slope inside', () => {
    const burst = Array.from({ length: 40 }, (_, index): [number, number] => [index * 100, 10 * GIB + index])
    const rise = Array.from({ length: 64 }, (_, index): [number, number] => [
      5000 + index * 10 * MINUTE,
      10 * GIB + index * (GIB / 4),
    ])
    const growth = grown([...burst, ...rise])
    expect(growth).toMatchObject({ verdict: 'unplaced', gaps: 0 })
    const slope = GIB / 4 / (10 * MINUTE)
    expect(growth.rss!.low).toBeLessThan(slope)
    expect(growth.rss!.high).toBeGreaterThan(slope)
    expect(growth.sentence).toContain('no part that the source reports grows alike')
  })

  it('is none where queries come and go', () => {
    const comes = Array.from({ length: 120 }, (_, index): [number, number] => [
      Math.floor(index / 4) * HOUR + (index % 4) * 1000,
      10 * GIB + [0, 0.3, 0.6, 0.1][index % 4]! * 2 ** 30,
    ])
    expect(grown(comes.map(([at, rss]) => [at, Math.round(rss)])).verdict).toBe('none')
  })
})

const NO_STATUS = {
  physical: undefined,
  used: undefined,
  jemallocCache: undefined,
  reserved: undefined,
  waitingRefresh: undefined,
  limit: undefined,
  softLimit: undefined,
  available: undefined,
  lowWaterMark: undefined,
  warningWaterMark: undefined,
  extra: undefined,
}

describe('growth of bad input', () => {
  const report = (samples: readonly (readonly [at: UnixMs, figures: MemoryFigures | undefined])[]): GrowthReport => {
    const frames = samples.map(([at, figures], index): Frame => {
      const made = makeMemorySnapshot({ ...figures, at })
      const snapshot = figures ? made : { ...made, profile: undefined }
      return { kind: 'sample', seq: index, at, tookMs: undefined, wireBytes: undefined, snapshot }
    })
    const growth = computeGrowth(timelineOf(frames), { from: 0, to: 10 ** 12 })
    expect([...numbersOf(growth)].filter((number) => !Number.isFinite(number))).toEqual([])
    expect(growth.sentence).toMatch(/^[A-Z].*\.$/)
    expect(growth.sentence).not.toMatch(/NaN|undefined|Infinity/)
    return growth
  }
  const series = (count: number, figures: (index: number) => MemoryFigures | undefined, everyMs = 10_000): GrowthReport =>
    report(Array.from({ length: count }, (_, index) => [1000 + index * everyMs, figures(index)]))

  it('none, one, and all at the same time', () => {
    expect(report([]).sentence).toBe('There is no sample in this range.')
    expect(report([[1000, {}]]).sentence).toBe('Too little to tell: 1 sample in 0 s. Watch 10 min more.')
    expect(series(50, (index) => ({ rss: index }), 0).verdict).toBe('insufficient')
  })

  it('all zeros', () => {
    expect(series(100, () => ({ rss: 0, virtual: 0 })).verdict).toBe('none')
  })

  it('values to 2^63', () => {
    const growth = series(100, (index) => ({ rss: 2n ** 62n + BigInt(index) * 2n ** 54n }))
    expect(growth.verdict).toBe('outside')
    expect(growth.sentence).toContain('TiB')
    expect(series(100, (index) => ({ rss: index % 2 === 0 ? 2n ** 63n - 1n : 0 })).verdict).toBe('none')
  })

  it('a counter that is missing in half of the samples', () => {
    expect(series(100, (index) => (index % 2 === 0 ? { rss: 5 * GIB + index * 20_000_000 } : undefined)).verdict).toBe('outside')
    expect(series(100, (index) => (index < 20 ? { rss: 5 * GIB + index } : undefined)).rss).toBeUndefined()
  })

  it('RSS alone: growth that cannot be placed', () => {
    const frames = makeScenario('leak', { seed: 2 })
    const source = scenarioSource(frames)
    const none = { length: source.length, at: () => Number.NaN }
    const alone = { ...source, band: () => none, column: (name: string) => (name === 'rss' ? source.column('rss') : none) }
    const growth = computeGrowth(alone, { from: frames.times[0]!, to: frames.times.at(-1)! })
    expect(growth.verdict).toBe('unplaced')
    expect(growth.sentence).toContain('no part that the source reports grows alike')
  })
})
