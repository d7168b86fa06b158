import { phrase, say, t, type Phrase } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { Counter } from '../../profile/counter'
import type { SampleFrame } from '../../profile/frame'
import { findMemorySections } from '../../profile/memorySections'
import type { FigureName, Meaning } from '../../profile/meaning'
import type { ProfileNode } from '../../profile/node'
import type { Reported, Snapshot } from '../../profile/snapshot'
import { computeTasks, type TaskList } from '../../profile/task'
import { parseTrackerName, type TrackerName } from '../../profile/trackerName'
import type { AllocatorFigures } from '../allocatorFigures'
import { computeGrowth, growthSteps, type GrowthReport, type GrowthSettings } from '../computeGrowth'
import { mainCounterOf } from '../computeTree'
import type { GrowthKeeper } from '../growthKeeper'
import { lastRestart } from '../growthSource'
import type { Steps } from '../steps'
import type { Timeline } from '../timeline'

export interface ContextSettings {
  /** Reads the allocator's own text, which a timeline cannot; left out: rules do without. */
  readonly readAllocator?: (text: string) => AllocatorFigures
  readonly growth?: GrowthSettings
  /** Whoever asks at each sample keeps one. */
  readonly growthKeeper?: GrowthKeeper
  /** How far back growth is looked for, in ms. Default: 24 h. */
  readonly growthMs?: number
}

const DAY = 24 * 3_600_000

/** Tracker of the engine, the metadata or a cache. */
export interface LastingTracker {
  readonly name: TrackerName
  readonly counter: Counter
}

export type LimitName = Extract<
  FigureName,
  'limit' | 'softLimit' | 'cgroupLimit' | 'lowWaterMark' | 'warningWaterMark' | 'physical'
>

/** A moment of a timeline, and what rules ask about it. What costs is computed when it is first asked for. */
export class FindingContext {
  readonly timeline: Timeline
  readonly index: number
  readonly sample: SampleFrame
  readonly meaning: Meaning
  /** Index of the first sample of this life of the process. */
  readonly lifeStart: number
  private readonly settings: ContextSettings
  private growthReport: GrowthReport | undefined
  private taskList: { readonly list: TaskList | undefined } | undefined
  private allocatorFigures: { readonly figures: AllocatorFigures | undefined } | undefined

  /** @param index of a sample of the timeline */
  constructor(timeline: Timeline, index: number, settings: ContextSettings) {
    this.timeline = timeline
    this.index = index
    this.sample = timeline.sampleAt(index)
    this.meaning = timeline.meaningAt(index)
    this.lifeStart = lastRestart(timeline, index)
    this.settings = settings
  }

  get at(): UnixMs {
    return this.sample.at
  }

  get snapshot(): Snapshot {
    return this.sample.snapshot
  }

  /** undefined: this moment lists none. */
  get tasks(): TaskList | undefined {
    return (this.taskList ??= { list: computeTasks(this.snapshot) }).list
  }

  get allocator(): AllocatorFigures | undefined {
    const text = this.snapshot.memoryInfo?.allocator
    const { readAllocator } = this.settings
    return (this.allocatorFigures ??= { figures: text !== undefined && readAllocator ? readAllocator(text) : undefined }).figures
  }

  /** Computes `growth` a step at a time, so that asking for it costs nothing. */
  *prepareGrowth(): Steps<void> {
    const { growthMs = DAY, growth, growthKeeper } = this.settings
    const range = { from: this.at - growthMs, to: this.at }
    this.growthReport ??= yield* growthKeeper?.steps(this.timeline, range, growth) ?? growthSteps(this.timeline, range, growth)
  }

  /** Up to this moment. */
  get growth(): GrowthReport {
    const { growthMs = DAY, growth, growthKeeper } = this.settings
    const range = { from: this.at - growthMs, to: this.at }
    return (this.growthReport ??=
      growthKeeper?.compute(this.timeline, range, growth) ?? computeGrowth(this.timeline, range, growth))
  }

  /** How long the process has been up, in ms; undefined: it is not known. */
  get upMs(): number | undefined {
    const { startedAt } = this.snapshot.process
    if (startedAt !== undefined) return Math.max(0, (this.snapshot.takenAt ?? this.at) - startedAt)
    return this.lifeStart > 0 ? this.at - this.timeline.times.at(this.lifeStart) : undefined
  }

  /** A figure in bytes now, or at another sample; NaN where it is not reported or none. */
  value(name: FigureName, index = this.index): number {
    return this.timeline.column(name).at(index)
  }

