import { zoneOf, type ViewState } from '../../store/view'
import { formatClock } from '../../base/formatTime'
import type { UnixMs } from '../../base/units'
import { computeMissingSections } from '../../profile/completeness'
import type { RedactedKind } from '../../profile/frame'
import { Pseudonyms } from '../../profile/redact/pseudonyms'
import { Redactor, SHIFTED_START } from '../../profile/redact/redactor'
import { findingSettingsOf } from '../../store/explainer'
import { runInSlices } from '../../store/runInSlices'
import { selectChartFrom, selectChartTo } from '../../store/selectChart'
import { composeSheet } from '../../store/sheet/composeSheet'
import type { Sheet } from '../../store/sheet/sheet'
import { computeStatus, isOld, selectLooking, selectTarget } from '../../store/status'
import { selectCursorIndex, selectVisibleRange, type Viewer, type ViewerState } from '../../store/viewer'
import { parseRowId } from '../../timeline/computeTreeView'
import { findingSteps, type Explanation } from '../../timeline/findings/index'
import { GrowthKeeper } from '../../timeline/growthKeeper'
import { redactTimeline } from '../../timeline/redactTimeline'
import type { Timeline } from '../../timeline/timeline'
import type { TimeSpan } from '../../timeline/timeRange'
import { sayMark } from '../chart/drawChart'
import { describeLooking, describeStatus } from '../header/StatusPill'

declare const __VERSION__: string

/** What leaves: a view with its timeline, without what must not leave, and the words for how fresh it is. */
export interface ExportedView {
  readonly state: ViewerState
  /** Of the timeline in `state`. */
  readonly all: TimeSpan
  readonly visible: TimeSpan
  readonly sheet: Sheet
  readonly stalledAt: UnixMs | undefined
}

/** For as long as the page is open a name has one pseudonym, in whatever is exported. */
const pseudonyms = new Pseudonyms()

const redactedTimelines = new WeakMap<Timeline, { readonly key: string; readonly made: Promise<Timeline> }>()

/**
 * The view as it is to leave. undefined: there is no sample. Takes seconds where names are replaced in a long timeline; throws what
 * `signal` was aborted with.
 */
export async function exportView(
  viewer: Viewer,
  kinds: readonly RedactedKind[],
  signal?: AbortSignal,
): Promise<ExportedView | undefined> {
  const before = viewer.getState()
  const status = computeStatus(before, Math.max(performance.now(), before.gatewayAnsweredAt))
  const { timeline } = before
  if (!timeline || timeline.length === 0) return undefined
  const shiftMs = SHIFTED_START - timeline.times.at(0)
  const redactor = new Redactor({ kinds: new Set(kinds), shiftMs }, pseudonyms)
  const stalledFor = isOld(status) && 'ageMs' in status ? (status.ageMs ?? 0) : 0
  const held = hold(before, timeline, stalledFor)
  const state = kinds.length === 0 ? held : await redactState(held, timeline, redactor, kinds, signal)
  const exported = state.timeline!
  const index = selectCursorIndex(state)
  const newest = exported.sampleAt(exported.length - 1)
  const shownStatus = status.kind === 'replay' && state.source.kind === 'file' ? { ...status, name: state.source.name } : status
  const pill = describeStatus(shownStatus, computeMissingSections(newest.snapshot).length > 0)
  const zone = zoneOf(state.view.zone, state.hostOffsetMinutes)
  const pausedAt = before.view.pausedAt === undefined ? undefined : state.view.pausedAt
  const stalledAt = stalledFor > 0 ? newest.at + stalledFor : undefined
  const sheet = composeSheet(state, {
    state: {
      word: pill.word,
      detail: pill.detail,
      looking: describeLooking(
        selectLooking(before),
        pausedAt === undefined ? '' : formatClock(pausedAt, zone),
        formatClock(exported.times.at(index), zone),
        status.kind === 'replay',
      ),
      tone: pill.tone,
      isOld: isOld(status),
    },
    target: redactor.has('host') ? undefined : selectTarget(before),
    fingerprint: await viewer.services.fingerprint(exported.sampleAt(index)),
    version: __VERSION__,
    stalledAt,
    mostTreeRows: 48,
    mostTasks: 30,
    sayMark,
    explanation: await explain(viewer, exported, exported.times.at(index)),
  })
  const visible = selectVisibleRange(state)
  if (!sheet || !visible) return undefined
  return { state, sheet, stalledAt, visible, all: { from: exported.times.at(0), to: newest.at } }
}

/** What the rules say, in slices: the page stays alive meanwhile. */
function explain(viewer: Viewer, timeline: Timeline, at: UnixMs): Promise<Explanation> {
  const settings = findingSettingsOf(viewer, viewer.getState().view, new GrowthKeeper())
  return new Promise((resolve, reject) => {
    runInSlices(findingSteps(timeline, at, settings), resolve, reject)
  })
}

