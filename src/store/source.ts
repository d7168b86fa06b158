import type { UnixMs } from '../base/units'
import type { ReadReport } from '../profile/report'

/** Where the timeline on the screen comes from. */
export type SourceState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'live'
      readonly targetId: string
      /** When this target was chosen, on the monotonic clock (performance.now()). */
      readonly chosenAt: number
    }
  | {
      readonly kind: 'file'
      /** "be-17_2026-11-22.memlane.ndjson.gz", "3 files", "pasted text". */
      readonly name: string
      readonly reports: readonly ReadReport[]
      /** False: at least one input ends early. */
      readonly complete: boolean
      readonly openedAt: UnixMs
      /** How the clocks of its logs were read; left out: nothing was said, so UTC was assumed. */
      readonly clock?: FileClock
    }

/** What logs and the kernel's messages do not say of their clock. */
export interface FileClock {
  /** Minutes by which it is ahead of UTC; left out: UTC is assumed. */
  readonly logUtcOffsetMinutes?: number
  /** ms to add to the kernel's times. */
  readonly kernelOffsetMs?: number
}

/** Where lines of an opened file are wanted: around a line from 1 on, or around a moment of a log. */
export type LinePlace = { readonly line: number } | { readonly at: UnixMs }

/** Lines of an opened file that follow each other. */
export interface SourceLines {
  /** Number of the first one, from 1 on; undefined where they were found by their time. */
  readonly first: number | undefined
  readonly lines: readonly string[]
  /** Which of them is the one that was asked for; -1: none. */
  readonly marked: number
  readonly hasBefore: boolean
  readonly hasAfter: boolean
}

/** A file or paste that is being read; what was on the screen stays until it is done. */
export interface Opening {
  /** What is being read, such as the file's name. */
  readonly name: string
  /** Compressed bytes read. */
  readonly done: number
  /** undefined = not known. */
  readonly total: number | undefined
}

/** What became of something the user asked for, mostly that it did not work; shown until dismissed. The last good state stays on the screen. */
export interface Notice {
  /** 'note': it did work. */
  readonly tone?: 'note'
  readonly title: string
  readonly message: string
  /** At most 200 characters of what was read, shown as text. */
  readonly excerpt: string | undefined
}
