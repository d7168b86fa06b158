// A packed block of samples as one line of JSON: columns of integer steps, which gzip makes a ninth of plain lines of. What can be
// derived from the rest (who lives from when to when, how names are sorted) is not written.

import { IntegerUnpacker } from '../../../base/packedIntegers'
import type { Block } from '../../../profile/block/block'
import { idBytesOf, type NameTemplate } from '../../../profile/block/nameTable'
import type { SnapshotFacts } from '../../../profile/block/snapshotTree'
import type { TextChange } from '../../../profile/block/textChange'
import type { ExtraFields } from '../../../profile/counter'
import { setField, type JsonObject } from '../../json/jsonObject'
import { amountToJson, memoryInfoToJson, nodeToJson, processToJson } from '../../json/write'
import { columnKinds } from './columnKinds'

/** The fields of a block's line. */
export function blockToJson(block: Block): JsonObject {
  const names = orderNames(block)
  const json: JsonObject = {
    n: block.count,
    seq: toSteps(block.seq),
    t: toSteps(block.at),
    ms: toList(block.tookMs),
    bytes: toList(block.wireBytes),
    takenAt: toList(block.takenAt.map((time, index) => time - block.at[index]!)),
    facts: block.facts.map(({ from, value }) => [from, factsToJson(value)]),
  }
  if (!block.takenAt.every((time, index) => Number.isNaN(time) || exactDifference(time, block.at[index]!))) {
    delete json['takenAt']
    json['takenAtMs'] = toList(block.takenAt)
  }
  if (block.allocator.some(({ value }) => value !== undefined))
    json['allocator'] = block.allocator.map(({ from, value }) => [from, textToJson(value)])
  json['templates'] = block.names.templates.map(templateToJson)
  json['names'] = names.template
  json['ids'] = names.ids
  json['forms'] = block.forms.map(nodeToJson)
  json['lives'] = names.lives
  json['lifeForms'] = Array.from(block.lives.form)
  json['orders'] = ordersToJson(block)
  json['values'] = valuesToJson(block)
  if (block.wide.size > 0) json['wide'] = wideToJson(block)
  return json
}

/** A list of steps, the first from 0, if that says the numbers exactly; else the numbers, in a list in a list. */
function toSteps(values: Float64Array): number[] | [number[]] {
  let last = 0
  const steps: number[] = []
  for (const value of values) {
    if (!exactDifference(value, last)) return [Array.from(values)]
    steps.push(value - last)
    last = value
  }
  return steps
}

function exactDifference(a: number, b: number): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(a - b)
}

function toList(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
}

function factsToJson({ process, source, extra, memory }: SnapshotFacts): JsonObject {
  const json: JsonObject = { process: processToJson(process), source }
  if (memory)
    json['memoryInfo'] = memoryInfoToJson({
      properties: undefined,
      status: undefined,
      options: memory.options,
      allocator: undefined,
      extra: memory.extra,
    })
  if (extra) json['more'] = fieldsToJson(extra)
  return json
}

function fieldsToJson(extra: ExtraFields): JsonObject {
  const json: JsonObject = {}
  for (const [name, value] of extra) setField(json, name, value)
  return json
}

function textToJson(change: TextChange | undefined): unknown {
  if (change === undefined) return null
  return typeof change === 'string' ? change : [change.lines, change.text]
}

/** Stand for the ids in a template. */
export const HALF = 16
export const NUMBER = 10

/** The parts of a name with 16 where a half of a hex id stands and 10 where a number does. */
function templateToJson({ parts, numbers }: NameTemplate): (string | number)[] {
  return parts.flatMap((part, place) => (place === 0 ? [part] : [numbers[place - 1] ? NUMBER : HALF, part]))
}

/** Names in the order in which lives use them first; so most lives say "the next name": 0, and others how far back theirs stands. */
function orderNames({ names, lives }: Block): { template: number[]; ids: string; lives: number[] } {
  const starts = new Uint32Array(names.template.length)
  let start = 0
  for (let name = 0; name < starts.length; name++) {
    starts[name] = start
    start += idBytesOf(names.templates[names.template[name]!]!)
  }
  const placeOf = new Int32Array(starts.length).fill(-1)
  const template: number[] = []
  const uses: number[] = []
  let ids = ''
  for (let life = 0; life < lives.name.length; life++) {
    const name = lives.name[life]!
    if (placeOf[name]! >= 0) {
      uses.push(placeOf[name]! - template.length)
      continue
    }
    placeOf[name] = template.length
    uses.push(0)
    template.push(names.template[name]!)
    const end = name + 1 < starts.length ? starts[name + 1]! : names.ids.length
    for (let at = starts[name]!; at < end; at++) ids += HEX[names.ids[at]!]!
  }
  return { template, ids, lives: uses }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** As Block.orders, but samples as steps, and lives that begin as steps from the one after the last that began. */
function ordersToJson({ orders }: Block): number[] {
  const unpacker = new IntegerUnpacker(orders)
  const json: number[] = []
  let sample = 0
  let next = 1
  while (!unpacker.atEnd) {
    const here = unpacker.next()
    json.push(here - sample, unpacker.next())
    sample = here
    const length = unpacker.next()
    json.push(length)
    for (let left = length; left > 0; left--) {
      const entry = unpacker.next()
      const kind = entry % 4
      const number = (entry - kind) / 4
      if (kind === 0) json.push(entry)
      else {
        json.push((number - next) * 4 + kind)
        next = number + 1
      }
      if (kind === 1) continue
      json.push(unpacker.next())
      left -= 1
    }
  }
  return json
}

function valuesToJson({ values }: Block): number[][] {
  const unpacker = new IntegerUnpacker(values)
  const json: number[][] = []
  while (!unpacker.atEnd) {
    const column: number[] = []
    for (let left = unpacker.next(); left > 0; left--) column.push(unpacker.next())
    json.push(column)
  }
  return json
}

function wideToJson({ wide, forms, lives }: Block): unknown[] {
  const json: unknown[] = []
  for (const [life, columns] of wide) {
    const kinds = columnKinds(forms[lives.form[life]!]!)
    for (const [column, values] of columns.entries())
      if (values) json.push([life, column, values.map((value) => amountToJson(value, kinds[column]!.unit))])
  }
  return json
}
