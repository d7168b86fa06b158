// Names of trackers are mostly hex ids, 16 digits a half, and numbers. Kept as raw bytes they take half of the text or less, and what is
// left of the name is the same for many. In a day of a busy server the ids are most of all there is to keep.

/** A half of a hex id, or a number that renders as it stood. Anything matched must be the same text again when written out. */
const ID = /[0-9a-f]{16}|[1-9][0-9]{3,13}/g
const HALF_DIGITS = 16
const HALF_BYTES = 8
const NUMBER_BYTES = 6
/** Stand for a half and for a number in the key of a template. */
const HALF_MARK = '\uffff'
const NUMBER_MARK = '\ufffe'
/** First characters of the keys of names without and with a mark in their own text. */
const PLAIN = '-'
const MARKED = '+'
/** More names than this in one table cannot be sorted as `hash * MOST_NAMES + place`. */
export const MOST_NAMES = 2 ** 21

/** Names by number. The numbers ascend with `hash`. */
export interface NameTable {
  readonly templates: readonly NameTemplate[]
  /** Template of each name. */
  readonly template: Uint8Array | Uint16Array | Uint32Array
  /** The ids of all names as raw bytes, one name after another: 8 bytes a half of a hex id, 6 a number. */
  readonly ids: Uint8Array
  /** Hash of each name's uid, ascending. */
  readonly hash: Uint32Array
}

export interface NameTemplate {
  /** What stands before, between and behind the ids. */
  readonly parts: readonly string[]
  /** Of each id whether it is a number. */
  readonly numbers: readonly boolean[]
}

/** The uid of a tracker's name; of any other name the whole of it. */
export function uidOf(name: string): string {
  const at = name.lastIndexOf('@id=')
  return at < 0 ? name : name.slice(at + 4)
}

