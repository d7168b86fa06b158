import type { Bytes } from '../../base/units'
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
  private waitedForGc = false

  constructor(type: TrackerType, label: string, { limit = -1, uid = makeUid() }: TrackerOptions = {}) {
    this.type = type
    this.label = label
    this.limit = limit
    this.uid = uid
  }

  get consumption(): Bytes {
    return this.consumptionCounter.current()
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

  /** The task sees it at its next step and ends. The first reason stays. */
  cancel(reason: string): void {
    this.cancelReason ??= reason
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

  /** Counts bytes if the limit allows it; else undefined stays undefined and the reason is returned in words. */
  tryConsume(bytes: Bytes): string | undefined {
    if (this.limit < 0 || bytes <= 0) {
      this.consume(bytes)
      return undefined
    }
    return this.consumptionCounter.tryAdd(bytes, this.limit) ? undefined : this.limitExceeded(bytes)
  }

  /** True: consuming so many more bytes would exceed the limit. */
  wouldExceed(bytes: Bytes): boolean {
    return this.limit >= 0 && this.consumption + bytes > this.limit
  }

  reserve(bytes: Bytes): void {
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

  private limitExceeded(bytes: Bytes): string {
    return `tracker:<${this.label}> cannot take ${bytes} more bytes: limit ${this.limit}, peak used ${this.peakConsumption}, current used ${this.consumption}`
  }
}
