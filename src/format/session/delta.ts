// What changed from one snapshot to the next, as JSON, for any change of the tree; and back. Applying shares with the snapshot before
// whatever did not change: the same objects, so that memory and the search for changes cost what changed.
//
// Structure first, then values. `tree` patches nodes by place; `v` sets values of counters by their number in the patched tree,
// counted in pre-order from 0, nested counters included. Most snapshots need little but `v`.

import { countCounters, matchPlaces, sameEvents, sameFields, sameInfo, sameShape } from '../../profile/block/compareNodes'
import { sameFacts, snapshotFacts } from '../../profile/block/snapshotTree'
import { applyLineChanges, computeTextChange } from '../../profile/block/textChange'
import { NO_COUNTERS, type Counter, type ExtraFields } from '../../profile/counter'
import { MAX_DEPTH, MAX_NODES } from '../../profile/limits'
import { NO_CHILDREN, NO_EVENTS, type ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import { SOURCES, type MemoryInfo, type Snapshot, type Source } from '../../profile/snapshot'
import {
  buildAmount,
  buildCounter,
  buildEventSequence,
  buildInfo,
  buildMemoryInfo,
  buildNode,
  buildProcess,
  UNFIT,
} from '../json/build'
import { isJsonObject, setField, type JsonObject } from '../json/jsonObject'
import { doubleFromJson, doubleToJson, integerFromJson } from '../json/number'
import { amountToJson, counterToJson, eventSequenceToJson, memoryInfoToJson, nodeToJson, processToJson } from '../json/write'
import { integerToJson, type Integer } from '../../base/integer'

/** The changed fields of a snapshot; a field that is not there did not change. `takenAt` is not part of it: it always changes. */
export interface SnapshotDelta {
  source?: Source
  /** The whole of it. */
  process?: JsonObject
  /** A whole root node, or null: no profile any more. */
  profile?: JsonObject | null
  tree?: NodePatch
  v?: readonly ValuePatch[]
  /** null: none any more; else its changed parts, each whole, null = gone; of the allocator's text the changed lines by number. */
  memoryInfo?: JsonObject | null
  /** The whole of the unknown top-level fields; null: none any more. */
  more?: JsonObject | null
}

/**
 * [counter, value, peak, error, peakError]; the end may be missing. A peak that is missing or null stays, or goes with the value where
 * that changed and is higher; an error that is null is none any more.
 */
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
  info?: ProfileNode['info']
  events?: readonly JsonObject[]
  counters?: readonly JsonObject[]
  /** The children in their new order: a place before, [first place, how many] for a run of them, or a new node whole. */
  order?: readonly (number | readonly [first: number, count: number] | JsonObject)[]
  /** Patches of children by their place in the new order. */
  at?: Record<string, NodePatch>
  /** Unknown fields whole; null: none any more. */
  more?: JsonObject | null
}

