import { createPacer } from '../base/createPacer'
import { joinSentences, joinWords, sayHeard, t } from '../base/say'
import type { UnixMs } from '../base/units'
import type { BlockPart } from '../profile/block/block'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import type { computePostMortem } from '../timeline/computePostMortem'
import { findHostOffset } from '../timeline/findHostOffset'
import type { Timeline } from '../timeline/timeline'
import type { FileClock, SourceState } from './source'
import type { ViewState } from './view'
import type { Viewer } from './viewer'

/** A file or a paste, as it is read. */
export interface OpenedInput {
  readonly name: string
  readonly blob: Blob
  readonly takenAt: UnixMs | undefined
}

/** What a reader says while it reads. */
export interface ReadEvents {
  onProgress(done: number, total: number | undefined): void
  /** Some more was read, in the order of time. */
  onParts(header: TimelineHeader, parts: readonly (Frame | BlockPart)[]): void
  /** What came so far does not count: it comes again, in the order of time. */
  onStartOver(): void
  onDone(reports: readonly ReadReport[]): void
  /** Nothing (more) could be read: one sentence for the user. */
  onFailed(message: string): void
}

/** What only a timeline needs, fetched behind the empty page. */
export interface TimelineTools {
  readonly Timeline: typeof Timeline
  readonly computePostMortem: typeof computePostMortem
}

/** What src/feed and the page do; main.tsx hands it in. */
export interface OpenerParts {
  loadTools(): Promise<TimelineTools>
  /** Said when that failed. */
  tellMissingPart(error: unknown): void
  read(inputs: readonly OpenedInput[], events: ReadEvents, clock: FileClock | undefined): () => void
  show(source: SourceState, timeline: Timeline | undefined): void
}

export interface Opener {
  open(name: string, inputs: readonly OpenedInput[], clock?: FileClock): void
  /** Stops reading; what was on the screen before comes back. */
  cancel(): void
  /** What the timeline was read from: handles, not their contents. */
  inputsOf(timeline: Timeline): readonly OpenedInput[] | undefined
}

/** Opens files and pastes, one opening at a time. */
export function createOpener(viewer: Viewer, parts: OpenerParts): Opener {
  const inputsOf = new WeakMap<Timeline, readonly OpenedInput[]>()
  let stopReading: (() => void) | undefined

  const end = (): void => {
    stopReading = undefined
    viewer.setState({ opening: undefined })
  }
  const cancel = (): void => {
    stopReading?.()
    end()
  }
  const tell = (title: string, message: string): void => viewer.setState({ notice: { title, message, excerpt: undefined } })

  const open = (name: string, inputs: readonly OpenedInput[], clock?: FileClock): void => {
    cancel()
    const { source, timeline: before } = viewer.getState()
    const openedAt = Date.now()
    const total = inputs.reduce((sum, input) => sum + input.blob.size, 0)
    let timeline: Timeline | undefined
    // What was on the screen stays until there is something else to show, and comes back if that comes to nothing.
    const giveUp = (): void => {
      if (timeline && viewer.getState().timeline === timeline) parts.show(source, before)
    }
    let progress = { name, done: 0, total }
    const drawing = createPacer(() => {
      const { timeline: shown, timelineVersion } = viewer.getState()
      viewer.setState({ opening: progress, ...(timeline && shown === timeline && { timelineVersion: timelineVersion + 1 }) })
    })
    viewer.setState({ opening: progress, notice: undefined })
    const file = { kind: 'file', name, openedAt, ...(clock && { clock }) } as const
    const eventsWith = (tools: TimelineTools): ReadEvents => ({
      onProgress(done, of) {
        progress = { name, done, total: of ?? total }
        drawing.ask()
      },
      onParts(header, read) {
        const isFirst = timeline === undefined
        timeline ??= new tools.Timeline(header)
        inputsOf.set(timeline, inputs)
        for (const part of read) timeline.append(part)
        if (isFirst) parts.show({ ...file, reports: [], complete: true }, timeline)
        else drawing.ask()
      },
      onStartOver() {
        giveUp()
        timeline = undefined
      },
      onDone(reports) {
        drawing.stop()
        end()
        if (!timeline || timeline.length === 0) {
          giveUp()
          tell(t('{name} holds no sample.', { name: sayHeard(name) }), describeEmpty(reports))
        } else if (viewer.getState().timeline === timeline) {
          viewer.setState({
            source: { ...file, reports, complete: isComplete(reports) },
            timelineVersion: viewer.getState().timelineVersion + 1,
            hostOffsetMinutes: findHostOffset(timeline),
          })
          const { cursorAt, panel } = viewer.getState().view
          const died = cursorAt === undefined ? tools.computePostMortem(timeline) : undefined
          // When a kill or a crash ends the timeline, the last moment before it is what one looks for.
          if (died) lookAt(timeline.times.at(died.index), clock === undefined ? 'events' : panel)
        }
      },
      onFailed(message) {
        drawing.stop()
        end()
        giveUp()
        tell(t('{name} could not be opened.', { name: sayHeard(name) }), message)
      },
    })
    let stop: (() => void) | undefined
    let isCancelled = false
    stopReading = () => {
      isCancelled = true
      drawing.stop()
      stop?.()
      giveUp()
    }
    parts.loadTools().then(
      (tools) => {
        if (!isCancelled) stop = parts.read(inputs, eventsWith(tools), clock)
      },
      (error: unknown) => {
        if (isCancelled) return
        cancel()
        parts.tellMissingPart(error)
      },
    )
  }
  const lookAt = (cursorAt: UnixMs, panel: ViewState['panel']): void => viewer.actions.setView({ cursorAt, panel })

  return { open, cancel, inputsOf: (timeline) => inputsOf.get(timeline) }
}

/** What could not be read at all is told in its report; it says nothing about the end of the others. */
export function isComplete(reports: readonly ReadReport[]): boolean {
  return reports.every((report) => report.complete || report.failure !== undefined)
}

/** Why there is nothing to show in what was read. */
export function describeEmpty(reports: readonly ReadReport[]): string {
  const problem = reports.flatMap((report) => report.problems)[0]
  return joinSentences(
    t('It was read as {kinds}.', { kinds: joinWords(reports.map((report) => sayHeard(report.recognisedAs))) }),
    problem ? sayHeard(problem.message) : t('There is nothing in it.'),
  )
}
