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
let patterns: readonly { readonly matches: RegExp; readonly names: readonly string[]; readonly sentence: string }[] | undefined

const HOLE = /\{(\w+)\}/g

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
 * is not known stays as it is.
 */
export function sayHeard(text: string): string {
  const whole = heard[text]
  if (whole !== undefined) return whole
  patterns ??= Object.entries(heard).flatMap(([english, sentence]) => {
    const names = [...english.matchAll(HOLE)].map((match) => match[1]!)
    if (names.length === 0) return []
    const literals = english.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return [{ matches: new RegExp(`^${literals.join('(.+?)')}$`, 's'), names, sentence }]
  })
  for (const { matches, names, sentence } of patterns) {
    const found = matches.exec(text)
    if (found) return fill(sentence, Object.fromEntries(names.map((name, index) => [name, sayHeard(found[index + 1]!)])))
  }
  return text
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
