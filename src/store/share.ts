import type { BlockPart } from '../profile/block/block'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'

/** What makes files of what leaves the page; main.tsx hands it in, fetched when it is first wanted. */
export interface ShareTools {
  /** The saved timeline, gzipped. */
  makeTimelineFile(header: TimelineHeader, parts: Iterable<Frame | BlockPart>): Promise<Blob>
  /** "be-17_20261123T060510Z.memlane.ndjson.gz" */
  timelineFileName(target: string | undefined, start: number): string
  /** One HTML file with the viewer and the timeline. Rejects with an Error whose message is a sentence. */
  makeReport(header: TimelineHeader, parts: Iterable<Frame | BlockPart>, start: number): Promise<Blob>
  addTimelineToPicture(png: Blob, packed: Blob): Promise<Blob>
  /** The picture with its caption as text in it. */
  describePicture(png: Blob, caption: string): Promise<Blob>
  makeTasksCsv(snapshot: Snapshot): Blob
  makeBandsCsv(samples: Iterable<SampleFrame>): Blob
  /** Hands a file to the browser to save. */
  download(name: string, blob: Blob): void
}
