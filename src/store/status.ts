import type { LiveFailure, LiveTarget } from './liveTarget'
import { selectCursorIndex, selectLastShown, selectNewerCount, type ViewerState } from './viewer'

/**
 * How much the numbers on the screen can be trusted right now. One union, one definition of fresh for pill, cards, chart and title:
 * live while the newest sample is no older than one interval and the answer's own time (and a second of slack), late up to two
 * intervals, stalled beyond.
 */
export type Status =
  | { readonly kind: 'no-source' }
  | { readonly kind: 'opening'; readonly name: string; readonly done: number; readonly total: number | undefined }
  | {
      readonly kind: 'connecting'
      readonly forMs: number
      readonly target: LiveTarget | undefined
      readonly failure: LiveFailure | undefined
    }
  | {
      readonly kind: 'live'
      readonly ageMs: number
      readonly target: LiveTarget
      readonly samples: number
      readonly dozing: boolean
    }
  | { readonly kind: 'late'; readonly ageMs: number; readonly target: LiveTarget; readonly failure: LiveFailure | undefined }
  | {
      readonly kind: 'stalled'
      readonly ageMs: number
      readonly target: LiveTarget
      readonly failure: LiveFailure | undefined
      /** ms until the gateway asks again; undefined = under way or not known. */
      readonly nextTryInMs: number | undefined
    }
  | { readonly kind: 'sign-in'; readonly ageMs: number | undefined; readonly target: LiveTarget; readonly failure: LiveFailure }
  | { readonly kind: 'bad-data'; readonly ageMs: number | undefined; readonly target: LiveTarget; readonly failure: LiveFailure }
  | { readonly kind: 'no-gateway'; readonly ageMs: number | undefined; readonly forMs: number }
  | { readonly kind: 'target-gone'; readonly targetId: string }
  | { readonly kind: 'replay'; readonly name: string; readonly complete: boolean; readonly isLog: boolean }

/** Over the status: what the user is doing with time. */
export type Looking =
  | { readonly kind: 'following' }
  | { readonly kind: 'paused'; readonly newer: number }
  | { readonly kind: 'scrubbing'; readonly newer: number }

const BAD_DATA = new Set(['not-a-profile', 'invalid', 'too-large', 'newer-version', 'redirect'])
/** Ages and intervals are only as good as the second at which the page asks the gateway. */
const SLACK_MS = 1_500

/** The status at a moment of the monotonic clock (performance.now()). Pure. */
export function computeStatus(state: ViewerState, nowMonotonic: number): Status {
  const { source } = state
  switch (source.kind) {
    case 'none':
      return state.opening ? { kind: 'opening', ...state.opening } : { kind: 'no-source' }
    case 'file':
      return { kind: 'replay', name: source.name, complete: source.complete, isLog: state.timeline?.header.source === 'log' }
    case 'live':
      return computeLiveStatus(state, source.targetId, source.chosenAt, nowMonotonic)
  }
}

/** The gateway's clock at a moment of the monotonic clock; undefined before its first answer. */
export function gatewayNow(state: ViewerState, nowMonotonic: number): number | undefined {
  return state.gateway && state.gateway.now + (nowMonotonic - state.gatewayAnsweredAt)
}

/** The target that is watched; undefined if none is, or the gateway does not list it. */
export function selectTarget(state: ViewerState): LiveTarget | undefined {
  const { source, gateway } = state
  return source.kind === 'live' ? gateway?.targets.find((target) => target.id === source.targetId) : undefined
}

/** What the user is doing with time. */
export function selectLooking(state: ViewerState): Looking {
  const newer = selectNewerCount(state)
  if (state.view.pausedAt !== undefined) return { kind: 'paused', newer }
  const last = selectLastShown(state)
  if (state.view.cursorAt === undefined) return { kind: 'following' }
  return { kind: 'scrubbing', newer: last - selectCursorIndex(state) }
}

/** True while what is on the screen is older than it claims to be when live: everything shows its age then. */
export function isOld(status: Status): boolean {
  return (
    status.kind === 'stalled' ||
    ((status.kind === 'no-gateway' || status.kind === 'sign-in' || status.kind === 'bad-data') && status.ageMs !== undefined)
  )
}

function computeLiveStatus(state: ViewerState, targetId: string, chosenAt: number, now: number): Status {
  const target = selectTarget(state)
  const gatewayTime = gatewayNow(state, now)
  const { timeline } = state
  const newestAt = timeline && timeline.length > 0 ? timeline.times.at(timeline.length - 1) : undefined
  const ageMs = newestAt === undefined || gatewayTime === undefined ? undefined : Math.max(0, gatewayTime - newestAt)
  if (state.gatewayLostAt !== undefined) return { kind: 'no-gateway', ageMs, forMs: now - state.gatewayLostAt }
  if (!state.gateway) return { kind: 'connecting', forMs: now - chosenAt, target: undefined, failure: undefined }
  if (!target) return { kind: 'target-gone', targetId }
  const failure = target.failure ?? undefined
  if (failure?.code === 'sign-in') return { kind: 'sign-in', ageMs, target, failure }
  if (failure && BAD_DATA.has(failure.code)) return { kind: 'bad-data', ageMs, target, failure }
  if (ageMs === undefined) return { kind: 'connecting', forMs: now - chosenAt, target, failure }
  const interval = target.everyMs ?? 30_000
  const took = target.lastTookMs ?? 0
  if (ageMs <= interval + took + SLACK_MS && !failure) {
    return { kind: 'live', ageMs, target, samples: timeline?.length ?? 0, dozing: target.everyMs === null }
  }
  if (ageMs <= 2 * interval + took + SLACK_MS) return { kind: 'late', ageMs, target, failure }
  const nextTryInMs =
    target.nextTryAt === null || gatewayTime === undefined ? undefined : Math.max(0, target.nextTryAt - gatewayTime)
  return { kind: 'stalled', ageMs, target, failure, nextTryInMs: target.pollingSince === null ? nextTryInMs : undefined }
}
