import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { language, setLanguage, t, type Language } from './base/say'
import { findCarried } from './feed/carried'
import { createLiveFeed, type LiveFeed } from './feed/liveFeed'
import type { LiveTimelines } from './feed/liveTimelines'
import { matchExpressions } from './feed/matchExpressions'
import { openInputs } from './feed/openFiles'
import type { readAllocator as ReadAllocator } from './format/doris/allocator'
import type { Frame } from './profile/frame'
import type { AddressBarLink } from './store/addressBar'
import { readPreferences, writePreferences } from './store/preferences'
import { createOpener, type OpenedInput, type TimelineTools } from './store/openTimeline'
import type { OtherSourceParts } from './store/otherSource'
import type { SourceState } from './store/source'
import { createViewer, type Viewer } from './store/viewer'
import { findHostOffset } from './timeline/findHostOffset'
import type { Timeline } from './timeline/timeline'
import { App } from './views/App'
import { firstFrame } from './views/firstFrame'
import { ViewerProvider } from './views/viewerContext'

// Wiring of the page only: feed -> store -> views, choices -> preferences.

declare const __VERSION__: string

const SAMPLE_PATH = '/samples/reference-process.memlane.ndjson.gz'
const viewer: Viewer = createViewer(
  {
    watchTarget,
    retryNow: () => feed.retryNow(),
    openFiles: (files) => opener.open(files.length === 1 ? files[0]!.name : `${files.length} files`, inputsFrom(files)),
    openText: (text) => opener.open('pasted text', [{ name: 'pasted text', blob: new Blob([text]), takenAt: Date.now() }]),
    openSample,
    cancelOpening: () => opener.cancel(),
    closeFile,
    matchExpressions,
    compareWith: (choice) => void loadTimelines().then(({ compareWith }) => compareWith(choice), tellMissingPart),
    applyLinkHere: () => address?.applyHere(),
    showNothing: () => {
      feed.watch((watchedTarget = undefined))
      show({ kind: 'none' }, undefined)
    },
    rereadFile(clock) {
      const { source, timeline } = viewer.getState()
      const inputs = timeline && opener.inputsOf(timeline)
      if (inputs && source.kind === 'file') opener.open(source.name, inputs, clock)
    },
    async readLines(file, place, around, signal) {
      const { timeline, source } = viewer.getState()
      const inputs = (timeline && opener.inputsOf(timeline)) ?? []
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
    // Whoever has a snapshot has what it came with.
    printText: (snapshot) => loadedTimelines().printText(snapshot),
    readAllocator: (text) => loadedTimelines().readAllocator(text),
    fingerprint: async (sample) => (await import('./format/json/write')).fingerprint(sample),
  },
  readPreferences(localStorageOrNone()),
)

/** What an empty page does not need: links are followed when it is there. */
const importAddressBar = import('./store/addressBar')
/** Until then a link in the address may be about something else than the only target. */
let isAddressRead = location.hash === ''

/** What this page holds itself, if it is a report. */
const carried = findCarried()
/** What a timeline needs, once it is here. */
let timelineTools: TimelineParts | undefined
let timelineParts: Promise<TimelineParts> | undefined
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
  onFrames: takeFrames,
})

/** With a single target there is nothing to choose, unless a link is about a file. */
function watchOnlyTarget(): void {
  const { source, gateway, wantedFile, notice } = viewer.getState()
  if (!isAddressRead || source.kind !== 'none' || wantedFile !== undefined || gateway?.targets.length !== 1) return
  watchTarget(gateway.targets[0]!.id)
  // Nobody chose this target: what was said of the link still holds, all the more as it was about another one.
  viewer.setState({ notice })
}

/**
 * What only a timeline needs comes behind the empty page: the columns, and what appends to them. It is asked for as soon as the page is
 * drawn; where that fails, whoever needs it asks again.
 */
async function loadTimelines(): Promise<TimelineParts> {
  timelineParts ??= importTimelines().catch((error: unknown) => {
    timelineParts = undefined
    throw error
  })
  return timelineParts
}

async function importTimelines(): Promise<TimelineParts> {
  const [{ Timeline }, { createLiveTimelines }, { computePostMortem }, { createOtherSource }, print, { readAllocator }] =
    await Promise.all([
      import('./timeline/timeline'),
      import('./feed/liveTimelines'),
      import('./timeline/computePostMortem'),
      import('./store/otherSource'),
      import('./format/text/print'),
      import('./format/doris/allocator'),
    ])
  const lives = createLiveTimelines({
    tool: __VERSION__,
    nameOf: (targetId) => findTarget(targetId)?.name ?? targetId,
    everyMsOf: (targetId) => findTarget(targetId)?.everyMs ?? 30_000,
    maxBytes: liveBytes,
  })
  timelineTools = {
    Timeline,
    lives,
    computePostMortem,
    compareWith: createOtherSource(viewer, otherSourceParts(lives)),
    printText: (snapshot) => (snapshot.profile ? print.printProfile(snapshot.profile, print.styleOf(snapshot)) : ''),
    readAllocator,
  }
  return timelineTools
}