/** Hash of a uid for NameTable.hash: of a usual one its first 32 bits, which are as good as random. */
export function hashUid(uid: string): number {
  if (uid.length === 33) {
    const bits = Number.parseInt(uid.slice(0, 8), 16)
    if (bits >= 0) return bits >>> 0
  }
  let hash = 0x811c9dc5
  for (let index = 0; index < uid.length; index++) hash = Math.imul(hash ^ uid.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** A table of these names, and for each its number in the table. `known` keeps templates alive from table to table. */
export function packNames(
  names: readonly string[],
  known: Map<string, NameTemplate>,
): { readonly table: NameTable; readonly numberOf: Uint32Array } {
  // Sorted by hash first, then by place, in one number that a double holds exactly.
  const keys = Float64Array.from(names, (name, place) => hashUid(uidOf(name)) * MOST_NAMES + place).sort()
  const numberOf = new Uint32Array(names.length)
  const hash = new Uint32Array(names.length)
  const template = new Uint32Array(names.length)
  const templates: NameTemplate[] = []
  const templateNumbers = new Map<string, number>()
  const ids = new IdBytes(names.length * HALF_BYTES * 4)
  for (let number = 0; number < keys.length; number++) {
    const key = keys[number]!
    const place = key % MOST_NAMES
    numberOf[place] = number
    hash[number] = Math.floor(key / MOST_NAMES)
    const name = names[place]!
    const found = name.match(ID) ?? NO_IDS
    // A name that has a mark itself must not be taken for another one's template.
    const marked = name.includes(HALF_MARK) || name.includes(NUMBER_MARK)
    const id = marked ? templateKey(makeTemplate(name, found)) : PLAIN + (found.length === 0 ? name : name.replace(ID, markOf))
    let at = templateNumbers.get(id)
    if (at === undefined) {
      at = templates.length
      let shared = known.get(id)
      if (!shared) known.set(id, (shared = makeTemplate(name, found)))
      templates.push(shared)
      templateNumbers.set(id, at)
    }
    template[number] = at
    for (const text of found) ids.push(text)
  }
  for (const id of known.keys()) if (!templateNumbers.has(id)) known.delete(id)
  return { table: { templates, template: narrow(template), ids: ids.finish(), hash }, numberOf }
}

/** A table of names given by their templates and ids, and for each its number in the table. `ids` as in the table, in the given order. */
export function makeNameTable(
  templates: readonly NameTemplate[],
  template: ArrayLike<number>,
  ids: Uint8Array,
): { readonly table: NameTable; readonly numberOf: Uint32Array } {
  const count = template.length
  const lengths = templates.map(idBytesOf)
  const tails = templates.map(findUidTail)
  const starts = new Uint32Array(count + 1)
  const keys = new Float64Array(count)
  let start = 0
  for (let place = 0; place < count; place++) {
    const number = template[place]!
    const tail = tails[number]!
    const hash = tail < 0 ? hashUid(uidOf(readParts(templates[number]!, ids, start))) : hashBytes(ids, start + tail)
    keys[place] = hash * MOST_NAMES + place
    start += lengths[number]!
    starts[place + 1] = start
  }
  keys.sort()
  const numberOf = new Uint32Array(count)
  const hash = new Uint32Array(count)
  const sorted = new Uint32Array(count)
  const sortedIds = new Uint8Array(ids.length)
  let at = 0
  for (let number = 0; number < count; number++) {
    const key = keys[number]!
    const place = key % MOST_NAMES
    numberOf[place] = number
    hash[number] = Math.floor(key / MOST_NAMES)
    sorted[number] = template[place]!
    const end = starts[place + 1]!
    for (let from = starts[place]!; from < end; from++) sortedIds[at++] = ids[from]!
  }
  return { table: { templates, template: narrow(sorted), ids: sortedIds, hash }, numberOf }
}

/** Where in the ids of such names the uid begins, if it is of the usual form; -1 if that has to be read from the whole name. */
function findUidTail({ parts, numbers }: NameTemplate): number {
  const last = numbers.length
  const usual =
    last >= 2 &&
    parts[last] === '' &&
    parts[last - 1] === '-' &&
    parts[last - 2]!.endsWith('@id=') &&
    !numbers[last - 1] &&
    !numbers[last - 2]
  return usual ? idBytesOf({ parts, numbers }) - 2 * HALF_BYTES : -1
}

function hashBytes(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

const NO_IDS: readonly string[] = []

/** Two names have templates of the same key when they differ in their ids only. */
export function templateKey({ parts, numbers }: NameTemplate): string {
  if (parts.some((part) => part.includes(HALF_MARK) || part.includes(NUMBER_MARK))) return MARKED + JSON.stringify(parts)
  return PLAIN + parts.map((part, place) => (place === 0 ? part : (numbers[place - 1] ? NUMBER_MARK : HALF_MARK) + part)).join('')
}

function isNumber(id: string): boolean {
  return id.length < HALF_DIGITS
}

function markOf(id: string): string {
  return isNumber(id) ? NUMBER_MARK : HALF_MARK
}

function makeTemplate(name: string, ids: readonly string[]): NameTemplate {
  return { parts: name.split(ID).map(copyText), numbers: ids.map(isNumber) }
}

class IdBytes {
  private bytes: Uint8Array<ArrayBuffer>
  private length = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  push(id: string): void {
    if (this.length + HALF_BYTES > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2 + HALF_BYTES)
      larger.set(this.bytes)
      this.bytes = larger
    }
    if (isNumber(id)) {
      let rest = Number(id)
      for (let byte = NUMBER_BYTES - 1; byte >= 0; byte--) {
        this.bytes[this.length + byte] = rest % 256
        rest = Math.floor(rest / 256)
      }
      this.length += NUMBER_BYTES
    } else
      for (let digit = 0; digit < HALF_DIGITS; digit += 2)
        this.bytes[this.length++] = (hexDigit(id.charCodeAt(digit)) << 4) | hexDigit(id.charCodeAt(digit + 1))
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }
}

/** Reads names of a table, each once. */
export class NameReader {
  private readonly table: NameTable
  private readonly names: (string | undefined)[] = []

  constructor(table: NameTable) {
    this.table = table
  }

  name(number: number): string {
    return (this.names[number] ??= nameAt(this.table, number))
  }
}

/** The first place in ascending hashes at which `hash` stands, or would. */
export function findHash(hashes: Uint32Array, hash: number): number {
  let low = 0
  let high = hashes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (hashes[middle]! < hash) low = middle + 1
    else high = middle
  }
  return low
}

/** One name of a table. To read some more than once, use a NameReader. */
export function nameAt(table: NameTable, number: number): string {
  const { templates, template } = table
  const mark = Math.floor(number / MARK_EVERY)
  let start = marksOf(table)[mark]!
  for (let before = mark * MARK_EVERY; before < number; before++) start += idBytesOf(templates[template[before]!]!)
  return readName(table, number, start)
}

/** So many names are stepped over at most; without marks, reading 20,000 names one by one takes 20,000 x 20,000 steps. */
const MARK_EVERY = 64

/** Where the ids of every 64th name begin, made when a table is first asked for one of its names. */
const marks = new WeakMap<NameTable, Uint32Array>()

function marksOf(table: NameTable): Uint32Array {
  let made = marks.get(table)
  if (made) return made
  const { templates, template } = table
  const lengths = templates.map(idBytesOf)
  made = new Uint32Array(Math.ceil(template.length / MARK_EVERY))
  let at = 0
  for (let number = 0; number < template.length; number++) {
    if (number % MARK_EVERY === 0) made[number / MARK_EVERY] = at
    at += lengths[template[number]!]!
  }
  marks.set(table, made)
  return made
}

/** Number of a name in the table; -1: it is not in it. */
export function findName(table: NameTable, name: string): number {
  const hash = hashUid(uidOf(name))
  for (let number = findHash(table.hash, hash); table.hash[number] === hash; number++)
    if (nameAt(table, number) === name) return number
  return -1
}

/** How many bytes the ids of a name of this template take. */
export function idBytesOf({ numbers }: NameTemplate): number {
  let bytes = 0
  for (let id = 0; id < numbers.length; id++) bytes += numbers[id]! ? NUMBER_BYTES : HALF_BYTES
  return bytes
}

function readName({ templates, template, ids }: NameTable, number: number, start: number): string {
  return readParts(templates[template[number]!]!, ids, start)
}

function readParts({ parts, numbers }: NameTemplate, ids: Uint8Array, start: number): string {
  let name = parts[0]!
  let at = start
  for (let id = 0; id < numbers.length; id++) {
    if (numbers[id]!) {
      let value = 0
      for (let byte = 0; byte < NUMBER_BYTES; byte++) value = value * 256 + ids[at++]!
      name += value
    } else for (let byte = 0; byte < HALF_BYTES; byte++) name += HEX[ids[at++]!]!
    name += parts[id + 1]!
  }
  return name
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexDigit(code: number): number {
  return code < 58 ? code - 48 : code - 87
}

/** The same text, not as a part of a longer one: engines keep the whole page alive for a name that was cut out of it. */
export function copyText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

/** The same numbers in as few bytes as hold them. */
export function narrow(values: ArrayLike<number>): Uint8Array | Uint16Array | Uint32Array {
  let highest = 0
  for (let index = 0; index < values.length; index++) if (values[index]! > highest) highest = values[index]!
  return highest < 2 ** 8 ? Uint8Array.from(values) : highest < 2 ** 16 ? Uint16Array.from(values) : Uint32Array.from(values)
}
