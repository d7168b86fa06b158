import { subtractIntegers } from '../../base/integer'
import type { Figure, Reported } from '../../profile/snapshot'
import { readValue } from '../text/readValue'

// The rows that Doris printed of its memory trackers before there were memory profiles (doris-formats.md, section 7.3).

/** One tracker, or the sum of all of one type. In bytes. */
export interface TrackerRow {
  /** 'type': a sum (`Type=query, Used=`). 'limiter': a tracker of its own. 'child': a tracker below another one. */
  readonly form: 'type' | 'limiter' | 'child'
  /** Empty for a sum. */
  readonly label: string
  /** As printed; undefined: the row does not say it. */
  readonly type: string | undefined
  readonly parent: string | undefined
  /** null: printed as -1, there is none. */
  readonly limit: Reported
  readonly used: Figure
  /** undefined: cut off. null: printed as -1. */
  readonly peak: Reported
  readonly exceeded: boolean | undefined
  /** The number of its line in the file. */
  readonly line: number
}

export interface RowReading {
  readonly row: Omit<TrackerRow, 'line'>
  /** False: the row breaks off after what is given. */
  readonly complete: boolean
  /** Sentences about figures that contradict themselves. */
  readonly contradictions: readonly string[]
  /** What stands behind the row on its line. */
  readonly rest: string
}

const START = /^\s*(?:MemTracker(?:Limiter)? ?Label ?=|Type ?=[\w/ ().[\]-]{1,80}, ?(?:Used|Limit) ?=)/

/** Whether a line begins with a row. */
export function isTrackerRow(line: string): boolean {
  return START.test(line)
}

const FIELD = /(?:^|, ?)(Label|Parent Label|Type|Limit|Used|Peak|Exceeded) ?= ?/g

/**
 * Reads a row; undefined if the text is none, or if it breaks off before it says how much is in use. Bytes in brackets win over the
 * rounded figure before them. A label may hold blanks, brackets and commas.
 */
export function readTrackerRow(text: string): RowReading | undefined {
  const head = /^\s*(?:MemTracker(Limiter)? ?)?(?=Label ?=|Type ?=)/.exec(text)
  if (!head || !isTrackerRow(text)) return undefined
  const body = text.slice(head[0].length)
  const fields = splitFields(body)
  const used = readAmount(fields.get('Used'))
  if (!used?.figure) return undefined
  const peak = readAmount(fields.get('Peak'))
  const limit = readAmount(fields.get('Limit'))
  const label = fields.get('Label') ?? ''
  const type = fields.get('Type')
  const parent = fields.get('Parent Label')
  const exceeded = fields.get('Exceeded')
  const last =
    exceeded === undefined ? (peak?.rest ?? (fields.has('Peak') ? undefined : '')) : exceeded.replace(/^(?:true|false)/, '')
  const isLimiter = head[1] !== undefined || (label !== '' && parent === undefined)
  return {
    row: {
      form: label === '' ? 'type' : isLimiter ? 'limiter' : 'child',
      label,
      type,
      parent,
      limit: noneIfMinusOne(limit?.figure),
      used: used.figure,
      peak: noneIfMinusOne(peak?.figure),
      exceeded: exceeded === undefined ? undefined : exceeded.startsWith('true'),
    },
    // Rows print all figures in one form, so a peak without its bytes was cut where used has them.
    complete:
      peak?.whole === true &&
      (peak.rounded !== undefined || used.rounded === undefined) &&
      (exceeded === undefined || /^(?:true|false)\b/.test(exceeded)),
    contradictions: [
      ...contradiction('Limit', limit, fields.get('Limit')),
      ...contradiction('Used', used, fields.get('Used')),
      ...contradiction('Peak', peak, fields.get('Peak')),
    ],
    rest: (last ?? '').trim(),
  }
}

function noneIfMinusOne(figure: Figure | undefined): Reported {
  return figure?.value === -1 ? null : figure
}

function splitFields(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let open: { name: string; start: number } | undefined
  const close = (end: number): void => {
    if (open) fields.set(open.name, body.slice(open.start, end).replace(/^[ ]+|[ ]+$/g, ''))
  }
  for (const match of body.matchAll(FIELD)) {
    const name = match[1]!
    // What comes a second time belongs to the text of the field before it.
    if (fields.has(name) || open?.name === name) continue
    close(match.index)
    open = { name, start: match.index + match[0].length }
  }
  close(body.length)
  return fields
}

interface Amount {
  readonly figure: Figure | undefined
  /** The rounded figure before the brackets, if it stands there and can be read. */
  readonly rounded: Figure | undefined
  /** It ends as it should: nothing of it can be missing. */
  readonly whole: boolean
  readonly rest: string
}

/** `83.32 MB(87369024 B)` with two decimals, by hand up to three, or without the brackets; undefined if it is not there at all. */
function readAmount(text: string | undefined): Amount | undefined {
  if (text === undefined) return undefined
  const both = /^(-?\d[\d, ]{0,40}(?:[.,]\d{1,3})?(?: ?[KMGTP]?B)?)\((-?\d{1,20}) ?B\)/.exec(text)
  if (both) {
    const exact = readValue(`${both[2]!}B`, 'BYTES')
    // 20 digits are beyond 2^63; then the rounded figure is what is known.
    const figure = exact && exact.error === undefined ? { value: exact.value, error: 0 } : readFigure(both[1]!)
    return { figure, rounded: readFigure(both[1]!), whole: true, rest: text.slice(both[0].length) }
  }
  const one = /^(-?\d[\d, ]{0,40}(?:[.,]\d{1,3})?(?: ?[KMGTP]?B)|0(?![\d.]))/.exec(text)
  if (!one) return { figure: undefined, rounded: undefined, whole: false, rest: '' }
  const rest = text.slice(one[0].length)
  // An open bracket behind it: the exact count was cut off, the rounded one is whole.
  return { figure: readFigure(one[0]), rounded: undefined, whole: rest[0] !== '(', rest: rest[0] === '(' ? '' : rest }
}

function readFigure(text: string): Figure | undefined {
  const read = readValue(text.trim(), 'BYTES')
  return read?.unit === 'BYTES' ? { value: read.value, error: read.error ?? 0 } : undefined
}

function contradiction(name: string, amount: Amount | undefined, text: string | undefined): string[] {
  if (!amount?.figure || !amount.rounded) return []
  const { figure, rounded } = amount
  const distance = Math.abs(Number(subtractIntegers(figure.value, rounded.value)))
  // One more byte for what rounding of doubles may do.
  if (distance <= rounded.error + 1) return []
  return [`${name} says ${text!.slice(0, 60)}, which contradicts itself: the bytes in brackets were taken.`]
}
