import type { Integer } from '../../base/integer'
import { NO_COUNTERS, type Counter, type ExtraFields } from '../../profile/counter'
import { MAX_DEPTH, MAX_NAME_LENGTH, MAX_NODES } from '../../profile/limits'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type EventSequence, type ProfileNode } from '../../profile/node'
import type {
  Figure,
  MemoryInfo,
  MemoryProperties,
  MemoryStatus,
  ProcessIdentity,
  Reported,
  Snapshot,
} from '../../profile/snapshot'
import { UNITS, type Unit } from '../../profile/unit'
import { extraFields, isJsonObject, type JsonObject } from './jsonObject'
import { measureDepth } from './limits'
import { doubleFromJson, integerFromJson } from './number'
import { OBJECTS, type ObjectName } from './spec'
import { findProblem } from './validate'

// The way that every poll goes: one pass over what JSON.parse gave, which checks and builds at once and carries no paths. When
// something does not fit it only says so (UNFIT); which field it is, is then found by the spec. A test holds the two to each other.

/** Thrown when a value does not fit the spec or the limits. */
export const UNFIT = Symbol('does not fit the spec')

function unfit(): never {
  throw UNFIT
}

/** A whole document of the newest version. */
export function buildSnapshot(document: JsonObject): Snapshot {
  const { takenAt, process, profile, memoryInfo } = document
  if (profile === undefined && memoryInfo === undefined) unfit()
  return {
    takenAt: takenAt === undefined ? undefined : isTime(takenAt) ? plainZero(takenAt) : unfit(),
    process: buildProcess(process),
    profile: profile === undefined ? undefined : buildNode(profile),
    memoryInfo: memoryInfo === undefined ? undefined : buildMemoryInfo(memoryInfo),
    source: 'json',
    extra: buildExtra(document, 'document'),
  }
}

/** A node and all below it. `depth` is that of the node; the root has 0. */
export function buildNode(json: unknown, depth = 0): ProfileNode {
  return readNode(json, depth, { nodes: MAX_NODES })
}

interface Budget {
  nodes: number
}

/** The fields of a node as they come; each is checked before it is used. */
interface RawNode {
  readonly name?: unknown
  readonly totalTimeNs?: unknown
  readonly localTimePercent?: unknown
  readonly info?: unknown
  readonly events?: unknown
  readonly counters?: unknown
  readonly children?: unknown
  readonly indent?: unknown
}

function readNode(json: unknown, depth: number, budget: Budget): ProfileNode {
  if (!isJsonObject(json) || depth > MAX_DEPTH || --budget.nodes < 0) return unfit()
  const { name, totalTimeNs, localTimePercent, info, events, counters, children, indent }: RawNode = json
  if (!isName(name)) return unfit()
  // An object that has no more fields than these has no unknown ones.
  let known = 1
  let builtTime: Integer = 0
  if (totalTimeNs !== undefined) {
    known += 1
    builtTime = integerFromJson(totalTimeNs) ?? unfit()
  }
  let builtPercent = 0
  if (localTimePercent !== undefined) {
    known += 1
    builtPercent = doubleFromJson(localTimePercent) ?? unfit()
  }
  let builtInfo = NO_INFO
  if (info !== undefined) {
    known += 1
    builtInfo = buildInfo(info)
  }
  let builtEvents = NO_EVENTS
  if (events !== undefined) {
    known += 1
    if (!Array.isArray(events)) return unfit()
    if (events.length > 0) builtEvents = events.map(buildEventSequence)
  }
  let builtCounters = NO_COUNTERS
  if (counters !== undefined) {
    known += 1
    builtCounters = readCounters(counters, 0)
  }
  let builtChildren = NO_CHILDREN
  if (children !== undefined) {
    known += 1
    if (!Array.isArray(children)) return unfit()
    if (children.length > 0) {
      // A copy to be written over has the right size from the start; push() would make room for 17 in each of 100,000 lists.
      const nodes: unknown[] = children.slice()
      for (let index = 0; index < nodes.length; index++) nodes[index] = readNode(nodes[index], depth + 1, budget)
      builtChildren = nodes as ProfileNode[]
    }
  }
  if (indent !== undefined) {
    known += 1
    if (typeof indent !== 'boolean') return unfit()
  }
  return {
    name,
    totalTimeNs: builtTime,
    localTimePercent: builtPercent,
    info: builtInfo,
    events: builtEvents,
    counters: builtCounters,
    children: builtChildren,
    indent: indent !== false,
    extra: countFields(json) === known ? undefined : buildExtra(json, 'node'),
  }
}

