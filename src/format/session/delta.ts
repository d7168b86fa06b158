// What changed from one snapshot to the next, as JSON, for any change of the tree; and back. Applying shares with the snapshot before
// whatever did not change: the same objects, so that memory and the search for changes cost what changed.
//
// Structure first, then values. `tree` patches nodes by place; `v` sets values of counters by their number in the patched tree,
// counted in pre-order from 0, nested counters included. Most snapshots need `v` alone.

import type { Integer } from '../../base/integer'
import type { Counter, ExtraFields } from '../../profile/counter'
import { MAX_DEPTH, MAX_NODES } from '../../profile/limits'
import { NO_CHILDREN, NO_COUNTERS, NO_EVENTS, NO_INFO, type ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import type { MemoryInfo, Snapshot, Source } from '../../profile/snapshot'
import {
  counterFromJson,
  counterToJson,
  double,
  eventsFromJson,
  eventsToJson,
  infoFromJson,
  integer,
  memoryInfoFromJson,
  memoryInfoToJson,
  nodeFromJson,
  nodeToJson,
  profileFromJson,
  profileToJson,
  valueFromJson,
  valueToJson,
} from './profileJson'

/** The changed fields of a snapshot; a field that is not there did not change. `takenAt` is not part of it: it always changes. */
export interface SnapshotDelta {
  readonly source?: Source
  /** The whole of it. */
  readonly process?: unknown
  /** A whole root node, or null: no profile any more. */
  readonly profile?: unknown
  readonly tree?: NodePatch
  readonly v?: readonly ValuePatch[]
  /** null: none any more; else its changed parts, each whole, null = gone. */
  readonly memoryInfo?: Readonly<Record<string, unknown>> | null
  /** The whole of the unknown top-level fields; null: none any more. */
  readonly more?: Readonly<Record<string, unknown>> | null
}

/** [counter, value, peak, error, peakError]: the end may be missing; peak null = as it was, an error null = exact now. */
export type ValuePatch = readonly [
  counter: number,
  value: number | string,
  peak?: number | string | null,
  error?: number | null,
  peakError?: number | null,
]

/** Changed fields of a node, as in the process-profile JSON, each whole; besides: */
export interface NodePatch {
  name?: string
  totalTimeNs?: number | string
  localTimePercent?: number | string
  indent?: boolean
  info?: unknown
  events?: unknown
  counters?: unknown
  /** The children in their new order: a place before, [first place, how many] for a run of them, or a new node whole. */
  order?: unknown[]
  /** Patches of children by their place in the new order. */
  at?: Record<string, NodePatch>
  /** Unknown fields whole; null: none any more. */
  more?: Record<string, unknown> | null
}

/** What changed from `before` to `after`, as JSON values. */
export function computeDelta(before: Snapshot, after: Snapshot): SnapshotDelta {
  const delta: { -readonly [Field in keyof SnapshotDelta]: SnapshotDelta[Field] } = {}
  if (before.source !== after.source) delta.source = after.source
  if (before.process !== after.process) {
    const process = profileToJson({ ...EMPTY, process: after.process })['process']
    if (JSON.stringify(process) !== JSON.stringify(profileToJson({ ...EMPTY, process: before.process })['process']))
      delta.process = process
  }
  if (before.profile && after.profile) {
    const changes = new TreeChanges()
    const tree = changes.node(before.profile, after.profile)
    if (tree) delta.tree = tree
    if (changes.values.length > 0) delta.v = changes.values
  } else if (after.profile) delta.profile = nodeToJson(after.profile)
  else if (before.profile) delta.profile = null
  if (before.memoryInfo !== after.memoryInfo) {
    const memoryInfo = memoryInfoDelta(before.memoryInfo, after.memoryInfo)
    if (memoryInfo !== undefined) delta.memoryInfo = memoryInfo
  }
  if (!sameFields(before.extra, after.extra)) delta.more = fieldsToJson(after.extra)
  return delta
}

const EMPTY: Snapshot = {
  takenAt: undefined,
  process: { name: '', host: undefined, pid: undefined, startedAt: undefined, version: undefined, extra: undefined },
  profile: undefined,
  memoryInfo: undefined,
  source: 'json',
  extra: undefined,
}

class TreeChanges {
  readonly values: ValuePatch[] = []
  private slot = 0

  node(before: ProfileNode, after: ProfileNode): NodePatch | undefined {
    if (before === after) {
      this.slot += countSlots(after)
      return undefined
    }
    const patch: NodePatch = {}
    if (before.name !== after.name) patch.name = after.name
    if (before.totalTimeNs !== after.totalTimeNs) patch.totalTimeNs = valueToJson(after.totalTimeNs)
    if (!Object.is(before.localTimePercent, after.localTimePercent)) patch.localTimePercent = valueToJson(after.localTimePercent)
    if (before.indent !== after.indent) patch.indent = after.indent
    if (!sameInfo(before.info, after.info)) patch.info = after.info
    if (!sameEvents(before.events, after.events)) patch.events = after.events.map(eventsToJson)
    if (!sameFields(before.extra, after.extra)) patch.more = fieldsToJson(after.extra)
    if (before.counters !== after.counters && !sameShape(before.counters, after.counters)) {
      patch.counters = after.counters.map(counterToJson)
      this.slot += countCounters(after.counters)
    } else this.counters(before.counters, after.counters)
    this.children(before.children, after.children, patch)
    for (const _ in patch) return patch
    return undefined
  }

  private counters(before: readonly Counter[], after: readonly Counter[]): void {
    for (let index = 0; index < after.length; index++) {
      const old = before[index]!
      const now = after[index]!
      const value = valueChange(this.slot, old, now)
      if (value) this.values.push(value)
      this.slot += 1
      if (now.counters.length > 0) this.counters(old.counters, now.counters)
    }
  }

  private children(before: readonly ProfileNode[], after: readonly ProfileNode[], patch: NodePatch): void {
    const places = matchPlaces(before, after)
    if (places) patch.order = orderToJson(places, after)
    for (let index = 0; index < after.length; index++) {
      const child = after[index]!
      const place = places ? places[index]! : index
      if (place < 0) {
        this.slot += countSlots(child)
        continue
      }
      const childPatch = this.node(before[place]!, child)
      if (childPatch) (patch.at ??= {})[index] = childPatch
    }
  }
}

function valueChange(slot: number, old: Counter, now: Counter): ValuePatch | undefined {
  if (old === now) return undefined
  const errors = old.error !== now.error || old.peakError !== now.peakError
  const peak = !Object.is(old.peak, now.peak)
  if (!errors && !peak && Object.is(old.value, now.value)) return undefined
  const value = valueToJson(now.value)
  if (!errors) return peak ? [slot, value, valueToJson(now.peak!)] : [slot, value]
  return [slot, value, peak ? valueToJson(now.peak!) : null, now.error ?? null, now.peakError ?? null]
}

/** For each new child its place before, -1 for a new one; undefined: the same names in the same order. Namesakes pair up in order. */
export function matchPlaces(before: readonly ProfileNode[], after: readonly ProfileNode[]): Int32Array | undefined {
  let same = 0
  while (same < before.length && same < after.length && before[same]!.name === after[same]!.name) same += 1
  if (same === before.length && same === after.length) return undefined
  const waiting = new Map<string, number[]>()
  for (let place = before.length - 1; place >= 0; place--) {
    const { name } = before[place]!
    const places = waiting.get(name)
    if (places) places.push(place)
    else waiting.set(name, [place])
  }
  return Int32Array.from(after, (child) => waiting.get(child.name)?.pop() ?? -1)
}

function orderToJson(places: Int32Array, after: readonly ProfileNode[]): unknown[] {
  const order: unknown[] = []
  for (let index = 0; index < places.length;) {
    const first = places[index]!
    if (first < 0) {
      order.push(nodeToJson(after[index]!))
      index += 1
      continue
    }
    let count = 1
    while (index + count < places.length && places[index + count] === first + count) count += 1
    order.push(count === 1 ? first : [first, count])
    index += count
  }
  return order
}

function sameShape(before: readonly Counter[], after: readonly Counter[]): boolean {
  if (before.length !== after.length) return false
  for (let index = 0; index < after.length; index++) {
    const old = before[index]!
    const now = after[index]!
    if (old === now) continue
    if (
      old.name !== now.name ||
      old.unit !== now.unit ||
      old.level !== now.level ||
      (old.peak === undefined) !== (now.peak === undefined) ||
      !sameFields(old.extra, now.extra) ||
      !sameShape(old.counters, now.counters)
    )
      return false
  }
  return true
}

function sameInfo(before: ProfileNode['info'], after: ProfileNode['info']): boolean {
  return (
    before === after ||
    (before.length === after.length &&
      after.every(([key, value], index) => before[index]![0] === key && before[index]![1] === value))
  )
}

function sameEvents(before: ProfileNode['events'], after: ProfileNode['events']): boolean {
  return (
    before === after ||
    ((before.length > 0 || after.length > 0) === false
      ? true
      : JSON.stringify(before.map(eventsToJson)) === JSON.stringify(after.map(eventsToJson)))
  )
}

function sameFields(before: ExtraFields | undefined, after: ExtraFields | undefined): boolean {
  if (before === after) return true
  return before !== undefined && after !== undefined && JSON.stringify([...before]) === JSON.stringify([...after])
}

function fieldsToJson(extra: ExtraFields | undefined): Record<string, unknown> | null {
  return extra ? Object.fromEntries(extra) : null
}

const MEMORY_PARTS = ['properties', 'status', 'options', 'allocator'] as const

function memoryInfoDelta(
  before: MemoryInfo | undefined,
  after: MemoryInfo | undefined,
): Record<string, unknown> | null | undefined {
  if (!after) return before ? null : undefined
  const now = memoryInfoToJson(after)
  const old = before ? memoryInfoToJson(before) : {}
  const delta: Record<string, unknown> = {}
  for (const part of MEMORY_PARTS)
    if (JSON.stringify(old[part]) !== JSON.stringify(now[part])) delta[part] = now[part] === undefined ? null : now[part]
  if (!sameFields(before?.extra, after.extra)) delta['more'] = fieldsToJson(after.extra)
  return before && Object.keys(delta).length === 0 ? undefined : delta
}

/** How many counters a list holds, nested ones included. */
function countCounters(counters: readonly Counter[]): number {
  let count = counters.length
  for (const counter of counters) if (counter.counters.length > 0) count += countCounters(counter.counters)
  return count
}

/** How many counters stand in a node and below it. */
function countSlots(node: ProfileNode): number {
  let count = countCounters(node.counters)
  for (const child of node.children) count += countSlots(child)
  return count
}

// Back

/** The snapshot after a delta. Throws ReadError 'invalid' if the delta does not fit; `before` is never touched. */
export function applyDelta(before: Snapshot, delta: Readonly<Record<string, unknown>>, takenAt: number | undefined): Snapshot {
  let profile = before.profile
  if (delta['profile'] === null) profile = undefined
  else if (delta['profile'] !== undefined) profile = nodeFromJson(delta['profile'], 0)
  if (delta['tree'] !== undefined) profile = patchNode(needNode(profile), object(delta['tree']), 0)
  if (delta['v'] !== undefined) profile = new ValueChanges(array(delta['v'])).applyTo(needNode(profile))
  if (delta['tree'] !== undefined && countNodes(needNode(profile)) > MAX_NODES)
    throw new ReadError('too-large', `The tree has more than ${MAX_NODES} nodes.`)
  return {
    takenAt,
    process: delta['process'] === undefined ? before.process : profileFromJson({ process: delta['process'] }).process,
    profile,
    memoryInfo: delta['memoryInfo'] === undefined ? before.memoryInfo : patchMemoryInfo(before.memoryInfo, delta['memoryInfo']),
    source: delta['source'] === undefined ? before.source : readSource(delta['source']),
    extra: patchFields(before.extra, delta['more']),
  }
}

const SOURCES: readonly Source[] = ['json', 'P1', 'P2', 'P3a', 'P3', 'text']

/** The source that a frame names; one that this version does not know reads as 'text'. */
export function readSource(json: unknown): Source {
  return SOURCES.find((source) => source === json) ?? 'text'
}

function patchNode(node: ProfileNode, patch: Readonly<Record<string, unknown>>, depth: number): ProfileNode {
  if (depth > MAX_DEPTH) throw new ReadError('too-deep', `A node is deeper than ${MAX_DEPTH}.`)
  const { name, totalTimeNs, localTimePercent, indent, info, events, counters, order, at } = patch
  let children = order === undefined ? node.children : orderFromJson(node.children, array(order), depth + 1)
  if (at !== undefined) {
    const patched = [...children]
    for (const [place, childPatch] of Object.entries(object(at))) {
      const child = patched[Number(place)]
      if (!child) throw misfit(`there is no child ${place}`)
      patched[Number(place)] = patchNode(child, object(childPatch), depth + 1)
    }
    children = patched
  }
  return {
    name: name === undefined ? node.name : text(name),
    totalTimeNs: totalTimeNs === undefined ? node.totalTimeNs : integer(totalTimeNs, 'totalTimeNs'),
    localTimePercent: localTimePercent === undefined ? node.localTimePercent : double(localTimePercent, 'localTimePercent'),
    info: info === undefined ? node.info : orShared(infoFromJson(info), NO_INFO),
    events: events === undefined ? node.events : orShared(array(events).map(eventsFromJson), NO_EVENTS),
    counters:
      counters === undefined
        ? node.counters
        : orShared(
            array(counters).map((c) => counterFromJson(c, 0)),
            NO_COUNTERS,
          ),
    children,
    indent: indent === undefined ? node.indent : indent !== false,
    extra: patchFields(node.extra, patch['more']),
  }
}

function orderFromJson(before: readonly ProfileNode[], order: readonly unknown[], depth: number): readonly ProfileNode[] {
  const children: ProfileNode[] = []
  // A child may be named once: else a few bytes could double the tree with every line.
  const used = new Uint8Array(before.length)
  const keep = (place: unknown): void => {
    const child = typeof place === 'number' ? before[place] : undefined
    if (!child || used[place as number]) throw misfit(`there is no child ${String(place)}, or it is named twice`)
    used[place as number] = 1
    children.push(child)
  }
  for (const entry of order) {
    if (typeof entry === 'number') keep(entry)
    else if (Array.isArray(entry)) {
      const [first, count] = entry as unknown[]
      if (typeof first !== 'number' || typeof count !== 'number' || count > before.length)
        throw misfit('a run of children is not one')
      for (let place = first; place < first + count; place++) keep(place)
    } else children.push(nodeFromJson(entry, depth))
  }
  return orShared(children, NO_CHILDREN)
}

class ValueChanges {
  private readonly changes: readonly unknown[]
  private next = 0
  /** Number of the counter that the next change is about; beyond all counters when there is none. */
  private target: number
  private slot = 0

  constructor(changes: readonly unknown[]) {
    this.changes = changes
    this.target = this.peek()
  }

  applyTo(root: ProfileNode): ProfileNode {
    const changed = this.node(root)
    if (this.next < this.changes.length) throw misfit(`there is no counter ${this.target}`)
    return changed
  }

  private peek(): number {
    if (this.next >= this.changes.length) return Number.POSITIVE_INFINITY
    const [slot] = array(this.changes[this.next])
    if (typeof slot !== 'number' || !Number.isInteger(slot) || slot < this.slot)
      throw misfit('the numbers of the counters do not ascend')
    return slot
  }

  private node(node: ProfileNode): ProfileNode {
    const counters = this.counters(node.counters)
    let children: ProfileNode[] | undefined
    for (let index = 0; index < node.children.length && this.target !== Number.POSITIVE_INFINITY; index++) {
      const child = node.children[index]!
      const changed = this.node(child)
      if (changed !== child) (children ??= [...node.children])[index] = changed
    }
    return counters === node.counters && !children ? node : { ...node, counters, children: children ?? node.children }
  }

  private counters(counters: readonly Counter[]): readonly Counter[] {
    let changed: Counter[] | undefined
    for (let index = 0; index < counters.length; index++) {
      let counter = counters[index]!
      if (this.target === this.slot) {
        counter = patchCounter(counter, array(this.changes[this.next]))
        this.next += 1
        this.slot += 1
        this.target = this.peek()
      } else this.slot += 1
      if (counter.counters.length > 0) {
        const nested = this.counters(counter.counters)
        if (nested !== counter.counters) counter = { ...counter, counters: nested }
      }
      if (counter !== counters[index]) (changed ??= [...counters])[index] = counter
    }
    return changed ?? counters
  }
}

function patchCounter(counter: Counter, [, value, peak, error, peakError]: readonly unknown[]): Counter {
  return {
    name: counter.name,
    unit: counter.unit,
    value: valueFromJson(value, counter.unit),
    peak: peak === undefined || peak === null ? counter.peak : valueFromJson(peak, counter.unit),
    error: error === undefined ? counter.error : errorFromJson(error),
    peakError: peakError === undefined ? counter.peakError : errorFromJson(peakError),
    level: counter.level,
    counters: counter.counters,
    extra: counter.extra,
  }
}

function errorFromJson(json: unknown): number | undefined {
  if (json === null) return undefined
  if (typeof json !== 'number') throw misfit('an error of rounding should be a number')
  return json
}

function patchMemoryInfo(before: MemoryInfo | undefined, json: unknown): MemoryInfo | undefined {
  if (json === null) return undefined
  const delta = object(json)
  const old: Partial<MemoryInfo> = before ?? {}
  const part = <Part extends keyof MemoryInfo>(name: Part): MemoryInfo[Part] | undefined =>
    delta[name] === undefined ? old[name] : delta[name] === null ? undefined : memoryInfoFromJson({ [name]: delta[name] })[name]
  return {
    properties: part('properties'),
    status: part('status'),
    options: part('options'),
    allocator: part('allocator'),
    extra: patchFields(old.extra, delta['more']),
  }
}

function patchFields(before: ExtraFields | undefined, json: unknown): ExtraFields | undefined {
  if (json === undefined) return before
  return json === null ? undefined : new Map(Object.entries(object(json)))
}

function countNodes(node: ProfileNode): number {
  let count = 1
  for (const child of node.children) count += countNodes(child)
  return count
}

function orShared<List extends readonly unknown[]>(list: List, empty: List): List {
  return list.length === 0 ? empty : list
}

function needNode(node: ProfileNode | undefined): ProfileNode {
  if (!node) throw misfit('there is no profile to change')
  return node
}

function object(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw misfit('an object is missing')
  return json as Record<string, unknown>
}

function array(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw misfit('an array is missing')
  return json
}

function text(json: unknown): string {
  if (typeof json !== 'string') throw misfit('a text is missing')
  return json
}

function misfit(why: string): ReadError {
  return new ReadError('invalid', `The delta does not fit the sample before it: ${why}.`)
}

export type { Integer }
