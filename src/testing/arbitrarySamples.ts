import fc from 'fast-check'
import { toInteger, type Integer } from '../base/integer'
import type { Counter } from '../profile/counter'
import type { SampleFrame } from '../profile/frame'
import type { EventSequence, ProfileNode } from '../profile/node'
import type { MemoryInfo, Reported, Snapshot, Source } from '../profile/snapshot'
import { UNITS, type Unit } from '../profile/unit'
import { makeCounter, makeNode, makeProcess } from './makeSnapshot'

/** Any sequence of samples that readers can make, each a few edits away from the one before; `at` goes forward unless `jumps`. */
export function arbitrarySamples(
  options: { readonly maxLength?: number; readonly jumps?: boolean } = {},
): fc.Arbitrary<SampleFrame[]> {
  const { maxLength = 12, jumps = false } = options
  const step = fc.record({
    edits: fc.array(edit, { maxLength: 6 }),
    pause: jumps ? fc.oneof(fc.constant(5000), fc.integer({ min: -20_000, max: 20_000 })) : fc.integer({ min: 1, max: 9000 }),
    tookMs: fc.option(fc.oneof(fc.nat(5000), fc.double({ min: 0, max: 900, noNaN: true })), { nil: undefined }),
    wireBytes: fc.option(fc.nat(), { nil: undefined }),
    takenAt: fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: undefined }),
    sameSeq: fc.boolean().map((same) => same && jumps),
  })
  return fc.array(step, { minLength: 1, maxLength }).map((steps) => {
    let snapshot = START
    let at = 1_795_413_847_000
    let seq = 0
    return steps.map(({ edits, pause, tookMs, wireBytes, takenAt, sameSeq }): SampleFrame => {
      for (const one of edits) snapshot = applyEdit(snapshot, one)
      at += pause
      seq += sameSeq ? 0 : 1
      return { kind: 'sample', seq, at, tookMs, wireBytes, snapshot: { ...snapshot, takenAt } }
    })
  })
}

const START: Snapshot = {
  takenAt: undefined,
  process: makeProcess({ pid: 7, startedAt: 1_795_000_000_000 }),
  profile: makeNode(
    'ProcessProfile',
    [],
    [
      makeNode('Overview', [
        makeCounter('Rss', 100, { peak: 120 }),
        makeCounter('Memory', 50, { peak: 60, counters: [makeCounter('Reserved', 5, { peak: 7 })] }),
      ]),
      makeNode('All'),
    ],
  ),
  memoryInfo: undefined,
  source: 'json',
  extra: undefined,
}

const EDITS = [
  'value',
  'value',
  'value',
  'peak',
  'addNode',
  'addNode',
  'removeNode',
  'moveNode',
  'addCounter',
  'removeCounter',
  'info',
  'events',
  'error',
  'numbers',
  'extra',
  'figure',
  'memoryInfo',
  'allocator',
  'options',
  'process',
  'profile',
  'source',
  'rename',
] as const

interface Edit {
  readonly kind: (typeof EDITS)[number]
  readonly a: number
  readonly b: number
  readonly value: Integer
  readonly double: number
  readonly text: string
}

const LIMIT = 2n ** 63n

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...EDITS),
  a: fc.nat(30),
  b: fc.nat(30),
  value: fc.oneof(
    fc.integer({ min: -300, max: 300 }),
    fc.maxSafeInteger().map((value) => value + 0),
    fc.bigInt({ min: -LIMIT, max: LIMIT }).map(toInteger),
  ),
  double: fc.double(),
  text: fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      '__proto__',
      'constructor',
      'x\uffffy',
      '\ufffe',
      '\u0000',
      'task_65863256-[1401]',
      'Load#Id=0123456789abcdef-0123456789abcdef',
    ),
    fc
      .tuple(fc.constantFrom('Query', 'Load#Id=94a22d3894501ed8-16d5691ff1cd82d8'), fc.nat(9))
      .map(([label, uid]) => `${label}@query@id=${String(uid).repeat(16)}-fedcba9876543210`),
    fc.string({ maxLength: 8 }),
  ),
})

