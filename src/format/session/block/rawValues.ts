// The values are most of a block's line. Read from its bytes straight into packed columns they never become text or lists, which is
// three times as fast as JSON.parse and a walk over what it gives. Whatever is not written as `writeBlock.ts` writes it is left to them.

import { expectPeak, LIVES_A_MARK } from '../../../profile/block/block'
import type { ColumnKind } from './columnKinds'
import type { PackedValues, ReadLives, Wide } from './readValues'

/** The field "values" where it stands in a line: `[[1,2],[3]]`. */
export interface RawValues {
  readonly bytes: Uint8Array
  /** Place of its first bracket. */
  readonly start: number
  /** Place behind its last one. */
  readonly end: number
}

const KEY = Array.from('"values":[[', (character) => character.charCodeAt(0))
const BLOCK = Array.from('{"k":"block",', (character) => character.charCodeAt(0))
const [QUOTE, COMMA, MINUS, ZERO, NINE, V, OPEN, CLOSE, END] = Array.from('",-09v[]}', (character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]

/** Where the values stand in a line; undefined: it is no block, or not written as here. */
export function findRawValues(bytes: Uint8Array): RawValues | undefined {
  if (!standsAt(bytes, 0, BLOCK)) return undefined
  // In a string every quote has a backslash before it, so this is a key. Whose, is seen when the rest was parsed.
  for (let at = bytes.indexOf(V, BLOCK.length); at >= 0; at = bytes.indexOf(V, at + 1)) {
    if (!standsAt(bytes, at - 1, KEY) || bytes[at - 2] !== COMMA) continue
    const start = at - 2 + KEY.length
    const ends = [bytes.indexOf(QUOTE, start), bytes.indexOf(END, start)].filter((place) => place >= 0)
    const end = Math.min(...ends)
    return { bytes, start: start - 1 + 0, end: bytes[end - 1] === COMMA ? end - 1 : end }
  }
  return undefined
}

function standsAt(bytes: Uint8Array, at: number, text: readonly number[]): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false
  return true
}
