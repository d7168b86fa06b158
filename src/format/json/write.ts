import { integerToJson, type Integer } from '../../base/integer'
import type { Counter, ExtraFields } from '../../profile/counter'
import type { SampleFrame } from '../../profile/frame'
import type { EventSequence, ProfileNode } from '../../profile/node'
import type { MemoryInfo, MemoryProperties, MemoryStatus, ProcessIdentity, Reported, Snapshot } from '../../profile/snapshot'
import type { Unit } from '../../profile/unit'
import { setField, type JsonObject } from './jsonObject'
import { doubleToJson } from './number'
import { PROFILE_FORMAT, PROFILE_VERSION } from './spec'

/**
 * The process profile of a snapshot as JSON.stringify takes it: fields in the order of formats.md, section 1, those that have their
 * default value left out, unknown fields last. `source` is not in it: the saved timeline keeps that beside it.
 */
export function writeProfileJson(snapshot: Snapshot): JsonObject {
  const json: JsonObject = { format: PROFILE_FORMAT, version: PROFILE_VERSION }
  if (snapshot.takenAt !== undefined) json['takenAt'] = snapshot.takenAt
  json['process'] = processToJson(snapshot.process)
  if (snapshot.profile) json['profile'] = nodeToJson(snapshot.profile)
  if (snapshot.memoryInfo) json['memoryInfo'] = memoryInfoToJson(snapshot.memoryInfo)
  return withExtra(json, snapshot.extra)
}

/** The process profile of a snapshot as text, without blanks. The same snapshot always gives the same text. */
export function printProfileJson(snapshot: Snapshot): string {
  return JSON.stringify(writeProfileJson(snapshot))
}

/**
 * What names a sample in a picture or a ticket: `#SEQ` and six hex digits of the SHA-256 of its text. Without crypto.subtle (a page
 * that was not loaded from localhost or over TLS) it is `#SEQ` alone.
 */
export async function fingerprint(sample: Pick<SampleFrame, 'seq' | 'snapshot'>): Promise<string> {
  const { subtle } = globalThis.crypto ?? {}
  if (!subtle) return `#${sample.seq}`
  const hash = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(printProfileJson(sample.snapshot))))
  const digits = Array.from(hash.subarray(0, 3), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `#${sample.seq}·${digits}`
}

export function processToJson(process: ProcessIdentity): JsonObject {
  const json: JsonObject = { name: process.name }
  if (process.host !== undefined) json['host'] = process.host
  if (process.pid !== undefined) json['pid'] = process.pid
  if (process.startedAt !== undefined) json['startedAt'] = process.startedAt
  if (process.version !== undefined) json['version'] = process.version
  return withExtra(json, process.extra)
}

/** A node and all below it. */
export function nodeToJson(node: ProfileNode): JsonObject {
  const json: JsonObject = { name: node.name }
  if (node.totalTimeNs !== 0) json['totalTimeNs'] = integerToJson(node.totalTimeNs)
  if (!Object.is(node.localTimePercent, 0)) json['localTimePercent'] = doubleToJson(node.localTimePercent)
  if (node.info.length > 0) json['info'] = node.info
  if (node.events.length > 0) json['events'] = node.events.map(eventSequenceToJson)
  if (node.counters.length > 0) json['counters'] = node.counters.map(counterToJson)
  if (node.children.length > 0) json['children'] = node.children.map(nodeToJson)
  if (!node.indent) json['indent'] = false
  return withExtra(json, node.extra)
}

export function eventSequenceToJson(sequence: EventSequence): JsonObject {
  const points = sequence.points.map(([label, sinceStartNs]) => [label, integerToJson(sinceStartNs)])
  return withExtra({ name: sequence.name, elapsedNs: integerToJson(sequence.elapsedNs), points }, sequence.extra)
}

/** A counter and all below it. */
export function counterToJson(counter: Counter): JsonObject {
  const json: JsonObject = { name: counter.name, unit: counter.unit, value: amountToJson(counter.value, counter.unit) }
  if (counter.level !== undefined) json['level'] = counter.level
  if (counter.peak !== undefined) json['peak'] = amountToJson(counter.peak, counter.unit)
  const error = counter.error ?? 0
  if (error !== 0) json['error'] = error
  // Value and peak are mostly rounded alike, so this says only where they are not.
  const peakError = counter.peakError ?? 0
  if (counter.peak !== undefined && peakError !== error) json['peakError'] = peakError
  if (counter.counters.length > 0) json['counters'] = counter.counters.map(counterToJson)
  return withExtra(json, counter.extra)
}

/** A counter's value or peak. */
export function amountToJson(value: Integer, unit: Unit): number | string {
  return unit === 'DOUBLE_VALUE' ? doubleToJson(Number(value)) : integerToJson(value)
}

export function memoryInfoToJson(memoryInfo: MemoryInfo): JsonObject {
  const json: JsonObject = {}
  if (memoryInfo.properties) json['properties'] = propertiesToJson(memoryInfo.properties)
  if (memoryInfo.status) json['status'] = statusToJson(memoryInfo.status)
  if (memoryInfo.options) {
    const options: JsonObject = {}
    for (const [key, value] of memoryInfo.options) setField(options, key, value)
    json['options'] = options
  }
  if (memoryInfo.allocator !== undefined) json['allocator'] = memoryInfo.allocator
  return withExtra(json, memoryInfo.extra)
}

function propertiesToJson(properties: MemoryProperties): JsonObject {
  const json: JsonObject = {}
  for (const name of PROPERTY_NAMES) addFigure(json, name, properties[name])
  if (properties.cgroupRefreshState !== undefined) json['cgroupRefreshState'] = properties.cgroupRefreshState
  return withExtra(json, properties.extra)
}

const PROPERTY_NAMES = [
  'physicalMemory',
  'pageSize',
  'memLimit',
  'softMemLimit',
  'lowWaterMark',
  'warningWaterMark',
  'cgroupLimit',
  'cgroupUsage',
] as const satisfies readonly (keyof MemoryProperties)[]

function statusToJson(status: MemoryStatus): JsonObject {
  const json: JsonObject = {}
  for (const name of STATUS_NAMES) addFigure(json, name, status[name])
  return withExtra(json, status.extra)
}

const STATUS_NAMES = [
  'physical',
  'used',
  'rss',
  'jemallocCache',
  'reserved',
  'waitingRefresh',
  'limit',
  'softLimit',
  'available',
  'lowWaterMark',
  'warningWaterMark',
] as const satisfies readonly (keyof MemoryStatus)[]

function addFigure(json: JsonObject, name: string, figure: Reported): void {
  if (figure === undefined) return
  if (figure === null) json[name] = null
  else if (figure.error === 0 && !figure.extra) json[name] = integerToJson(figure.value)
  else {
    const rounded: JsonObject = { value: integerToJson(figure.value) }
    if (figure.error !== 0) rounded['error'] = figure.error
    json[name] = withExtra(rounded, figure.extra)
  }
}

function withExtra(json: JsonObject, extra: ExtraFields | undefined): JsonObject {
  if (extra) for (const [name, value] of extra) setField(json, name, value)
  return json
}