function applyEdit(snapshot: Snapshot, edit: Edit): Snapshot {
  const { kind, a, b, value, double, text } = edit
  const inNode = (change: (node: ProfileNode) => ProfileNode): Snapshot =>
    snapshot.profile ? { ...snapshot, profile: changeNth(snapshot.profile, { left: a }, change) } : snapshot
  const inCounter = (change: (counter: Counter) => Counter): Snapshot =>
    inNode((node) => ({ ...node, counters: changeNthCounter(node.counters, { left: b % 5 }, change) }))
  const inInfo = (change: (info: MemoryInfo) => MemoryInfo): Snapshot => ({
    ...snapshot,
    memoryInfo: change(snapshot.memoryInfo ?? EMPTY_INFO),
  })
  switch (kind) {
    case 'value':
      return inCounter((counter) => ({ ...counter, value: fit(counter.unit, value, double) }))
    case 'peak':
      return inCounter((counter) =>
        b % 7 === 0
          ? { ...counter, peak: undefined, peakError: undefined }
          : { ...counter, peak: fit(counter.unit, value, double) },
      )
    case 'addNode':
      return inNode((node) => {
        const at = b % (node.children.length + 1)
        const child = makeNode(text, [makeCounter('Memory', value, { peak: 3 })], a % 3 === 0 ? [makeNode(text)] : undefined)
        return { ...node, children: [...node.children.slice(0, at), child, ...node.children.slice(at)] }
      })
    case 'removeNode':
      return inNode((node) => ({ ...node, children: node.children.filter((_, index) => index !== b % node.children.length) }))
    case 'moveNode':
      return inNode((node) => {
        const from = b % Math.max(1, node.children.length)
        return { ...node, children: [...node.children.slice(from), ...node.children.slice(0, from)] }
      })
    case 'addCounter':
      return inNode((node) => {
        const unit = UNITS[b % UNITS.length]!
        const counter = makeCounter(text, fit(unit, value, double), { unit, level: a % 2 === 0 ? a : undefined })
        const first = node.counters[0]
        return a % 4 === 0 && first
          ? { ...node, counters: [{ ...first, counters: [...first.counters, counter] }, ...node.counters.slice(1)] }
          : { ...node, counters: [...node.counters, counter] }
      })
    case 'removeCounter':
      return inNode((node) => ({ ...node, counters: node.counters.slice(1) }))
    case 'info':
      return inNode((node) => ({ ...node, info: b % 3 === 0 ? [] : [...node.info, [text, String(b)]] }))
    case 'events':
      return inNode((node) => {
        const events: EventSequence = { name: text, elapsedNs: value, points: [['Open', b]] }
        return {
          ...node,
          events: b % 3 === 0 ? [] : [...node.events, b % 5 === 0 ? { ...events, extra: new Map([['later', a]]) } : events],
        }
      })
    case 'error':
      return inCounter((counter) => ({
        ...counter,
        error: a % 3 === 0 ? undefined : a + 0.5,
        peakError: counter.peak === undefined || b % 3 === 0 ? undefined : b + 0.5,
      }))
    case 'numbers':
      return inNode((node) => ({ ...node, totalTimeNs: value, localTimePercent: double, indent: b % 2 === 0 }))
    case 'extra': {
      const extra = b % 4 === 0 ? undefined : new Map<string, unknown>([[`x${text}`, { deep: [text, b, null] }]])
      if (a % 4 === 0) return { ...snapshot, extra }
      if (a % 4 === 1) return inInfo((info) => ({ ...info, extra }))
      return a % 2 === 0 ? inNode((node) => ({ ...node, extra })) : inCounter((counter) => ({ ...counter, extra }))
    }
    case 'figure': {
      const figure: Reported = b % 5 === 0 ? undefined : b % 5 === 1 ? null : { value, error: b % 5 === 2 ? b : 0 }
      return inInfo((info) => {
        const properties = info.properties ?? EMPTY_PROPERTIES
        const status = info.status ?? EMPTY_STATUS
        if (a % 5 === 0) return { ...info, properties: { ...properties, cgroupRefreshState: b % 2 === 0 } }
        if (a % 5 < 3) return { ...info, properties: { ...properties, [a % 2 === 0 ? 'cgroupUsage' : 'memLimit']: figure } }
        return { ...info, status: { ...status, [a % 2 === 0 ? 'rss' : 'available']: figure } }
      })
    }
    case 'memoryInfo':
      return snapshot.profile && b % 2 === 0 ? { ...snapshot, memoryInfo: undefined } : inInfo(() => EMPTY_INFO)
    case 'allocator':
      return inInfo((info) => ({
        ...info,
        allocator:
          b % 6 === 0
            ? undefined
            : b % 3 === 0
              ? `${info.allocator ?? ''}\n${text}`
              : (info.allocator ?? 'one\ntwo\nthree').replace(/two|2+/, '2'.repeat(a % 4)),
      }))
    case 'options':
      return inInfo((info) => ({
        ...info,
        options: b % 4 === 0 ? undefined : new Map([...(info.options ?? []), [`o${text}`, text]]),
      }))
    case 'process':
      return {
        ...snapshot,
        process: makeProcess({ ...snapshot.process, pid: a, ...(b % 2 === 0 && { startedAt: b, host: text }) }),
      }
    case 'profile':
      return snapshot.profile && snapshot.memoryInfo
        ? { ...snapshot, profile: undefined }
        : { ...snapshot, profile: START.profile }
    case 'source':
      return { ...snapshot, source: SOURCES[b % SOURCES.length]! }
    case 'rename':
      return inNode((node) => ({ ...node, name: text }))
  }
}