/** A live timeline goes on growing: everything that is made of one view is of one moment, up to now where the target is silent. */
function hold(state: ViewerState, timeline: Timeline, stalledFor: number): ViewerState {
  if (state.view.pausedAt !== undefined) return state
  const newestAt = timeline.times.at(timeline.length - 1)
  const view = { ...state.view, pausedAt: newestAt }
  if (stalledFor === 0 || view.range !== undefined) return { ...state, view }
  const until = newestAt + stalledFor
  return { ...state, view: { ...view, range: { from: selectChartFrom(state, until), to: selectChartTo(state, until) } } }
}

async function redactState(
  state: ViewerState,
  timeline: Timeline,
  redactor: Redactor,
  kinds: readonly RedactedKind[],
  signal: AbortSignal | undefined,
): Promise<ViewerState> {
  const redacted = await redactOnce(timeline, redactor, kinds, signal)
  const { view, source } = state
  const moved = (at: UnixMs | undefined): UnixMs | undefined => (at === undefined ? undefined : redactor.time(at))
  return {
    ...state,
    timeline: redacted,
    // A file's name says what it is about.
    source:
      source.kind === 'file' ? { ...source, name: kinds.some((kind) => kind !== 'time') ? 'timeline' : source.name } : source,
    hostOffsetMinutes: redactor.has('time') ? undefined : state.hostOffsetMinutes,
    view: {
      ...view,
      cursorAt: moved(view.cursorAt),
      cursorA: moved(view.cursorA),
      cursorB: moved(view.cursorB),
      pausedAt: moved(view.pausedAt),
      range: view.range && { from: redactor.time(view.range.from), to: redactor.time(view.range.to) },
      zone: redactor.has('time') ? 'utc' : view.zone,
      // Words of a filter are names, or pieces of them, that nobody could replace.
      taskText: redactor.has('label') || redactor.has('id') ? '' : view.taskText,
      toggled: redactRows(view, redactor),
    },
  }
}

/** Rows that were opened or closed are told by the names on the way to them. */
function redactRows({ toggled }: ViewState, redactor: Redactor): ReadonlySet<string> {
  const rows = [...toggled].map((id) => {
    const path = parseRowId(id)
    if (!path) return id
    return JSON.stringify(
      path.map((step) => (typeof step === 'string' && step.startsWith('n') ? `n${redactor.nodeName(step.slice(1))}` : step)),
    )
  })
  return new Set(rows)
}

/** Several things are made of the same timeline one after the other. */
function redactOnce(
  timeline: Timeline,
  redactor: Redactor,
  kinds: readonly RedactedKind[],
  signal: AbortSignal | undefined,
): Promise<Timeline> {
  const key = `${kinds.join()} ${timeline.version}`
  const known = redactedTimelines.get(timeline)
  if (known?.key === key) return known.made
  const span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const made = redactTimeline(timeline, span, redactor, signal)
  redactedTimelines.set(timeline, { key, made })
  // What was given up is begun anew the next time.
  made.catch(() => redactedTimelines.delete(timeline))
  return made
}

/** A class of names, and what stands for them. */
export interface NameClass {
  readonly kind: string
  readonly redacted: RedactedKind
  readonly count: number
  /** At most three. */
  readonly examples: readonly { readonly name: string; readonly pseudonym: string }[]
}

/** The names in the sample at the cursor, in the marks and in the header: what would leave. */
export function listNames(viewer: Viewer): readonly NameClass[] {
  const state = viewer.getState()
  const { timeline } = state
  const index = selectCursorIndex(state)
  if (!timeline || index < 0) return []
  const found = new Pseudonyms()
  // Once to see which names there are here, once to learn what they are called in everything that leaves.
  for (const names of [found, pseudonyms]) {
    const redactor = new Redactor({ kinds: new Set(['host', 'label', 'id']), shiftMs: 0 }, names)
    redactor.header(timeline.header)
    redactor.sample(timeline.sampleAt(index))
    for (const mark of timeline.marks.slice(0, 200)) redactor.frame(mark)
  }
  const classes = new Map<string, { name: string; pseudonym: string }[]>()
  const counts = new Map<string, number>()
  for (const [kind, name] of found.entries()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const examples = classes.get(kind) ?? []
    if (examples.length < 3) examples.push({ name, pseudonym: pseudonyms.find(name) ?? kind })
    classes.set(kind, examples)
  }
  return [...classes].map(([kind, examples]) => ({
    kind,
    redacted: HOST_KINDS.has(kind) ? 'host' : LABEL_KINDS.has(kind) ? 'label' : 'id',
    count: counts.get(kind)!,
    examples,
  }))
}

const HOST_KINDS: ReadonlySet<string> = new Set(['host', 'process', 'path', 'file'])
const LABEL_KINDS: ReadonlySet<string> = new Set(['label', 'node', 'name', 'text', 'setting'])
