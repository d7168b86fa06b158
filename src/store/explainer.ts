import { language } from '../base/say'
import type { UnixMs } from '../base/units'
import type { GrowthReport } from '../timeline/computeGrowth'
import { findingSteps, type FindingsReport, type FindingSettings } from '../timeline/findings/index'
import { GrowthKeeper } from '../timeline/growthKeeper'
import type { Timeline } from '../timeline/timeline'
import { runInSlices } from './runInSlices'
import type { ViewState } from './view'
import { selectCursorIndex, type Viewer } from './viewer'

/** What the numbers up to a moment mean. */
export interface Explained {
  readonly timeline: Timeline
  readonly index: number
  readonly at: UnixMs
  readonly report: FindingsReport
  readonly growth: GrowthReport | undefined
  /** Why there is no report that could be believed; undefined: there is one. */
  readonly failed: string | undefined
}

export interface Explainer {
  get(this: void): Explained | undefined
  /** Works as long as somebody listens. */
  subscribe(this: void, listener: () => void): () => void
}

/** A cursor that moves is explained when it rests for so long, in ms, so that it never moves slower for it. */
const REST_MS = 150
/** One that never rests, as in a replay, is explained so often, in ms. */
const LONGEST_WAIT_MS = 1_000

const explainers = new WeakMap<Viewer, Explainer>()

/** The explainer of a viewer: one for all panels. */
export function explainerOf(viewer: Viewer): Explainer {
  let explainer = explainers.get(viewer)
  if (!explainer) explainers.set(viewer, (explainer = createExplainer(viewer)))
  return explainer
}

/**
 * Explains the moment at the cursor, again after each change of it, in slices: no frame waits for it. What has begun is finished before
 * the newest moment is taken up, so that a replay is explained too while it runs.
 */
export function createExplainer(viewer: Viewer): Explainer {
  const listeners = new Set<() => void>()
  let explained: Explained | undefined
  let keeper = new GrowthKeeper()
  let kept: Timeline | undefined
  let wanted = ''
  let done = ''
  /** Since when something else than what is explained is wanted. */
  let waitsSince: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  let stop: (() => void) | undefined
  let leaveStore: (() => void) | undefined

  const wish = (): string => {
    const state = viewer.getState()
    const { timeline, view } = state
    if (!timeline) return ''
    const index = selectCursorIndex(state)
    return `${numberOf(timeline)} ${timeline.epoch} ${index} ${language()} ${settingsKey(view)}`
  }
  const tell = (result: Explained | undefined): void => {
    explained = result
    for (const listener of listeners) listener()
  }
  const look = (): void => {
    const wished = wish()
    if (wished === wanted || isRunning) return
    wanted = wished
    clearTimeout(timer)
    if (wanted === done) {
      waitsSince = undefined
      return
    }
    waitsSince ??= performance.now()
    timer = setTimeout(begin, Math.max(0, Math.min(REST_MS, waitsSince + LONGEST_WAIT_MS - performance.now())))
  }
  const begin = (): void => {
    waitsSince = undefined
    isRunning = true
    const state = viewer.getState()
    const { timeline, view } = state
    const index = selectCursorIndex(state)
    const running = wish()
    const finish = (result: Explained | undefined): void => {
      isRunning = false
      wanted = running
      // Samples that moved while it was looked at make it worth nothing.
      const isStale = timeline !== undefined && !running.startsWith(`${numberOf(timeline)} ${timeline.epoch} `)
      if (!isStale) {
        done = running
        tell(result)
      }
      look()
    }
    if (!timeline || index < 0) {
      kept = undefined
      keeper = new GrowthKeeper()
      finish(undefined)
      return
    }
    if (kept !== timeline) keeper = new GrowthKeeper()
    kept = timeline
    const at = timeline.times.at(index)
    stop = runInSlices(
      findingSteps(timeline, at, findingSettingsOf(viewer, view, keeper)),
      ({ report, growth }) => finish({ timeline, index, at, report, growth, failed: undefined }),
      (error) => {
        // A timeline that was thinned meanwhile may well have no such sample any more; else it is our fault, and is said.
        const report = { at, findings: [], undecided: [], quiet: 0, off: [], sentence: '' }
        finish({ timeline, index, at, report, growth: undefined, failed: error instanceof Error ? error.message : String(error) })
      },
    )
  }
  return {
    get: () => explained,
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) {
        leaveStore = viewer.subscribe(look)
        look()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        leaveStore?.()
        clearTimeout(timer)
        stop?.()
        isRunning = false
        wanted = done
      }
    },
  }
}

/** What the user set for the rules. */
export function findingSettingsOf(viewer: Viewer, view: ViewState, growthKeeper: GrowthKeeper): FindingSettings {
  return {
    growthKeeper,
    readAllocator: (text) => viewer.services.readAllocator(text),
    off: new Set(view.rulesOff),
    thresholds: new Map(Object.entries(view.thresholds).map(([rule, values]) => [rule, new Map(Object.entries(values))])),
  }
}

const keys = new WeakMap<ViewState['thresholds'], string>()

function settingsKey({ rulesOff, thresholds }: ViewState): string {
  let key = keys.get(thresholds)
  if (key === undefined) keys.set(thresholds, (key = JSON.stringify(thresholds)))
  return `${rulesOff.join()} ${key}`
}

const numbers = new WeakMap<Timeline, number>()
let count = 0

function numberOf(timeline: Timeline): number {
  let number = numbers.get(timeline)
  if (number === undefined) numbers.set(timeline, (number = ++count))
  return number
}