/** A counter and all below it. `depth` is that of the counter; one directly in a node has 0. */
export function buildCounter(json: unknown, depth = 0): Counter {
  return readCounter(json, depth)
}

interface RawCounter {
  readonly name?: unknown
  readonly unit?: unknown
  readonly value?: unknown
  readonly level?: unknown
  readonly peak?: unknown
  readonly error?: unknown
  readonly peakError?: unknown
  readonly counters?: unknown
}

function readCounters(json: unknown, depth: number): readonly Counter[] {
  if (!Array.isArray(json)) return unfit()
  if (json.length === 0) return NO_COUNTERS
  const counters: unknown[] = json.slice()
  for (let index = 0; index < counters.length; index++) counters[index] = readCounter(counters[index], depth)
  return counters as Counter[]
}

function readCounter(json: unknown, depth: number): Counter {
  if (!isJsonObject(json) || depth > MAX_DEPTH) return unfit()
  const { name, unit, value, level, peak, error, peakError, counters }: RawCounter = json
  if (!isName(name) || !isUnit(unit)) return unfit()
  let known = 3
  const builtValue = buildAmount(value, unit)
  let builtLevel: number | undefined
  if (level !== undefined) {
    known += 1
    builtLevel = Number.isSafeInteger(level) ? plainZero(level as number) : unfit()
  }
  let builtError: number | undefined
  if (error !== undefined) {
    known += 1
    builtError = buildError(error)
  }
  let builtPeakError: number | undefined
  if (peakError !== undefined) {
    known += 1
    builtPeakError = buildError(peakError)
  }
  let builtPeak: Integer | undefined
  if (peak === undefined) builtPeakError = undefined
  else {
    known += 1
    builtPeak = buildAmount(peak, unit)
    if (peakError === undefined) builtPeakError = builtError
  }
  let builtCounters = NO_COUNTERS
  if (counters !== undefined) {
    known += 1
    builtCounters = readCounters(counters, depth + 1)
  }
  return {
    name,
    unit,
    value: builtValue,
    peak: builtPeak,
    error: builtError,
    peakError: builtPeakError,
    level: builtLevel,
    counters: builtCounters,
    extra: countFields(json) === known ? undefined : buildExtra(json, 'counter'),
  }
}

/** A counter's value or peak. */
export function buildAmount(json: unknown, unit: Unit): Integer {
  return (unit === 'DOUBLE_VALUE' ? doubleFromJson(json) : integerFromJson(json)) ?? unfit()
}

/** An error of 0 is exact, and exact is undefined. */
function buildError(json: unknown): number | undefined {
  if (typeof json !== 'number' || !(json >= 0) || json === Number.POSITIVE_INFINITY) return unfit()
  return json === 0 ? undefined : json
}

export function buildInfo(json: unknown): ProfileNode['info'] {
  if (!Array.isArray(json)) return unfit()
  if (json.length === 0) return NO_INFO
  return json.map((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) return unfit()
    const [key, value] = pair as [unknown, unknown]
    return isName(key) && isName(value) ? ([key, value] as const) : unfit()
  })
}

export function buildEventSequence(json: unknown): EventSequence {
  check(json, 'eventSequence')
  const extra = buildExtra(json, 'eventSequence')
  return {
    name: json['name'] as string,
    elapsedNs: integerFromJson(json['elapsedNs']) ?? unfit(),
    points: (json['points'] as [string, unknown][]).map(
      ([label, sinceStartNs]) => [label, integerFromJson(sinceStartNs) ?? unfit()] as const,
    ),
    ...(extra && { extra }),
  }
}

