// Names come from the observed server: they are shown as they are, but nothing in them may move, hide or break what stands around.

/** Longest piece of a name that is put on the screen at once; the whole is given on demand. UTF-16 units. */
const SHOWN = 240

// C0, DEL, C1, line and paragraph separators, zero width and bidirectional controls, byte order mark, lone surrogates.
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- finding control characters is what this is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** The text with every character that shows nothing, or turns the direction of writing, replaced by a sign for it. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, signFor)
}

/** The same, cut to what fits on a screen: "…" stands at the end of a cut text. */
export function shortText(text: string, longest = SHOWN): string {
  if (text.length <= longest) return visibleText(text)
  // A cut between the halves of a surrogate pair would leave a lone half.
  const end = isHighSurrogate(text.charCodeAt(longest - 1)) ? longest - 1 : longest
  return `${visibleText(text.slice(0, end))}…`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

// prettier-ignore
const C0 = ['NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL', 'BS', 'TAB', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI', 'DLE', 'DC1', 'DC2', 'DC3', 'DC4', 'NAK', 'SYN', 'ETB', 'CAN', 'EM', 'SUB', 'ESC', 'FS', 'GS', 'RS', 'US']

/** "‹LF›", "‹U+202E›": Unicode's own pictures for control characters are missing in many fonts. */
function signFor(character: string): string {
  const code = character.charCodeAt(0)
  return `‹${C0[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}›`
}
