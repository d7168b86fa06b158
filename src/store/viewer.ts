import { createStore, type StoreApi } from 'zustand/vanilla'
import type { UnixMs } from '../base/units'
import type { SampleFrame } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import type { Alignment } from '../timeline/alignMoments'
import type { AllocatorFigures } from '../timeline/allocatorFigures'
import type { BandId } from '../timeline/bands'
import { endOfTimeline } from '../timeline/endOfTimeline'
import type { Timeline } from '../timeline/timeline'
import type { Kept } from './keepHere'
import type { GatewayAnswer } from './liveTarget'
import { indexInOther, type OtherTimeline } from './otherTimeline'
import type { FileClock, LinePlace, Notice, Opening, SourceLines, SourceState } from './source'
import type { ShareTools } from './share'
import { DEFAULT_VIEW, type TimeRange, type ViewState } from './view'

/** The state of one viewer. The timeline itself is mutable and stays outside: watch `timelineVersion`. */
export interface ViewerState {
  readonly source: SourceState
  /** undefined = nothing is being opened. */
  readonly opening: Opening | undefined
  readonly timeline: Timeline | undefined
  readonly timelineVersion: number
  /** The newest answer of the gateway; undefined = none yet (or opened without one). */
  readonly gateway: GatewayAnswer | undefined
  /** performance.now() when that answer came. */
  readonly gatewayAnsweredAt: number
  /** Since when the gateway does not answer (performance.now()); undefined = it answers, or there never was one. */
  readonly gatewayLostAt: number | undefined
  readonly notice: Notice | undefined
  /** A file that a link is about, and that only the user can open; undefined = none is waited for. */
  readonly wantedFile: string | undefined
  /** Changes when what the browser keeps did. */
  readonly keptVersion: number
  /** A second timeline that this one is compared with. */
  readonly other: OtherTimeline | undefined
  /** Minutes that the observed host is ahead of UTC, if it told. */
  readonly hostOffsetMinutes: number | undefined
  readonly view: ViewState
}

/** What the page can do beyond its own state; main.tsx hands it in. */
export interface ViewerServices {
  watchTarget(targetId: string): void
  /** Ask the target again now instead of waiting for the next try. */
  retryNow(): void
  openFiles(files: readonly File[]): void
  openText(text: string): void
  openSample(): void
  cancelOpening(): void
  closeFile(): void
  /** Shows what a link says of another file (wantedFile) in the one that is open. */
  applyLinkHere(): void
  /** The page as it is before anything was chosen. */
  showNothing(): void
  /** Compares the timeline on the screen with that of files, or of another target of the gateway. */
  compareWith(choice: { readonly files: readonly File[] } | { readonly targetId: string }): void
  /** Reads the opened files again, with their clocks as the user says. */
  rereadFile(clock: FileClock): void
  /** Lines of an opened file, by its name or its place among the files, read from it now. Rejects with a sentence. */
  readLines(file: string | number, place: LinePlace, around: number, signal: AbortSignal): Promise<SourceLines>
  /** For each text 1 where all regular expressions match; throws a sentence where they take too long. */
  matchExpressions(
    expressions: readonly { readonly source: string; readonly flags: string }[],
    texts: readonly string[],
  ): Promise<Uint8Array>
  saveTimeline(): void
  /** Keeps the timeline in this browser, because the user asks for it. */
  keepTimeline(): Promise<void>
  listKept(): Promise<readonly Kept[]>
  openKept(kept: Kept): Promise<void>
  removeKept(id: number): Promise<void>
  /** What makes files of what leaves the page. */
  loadShareTools(): Promise<ShareTools>
  /** The snapshot as Doris would print it. */
  printText(snapshot: Snapshot): string
  /** The figures of the allocator's own text. */
  readAllocator(text: string): AllocatorFigures
  /** "#4192·a91f3c": leads a colleague who has the timeline to the same sample. */
  fingerprint(sample: SampleFrame): Promise<string>
}

export type Viewer = StoreApi<ViewerState> & { readonly actions: ViewerActions; readonly services: ViewerServices }

