/**
 * Puts quotes around the integers of 16 digits and more in a JSON text, so that JSON.parse keeps all their digits. The same text if
 * there is none. Only for texts that are known to be JSON.
 */
export function quoteLongIntegers(text: string): string {
  const parts: string[] = []
  let copied = 0
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = skipString(text, at)
    else if (code === MINUS || isDigit(code)) {
      const end = skipNumber(text, at)
      const number = text.slice(at, end)
      if (LONG_INTEGER.test(number)) {
        parts.push(text.slice(copied, at), '"', number, '"')
        copied = end
      }
      at = end
    } else at += 1
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied)
}

/** True if a JSON object or list that is not well formed ends inside a string, or before its last bracket: then its end is missing. */
export function isCutOff(text: string): boolean {
  let open = 0
  let at = text.length - text.trimStart().length
  if (text[at] !== '{' && text[at] !== '[') return false
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = skipString(text, at)
      if (at === NOT_CLOSED) return true
      continue
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) open += 1
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) open -= 1
    at += 1
  }
  return open > 0
}

const QUOTE = 0x22
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const BACKSLASH = 0x5c
const MINUS = 0x2d
const LONG_INTEGER = /^-?\d{16,}$/
const NUMBER_CHARACTERS = '+-.eE'

/** The place behind the string that starts here, or NOT_CLOSED. */
function skipString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    at += code === BACKSLASH ? 2 : 1
  }
  return NOT_CLOSED
}

const NOT_CLOSED = Number.POSITIVE_INFINITY

function skipNumber(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && (isDigit(text.charCodeAt(at)) || NUMBER_CHARACTERS.includes(text[at]!))) at += 1
  return at
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
