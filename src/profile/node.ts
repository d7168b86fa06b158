import type { Integer } from '../base/integer'
import type { Counter, ExtraFields } from './counter'

/** A node of a RuntimeProfile tree: info strings, event sequences, counters, children, each in order. Never changed once made. */
export interface ProfileNode {
  readonly name: string
  /** TotalTime in ns; 0 = not measured, and then nothing of it is printed. */
  readonly totalTimeNs: Integer
  /** Share of the node's own time in percent (0 to 100), printed with the total time. */
  readonly localTimePercent: number
  /** Info strings, in insertion order. */
  readonly info: readonly (readonly [key: string, value: string])[]
  readonly events: readonly EventSequence[]
  readonly counters: readonly Counter[]
  readonly children: readonly ProfileNode[]
  /** False: its text stands in its parent's column instead of two blanks further right. */
  readonly indent: boolean
  readonly extra: ExtraFields | undefined
}

/** Generation P1: times of named events since the start of the sequence. */
export interface EventSequence {
  readonly name: string
  readonly elapsedNs: Integer
  readonly points: readonly (readonly [label: string, sinceStartNs: Integer])[]
  /** Unknown fields of the JSON form; left out where there is none. */
  readonly extra?: ExtraFields | undefined
}

export const NO_INFO: ProfileNode['info'] = Object.freeze([])
export const NO_EVENTS: readonly EventSequence[] = Object.freeze([])
export const NO_CHILDREN: readonly ProfileNode[] = Object.freeze([])
