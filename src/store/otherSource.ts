import { t } from '../base/say'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { BlockPart } from '../profile/block/block'
import type { ReadReport } from '../profile/report'
import { alignMoments } from '../timeline/alignMoments'
import { Timeline } from '../timeline/timeline'
import type { OtherTimeline } from './otherTimeline'
import { selectCursorIndex, type Viewer, type ViewerServices } from './viewer'

/** What src/feed does; main.tsx hands it in. */
export interface OtherSourceParts {
  read(files: readonly File[], events: ReadEvents): () => void
  /** The timeline of a target, which grows until `stop` is called. */
  watch(targetId: string): { readonly timeline: Timeline; stop(): void }
  /** Makes the target on the screen the one that is watched. */
  watchOnly(targetId: string): void
}

interface ReadEvents {
  onProgress(done: number, total: number | undefined): void
  onParts(header: TimelineHeader, parts: readonly (Frame | BlockPart)[]): void
  onStartOver(): void
  onDone(reports: readonly ReadReport[]): void
  onFailed(message: string): void
}

/** Brings in the timeline that the one on the screen is compared with. Returns the service that views call. */
export function createOtherSource(viewer: Viewer, parts: OtherSourceParts): ViewerServices['compareWith'] {
  let stop: (() => void) | undefined
  viewer.subscribe((state, before) => {
    if (state.other !== undefined || before.other === undefined) return
    stop?.()
    stop = undefined
    // After a swap the target on the screen is the one that came in to be compared with.
    if (state.source.kind === 'live') parts.watchOnly(state.source.targetId)
  })

  const show = (other: Omit<OtherTimeline, 'by'>): void => {
    const { timeline } = viewer.getState()
    if (!timeline) return
    const isSameTime = alignMoments(timeline, selectCursorIndex(viewer.getState()), other.timeline, 'clock') !== undefined
    viewer.actions.setView({ cursorA: undefined, cursorB: undefined })
    viewer.setState({ other: { ...other, by: isSameTime ? 'clock' : 'start' } })
  }

  const showTarget = (targetId: string): void => {
    const name = viewer.getState().gateway?.targets.find((target) => target.id === targetId)?.name ?? targetId
    viewer.setState({ other: undefined })
    const watched = parts.watch(targetId)
    stop = () => watched.stop()
    show({ name, source: { kind: 'live', targetId, chosenAt: performance.now() }, timeline: watched.timeline })
  }

  const showFiles = (files: readonly File[]): void => {
    const name = files.length === 1 ? files[0]!.name : t('{count} files', { count: files.length })
    const openedAt = Date.now()
    const total = files.reduce((sum, file) => sum + file.size, 0)
    let timeline: Timeline | undefined
    const end = (title: string | undefined, message = ''): void => {
      viewer.setState({ opening: undefined, ...(title === undefined ? {} : { notice: { title, message, excerpt: undefined } }) })
    }
    viewer.setState({ opening: { name, done: 0, total }, notice: undefined })
    parts.read(files, {
      onProgress: (done, of) => viewer.setState({ opening: { name, done, total: of ?? total } }),
      onParts(header, read) {
        timeline ??= new Timeline(header)
        for (const part of read) timeline.append(part)
      },
      onStartOver() {
        timeline = undefined
      },
      onDone(reports) {
        if (!timeline || timeline.length === 0) {
          end(t('{name} holds no sample.', { name }), reports.flatMap((report) => report.problems)[0]?.message)
          return
        }
        end(undefined)
        const complete = reports.every((report) => report.complete || report.failure !== undefined)
        show({ name, source: { kind: 'file', name, reports, complete, openedAt }, timeline })
      },
      onFailed: (message) => end(t('{name} could not be opened.', { name }), message),
    })
  }

  return (choice) => {
    if ('targetId' in choice) showTarget(choice.targetId)
    else showFiles(choice.files)
  }
}
