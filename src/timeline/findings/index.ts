import { joinWords, say, t, tn } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { DorisDoc } from '../dorisDocs'
import type { GrowthReport } from '../computeGrowth'
import { finishSteps, type Steps } from '../steps'
import type { Timeline } from '../timeline'
import { allocatorCache } from './allocatorCache'
import { allocatorMetadata } from './allocatorMetadata'
import { asan } from './asan'
import { cachesTight } from './cachesTight'
import { cgroup } from './cgroup'
import { emptyLoads } from './emptyLoads'
import { FindingContext, type ContextSettings } from './findingContext'
import { gapGrowth } from './gapGrowth'
import { growthInside } from './growthInside'
import { growthOutside } from './growthOutside'
import { idleRises } from './idleRises'
import { jvm } from './jvm'
import { largeTask } from './largeTask'
import { limitAhead } from './limitAhead'
import { limitByCache } from './limitByCache'
import { load } from './load'
import { manyVersions } from './manyVersions'
import { memoryEvents } from './memoryEvents'
import { memoryTight } from './memoryTight'
import { metadataAtStart } from './metadataAtStart'
import { oomKill } from './oomKill'
import { openSegments } from './openSegments'
import { orphan } from './orphan'
import { otherProcesses } from './otherProcesses'
import { overTracked } from './overTracked'
import { query } from './query'
import { reserved } from './reserved'
import { restart } from './restart'
import { retained } from './retained'
import { saySeverity, SEVERITIES, type EventMoment, type Rule, type Severity, type Sureness } from './rule'
import { segmentCache } from './segmentCache'
import { stuckCancel } from './stuckCancel'
import { sums } from './sums'
import { untracked } from './untracked'
import { waterMark } from './waterMark'
import { wideTables } from './wideTables'

/** All rules; of equal severity, findings stand in this order. */
export const RULES: readonly Rule[] = [
  oomKill,
  memoryTight,
  memoryEvents,
  limitAhead,
  idleRises,
  cgroup,
  untracked,
  growthOutside,
  growthInside,
  largeTask,
  stuckCancel,
  query,
  load,
  cachesTight,
  segmentCache,
  allocatorCache,
  allocatorMetadata,
  otherProcesses,
  gapGrowth,
  orphan,
  manyVersions,
  wideTables,
  openSegments,
  emptyLoads,
  jvm,
  reserved,
  limitByCache,
  waterMark,
  retained,
  overTracked,
  metadataAtStart,
  sums,
  restart,
  asan,
]

export interface Finding {
  /** Id of the rule. */
  readonly rule: string
  readonly title: string
  readonly severity: Severity
  /** The moment that it speaks of. */
  readonly at: UnixMs
  /** The sample that was looked at; -1: there is none, only a mark. */
  readonly index: number
  /** With which sample it began; undefined: it is about this moment alone. */
  readonly since: { readonly index: number; readonly at: UnixMs } | undefined
  readonly seen: string
  readonly sure: Sureness
  readonly means: string
  readonly next: string
  readonly doc: DorisDoc
}

export interface FindingSettings extends ContextSettings {
  /** Ids of rules that are switched off. */
  readonly off?: ReadonlySet<string>
  /** By rule and name; what is left out has its default. */
  readonly thresholds?: ReadonlyMap<string, ReadonlyMap<string, number>>
}

export interface FindingsReport {
  /** The moment that was looked at; undefined: there is no sample at or before it. */
  readonly at: UnixMs | undefined
  /** Serious ones first. None is a result too. */
  readonly findings: readonly Finding[]
  /** Rules that the data at hand cannot decide, and what it does not say. */
  readonly undecided: readonly { readonly rule: string; readonly title: string; readonly missing: string }[]
  /** How many rules looked and found nothing. */
  readonly quiet: number
  readonly off: readonly string[]
  /** All of it in one sentence. */
  readonly sentence: string
}

/** What the rules have to say of a moment of a timeline, in the light of what came before it. Pure. */
export function computeFindings(timeline: Timeline, at: UnixMs, settings: FindingSettings = {}): FindingsReport {
  return finishSteps(findingSteps(timeline, at, settings)).report
}

/** A moment explained: the findings, and what is known of growth up to it. */
export interface Explanation {
  readonly report: FindingsReport
  /** undefined: there is no sample at or before the moment. */
  readonly growth: GrowthReport | undefined
}

/** As computeFindings, a step at a time, so that a page stays at hand meanwhile. */
export function* findingSteps(timeline: Timeline, at: UnixMs, settings: FindingSettings = {}): Steps<Explanation> {
  const index = timeline.indexAt(at)
  const off = RULES.filter(({ id }) => settings.off?.has(id)).map(({ id }) => id)
  const context = index < 0 ? undefined : new FindingContext(timeline, index, settings)
  const events = momentOf(timeline, index, at)
  const findings: Finding[] = []
  const undecided: { rule: string; title: string; missing: string }[] = []
  let quiet = 0
  if (context) yield* context.prepareGrowth()
  for (const rule of RULES) {
    yield
    if (settings.off?.has(rule.id)) continue
    const limits = limitsOf(rule, settings)
    const byEvents = 'evaluateEvents' in rule
    const missing = byEvents ? undefined : context ? rule.missing?.(context) : t('anything at that time')
    if (missing !== undefined) {
      undecided.push({ rule: rule.id, title: say(rule.title), missing })
      continue
    }
    const said = byEvents ? rule.evaluateEvents(events, limits) : rule.evaluate(context!, limits)
    if (!said) {
      quiet += 1
      continue
    }
    const { since, at: happened, ...words } = said
    findings.push({
      rule: rule.id,
      title: say(rule.title),
      ...words,
      at: happened ?? events.at,
      index,
      since: since === undefined ? undefined : { index: since, at: timeline.times.at(since) },
    })
  }
  return { report: finish(context?.at, findings, undecided, quiet, off), growth: context?.growth }
}

