import type { Block, Since } from '../../../profile/block/block'
import { idBytesOf, makeNameTable, narrow, type NameTable, type NameTemplate } from '../../../profile/block/nameTable'
import type { SnapshotFacts } from '../../../profile/block/snapshotTree'
import type { TextChange } from '../../../profile/block/textChange'
import { ReadError } from '../../../profile/report'
import { buildMemoryInfo, buildNode, buildProcess, UNFIT } from '../../json/build'
import { isJsonObject, type JsonObject } from '../../json/jsonObject'
import { readSource } from '../delta'
import { integers, isCount, list, misfit, unequal } from './blockField'
import { columnKinds } from './columnKinds'
import { OrderReader } from './readOrders'
import { packRawValues, type RawValues } from './rawValues'
import { readValues, readWide } from './readValues'
import { HALF, NUMBER } from './writeBlock'

/** More samples than this in one block are refused. */
const MOST_SAMPLES = 4096

/**
 * The block of a line. Throws ReadError 'invalid' or 'too-large'; what it gives can be read without any further check. `raw`: its values
 * as they stand in the line, in place of those in `json`.
 */
export function blockFromJson(json: JsonObject, raw?: RawValues): Block {
  try {
    return buildBlock(json, raw)
  } catch (error) {
    if (error !== UNFIT) throw error
    throw misfit('one of its fields is not as the format says')
  }
}

function buildBlock(json: JsonObject, raw: RawValues | undefined): Block {
  const count = json['n']
  if (!isCount(count) || count === 0) throw misfit('"n" should be how many samples it holds')
  if (count > MOST_SAMPLES)
    throw new ReadError('too-large', `This block has ${count} samples; at most ${MOST_SAMPLES} are read of one.`)
  const at = fromSteps(json['t'], count, 't')
  const takenAt =
    json['takenAtMs'] === undefined
      ? fromList(json['takenAt'], count, 'takenAt').map((time, index) => time + at[index]!)
      : fromList(json['takenAtMs'], count, 'takenAtMs')
  const forms = list(json['forms'], 'forms').map((form) => buildNode(form))
  const formNumbers = integers(json['lifeForms'], 'lifeForms')
  const templates = list(json['templates'], 'templates').map(templateFromJson)
  const names = readNames(json, templates, formNumbers.length)
  for (const form of formNumbers) if (!forms[form]) throw misfit(`there is no form ${form}`)
  const orders = new OrderReader(count, formNumbers.length)
  orders.read(integers(json['orders'], 'orders'))
  const lives = {
    name: names.lives,
    form: narrow(formNumbers),
    parent: narrow(orders.parent),
    start: narrow(orders.start),
    end: narrow(orders.end),
  }
  const kinds = forms.map(columnKinds)
  const wide = readWide(json['wide'], lives, kinds)
  const values = raw ? packRawValues(raw, lives, kinds, wide) : readValues(json['values'], lives, kinds, wide)
  if (!values) throw misfit('its values are not written as usual')
  return {
    count,
    seq: fromSteps(json['seq'], count, 'seq'),
    at,
    tookMs: fromList(json['ms'], count, 'ms'),
    wireBytes: fromList(json['bytes'], count, 'bytes'),
    takenAt,
    facts: readSince(json['facts'], count, 'facts', factsFromJson),
    allocator: readAllocator(json['allocator'], count),
    names: names.table,
    forms,
    lives,
    orders: orders.packed.finish(),
    values: values.packed,
    marks: values.marks,
    wide,
  }
}

function fromSteps(json: unknown, count: number, name: string): Float64Array {
  const steps = list(json, name)
  const [first] = steps
  const isWhole = Array.isArray(first)
  const numbers = isWhole ? (first as unknown[]) : steps
  if (numbers.length !== count) throw unequal(name, numbers.length, count)
  const values = new Float64Array(count)
  let last = 0
  for (let index = 0; index < count; index++) {
    const number = numbers[index]
    if (typeof number !== 'number') throw misfit(`"${name}" should hold numbers`)
    last = isWhole ? number : last + number
    values[index] = last
  }
  return values
}

function fromList(json: unknown, count: number, name: string): Float64Array {
  const numbers = list(json, name)
  if (numbers.length !== count) throw unequal(name, numbers.length, count)
  return Float64Array.from(numbers, (number) => {
    if (number === null) return Number.NaN
    if (typeof number !== 'number') throw misfit(`"${name}" should hold numbers`)
    return number
  })
}