/** What changed from `before` to `after`, as JSON values. */
export function computeDelta(before: Snapshot, after: Snapshot): SnapshotDelta {
  const delta: SnapshotDelta = {}
  const factsBefore = snapshotFacts(before)
  const factsAfter = snapshotFacts(after)
  if (before.source !== after.source) delta.source = after.source
  if (!sameFacts(factsBefore, { ...factsBefore, process: after.process })) delta.process = processToJson(after.process)
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
  if (!sameFields(factsBefore.extra, factsAfter.extra)) delta.more = fieldsToJson(after.extra)
  return delta
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
    if (before.totalTimeNs !== after.totalTimeNs) patch.totalTimeNs = integerToJson(after.totalTimeNs)
    if (!Object.is(before.localTimePercent, after.localTimePercent)) patch.localTimePercent = doubleToJson(after.localTimePercent)
    if (before.indent !== after.indent) patch.indent = after.indent
    if (!sameInfo(before.info, after.info)) patch.info = after.info
    if (!sameEvents(before.events, after.events)) patch.events = after.events.map(eventSequenceToJson)
    if (!sameFields(before.extra, after.extra)) patch.more = fieldsToJson(after.extra)
    if (sameShape(before.counters, after.counters, false)) this.counters(before.counters, after.counters)
    else {
      patch.counters = after.counters.map(counterToJson)
      this.slot += countCounters(after.counters)
    }
    this.children(before.children, after.children, patch)
    for (const _ in patch) return patch
    return undefined
  }

  private counters(before: readonly Counter[], after: readonly Counter[]): void {
    if (before === after) {
      this.slot += countCounters(after)
      return
    }
    for (let index = 0; index < after.length; index++) {
      const old = before[index]!
      const now = after[index]!
      if (old !== now) {
        const value = valueChange(this.slot, old, now)
        if (value) this.values.push(value)
      }
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
  const errors = old.error !== now.error || old.peakError !== now.peakError
  const expected = expectPeak(old, now.value)
  const peak = now.peak === undefined || Object.is(now.peak, expected) ? undefined : amountToJson(now.peak, now.unit)
  if (!errors && peak === undefined && Object.is(old.value, now.value)) return undefined
  const value = amountToJson(now.value, now.unit)
  if (errors) return [slot, value, peak ?? null, now.error ?? null, now.peakError ?? null]
  return peak === undefined ? [slot, value] : [slot, value, peak]
}

/** A peak stays, or goes with the value where that changed and is higher: most need not be told. */
function expectPeak(old: Counter, value: Integer): Integer | undefined {
  return old.peak !== undefined && !Object.is(old.value, value) && value > old.peak ? value : old.peak
}

function orderToJson(places: Int32Array, after: readonly ProfileNode[]): NonNullable<NodePatch['order']> {
  const order: (number | readonly [number, number] | JsonObject)[] = []
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

function fieldsToJson(extra: ExtraFields | undefined): JsonObject | null {
  if (!extra) return null
  const json: JsonObject = {}
  for (const [name, value] of extra) setField(json, name, value)
  return json
}

const MEMORY_PARTS = ['properties', 'status', 'options'] as const

function memoryInfoDelta(before: MemoryInfo | undefined, after: MemoryInfo | undefined): JsonObject | null | undefined {
  if (!after) return before ? null : undefined
  const now = memoryInfoToJson(after)
  const old = before ? memoryInfoToJson(before) : {}
  const delta: JsonObject = {}
  for (const part of MEMORY_PARTS)
    if (JSON.stringify(old[part]) !== JSON.stringify(now[part])) delta[part] = now[part] === undefined ? null : now[part]
  const text = after.allocator
  if (before?.allocator !== text) {
    const change = text === undefined ? null : computeTextChange(before?.allocator, text)
    if (change === null || typeof change === 'string') delta['allocator'] = change
    else {
      const lines = change.text.split('\n')
      delta['allocator'] = Object.fromEntries(change.lines.map((line, index) => [line, lines[index]]))
    }
  }
  if (!sameFields(before?.extra, after.extra)) delta['more'] = fieldsToJson(after.extra)
  return before && Object.keys(delta).length === 0 ? undefined : delta
}

/** How many counters stand in a node and below it. */
function countSlots(node: ProfileNode): number {
  let count = countCounters(node.counters)
  for (const child of node.children) count += countSlots(child)
  return count
}

/** The snapshot after a delta. Throws ReadError 'invalid' or 'too-large' if the delta does not fit; `before` is never touched. */
export function applyDelta(before: Snapshot, delta: JsonObject, takenAt: number | undefined): Snapshot {
  try {
    return patchSnapshot(before, delta, takenAt)
  } catch (error) {
    if (error !== UNFIT) throw error
    throw misfit('one of its fields is not as the format says')
  }
}

function patchSnapshot(before: Snapshot, delta: JsonObject, takenAt: number | undefined): Snapshot {
  const { source, process, profile: whole, tree, v: values, memoryInfo, more } = delta
  let profile = before.profile
  if (whole === null) profile = undefined
  else if (whole !== undefined) profile = buildNode(whole)
  if (tree !== undefined) {
    profile = patchNode(needNode(profile), object(tree), 0)
    if (!holdsAtMost(profile, MAX_NODES))
      throw new ReadError('too-large', `The tree grows beyond ${MAX_NODES.toLocaleString('en')} nodes.`)
  }
  if (values !== undefined) profile = new ValueChanges(array(values)).applyTo(needNode(profile))
  return {
    takenAt,
    process: process === undefined ? before.process : buildProcess(process),
    profile,
    memoryInfo: memoryInfo === undefined ? before.memoryInfo : patchMemoryInfo(before.memoryInfo, memoryInfo),
    source: source === undefined ? before.source : readSource(source),
    extra: patchFields(before.extra, more),
  }
}

/** The source that a frame names; one that this version does not know reads as 'text'. */
export function readSource(json: unknown): Source {
  return SOURCES.find((source) => source === json) ?? 'text'
}

function patchNode(node: ProfileNode, patch: JsonObject, depth: number): ProfileNode {
  if (depth > MAX_DEPTH) throw misfit(`it reaches deeper than ${MAX_DEPTH} levels`)
  const { name, totalTimeNs, localTimePercent, indent, info, events, counters, order, at, more } = patch
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
    name: name === undefined ? node.name : buildNode({ name }).name,
    totalTimeNs: totalTimeNs === undefined ? node.totalTimeNs : known(integerFromJson(totalTimeNs)),
    localTimePercent: localTimePercent === undefined ? node.localTimePercent : known(doubleFromJson(localTimePercent)),
    info: info === undefined ? node.info : buildInfo(info),
    events: events === undefined ? node.events : orShared(array(events).map(buildEventSequence), NO_EVENTS),
    counters:
      counters === undefined
        ? node.counters
        : orShared(
            array(counters).map((counter) => buildCounter(counter)),
            NO_COUNTERS,
          ),
    children,
    indent: indent === undefined ? node.indent : indent !== false,
    extra: patchFields(node.extra, more),
  }
}

function orderFromJson(before: readonly ProfileNode[], order: readonly unknown[], depth: number): readonly ProfileNode[] {
  const children: ProfileNode[] = []
  // A child may be named once: else a few bytes could double the tree with every line.
  const used = new Uint8Array(before.length)
  const keep = (place: number): void => {
    const child = before[place]
    if (!child || used[place] === 1) throw misfit(`there is no child ${place}, or it is named twice`)
    used[place] = 1
    children.push(child)
  }
  for (const entry of order) {
    if (typeof entry === 'number') keep(entry)
    else if (Array.isArray(entry)) {
      const [first, count] = entry as unknown[]
      if (typeof first !== 'number' || typeof count !== 'number') throw misfit('a run of children is not one')
      for (let place = first; place < first + count; place++) keep(place)
    } else children.push(buildNode(entry, depth))
  }
  return orShared(children, NO_CHILDREN)
}

class ValueChanges {
  private readonly changes: readonly unknown[]
  private next = 0
  private slot = 0
  /** Number of the counter that the next change is about; infinite when there is none. */
  private target: number

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
      throw misfit('the numbers of its counters do not ascend')
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
    return counters === node.counters && !children ? node : withParts(node, counters, children ?? node.children)
  }

  private counters(counters: readonly Counter[]): readonly Counter[] {
    let changed: Counter[] | undefined
    for (let index = 0; index < counters.length; index++) {
      const before = counters[index]!
      let counter = before
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
      if (counter !== before) (changed ??= [...counters])[index] = counter
    }
    return changed ?? counters
  }
}

