import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createPacer } from './base/createPacer'
import { joinSentences, joinWords, language, sayHeard, setLanguage, t, type Language } from './base/say'
import { findCarried } from './feed/carried'
import { createLiveFeed, type LiveFeed } from './feed/liveFeed'
import { matchExpressions } from './feed/matchExpressions'
import { openInputs } from './feed/openFiles'
import { makeTimelineFile, timelineFileName } from './feed/saveTimeline'
import { readAllocator } from './format/doris/allocator'
import { fingerprint } from './format/json/write'
import { printProfile, styleOf } from './format/text/print'
import type { Frame } from './profile/frame'
import type { ReadReport } from './profile/report'
import type { AddressBarLink } from './store/addressBar'
import { readPreferences, writePreferences } from './store/preferences'
import { createOtherSource } from './store/otherSource'
import type { FileClock, SourceState } from './store/source'
import type { ViewState } from './store/view'
import { createViewer, type Viewer } from './store/viewer'
import { computePostMortem } from './timeline/computePostMortem'
import { Timeline } from './timeline/timeline'
import { App } from './views/App'
import { firstFrame } from './views/firstFrame'
import { ViewerProvider } from './views/viewerContext'

// Wiring of the page only: feed -> store -> views, choices -> preferences.

declare const __VERSION__: string

const SAMPLE_PATH = '/samples/reference-process.memlane.ndjson.gz'
/** How much later than due a sample may come before the time between counts as a break, in ms. */
const BREAK_SLACK_MS = 2_000

const viewer: Viewer = createViewer(
  {
    watchTarget,
    retryNow: () => feed.retryNow(),
    openFiles: (files) =>
      open(
        files.length === 1 ? files[0]!.name : `${files.length} files`,
        files.map((file) => ({ name: file.name, blob: file, takenAt: file.lastModified })),
      ),
    openText: (text) => open('pasted text', [{ name: 'pasted text', blob: new Blob([text]), takenAt: Date.now() }]),
    openSample,
    cancelOpening,
    closeFile,
    matchExpressions,
    compareWith: (choice) => compareWith(choice),
    applyLinkHere: () => address?.applyHere(),
    showNothing: () => {
      feed.watch((watchedTarget = undefined))
      show({ kind: 'none' }, undefined)
    },
    rereadFile(clock) {
      const { source, timeline } = viewer.getState()
      const inputs = timeline && inputsOf.get(timeline)
      if (inputs && source.kind === 'file') open(source.name, inputs, clock)
    },
    async readLines(file, place, around, signal) {
      const { timeline, source } = viewer.getState()
      const inputs = (timeline && inputsOf.get(timeline)) ?? []
      const input = typeof file === 'number' ? inputs[file] : inputs.find(({ name }) => name === file)
      if (!input) throw new Error('This file is not open any more: open it again to see its lines.')
      const { readLines, readLinesAt } = await import('./feed/readLines')
      if ('line' in place) return readLines(input.blob, place.line, around, signal)
      const utcOffsetMinutes = source.kind === 'file' ? source.clock?.logUtcOffsetMinutes : undefined
      return readLinesAt(input.blob, place.at, around, { utcOffsetMinutes, signal })
    },
    saveTimeline,
    keepTimeline: async () => (await importKeeper()).keepTimeline(),
    listKept: async () => (await importKeeper()).listKept(),
    openKept: async (kept) => (await importKeeper()).openKept(kept),
    removeKept: async (id) => (await importKeeper()).removeKept(id),
    loadShareTools: async () => ({ ...(await import('./feed/share')), download }),
    printText: (snapshot) => (snapshot.profile ? printProfile(snapshot.profile, styleOf(snapshot)) : ''),
    readAllocator,
    fingerprint,
  },
  readPreferences(localStorageOrNone()),
)

/** What an empty page does not need: links are followed when it is there. */
const importAddressBar = import('./store/addressBar')
/** Until then a link in the address may be about something else than the only target. */
let isAddressRead = location.hash === ''

let cancelReading: (() => void) | undefined
/** What this page holds itself, if it is a report. */
const carried = findCarried()
/** The files that a timeline was read from: handles, not their contents. */
const inputsOf = new WeakMap<Timeline, Parameters<typeof openInputs>[0]>()
/** What this page has seen of each target that it watched; goes on growing behind an opened file. */
const liveTimelines = new Map<string, LiveTimeline>()
let watchedTarget: string | undefined

const feed: LiveFeed = createLiveFeed({
  onAnswer(answer, monotonic) {
    const first = viewer.getState().gateway === undefined
    viewer.setState({ gateway: answer, gatewayAnsweredAt: monotonic, gatewayLostAt: undefined })
    if (first) watchOnlyTarget()
  },
  onGatewayLost(_message, monotonic) {
    const { gateway, gatewayLostAt, source } = viewer.getState()
    if (gatewayLostAt !== undefined || (!gateway && source.kind !== 'live')) return
    viewer.setState({ gatewayLostAt: monotonic })
  },
  onFrames: appendLive,
})

