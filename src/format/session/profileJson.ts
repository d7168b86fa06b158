// Stand-in for format/json until that is there: the same names, no more checks than needed to keep the tree sound.

import { integerToJson, parseInteger, type Integer } from '../../base/integer'
import { NO_COUNTERS, type Counter, type ExtraFields } from '../../profile/counter'
import { MAX_DEPTH } from '../../profile/limits'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type EventSequence, type ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import type { Figure, MemoryInfo, Reported, Snapshot } from '../../profile/snapshot'
import { UNITS, type Unit } from '../../profile/unit'

type JsonObject = Record<string, unknown>

export function profileToJson(snapshot: Snapshot): JsonObject {
  const { process } = snapshot
  return object([
    ['format', 'process-profile'],
    ['version', 1],
    ['takenAt', snapshot.takenAt],
    [
      'process',
      object([
        ['name', process.name],
        ['host', process.host],
        ['pid', process.pid],
        ['startedAt', process.startedAt],
        ['version', process.version],
        ...extraEntries(process.extra),
      ]),
    ],
    ['profile', snapshot.profile && nodeToJson(snapshot.profile)],
    ['memoryInfo', snapshot.memoryInfo && memoryInfoToJson(snapshot.memoryInfo)],
    ...extraEntries(snapshot.extra),
  ])
}

export function nodeToJson(node: ProfileNode): JsonObject {
  return object([
    ['name', node.name],
    ['totalTimeNs', node.totalTimeNs === 0 ? undefined : integerToJson(node.totalTimeNs)],
    ['localTimePercent', node.localTimePercent === 0 ? undefined : valueToJson(node.localTimePercent)],
    ['info', node.info.length > 0 ? node.info : undefined],
    ['events', node.events.length > 0 ? node.events.map(eventsToJson) : undefined],
    ['counters', node.counters.length > 0 ? node.counters.map(counterToJson) : undefined],
    ['children', node.children.length > 0 ? node.children.map(nodeToJson) : undefined],
    ['indent', node.indent ? undefined : false],
    ...extraEntries(node.extra),
  ])
}

export function eventsToJson(sequence: EventSequence): JsonObject {
  return {
    name: sequence.name,
    elapsedNs: integerToJson(sequence.elapsedNs),
    points: sequence.points.map(([label, since]) => [label, integerToJson(since)]),
  }
}

export function counterToJson(counter: Counter): JsonObject {
  return object([
    ['name', counter.name],
    ['unit', counter.unit],
    ['value', valueToJson(counter.value)],
    ['level', counter.level],
    ['peak', counter.peak === undefined ? undefined : valueToJson(counter.peak)],
    ['error', counter.error],
    ['peakError', counter.peakError],
    ['counters', counter.counters.length > 0 ? counter.counters.map(counterToJson) : undefined],
    ...extraEntries(counter.extra),
  ])
}

const PROPERTIES = [
  'physicalMemory',
  'pageSize',
  'memLimit',
  'softMemLimit',
  'lowWaterMark',
  'warningWaterMark',
  'cgroupLimit',
  'cgroupUsage',
] as const
const STATUS = [
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
] as const

export function memoryInfoToJson(info: MemoryInfo): JsonObject {
  const { properties, status } = info
  return object([
    [
      'properties',
      properties &&
        object([
          ...PROPERTIES.map((name): [string, unknown] => [name, figureToJson(properties[name])]),
          ['cgroupRefreshState', properties.cgroupRefreshState],
          ...extraEntries(properties.extra),
        ]),
    ],
    [
      'status',
      status &&
        object([...STATUS.map((name): [string, unknown] => [name, figureToJson(status[name])]), ...extraEntries(status.extra)]),
    ],
    ['options', info.options && Object.fromEntries(info.options)],
    ['allocator', info.allocator],
    ...extraEntries(info.extra),
  ])
}

