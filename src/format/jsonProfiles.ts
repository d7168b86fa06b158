import { MAX_DECODED_BYTES } from '../profile/limits'
import { ReadError, type ReadProblem } from '../profile/report'
import type { Snapshot } from '../profile/snapshot'
import { readProfileJson } from './json/read'
import { refuseOtherJson } from './looksLike'
import { tooLarge } from './openInput'
import { type JsonPart, splitJson } from './splitJson'

/** What there is to say about process profiles that were read one after the other. */
export interface JsonProfiles {
  readonly recognisedAs: string
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
  readonly complete: boolean
  /** Why the first value that is no profile is none: to be thrown where there was no other. */
  readonly error: ReadError
}

const MAX_LISTED_PROBLEMS = 100

/** The profiles of a text that holds one, a list of them, or several one after the other, as they come. None is kept. */
export async function* readJsonProfiles(strings: AsyncIterable<string>): AsyncGenerator<Snapshot, JsonProfiles> {
  const problems: ReadProblem[] = []
  let moreProblems = 0
  let complete = true
  let values = 0
  let firstError: ReadError | undefined
  for await (const part of splitJson(strings, MAX_DECODED_BYTES)) {
    if (part.kind === 'cut') complete = false
    if (part.kind !== 'cut' || part.text !== '') values++
    const read = readPart(part)
    if (!(read instanceof ReadError)) {
      yield read
      continue
    }
    firstError ??= read
    if (problems.length >= MAX_LISTED_PROBLEMS) moreProblems++
    else
      problems.push({
        kind: part.kind === 'cut' ? 'missing' : 'skipped',
        line: part.line,
        message: `${read.message}${part.kind === 'cut' ? '' : ' It was left out.'}`,
        text: part.kind === 'too-long' ? undefined : part.text.slice(0, 200),
      })
  }
  return {
    recognisedAs: values === 1 ? 'process profile (JSON)' : `${values} process profiles (JSON)`,
    problems,
    moreProblems,
    complete,
    error: firstError ?? new ReadError('empty', 'This is an empty JSON list: there is no profile in it.'),
  }
}

function readPart(part: JsonPart): Snapshot | ReadError {
  switch (part.kind) {
    case 'too-long':
      return tooLarge()
    case 'broken':
      return new ReadError('invalid', 'This is not whole JSON.')
    case 'cut':
      return new ReadError('cut-off', 'The JSON ends too early: it was cut off. Get it again, whole.')
    case 'value':
      try {
        return readValue(part)
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        return isOtherJson(error, part.text) ?? error
      }
  }
}

function readValue({ text, json }: JsonPart & { readonly kind: 'value' }): Snapshot {
  if (json === undefined) return readProfileJson(text)
  try {
    return readProfileJson(json)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    // JSON.parse has dropped the last digits of long numbers; they are in the text.
    return readProfileJson(text)
  }
}

/** A better sentence for JSON that is something else altogether. */
function isOtherJson(error: ReadError, text: string): ReadError | undefined {
  if (error.code !== 'not-a-profile') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return refuseOtherJson(value)
}
