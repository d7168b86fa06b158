import type { UnixMs } from '../base/units'

// What the page and the gateway say to each other (formats.md, section 4). Ids are made by the gateway from the target's name and
// need no escaping in a path: [A-Za-z0-9._-], at most 64 characters.

export const HEALTH_PATH = '/api/health'
export const TARGETS_PATH = '/api/targets'
export const profilePath = (id: string): string => `/api/targets/${id}/profile`
/** Frames newer than `after`, or all that is held. */
export const timelinePath = (id: string, after?: number): string =>
  `/api/targets/${id}/timeline${after === undefined ? '' : `?after=${after}`}`
/** The same; besides, a target that fails is asked again at once ("Retry now"), as far as the floor of 1 s and its Retry-After allow. */
export const retryPath = (id: string, after?: number): string =>
  `/api/targets/${id}/timeline?retry${after === undefined ? '' : `&after=${after}`}`
export const TARGET_ID = /^[A-Za-z0-9._-]{1,64}$/

/** Answer of TARGETS_PATH. */
export interface TargetsAnswer {
  /** The gateway's clock when it answered: ages are computed against this, not against the browser's clock. */
  readonly now: UnixMs
  /** Identity of this run of the gateway. A SEQ counts within one run only; another run means: start over without SEQ. */
  readonly run: string
  /** Memlane's version. */
  readonly version: string
  readonly targets: readonly TargetSummary[]
}

export interface TargetSummary {
  readonly id: string
  /** As given with --target NAME=URL, or "reference process". */
  readonly name: string
  /** 'backend': answers JSON. 'doris': answers Doris's page. 'unknown': has not answered yet. */
  readonly kind: 'backend' | 'doris' | 'unknown'
  /** True: the reference process that `memlane serve` started itself. */
  readonly reference: boolean
  /** ms from one poll to the next as of now; null: not polled while nobody watches (--idle-every off). */
  readonly everyMs: number | null
  /** True: nobody watches, so it is polled slowly or not at all. */
  readonly idle: boolean
  /** Newest sample; 0 = none yet. */
  readonly lastSeq: number
  readonly lastGoodAt: UnixMs | null
  /** Of the last good answer: ms it took, bytes on the wire. */
  readonly lastTookMs: number | null
  readonly lastWireBytes: number | null
  /** A poll is under way since then; null = none is. */
  readonly pollingSince: UnixMs | null
  readonly nextTryAt: UnixMs | null
  /** Why the newest try failed; null = the newest try was good, or none was made. */
  readonly failure: TargetFailure | null
  /** How this target is recorded to disk; null = it is not (no --record). */
  readonly recording: TargetRecording | null
}

export interface TargetRecording {
  /** 'ok': what comes is on disk at once. 'trouble': it waits in memory and is tried again. */
  readonly state: 'ok' | 'trouble'
  /** Name of the file that is written, without its folder; null = none is. */
  readonly file: string | null
  /** 'trouble': whole sentences for the viewer: what is wrong, what to do, how much waits. null = all is well. */
  readonly message: string | null
  /** Since when this is the state, on the gateway's clock. */
  readonly since: UnixMs
  readonly waitingSamples: number
  /** Samples of this run that will never be on disk, because too many waited. */
  readonly lostSamples: number
}

export type FailureCode =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'cut-off'
  | 'sign-in'
  | 'redirect'
  | 'http-status'
  | 'not-a-profile'
  | 'invalid'
  | 'too-large'
  | 'newer-version'
  | 'tls'
  | 'address'

export interface TargetFailure {
  readonly code: FailureCode
  /** One plain sentence, no URL, no credential: what is wrong and what to do. */
  readonly message: string
  readonly since: UnixMs
  readonly tries: number
  readonly httpStatus: number | null
  readonly contentType: string | null
  readonly bytes: number | null
  /** First 200 characters of the answer, control characters replaced; to be shown as text. */
  readonly excerpt: string | null
}

/** Body of every error answer under /api/. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string }
}

/** Response header of timeline answers: the `run` of TargetsAnswer. */
export const RUN_HEADER = 'memlane-run'
