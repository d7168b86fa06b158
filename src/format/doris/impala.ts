import { toInteger, type Integer } from '../../base/integer'
import { NO_COUNTERS, type Counter } from '../../profile/counter'
import { MAX_DEPTH, MAX_NODES } from '../../profile/limits'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type EventSequence, type ProfileNode } from '../../profile/node'
import { ReadError, type ReadProblem } from '../../profile/report'
import { UNITS, type Unit } from '../../profile/unit'
import { quoteLongIntegers } from '../json/jsonText'

// Impala's RuntimeProfile as JSON (doris-formats.md, section 13): the same tree under other names. Numbers beyond 2^53 are exact here.

export interface ImpalaReading {
  readonly root: ProfileNode
  readonly problems: readonly ReadProblem[]
}

/** Whether a text is such a profile. */
export function isImpalaProfile(head: string): boolean {
  return /^\s*\{/.test(head) && /"contents"\s*:\s*\{/.test(head) && /"profile_name"\s*:/.test(head)
}

type Json = Readonly<Record<string, unknown>>

/** Throws ReadError 'invalid', 'cut-off', 'too-deep', 'too-large'. */
export function readImpalaProfile(text: string): ImpalaReading {
  let value: unknown
  try {
    value = JSON.parse(quoteLongIntegers(text.startsWith('\uFEFF') ? text.slice(1) : text))
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === 'InternalError')) throw tooDeep()
    throw new ReadError(
      'cut-off',
      'This is a profile of Impala in JSON, but it is not whole: it was cut off or changed. Get it again, whole.',
    )
  }
  const unknown = new Map<string, number>()
  const contents = object(object(value)?.['contents'])
  if (!contents || typeof contents['profile_name'] !== 'string')
    throw new ReadError('invalid', 'contents.profile_name should be a text.')
  const root = new Builder(unknown).build(contents)
  const problems: ReadProblem[] = [...unknown].map(([name, count]) => ({
    kind: 'skipped',
    line: undefined,
    message: `"${name.slice(0, 60)}" is not known: left out ${count === 1 ? 'once' : `${count} times`}.`,
    text: undefined,
  }))
  return { root, problems }
}

const KNOWN = new Set([
  'profile_name',
  'num_children',
  'node_metadata',
  'info_strings',
  'event_sequences',
  'counters',
  'child_profiles',
])

function tooDeep(): ReadError {
  return new ReadError('too-deep', `The profile is nested more than ${MAX_DEPTH} levels deep; that is more than Memlane reads.`)
}

class Builder {
  private readonly unknown: Map<string, number>
  private nodes = 0

  constructor(unknown: Map<string, number>) {
    this.unknown = unknown
  }

  build(json: Json, depth = 0): ProfileNode {
    if (depth > MAX_DEPTH) throw tooDeep()
    this.nodes += 1
    if (this.nodes > MAX_NODES)
      throw new ReadError('too-large', `The profile has more than ${MAX_NODES.toLocaleString('en')} nodes.`)
    for (const name in json) if (Object.hasOwn(json, name) && !KNOWN.has(name)) this.skip(name)
    const info = objects(json['info_strings']).map(({ key, value }) => [text(key), text(value)] as const)
    const metadata = object(json['node_metadata'])
    for (const name in metadata) if (Object.hasOwn(metadata, name)) info.push([name, String(metadata[name])])
    const events = objects(json['event_sequences']).map((sequence) => this.buildEvents(sequence))
    const children = objects(json['child_profiles']).map((child) => this.build(child, depth + 1))
    const all = objects(json['counters']).flatMap((counter) => this.buildCounter(counter, 0))
    const total = all.find(({ name, unit }) => name === 'TotalTime' && unit === 'TIME_NS')
    const counters = all.filter((counter) => counter !== total)
    return {
      name: text(json['profile_name']),
      totalTimeNs: total?.value ?? 0,
      localTimePercent: 0,
      info: info.length === 0 ? NO_INFO : info,
      events: events.length === 0 ? NO_EVENTS : events,
      counters: counters.length === 0 ? NO_COUNTERS : counters,
      children: children.length === 0 ? NO_CHILDREN : children,
      indent: true,
      extra: undefined,
    }
  }

  private buildCounter(json: Json, depth: number): Counter[] {
    if (depth > MAX_DEPTH) throw tooDeep()
    const name = text(json['counter_name'])
    const unit = UNITS.find((one) => one === json['unit']) ?? 'UNIT'
    const value = readCount(json['value'], unit)
    if (value === undefined) {
      this.skip(`value of ${name}`)
      return []
    }
    const nested = objects(json['child_counters']).flatMap((child) => this.buildCounter(child, depth + 1))
    return [
      {
        name,
        unit: typeof value === 'number' && !Number.isInteger(value) ? 'DOUBLE_VALUE' : unit,
        value,
        peak: undefined,
        error: undefined,
        peakError: undefined,
        level: undefined,
        counters: nested.length === 0 ? NO_COUNTERS : nested,
        extra: undefined,
      },
    ]
  }

  private buildEvents(json: Json): EventSequence {
    const points = objects(json['events']).map(
      ({ label, timestamp }) => [text(label), readCount(timestamp, 'TIME_NS') ?? 0] as const,
    )
    return { name: text(json['sequence_name'] ?? json['name']), elapsedNs: points.at(-1)?.[1] ?? 0, points }
  }

  private skip(name: string): void {
    // So many names are told; a hostile file may have any number of them.
    if (this.unknown.size < 50 || this.unknown.has(name)) this.unknown.set(name, (this.unknown.get(name) ?? 0) + 1)
  }
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object).filter((item) => item !== undefined) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}

function readCount(value: unknown, unit: Unit): Integer | undefined {
  if (typeof value === 'number') return unit === 'DOUBLE_VALUE' || Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined
  const exact = BigInt(value)
  return exact > 1n << 63n || exact < -(1n << 63n) ? undefined : toInteger(exact)
}
