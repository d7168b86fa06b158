const FLOOR_MS = 1000
const CEILING_MS = 60_000

/** ms to wait after the n-th failure in a row (n from 1): full jitter over a range that doubles up to a minute, never under 1 s. */
export function computeBackoff(tries: number, random: number): number {
  const range = Math.min(CEILING_MS, FLOOR_MS * 2 ** Math.min(tries, 10))
  return Math.round(FLOOR_MS + random * (range - FLOOR_MS))
}

/** What a target asks for with Retry-After (seconds or an HTTP date), in ms from now, 0 for a date in the past; undefined if it says nothing readable. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** Retry-After is obeyed up to here: a target that comes back is not to be waited for the whole day. */
export const RETRY_AFTER_CAP_MS = CEILING_MS
