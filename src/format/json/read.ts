import { MAX_DECODED_BYTES, MAX_DEPTH } from '../../profile/limits'
import { ReadError } from '../../profile/report'
import type { Snapshot } from '../../profile/snapshot'
import { buildSnapshot, UNFIT } from './build'
import { isJsonObject, type JsonObject } from './jsonObject'
import { checkLimits } from './limits'
import { isCutOff, quoteLongIntegers } from './jsonText'
import { upgradeDocument } from './upgrade'
import { describeValue, findProblem } from './validate'

export interface ReadProfileOptions {
  /** Put before the sentence of an error, such as "Line 3" or "tuesday.json". */
  readonly where?: string
}

/**
 * Reads a process profile (formats.md, section 1): its text, or what JSON.parse made of it. The snapshot's source is 'json'. Throws
 * ReadError with a whole sentence that names the field.
 *
 * Integers may be numbers or decimal strings. JSON.parse drops the last digits of a number beyond 2^53, so such a number is read
 * exactly from the text, and refused in a value that has been parsed already.
 */
export function readProfileJson(input: unknown, options: ReadProfileOptions = {}): Snapshot {
  try {
    return typeof input === 'string' ? readText(input) : readDocument(input)
  } catch (error) {
    if (options.where === undefined || !(error instanceof ReadError)) throw error
    throw new ReadError(error.code, `${options.where}: ${error.message}`)
  }
}

function readText(text: string): Snapshot {
  if (text.length > MAX_DECODED_BYTES) {
    throw new ReadError(
      'too-large',
      `The profile is ${(text.length / 2 ** 20).toFixed(1)} MiB long; at most ${MAX_DECODED_BYTES / 2 ** 20} MiB are read.`,
    )
  }
  try {
    return readDocument(parseJson(text))
  } catch (error) {
    // To look for long numbers costs a scan of the whole text, so it is done only when the text could not be read without.
    if (!(error instanceof ReadError) || error.code !== 'invalid') throw error
    const exact = quoteLongIntegers(text)
    if (exact === text) throw error
    return readDocument(parseJson(exact))
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new ReadError('empty', 'There is nothing to read: the text is empty.')
  try {
    // Some editors put a byte order mark in front.
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    // V8 and JavaScriptCore say RangeError, SpiderMonkey InternalError.
    if (error instanceof RangeError || (error instanceof Error && error.name === 'InternalError')) {
      throw new ReadError(
        'too-deep',
        `The JSON is nested deeper than this engine can read; at most ${MAX_DEPTH} levels are read.`,
      )
    }
    const reason = error instanceof Error ? error.message : String(error)
    if (isCutOff(text)) throw new ReadError('cut-off', 'The JSON ends too early: it was cut off. Get it again, whole.')
    throw new ReadError('not-a-profile', `This is not JSON: ${reason.slice(0, 200)}.`)
  }
}

function readDocument(json: unknown): Snapshot {
  if (!isJsonObject(json)) {
    throw new ReadError(
      'not-a-profile',
      `This JSON is not a process profile: it should be an object, but is ${describeValue(json)}.`,
    )
  }
  const document = upgradeDocument(json)
  try {
    return buildSnapshot(document)
  } catch (error) {
    if (error !== UNFIT) throw error
    throw explain(document)
  }
}

function explain(document: JsonObject): ReadError {
  // First, because the search for the field goes as deep as the document.
  checkLimits(document)
  return new ReadError('invalid', findProblem(document, 'document', '') ?? 'The profile does not fit the format.')
}
