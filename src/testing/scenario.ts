import { makeRandom } from '../base/makeRandom'
import type { UnixMs } from '../base/units'
import type { Counter } from '../profile/counter'
import type { Frame, GapFrame, SampleFrame } from '../profile/frame'
import type { FigureName } from '../profile/meaning'
import type { ProfileNode } from '../profile/node'
import type { BandId } from '../timeline/bands'
import type { Column } from '../timeline/column'
import type { GrowthSource } from '../timeline/growthSource'
import { makeMemorySnapshot, makeUid } from './makeMemorySnapshot'

// Timelines of which the truth is known, for the arithmetic of growth: what a process does, with the noise that a real one has.

export const SCENARIO_KINDS = [
  'flat',
  /** A cache fills and is emptied, again and again. */
  'saw-tooth',
  /** Untracked memory grows by the same amount a minute, in noise. */
  'leak',
  /** The same while queries come and go that are far larger. */
  'leak in churn',
  /** A cache grows by the same amount a minute. */
  'growing cache',
  /** RSS jumps to another level and stays there. */
  'step',
  /** A leak, a restart, a leak. */
  'restart',
  /** A leak, with an eighth of the time missing. */
  'gaps',
  /** A leak, as text has it: rounded to 10 MB. */
  'rounded leak',
  /** Nothing but noise of some MB, rounded to 10 MB. */
  'rounded flat',
  /** A cache fills after the start, ever slower, and is full. */
  'warm-up',
  /** Queries stop now and then, and what is left is more each time. */
  'idle rises',
  /** Queries stop now and then, and what is left is the same each time. */
  'idle falls back',
] as const
export type ScenarioKind = (typeof SCENARIO_KINDS)[number]

/** Bytes of each part at one moment; RSS is their sum. */
export interface Parts {
  readonly query: number
  readonly cache: number
  readonly global: number
  readonly untracked: number
}

export interface Scenario {
  readonly times: readonly UnixMs[]
  readonly parts: readonly Parts[]
  readonly gaps: readonly GapFrame[]
  /** Index of the first sample after a restart. */
  readonly restart: number | undefined
  /** Half a step of rounding, in bytes. */
  readonly error: number
  /** Of the part that grows, bytes a ms. */
  readonly slope: number
  readonly limit: number
}

export interface ScenarioOptions {
  readonly seed: number
  /** Default 180. */
  readonly samples?: number
  /** Default 10 s. */
  readonly everyMs?: number
  /** Default 40 GiB. */
  readonly limit?: number
}

const MIB = 2 ** 20
const GIB = 2 ** 30
/** Two decimals at the scale of GB. */
const ROUNDING = 0.01 * GIB

/** A process of about 20 GiB. The same seed gives the same timeline. */
export function makeScenario(
  kind: ScenarioKind,
  { seed, samples = 180, everyMs = 10_000, limit = 40 * GIB }: ScenarioOptions,
): Scenario {
  const random = makeRandom(seed * 7919 + 13)
  const from = Date.UTC(2026, 10, 23, 6)
  const queries = makeNoise(random, kind === 'leak in churn' ? 2 * GIB : kind.startsWith('rounded') ? 2 * MIB : 200 * MIB, 0.8)
  const small = makeNoise(random, kind.startsWith('rounded') ? MIB : 20 * MIB, 0.5)
  const spanMs = (samples - 1) * everyMs
  const rise = (0.8 + 0.4 * random()) * GIB
  const grows = GROWING.has(kind)
  const slope = grows ? rise / spanMs : 0
  const period = Math.round(samples * (0.08 + 0.06 * random()))
  const phase = Math.floor(random() * period)
  const place = Math.round(samples * (0.3 + 0.4 * random()))
  const times: UnixMs[] = []
  const parts: Parts[] = []
  for (let index = 0; index < samples; index++) {
    const share = index / (samples - 1)
    const since = kind === 'restart' && index >= place ? index - place : index
    const grown = slope * since * everyMs
    const busy = !kind.startsWith('idle') || share % IDLE_EVERY < IDLE_EVERY / 2
    let cache = 3 * GIB
    if (kind === 'saw-tooth') cache += (((index + phase) % period) / period) * 1.5 * GIB
    if (kind === 'growing cache') cache += grown
    if (kind === 'warm-up') cache += 2 * GIB * (1 - Math.exp(-12 * share))
    let untracked = 4 * GIB + small()
    if (kind !== 'growing cache') untracked += grown
    if (kind === 'step' && index >= place) untracked += 1.5 * GIB
    const query = busy ? Math.max(0, 4 * GIB + queries()) : 60 * MIB
    times.push(from + index * everyMs)
    parts.push(roundParts({ query, cache, global: 8 * GIB, untracked }, kind.startsWith('rounded') ? ROUNDING : 1))
  }
  const error = kind.startsWith('rounded') ? ROUNDING / 2 : 0
  const whole = { times, parts, gaps: [], restart: kind === 'restart' ? place : undefined, error, slope, limit }
  return kind === 'gaps' ? withoutSome(whole, Math.round(samples * 0.4), Math.round(samples / 8)) : whole
}

