import { MAX_NAME_LENGTH } from '../../profile/limits'
import { UNITS } from '../../profile/unit'

// The one description of `process-profile` version 1 (formats.md, section 1). The validator interprets it, the JSON Schema is made
// from it, and the reader's hand-written part is held to it by a test.

export const PROFILE_FORMAT = 'process-profile'
export const PROFILE_VERSION = 1

/** What a field holds. */
export type Shape =
  /** Any string of at most `longest` UTF-16 units. */
  | { readonly is: 'text'; readonly longest: number }
  /** An int64: a JSON number up to 2^53, or its decimal digits as a string. */
  | { readonly is: 'integer' }
  /** A JSON number, or one of the strings NaN, Infinity, -Infinity and -0, which a JSON number cannot say (-0: most writers drop its sign). */
  | { readonly is: 'double' }
  /** A double if the `unit` beside it is DOUBLE_VALUE, else an integer. */
  | { readonly is: 'amount' }
  /** A finite JSON number, `whole` or not, from `least` to `most`. */
  | { readonly is: 'number'; readonly whole: boolean; readonly least: number; readonly most: number }
  /** Bytes: an integer, or null for "none", or an integer with half a step of rounding error. */
  | { readonly is: 'figure' }
  | { readonly is: 'boolean' }
  /** Exactly one of these. */
  | { readonly is: 'choice'; readonly of: readonly (string | number)[] }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'pair'; readonly of: readonly [Shape, Shape] }
  /** An object whose keys are data. */
  | { readonly is: 'dictionary'; readonly of: Shape }
  | { readonly is: 'object'; readonly object: ObjectName }

export type ObjectName =
  | 'document'
  | 'process'
  | 'node'
  | 'eventSequence'
  | 'counter'
  | 'memoryInfo'
  | 'properties'
  | 'status'
  | 'roundedFigure'

/** The fields of an object, in the order in which they are written. A field that is not listed is allowed, kept, and written back. */
export interface ObjectSpec {
  readonly about: string
  readonly fields: Readonly<Record<string, Field>>
  /** At least one of these has to be there. */
  readonly anyOf?: readonly string[]
}

export interface Field {
  readonly shape: Shape
  /** Default: false. */
  readonly required?: boolean
  readonly about?: string
}

const text: Shape = { is: 'text', longest: MAX_NAME_LENGTH }
/** The allocator prints pages of text; only the size of the whole answer limits it. */
const longText: Shape = { is: 'text', longest: Number.MAX_SAFE_INTEGER }
const integer: Shape = { is: 'integer' }
const double: Shape = { is: 'double' }
const amount: Shape = { is: 'amount' }
const figure: Shape = { is: 'figure' }
/** The last moment that a JS Date can say, in ms. */
const unixMs: Shape = { is: 'number', whole: false, least: 0, most: 8.64e15 }
const roundingError: Shape = { is: 'number', whole: false, least: 0, most: Number.MAX_VALUE }

