import type { Bytes } from '../../base/units'
import { printBytes } from '../../format/text/printValue'
import { MemCounter } from './memCounter'
import { makeUid } from './uniqueId'

export const TRACKER_TYPES = ['global', 'query', 'load', 'compaction', 'schema_change', 'other', 'metadata', 'cache'] as const
export type TrackerType = (typeof TRACKER_TYPES)[number]

/** The types of work that begins and ends; their sum is TasksMemory. */
export const TASK_TYPES = ['query', 'load', 'compaction', 'schema_change', 'other'] as const satisfies readonly TrackerType[]

/** Doris's query options that a tracker carries. */
export interface TrackerOptions {
  /** Bytes; left out or -1: no limit, statistics only. */
  readonly limit?: Bytes
  /** Fixed uid, for rebuilding a known tree. */
  readonly uid?: string
}

/** Counts what one task, cache or part of the engine uses, and holds it to a limit if it has one. */
export class MemTrackerLimiter {
  readonly type: TrackerType
  readonly label: string
  /** Bytes; -1: none. */
  readonly limit: Bytes
  /** 16+16 hex, unique and stable while the process lives. */
  readonly uid: string
  private readonly consumptionCounter = new MemCounter()
  private readonly reservedCounter = new MemCounter()
  private cancelReason: string | undefined
  private stopper: AbortController | undefined
  private waitedForGc = false
  private readonly parts: MemTrackerLimiter[] = []

  constructor(type: TrackerType, label: string, { limit = -1, uid = makeUid() }: TrackerOptions = {}) {
    this.type = type
    this.label = label
    this.limit = limit
    this.uid = uid
  }

  get consumption(): Bytes {
    return this.consumptionCounter.current()
  }

  /** What cancelling the task gives back: its consumption, and that of the trackers that are parts of it. */
  get held(): Bytes {
    return this.parts.reduce((sum, part) => sum + part.consumption, this.consumption)
  }

  /** A tracker of memory that goes with this task and is not counted in its consumption. */
  addPart(part: MemTrackerLimiter): void {
    this.parts.push(part)
  }

  get peakConsumption(): Bytes {
    return this.consumptionCounter.peak()
  }

  /** Contained in the consumption: reserving consumes, and what is allocated from the reservation is not consumed again. */
  get reserved(): Bytes {
    return this.reservedCounter.current()
  }

  get reservedPeak(): Bytes {
    return this.reservedCounter.peak()
  }

  get isCancelled(): boolean {
    return this.cancelReason !== undefined
  }

  get cancelledBecause(): string | undefined {
    return this.cancelReason
  }

  /** Fires when the task is cancelled, so that whatever it waits for ends at once. */
  get cancelled(): AbortSignal {
    this.stopper ??= new AbortController()
    if (this.cancelReason !== undefined) this.stopper.abort(this.cancelReason)
    return this.stopper.signal
  }

  /** The task ends as soon as it looks up. The first reason stays. */
  cancel(reason: string): void {
    this.cancelReason ??= reason
    this.stopper?.abort(this.cancelReason)
  }

  /** The allocator lets a task wait for a GC once in its life. True: this is that once. */
  takeGcWait(): boolean {
    if (this.waitedForGc) return false
    this.waitedForGc = true
    return true
  }

  /** Counts bytes whatever the limit. */
  consume(bytes: Bytes): void {
    if (bytes >= 0) this.consumptionCounter.add(bytes)
    else this.consumptionCounter.sub(-bytes)
  }

  release(bytes: Bytes): void {
    this.consume(-bytes)
  }

  /** Counts bytes if the limit allows it and returns undefined; else counts nothing and returns the reason in words. */
  tryConsume(bytes: Bytes): string | undefined {
    if (this.limit >= 0 && bytes > 0)
      return this.consumptionCounter.tryAdd(bytes, this.limit) ? undefined : this.limitExceeded(bytes)
    this.consume(bytes)
    return undefined
  }

  /** True: consuming so many more bytes would exceed the limit. */
  wouldExceed(bytes: Bytes): boolean {
    return this.limit >= 0 && this.held + bytes > this.limit
  }

  /** Notes that bytes which are consumed already are a reservation. */
  addReserved(bytes: Bytes): void {
    this.reservedCounter.add(bytes)
  }

  shrinkReserved(bytes: Bytes): void {
    this.reservedCounter.sub(bytes)
  }

  /** For parts that are told what they hold, such as metadata counted elsewhere; and to rebuild a known tree. */
  setConsumption(bytes: Bytes): void {
    this.consumptionCounter.set(bytes)
  }

  setReserved(bytes: Bytes): void {
    this.reservedCounter.set(bytes)
  }

  /** Why so many more bytes are refused, in Doris's words. */
  limitExceeded(bytes: Bytes): string {
    return (
      `failed alloc size ${printBytes(bytes)}, memory tracker limit exceeded, tracker label:${this.label}, type:${this.type}, ` +
      `limit ${printBytes(this.limit)}, peak used ${printBytes(this.peakConsumption)}, current used ${printBytes(this.consumption)}`
    )
  }
}
