import { ReadError, type ReadReport } from '../profile/report'
import type { TimelineHeader } from '../profile/frame'
import type { ReadInput, ReadOptions, ReadResult } from './input'
import { type Item, mergeFrames } from './mergeFrames'
import { openInput } from './openInput'
import { readSession, SessionReader } from './session/read'
import { isSavedTimeline } from './timelineParts'

// All else is as it is; what is not used stays out of the report.
export * from './index'

/**
 * The door of a report (it stands in for `index.ts` there): saved timelines only, as files, pictures or reports. The readers of logs and
 * pages would make every report larger by a tenth, for what Memlane itself does better.
 */
export async function readAny(inputs: readonly ReadInput[], options: ReadOptions = {}): Promise<ReadResult> {
  const items: Item[][] = []
  const reports: ReadReport[] = []
  let header: TimelineHeader | undefined
  for (const input of inputs) {
    const opened = await openInput(input, { signal: options.signal })
    try {
      if (!isSavedTimeline(opened.headText))
        throw new ReadError('not-a-profile', `A report opens saved timelines only: open ${input.name} in Memlane itself.`)
      const reader = new SessionReader()
      const read: Item[] = []
      const frames = readSession(opened.stream(), { ...(options.signal && { signal: options.signal }), file: input.name, reader })
      let next = await frames.next()
      while (!next.done) {
        read.push(next.value)
        next = await frames.next()
      }
      items.push(read)
      reports.push(next.value)
      header ??= reader.header
    } finally {
      opened.close()
    }
  }
  const { frames, notes } = mergeFrames(items, options.now ?? Date.now())
  return {
    header: header ?? { tool: '', created: 0, target: undefined, source: 'file', note: '' },
    frames,
    reports: reports.map((report, index) => ({ ...report, problems: [...report.problems, ...(notes[index] ?? [])] })),
  }
}