export const OBJECTS = {
  document: {
    about: 'One look at the memory of one process. At least one of "profile" and "memoryInfo" is there.',
    anyOf: ['profile', 'memoryInfo'],
    fields: {
      format: { shape: { is: 'choice', of: [PROFILE_FORMAT] }, required: true },
      version: { shape: { is: 'choice', of: [PROFILE_VERSION] }, required: true },
      takenAt: { shape: unixMs, about: "Unix ms on the observed process's clock." },
      process: { shape: { is: 'object', object: 'process' }, required: true },
      profile: { shape: { is: 'object', object: 'node' }, about: 'The root. Left out for a sample that is a status line only.' },
      memoryInfo: { shape: { is: 'object', object: 'memoryInfo' } },
    },
  },
  process: {
    about: 'Who it is.',
    fields: {
      name: { shape: text, required: true },
      host: { shape: text },
      pid: { shape: { is: 'number', whole: true, least: 0, most: Number.MAX_SAFE_INTEGER } },
      startedAt: { shape: unixMs, about: "Unix ms on the observed process's clock." },
      version: { shape: text },
    },
  },
  node: {
    about: 'A node of a RuntimeProfile tree.',
    fields: {
      name: { shape: text, required: true },
      totalTimeNs: { shape: integer, about: 'Nanoseconds; left out when 0.' },
      localTimePercent: { shape: double, about: 'Percent, 0 to 100; left out when 0.' },
      info: {
        shape: { is: 'list', of: { is: 'pair', of: [text, text] } },
        about: 'Info strings as [key, value], in insertion order.',
      },
      events: { shape: { is: 'list', of: { is: 'object', object: 'eventSequence' } }, about: 'Generation P1.' },
      counters: { shape: { is: 'list', of: { is: 'object', object: 'counter' } } },
      children: { shape: { is: 'list', of: { is: 'object', object: 'node' } } },
      indent: { shape: { is: 'boolean' }, about: "Left out when true. False: the text stands in the parent's column." },
    },
  },
  eventSequence: {
    about: 'Times of named events since the start of the sequence.',
    fields: {
      name: { shape: text, required: true },
      elapsedNs: { shape: integer, required: true },
      points: {
        shape: { is: 'list', of: { is: 'pair', of: [text, integer] } },
        required: true,
        about: '[label, ns since the start]',
      },
    },
  },
  counter: {
    about: 'A counter, with the counters nested under it.',
    fields: {
      name: { shape: text, required: true },
      unit: { shape: { is: 'choice', of: UNITS }, required: true },
      value: { shape: amount, required: true, about: 'What it is now; of a derived or conditional counter, what is printed.' },
      level: { shape: { is: 'number', whole: true, least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER } },
      peak: { shape: amount, about: 'The highest value; only on a high-water counter.' },
      error: {
        shape: roundingError,
        about: 'Half a step of rounding, when the value was read from rounded text; absent = exact.',
      },
      peakError: { shape: roundingError, about: 'The same for the peak; absent = the same as "error".' },
      counters: { shape: { is: 'list', of: { is: 'object', object: 'counter' } } },
    },
  },
  memoryInfo: {
    about: 'What the page prints under "Memory Info", and the status line of the log.',
    fields: {
      properties: { shape: { is: 'object', object: 'properties' } },
      status: { shape: { is: 'object', object: 'status' } },
      options: { shape: { is: 'dictionary', of: text } },
      allocator: { shape: longText },
    },
  },
  properties: {
    about: 'In bytes. Absent = not reported, null = none (no limit, an unset cgroup), 0 = zero.',
    fields: {
      physicalMemory: { shape: figure },
      pageSize: { shape: figure },
      memLimit: { shape: figure },
      softMemLimit: { shape: figure },
      lowWaterMark: { shape: figure },
      warningWaterMark: { shape: figure },
      cgroupLimit: { shape: figure },
      cgroupUsage: { shape: figure },
      cgroupRefreshState: { shape: { is: 'boolean' } },
    },
  },
  status: {
    about: 'In bytes. Absent = not reported, null = none, 0 = zero.',
    fields: {
      physical: { shape: figure },
      used: { shape: figure },
      rss: { shape: figure },
      jemallocCache: { shape: figure },
      reserved: { shape: figure },
      waitingRefresh: { shape: figure },
      limit: { shape: figure },
      softLimit: { shape: figure },
      available: { shape: figure },
      lowWaterMark: { shape: figure },
      warningWaterMark: { shape: figure },
    },
  },
  roundedFigure: {
    about: 'A number that was read from rounded text, with half a step of rounding error in the same unit.',
    fields: {
      value: { shape: integer, required: true },
      error: { shape: roundingError },
    },
  },
} as const satisfies Readonly<Record<ObjectName, ObjectSpec>>

/** Strings that stand for a double that a JSON number cannot say. */
export const SPECIAL_DOUBLES: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])