function momentOf(timeline: Timeline, index: number, at: UnixMs): EventMoment {
  if (index < 0) {
    const last = timeline.marks.at(-1)?.at ?? at
    // Without a sample only an end is a moment to look at.
    return { timeline, index, at: Math.min(at, last), until: at === Number.POSITIVE_INFINITY ? at : at + 1 }
  }
  const next = index + 1 < timeline.length ? timeline.times.at(index + 1) : Number.POSITIVE_INFINITY
  return { timeline, index, at: timeline.times.at(index), until: next }
}

/**
 * The findings of a whole timeline: at its end, where RSS was highest, and before each end of a process; of each rule the most severe
 * one, and of equal ones the latest.
 */
export function computeAllFindings(timeline: Timeline, settings: FindingSettings = {}): FindingsReport {
  const reports = chooseMoments(timeline).map((index) => computeFindings(timeline, timeline.times.at(index), settings))
  const last = reports.at(-1)
  if (!last) return computeFindings(timeline, Number.POSITIVE_INFINITY, settings)
  const found = new Map<string, Finding>()
  for (const { findings } of reports) {
    for (const finding of findings) {
      const known = found.get(finding.rule)
      if (!known || rank(finding.severity) >= rank(known.severity)) found.set(finding.rule, finding)
    }
  }
  const findings = RULES.flatMap(({ id }) => found.get(id) ?? [])
  const undecided = last.undecided.filter(({ rule }) => !found.has(rule))
  const quiet = RULES.length - last.off.length - undecided.length - findings.length
  return finish(last.at, findings, undecided, quiet, last.off)
}

const MOST_MOMENTS = 12

/** Indices, ascending; the last sample is the last of them. */
function chooseMoments(timeline: Timeline): number[] {
  const last = timeline.length - 1
  if (last < 0) return []
  const { highest } = timeline.loadRange(0, last)
  const ends = timeline.restarts.map((restart) => restart - 1)
  const kills = timeline.marks
    .filter(({ mark }) => mark === 'oom' || mark === 'crash')
    .map(({ at, withinMs = 0 }) => timeline.indexAt(at + withinMs))
  const before = [...new Set([...ends, ...kills])].filter((index) => index >= 0).toSorted((a, b) => a - b)
  return [...new Set([...before.slice(-MOST_MOMENTS), ...(highest < 0 ? [] : [highest]), last])].toSorted((a, b) => a - b)
}

/**
 * All thresholds that are sizes, made smaller or larger: what is much for a Doris BE is more than a small process has at all.
 * @param times 0.02 for a process of 1 GB, where the defaults are made for 50 GB and more
 */
export function scaleThresholds(times: number): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const scaled = RULES.map(({ id, thresholds }): [string, ReadonlyMap<string, number>] => {
    const sizes = Object.entries(thresholds).filter(([, { unit }]) => unit === 'bytes')
    return [id, new Map(sizes.map(([name, { value }]) => [name, Math.round(value * times)]))]
  })
  return new Map(scaled.filter(([, sizes]) => sizes.size > 0))
}

function limitsOf(rule: Rule, { thresholds }: FindingSettings): Record<string, number> {
  const own = thresholds?.get(rule.id)
  return Object.fromEntries(
    Object.entries(rule.thresholds).map(([name, { value }]) => {
      const set = own?.get(name)
      return [name, set !== undefined && Number.isFinite(set) ? set : value]
    }),
  )
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

function finish(
  at: UnixMs | undefined,
  findings: readonly Finding[],
  undecided: FindingsReport['undecided'],
  quiet: number,
  off: readonly string[],
): FindingsReport {
  const sorted = findings.toSorted((a, b) => rank(b.severity) - rank(a.severity))
  return { at, findings: sorted, undecided, quiet, off, sentence: summarise(at, sorted, undecided.length, quiet, off.length) }
}

function summarise(at: UnixMs | undefined, findings: readonly Finding[], undecided: number, quiet: number, off: number): string {
  if (at === undefined && findings.length === 0) return t('There is no sample to look at.')
  const rest = [
    tn(quiet, '{count} rule found nothing', '{count} rules found nothing'),
    ...(undecided > 0 ? [t('{count} could not be decided by this data', { count: undecided })] : []),
    ...(off > 0 ? [tn(off, '{count} is switched off', '{count} are switched off')] : []),
  ].join(t(', '))
  if (findings.length === 0) return t('Nothing found: {rest}.', { rest })
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [t('{count} {severity}', { count, severity: saySeverity(severity) })]
  })
  return tn(findings.length, '{count} finding ({counts}); {rest}.', '{count} findings ({counts}); {rest}.', {
    counts: joinWords(counts),
    rest,
  })
}
