// Doris counts in int64. A JS number is exact to 2^53 only, so an integer is a number where that is exact and a bigint where it is
// not; never both for one value, so that `===` and Object.is compare rightly.

/** An exact integer in -2^63 .. 2^63: a number while it is a safe integer, else a bigint. */
export type Integer = number | bigint

/** The largest magnitude that an Integer may have (2^63, so that -2^63 fits). */
export const INTEGER_LIMIT = 1n << 63n

/** The one form of a bigint: a number if it is a safe integer. */
export function toInteger(value: bigint): Integer {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** The integer that a decimal text such as "-12" stands for; undefined if it is not one, or beyond 2^63. */
export function parseInteger(text: string): Integer | undefined {
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  const exact = BigInt(text)
  return exact > INTEGER_LIMIT || exact < -INTEGER_LIMIT ? undefined : toInteger(exact)
}

/** a + b, exact. */
export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return toInteger(BigInt(a) + BigInt(b))
}

/** a - b, exact. */
export function subtractIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return difference
  }
  return toInteger(BigInt(a) - BigInt(b))
}

/** Negative, 0 or positive, as sort() wants it. */
export function compareIntegers(a: Integer, b: Integer): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The form in JSON: a number up to 2^53, a decimal string above (formats.md, section 1). */
export function integerToJson(value: Integer): number | string {
  return typeof value === 'number' ? value : value.toString()
}