function figureToJson(figure: Reported): unknown {
  if (!figure) return figure
  return figure.error === 0 ? integerToJson(figure.value) : { value: integerToJson(figure.value), error: figure.error }
}

/** A counter's value: the strings "NaN", "Infinity", "-Infinity" for what JSON numbers cannot say. */
export function valueToJson(value: Integer): number | string {
  if (typeof value === 'bigint') return value.toString()
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value)
}

function object(entries: [string, unknown][]): JsonObject {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function extraEntries(extra: ExtraFields | undefined): [string, unknown][] {
  return extra ? [...extra] : []
}

// Reading

export function profileFromJson(json: unknown): Snapshot {
  const o = need(json, 'the profile')
  const process = need(o['process'], 'process')
  return {
    takenAt: optionalNumber(o['takenAt'], 'takenAt'),
    process: {
      name: text(process['name'], 'process.name'),
      host: optionalText(process['host'], 'process.host'),
      pid: optionalNumber(process['pid'], 'process.pid'),
      startedAt: optionalNumber(process['startedAt'], 'process.startedAt'),
      version: optionalText(process['version'], 'process.version'),
      extra: extraOf(process, ['name', 'host', 'pid', 'startedAt', 'version']),
    },
    profile: o['profile'] === undefined ? undefined : nodeFromJson(o['profile'], 0),
    memoryInfo: o['memoryInfo'] === undefined ? undefined : memoryInfoFromJson(o['memoryInfo']),
    source: 'json',
    extra: extraOf(o, ['format', 'version', 'takenAt', 'process', 'profile', 'memoryInfo']),
  }
}

const NODE_FIELDS = ['name', 'totalTimeNs', 'localTimePercent', 'info', 'events', 'counters', 'children', 'indent']

export function nodeFromJson(json: unknown, depth: number): ProfileNode {
  if (depth > MAX_DEPTH) throw new ReadError('too-deep', `A node is deeper than ${MAX_DEPTH}.`)
  const o = need(json, 'a node')
  return {
    name: text(o['name'], 'node.name'),
    totalTimeNs: o['totalTimeNs'] === undefined ? 0 : integer(o['totalTimeNs'], 'totalTimeNs'),
    localTimePercent: o['localTimePercent'] === undefined ? 0 : Number(double(o['localTimePercent'], 'localTimePercent')),
    info: o['info'] === undefined ? NO_INFO : infoFromJson(o['info']),
    events: o['events'] === undefined ? NO_EVENTS : list(o['events'], 'events').map(eventsFromJson),
    counters: o['counters'] === undefined ? NO_COUNTERS : list(o['counters'], 'counters').map((c) => counterFromJson(c, 0)),
    children: o['children'] === undefined ? NO_CHILDREN : list(o['children'], 'children').map((c) => nodeFromJson(c, depth + 1)),
    indent: o['indent'] !== false,
    extra: extraOf(o, NODE_FIELDS),
  }
}

export function infoFromJson(json: unknown): ProfileNode['info'] {
  return list(json, 'info').map((pair) => {
    const [key, value] = list(pair, 'info')
    return [text(key, 'info'), text(value, 'info')] as const
  })
}

export function eventsFromJson(json: unknown): EventSequence {
  const o = need(json, 'an event sequence')
  return {
    name: text(o['name'], 'event.name'),
    elapsedNs: integer(o['elapsedNs'], 'elapsedNs'),
    points: list(o['points'], 'points').map((pair) => {
      const [label, since] = list(pair, 'points')
      return [text(label, 'point'), integer(since, 'point')] as const
    }),
  }
}

const COUNTER_FIELDS = ['name', 'unit', 'value', 'level', 'peak', 'error', 'peakError', 'counters']

export function counterFromJson(json: unknown, depth: number): Counter {
  if (depth > MAX_DEPTH) throw new ReadError('too-deep', `A counter is deeper than ${MAX_DEPTH}.`)
  const o = need(json, 'a counter')
  const unit = o['unit'] as Unit
  if (!UNITS.includes(unit)) throw new ReadError('invalid', `"${String(unit).slice(0, 40)}" is not a unit.`)
  return {
    name: text(o['name'], 'counter.name'),
    unit,
    value: valueFromJson(o['value'], unit),
    peak: o['peak'] === undefined ? undefined : valueFromJson(o['peak'], unit),
    error: optionalNumber(o['error'], 'error'),
    peakError: optionalNumber(o['peakError'], 'peakError'),
    level: optionalNumber(o['level'], 'level'),
    counters:
      o['counters'] === undefined ? NO_COUNTERS : list(o['counters'], 'counters').map((c) => counterFromJson(c, depth + 1)),
    extra: extraOf(o, COUNTER_FIELDS),
  }
}

export function memoryInfoFromJson(json: unknown): MemoryInfo {
  const o = need(json, 'memoryInfo')
  const figures = <Name extends string>(part: JsonObject, names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, figureFromJson(part[name], name)])) as Record<Name, Reported>
  const properties = o['properties'] === undefined ? undefined : need(o['properties'], 'properties')
  const status = o['status'] === undefined ? undefined : need(o['status'], 'status')
  const refresh = properties?.['cgroupRefreshState']
  return {
    properties: properties && {
      ...figures(properties, PROPERTIES),
      cgroupRefreshState: typeof refresh === 'boolean' ? refresh : undefined,
      extra: extraOf(properties, [...PROPERTIES, 'cgroupRefreshState']),
    },
    status: status && { ...figures(status, STATUS), extra: extraOf(status, STATUS) },
    options:
      o['options'] === undefined
        ? undefined
        : new Map(Object.entries(need(o['options'], 'options')).map(([key, value]) => [key, text(value, 'options')])),
    allocator: optionalText(o['allocator'], 'allocator'),
    extra: extraOf(o, ['properties', 'status', 'options', 'allocator']),
  }
}

