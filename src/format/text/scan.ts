import { NO_COUNTERS } from '../../profile/counter'
import type { Counter, ExtraFields } from '../../profile/counter'
import { MAX_DEPTH, MAX_NAME_LENGTH, MAX_NODES } from '../../profile/limits'
import { NO_CHILDREN, NO_EVENTS, NO_INFO } from '../../profile/node'
import type { EventSequence, ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import type { Integer } from '../../base/integer'
import type { Unit } from '../../profile/unit'
import { findMemoryPart, HEAP_DUMP } from './memoryProfile'
import { TEXT_FIELD } from './print'
import { printValue } from './printValue'
import { readPair, readValue, readValueAs } from './readValue'
import type { ReadValue } from './readValue'
import { settlePoints } from './settlePoints'

// The grammar of doris-formats.md, section 2, at the speed of JSON.parse: one pass over the characters, a slice for a name and
// nothing else for the lines that memory profiles are made of. All that is rarer goes through `TextScanner`'s slower methods.
// Columns decide: a node of depth d stands at 2d, its counters at 2d + 3 and, k times nested, at 2d + 3 + 2k.

/** Where the scanner says what it could not place. Without one it gives up at the first such line. */
export interface ScanReport {
  /** `line` counts the lines of the scanned text from 0. */
  add(kind: 'note' | 'skipped', line: number, message: string): void
}

/** Counters, info strings and points together may be this many times the nodes; a tracker of P1 has five counters. */
const MAX_ENTRIES = 5 * MAX_NODES
/** Names of counters up to this length are remembered; they have few, and few lengths. */
const MAX_KNOWN_LENGTH = 40
const NEWLINE = 0x0a
const BLANK = 0x20
const CLOSE = 0x29
const DASH = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type OpenNode = Writable<Omit<ProfileNode, 'info' | 'events' | 'counters' | 'children'>> & {
  info: (readonly [string, string])[]
  events: EventSequence[]
  counters: OpenCounter[]
  children: OpenNode[]
}
type OpenCounter = Writable<Omit<Counter, 'counters'>> & { counters: OpenCounter[] }
interface OpenSequence {
  readonly name: string
  readonly elapsedNs: Integer
  readonly points: { readonly label: string; readonly at: string; readonly since: string }[]
}

/**
 * The top blocks of a text in which every line ends in a line feed. Without a report: undefined unless every line is as Doris prints
 * it. With one, what cannot be placed is reported and left out. Throws ReadError beyond the limits of profile/limits.ts.
 */
export function scanProfile(text: string, report: ScanReport | undefined): ProfileNode[] | undefined {
  return new TextScanner(text, report).scan()
}

/** Says how much larger than allowed a text is, without building anything of it. */
function tooLarge(text: string, what: string, limit: number): ReadError {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return new ReadError(
    'too-large',
    `The profile has more than ${limit.toLocaleString('en')} ${what} in ${lines.toLocaleString('en')} lines; that is more than Memlane reads. Cut the text to the part you need.`,
  )
}

/**
 * The same text on its own. V8 lets a slice of 13 characters and more point into the string that it is from, so that one tracker's
 * name, remembered for its trend, would keep megabytes of the profile's text alive. Appending and slicing again copies it.
 */
function detach(text: string): string {
  return text.length < 13 ? text : (' ' + text).slice(1)
}

// What scanBytes found; variables of the module because an object for each value costs more than reading it.
let scannedEnd = 0
let scannedValue = 0
let scannedError: number | undefined

/**
 * The BYTES value at a place, if it is one as Doris prints them: `0`, `-5.00 B`, `999.00 B`, `1.00 KB` .. `1024.00 KB`. Anything else,
 * hand-made or of another unit, is for readValue.
 */
function scanBytes(text: string, from: number): boolean {
  let at = from
  let code = text.charCodeAt(at)
  const negative = code === DASH
  if (negative) code = text.charCodeAt(++at)
  if (code === ZERO) {
    const next = text.charCodeAt(at + 1)
    if (negative || (next !== NEWLINE && next !== BLANK && next !== CLOSE)) return false
    scannedEnd = at + 1
    scannedValue = 0
    scannedError = undefined
    return true
  }
  let hundredths = 0
  const start = at
  while (code >= ZERO && code <= NINE) {
    hundredths = hundredths * 10 + (code - ZERO)
    code = text.charCodeAt(++at)
  }
  if (code !== POINT || at === start || at - start > 12) return false
  const tenth = text.charCodeAt(at + 1) - ZERO
  const hundredth = text.charCodeAt(at + 2) - ZERO
  if (!(tenth >= 0 && tenth <= 9 && hundredth >= 0 && hundredth <= 9) || text.charCodeAt(at + 3) !== BLANK) return false
  hundredths = hundredths * 100 + tenth * 10 + hundredth
  const letter = text.charCodeAt(at + 4)
  if (letter === 0x42) {
    if (tenth !== 0 || hundredth !== 0 || (!negative && hundredths >= 102_400)) return false
    scannedValue = negative ? -hundredths / 100 : hundredths / 100
    scannedError = undefined
    scannedEnd = at + 5
  } else {
    if (negative || text.charCodeAt(at + 5) !== 0x42) return false
    if (letter === 0x47) {
      scannedValue = Math.round((hundredths * 1073741824) / 100)
      scannedError = 5368709
      if (scannedValue > Number.MAX_SAFE_INTEGER) return false
    } else if (hundredths > 102_400) {
      return false
    } else if (letter === 0x4d) {
      scannedValue = hundredths === 102_400 ? 1073741823 : Math.round((hundredths * 1048576) / 100)
      scannedError = 5243
    } else if (letter === 0x4b) {
      scannedValue = hundredths === 102_400 ? 1048575 : Math.round((hundredths * 1024) / 100)
      scannedError = 5
    } else {
      return false
    }
    scannedEnd = at + 6
  }
  const next = text.charCodeAt(scannedEnd)
  return next === NEWLINE || next === BLANK || next === CLOSE
}

function makeCounter(
  name: string,
  unit: Unit,
  value: Integer,
  peak: Integer | undefined,
  error: number | undefined,
  peakError: number | undefined,
): OpenCounter {
  return { name, unit, value, peak, error, peakError, level: undefined, counters: NO_COUNTERS as OpenCounter[], extra: undefined }
}

/** A list with one more. A push makes room for 17, and most nodes have two counters: short lists are made anew, to measure. */
function append<T>(list: T[], item: T): T[] {
  switch (list.length) {
    case 0:
      return [item]
    case 1:
      return [list[0]!, item]
    case 2:
      return [list[0]!, list[1]!, item]
    default:
      list.push(item)
      return list
  }
}

class TextScanner {
  readonly #text: string
  readonly #report: ScanReport | undefined
  readonly #tops: OpenNode[] = []
  /** The open nodes by depth, and what each says about a counter of 0: 0 nothing, 1 in a memory profile, 2 in the heap dump. */
  readonly #nodes: OpenNode[] = []
  readonly #memory: number[] = []
  #depth = -1
  #node: OpenNode | undefined = undefined
  /** The last counter of each level of nesting in the open node. */
  readonly #open: OpenCounter[] = []
  #nesting = 0
  /** Where the counters of the open node begin that may yet turn out to be info strings; -1: there are none. */
  #plainFrom = -1
  /** Whether all counters of the open node could be info strings: neither nested nor high-water. */
  #plain = true
  #sequence: OpenSequence | undefined = undefined
  #lastIsInfo = false
  #line = -1
  #nodeCount = 0
  #entryCount = 0
  /** Counter names by length: the same few come again and again. */
  readonly #names: (string | undefined)[] = []

  constructor(text: string, report: ScanReport | undefined) {
    this.#text = text
    this.#report = report
  }

  scan(): ProfileNode[] | undefined {
    const text = this.#text
    const end = text.length
    let from = 0
    while (from < end) {
      this.#line++
      let at = from
      let code = text.charCodeAt(at)
      while (code === BLANK) code = text.charCodeAt(++at)
      const column = at - from
      let next: number
      if (code === DASH && (column & 1) === 1 && text.charCodeAt(at + 1) === BLANK) next = this.#scanDash(from, column, at + 2)
      else next = this.#scanHead(from, column, at)
      if (next < 0) return undefined
      from = next
    }
    this.#closeSequence()
    return this.#tops
  }

  /** A line with a dash; gives the start of the next line, or -1 if it cannot be and there is no report. */
  #scanDash(from: number, column: number, start: number): number {
    const text = this.#text
    const node = this.#node
    let level = (column - 2 * this.#depth - 3) >> 1
    if (node === undefined)
      return this.#skip(from, 'This counter stands before the first node, so it is not clear of what it is; it was left out.')
    if (level < 0 || level > this.#nesting) {
      if (level === 1 && this.#sequence !== undefined) return this.#scanPoint(from, start)
      if (this.#report === undefined) return -1
      level = level < 0 ? 0 : this.#nesting
    }
    if (this.#sequence !== undefined) this.#closeSequence()
    let at = start
    let code = text.charCodeAt(at)
    while (code !== NEWLINE && (code !== COLON || text.charCodeAt(at + 1) !== BLANK)) code = text.charCodeAt(++at)
    if (code === COLON && scanBytes(text, at + 2)) {
      const value = scannedValue
      const error = scannedError
      const after = scannedEnd
      if (text.charCodeAt(after) === NEWLINE) {
        const name = this.#nameAt(start, at)
        const unit = value !== 0 ? 'BYTES' : this.#zeroUnit(name)
        this.#add(from, level, makeCounter(name, unit, value, undefined, error, undefined))
        return after + 1
      }
      if (
        text.startsWith(' (Peak: ', after) &&
        text.startsWith(' Current', at - 8) &&
        at - 8 >= start &&
        scanBytes(text, after + 8)
      ) {
        if (text.charCodeAt(scannedEnd) === CLOSE && text.charCodeAt(scannedEnd + 1) === NEWLINE) {
          const name = this.#nameAt(start, at - 8)
          const unit = value !== 0 || scannedValue !== 0 ? 'BYTES' : this.#zeroUnit(name)
          this.#plain = false
          this.#add(from, level, makeCounter(name, unit, value, scannedValue, error, scannedError))
          return scannedEnd + 2
        }
      }
    }
    const end = text.indexOf('\n', start)
    return this.#scanOtherDash(from, level, text.slice(start, end)) ? end + 1 : -1
  }

  /** A line with a dash that is not a plain BYTES counter. */
  #scanOtherDash(from: number, level: number, body: string): boolean {
    const pair = this.#readHighWater(body)
    // `Key: x Current: 1 (Peak: 2)` is an info string that quotes a counter, where info strings stand.
    if (pair !== undefined && !(pair.name.includes(': ') && this.#canBeInfo(from, level))) {
      this.#plain = false
      this.#add(from, level, pair)
      return true
    }
    const inMemory = this.#memory[this.#depth] !== 0
    const currentAt = inMemory ? body.indexOf(' Current: ') : -1
    if (currentAt >= 0) {
      const open = body.indexOf(' (', currentAt)
      const current = readValue(body.slice(currentAt + 10, open < 0 ? undefined : open), 'BYTES')
      if (this.#report === undefined) return false
      if (current !== undefined) {
        this.#report.add('note', this.#line, 'The peak of this counter cannot be read; its current value was kept.')
        this.#add(from, level, toCounter(body.slice(0, currentAt), current))
        return true
      }
    }
    const split = body.lastIndexOf(': ')
    if (split >= 0 && currentAt < 0) {
      const name = body.slice(0, split)
      const text = body.slice(split + 2)
      const read = readValue(text, this.#zeroUnit(name))
      // In a memory profile everything that can be read is a value, hand-made ones too, and there are no labels. Elsewhere a text
      // that Doris would not print so is an info string if it stands where those are.
      const isCounter =
        read !== undefined &&
        (inMemory ? read.unit !== 'NONE' : !this.#canBeInfo(from, level) || printValue(read.value, read.unit) === text)
      if (isCounter) {
        this.#add(from, level, toCounter(name, read))
        return true
      }
    }
    if (this.#report === undefined && (inMemory || split < 0)) return false
    if (inMemory)
      this.#report?.add('note', this.#line, 'What stands behind the colon is not a value that Doris prints; it was kept as text.')
    const key = split < 0 ? withoutColon(body) : body.slice(0, body.indexOf(': '))
    const value = split < 0 ? '' : body.slice(key.length + 2)
    if (inMemory || (split >= 0 && this.#canBeInfo(from, level))) {
      if (!inMemory) this.#turnPlainIntoInfo(from)
      this.#addInfo(key, value)
    } else {
      const extra: ExtraFields | undefined = value === '' ? undefined : new Map([[TEXT_FIELD, detach(value)]])
      const counter = makeCounter(detach(key), 'NONE', 0, undefined, undefined, undefined)
      counter.extra = extra
      this.#add(from, level, counter)
    }
    return true
  }

  /** `NAME Current: VALUE (Peak: VALUE)` of any unit. */
  #readHighWater(body: string): OpenCounter | undefined {
    if (body.charCodeAt(body.length - 1) !== CLOSE) return undefined
    const peakAt = body.lastIndexOf(' (Peak: ')
    const currentAt = peakAt < 0 ? -1 : body.lastIndexOf(' Current: ', peakAt)
    if (currentAt < 0 || currentAt + 10 > peakAt) return undefined
    const name = body.slice(0, currentAt)
    const pair = readPair(body.slice(currentAt + 10, peakAt), body.slice(peakAt + 8, -1), this.#zeroUnit(name))
    if (pair === undefined) return undefined
    return makeCounter(detach(name), pair.current.unit, pair.current.value, pair.peak.value, pair.current.error, pair.peak.error)
  }

  /** Info strings stand before counters and events, and have nothing nested under them. */
  #canBeInfo(from: number, level: number): boolean {
    if (level > 0 || !this.#plain || this.#node!.events.length > 0 || this.#memory[this.#depth] !== 0) return false
    const text = this.#text
    const next = text.indexOf('\n', from) + 1
    let at = next
    while (text.charCodeAt(at) === BLANK) at++
    return at - next !== 2 * this.#depth + 5 || text.charCodeAt(at) !== DASH
  }

  /** Info strings come before counters, so what stands before one and looked like a counter was an info string too. */
  #turnPlainIntoInfo(until: number): void {
    const text = this.#text
    const from = this.#plainFrom
    if (from < 0) return
    this.#node!.counters = NO_COUNTERS as OpenCounter[]
    this.#nesting = 0
    this.#plainFrom = -1
    for (let start = from; start < until;) {
      const end = text.indexOf('\n', start)
      const dash = text.indexOf('- ', start) + 2
      const colon = text.indexOf(': ', dash)
      this.#addInfo(text.slice(dash, colon), text.slice(colon + 2, end))
      start = end + 1
    }
  }

  #addInfo(key: string, value: string): void {
    const node = this.#node!
    if (key.length > MAX_NAME_LENGTH || value.length > MAX_NAME_LENGTH) throw this.#tooLong(Math.max(key.length, value.length))
    if (++this.#entryCount > MAX_ENTRIES) throw tooLarge(this.#text, 'counters and info strings', MAX_ENTRIES)
    if (node.info.length === 0) node.info = []
    node.info.push([detach(key), detach(value)])
    this.#lastIsInfo = true
  }

  #add(from: number, level: number, counter: OpenCounter): void {
    if (counter.name.length > MAX_NAME_LENGTH) throw this.#tooLong(counter.name.length)
    if (++this.#entryCount > MAX_ENTRIES) throw tooLarge(this.#text, 'counters and info strings', MAX_ENTRIES)
    if (level === 0) {
      const node = this.#node!
      node.counters = append(node.counters, counter)
      if (this.#plainFrom < 0) this.#plainFrom = from
    } else {
      if (level >= MAX_DEPTH) throw this.#tooDeep()
      const parent = this.#open[level - 1]!
      parent.counters = append(parent.counters, counter)
      this.#plain = false
    }
    this.#open[level] = counter
    this.#nesting = level + 1
    this.#lastIsInfo = false
  }

  #nameAt(start: number, end: number): string {
    const length = end - start
    if (length >= MAX_KNOWN_LENGTH) return detach(this.#text.slice(start, end))
    while (this.#names.length <= length) this.#names.push(undefined)
    const known = this.#names[length]
    if (known !== undefined && this.#text.startsWith(known, start)) return known
    const name = detach(this.#text.slice(start, end))
    this.#names[length] = name
    return name
  }

  /** What a mere `0` is: bytes in a memory profile, but for the counts of the heap dump. */
  #zeroUnit(name: string): Unit {
    const memory = this.#memory[this.#depth]!
    return memory === 0 || (memory === 2 && name.endsWith('Num')) ? 'UNIT' : 'BYTES'
  }

  /** A line without a dash: the head of a node or of an event sequence, or the next line of an info string. */
  #scanHead(from: number, column: number, at: number): number {
    const text = this.#text
    const end = text.indexOf('\n', at)
    const last = text.charCodeAt(end - 1)
    let nameEnd = end - 1
    let totalTimeNs: Integer = 0
    let localTimePercent = 0
    if (last !== COLON || end === at) {
      const line = text.slice(at, end)
      const active = last === CLOSE ? line.lastIndexOf(':(Active: ') : -1
      const time = active < 0 ? undefined : readActive(line.slice(active + 10, -1))
      if (time === undefined) return this.#scanOther(from, column, line)
      nameEnd = at + active
      totalTimeNs = time.totalTimeNs
      localTimePercent = time.localTimePercent
    }
    let depth = column >> 1
    let start = at
    if (depth > this.#depth + 1 || (column & 1) === 1) {
      // Further right than a child can stand: the name itself begins with blanks, unless it is one that we know.
      if (depth > this.#depth + 1) depth = this.#depth + 1
      start = from + 2 * depth
      if (this.#report === undefined && findMemoryPart(text.slice(at, nameEnd)) !== undefined) return -1
    }
    if (this.#report === undefined && text.charCodeAt(start) === DASH && text.charCodeAt(start + 1) === BLANK) {
      // A counter's line in a node's column; only without a value can it be a node of such a name.
      if (text.slice(start, nameEnd).includes(': ')) return -1
    }
    if (nameEnd - start > MAX_NAME_LENGTH) throw this.#tooLong(nameEnd - start)
    if (depth >= MAX_DEPTH) throw this.#tooDeep()
    if (++this.#nodeCount > MAX_NODES) throw tooLarge(text, 'nodes', MAX_NODES)
    if (this.#sequence !== undefined) this.#closeSequence()
    const name = detach(text.slice(start, nameEnd))
    const part = nameEnd - start > 32 ? undefined : findMemoryPart(name)
    // Sections of the log of P3 begin with ", "; such a text needs to be cleaned first.
    if (this.#report === undefined && name.startsWith(', ') && findMemoryPart(name.slice(2)) !== undefined) return -1
    this.#memory[depth] =
      part === undefined ? (depth === 0 ? 0 : this.#memory[depth - 1]!) : part === 'process' ? 0 : name === HEAP_DUMP ? 2 : 1
    const node: OpenNode = {
      name,
      totalTimeNs,
      localTimePercent,
      info: NO_INFO as OpenNode['info'],
      events: NO_EVENTS as EventSequence[],
      counters: NO_COUNTERS as OpenCounter[],
      children: NO_CHILDREN as OpenNode[],
      indent: true,
      extra: undefined,
    }
    if (depth === 0) {
      this.#tops.push(node)
    } else {
      const parent = this.#nodes[depth - 1]!
      parent.children = append(parent.children, node)
    }
    this.#nodes[depth] = node
    this.#node = node
    this.#depth = depth
    this.#nesting = 0
    this.#plainFrom = -1
    this.#plain = true
    this.#lastIsInfo = false
    return end + 1
  }

  #scanOther(from: number, column: number, line: string): number {
    const node = this.#node
    const end = from + column + line.length
    if (node !== undefined && column === 2 * this.#depth + 2 && node.children.length === 0 && node.counters.length === 0) {
      const colon = line.lastIndexOf(': ')
      const elapsed = colon < 0 ? undefined : readValueAs(line.slice(colon + 2), 'TIME_NS')
      if (elapsed !== undefined) {
        if (this.#sequence !== undefined) this.#closeSequence()
        this.#sequence = { name: detach(line.slice(0, colon)), elapsedNs: elapsed.value, points: [] }
        return end + 1
      }
    }
    if (node !== undefined && this.#lastIsInfo && line !== '' && this.#memory[this.#depth] === 0) {
      const [key, value] = node.info.pop()!
      const whole = `${value}\n${this.#text.slice(from, end)}`
      if (whole.length > MAX_NAME_LENGTH) throw this.#tooLong(whole.length)
      node.info.push([key, whole])
      return end + 1
    }
    return this.#skip(from, 'This line is neither a node nor a counter; it was left out.')
  }

  /** `LABEL: TIME (TIME)` below the head of an event sequence. */
  #scanPoint(from: number, start: number): number {
    const end = this.#text.indexOf('\n', start)
    const body = this.#text.slice(start, end)
    const open = body.lastIndexOf(' (')
    const colon = open < 0 ? -1 : body.lastIndexOf(': ', open)
    const at = body.slice(colon + 2, open)
    const since = body.slice(open + 2, -1)
    if (
      colon < 0 ||
      body.charCodeAt(body.length - 1) !== CLOSE ||
      readValueAs(at, 'TIME_NS') === undefined ||
      readValueAs(since, 'TIME_NS') === undefined
    ) {
      return this.#skip(from, 'This line is not an event with its times; it was left out.')
    }
    if (++this.#entryCount > MAX_ENTRIES) throw tooLarge(this.#text, 'counters and info strings', MAX_ENTRIES)
    this.#sequence!.points.push({ label: detach(body.slice(0, colon)), at, since })
    return end + 1
  }

  #closeSequence(): void {
    const sequence = this.#sequence
    if (sequence === undefined) return
    this.#sequence = undefined
    const node = this.#node!
    const event: EventSequence = { name: sequence.name, elapsedNs: sequence.elapsedNs, points: settlePoints(sequence.points) }
    if (node.events.length === 0) node.events = [event]
    else node.events.push(event)
  }

  #skip(from: number, message: string): number {
    if (this.#report === undefined) return -1
    this.#report.add('skipped', this.#line, message)
    return this.#text.indexOf('\n', from) + 1
  }

  #tooLong(length: number): ReadError {
    return new ReadError(
      'too-large',
      `A name or text of the profile has ${length.toLocaleString('en')} characters (line ${this.#line + 1}); Memlane reads up to ${MAX_NAME_LENGTH.toLocaleString('en')}.`,
    )
  }

  #tooDeep(): ReadError {
    return new ReadError(
      'too-deep',
      `The profile is nested more than ${MAX_DEPTH} levels deep (line ${this.#line + 1}); that is more than Memlane reads, and more than Doris prints.`,
    )
  }
}

function toCounter(name: string, read: ReadValue): OpenCounter {
  return makeCounter(detach(name), read.unit, read.value, undefined, read.error, undefined)
}

function withoutColon(body: string): string {
  return body.endsWith(':') ? body.slice(0, -1) : body
}

/** `2s000ms, non-child: 33.35%`; the frontend writes `% non-child`. */
function readActive(text: string): { totalTimeNs: Integer; localTimePercent: number } | undefined {
  const comma = text.indexOf(', ')
  const time = readValueAs(comma < 0 ? text : text.slice(0, comma), 'TIME_NS')
  if (time === undefined) return undefined
  if (comma < 0) return { totalTimeNs: time.value, localTimePercent: 0 }
  const rest = text.slice(comma + 2)
  const label = rest.startsWith('non-child: ') ? 11 : rest.startsWith('% non-child: ') ? 13 : -1
  if (label < 0 || !rest.endsWith('%')) return undefined
  const percent = readValueAs(`${rest.slice(label, -1)} `, 'DOUBLE_VALUE')
  return percent === undefined ? undefined : { totalTimeNs: time.value, localTimePercent: Number(percent.value) }
}
