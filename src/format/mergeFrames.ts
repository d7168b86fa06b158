import type { UnixMs } from '../base/units'
import type { Frame, MarkFrame, SampleFrame } from '../profile/frame'
import type { ReadProblem } from '../profile/report'
import type { ProcessIdentity, Snapshot } from '../profile/snapshot'
import { sameValue } from './sameValue'

/** What one input gave: frames with their times, or snapshots that may have none. */
export type Item = Frame | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly at: UnixMs | undefined }

export interface MergedFrames {
  /** In the order of time. */
  readonly frames: readonly Frame[]
  /** What there is to say about each input, in the order of the inputs. */
  readonly notes: readonly (readonly ReadProblem[])[]
}

/** Texts without a time follow each other at this distance. */
const STEP_MS = 1000

/**
 * Puts the frames of several inputs into one order of time; where times are equal, that of the inputs. Times in seconds or
 * microseconds become ms, samples that stand in two inputs are dropped, restarts become marks, and all of it is noted. `now` is the
 * time of the first snapshot that has none.
 */
export function mergeFrames(inputs: readonly (readonly Item[])[], now: UnixMs): MergedFrames {
  const notes: ReadProblem[][] = inputs.map(() => [])
  const entries: Entry[] = []
  let nextGuess = now
  inputs.forEach((items, input) => {
    const converted = new Map<string, number>()
    let guessed = 0
    for (const item of items) {
      const frame = fixTimes(item, converted)
      if (frame.kind !== 'snapshot') {
        entries.push({ frame, at: timeOf(frame), input, order: entries.length, renumber: false })
        continue
      }
      const at = frame.at ?? nextGuess
      if (frame.at === undefined) {
        guessed++
        nextGuess += STEP_MS
      }
      const sample: SampleFrame = {
        kind: 'sample',
        seq: 0,
        at,
        tookMs: undefined,
        wireBytes: undefined,
        snapshot: frame.snapshot,
      }
      entries.push({ frame: sample, at, input, order: entries.length, renumber: true })
    }
    notes[input]!.push(...noteConverted(converted))
    if (guessed > 0) {
      notes[input]!.push(
        note(
          guessed === 1 && nextGuess === now + STEP_MS
            ? 'The text does not say when it was taken: it stands at the time of reading.'
            : 'The texts do not say when they were taken: they stand one second apart, in their order, from the time of reading on.',
        ),
      )
    }
  })

  const ordered = entries.toSorted((a, b) => a.at - b.at || a.order - b.order)
  inputs.forEach((_, input) => {
    const moved = countOutOfOrder(entries, input)
    if (moved > 0)
      notes[input]!.push(note(`${moved} ${moved === 1 ? 'frame was' : 'frames were'} out of order in time: sorted by it.`))
  })

  const hosts = new Hosts()
  for (const { frame, input } of entries) {
    const found = frame.kind === 'sample' ? hosts.look(frame.snapshot.process) : undefined
    if (found) notes[input]!.push(found)
  }
  const kept = dropDuplicates(ordered, notes)
  const numbered = numberSamples(kept, notes)
  return { frames: markRestarts(numbered), notes }
}

/** Several processes in one timeline are seldom meant: it is said where a further one comes in. */
export class Hosts {
  private readonly hosts = new Set<string>()

  look({ host }: ProcessIdentity): ReadProblem | undefined {
    const { hosts } = this
    if (host === undefined || hosts.has(host)) return undefined
    const [first] = hosts
    const isNamed = hosts.size > 0 && hosts.size <= MAX_NAMED_HOSTS
    hosts.add(host)
    if (!isNamed) return undefined
    return note(
      `A sample is of another process (${host.slice(0, 100)}) than the first ones (${first!.slice(0, 100)}): they stand in one timeline together.`,
    )
  }
}

const MAX_NAMED_HOSTS = 10

interface Entry {
  readonly frame: Frame
  readonly at: UnixMs
  readonly input: number
  /** Place among all entries as they came. */
  readonly order: number
  readonly renumber: boolean
}

function timeOf(frame: Frame): UnixMs {
  return frame.kind === 'gap' ? frame.from : frame.at
}

function note(message: string): ReadProblem {
  return { kind: 'note', line: undefined, message, text: undefined }
}

// Milliseconds of the years 1973 to 5138 have 12 to 14 digits; seconds of 1973 to 5138 have 9 to 11, microseconds 15 to 17.
const LEAST_MS = 1e11
const LEAST_SECONDS = 1e8
const MOST_MS = 1e14

/** `converted`: how many times there were, by their unit. */
export function noteConverted(converted: ReadonlyMap<string, number>): ReadProblem[] {
  return [...converted].map(([unit, count]) =>
    note(`${count} times were taken to be in ${unit}: as milliseconds they would lie outside of the years 1973 to 5138.`),
  )
}

/** A time in ms, whatever unit it was in; small ones are left alone, they may be the clock of a machine that begins at 0. */
export function toMs(time: number, converted: Map<string, number>): UnixMs {
  const unit = time >= LEAST_SECONDS && time < LEAST_MS ? 'seconds' : time >= MOST_MS ? 'microseconds' : undefined
  if (unit === undefined) return time
  converted.set(unit, (converted.get(unit) ?? 0) + 1)
  return unit === 'seconds' ? time * 1000 : Math.round(time / 1000)
}

