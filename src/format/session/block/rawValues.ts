// The values are most of a block's line. Read from its bytes straight into packed columns they never become text or lists, which takes
// a third of the time of JSON.parse and a walk. Whatever is not written as `writeBlock.ts` writes it is left to these (`readValues.ts`).

import { LIVES_A_MARK } from '../../../profile/block/block'
import type { ColumnKind } from './columnKinds'
import { MOST_VALUES, type PackedValues, type ReadLives, type Wide } from './readValues'

/** The field "values" where it stands in the bytes of a line: `[[1,2],[3]]`. */
export interface RawValues {
  readonly bytes: Uint8Array
  /** Place of its first bracket. */
  readonly start: number
  /** Place behind its last one. */
  readonly end: number
}

const codes = (text: string): Uint8Array => new TextEncoder().encode(text)
const LINE = codes('{"k":"block",')
const KEY = codes(',"values":')
const VALUES = codes('[[')
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const ZERO = 0x30
const OPEN = 0x5b
const CLOSE = 0x5d
const LETTER_V = 0x76
const END = 0x7d

/** Where the values of a block stand in its line; undefined: it is no block, or is written in another way. */
export function findRawValues(bytes: Uint8Array): RawValues | undefined {
  if (!standsAt(bytes, 0, LINE)) return undefined
  for (let at = bytes.indexOf(LETTER_V); at >= 0; at = bytes.indexOf(LETTER_V, at + 1)) {
    // In a string there is a backslash before every quote, so this is a key. Whose, shows when the rest was parsed.
    const start = at - 2 + KEY.length
    if (!standsAt(bytes, at - 2, KEY) || !standsAt(bytes, start, VALUES)) continue
    const quote = bytes.indexOf(QUOTE, start)
    const end = quote < 0 ? bytes.indexOf(END, start) : quote
    if (end < 0) return undefined
    return { bytes, start, end: bytes[end - 1] === COMMA ? end - 1 : end }
  }
  return undefined
}

function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false
  return true
}

/** Checks and packs the columns as `readValues` does; undefined: they are damaged, or written in another way. */
export function packRawValues(
  { bytes, start, end }: RawValues,
  lives: ReadLives,
  kinds: readonly (readonly ColumnKind[])[],
  wide: Wide,
): PackedValues | undefined {
  // Packed, a number takes no more bytes than it has digits, and a count no more than the brackets around its column.
  const packed = new Uint8Array(end - start)
  const marks = new Uint32Array(Math.ceil(lives.form.length / LIVES_A_MARK))
  let place = 0
  let total = 0
  let at = start
  for (let life = 0; life < lives.form.length; life++) {
    if (life % LIVES_A_MARK === 0) marks[life / LIVES_A_MARK] = place
    const length = lives.end[life]! - lives.start[life]!
    const layout = kinds[lives.form[life]!]!
    total += layout.length * length
    if (total > MOST_VALUES) return undefined
    const wideColumns = wide.size === 0 ? undefined : wide.get(life)
    let farthest = 0
    for (let column = 0; column < layout.length; column++) {
      // The first bracket of all stands where there is a comma elsewhere.
      if (bytes[at] !== (at === start ? OPEN : COMMA) || bytes[at + 1] !== OPEN) return undefined
      at += 2
      const { isPeak } = layout[column]!
      const isWide = wideColumns?.[column] !== undefined
      if (isPeak && isWide !== (wideColumns?.[column - 1] !== undefined)) return undefined
      const countAt = place++
      let count = 0
      if (!isPeak) farthest = 0
      if (isWide) {
        if (bytes[at++] !== CLOSE) return undefined
      } else
        for (;;) {
          const sign = bytes[at] === MINUS ? 1 : 0
          at += sign
          let number = (bytes[at]! - ZERO) >>> 0
          if (number > 9) return undefined
          at += 1
          let digit = (bytes[at]! - ZERO) >>> 0
          // In JSON no number begins with a zero but 0 itself; and -0 would unpack to -0.
          if (number === 0 && (digit <= 9 || sign === 1)) return undefined
          for (let digits = 1; digit <= 9 && digits < 9; digits++) {
            number = number * 10 + digit
            at += 1
            digit = (bytes[at]! - ZERO) >>> 0
          }
          if (digit > 9) {
            farthest += number
            if (number < 64) packed[place++] = (number << 1) | sign
            else {
              packed[place++] = 128 | ((number & 63) << 1) | sign
              let rest = number >> 6
              for (; rest >= 128; rest >>= 7) packed[place++] = 128 | (rest & 127)
              packed[place++] = rest
            }
          } else {
            let long = number
            for (; digit <= 9; digit = (bytes[at]! - ZERO) >>> 0) {
              long = long * 10 + digit
              at += 1
            }
            if (long > Number.MAX_SAFE_INTEGER) return undefined
            farthest += long
            packed[place++] = 128 | ((long % 64) << 1) | sign
            let rest = Math.floor(long / 64)
            for (; rest >= 128; rest = Math.floor(rest / 128)) packed[place++] = 128 | (rest % 128)
            packed[place++] = rest
          }
          count += 1
          const separator = bytes[at++]
          if (separator === CLOSE) break
          if (separator !== COMMA) return undefined
        }
      // Nothing is farther from 0 than all steps together, of the counter's values and its peaks. Where that may be too far, one has to look.
      if (count > length || !(farthest <= Number.MAX_SAFE_INTEGER)) return undefined
      if (count < 64) packed[countAt] = count << 1
      else {
        packed.copyWithin(countAt + 2, countAt + 1, place)
        place += 1
        packed[countAt] = 128 | ((count & 63) << 1)
        packed[countAt + 1] = count >> 6
      }
    }
  }
  if (bytes[at] !== CLOSE || at + 1 !== end) return undefined
  return { packed: packed.slice(0, place), marks }
}
