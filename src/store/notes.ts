import type { UnixMs } from '../base/units'
import type { MarkFrame } from '../profile/frame'
import type { Viewer } from './viewer'

/** Longest note, in UTF-16 units: a mark, not a document. */
export const LONGEST_NOTE = 500

/** Sets a note at a moment, in the place of one that was there; an empty text only takes that one away. It is saved with the timeline. */
export function writeNote(viewer: Viewer, at: UnixMs, text: string, before: MarkFrame | undefined): void {
  const { timeline, timelineVersion } = viewer.getState()
  if (!timeline) return
  const said = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NOTE).toWellFormed()
  if (before) timeline.removeMark(before)
  if (said !== '') timeline.append({ kind: 'mark', at, mark: 'note', text: said })
  viewer.setState({ timelineVersion: timelineVersion + 1 })
}
