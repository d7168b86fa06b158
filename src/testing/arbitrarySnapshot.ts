import fc from 'fast-check'
import { toInteger, type Integer } from '../base/integer'
import { NO_COUNTERS, type Counter, type ExtraFields } from '../profile/counter'
import { NO_CHILDREN, NO_EVENTS, NO_INFO, type EventSequence, type ProfileNode } from '../profile/node'
import type { Figure, MemoryInfo, MemoryProperties, MemoryStatus, ProcessIdentity, Reported, Snapshot } from '../profile/snapshot'
import { UNITS } from '../profile/unit'

// Snapshots of every kind that the shapes allow, for property tests: names that are keys of Object.prototype, integers to 2^63,
// special doubles, rounding errors, unknown fields. Exact is undefined, never an error of 0.

/** From -2^63 to 2^63, often near the edges of what a number and an int64 can hold. */
export const arbitraryInteger: fc.Arbitrary<Integer> = fc
  .oneof(
    fc.integer().map(BigInt),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
    fc.constantFrom(
      0n,
      1n,
      -1n,
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 53n + 1n,
      -(2n ** 53n),
      2n ** 63n - 1n,
      2n ** 63n,
      -(2n ** 63n),
    ),
  )
  .map(toInteger)

export const arbitraryName: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    '',
    ':',
    'a/b.c → d',
    '\u202e',
    '\0',
    '😀',
    '"-0"',
  ),
)

const arbitraryDouble: fc.Arbitrary<number> = fc.double()

/** Half a step of rounding. */
const arbitraryError: fc.Arbitrary<number | undefined> = fc.option(fc.double({ min: 0.5, max: 1e12, noNaN: true }), {
  nil: undefined,
})

const arbitraryTime: fc.Arbitrary<number | undefined> = fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: undefined })

/** Names that no version of the format knows, with any JSON. */
export const arbitraryExtra: fc.Arbitrary<ExtraFields | undefined> = fc.option(
  fc
    .dictionary(
      fc.oneof(
        fc.constantFrom('__proto__', 'constructor', 'toString'),
        fc.string({ minLength: 1 }).map((name) => `x-${name}`),
      ),
      // -0 is not a JSON value of its own: JSON.stringify writes it as 0.
      fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
      { minKeys: 1, maxKeys: 3 },
    )
    .map((fields) => new Map(Object.entries(fields))),
  { nil: undefined, freq: 5 },
)

const arbitraryCounterOf = (counters: fc.Arbitrary<readonly Counter[]>): fc.Arbitrary<Counter> =>
  fc.constantFrom(...UNITS).chain((unit) => {
    const amount: fc.Arbitrary<Integer> = unit === 'DOUBLE_VALUE' ? arbitraryDouble : arbitraryInteger
    return record({
      name: arbitraryName,
      unit: fc.constant(unit),
      value: amount,
      peak: fc.option(amount, { nil: undefined }),
      error: arbitraryError,
      peakError: arbitraryError,
      level: fc.option(fc.integer(), { nil: undefined }),
      counters,
      extra: arbitraryExtra,
    }).map((counter): Counter => (counter.peak === undefined ? { ...counter, peakError: undefined } : counter))
  })

export const arbitraryCounter: fc.Arbitrary<Counter> = fc.letrec<{ counter: Counter; counters: readonly Counter[] }>((tie) => ({
  counter: arbitraryCounterOf(tie('counters')),
  counters: orNone(NO_COUNTERS, fc.array(tie('counter'), { minLength: 1, maxLength: 3 }), 4),
})).counter

const arbitraryEvents: fc.Arbitrary<EventSequence> = record({
  name: arbitraryName,
  elapsedNs: arbitraryInteger,
  points: fc.array(fc.tuple(arbitraryName, arbitraryInteger), { maxLength: 3 }),
})

