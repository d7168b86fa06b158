import { readDorisPage } from '../format/doris/page'
import { readProfileJson } from '../format/json/read'
import { ReadError, type ReadErrorCode } from '../profile/report'
import type { Snapshot } from '../profile/snapshot'
import type { FailureCode, TargetSummary } from '../protocol/gateway'
import { excerptOf, PollFailure, type AnswerFacts } from './failure'
import type { UpstreamAnswer } from './fetchUpstream'

export interface ReadAnswer {
  readonly kind: Exclude<TargetSummary['kind'], 'unknown'>
  readonly snapshot: Snapshot
}

/**
 * What a target's answer says: JSON of a backend, or the page of a Doris BE. Only what was understood goes on; the answer itself ends
 * here, but for its excerpt in a failure. Throws PollFailure.
 * @param host of the target, with its port, for a page that does not say whose it is
 * @param now when the answer came, for one that does not say when it was made
 */
export function readAnswer(answer: UpstreamAnswer, host: string, now: number): ReadAnswer {
  const facts: AnswerFacts = {
    httpStatus: 200,
    contentType: answer.contentType,
    bytes: answer.bytes.length,
    excerpt: excerptOf(answer.bytes),
  }
  try {
    return looksLikeJson(answer) ? readBackend(answer.bytes, now) : readDoris(answer.bytes, host, now)
  } catch (error) {
    if (error instanceof ReadError) throw new PollFailure(CODES[error.code], WHY[error.code], error.message, facts)
    throw error
  }
}

/** By its first character: what a server says in Content-Type is often wrong, and a login page may call itself anything. */
function looksLikeJson({ bytes }: UpstreamAnswer): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart()
  return head === '' || head.startsWith('{') || head.startsWith('[')
}

function readBackend(bytes: Uint8Array, now: number): ReadAnswer {
  const snapshot = readProfileJson(decode(bytes, true))
  return { kind: 'backend', snapshot: snapshot.takenAt === undefined ? { ...snapshot, takenAt: now } : snapshot }
}

function readDoris(bytes: Uint8Array, host: string, now: number): ReadAnswer {
  // Doris puts labels of its users on the page as they are: one that is not UTF-8 must not cost the sample.
  const page = readDorisPage(decode(bytes, false))
  if (!page.complete)
    throw new ReadError('cut-off', 'The page of the target ends early. It was discarded; the last good sample is kept.')
  return {
    kind: 'doris',
    snapshot: {
      takenAt: now,
      process: { name: 'doris_be', host, pid: undefined, startedAt: undefined, version: page.version, extra: undefined },
      profile: page.root,
      memoryInfo: page.memoryInfo,
      source: page.source,
      extra: undefined,
    },
  }
}

function decode(bytes: Uint8Array, strict: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: strict }).decode(bytes)
  } catch {
    throw new ReadError('invalid', 'The answer of the target is not UTF-8 text, as JSON must be.')
  }
}

const CODES: Readonly<Record<ReadErrorCode, FailureCode>> = {
  'not-a-profile': 'not-a-profile',
  'login-page': 'not-a-profile',
  'newer-version': 'newer-version',
  invalid: 'invalid',
  'too-large': 'too-large',
  'too-deep': 'too-large',
  empty: 'not-a-profile',
  'cut-off': 'cut-off',
  cancelled: 'invalid',
}

const WHY: Readonly<Record<ReadErrorCode, string>> = {
  'not-a-profile': 'not a memory profile',
  'login-page': 'a login page',
  'newer-version': 'a newer format',
  invalid: 'not a valid profile',
  'too-large': 'profile too large',
  'too-deep': 'profile too deep',
  empty: 'an empty answer',
  'cut-off': 'answer cut off',
  cancelled: 'cancelled',
}