const SOURCES: readonly Source[] = ['json', 'P1', 'P3', 'text']

const EMPTY_INFO: MemoryInfo = {
  properties: undefined,
  status: undefined,
  options: undefined,
  allocator: undefined,
  extra: undefined,
}

const EMPTY_PROPERTIES: NonNullable<MemoryInfo['properties']> = {
  physicalMemory: undefined,
  pageSize: undefined,
  memLimit: undefined,
  softMemLimit: undefined,
  lowWaterMark: undefined,
  warningWaterMark: undefined,
  cgroupLimit: undefined,
  cgroupUsage: undefined,
  cgroupRefreshState: undefined,
  extra: undefined,
}

const EMPTY_STATUS: NonNullable<MemoryInfo['status']> = {
  physical: undefined,
  used: undefined,
  rss: undefined,
  jemallocCache: undefined,
  reserved: undefined,
  waitingRefresh: undefined,
  limit: undefined,
  softLimit: undefined,
  available: undefined,
  lowWaterMark: undefined,
  warningWaterMark: undefined,
  extra: undefined,
}

function fit(unit: Unit, value: Integer, double: number): Integer {
  return unit === 'DOUBLE_VALUE' ? double : value
}

function changeNth(node: ProfileNode, place: { left: number }, change: (node: ProfileNode) => ProfileNode): ProfileNode {
  if (place.left === 0) {
    place.left -= 1
    return change(node)
  }
  place.left -= 1
  if (place.left < 0 || node.children.length === 0) return node
  const children = node.children.map((child) => (place.left < 0 ? child : changeNth(child, place, change)))
  return children.every((child, index) => child === node.children[index]) ? node : { ...node, children }
}

function changeNthCounter(
  counters: readonly Counter[],
  place: { left: number },
  change: (counter: Counter) => Counter,
): readonly Counter[] {
  return counters.map((counter) => {
    if (place.left-- === 0) return change(counter)
    return counter.counters.length === 0 ? counter : { ...counter, counters: changeNthCounter(counter.counters, place, change) }
  })
}
