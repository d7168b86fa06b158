import { parseInteger } from '../../base/integer'
import type { ExtraFields } from '../../profile/counter'
import type { Figure, MemoryStatus } from '../../profile/snapshot'
import { readValue } from '../text/readValue'
import { cleanLine } from './plainText'

// The status line of the log (doris-formats.md, section 7.2): six wordings, and what terminals and people made of them. Its figures
// are found by their words, whatever their order. All blanks are taken out first: a line that was wrapped in the middle of a word or
// a number is whole again then, and a number split by a blank too.

export interface StatusReading {
  readonly status: MemoryStatus
  /** A build with the address sanitizer. */
  readonly asan: boolean
  /** True: the line says no RSS of its own, but in its wording "process memory used" is RSS. */
  readonly usedIsRss: boolean
  /** A number with a blank in it, such as "1 35.41 GB": it was read without the blank. */
  readonly split: string | undefined
}

/** The longest status line has about 500 characters; what follows in a message is something else. */
const MAX_LENGTH = 4000

const NUMBER = String.raw`(-?\d{1,30}(?:[.,]\d{1,9})?(?:[kmgtp]?b)?)`

const after = (words: string): RegExp => new RegExp(`${words}${NUMBER}`)
/** A figure of the sum in brackets: `+ 1 GB[reserved]`. The sign before it belongs to the sum, not to the figure. */
const tagged = (tag: string): RegExp => new RegExp(String.raw`(?:[=+\-]|(?<![\d.,=+\-]))${NUMBER}\[${tag}\]`)

const PATTERNS = {
  physical: [after('physicalmemory')],
  used: [after('processmemory(?:used|usage)')],
  rss: [tagged('vm/rss')],
  jemallocCache: [tagged('tc/jemalloc_cache'), after('tc/jemallocallocatorcache')],
  reserved: [tagged('reserved')],
  waitingRefresh: [tagged('waiting_refresh'), after('refreshintervalmemorygrowth')],
  limit: [after('(?<!soft|hard|process)limit')],
  softLimit: [after('softlimit')],
  available: [after('sys(?:tem)?(?:memory|mem)?available(?:memory)?')],
  lowWaterMark: [after('lowwatermark'), after('minreserve')],
  warningWaterMark: [after('warningwatermark')],
} as const satisfies Readonly<Record<Exclude<keyof MemoryStatus, 'extra'>, readonly RegExp[]>>

/** Figures that our model has no place for; they are kept as they are. */
const MORE_PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['hardLimit', after('hardlimit')],
  ['procAvailable', tagged('proc/available')],
  ['allWorkloadGroups', after('allworkloadgroupsmemoryusage:?')],
]

/**
 * The status line in a text, which may stand among other words; undefined if there is none. Sentences that only quote some of its
 * figures ("process memory used X exceed limit Y or ...") are none.
 */
export function readStatusLine(text: string): StatusReading | undefined {
  const squeezed = squeeze(text)
  if (!isStatusLine(squeezed)) return undefined
  const find = (patterns: readonly RegExp[]): Figure | undefined => {
    for (const pattern of patterns) {
      const figure = readFigure(pattern.exec(squeezed)?.[1])
      if (figure) return figure
    }
    return undefined
  }
  const used = find(PATTERNS.used)
  const rss = find(PATTERNS.rss)
  // Up to 2.1.4 the number behind these words was VmRSS; later ones print the sum behind it in brackets, if it was not cut off.
  const usedIsRss = rss === undefined && used !== undefined && USED_THEN_LIMIT.test(squeezed)
  return {
    status: {
      physical: find(PATTERNS.physical),
      used,
      rss: usedIsRss ? used : rss,
      jemallocCache: find(PATTERNS.jemallocCache),
      reserved: find(PATTERNS.reserved),
      waitingRefresh: find(PATTERNS.waitingRefresh),
      limit: find(PATTERNS.limit),
      softLimit: find(PATTERNS.softLimit),
      available: find(PATTERNS.available),
      lowWaterMark: find(PATTERNS.lowWaterMark),
      warningWaterMark: find(PATTERNS.warningWaterMark),
      extra: readMore(squeezed),
    },
    asan: /\[[at]san\]processmemory/.test(squeezed),
    usedIsRss,
    split: SPLIT_NUMBER.exec(text.slice(0, MAX_LENGTH))?.[0],
  }
}

const SPLIT_NUMBER = /(?<![\d.,])\d{1,20}[ \t\u00a0]{1,3}[\d.]{1,20} ?[KMGTP]?B\b/

const USED_THEN_LIMIT = new RegExp(`processmemory(?:used|usage)${NUMBER},?(?:hard|soft)?limit`)

function squeeze(text: string): string {
  return (
    cleanLine(text.slice(0, MAX_LENGTH).replaceAll('\n', ''))
      // The first figure in the brackets may be one that is taken off: the blank says that the sign is the sum's.
      .replace(/([(（]=\s*)- (?=\d)/g, '$1')
      .replace(/[\s`'"*]+/g, '')
      .toLowerCase()
  )
}

function isStatusLine(squeezed: string): boolean {
  if (/\[vm\/rss\]|\[proc\/available\]/.test(squeezed)) return true
  if (/processmemory(?:used|usage)-?[\d.,]+[kmgtp]?bexceed/.test(squeezed)) return false
  if (/physicalmemory[-\d][^:]{0,40}processmemory/.test(squeezed)) return true
  // The wordings of 1.2: no physical memory before it, but limits behind it.
  return /processmemoryused-?[\d.]+(?:[kmgtp]?b)?,?limit-?[\d.]+(?:[kmgtp]?b)?,(?:hardlimit|sysmemavailable)/.test(squeezed)
}

function readFigure(text: string | undefined): Figure | undefined {
  if (text === undefined) return undefined
  const [, digits, unit] = /^(-?[\d.,]+)([kmgtp]?b)?$/.exec(text)!
  // Only zero is printed without a unit; anything else without one was cut off.
  if (unit === undefined) return digits === '0' ? { value: 0, error: 0 } : undefined
  if (unit === 'b') {
    // Whole bytes, such as "0B" and "16777216B".
    const whole = parseInteger(digits!)
    if (whole !== undefined) return { value: whole, error: 0 }
  }
  const read = readValue(`${digits!} ${unit.toUpperCase()}`, 'BYTES')
  return read?.unit === 'BYTES' ? { value: read.value, error: read.error ?? 0 } : undefined
}

function readMore(squeezed: string): ExtraFields | undefined {
  const more = new Map<string, unknown>()
  for (const [name, pattern] of MORE_PATTERNS) {
    const figure = readFigure(pattern.exec(squeezed)?.[1])
    if (figure) more.set(name, typeof figure.value === 'bigint' ? figure.value.toString() : figure.value)
  }
  const ratio = /weighted_memory_limit_ratio:(\d{1,9}(?:\.\d{1,9})?)/.exec(squeezed)?.[1]
  if (ratio !== undefined) more.set('weightedMemoryLimitRatio', Number(ratio))
  return more.size === 0 ? undefined : more
}
