import type { Frame } from '../profile/frame'
import { Timeline } from '../timeline/timeline'

/** How much later than due a sample may come before the time between counts as a break, in ms. */
const BREAK_SLACK_MS = 2_000

export interface LiveTimelineSettings {
  /** Version of Memlane, for the timelines' headers. */
  readonly tool: string
  nameOf(targetId: string): string
  /** The gateway's pace for the target, in ms. */
  everyMsOf(targetId: string): number
  /** What one timeline may occupy; beyond it the oldest part is thinned. */
  maxBytes(): number
}

/** What this page has seen of each target that it watched; goes on growing behind an opened file. */
export interface LiveTimelines {
  of(targetId: string): Timeline
  /** Takes in what is new of the frames of one run of the gateway. Returns whether anything was. */
  append(targetId: string, run: string, frames: readonly Frame[]): boolean
  setMaxBytes(bytes: number): void
}

interface LiveTimeline {
  readonly timeline: Timeline
  /** The run of the gateway that the newest sample came from. */
  run: string | undefined
  /** Added to that run's sample numbers. */
  seqOffset: number
}

export function createLiveTimelines(settings: LiveTimelineSettings): LiveTimelines {
  const lives = new Map<string, LiveTimeline>()
  const live = (targetId: string): LiveTimeline => {
    const known = lives.get(targetId)
    if (known) return known
    const header = {
      tool: settings.tool,
      created: Date.now(),
      target: settings.nameOf(targetId),
      source: 'live',
      note: '',
    } as const
    const made = { timeline: new Timeline(header, { maxBytes: settings.maxBytes() }), run: undefined, seqOffset: 0 }
    lives.set(targetId, made)
    return made
  }
  return {
    of: (targetId) => live(targetId).timeline,
    append: (targetId, run, frames) => append(live(targetId), run, frames, settings.everyMsOf(targetId)),
    setMaxBytes(bytes) {
      for (const { timeline } of lives.values()) timeline.maxBytes = bytes
    },
  }
}

function append(live: LiveTimeline, run: string, frames: readonly Frame[], everyMs: number): boolean {
  const { timeline } = live
  let changed = false
  for (const frame of frames) {
    if (!isNews(timeline, frame)) continue
    if (frame.kind === 'sample') {
      const last = timeline.length > 0 ? timeline.sampleAt(timeline.length - 1) : undefined
      // Another run of the gateway may count from 1 again; here the numbers go on, so that each stands for one sample.
      if (last && run !== live.run && frame.seq + live.seqOffset <= last.seq) live.seqOffset = last.seq + 1 - frame.seq
      const sample = live.seqOffset === 0 ? frame : { ...frame, seq: frame.seq + live.seqOffset }
      if (last && (run !== live.run || sample.seq > last.seq + 1)) tellBreak(timeline, last.at, frame.at, everyMs)
      live.run = run
      timeline.append(sample)
    } else timeline.append(frame)
    changed = true
  }
  return changed
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