function figureFromJson(json: unknown, name: string): Reported {
  if (json === undefined || json === null) return json
  if (typeof json !== 'object') return { value: integer(json, name), error: 0 }
  const o = need(json, name)
  return { value: integer(o['value'], name), error: optionalNumber(o['error'], name) ?? 0 } satisfies Figure
}

export function valueFromJson(json: unknown, unit: Unit): Integer {
  return unit === 'DOUBLE_VALUE' ? double(json, 'value') : integer(json, 'value')
}

export function integer(json: unknown, name: string): Integer {
  const value =
    typeof json === 'number' && Number.isSafeInteger(json) ? json : typeof json === 'string' ? parseInteger(json) : undefined
  if (value === undefined) throw new ReadError('invalid', `${name} should be a whole number.`)
  return value
}

export function double(json: unknown, name: string): number {
  if (typeof json === 'number') return json
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity' || json === '-0') return Number(json)
  throw new ReadError('invalid', `${name} should be a number.`)
}

function extraOf(o: JsonObject, known: readonly string[]): ExtraFields | undefined {
  const rest = Object.entries(o).filter(([name]) => !known.includes(name))
  return rest.length > 0 ? new Map(rest) : undefined
}

function need(json: unknown, name: string): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ReadError('invalid', `${name} should be an object.`)
  return json as JsonObject
}

function list(json: unknown, name: string): unknown[] {
  if (!Array.isArray(json)) throw new ReadError('invalid', `${name} should be an array.`)
  return json
}

function text(json: unknown, name: string): string {
  if (typeof json !== 'string') throw new ReadError('invalid', `${name} should be a text.`)
  return json
}

function optionalText(json: unknown, name: string): string | undefined {
  return json === undefined ? undefined : text(json, name)
}

function optionalNumber(json: unknown, name: string): number | undefined {
  if (json === undefined) return undefined
  if (typeof json !== 'number') throw new ReadError('invalid', `${name} should be a number.`)
  return json
}
