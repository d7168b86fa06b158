import { formatBytes } from '../base/formatBytes'
import { formatDuration, formatUptime } from '../base/formatTime'
import { joinSentences, joinWords, phrase, say, t, tn, type Phrase } from '../base/say'
import type { Bytes, Share, UnixMs } from '../base/units'
import { findMemorySections } from '../profile/memorySections'
import { computeMeaning } from '../profile/meaning'
import type { Snapshot } from '../profile/snapshot'
import { computeTasks } from '../profile/task'
import { parseTrackerName } from '../profile/trackerName'
import { BAND_IDS, bandLabel, computeBand, type BandId } from './bands'
import type { Column } from './column'
import { computeIdle, type IdleSettings, type IdleTest } from './computeIdle'
import { computeRoomTimes, type RoomTime } from './computeRoomTime'
import { finishSteps, type Steps } from './steps'
import { computeSlope, type Slope } from './computeSlope'
import { mainCounterOf } from './computeTree'
import { formatRateRange } from './formatRate'
import { findLife, isLog, usualPause, type GrowthSource, type Life } from './growthSource'

/**
 * What can be said of growth. 'unplaced': RSS grows, and the source does not say where. 'idle-rises': what is left when the tasks have
 * stopped is more each time, which is what Doris's manual calls a leak.
 */
export type GrowthVerdict = 'insufficient' | 'none' | 'inside' | 'outside' | 'unplaced' | 'idle-rises'

export const GROWTH_WORDS: Readonly<Record<GrowthVerdict, Phrase>> = {
  insufficient: phrase('insufficient data'),
  none: phrase('no sustained growth'),
  inside: phrase('growth inside trackers'),
  outside: phrase('growth outside trackers'),
  unplaced: phrase('growth, and the source does not say where'),
  'idle-rises': phrase('idle baseline rises'),
}

/** How one series goes. 'rises', 'falls': by more than noise and rounding, and in every third of the time. */
export interface Trend extends Slope {
  readonly direction: 'rises' | 'falls' | 'flat'
  /** When it jumped to another level and stayed there. */
  readonly jumps: readonly UnixMs[]
}

export interface TrackerTrend {
  readonly uid: string
  readonly label: string
  readonly type: string
  readonly trend: Trend
}

export interface GrowthReport {
  readonly verdict: GrowthVerdict
  /** One or two sentences with the numbers. */
  readonly sentence: string
  /** 'insufficient': how much longer to watch, in ms, if nothing else goes wrong. */
  readonly moreMs: number | undefined
  /** What was looked at: the part of the range since the last restart. */
  readonly from: UnixMs
  readonly to: UnixMs
  readonly samples: number
  readonly gaps: number
  readonly gapShare: Share
  readonly restarted: boolean
  /** undefined: it is not reported, or in too few samples. */
  readonly rss: Trend | undefined
  readonly untracked: Trend | undefined
  /** RSS without what tasks hold: what queries that come and go cannot hide. */
  readonly withoutTasks: Trend | undefined
  /** What the host has available. */
  readonly available: Trend | undefined
  readonly bands: ReadonlyMap<BandId, Trend>
  /** Trackers that were there in the second half of the time, those that changed most, at most 16. */
  readonly trackers: readonly TrackerTrend[]
  /** Names of what grows inside the trackers, fastest first. */
  readonly inside: readonly string[]
  readonly outside: boolean
  /** Where RSS jumped to another level and stayed: no growth. */
  readonly jumps: readonly UnixMs[]
  readonly idle: IdleTest
  /** Limits ahead, the first one first; empty unless RSS (or what the host has left) surely goes there. */
  readonly roomTimes: readonly RoomTime[]
}

export interface GrowthSettings extends IdleSettings {
  readonly leastSamples: number
  readonly leastMs: number
  readonly mostGapShare: Share
  /** Rise of a series over the time watched, as a share of RSS, below which it is not called growth. */
  readonly leastRise: Share
}

/** viewer-design.md, section 3.9. */
export const GROWTH_SETTINGS: GrowthSettings = {
  leastSamples: 30,
  leastMs: 10 * 60_000,
  mostGapShare: 0.2,
  leastRise: 0.002,
  idleShare: 0.02,
  idleMs: 5 * 60_000,
  idlePeriods: 3,
}