function readSince<Value>(json: unknown, count: number, name: string, read: (value: unknown) => Value): Since<Value>[] {
  let last = -1
  const since = list(json, name).map((entry) => {
    const [from, value] = list(entry, name)
    if (!isCount(from) || from <= last || from >= count) throw misfit(`"${name}" is out of order`)
    last = from
    return { from, value: read(value) }
  })
  if (since[0]?.from !== 0) throw misfit(`"${name}" does not begin with the first sample`)
  return since
}

function factsFromJson(json: unknown): SnapshotFacts {
  if (!isJsonObject(json)) throw misfit('"facts" should hold objects')
  const { process, source, memoryInfo, more } = json
  const info = memoryInfo === undefined ? undefined : buildMemoryInfo(memoryInfo)
  if (more !== undefined && !isJsonObject(more)) throw misfit('"more" should be an object')
  return {
    process: buildProcess(process),
    source: readSource(source),
    extra: more && new Map(Object.entries(more)),
    memory: info && { options: info.options, extra: info.extra },
  }
}

function readAllocator(json: unknown, count: number): Since<TextChange | undefined>[] {
  if (json === undefined) return [{ from: 0, value: undefined }]
  let lines = 0
  return readSince(json, count, 'allocator', (value): TextChange | undefined => {
    if (value === null) {
      lines = 0
      return undefined
    }
    if (typeof value === 'string') {
      lines = value.split('\n').length
      return value
    }
    const [numbers, text] = list(value, 'allocator')
    const changed = integers(numbers, 'allocator')
    if (typeof text !== 'string') throw misfit('a text of the allocator is missing')
    if (changed.length > 0 && text.split('\n').length !== changed.length)
      throw misfit("the allocator's lines do not match their numbers")
    if (changed.some((line) => line < 0 || line >= lines)) throw misfit("the allocator's text has fewer lines")
    return { lines: changed, text }
  })
}

function templateFromJson(json: unknown): NameTemplate {
  const entries = list(json, 'templates')
  const parts: string[] = []
  const numbers: boolean[] = []
  for (const [place, entry] of entries.entries()) {
    if (place % 2 === 0 ? typeof entry !== 'string' : entry !== HALF && entry !== NUMBER)
      throw misfit('a template of names is not one')
    if (place % 2 === 0) parts.push(entry as string)
    else numbers.push(entry === NUMBER)
  }
  if (parts.length !== numbers.length + 1) throw misfit('a template of names is not one')
  return { parts, numbers }
}

function readNames(
  json: JsonObject,
  templates: readonly NameTemplate[],
  count: number,
): { table: NameTable; lives: ArrayLike<number> } {
  const template = integers(json['names'], 'names')
  const hex = json['ids']
  if (typeof hex !== 'string' || hex.length % 2 !== 0) throw misfit('"ids" should be hex digits')
  const lengths = templates.map(idBytesOf)
  let bytes = 0
  for (let name = 0; name < template.length; name++) {
    const length = lengths[template[name]!]
    if (length === undefined) throw misfit(`there is no template ${template[name]}`)
    bytes += length
  }
  if (bytes * 2 !== hex.length) throw misfit('"ids" is not as long as the names need')
  const uses = integers(json['lives'], 'lives')
  if (uses.length !== count) throw unequal('lives', uses.length, count)
  const { table, numberOf } = makeNameTable(templates, template, fromHex(hex))
  let next = 0
  const lives = new Uint32Array(count)
  for (let life = 0; life < count; life++) {
    const use = uses[life]!
    const name = use === 0 ? next++ : next + use
    if (!(name >= 0 && name < template.length) || use > 0) throw misfit('a life has no name')
    lives[life] = numberOf[name]!
  }
  if (next !== template.length) throw misfit('a name belongs to no life')
  return { table, lives: narrow(lives) }
}

function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) {
    const high = DIGITS[hex.charCodeAt(2 * at)]!
    const low = DIGITS[hex.charCodeAt(2 * at + 1)]!
    if (!(high < 16 && low < 16)) throw misfit('"ids" should be hex digits')
    bytes[at] = (high << 4) | low
  }
  return bytes
}

/** By character code: the value of a hex digit; 255: it is none. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)))