/** For what is only asked of a timeline that is on the screen. */
function loadedTimelines(): TimelineParts {
  if (!timelineTools) throw new Error(t('There is no timeline yet.'))
  return timelineTools
}

interface TimelineParts extends TimelineTools {
  /** What this page has seen of each target. */
  readonly lives: LiveTimelines
  readonly compareWith: Viewer['services']['compareWith']
  readonly printText: Viewer['services']['printText']
  readonly readAllocator: typeof ReadAllocator
}

function tellMissingPart(error: unknown): void {
  viewer.setState({
    notice: {
      title: t('A part of the page could not be fetched.'),
      message: t('Is the gateway still running? If it was updated, load this page again. ({error})', { error: String(error) }),
      excerpt: undefined,
    },
  })
}

function findTarget(targetId: string) {
  return viewer.getState().gateway?.targets.find(({ id }) => id === targetId)
}

function liveBytes(): number {
  return viewer.getState().view.liveMegabytes * 1024 * 1024
}

function watchTarget(targetId: string): void {
  if (watchedTarget !== targetId) {
    watchedTarget = targetId
    feed.watch(targetId)
  }
  show({ kind: 'live', targetId, chosenAt: performance.now() }, timelineTools?.lives.of(targetId))
  if (!timelineTools) loadTimelines().then(({ lives }) => showFirst(targetId, lives), tellMissingPart)
}

/** The timeline of a target that was chosen before there could be one. */
function showFirst(targetId: string, lives: LiveTimelines): void {
  const { source, timeline } = viewer.getState()
  if (source.kind === 'live' && source.targetId === targetId && !timeline) viewer.setState({ timeline: lives.of(targetId) })
}

function otherSourceParts(loaded: LiveTimelines): OtherSourceParts {
  return {
    read: (files, events) => openInputs(inputsFrom(files), events),
    watch(targetId) {
      const other = createLiveFeed({ onAnswer: () => undefined, onGatewayLost: () => undefined, onFrames: takeFrames })
      other.watch(targetId)
      return { timeline: loaded.of(targetId), stop: () => other.stop() }
    },
    watchOnly(targetId) {
      if (watchedTarget === targetId) return
      watchedTarget = targetId
      feed.watch(targetId)
    },
  }
}

function inputsFrom(files: readonly File[]): OpenedInput[] {
  return files.map((file) => ({ name: file.name, blob: file, takenAt: file.lastModified }))
}

const opener = createOpener(viewer, { loadTools: loadTimelines, tellMissingPart, read: openInputs, show })

function show(source: SourceState, timeline: Timeline | undefined): void {
  viewer.setState({
    source,
    timeline,
    timelineVersion: viewer.getState().timelineVersion + 1,
    hostOffsetMinutes: timeline && findHostOffset(timeline),
    notice: undefined,
  })
  viewer.actions.clearMoments()
  viewer.actions.setView({ taskShown: undefined, reveal: undefined })
  viewer.actions.follow()
}

function takeFrames(targetId: string, run: string, frames: readonly Frame[]): void {
  if (timelineTools) appendLive(timelineTools.lives, targetId, run, frames)
  else
    loadTimelines().then(
      ({ lives }) => appendLive(lives, targetId, run, frames),
      (error: unknown) => {
        tellMissingPart(error)
        // The gateway has them all still: the next round asks for them from the beginning.
        if (watchedTarget === targetId) feed.watch(targetId)
      },
    )
}

function appendLive(loaded: LiveTimelines, targetId: string, run: string, frames: readonly Frame[]): void {
  const changed = loaded.append(targetId, run, frames)
  showFirst(targetId, loaded)
  const timeline = loaded.of(targetId)
  const { timeline: shown, other } = viewer.getState()
  if (!changed || (shown !== timeline && other?.timeline !== timeline)) return
  viewer.setState({
    timelineVersion: viewer.getState().timelineVersion + 1,
    hostOffsetMinutes: findHostOffset(shown ?? timeline),
  })
}

function closeFile(): void {
  if (carried) return opener.open(carried.name, [{ name: carried.name, blob: carried.blob, takenAt: undefined }])
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
      opener.open(name, [{ name, blob: await response.blob(), takenAt: undefined }])
    })
    .catch((error: unknown) => {
      opener.cancel()
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
  const { makeTimelineFile, timelineFileName } = await import('./feed/saveTimeline')
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
    open: (name, blob) => opener.open(name, [{ name, blob, takenAt: undefined }]),
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
  if (state.view.liveMegabytes !== before.view.liveMegabytes) timelineTools?.lives.setMaxBytes(liveBytes())
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
  // What comes next is fetched behind the frame in which the page can be used.
  void firstFrame()
    .then(loadTimelines)
    .catch(() => undefined)
  if (carried) closeFile() // to what lies below any other file
  void followAddress()
}

void Promise.allSettled([speak(chosenLanguage()), firstFrame()]).then(begin)