export function buildProcess(json: unknown): ProcessIdentity {
  check(json, 'process')
  return {
    name: json['name'] as string,
    host: json['host'] as string | undefined,
    pid: json['pid'] === undefined ? undefined : plainZero(json['pid'] as number),
    startedAt: json['startedAt'] === undefined ? undefined : plainZero(json['startedAt'] as number),
    version: json['version'] as string | undefined,
    extra: buildExtra(json, 'process'),
  }
}

export function buildMemoryInfo(json: unknown): MemoryInfo {
  check(json, 'memoryInfo')
  const { properties, status, options } = json
  return {
    properties: properties === undefined ? undefined : buildProperties(properties as JsonObject),
    status: status === undefined ? undefined : buildStatus(status as JsonObject),
    options: options === undefined ? undefined : new Map(Object.entries(options as Record<string, string>)),
    allocator: json['allocator'] as string | undefined,
    extra: buildExtra(json, 'memoryInfo'),
  }
}

function buildProperties(json: JsonObject): MemoryProperties {
  return {
    physicalMemory: buildFigure(json['physicalMemory']),
    pageSize: buildFigure(json['pageSize']),
    memLimit: buildFigure(json['memLimit']),
    softMemLimit: buildFigure(json['softMemLimit']),
    lowWaterMark: buildFigure(json['lowWaterMark']),
    warningWaterMark: buildFigure(json['warningWaterMark']),
    cgroupLimit: buildFigure(json['cgroupLimit']),
    cgroupUsage: buildFigure(json['cgroupUsage']),
    cgroupRefreshState: json['cgroupRefreshState'] as boolean | undefined,
    extra: buildExtra(json, 'properties'),
  }
}

function buildStatus(json: JsonObject): MemoryStatus {
  return {
    physical: buildFigure(json['physical']),
    used: buildFigure(json['used']),
    rss: buildFigure(json['rss']),
    jemallocCache: buildFigure(json['jemallocCache']),
    reserved: buildFigure(json['reserved']),
    waitingRefresh: buildFigure(json['waitingRefresh']),
    limit: buildFigure(json['limit']),
    softLimit: buildFigure(json['softLimit']),
    available: buildFigure(json['available']),
    lowWaterMark: buildFigure(json['lowWaterMark']),
    warningWaterMark: buildFigure(json['warningWaterMark']),
    extra: buildExtra(json, 'status'),
  }
}

function buildFigure(json: unknown): Reported {
  if (json === undefined || json === null) return json
  if (!isJsonObject(json)) return { value: integerFromJson(json) ?? unfit(), error: 0 }
  const extra = buildExtra(json, 'roundedFigure')
  const figure: Figure = {
    value: integerFromJson(json['value']) ?? unfit(),
    error: plainZero((json['error'] as number | undefined) ?? 0),
  }
  return extra ? { ...figure, extra } : figure
}

/** For the small parts the spec itself decides. */
function check(json: unknown, name: ObjectName): asserts json is JsonObject {
  if (findProblem(json, name, '') !== undefined) unfit()
}

function buildExtra(json: JsonObject, name: ObjectName): ExtraFields | undefined {
  const extra = extraFields(json, name)
  if (extra) for (const value of extra.values()) if (measureDepth(value) > MAX_DEPTH) unfit()
  return extra
}

/** JSON can say -0 for a number; it is written back as 0, so it is read as 0. */
function plainZero(value: number): number {
  return value === 0 ? 0 : value
}

function isName(json: unknown): json is string {
  return typeof json === 'string' && json.length <= MAX_NAME_LENGTH
}

const UNIT_NAMES: ReadonlySet<unknown> = new Set(UNITS)

function isUnit(json: unknown): json is Unit {
  return UNIT_NAMES.has(json)
}

const TIME = OBJECTS.document.fields.takenAt.shape

function isTime(json: unknown): json is number {
  return TIME.is === 'number' && typeof json === 'number' && json >= TIME.least && json <= TIME.most
}

/** Object.keys would make a list for each of 100,000 objects; this counts on V8's cache of field names and costs a tenth of it. */
function countFields(object: JsonObject): number {
  let count = 0
  for (const _ in object) count += 1
  return count
}
