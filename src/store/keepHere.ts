import { formatBytes } from '../base/formatBytes'
import { t } from '../base/say'
import type { UnixMs } from '../base/units'
import type { Timeline } from '../timeline/timeline'
import type { Viewer, ViewerServices } from './viewer'

/** A timeline that the user asked this browser to keep. */
export interface Kept {
  readonly id: number
  /** As of a saved file. */
  readonly name: string
  /** Of the gzipped file. */
  readonly bytes: number
  readonly keptAt: UnixMs
  readonly samples: number
}

/** What src/feed does; main.tsx hands it in. */
export interface KeepParts {
  makeFile(timeline: Timeline): Promise<{ readonly name: string; readonly blob: Blob }>
  keep(file: Blob, facts: Omit<Kept, 'id' | 'bytes'>): Promise<Kept>
  list(): Promise<readonly Kept[]>
  read(id: number): Promise<Blob | undefined>
  remove(id: number): Promise<void>
  open(name: string, file: Blob): void
}

type KeepServices = Pick<ViewerServices, 'keepTimeline' | 'listKept' | 'openKept' | 'removeKept'>

/** Keeps timelines in the browser because the user asks for it, and tells what became of that. */
export function createKeeper(viewer: Viewer, parts: KeepParts): KeepServices {
  const tell = (tone: 'note' | undefined, title: string, message: string): void =>
    viewer.setState({ notice: { ...(tone ? { tone } : {}), title, message, excerpt: undefined } })
  const change = (): void => viewer.setState({ keptVersion: viewer.getState().keptVersion + 1 })

  return {
    async keepTimeline() {
      const { timeline } = viewer.getState()
      if (!timeline || timeline.length === 0) return
      try {
        const { name, blob } = await parts.makeFile(timeline)
        const kept = await parts.keep(blob, { name, keptAt: Date.now(), samples: timeline.length })
        tell(
          'note',
          t('The timeline is kept in this browser, as {name} ({size}).', { name: kept.name, size: formatBytes(kept.bytes) }),
          t('What comes from now on is not in it. Settings and the empty page list what is kept.'),
        )
        change()
      } catch (error) {
        const isFull = typeof error === 'object' && error !== null && 'reason' in error && error.reason === 'full'
        tell(
          undefined,
          t('The timeline could not be kept.'),
          isFull
            ? t('The browser gives this page no more storage. Delete what is kept (Settings), or save the timeline as a file.')
            : t('The browser refuses storage to this page (a private window, or its settings). Save the timeline as a file.'),
        )
      }
    },
    listKept: () => parts.list(),
    async openKept(kept) {
      const file = await parts.read(kept.id).catch(() => undefined)
      if (file) parts.open(kept.name, file)
      else {
        tell(
          undefined,
          t('{name} is no longer there.', { name: kept.name }),
          t('The browser has deleted it, as it may do when its disk is full.'),
        )
        change()
      }
    },
    async removeKept(id) {
      await parts.remove(id).catch(() => tell(undefined, t('It could not be deleted.'), t('The browser refused; try again.')))
      change()
    },
  }
}