/**
 * Whether memory grows in a range of a timeline, where, and when it reaches a limit. Computed from at most about 400 samples, whole ones,
 * which stay the same while the range moves on. Pure, and the same for the same input.
 */
export function computeGrowth(
  source: GrowthSource,
  range: { readonly from: UnixMs; readonly to: UnixMs },
  settings?: GrowthSettings,
): GrowthReport {
  return finishSteps(growthSteps(source, range, settings))
}

/** As computeGrowth, a step at a time. Nothing may be appended to the source in between that is older than the range's end. */
export function* growthSteps(
  source: GrowthSource,
  range: { readonly from: UnixMs; readonly to: UnixMs },
  settings: GrowthSettings = GROWTH_SETTINGS,
): Steps<GrowthReport> {
  const life = findLife(source, range)
  if (!life) return makeEmpty(range)
  const { snapshot } = source.sampleAt(life.last)
  const meaning = computeMeaning(snapshot)
  const samples = life.last - life.first + 1
  const idle = computeIdle(source, range, settings, meaning.rss?.error ?? 0)
  const common = { from: life.from, to: life.to, samples, gaps: life.gaps.length, restarted: life.restarted, idle }
  const spanMs = life.to - life.from
  const gapShare = spanMs > 0 ? life.gapMs / spanMs : 0
  const moreMs = missingMs(source, life, settings)
  if (moreMs > 0) {
    const sentence = sayInsufficient(life, samples, gapShare, moreMs, settings)
    return { ...NOTHING_COMPUTED, ...common, gapShare, moreMs, verdict: 'insufficient', sentence }
  }

  yield
  const cells = pickCells(life)
  const level = meaning.rss ? Number(meaning.rss.value) : medianOf(source.column('tracked'), cells)
  const leastRise = settings.leastRise * Math.abs(level || 0)
  const trendOf = (column: Column, rounding = 0): Trend | undefined =>
    computeTrend(source, column, cells, rounding, leastRise, settings)
  const rssError = meaning.rss?.error ?? 0
  const rss = trendOf(source.column('rss'), rssError)
  yield
  const withoutTasks = trendOf(subtractColumns(source.column('rss'), source.column('tasks')), rssError)
  const bands = new Map<BandId, Trend>()
  for (const id of BAND_IDS) {
    yield
    const trend = trendOf(source.band(id), computeBand(meaning, id)?.error)
    if (trend) bands.set(id, trend)
  }
  const untracked = bands.get('untracked')
  yield
  const trackers: TrackerTrend[] = []
  for (const { uid, label, type, error } of chooseTrackers(source, life, snapshot)) {
    yield
    const series = source.trackerSeries(uid)
    // What is far back is packed: reading it is most of the work.
    for (const index of pickIndices(series, cells)) if (index % READ_A_STEP < cells.stride) yield
    const trend = trendOf(series, error)
    if (trend) trackers.push({ uid, label, type, trend })
  }
  yield

  const grows = isRising(rss) || isRising(withoutTasks) || (isRising(untracked) && !(rss && rss.direction === 'falls'))
  const inside = grows ? nameRising(bands, trackers) : []
  const outside = grows && isRising(untracked)
  const verdict = judge(idle, grows, inside, outside, bands)
  const available = trendOf(source.column('available'))
  const report: GrowthReport = {
    ...common,
    verdict,
    sentence: '',
    moreMs: undefined,
    gapShare,
    rss,
    untracked,
    withoutTasks,
    available,
    bands,
    trackers,
    inside: inside.map(({ name }) => name),
    outside,
    jumps: rss?.jumps ?? [],
    roomTimes: computeRoomTimes(
      source,
      life.last,
      isRising(rss) ? rss : undefined,
      available?.direction === 'falls' ? available : undefined,
    ),
  }
  return { ...report, sentence: sayVerdict(report, inside) }
}

const NO_IDLE: IdleTest = { periods: [], rising: 0, rises: false, roseBy: 0, tested: false }

const NOTHING_COMPUTED = {
  rss: undefined,
  untracked: undefined,
  withoutTasks: undefined,
  available: undefined,
  bands: new Map<BandId, Trend>(),
  trackers: [],
  inside: [],
  outside: false,
  jumps: [],
  roomTimes: [],
} as const

