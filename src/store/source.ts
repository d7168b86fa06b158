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

/** Something the user asked for that did not work; shown until dismissed. The last good state stays on the screen. */
export interface Notice {
  readonly title: string
  readonly message: string
  /** At most 200 characters of what was read, shown as text. */
  readonly excerpt: string | undefined
}
