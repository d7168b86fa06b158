import { parseInteger, type Integer } from '../base/integer'
import type { UnixMs } from '../base/units'
import { NO_COUNTERS, type Counter } from '../profile/counter'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type ProfileNode } from '../profile/node'
import type { ProcessIdentity, Snapshot } from '../profile/snapshot'
import type { Unit } from '../profile/unit'

export type SnapshotFields = Partial<Omit<Snapshot, 'profile' | 'process'>> & { readonly process?: Partial<ProcessIdentity> }

/**
 * A snapshot from an indented outline, two blanks a level. The lines of the first column are the children of the root:
 *
 *     MemoryOverviewSnapshot
 *       - PhysicalMemory(VmRSS): 100 MiB peak 120 MiB
 *       TrackedMemory
 *         - Memory: 1.5 GiB ± 5 MiB
 *           - Nested: 3
 *
 * Values: `B`, `KiB`, `MiB`, `GiB` are BYTES, `ns` and `ms` are times, `x` is a DOUBLE_VALUE, a bare number is a UNIT.
 */
export function makeSnapshot(outline: string, fields: SnapshotFields = {}): Snapshot {
  return {
    takenAt: undefined,
    memoryInfo: undefined,
    source: 'json',
    extra: undefined,
    ...fields,
    process: makeProcess(fields.process),
    profile: makeNode('ProcessProfile', NO_COUNTERS, makeOutline(outline)),
  }
}

export const DEFAULT_TIME: UnixMs = Date.UTC(2026, 10, 23, 14, 5, 10)

export function makeProcess(fields: Partial<ProcessIdentity> = {}): ProcessIdentity {
  return {
    name: 'doris_be',
    host: undefined,
    pid: undefined,
    startedAt: undefined,
    version: undefined,
    extra: undefined,
    ...fields,
  }
}

export function makeNode(
  name: string,
  counters: readonly Counter[] = NO_COUNTERS,
  children: readonly ProfileNode[] = NO_CHILDREN,
): ProfileNode {
  return {
    name,
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters,
    children,
    indent: true,
    extra: undefined,
  }
}

/** A counter of bytes unless `fields` says another unit. */
export function makeCounter(name: string, value: Integer, fields: Partial<Counter> = {}): Counter {
  return {
    name,
    unit: 'BYTES',
    value,
    peak: undefined,
    error: undefined,
    peakError: undefined,
    level: undefined,
    counters: NO_COUNTERS,
    extra: undefined,
    ...fields,
  }
}

/** The nodes of an outline without a root. */
export function makeOutline(outline: string): ProfileNode[] {
  const lines = outline
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ column: line.length - line.trimStart().length, text: line.trim() }))
  const margin = Math.min(...lines.map(({ column }) => column))
  const items = lines.map(({ column, text }): Item => {
    if ((column - margin) % 2 !== 0) throw new Error(`This line of the outline is not indented by two blanks a level: ${text}`)
    return { depth: (column - margin) / 2, text, inner: [] }
  })
  return nest(items).map(toNode)
}

interface Item {
  readonly depth: number
  readonly text: string
  readonly inner: Item[]
}

function nest(items: readonly Item[]): Item[] {
  const top: Item[] = []
  const open: Item[] = []
  for (const item of items) {
    if (item.depth > open.length) throw new Error(`This line of the outline is indented too far: ${item.text}`)
    open.length = item.depth
    ;(open.at(-1)?.inner ?? top).push(item)
    open.push(item)
  }
  return top
}

const isCounter = (item: Item): boolean => item.text.startsWith('- ')

function toNode(item: Item): ProfileNode {
  if (isCounter(item)) throw new Error(`This counter of the outline stands in no node: ${item.text}`)
  return makeNode(
    item.text,
    item.inner.filter(isCounter).map(toCounter),
    item.inner.filter((inner) => !isCounter(inner)).map(toNode),
  )
}

function toCounter(item: Item): Counter {
  const [, name, current, peak] = /^- (.+): (.+?)(?: peak (.+))?$/.exec(item.text) ?? []
  if (name === undefined || current === undefined)
    throw new Error(`This counter of the outline should read "- Name: 1 MiB": ${item.text}`)
  const now = toAmount(current)
  const highest = peak === undefined ? undefined : toAmount(peak)
  return makeCounter(name, now.value, {
    unit: now.unit,
    peak: highest?.value,
    error: now.error,
    peakError: highest?.error,
    counters: item.inner.map(toCounter),
  })
}

const SCALES: Readonly<Record<string, readonly [Unit, number]>> = {
  B: ['BYTES', 1],
  KiB: ['BYTES', 2 ** 10],
  MiB: ['BYTES', 2 ** 20],
  GiB: ['BYTES', 2 ** 30],
  ns: ['TIME_NS', 1],
  ms: ['TIME_MS', 1],
  x: ['DOUBLE_VALUE', 1],
}

function toAmount(text: string): { value: Integer; unit: Unit; error: number | undefined } {
  const [amount = '', error] = text.split(' ± ')
  const [number = '', unitName = ''] = amount.split(' ')
  const [unit, scale] = unitName === '' ? (['UNIT', 1] as const) : (SCALES[unitName] ?? [])
  if (unit === undefined || scale === undefined) throw new Error(`The outline knows no unit "${unitName}".`)
  const scaled = Number(number) * scale
  const value = unit === 'DOUBLE_VALUE' ? scaled : scale === 1 ? parseInteger(number) : Math.round(scaled)
  if (value === undefined || (Number.isNaN(scaled) && number !== 'NaN')) throw new Error(`This is not a value: ${text}`)
  return { value, unit, error: error === undefined ? undefined : Number(toAmount(error).value) }
}