  /** A limit, or what there is at all, in bytes; NaN where it is not reported, none, or nothing that could be a limit. */
  limit(name: LimitName, index = this.index): number {
    const value = this.value(name, index)
    return value > 0 ? value : Number.NaN
  }

  /** As the source says it, else RSS - tracked. */
  untracked(index = this.index): number {
    const reported = this.value('untracked', index)
    return Number.isNaN(reported) ? this.value('untrackedDerived', index) : reported
  }

  /** Index of the first of the samples in a row, up to this one and within this life, of which something holds. It has to hold now. */
  since(holds: (index: number) => boolean): number {
    let first = this.index
    while (first > this.lifeStart && holds(first - 1)) first -= 1
    return first
  }

  /** How long ago a sample was, in ms. */
  ago(index: number): number {
    return this.at - this.timeline.times.at(index)
  }

  /** Doris frees memory, or is about to: RSS above the soft limit, or less available than the warning mark. */
  isTight(index = this.index): boolean {
    return (
      this.value('rss', index) > this.limit('softLimit', index) ||
      this.value('available', index) < this.limit('warningWaterMark', index)
    )
  }

  /** Trackers that live as long as the process. */
  *lastingTrackers(): Generator<LastingTracker> {
    const { global, metadata, cache } = findMemorySections(this.snapshot.profile)
    for (const section of [global, metadata, cache]) {
      for (const node of section?.children ?? []) {
        const name = parseTrackerName(node.name)
        const counter = name && mainCounterOf(node)
        if (counter) yield { name, counter }
      }
    }
  }

  /** A counter of ObjectHeapDump; NaN where there is none. */
  objects(name: string): number {
    const dump = findBelow(this.snapshot.profile, 'ObjectHeapDump')
    const counter = dump?.counters.find((one) => one.name === name)
    return counter ? Number(counter.value) : Number.NaN
  }
}

function findBelow(profile: ProfileNode | undefined, name: string): ProfileNode | undefined {
  return profile?.name === name ? profile : profile?.children.find((child) => child.name === name)
}

/** The first of these figures that a source does not report, in words; undefined: it reports all. */
export function missingFigure(context: FindingContext, ...names: readonly FigureName[]): string | undefined {
  const name = names.find((one) => !isReported(context.meaning[one]))
  return name && say(FIGURE_WORDS[name])
}

/** Old builds had another allocator, and so has the reference process, of which the same figures mean something else. */
export function missingJemalloc(context: FindingContext): string | undefined {
  const figures = context.allocator
  if (figures?.kind === 'tcmalloc') return t('figures of jemalloc: it is a build with tcmalloc')
  const isOther = figures?.kind === 'unknown' && figures.allocated === undefined && figures.resident === undefined
  return isOther ? t('figures of jemalloc: its allocator is another one') : undefined
}

function isReported(figure: Reported): boolean {
  return figure !== undefined
}

/** What is missing, as a sentence goes on after "The source does not say". */
const FIGURE_WORDS: Readonly<Record<FigureName, Phrase>> = {
  rss: phrase('RSS'),
  rssPeak: phrase('the peak of RSS'),
  virtual: phrase('virtual memory'),
  virtualPeak: phrase('the peak of virtual memory'),
  tracked: phrase('what is tracked'),
  trackedPeak: phrase('the peak of what is tracked'),
  untracked: phrase('what is untracked'),
  untrackedPeak: phrase('the peak of what is untracked'),
  untrackedDerived: phrase('what is tracked'),
  tasks: phrase('what tasks hold'),
  query: phrase('what queries hold'),
  load: phrase('what loads hold'),
  compaction: phrase('what compactions hold'),
  schemaChange: phrase('what schema changes hold'),
  other: phrase('what other tasks hold'),
  global: phrase('what global trackers hold'),
  metadata: phrase('metadata'),
  cache: phrase('what caches hold'),
  jvm: phrase('the JVM'),
  jemallocCache: phrase("the allocator's cache"),
  jemallocMetadata: phrase("the allocator's metadata"),
  memtables: phrase('memtables'),
  reserved: phrase('reserved memory'),
  physical: phrase('physical memory'),
  limit: phrase('the memory limit'),
  softLimit: phrase('the soft limit'),
  available: phrase('what the host has available'),
  lowWaterMark: phrase('the low water mark'),
  warningWaterMark: phrase('the warning water mark'),
  cgroupLimit: phrase('the cgroup limit'),
  cgroupUsage: phrase('the cgroup usage'),
}
