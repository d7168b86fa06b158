// The language in which Memlane speaks to its reader. English sentences stand in the code, where they are read and reviewed, and are
// their own keys; a catalogue maps each to the same sentence in another language (`zh.ts` beside the code that says it). A library for
// this costs a tenth of the script that an empty page may load; what is needed of it is a look-up and filling in.
// One page speaks one language at a time, hence the state of this module. A command never sets it and speaks English.

export type Language = 'en' | 'zh'

/** English sentence -> the same sentence, with the same `{names}`, in the catalogue's language. */
export type Catalogue = Readonly<Record<string, string>>

export type SentenceValues = Readonly<Record<string, string | number>>

let spoken: Language = 'en'
let catalogue: Catalogue = {}
let heard: Catalogue = {}
/** Those sentences of `heard` that have holes; made when they are first wanted. */
let patterns: readonly { readonly parts: readonly string[]; readonly sentence: string }[] | undefined

const HOLE = /\{(\w+)\}/

export interface SentencePart {
  readonly text: string
  readonly name: string | undefined
}

/**
 * From now on `t` and `tn` speak `language`. What was said before has to be said again: draw the page anew.
 * @param heardSentences what others say in English, `{names}` standing for anything
 */
export function setLanguage(language: Language, sentences: Catalogue, heardSentences: Catalogue = {}): void {
  spoken = language
  catalogue = sentences
  heard = heardSentences
  patterns = undefined
}

/**
 * A sentence that came from elsewhere in English (the gateway, a reader, a file that Memlane wrote), in the language that is spoken. What
 * is not known stays as it is. Costs time linear in the length of the text: a file may hold anything.
 */
export function sayHeard(text: string): string {
  if (Object.hasOwn(heard, text)) return heard[text]!
  patterns ??= Object.entries(heard).flatMap(([english, sentence]) => {
    const parts = english.split(HOLE)
    return parts.length === 1 ? [] : [{ parts, sentence }]
  })
  for (const { parts, sentence } of patterns) {
    const values = matchHoles(parts, text)
    if (values) return fill(sentence, Object.fromEntries(values.map(([name, value]) => [name, sayHeard(value)])))
  }
  return text
}

/**
 * What stands in the holes of a sentence, each as short as it can be; undefined if it is another sentence. A `count` is digits: "3 lines"
 * is known, and what somebody wrote about lines is not.
 * @param parts texts and names of holes by turns
 */
function matchHoles(parts: readonly string[], text: string): readonly (readonly [name: string, value: string])[] | undefined {
  if (!text.startsWith(parts[0]!)) return undefined
  const values: (readonly [string, string])[] = []
  let from = parts[0]!.length
  for (let place = 1; place < parts.length; place += 2) {
    const [name, next] = [parts[place]!, parts[place + 1]!]
    const isLast = place + 2 === parts.length
    const to = isLast ? (text.endsWith(next) ? text.length - next.length : -1) : text.indexOf(next, from + 1)
    if (to <= from) return undefined
    const value = text.slice(from, to)
    if (name === 'count' && !/^[\d,]+$/.test(value)) return undefined
    values.push([name, value])
    from = to + next.length
  }
  return values
}

export function language(): Language {
  return spoken
}

/**
 * The sentence in the language that is spoken, its `{names}` filled in. `text` is a literal, so that the test of the catalogues finds it.
 * A sentence that has no translation is said in English rather than not at all.
 */
export function t(text: string, values?: SentenceValues): string {
  const sentence = catalogue[text] ?? text
  return values === undefined ? sentence : fill(sentence, values)
}

/**
 * A sentence about a number of things: `tn(3, '{count} sample', '{count} samples')`. The many-form is the key; languages without a plural have one form.
 * `{count}` is filled with `count` unless `values` has a text of its own for it, such as a number with its thousands apart.
 */
export function tn(count: number, one: string, many: string, values?: SentenceValues): string {
  const sentence = catalogue[many] ?? (count === 1 ? one : many)
  return fill(sentence, { count, ...values })
}

/** A sentence of a table that is made before the language is known; no text, so that nobody shows it without `say`. */
export interface Phrase {
  readonly english: string
}

/** Marks a literal as a sentence, for `say` to say when it is wanted. */
export function phrase(english: string): Phrase {
  return { english }
}

export function say(sentence: Phrase, values?: SentenceValues): string {
  return t(sentence.english, values)
}

/** Whole sentences one after the other; what is empty or undefined is left out. */
export function joinSentences(...sentences: readonly (string | undefined)[]): string {
  return sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(spoken === 'zh' ? '' : ' ')
}

/** "a, b, c" */
export function joinWords(words: readonly string[]): string {
  return words.join(spoken === 'zh' ? '、' : ', ')
}

/** "a; b; c" */
export function joinClauses(clauses: readonly string[]): string {
  return clauses.join(spoken === 'zh' ? '；' : '; ')
}

/** A sentence cut at its `{names}`: text and names by turns, for a view that puts elements in the place of some of them. */
export function sentenceParts(text: string): readonly SentencePart[] {
  const sentence = catalogue[text] ?? text
  const parts = sentence.split(/\{(\w+)\}/)
  return parts
    .map((part, index): SentencePart => (index % 2 === 1 ? { text: '', name: part } : { text: part, name: undefined }))
    .filter((part) => part.name !== undefined || part.text !== '')
}

function fill(sentence: string, values: SentenceValues): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : String(value)
  })
}
