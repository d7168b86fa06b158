import type { UnixMs } from '../base/units'

/** What a reader says about what it read: shown on the page, printed to stderr by the command. Nothing is dropped without a line. */
export interface ReadReport {
  /** The file's name or "pasted text"; undefined if it has none. */
  readonly file: string | undefined
  /** Plain words: "Doris /profile page, generation P3, gzipped". */
  readonly recognisedAs: string
  readonly snapshots: number
  readonly problems: readonly ReadProblem[]
  /** How many more problems there were than are listed. */
  readonly moreProblems: number
  /** False: the input ends early ("cut off"); what came before was read. */
  readonly complete: boolean
  /** How many marks (restarts, kills, GCs, cancelled tasks ...); absent if none. */
  readonly marks?: number
  /** From the first to the last time that the input says, Unix ms; absent if it says none. */
  readonly span?: { readonly from: UnixMs; readonly to: UnixMs }
  /** Its times are of a clock whose zone it does not say: of a log, or of the kernel's messages. Absent: they say it, or there are none. */
  readonly clock?: 'log' | 'kernel'
  /** Why nothing at all could be read from this input, while others could be; absent if something was. */
  readonly failure?: ReadErrorCode
}

export interface ReadProblem {
  /**
   * 'note': something the reader noticed; 'skipped': this could not be read and was left out; 'missing': expected and not there;
   * 'contradiction': figures that say different things, all of them kept.
   */
  readonly kind: 'note' | 'skipped' | 'missing' | 'contradiction'
  /** 1-based; undefined if it is not about a line. */
  readonly line: number | undefined
  /** A whole sentence: what is wrong, and what was done. */
  readonly message: string
  /** The text itself, at most 200 characters. */
  readonly text: string | undefined
}

/** Thrown when nothing can be read: the message is a whole sentence for the user that says what is wrong and what to do. */
export class ReadError extends Error {
  override readonly name = 'ReadError'
  /** Machine-readable class, such as 'not-a-profile', 'newer-version', 'too-large'. */
  readonly code: ReadErrorCode
  constructor(code: ReadErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export type ReadErrorCode =
  | 'not-a-profile'
  | 'login-page'
  | 'newer-version'
  | 'invalid'
  | 'too-large'
  | 'too-deep'
  | 'empty'
  | 'cut-off'
  | 'cancelled'