interface LiveTimeline {
  readonly timeline: Timeline
  /** The run of the gateway that the newest sample came from. */
  run: string | undefined
  /** Added to that run's sample numbers. */
  seqOffset: number
}

/** With a single target there is nothing to choose, unless a link is about a file. */
function watchOnlyTarget(): void {
  const { source, gateway, wantedFile } = viewer.getState()
  if (isAddressRead && source.kind === 'none' && wantedFile === undefined && gateway?.targets.length === 1)
    watchTarget(gateway.targets[0]!.id)
}

function watchTarget(targetId: string): void {
  if (watchedTarget !== targetId) {
    watchedTarget = targetId
    feed.watch(targetId)
  }
  show({ kind: 'live', targetId, chosenAt: performance.now() }, liveTimelineOf(targetId).timeline)
}

function liveTimelineOf(targetId: string): LiveTimeline {
  let live = liveTimelines.get(targetId)
  if (!live) {
    const target = viewer.getState().gateway?.targets.find(({ id }) => id === targetId)?.name ?? targetId
    const header = { tool: __VERSION__, created: Date.now(), target, source: 'live', note: '' } as const
    const maxBytes = viewer.getState().view.liveMegabytes * 1024 * 1024
    live = { timeline: new Timeline(header, { maxBytes }), run: undefined, seqOffset: 0 }
    liveTimelines.set(targetId, live)
  }
  return live
}

const compareWith = createOtherSource(viewer, {
  read: (files, events) =>
    openInputs(
      files.map((file) => ({ name: file.name, blob: file, takenAt: file.lastModified })),
      events,
    ),
  watch(targetId) {
    const other = createLiveFeed({ onAnswer: () => undefined, onGatewayLost: () => undefined, onFrames: appendLive })
    other.watch(targetId)
    return { timeline: liveTimelineOf(targetId).timeline, stop: () => other.stop() }
  },
  watchOnly(targetId) {
    if (watchedTarget === targetId) return
    watchedTarget = targetId
    feed.watch(targetId)
  },
})

function show(source: SourceState, timeline: Timeline | undefined): void {
  viewer.setState({
    source,
    timeline,
    timelineVersion: viewer.getState().timelineVersion + 1,
    hostOffsetMinutes: timeline && hostOffset(timeline),
    notice: undefined,
  })
  viewer.actions.clearMoments()
  viewer.actions.follow()
}

function appendLive(targetId: string, run: string, frames: readonly Frame[]): void {
  const live = liveTimelines.get(targetId)
  if (!live) return
  const { timeline } = live
  const interval = viewer.getState().gateway?.targets.find((target) => target.id === targetId)?.everyMs ?? 30_000
  let changed = false
  for (const frame of frames) {
    if (!isNews(timeline, frame)) continue
    if (frame.kind === 'sample') {
      const last = timeline.length > 0 ? timeline.sampleAt(timeline.length - 1) : undefined
      // Another run of the gateway may count from 1 again; here the numbers go on, so that each stands for one sample.
      if (last && run !== live.run && frame.seq + live.seqOffset <= last.seq) live.seqOffset = last.seq + 1 - frame.seq
      const sample = live.seqOffset === 0 ? frame : { ...frame, seq: frame.seq + live.seqOffset }
      if (last && (run !== live.run || sample.seq > last.seq + 1)) tellBreak(timeline, last.at, frame.at, interval)
      live.run = run
      timeline.append(sample)
    } else timeline.append(frame)
    changed = true
  }
  const { timeline: shown, other } = viewer.getState()
  if (!changed || (shown !== timeline && other?.timeline !== timeline)) return
  viewer.setState({ timelineVersion: viewer.getState().timelineVersion + 1, hostOffsetMinutes: hostOffset(shown ?? timeline) })
}

/** The gateway sends all that it holds after it was restarted, or after this page slept long: only what is new counts. */
function isNews(timeline: Timeline, frame: Frame): boolean {
  if (frame.kind === 'gap') {
    const last = timeline.gaps.at(-1)
    return !last || frame.from > last.from || (frame.from === last.from && frame.to !== last.to)
  }
  if (frame.kind === 'mark')
    return !timeline.marks.some((mark) => mark.at === frame.at && mark.mark === frame.mark && mark.text === frame.text)
  return timeline.length === 0 || frame.at > timeline.times.at(timeline.length - 1)
}