export interface ViewerActions {
  setCursor(at: UnixMs | undefined): void
  /** Moves the cursor by a number of samples; pauses a live view, since the user now looks at a moment. */
  stepCursor(samples: number): void
  /** Compares from this moment on (default: the cursor's): differences are from here to the cursor. */
  setA(at?: UnixMs): void
  /** The moment that A is compared with; where nothing is compared yet, it waits for A. */
  setB(at?: UnixMs): void
  compare(a: UnixMs, b: UnixMs): void
  /** Which moment of the other timeline is A. */
  alignOther(by: Alignment): void
  /** A becomes B and B becomes A. */
  swapMoments(): void
  /** Compares nothing any more; the cursor stays. */
  clearMoments(): void
  /** What Esc does: ends a comparison, else goes back to following. */
  leave(): void
  pause(): void
  /** Jump to live (or to the end of a file) and follow. */
  follow(): void
  setRange(range: TimeRange | undefined): void
  setSpan(ms: number | undefined): void
  soloBand(band: BandId): void
  toggleBand(band: BandId): void
  toggleRow(rowId: string): void
  setView(change: Partial<ViewState>): void
  dismissNotice(): void
}

/** A viewer with nothing loaded. One per page; tests make their own. */
export function createViewer(services: ViewerServices, preferences: Partial<ViewState> = {}): Viewer {
  const store = createStore<ViewerState>(() => ({
    source: { kind: 'none' },
    opening: undefined,
    timeline: undefined,
    timelineVersion: 0,
    gateway: undefined,
    gatewayAnsweredAt: 0,
    gatewayLostAt: undefined,
    notice: undefined,
    wantedFile: undefined,
    keptVersion: 0,
    other: undefined,
    hostOffsetMinutes: undefined,
    view: { ...DEFAULT_VIEW, ...preferences },
  }))
  const setView = (change: Partial<ViewState>): void => store.setState((state) => ({ view: { ...state.view, ...change } }))
  const actions: ViewerActions = {
    setCursor: (at) => setView({ cursorAt: at, playSpeed: undefined, ...(isComparing(store.getState()) ? { cursorB: at } : {}) }),
    setA(at) {
      const state = store.getState()
      const moment = at ?? timeAtCursor(state)
      if (moment === undefined) return
      // Two moments of one timeline, or one of each: not three.
      if (state.other) store.setState({ other: undefined })
      const { cursorB } = state.view
      setView({ cursorA: moment, playSpeed: undefined, ...(cursorB === undefined ? {} : { cursorAt: cursorB }) })
    },
    setB(at) {
      const state = store.getState()
      const moment = at ?? timeAtCursor(state)
      if (moment === undefined) return
      setView({ cursorB: moment, playSpeed: undefined, ...(isComparing(state) ? { cursorAt: moment } : {}) })
    },
    compare: (a, b) => setView({ cursorA: a, cursorB: b, cursorAt: b, playSpeed: undefined }),
    alignOther(by) {
      const { other } = store.getState()
      if (other) store.setState({ other: { ...other, by } })
    },
    swapMoments() {
      const state = store.getState()
      const { cursorA } = state.view
      const { source, timeline, other } = state
      const at = timeAtCursor(state)
      if (other && timeline && source.kind !== 'none') {
        store.setState({
          source: other.source,
          timeline: other.timeline,
          timelineVersion: state.timelineVersion + 1,
          other: { ...other, name: nameOf(state), source, timeline },
        })
        const index = indexInOther(other, timeline, selectCursorIndex(state))
        const cursorAt = index < 0 ? undefined : other.timeline.times.at(index)
        setView({ cursorA: undefined, cursorB: undefined, cursorAt, range: undefined, playSpeed: undefined })
        return
      }
      if (cursorA === undefined || at === undefined) return
      setView({ cursorA: at, cursorB: cursorA, cursorAt: cursorA, playSpeed: undefined })
    },
    clearMoments() {
      setView({ cursorA: undefined, cursorB: undefined })
      if (store.getState().other) store.setState({ other: undefined })
    },
    leave() {
      const { view, other } = store.getState()
      if (view.cursorA !== undefined || view.cursorB !== undefined || other) actions.clearMoments()
      else actions.follow()
    },
    stepCursor(samples) {
      const state = store.getState()
      const { timeline } = state
      const last = selectLastShown(state)
      if (!timeline || last < 0) return
      const index = Math.max(0, Math.min(last, selectCursorIndex(state) + samples))
      // Reaching the newest sample of a live view by hand is not the same as following it.
      actions.setCursor(timeline.times.at(index))
    },
    pause() {
      const state = store.getState()
      const last = selectLastShown(state)
      if (state.timeline && last >= 0) setView({ pausedAt: state.timeline.times.at(last) })
    },
    follow() {
      const isB = isComparing(store.getState())
      setView({
        cursorAt: undefined,
        pausedAt: undefined,
        range: undefined,
        playSpeed: undefined,
        ...(isB ? { cursorB: undefined } : {}),
      })
    },
    setRange: (range) => setView({ range }),
    setSpan: (spanMs) => setView({ spanMs, range: undefined }),
    soloBand: (band) => setView({ solo: store.getState().view.solo === band ? undefined : band }),
    toggleBand(band) {
      const { hidden } = store.getState().view
      setView({ hidden: hidden.includes(band) ? hidden.filter((id) => id !== band) : [...hidden, band] })
    },
    toggleRow(rowId) {
      const toggled = new Set(store.getState().view.toggled)
      if (!toggled.delete(rowId)) toggled.add(rowId)
      setView({ toggled })
    },
    setView,
    dismissNotice: () => store.setState({ notice: undefined }),
  }
  return { ...store, actions, services }
}

