import { t } from '../base/say'

/** One condition; all of a query have to hold. */
export type FindTerm =
  | { readonly kind: 'word' | 'type' | 'id'; readonly text: string }
  | { readonly kind: 'size'; readonly above: boolean; readonly bytes: number }
  | { readonly kind: 'grew' | 'shrank' | 'left' }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }

export interface FindQuery {
  readonly terms: readonly FindTerm[]
  /** Why a part of it means nothing, in sentences; such a part finds nothing. */
  readonly problems: readonly string[]
}

const LONGEST = 500

/**
 * Reads what stands in the find box: words, "words in quotes", type:query, id:529e, >1GiB, <10MB, grew, shrank, left, /expression/i.
 * Sizes are in powers of 1024 whatever their unit is called, as Doris prints them.
 */
export function parseQuery(text: string): FindQuery {
  const terms: FindTerm[] = []
  const problems: string[] = []
  for (const token of tokens(text.slice(0, LONGEST))) {
    const term = readTerm(token)
    if (typeof term === 'string') problems.push(term)
    else terms.push(term)
  }
  return { terms, problems }
}

/** A slash begins an expression, a quote a text; blanks end everything else. */
function* tokens(text: string): Generator<string> {
  for (const match of text.matchAll(/\/(?:\\.|[^\\/])+\/[a-z]*|"[^"]*"|\S+/g)) yield match[0]
}

function readTerm(token: string): FindTerm | string {
  const regex = /^\/((?:\\.|[^\\/])+)\/([a-z]*)$/s.exec(token)
  if (regex) return readRegex(regex[1]!, regex[2]!)
  const quoted = /^"([^"]*)"$/.exec(token)
  if (quoted) return { kind: 'word', text: quoted[1]!.toLowerCase() }
  const low = token.toLowerCase()
  if (low === 'grew' || low === 'shrank' || low === 'left') return { kind: low }
  const named = /^(type|id):(.*)$/.exec(low)
  if (named) {
    const kind = named[1] as 'type' | 'id'
    return named[2] === ''
      ? t('{name} wants a text behind it, such as {example}', { name: `${kind}:`, example: EXAMPLES[kind] })
      : { kind, text: named[2]! }
  }
  const sized = /^([<>])(.*)$/.exec(low)
  if (sized) {
    const bytes = readSize(sized[2]!)
    return bytes === undefined
      ? t('{text} is no size; write {example}', { text: token, example: `${sized[1]}1GiB` })
      : { kind: 'size', above: sized[1] === '>', bytes }
  }
  return { kind: 'word', text: low }
}

const EXAMPLES = { type: 'type:query', id: 'id:529e3cb3' } as const

function readRegex(source: string, flags: string): FindTerm | string {
  try {
    // As everywhere in the box, case does not matter.
    const wanted = [...new Set(`${flags}i`)].filter((flag) => 'imsu'.includes(flag)).join('')
    void new RegExp(source, wanted)
    return { kind: 'regex', source, flags: wanted }
  } catch (error) {
    return t('This is no regular expression: {reason}', { reason: error instanceof Error ? error.message : String(error) })
  }
}

function readSize(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*(?:([kmgtp])i?)?b?$/.exec(text)
  if (!match) return undefined
  const bytes = Number(match[1]) * 1024 ** ['', 'k', 'm', 'g', 't', 'p'].indexOf(match[2] ?? '')
  return Number.isFinite(bytes) ? bytes : undefined
}