function makeEmpty({ from, to }: { readonly from: UnixMs; readonly to: UnixMs }): GrowthReport {
  return {
    ...NOTHING_COMPUTED,
    from,
    to,
    samples: 0,
    gaps: 0,
    gapShare: 0,
    restarted: false,
    idle: NO_IDLE,
    verdict: 'insufficient',
    moreMs: undefined,
    sentence: t('There is no sample in this range.'),
  }
}

/** How much longer to watch before anything may be said; 0: it is enough. */
function missingMs(source: GrowthSource, life: Life, { leastSamples, leastMs, mostGapShare }: GrowthSettings): number {
  const spanMs = life.to - life.from
  const samples = life.last - life.first + 1
  const usual = usualPause(source, life.first, life.last)
  const bySamples = samples >= leastSamples ? 0 : (leastSamples - samples) * (Number.isFinite(usual) ? usual : 5000)
  const byGaps = life.gapMs < mostGapShare * spanMs || life.gapMs === 0 ? 0 : life.gapMs / mostGapShare - spanMs + 1
  return Math.max(0, leastMs - spanMs, bySamples, byGaps)
}

function sayInsufficient(life: Life, samples: number, gapShare: Share, moreMs: number, settings: GrowthSettings): string {
  const span = formatDuration(life.to - life.from)
  const gaps =
    gapShare >= settings.mostGapShare
      ? t(', and {percent} % of that time is missing', { percent: Math.round(gapShare * 100) })
      : ''
  const values = { span, gaps, more: formatMinutes(moreMs) }
  return life.restarted
    ? tn(
        samples,
        'Too little to tell: {count} sample in {span} since the restart{gaps}. Watch {more} more.',
        'Too little to tell: {count} samples in {span} since the restart{gaps}. Watch {more} more.',
        values,
      )
    : tn(
        samples,
        'Too little to tell: {count} sample in {span}{gaps}. Watch {more} more.',
        'Too little to tell: {count} samples in {span}{gaps}. Watch {more} more.',
        values,
      )
}

/** "8 min": at least so long, in whole minutes. */
export function formatMinutes(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000))
  return minutes < 120 ? `${minutes} min` : formatUptime(minutes * 60_000)
}

/** Stretches of samples of which one each is looked at. */
interface Cells {
  readonly first: number
  readonly last: number
  readonly stride: number
}

const MOST_CELLS = 400

/**
 * The same text as long as computeGrowth would look at nearly the same samples: until then it need not be asked again. Costs little.
 */
export function growthStamp(source: GrowthSource, range: { readonly from: UnixMs; readonly to: UnixMs }): string {
  const life = findLife(source, range)
  if (!life) return ''
  const { first, last, stride } = pickCells(life)
  const step = Math.max(stride, LEAST_STEP)
  return `${Math.ceil(first / step)} ${stride} ${Math.floor((last + 1) / step)} ${life.gaps.length}`
}

/** What minutes say does not change with each sample. */
const LEAST_STEP = 4

/** A power of two, and counted from the first sample of all, so that the samples that were chosen stay when others come. */
function pickCells({ first, last }: Life): Cells {
  let stride = 1
  while ((last - first + 1) / stride > MOST_CELLS) stride *= 2
  return { first, last, stride }
}

/** One sample of each stretch that has one: which one looks like chance, so that work with a period is not met at the same place. */
function* pickIndices(column: Column, { first, last, stride }: Cells): Generator<number> {
  for (let start = Math.floor(first / stride) * stride; start <= last; start += stride) {
    // A stretch that is not whole would change its choice with the next sample.
    if (stride > 1 && (start < first || start + stride - 1 > last)) continue
    const chosen = stride === 1 ? 0 : (Math.imul(start / stride + 1, 0x9e3779b1) >>> 8) % stride
    for (let step = 0; step < stride; step++) {
      const index = start + ((chosen + step) % stride)
      if (Number.isNaN(column.at(index))) continue
      yield index
      break
    }
  }
}

function computeTrend(
  source: GrowthSource,
  column: Column,
  cells: Cells,
  rounding: number,
  leastRise: Bytes,
  { leastSamples, leastMs }: GrowthSettings,
): Trend | undefined {
  const indices = [...pickIndices(column, cells)]
  if (indices.length < leastSamples) return undefined
  const times = Float64Array.from(indices, (index) => source.times.at(index))
  const values = Float64Array.from(indices, (index) => column.at(index))
  const [held, unknown] = isLog(source) ? [holdValues(times, values), LOG_STEP] : [{ times, values }, 0]
  const error = Math.max(rounding, unknown)
  const slope = computeSlope(held.times, held.values, Math.max(0.5, error))
  if (!slope || slope.spanMs < leastMs) return undefined
  const jumps = slope.steps.map((step) => held.times[step]!)
  return { ...slope, jumps, direction: directionOf(slope, Math.max(leastRise, 2 * error)) }
}

