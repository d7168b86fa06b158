// Only text comes out of here: no DOM, no tree, nothing that could load or run. The tags that matter are those of Doris's own page;
// everything else between angle brackets is data, because Doris prints labels unescaped.

/** Tags that Doris's page is made of; anything else that looks like a tag stays as text. */
const PAGE_TAG =
  /<\/?(?:a|article|b|body|button|code|div|em|footer|h[1-6]|head|header|html|i|li|link|main|meta|nav|p|pre|section|span|strong|title|ul)\b[^<>]{0,2000}>/gi
const LINE_BREAK = /<br[ \t]*\/?>/gi
const BLOCK_EDGES =
  /(?:<\/?(?:article|body|div|footer|h[1-6]|head|header|html|li|main|nav|p|pre|section|title|ul)\b[^<>]{0,2000}>)+/gi
const DROPPED = /<(script|style)\b[^<>]{0,2000}>[^]*?(?:<\/\1>|$)/gi
const COMMENT = /<!--[^]*?(?:-->|$)|<!doctype[^<>]{0,200}>/gi

/**
 * Markup of the page as lines of text: scripts dropped, block tags and `<br>` as line ends, other tags of the page taken out. Where a
 * block tag stands at a line end already there is no second one, so that lines keep their numbers. Entities stay as they are: decode
 * afterwards, so that `&lt;br&gt;` does not become a line end.
 */
export function stripTags(markup: string): string {
  return markup
    .replace(COMMENT, '')
    .replace(DROPPED, '')
    .replace(BLOCK_EDGES, (tags, offset: number, all: string) => {
      const before = offset === 0 ? '\n' : all[offset - 1]
      const after = all[offset + tags.length]
      return before === '\n' || after === '\n' || after === '\r' ? '' : '\n'
    })
    .replace(LINE_BREAK, '\n')
    .replace(PAGE_TAG, '')
}

/** `<br>` as line ends. */
export function breakLines(markup: string): string {
  return markup.replace(LINE_BREAK, '\n')
}

/** What a browser writes for text in innerHTML, what escaping printers write, and any character by number. */
const ENTITY = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));/g

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' }

/** Entities decoded, once: `&amp;lt;` becomes `&lt;`. What is not an entity stays. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(ENTITY, (entity, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
    if (name !== undefined) return NAMED[name]!
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16)
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? entity : String.fromCodePoint(code)
  })
}

/** `&`, `<`, `>` and quotes as entities, safe in text and in a quoted attribute. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPED[character]!)
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A tag as a browser writes it in innerHTML: lower case, attributes quoted. */
const SERIALISED_TAG = /^<(?:\/[a-z][a-z0-9-]*|[a-z][a-z0-9-]*(?: [a-z][a-z0-9:_-]*="[^"]*")*)>/
const REFERENCE = /^&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});/

/**
 * Whether text was put into markup without escaping, as Doris does: it holds an `&` that begins no entity, or a `<` that begins no
 * tag of the kind that browsers write. Then an `&lt;` in it is data and must not be decoded.
 */
export function isUnescaped(text: string): boolean {
  for (const { index } of text.matchAll(/[&<]/g)) {
    // 2,000 characters are more than any tag that a browser writes for a label
    const rest = text.slice(index, index + 2000)
    if (rest.startsWith('&') ? !REFERENCE.test(rest) : !SERIALISED_TAG.test(rest)) return true
  }
  return false
}