/** A time in which nobody asked (gateway restarted, or this page away for longer than it keeps) is a gap: no line is drawn across it. */
function tellBreak(timeline: Timeline, from: number, to: number, interval: number): void {
  const told = timeline.gaps.at(-1)
  // A gateway that has just started polls slowly until somebody watches: the pace before the break says more.
  const before = timeline.length > 1 ? from - timeline.times.at(timeline.length - 2) : interval
  if (to - from <= Math.min(interval, before) + BREAK_SLACK_MS || (told && told.to > from)) return
  timeline.append({ kind: 'gap', from, to, why: 'nobody asked: the gateway was not running, or this page was away', tries: 0 })
}

/** The zone of the observed host, if its answer says it (an additional field of process-profile JSON). */
function hostOffset(timeline: Timeline): number | undefined {
  if (timeline.length === 0) return undefined
  const minutes = timeline.sampleAt(timeline.length - 1).snapshot.process.extra?.get('utcOffsetMinutes')
  return typeof minutes === 'number' && Number.isInteger(minutes) && Math.abs(minutes) <= 16 * 60 ? minutes : undefined
}

function open(name: string, inputs: Parameters<typeof openInputs>[0], clock?: FileClock): void {
  cancelOpening()
  const { source, timeline: before } = viewer.getState()
  const openedAt = Date.now()
  const total = inputs.reduce((sum, input) => sum + input.blob.size, 0)
  let timeline: Timeline | undefined
  // What was on the screen stays until there is something else to show, and comes back if that comes to nothing.
  const giveUp = (): void => {
    if (timeline && viewer.getState().timeline === timeline) show(source, before)
  }
  let progress = { name, done: 0, total }
  const drawing = createPacer(() => {
    const { timeline: shown, timelineVersion } = viewer.getState()
    viewer.setState({ opening: progress, ...(timeline && shown === timeline && { timelineVersion: timelineVersion + 1 }) })
  })
  viewer.setState({ opening: progress, notice: undefined })
  const file = { kind: 'file', name, openedAt, ...(clock && { clock }) } as const
  const events: Parameters<typeof openInputs>[1] = {
    onProgress: (done, of) => {
      progress = { name, done, total: of ?? total }
      drawing.ask()
    },
    onParts: (header, parts) => {
      const isFirst = timeline === undefined
      timeline ??= new Timeline(header)
      inputsOf.set(timeline, inputs)
      for (const part of parts) timeline.append(part)
      if (isFirst) show({ ...file, reports: [], complete: true }, timeline)
      else drawing.ask()
    },
    onStartOver: () => {
      giveUp()
      timeline = undefined
    },
    onDone: (reports) => {
      drawing.stop()
      endOpening()
      if (!timeline || timeline.length === 0) {
        giveUp()
        viewer.setState({
          notice: {
            title: t('{name} holds no sample.', { name: sayHeard(name) }),
            message: describeEmpty(reports),
            excerpt: undefined,
          },
        })
      } else if (viewer.getState().timeline === timeline) {
        // What could not be read at all is told in its report; it says nothing about the end of the others.
        const complete = reports.every((report) => report.complete || report.failure !== undefined)
        viewer.setState({
          source: { ...file, reports, complete },
          timelineVersion: viewer.getState().timelineVersion + 1,
          hostOffsetMinutes: hostOffset(timeline),
        })
        lookAtEnd(timeline, clock === undefined ? 'events' : viewer.getState().view.panel)
      }
    },
    onFailed: (message) => {
      drawing.stop()
      endOpening()
      giveUp()
      viewer.setState({
        notice: { title: t('{name} could not be opened.', { name: sayHeard(name) }), message, excerpt: undefined },
      })
    },
  }
  const stop = openInputs(inputs, events, clock)
  cancelReading = () => {
    drawing.stop()
    stop()
    giveUp()
  }
}

/** When a kill or a crash ends the timeline, the last moment before it is what one looks for. */
function lookAtEnd(timeline: Timeline, panel: ViewState['panel']): void {
  const end = computePostMortem(timeline)
  if (!end || viewer.getState().view.cursorAt !== undefined) return
  viewer.actions.setView({ cursorAt: timeline.times.at(end.index), panel })
}

function describeEmpty(reports: readonly ReadReport[]): string {
  const problem = reports.flatMap((report) => report.problems)[0]
  return joinSentences(
    t('It was read as {kinds}.', { kinds: joinWords(reports.map((report) => sayHeard(report.recognisedAs))) }),
    problem ? sayHeard(problem.message) : t('There is nothing in it.'),
  )
}

function endOpening(): void {
  cancelReading = undefined
  viewer.setState({ opening: undefined })
}

function cancelOpening(): void {
  cancelReading?.()
  endOpening()
}

function closeFile(): void {
  if (carried) return open(carried.name, [{ name: carried.name, blob: carried.blob, takenAt: undefined }])
  const targets = viewer.getState().gateway?.targets ?? []
  const back = watchedTarget ?? (targets.length === 1 ? targets[0]!.id : undefined)
  if (back === undefined) show({ kind: 'none' }, undefined)
  else watchTarget(back)
}

