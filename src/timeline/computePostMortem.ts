import type { Integer } from '../base/integer'
import { compareIntegers, subtractIntegers } from '../base/integer'
import type { Bytes, UnixMs } from '../base/units'
import type { MarkFrame, SampleFrame } from '../profile/frame'
import type { Figure } from '../profile/snapshot'
import { computeTasks, type Task } from '../profile/task'
import { BAND_IDS, BAND_PARTS, computeBand, computeStack, type BandId } from './bands'
import type { Timeline } from './timeline'

/** What is known of the end of a process: the kill or crash, the last samples before it, and what grew towards it. */
export interface PostMortem {
  /** The kill or the crash. */
  readonly end: MarkFrame
  /**
   * The last sample at or before the end that says how much memory there was: where to look first. (What a process wrote while it was
   * killed may break off before that.)
   */
  readonly index: number
  /** How long before the end it was taken, in ms; the true time is this ± `end.withinMs`. Never negative. */
  readonly beforeMs: number
  /** The last sample that says where the memory is, not only how much; -1: there is none. It may be older than `index`. */
  readonly fullIndex: number
  readonly fullBeforeMs: number | undefined
  /** Of the sample at `fullIndex`, largest first; only what is reported. */
  readonly bands: readonly { readonly id: BandId; readonly bytes: Bytes }[]
  /** Of the sample at `fullIndex`, largest first, at most 10; empty if it lists none. */
  readonly tasks: readonly Task[]
  /** What grew in the ten minutes before, most first, at most 10. */
  readonly growth: readonly Growth[]
  /** What else happened in the ten minutes before and one minute after, in order, the last 50: GCs, cancelled tasks, refusals. */
  readonly marks: readonly MarkFrame[]
}

/** How much one thing grew between two samples that report it. */
export interface Growth {
  readonly what:
    | { readonly kind: 'rss' }
    | { readonly kind: 'band'; readonly id: BandId }
    | { readonly kind: 'task'; readonly task: Task }
  readonly from: Bytes
  readonly to: Bytes
  readonly fromAt: UnixMs
  readonly toAt: UnixMs
  /** Always above 0. */
  readonly bytes: Bytes
  readonly bytesPerMinute: Bytes
}

const WINDOW_MS = 10 * 60_000
const AFTER_MS = 60_000
const MOST = 10
const MOST_MARKS = 50
/** A sample from before the ten minutes still says what was there when they began, if it is not older than this. */
const STALE_MS = 30 * 60_000

/**
 * The end of the process that a timeline is about: the last kill or crash after which that process gave no sample any more. undefined
 * if nothing ended it, or if there is no sample before. Pure.
 */
export function computePostMortem(timeline: Timeline): PostMortem | undefined {
  const end = timeline.marks.findLast((mark) => isEnd(timeline, mark))
  if (!end) return undefined
  const last = timeline.indexAt(end.at + (end.withinMs ?? 0))
  const first = firstOfLife(timeline, last)
  const index = findTelling(timeline, first, last)
  const at = timeline.times.at(index)
  const fullIndex = findFull(timeline, first, index)
  const full = fullIndex < 0 ? undefined : timeline.sampleAt(fullIndex)
  const stack = fullIndex < 0 ? undefined : computeStack(timeline.meaningAt(fullIndex))
  return {
    end,
    index,
    beforeMs: Math.max(0, end.at - at),
    fullIndex,
    fullBeforeMs: full && Math.max(0, end.at - full.at),
    bands: (stack?.bands ?? [])
      .flatMap(({ id, value }) => (value === undefined ? [] : [{ id, bytes: value }]))
      .toSorted((a, b) => b.bytes - a.bytes),
    tasks: full ? largestTasks(full) : [],
    growth: computeGrowth(timeline, first, index, end.at - WINDOW_MS),
    marks: timeline.marks
      .filter((mark) => mark !== end && mark.at >= end.at - WINDOW_MS && mark.at <= end.at + AFTER_MS)
      .slice(-MOST_MARKS),
  }
}

function isEnd(timeline: Timeline, mark: MarkFrame): boolean {
  if (mark.mark !== 'oom' && mark.mark !== 'crash') return false
  const last = timeline.length - 1
  const index = timeline.indexAt(mark.at + (mark.withinMs ?? 0))
  // Samples that follow are of its successor, or else it was another process that was killed.
  if (index < 0 || index < last) return false
  return isOf(timeline.sampleAt(index), mark)
}

/** Whether a kill is of the process of a sample, as far as both say who it is. */
function isOf({ snapshot }: SampleFrame, { detail }: MarkFrame): boolean {
  const { pid, name } = snapshot.process
  if (detail?.pid !== undefined && pid !== undefined) return detail.pid === pid
  if (detail?.process === undefined) return true
  // The kernel keeps 15 characters; older builds of doris_be were called palo_be.
  return detail.process === name.slice(0, KERNEL_NAME) || (name === 'doris_be' && detail.process === 'palo_be')
}

const KERNEL_NAME = 15

