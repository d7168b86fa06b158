import type { RedactedKind } from '../frame'
import type { Pseudonyms } from './pseudonyms'

// Sentences (a mark, a note, the reason of a gap, the allocator's text) may hold anything. What was replaced elsewhere is replaced here
// too, and what looks like a host, an address, an id, a path or a quoted name.

/** What may be a name as a whole. */
const TOKEN = /[\p{L}\p{N}_.:@#/=()[\]+-]+/gu
const HEX_ID = /\b[0-9a-f]{6,16}[-:][0-9a-f]{6,16}\b/g
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const NUMBERED =
  /\b(query|load|tablet|txn|transaction|partition|index|job|task|backend|instance|rowset|replica|table|db|database)([ _-]?ids?)?(["']?\s?[:=#(]?\s?["']?)(\d{3,19})\b/gi
const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)/g
const IPV6 = /(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])/gi
/** At least two dots, or a dot and a port: what has one dot only is more often a file or a number. */
const HOST = /\b(?=[\w.-]*[a-z])[a-z0-9][\w-]*(?:\.[a-z0-9][\w-]*){2,}(?::\d{2,5})?\b|\b[a-z][\w-]*\.[a-z][\w-]*:\d{2,5}\b/gi
const PATH = /(?<![\w<])(?:[a-z]+:\/)?\/[\w.@-]+(?:\/[\w.@%+-]+)+/gi
const QUOTED = /'[^'\n]{1,200}'|"[^"\n]{1,200}"|“[^”\n]{1,200}”|`[^`\n]{1,200}`/g
const ASSIGNED = /\b(label|user|db|database|table|catalog|workload_group|wg|host|be|fe|sql)(\s?[:=]\s?)([^\s,;)\]}]{1,200})/gi
const MOMENT = /\b\d{4}[-/]\d\d[-/]\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/g

/** A sentence without what must not leave. */
export function redactText(text: string, kinds: ReadonlySet<RedactedKind>, pseudonyms: Pseudonyms): string {
  let result = replaceKnown(text, pseudonyms)
  if (kinds.has('id')) {
    result = result
      .replace(UUID, (id) => pseudonyms.of(id, 'query'))
      .replace(HEX_ID, (id) => pseudonyms.of(id, 'query'))
      .replace(NUMBERED, (_whole, word: string, suffix: string | undefined, between: string, id: string) => {
        const kind = /^tx/i.test(word) ? 'transaction' : word.toLowerCase()
        return `${word}${suffix ?? ''}${between}${pseudonyms.of(id, kind)}`
      })
  }
  if (kinds.has('host')) {
    result = result
      .replace(PATH, (path) => pseudonyms.of(path, 'path'))
      .replace(IPV4, (address) => pseudonyms.of(address, 'host'))
      .replace(IPV6, (address) =>
        /[0-9a-f]/i.test(address) && !/^\d\d:\d\d:\d\d/.test(address) ? pseudonyms.of(address, 'host') : address,
      )
      .replace(HOST, (host) => (isPseudonym(host) ? host : pseudonyms.of(host, 'host')))
  }
  if (kinds.has('label')) {
    result = result
      .replace(QUOTED, (quoted) => {
        const inside = quoted.slice(1, -1)
        return isHarmless(inside) ? quoted : `${quoted[0]}${pseudonyms.of(inside, 'text')}${quoted.at(-1)}`
      })
      .replace(ASSIGNED, (whole, word: string, sign: string, value: string) =>
        isHarmless(value) ? whole : `${word}${sign}${pseudonyms.of(value, 'text')}`,
      )
  }
  // What was found in one place of the sentence stands perhaps in another.
  result = replaceKnown(result, pseudonyms)
  return kinds.has('time') ? result.replace(MOMENT, '[time]') : result
}

/** Names that were replaced elsewhere. Whole words where they are words; names with blanks and quotes wherever they stand. */
function replaceKnown(text: string, pseudonyms: Pseudonyms): string {
  let result = text
  for (const [name, pseudonym] of longestFirst(pseudonyms)) if (result.includes(name)) result = result.replaceAll(name, pseudonym)
  return result.replace(TOKEN, (token) => {
    const known = findWord(token, pseudonyms)
    if (known !== undefined) return known
    // "Query#Id=1-2," and the like: the words in it, each by itself.
    return token.replace(/[\p{L}\p{N}_-]+(?:[.:][\p{L}\p{N}_-]+)*/gu, (word) => findWord(word, pseudonyms) ?? word)
  })
}

/** A bare number is left to those who see what stands before it. */
function findWord(word: string, pseudonyms: Pseudonyms): string | undefined {
  return /^-?\d+$/.test(word) ? undefined : pseudonyms.find(word)
}

const sorted = new WeakMap<Pseudonyms, { readonly size: number; readonly names: readonly (readonly [string, string])[] }>()
/** More odd names than these are looked for as words only. */
const MOST_ODD = 2_000

/** Names that are more than one word. */
function longestFirst(pseudonyms: Pseudonyms): readonly (readonly [string, string])[] {
  const { size } = pseudonyms.names
  const known = sorted.get(pseudonyms)
  if (known?.size === size) return known.names
  const names = [...pseudonyms.names]
    .filter(([name]) => name.length >= 3 && !/^[\p{L}\p{N}_.:-]+$/u.test(name))
    .toSorted((a, b) => b[0].length - a[0].length)
    .slice(0, MOST_ODD)
  sorted.set(pseudonyms, { size, names })
  return names
}

export function isPseudonym(text: string): boolean {
  return /^[a-z]+-\d{1,9}(?::\d{2,5})?$/.test(text)
}

/** Numbers, sizes, switches, and what was replaced already. */
export function isHarmless(value: string): boolean {
  return (
    isPseudonym(value) ||
    /^(?:true|false|on|off|auto|none|default|-?[\d.,]+\s?(?:%|[kmgtp]?i?b?|bytes|ms|s)?)$/i.test(value.trim())
  )
}
