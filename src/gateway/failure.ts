import type { FailureCode } from '../protocol/gateway'

/** What is known about an answer that was no profile. */
export interface AnswerFacts {
  readonly httpStatus?: number
  readonly contentType?: string | undefined
  /** Size of the answer, decoded. */
  readonly bytes?: number
  /** Already made safe by `excerptOf`. */
  readonly excerpt?: string
  /** What the target asked for with Retry-After, in ms from now, not capped. */
  readonly retryAfterMs?: number | undefined
}

/** Why a poll gave no sample. Neither text ever holds a URL, a credential or more of the answer than its excerpt. */
export class PollFailure extends Error {
  override readonly name = 'PollFailure'
  readonly code: FailureCode
  /** A few words for the gap in the chart: "connection refused". */
  readonly why: string
  readonly facts: AnswerFacts
  /** @param message one plain sentence for the viewer: what is wrong and what to do */
  constructor(code: FailureCode, why: string, message: string, facts: AnswerFacts = {}) {
    super(message)
    this.code = code
    this.why = why
    this.facts = facts
  }
}

const EXCERPT_LENGTH = 200

/** The first 200 characters of an answer, with whatever could steer a terminal or the direction of text replaced; to be shown as text. */
export function excerptOf(bytes: Uint8Array): string {
  // Four bytes a character at most; what is cut in the middle decodes as a replacement character beyond the 200.
  const text = new TextDecoder().decode(bytes.subarray(0, EXCERPT_LENGTH * 4))
  return (
    Array.from(text.slice(0, EXCERPT_LENGTH * 2))
      .slice(0, EXCERPT_LENGTH)
      .join('')
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .replace(/[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd')
      .trim()
  )
}