/** The first sample of the same life of the process: after the last restart. */
function firstOfLife(timeline: Timeline, index: number): number {
  const at = timeline.times.at(index)
  const mark = timeline.marks.findLast((one) => one.mark === 'restart' && one.at <= at)
  const byMark = mark ? timeline.indexAt(mark.at - 1) + 1 : 0
  const byProcess = timeline.restarts.findLast((restart) => restart <= index) ?? 0
  return Math.max(byMark, byProcess)
}

function findTelling(timeline: Timeline, first: number, last: number): number {
  for (let at = last; at >= first; at--) if (!Number.isNaN(timeline.column('rss').at(at)) || isFull(timeline, at)) return at
  return last
}

function findFull(timeline: Timeline, first: number, index: number): number {
  for (let at = index; at >= first; at--) if (isFull(timeline, at)) return at
  return -1
}

/** Says where the memory is: at least one band besides what is left over. */
function isFull(timeline: Timeline, index: number): boolean {
  if (PARTS.some((name) => !Number.isNaN(timeline.column(name).at(index)))) return true
  return largestTasks(timeline.sampleAt(index)).length > 0
}

const PARTS = ['tracked', 'query', 'global'] as const

function largestTasks({ snapshot }: SampleFrame): Task[] {
  const listed = computeTasks(snapshot)?.tasks ?? []
  return listed
    .filter((task) => task.current)
    .toSorted((a, b) => compareIntegers(bytes(b), bytes(a)))
    .slice(0, MOST)
}

const bytes = (task: Task): Integer => (task.current as Figure).value

/** A value and when it was taken. */
interface Point {
  readonly at: UnixMs
  readonly value: Integer
}

function computeGrowth(timeline: Timeline, first: number, last: number, from: UnixMs): Growth[] {
  const begin = Math.max(first, timeline.indexAt(from))
  const points = new Map<string, { readonly what: Growth['what']; first: Point; last: Point }>()
  const note = (key: string, what: Growth['what'], point: Point): void => {
    const known = points.get(key)
    // What a sample before the window says counts only as what was there when the window began.
    if (!known || (known.first.at < from && (point.at <= from || from - known.first.at > STALE_MS)))
      points.set(key, { what, first: point, last: point })
    else points.set(key, { what, first: known.first, last: point })
  }
  for (let index = begin; index <= last; index++) {
    const at = timeline.times.at(index)
    if (from - at > STALE_MS) continue
    const meaning = timeline.meaningAt(index)
    if (meaning.rss) note('rss', { kind: 'rss' }, { at, value: meaning.rss.value })
    for (const id of BAND_IDS) {
      const whole = computeBand(meaning, id)
      if (!whole) continue
      // Part by part: a status line says the allocator's cache alone, and what a block adds to that has not grown.
      const names = BAND_PARTS[id]
      if (names.length === 1) note(`band ${id}`, { kind: 'band', id }, { at, value: whole.value })
      else
        for (const name of names) {
          const part = meaning[name]
          if (part) note(`band ${id} ${name}`, { kind: 'band', id }, { at, value: part.value })
        }
    }
    for (const task of computeTasks(timeline.sampleAt(index).snapshot)?.tasks ?? []) {
      if (task.current) note(`task ${task.uid}`, { kind: 'task', task }, { at, value: task.current.value })
    }
  }
  const newest = timeline.times.at(last)
  const growths = [...points.values()].flatMap(({ what, first: a, last: b }): Growth[] => {
    const grown = Number(subtractIntegers(b.value, a.value))
    // A task that had ended is no longer what fills the memory.
    const isOver = what.kind === 'task' && newest - b.at > AFTER_MS
    if (b.at <= a.at || isOver) return []
    return [
      {
        what,
        from: Number(a.value),
        to: Number(b.value),
        fromAt: a.at,
        toAt: b.at,
        bytes: grown,
        bytesPerMinute: grown / ((b.at - a.at) / 60_000),
      },
    ]
  })
  return joinParts(growths)
    .filter(({ bytes: grown }) => grown > 0)
    .toSorted((a, b) => b.bytes - a.bytes || order(a) - order(b))
    .slice(0, MOST)
}

/** What the parts of each band grew, together. */
function joinParts(growths: readonly Growth[]): Growth[] {
  const joined: Growth[] = []
  for (const growth of growths) {
    const { what } = growth
    const same = what.kind === 'band' ? joined.findIndex((one) => one.what.kind === 'band' && one.what.id === what.id) : -1
    const known = joined[same]
    if (!known) joined.push(growth)
    else
      joined[same] = {
        what,
        from: known.from + growth.from,
        to: known.to + growth.to,
        fromAt: Math.min(known.fromAt, growth.fromAt),
        toAt: Math.max(known.toAt, growth.toAt),
        bytes: known.bytes + growth.bytes,
        bytesPerMinute: known.bytesPerMinute + growth.bytesPerMinute,
      }
  }
  return joined
}

/** Of what grew alike the whole comes before its parts. */
function order({ what }: Growth): number {
  return what.kind === 'rss' ? -1 : what.kind === 'band' ? BAND_IDS.indexOf(what.id) : BAND_IDS.length
}