/** Doris logs its memory each time it has moved by so much: in between, it can be anywhere within that. */
const LOG_STEP = 256 * 2 ** 20
const HELD_POINTS = 200

/** The same series at even times: each value stays until the next one, as a log means it. */
function holdValues(times: Float64Array, values: Float64Array): { times: Float64Array; values: Float64Array } {
  const [first, last] = [times[0]!, times.at(-1)!]
  const even = Float64Array.from({ length: HELD_POINTS }, (_, point) => first + ((last - first) * point) / (HELD_POINTS - 1))
  let index = 0
  const held = even.map((at) => {
    while (index + 1 < times.length && times[index + 1]! <= at) index += 1
    return values[index]!
  })
  return { times: even, values: held }
}

/** The interval of a single series holds 95 of 100 cases; of twenty that are looked at, one would be called growth by chance. */
const SURE = 1.5
/** Of what a steady slope would make from one third of the time to the next. */
const SUSTAINED = 0.3

function directionOf(slope: Slope, leastRise: Bytes): Trend['direction'] {
  const { perMs, low, high, spanMs, thirds } = slope
  const rise = perMs * spanMs
  const margin = ((high - low) / 2) * SURE
  if (!(Math.abs(rise) > leastRise) || !(Math.abs(perMs) > margin)) return 'flat'
  const least = (SUSTAINED * rise) / 3
  const [first, second, third] = thirds
  if (rise > 0) return second - first > least && third - second > least ? 'rises' : 'flat'
  return second - first < least && third - second < least ? 'falls' : 'flat'
}

function isRising(trend: Trend | undefined): boolean {
  return trend?.direction === 'rises'
}

function subtractColumns(a: Column, b: Column): Column {
  return { length: a.length, at: (index) => a.at(index) - b.at(index) }
}

function medianOf(column: Column, cells: Cells): number {
  const values = [...pickIndices(column, cells)].map((index) => column.at(index)).toSorted((a, b) => a - b)
  return values[values.length >> 1] ?? 0
}

interface Candidate {
  readonly uid: string
  readonly label: string
  readonly type: string
  readonly error: number
  readonly moved: Bytes
}

const MOST_TRACKERS = 16
/** Samples of a tracker that are read in one step, about. */
const READ_A_STEP = 1024

/** Those that were there half of the time ago (or at the start, where that is too short), and moved most since. */
function chooseTrackers(source: GrowthSource, life: Life, newest: Snapshot): Candidate[] {
  const half = life.to - life.from >= 20 * 60_000 ? source.indexAt((life.from + life.to) / 2) : life.first
  const before = new Map(listTrackers(source.sampleAt(half).snapshot).map((tracker) => [tracker.uid, tracker.value]))
  return listTrackers(newest)
    .flatMap(({ value, ...tracker }): Candidate[] => {
      const earlier = before.get(tracker.uid)
      return earlier === undefined ? [] : [{ ...tracker, moved: Math.abs(value - earlier) }]
    })
    .filter(({ moved }) => moved > 0)
    .toSorted((a, b) => b.moved - a.moved)
    .slice(0, MOST_TRACKERS)
}

function listTrackers(snapshot: Snapshot): { uid: string; label: string; type: string; error: number; value: number }[] {
  const { global, metadata, cache } = findMemorySections(snapshot.profile)
  const lasting = [global, metadata, cache].flatMap((section) =>
    (section?.children ?? []).flatMap((node) => {
      const name = parseTrackerName(node.name)
      const counter = name && mainCounterOf(node)
      if (!counter) return []
      return [{ uid: name.uid, label: name.label, type: name.type, error: counter.error ?? 0, value: Number(counter.value) }]
    }),
  )
  const tasks = (computeTasks(snapshot)?.tasks ?? []).flatMap(({ uid, label, type, current }) =>
    current ? [{ uid, label, type, error: current.error, value: Number(current.value) }] : [],
  )
  return [...lasting, ...tasks]
}

interface Riser {
  readonly name: string
  readonly trend: Trend
}