function fixTimes(item: Item, converted: Map<string, number>): Item {
  switch (item.kind) {
    case 'gap': {
      const from = toMs(item.from, converted)
      const to = toMs(item.to, converted)
      return from === item.from && to === item.to ? item : { ...item, from, to }
    }
    case 'mark': {
      const at = toMs(item.at, converted)
      return at === item.at ? item : { ...item, at }
    }
    case 'sample':
    case 'snapshot': {
      // Only the time of the look is counted in the note: the others of the snapshot go with it.
      const at = item.at === undefined ? undefined : toMs(item.at, converted)
      const snapshot = fixSnapshot(item.snapshot)
      if (at === item.at && snapshot === item.snapshot) return item
      return item.kind === 'sample' ? { ...item, at: at!, snapshot } : { ...item, at, snapshot }
    }
  }
}

/** All times of a snapshot in ms. */
export function fixSnapshot(snapshot: Snapshot): Snapshot {
  const uncounted = new Map<string, number>()
  const { takenAt, process } = snapshot
  const { startedAt } = process
  const fixedTakenAt = takenAt === undefined ? undefined : toMs(takenAt, uncounted)
  const fixedStartedAt = startedAt === undefined ? undefined : toMs(startedAt, uncounted)
  if (uncounted.size === 0) return snapshot
  return { ...snapshot, takenAt: fixedTakenAt, process: { ...process, startedAt: fixedStartedAt } }
}

function countOutOfOrder(entries: readonly Entry[], input: number): number {
  let latest = -Infinity
  let count = 0
  for (const entry of entries) {
    // A gap is written when it ends, so it comes after marks that lie in it; and both come behind the block of samples that holds them.
    if (entry.input !== input || entry.frame.kind === 'gap' || entry.frame.kind === 'mark') continue
    if (entry.at < latest) count++
    else latest = entry.at
  }
  return count
}

/** So many of the same time are compared with each other: enough for files dropped twice, and no more work for files where all are. */
const COMPARED = 20

/** Of frames at the same time with the same content only the first stays. */
function dropDuplicates(ordered: readonly Entry[], notes: ReadProblem[][]): Entry[] {
  const kept: Entry[] = []
  const dropped = new Map<number, number>()
  for (const entry of ordered) {
    let isDuplicate = false
    for (let before = kept.length - 1; before >= Math.max(0, kept.length - COMPARED) && kept[before]!.at === entry.at; before--) {
      if (isSameFrame(kept[before]!.frame, entry.frame)) {
        isDuplicate = true
        break
      }
    }
    if (isDuplicate) dropped.set(entry.input, (dropped.get(entry.input) ?? 0) + 1)
    else kept.push(entry)
  }
  for (const [input, count] of dropped) notes[input]!.push(noteDuplicates(count))
  return kept
}

export function noteDuplicates(count: number): ReadProblem {
  return note(
    `${count} ${count === 1 ? 'frame stands' : 'frames stand'} twice, at the same time and with the same content: counted once.`,
  )
}

function isSameFrame(a: Frame, b: Frame): boolean {
  if (a.kind === 'sample' && b.kind === 'sample') return sameValue(a.snapshot, b.snapshot)
  return a.kind === b.kind && sameValue(a, b)
}

/** The numbers of a saved timeline stay, they are part of its fingerprints; where they do not ascend, all samples are numbered anew. */
function numberSamples(entries: readonly Entry[], notes: ReadProblem[][]): Frame[] {
  let last = -Infinity
  let ascends = true
  for (const { frame, renumber } of entries) {
    if (frame.kind !== 'sample') continue
    if (renumber || frame.seq <= last) ascends = false
    last = frame.seq
  }
  if (ascends) return entries.map(({ frame }) => frame)
  for (const input of new Set(
    entries.filter(({ frame, renumber }) => frame.kind === 'sample' && !renumber).map((entry) => entry.input),
  )) {
    notes[input]!.push(note('The samples were numbered anew, in the order of time.'))
  }
  let seq = 0
  return entries.map(({ frame }) => (frame.kind === 'sample' ? { ...frame, seq: ++seq } : frame))
}

/** Where the process of one target is another one than before, a mark says so, unless one is there. */
function markRestarts(frames: readonly Frame[]): Frame[] {
  const restarts = new Restarts()
  return frames.flatMap((frame) => {
    const mark = restarts.look(frame)
    return mark ? [mark, frame] : [frame]
  })
}

/** Looks at frames in the order of time. */
export class Restarts {
  private readonly lastOf = new Map<string, { process: ProcessIdentity; restarts: number }>()
  private restarts = 0

  /** The mark that belongs before this frame, if any. */
  look(frame: Frame): MarkFrame | undefined {
    if (frame.kind === 'mark' && frame.mark === 'restart') this.restarts++
    if (frame.kind !== 'sample') return undefined
    const { process } = frame.snapshot
    const target = JSON.stringify([process.name, process.host ?? ''])
    const before = this.lastOf.get(target)
    const why = before && describeRestart(before.process, process)
    const isNews = why !== undefined && this.restarts === before?.restarts
    if (isNews) this.restarts++
    this.lastOf.set(target, { process, restarts: this.restarts })
    return isNews ? { kind: 'mark', at: frame.at, mark: 'restart', text: why } : undefined
  }
}

function describeRestart(before: ProcessIdentity, after: ProcessIdentity): string | undefined {
  if (before.pid !== undefined && after.pid !== undefined && before.pid !== after.pid) {
    return `The process restarted: pid ${before.pid} before, ${after.pid} after.`
  }
  if (before.startedAt !== undefined && after.startedAt !== undefined && before.startedAt !== after.startedAt) {
    return 'The process restarted: it says another start time than before.'
  }
  return undefined
}