/** Four times busy, four times idle. */
const IDLE_EVERY = 0.25

const GROWING: ReadonlySet<ScenarioKind> = new Set([
  'leak',
  'leak in churn',
  'growing cache',
  'restart',
  'gaps',
  'rounded leak',
  'idle rises',
])

/** Frames of whole snapshots, as a timeline takes them. */
export function scenarioFrames(scenario: Scenario): Frame[] {
  return [...scenario.times.map((_, index) => makeSample(scenario, index)), ...scenario.gaps]
}

/** The same numbers as columns, without the cost of building thousands of snapshots. */
export function scenarioSource(scenario: Scenario): GrowthSource {
  const { times, parts, gaps, restart } = scenario
  const column = (value: (index: number) => number): Column => ({
    length: times.length,
    at: (index) => (index >= 0 && index < times.length ? value(index) : Number.NaN),
  })
  const none = column(() => Number.NaN)
  const part = (name: keyof Parts): Column => column((index) => parts[index]![name])
  const columns: Partial<Record<FigureName, Column>> = {
    rss: column((index) => rssOf(parts[index]!)),
    tracked: column((index) => rssOf(parts[index]!) - parts[index]!.untracked),
    untracked: part('untracked'),
    tasks: part('query'),
    query: part('query'),
    limit: column(() => scenario.limit),
    softLimit: column(() => scenario.limit * SOFT),
  }
  const bands: Partial<Record<BandId, Column>> = {
    cacheMetadata: part('cache'),
    global: part('global'),
    query: part('query'),
    untracked: part('untracked'),
  }
  const trackers: Readonly<Record<string, Column>> = { [makeUid(1)]: part('global'), [makeUid(3)]: part('cache') }
  return {
    length: times.length,
    times: column((index) => times[index]!),
    gaps,
    marks: [],
    restarts: restart === undefined ? [] : [restart],
    indexAt: (at) => times.findLastIndex((time) => time <= at),
    column: (name) => columns[name] ?? none,
    band: (id) => bands[id] ?? none,
    trackerSeries: (uid) => trackers[uid] ?? none,
    sampleAt: (index) => makeSample(scenario, index),
  }
}

/** Of the limit, as Doris has it. */
const SOFT = 0.9

function rssOf({ query, cache, global, untracked }: Parts): number {
  return query + cache + global + untracked
}

function makeSample({ times, parts, restart, error, limit }: Scenario, index: number): SampleFrame {
  const { query, cache, global } = parts[index]!
  const at = times[index]!
  const snapshot = makeMemorySnapshot({
    at,
    rss: rssOf(parts[index]!),
    query,
    cache,
    global,
    limit,
    softLimit: limit * SOFT,
    process: { host: 'be-1', pid: restart !== undefined && index >= restart ? 2 : 1, startedAt: times[0]! - 3_600_000 },
  })
  const rounded = error === 0 ? snapshot : { ...snapshot, profile: withError(snapshot.profile!, error) }
  return { kind: 'sample', seq: index + 1, at, tookMs: undefined, wireBytes: undefined, snapshot: rounded }
}

/** What a reader says of rounded text. */
function withError(node: ProfileNode, error: number): ProfileNode {
  const mark = (counter: Counter): Counter => ({ ...counter, error, counters: counter.counters.map(mark) })
  return { ...node, counters: node.counters.map(mark), children: node.children.map((child) => withError(child, error)) }
}

function withoutSome(scenario: Scenario, from: number, count: number): Scenario {
  const keep = <T>(list: readonly T[]): T[] => list.filter((_, index) => index < from || index >= from + count)
  const gap: GapFrame = {
    kind: 'gap',
    from: scenario.times[from - 1]!,
    to: scenario.times[from + count]!,
    why: 'connection refused',
    tries: 9,
  }
  return { ...scenario, times: keep(scenario.times), parts: keep(scenario.parts), gaps: [gap] }
}

function roundParts(parts: Parts, step: number): Parts {
  const round = (value: number): number => Math.round(Math.round(value / step) * step)
  return { query: round(parts.query), cache: round(parts.cache), global: round(parts.global), untracked: round(parts.untracked) }
}

/** Normal noise of which each value is partly the one before. */
function makeNoise(random: () => number, deviation: number, memory: number): () => number {
  let value = 0
  return () => {
    const fresh = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    value = memory * value + Math.sqrt(1 - memory ** 2) * fresh
    return value * deviation
  }
}