function openSample(): void {
  const name = SAMPLE_PATH.slice(SAMPLE_PATH.lastIndexOf('/') + 1)
  viewer.setState({ opening: { name, done: 0, total: undefined }, notice: undefined })
  fetch(SAMPLE_PATH)
    .then(async (response) => {
      if (!response.ok) throw new Error(`status ${response.status}`)
      open(name, [{ name, blob: await response.blob(), takenAt: undefined }])
    })
    .catch((error: unknown) => {
      cancelOpening()
      viewer.setState({
        notice: {
          title: t('The sample could not be fetched.'),
          message: t('Is the gateway still running? ({error})', { error: String(error) }),
          excerpt: undefined,
        },
      })
    })
}

function saveTimeline(): void {
  const { timeline } = viewer.getState()
  if (!timeline || timeline.length === 0) return
  fileOf(timeline).then(
    ({ name, blob }) => download(name, blob),
    (error: unknown) =>
      viewer.setState({
        notice: {
          title: t('The timeline could not be saved.'),
          message: t('{error} It is still here: try again.', { error: String(error) }),
          excerpt: undefined,
        },
      }),
  )
}

async function fileOf(timeline: Timeline): Promise<{ readonly name: string; readonly blob: Blob }> {
  const name = timelineFileName(timeline.header.target, timeline.times.at(0))
  return { name, blob: await makeTimelineFile(timeline.header, timeline.parts()) }
}

async function importKeeper(): Promise<ReturnType<typeof import('./store/keepHere').createKeeper>> {
  const [{ createKeeper }, kept] = await Promise.all([import('./store/keepHere'), import('./feed/keptTimelines')])
  return createKeeper(viewer, {
    makeFile: fileOf,
    keep: kept.keepTimeline,
    list: kept.listKept,
    read: kept.readKept,
    remove: kept.removeKept,
    open: (name, blob) => open(name, [{ name, blob, takenAt: undefined }]),
  })
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function localStorageOrNone(): Storage | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined // refused by the browser's settings
  }
}

let address: AddressBarLink | undefined

viewer.subscribe((state, before) => {
  // What a link chooses is its sender's preference.
  if (state.view !== before.view && !address?.isApplying()) writePreferences(localStorageOrNone(), state.view, before.view)
  if (state.view.liveMegabytes !== before.view.liveMegabytes)
    for (const { timeline } of liveTimelines.values()) timeline.maxBytes = state.view.liveMegabytes * 1024 * 1024
  if (before.wantedFile !== undefined && state.wantedFile === undefined) watchOnlyTarget()
})

async function followAddress(): Promise<void> {
  // Without it there are no links, and the page works all the same.
  const { connectAddressBar } = await importAddressBar.catch(() => ({ connectAddressBar: undefined }))
  isAddressRead = true
  if (!connectAddressBar) return watchOnlyTarget()
  window.addEventListener('pagehide', () => address?.flush())
  address = connectAddressBar(viewer, {
    read: () => location.hash,
    write(hash, how) {
      const path = location.pathname + location.search + hash
      if (how === 'push') history.pushState(null, '', path)
      else history.replaceState(null, '', path)
    },
    listen(onChange) {
      window.addEventListener('popstate', onChange)
      window.addEventListener('hashchange', onChange)
      return () => {
        window.removeEventListener('popstate', onChange)
        window.removeEventListener('hashchange', onChange)
      }
    },
  })
  watchOnlyTarget()
}

const root = createRoot(document.getElementById('root')!)

/** Says everything anew: what was said in another language, also inside of computed things, is of no use any more. */
function draw(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en'
  viewer.setState({ timelineVersion: viewer.getState().timelineVersion + 1 })
  root.render(
    <StrictMode>
      <ViewerProvider value={viewer}>
        <App key={language()} />
      </ViewerProvider>
    </StrictMode>,
  )
}

async function speak(wanted: Language): Promise<void> {
  if (wanted === 'en') setLanguage('en', {})
  else {
    const { zh, heard } = await import('./chinese')
    if (chosenLanguage() !== wanted) return // chosen anew meanwhile
    setLanguage(wanted, zh, heard)
  }
}

function chosenLanguage(): Language {
  const choice = viewer.getState().view.language
  if (choice !== 'auto') return choice
  const known = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

viewer.subscribe((state, before) => {
  // A catalogue that cannot be fetched leaves the language as it is.
  if (state.view.language !== before.view.language) void speak(chosenLanguage()).then(draw, () => undefined)
})

const begin = (): void => {
  draw()
  if (carried) closeFile() // to what lies below any other file
  void followAddress()
}

void Promise.allSettled([speak(chosenLanguage()), firstFrame()]).then(begin)