export const arbitraryNode: fc.Arbitrary<ProfileNode> = fc.letrec<{ node: ProfileNode; children: readonly ProfileNode[] }>(
  (tie) => ({
    node: record({
      name: arbitraryName,
      totalTimeNs: fc.oneof(fc.constant(0), arbitraryInteger),
      localTimePercent: fc.oneof(fc.constant(0), arbitraryDouble),
      info: orNone(NO_INFO, fc.array(fc.tuple(arbitraryName, arbitraryName), { minLength: 1, maxLength: 3 })),
      events: orNone(NO_EVENTS, fc.array(arbitraryEvents, { minLength: 1, maxLength: 2 })),
      counters: orNone(NO_COUNTERS, fc.array(arbitraryCounter, { minLength: 1, maxLength: 3 })),
      children: tie('children'),
      indent: fc.boolean(),
      extra: arbitraryExtra,
    }),
    children: orNone(NO_CHILDREN, fc.array(tie('node'), { minLength: 1, maxLength: 3 }), 2),
  }),
).node

const arbitraryFigure: fc.Arbitrary<Figure> = record({
  value: arbitraryInteger,
  error: arbitraryError.map((error) => error ?? 0),
})

const arbitraryReported: fc.Arbitrary<Reported> = fc.oneof(fc.constant(undefined), fc.constant(null), arbitraryFigure)

const arbitraryProperties: fc.Arbitrary<MemoryProperties> = record({
  physicalMemory: arbitraryReported,
  pageSize: arbitraryReported,
  memLimit: arbitraryReported,
  softMemLimit: arbitraryReported,
  lowWaterMark: arbitraryReported,
  warningWaterMark: arbitraryReported,
  cgroupLimit: arbitraryReported,
  cgroupUsage: arbitraryReported,
  cgroupRefreshState: fc.option(fc.boolean(), { nil: undefined }),
  extra: arbitraryExtra,
})

const arbitraryStatus: fc.Arbitrary<MemoryStatus> = record({
  physical: arbitraryReported,
  used: arbitraryReported,
  rss: arbitraryReported,
  jemallocCache: arbitraryReported,
  reserved: arbitraryReported,
  waitingRefresh: arbitraryReported,
  limit: arbitraryReported,
  softLimit: arbitraryReported,
  available: arbitraryReported,
  lowWaterMark: arbitraryReported,
  warningWaterMark: arbitraryReported,
  extra: arbitraryExtra,
})

export const arbitraryMemoryInfo: fc.Arbitrary<MemoryInfo> = record({
  properties: fc.option(arbitraryProperties, { nil: undefined }),
  status: fc.option(arbitraryStatus, { nil: undefined }),
  options: fc.option(
    fc.array(fc.tuple(arbitraryName, arbitraryName), { maxLength: 3 }).map((options) => new Map(options)),
    { nil: undefined },
  ),
  allocator: fc.option(fc.string(), { nil: undefined }),
  extra: arbitraryExtra,
})

const arbitraryProcess: fc.Arbitrary<ProcessIdentity> = record({
  name: arbitraryName,
  host: fc.option(arbitraryName, { nil: undefined }),
  pid: fc.option(fc.nat(), { nil: undefined }),
  startedAt: arbitraryTime,
  version: fc.option(arbitraryName, { nil: undefined }),
  extra: arbitraryExtra,
})

/** Source is 'json', as of whatever was read from JSON. */
export const arbitrarySnapshot: fc.Arbitrary<Snapshot> = record({
  takenAt: arbitraryTime,
  process: arbitraryProcess,
  profile: fc.option(arbitraryNode, { nil: undefined, freq: 5 }),
  memoryInfo: fc.option(arbitraryMemoryInfo, { nil: undefined }),
  source: fc.constant('json' as const),
  extra: arbitraryExtra,
}).filter((snapshot) => snapshot.profile !== undefined || snapshot.memoryInfo !== undefined)

/** A list that is often the shared empty one. `weight` says how often, so that recursive ones end. */
function orNone<T>(none: readonly T[], list: fc.Arbitrary<readonly T[]>, weight = 1): fc.Arbitrary<readonly T[]> {
  return fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { arbitrary: fc.constant(none), weight },
    { arbitrary: list, weight: 1 },
  )
}

/** A plain object, as a reader makes it; fast-check's own default has no prototype now and then. */
function record<T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true })
}
