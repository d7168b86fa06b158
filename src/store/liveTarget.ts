import type { UnixMs } from '../base/units'

// What the store knows of a target that is watched live. The same shape as the gateway's answer (src/protocol), which the store does
// not know: main.tsx hands it over.

export interface LiveTarget {
  readonly id: string
  readonly name: string
  readonly kind: 'backend' | 'doris' | 'unknown'
  readonly reference: boolean
  /** ms from one poll to the next; null: not polled now. */
  readonly everyMs: number | null
  readonly idle: boolean
  readonly lastSeq: number
  /** Gateway's clock. */
  readonly lastGoodAt: UnixMs | null
  readonly lastTookMs: number | null
  readonly lastWireBytes: number | null
  readonly pollingSince: UnixMs | null
  readonly nextTryAt: UnixMs | null
  readonly failure: LiveFailure | null
  /** What the gateway writes to disk (--record); null = it does not record. */
  readonly recording: LiveRecording | null
}

export interface LiveRecording {
  readonly state: 'ok' | 'trouble'
  /** Without its folder; null = none is written. */
  readonly file: string | null
  /** Whole sentences for the user; null = all is well. */
  readonly message: string | null
  readonly waitingSamples: number
  readonly lostSamples: number
}

export interface LiveFailure {
  readonly code: string
  readonly message: string
  readonly since: UnixMs
  readonly tries: number
  readonly httpStatus: number | null
  readonly contentType: string | null
  readonly bytes: number | null
  readonly excerpt: string | null
}

/** The newest answer of the gateway about all its targets. */
export interface GatewayAnswer {
  /** The gateway's clock when it answered. */
  readonly now: UnixMs
  readonly run: string
  readonly version: string
  readonly targets: readonly LiveTarget[]
}
