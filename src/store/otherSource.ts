import { t } from '../base/say'
import { alignMoments } from '../timeline/alignMoments'
import { Timeline } from '../timeline/timeline'
import { describeEmpty, isComplete, type ReadEvents } from './openTimeline'
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

/** Brings in the timeline that the one on the screen is compared with. Returns the service that views call. */
export function createOtherSource(viewer: Viewer, parts: OtherSourceParts): ViewerServices['compareWith'] {
  let stop: (() => void) | undefined
  let stopReading: (() => void) | undefined
  viewer.subscribe((state, before) => {
    // Cancelled, or something else is being opened.
    if (before.opening && !state.opening) {
      stopReading?.()
      stopReading = undefined
    }
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
    if (viewer.getState().opening) {
      const message = t('Wait until it is read, or cancel it; then compare.')
      viewer.setState({ notice: { title: t('Something is still being opened.'), message, excerpt: undefined } })
      return
    }
    const name = files.length === 1 ? files[0]!.name : t('{count} files', { count: files.length })
    const openedAt = Date.now()
    const total = files.reduce((sum, file) => sum + file.size, 0)
    let timeline: Timeline | undefined
    const end = (title: string | undefined, message = ''): void => {
      stopReading = undefined
      viewer.setState({ opening: undefined, ...(title === undefined ? {} : { notice: { title, message, excerpt: undefined } }) })
    }
    viewer.setState({ opening: { name, done: 0, total }, notice: undefined })
    stopReading = parts.read(files, {
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
          end(t('{name} holds no sample.', { name }), describeEmpty(reports))
          return
        }
        end(undefined)
        show({ name, source: { kind: 'file', name, reports, complete: isComplete(reports), openedAt }, timeline })
      },
      onFailed: (message) => end(t('{name} could not be opened.', { name }), message),
    })
  }

  return (choice) => {
    if ('targetId' in choice) showTarget(choice.targetId)
    else showFiles(choice.files)
  }
}