/** Two moments are compared: A, of this timeline or of another one, and B, which is the cursor. */
export function isComparing(state: ViewerState): boolean {
  return state.view.cursorA !== undefined || state.other !== undefined
}

/** Of the file or target on the screen. */
function nameOf({ source, gateway }: ViewerState): string {
  if (source.kind === 'file') return source.name
  return source.kind === 'live' ? (gateway?.targets.find(({ id }) => id === source.targetId)?.name ?? source.targetId) : ''
}

function timeAtCursor(state: ViewerState): UnixMs | undefined {
  const index = selectCursorIndex(state)
  return state.timeline && index >= 0 ? state.timeline.times.at(index) : undefined
}

/** Index of the newest sample that is shown; -1 if there is none. Paused views show no newer ones. */
export function selectLastShown(state: ViewerState): number {
  const { timeline, view } = state
  if (!timeline || timeline.length === 0) return -1
  return view.pausedAt === undefined ? timeline.length - 1 : timeline.indexAt(view.pausedAt)
}

/** How many samples a paused view keeps back. */
export function selectNewerCount(state: ViewerState): number {
  return state.timeline ? state.timeline.length - 1 - selectLastShown(state) : 0
}

/** Index of the sample that cards, tree and table show; -1 if there is none. */
export function selectCursorIndex(state: ViewerState): number {
  const { timeline, view } = state
  const last = selectLastShown(state)
  if (!timeline || last < 0 || view.cursorAt === undefined) return last
  return Math.min(last, timeline.nearestIndex(view.cursorAt))
}

/** Where the shown part of the timeline ends: its last sample, or what ended the process after it. NaN if there is no sample. */
export function selectEnd(state: ViewerState): UnixMs {
  const { timeline } = state
  const last = selectLastShown(state)
  if (!timeline || last < 0) return Number.NaN
  return last === timeline.length - 1 && state.source.kind === 'file' ? endOfTimeline(timeline) : timeline.times.at(last)
}

/** The part of time that the chart shows; undefined if there is no sample. */
export function selectVisibleRange(state: ViewerState): TimeRange | undefined {
  const { timeline, view } = state
  const last = selectLastShown(state)
  if (!timeline || last < 0) return undefined
  if (view.range) return view.range
  const first = timeline.times.at(0)
  const to = selectEnd(state)
  return { from: view.spanMs === undefined ? first : Math.max(first, to - view.spanMs), to }
}