function withParts(node: ProfileNode, counters: readonly Counter[], children: readonly ProfileNode[]): ProfileNode {
  return {
    name: node.name,
    totalTimeNs: node.totalTimeNs,
    localTimePercent: node.localTimePercent,
    info: node.info,
    events: node.events,
    counters,
    children,
    indent: node.indent,
    extra: node.extra,
  }
}

function patchCounter(counter: Counter, [, value, peak, error, peakError]: readonly unknown[]): Counter {
  const { name, unit, level, counters, extra } = counter
  const now = buildAmount(value, unit)
  return {
    name,
    unit,
    value: now,
    peak: peak === undefined || peak === null ? expectPeak(counter, now) : buildAmount(peak, unit),
    error: error === undefined ? counter.error : errorFromJson(error),
    peakError: peakError === undefined ? counter.peakError : errorFromJson(peakError),
    level,
    counters,
    extra,
  }
}

function errorFromJson(json: unknown): number | undefined {
  if (json === null) return undefined
  if (typeof json !== 'number' || !(json > 0)) throw misfit('an error of rounding should be a number above 0')
  return json
}

function patchMemoryInfo(before: MemoryInfo | undefined, json: unknown): MemoryInfo | undefined {
  if (json === null) return undefined
  const { properties, status, options, allocator, more } = object(json)
  const old: Partial<MemoryInfo> = before ?? {}
  const built = buildMemoryInfo({
    ...(isJsonObject(properties) && { properties }),
    ...(isJsonObject(status) && { status }),
    ...(isJsonObject(options) && { options }),
  })
  return {
    properties: properties === undefined ? old.properties : built.properties,
    status: status === undefined ? old.status : built.status,
    options: options === undefined ? old.options : built.options,
    allocator: patchText(old.allocator, allocator),
    extra: patchFields(old.extra, more),
  }
}

function patchText(before: string | undefined, json: unknown): string | undefined {
  if (json === undefined) return before
  if (json === null) return undefined
  if (typeof json === 'string') return json
  const changed = Object.entries(object(json))
  const count = before?.split('\n').length ?? 0
  for (const [line, text] of changed)
    if (typeof text !== 'string' || !(Number(line) < count)) throw misfit(`the allocator's text has no line ${line}`)
  return applyLineChanges(before ?? '', [
    { lines: changed.map(([line]) => Number(line)), text: changed.map(([, text]) => text).join('\n') },
  ])
}

function patchFields(before: ExtraFields | undefined, json: unknown): ExtraFields | undefined {
  if (json === undefined) return before
  return json === null ? undefined : new Map(Object.entries(object(json)))
}

/** Without recursion and never further than needed. */
function holdsAtMost(root: ProfileNode, most: number): boolean {
  let count = 1
  const open: ProfileNode[] = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    count += node.children.length
    if (count > most) return false
    for (const child of node.children) if (child.children.length > 0) open.push(child)
  }
  return true
}

function orShared<List extends readonly unknown[]>(list: List, empty: List): List {
  return list.length === 0 ? empty : list
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw misfit('a number is not one')
  return value
}

function needNode(node: ProfileNode | undefined): ProfileNode {
  if (!node) throw misfit('there is no profile to change')
  return node
}

function object(json: unknown): JsonObject {
  if (!isJsonObject(json)) throw misfit('an object is missing')
  return json
}

function array(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw misfit('a list is missing')
  return json
}

function misfit(why: string): ReadError {
  return new ReadError('invalid', `This delta does not fit the sample before it: ${why}.`)
}
