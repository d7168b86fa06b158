import { printSnapshotsCsv } from '../format/csv/snapshots'
import { printTasksCsv } from '../format/csv/tasks'
import { addDescription, addTimeline } from '../format/png/pngTimeline'
import { fillReport } from '../format/report/report'
import type { BlockPart } from '../profile/block/block'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import { fetchTemplate } from './carried'
import { makeTimelineFile, timelineFileName } from './saveTimeline'

export { makeTimelineFile, timelineFileName } from './saveTimeline'

/** One HTML file that holds the viewer and the timeline. Rejects with an Error whose message is a sentence. */
export async function makeReport(header: TimelineHeader, parts: Iterable<Frame | BlockPart>, start: number): Promise<Blob> {
  const [template, packed] = await Promise.all([fetchTemplate(), makeTimelineFile(header, parts)])
  const pieces: Blob[] = []
  for await (const piece of fillReport(template, timelineFileName(header.target, start), packed.stream()))
    pieces.push(new Blob([piece]))
  return new Blob(pieces, { type: 'text/html' })
}

/** The picture with a saved timeline (gzipped) in it. */
export async function addTimelineToPicture(png: Blob, packed: Blob): Promise<Blob> {
  const [picture, timeline] = await Promise.all([png.arrayBuffer(), packed.arrayBuffer()])
  return new Blob(addTimeline(new Uint8Array(picture), new Uint8Array(timeline)), { type: 'image/png' })
}

/** The picture with a text in it that says what it shows. */
export async function describePicture(png: Blob, caption: string): Promise<Blob> {
  return new Blob(addDescription(new Uint8Array(await png.arrayBuffer()), caption), { type: 'image/png' })
}

/** The tasks of a snapshot as CSV. */
export function makeTasksCsv(snapshot: Snapshot): Blob {
  return new Blob([...printTasksCsv(snapshot)], { type: 'text/csv' })
}

/** RSS, the bands and the limits of each sample as CSV. */
export function makeBandsCsv(samples: Iterable<SampleFrame>): Blob {
  return new Blob([...printSnapshotsCsv(samples)], { type: 'text/csv' })
}
