import { INTEGER_LIMIT, parseInteger, type Integer } from '../../base/integer'
import { SPECIAL_DOUBLES } from './spec'

/**
 * Matches exactly the decimal digits of the integers from -2^63 to 2^63, without leading zeros. A pattern, because the JSON Schema
 * needs one.
 */
export const INTEGER_PATTERN = makeIntegerPattern(INTEGER_LIMIT.toString())

const INTEGER_TEXT = new RegExp(INTEGER_PATTERN)

/** The integer that a JSON value stands for; undefined if it stands for none, or if JSON.parse has lost its last digits (2^53 and up). */
export function integerFromJson(json: unknown): Integer | undefined {
  // A zero of its own, so that -0 does not come in.
  if (typeof json === 'number') return Number.isSafeInteger(json) ? (json === 0 ? 0 : json) : undefined
  return typeof json === 'string' && INTEGER_TEXT.test(json) ? parseInteger(json) : undefined
}

/** The double that a JSON value stands for; undefined if it stands for none. */
export function doubleFromJson(json: unknown): number | undefined {
  if (typeof json === 'number') return Number.isFinite(json) ? json : undefined
  return typeof json === 'string' ? SPECIAL_DOUBLES.get(json) : undefined
}

/** The form of a double in JSON; `doubleFromJson` undoes it. */
export function doubleToJson(value: number): number | string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value
  return String(value)
}

/** `limit` in decimal digits: all shorter numbers, and those of the same length that are not above it digit by digit. */
function makeIntegerPattern(limit: string): string {
  const alternatives = [`[1-9]\\d{0,${limit.length - 2}}`, limit]
  for (let at = 0; at < limit.length; at++) {
    const least = at === 0 ? 1 : 0
    const most = Number(limit[at]) - 1
    if (most < least) continue
    const digit = most === least ? String(least) : `[${least}-${most}]`
    const rest = limit.length - at - 1
    alternatives.push(`${limit.slice(0, at)}${digit}${rest > 0 ? `\\d{${rest}}` : ''}`)
  }
  return `^(?:0|-?(?:${alternatives.join('|')}))$`
}
