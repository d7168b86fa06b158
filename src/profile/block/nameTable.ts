// Names of trackers are mostly hex ids, 16 digits a half: kept as raw bytes they take half of the text, and what is left of the name is
// the same for many. In a day of a busy server the ids are most of all there is to keep.

const HALF = /[0-9a-f]{16}/g
const HALF_BYTES = 8
/** Stands for a half in the key of a template. */
const MARK = '\uffff'
/** More names than this in one table cannot be sorted as `hash * MOST_NAMES + place`. */
export const MOST_NAMES = 2 ** 21

/** Names by number. The numbers ascend with `hash`. */
export interface NameTable {
  /** What stands before, between and behind the hex halves. */
  readonly templates: readonly (readonly string[])[]
  /** Template of each name. */
  readonly template: Uint8Array | Uint16Array | Uint32Array
  /** The hex halves of all names, 8 bytes each, one name after another. */
  readonly halves: Uint8Array
  /** Hash of each name's uid, ascending. */
  readonly hash: Uint32Array
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

/** A table of these names, and for each its number in the table. `known` keeps the templates alive from table to table. */
export function packNames(
  names: readonly string[],
  known: Map<string, readonly string[]>,
): { readonly table: NameTable; readonly numberOf: Uint32Array } {
  // Sorted by hash first, then by place, in one number that a double holds exactly.
  const keys = Float64Array.from(names, (name, place) => hashUid(uidOf(name)) * MOST_NAMES + place).sort()
  const numberOf = new Uint32Array(names.length)
  const hash = new Uint32Array(names.length)
  const template = new Uint32Array(names.length)
  const templates: (readonly string[])[] = []
  const templateNumber = new Map<string, number>()
  let halves = new Uint8Array(names.length * HALF_BYTES * 4)
  let length = 0
  for (let number = 0; number < keys.length; number++) {
    const key = keys[number]!
    const place = key % MOST_NAMES
    numberOf[place] = number
    hash[number] = Math.floor(key / MOST_NAMES)
    const name = names[place]!
    const parts = name.split(HALF)
    const id = parts.join(MARK)
    // A name that has the mark itself must not be taken for another one's template.
    const marked = name.includes(MARK)
    let at = marked ? undefined : templateNumber.get(id)
    if (at === undefined) {
      at = templates.length
      const shared = (marked ? undefined : known.get(id)) ?? parts.map(copyText)
      templates.push(shared)
      if (!marked) {
        templateNumber.set(id, at)
        known.set(id, shared)
      }
    }
    template[number] = at
    if (parts.length === 1) continue
    let from = parts[0]!.length
    for (let half = 1; half < parts.length; half++) {
      if (length + HALF_BYTES > halves.length) {
        const larger = new Uint8Array(halves.length * 2 + HALF_BYTES)
        larger.set(halves)
        halves = larger
      }
      for (let byte = 0; byte < HALF_BYTES; byte++)
        halves[length++] = (hexDigit(name.charCodeAt(from + byte * 2)) << 4) | hexDigit(name.charCodeAt(from + byte * 2 + 1))
      from += HALF_BYTES * 2 + parts[half]!.length
    }
  }
  for (const id of known.keys()) if (!templateNumber.has(id)) known.delete(id)
  return { table: { templates, template: narrow(template), halves: halves.slice(0, length), hash }, numberOf }
}

/** Reads names of a table. */
export class NameReader {
  private readonly table: NameTable
  /** Where the halves of each name begin. */
  private readonly starts: Uint32Array
  private readonly names: (string | undefined)[]

  constructor(table: NameTable) {
    this.table = table
    const { template, templates } = table
    this.starts = new Uint32Array(template.length)
    let at = 0
    for (let number = 0; number < template.length; number++) {
      this.starts[number] = at
      at += (templates[template[number]!]!.length - 1) * HALF_BYTES
    }
    this.names = Array.from({ length: template.length })
  }

  name(number: number): string {
    return (this.names[number] ??= readName(this.table, number, this.starts[number]!))
  }
}

function readName(table: NameTable, number: number, start: number): string {
  const parts = table.templates[table.template[number]!]!
  let name = parts[0]!
  let at = start
  for (let half = 1; half < parts.length; half++) {
    for (let byte = 0; byte < HALF_BYTES; byte++) name += HEX[table.halves[at++]!]!
    name += parts[half]!
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