/** Bands and trackers inside the trackers that rise, fastest first; the band before the tracker in it. */
function nameRising(bands: ReadonlyMap<BandId, Trend>, trackers: readonly TrackerTrend[]): Riser[] {
  const risers: Riser[] = []
  for (const [id, trend] of bands) if (id !== 'untracked' && isRising(trend)) risers.push({ name: bandLabel(id), trend })
  for (const { label, trend } of trackers) if (isRising(trend)) risers.push({ name: label, trend })
  return risers.toSorted((a, b) => b.trend.perMs - a.trend.perMs)
}

function judge(
  idle: IdleTest,
  grows: boolean,
  inside: readonly Riser[],
  outside: boolean,
  bands: ReadonlyMap<BandId, Trend>,
): GrowthVerdict {
  if (idle.rises) return 'idle-rises'
  if (!grows) return 'none'
  const untracked = bands.get('untracked')
  if (outside && (inside.length === 0 || untracked!.perMs > inside[0]!.trend.perMs)) return 'outside'
  if (inside.length > 0) return 'inside'
  // Where the parts are reported and none of them grows, what RSS seems to do is the noise of all of them.
  return bands.size > 0 ? 'none' : 'unplaced'
}

function sayVerdict(report: GrowthReport, inside: readonly Riser[]): string {
  const { verdict, rss, untracked, withoutTasks, idle, samples, from, to, jumps } = report
  const watched = t('{time}, {count} samples', { time: formatMinutes(to - from), count: samples })
  const leaked = idle.rises
    ? t(
        "What is left when the tasks have stopped rose {count} times in a row, by {size} in all: this is what Doris's manual calls a leak.",
        { count: idle.rising - 1, size: formatBytes(idle.roseBy) },
      )
    : ''
  const proof = idle.tested
    ? t('When the tasks have stopped, what is left does not rise.')
    : t('This proves no leak: there were too few idle periods to compare.')
  switch (verdict) {
    case 'insufficient':
      return ''
    case 'none': {
      return joinSentences(t('No sustained growth in {watched}.', { watched }), sayJumps(jumps.length))
    }
    case 'outside':
      return joinSentences(
        t('Memory outside the trackers grows by {rate} ({watched}).', { rate: formatRateRange(untracked!), watched }),
        also(inside, INSIDE),
        proof,
      )
    case 'inside': {
      const [largest, ...others] = inside
      const beside = report.outside
        ? t('Outside the trackers it grows too, by {rate}.', { rate: formatRateRange(untracked!) })
        : ''
      return joinSentences(
        t('{name} grows by {rate} ({watched}).', { name: largest!.name, rate: formatRateRange(largest!.trend), watched }),
        also(others, BESIDE),
        beside,
      )
    }
    case 'unplaced': {
      const trend = isRising(rss) ? rss! : withoutTasks!
      return joinSentences(
        t('RSS grows by {rate} ({watched}), and no part that the source reports grows alike.', {
          rate: formatRateRange(trend),
          watched,
        }),
        proof,
      )
    }
    case 'idle-rises': {
      const grown = report.outside ? t('Outside the trackers memory grows by {rate}.', { rate: formatRateRange(untracked!) }) : ''
      return joinSentences(leaked, grown, also(inside, INSIDE))
    }
  }
}

function sayJumps(count: number): string {
  if (count === 0) return ''
  if (count === 1) return t('RSS jumped to another level once and stayed there.')
  if (count === 2) return t('RSS jumped to another level twice and stayed there.')
  return t('RSS jumped to another level {count} times and stayed there.', { count })
}

/** What grows too: one, several, more than are named. */
const INSIDE = [
  phrase('Inside, {names} grows.'),
  phrase('Inside, {names} grow.'),
  phrase('Inside, {names} and {more} more grow.'),
] as const
const BESIDE = [
  phrase('Beside it, {names} grows.'),
  phrase('Beside it, {names} grow.'),
  phrase('Beside it, {names} and {more} more grow.'),
] as const

function also(risers: readonly Riser[], [one, several, many]: readonly [Phrase, Phrase, Phrase]): string {
  if (risers.length === 0) return ''
  const named = risers.slice(0, 3).map(({ name }) => name)
  const names = joinWords(named)
  if (risers.length > named.length) return say(many, { names, more: risers.length - named.length })
  return say(risers.length === 1 ? one : several, { names })
}
