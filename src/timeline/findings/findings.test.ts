import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UnixMs } from '../../base/units'
import { readAllocator } from '../../format/doris/allocator'
import type { Frame, GapFrame, MarkFrame } from '../../profile/frame'
import type { MemoryProperties, MemoryStatus, Snapshot } from '../../profile/snapshot'
import { arbitrarySnapshot } from '../../testing/arbitrarySnapshot'
import { takeChurn } from '../../testing/churn'
import { makeMemorySnapshot, type MemoryFigures, type MemoryTask } from '../../testing/makeMemorySnapshot'
import { makeCounter, makeNode } from '../../testing/makeSnapshot'
import { makeScenario, scenarioFrames } from '../../testing/scenario'
import { Timeline } from '../timeline'
import {
  computeAllFindings,
  computeFindings,
  RULES,
  scaleThresholds,
  type Finding,
  type FindingSettings,
  type FindingsReport,
} from './index'

const MIB = 2 ** 20
const GIB = 2 ** 30
const MINUTE = 60_000
const T0 = Date.UTC(2026, 10, 23, 6)

type Moment = MemoryFigures & {
  /** Minutes after T0; default: one after the other. */
  readonly minute?: number
  readonly status?: Partial<Record<keyof MemoryStatus, number>>
  readonly properties?: Partial<Record<keyof MemoryProperties, number>>
  readonly allocator?: string
  /** Of ObjectHeapDump. */
  readonly objects?: Readonly<Record<string, number>>
  readonly change?: (snapshot: Snapshot) => Snapshot
}

function snapshotOf({ minute = 0, status, properties, allocator, objects, change, ...figures }: Moment): Snapshot {
  const made = makeMemorySnapshot({ at: T0 + minute * MINUTE, ...figures })
  const figuresOf = (values: Partial<Record<string, number>> = {}): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, error: 0 }]))
  const info = {
    ...(made.memoryInfo ?? {
      properties: undefined,
      status: undefined,
      options: undefined,
      allocator: undefined,
      extra: undefined,
    }),
  }
  const snapshot: Snapshot = {
    ...made,
    memoryInfo: {
      ...info,
      properties: { ...NO_PROPERTIES, ...info.properties, ...figuresOf(properties) },
      status: status ? { ...NO_STATUS, ...figuresOf(status) } : undefined,
      allocator,
    },
    profile: objects
      ? { ...made.profile!, children: [...made.profile!.children, makeNode('ObjectHeapDump', heapCounters(objects))] }
      : made.profile,
  }
  return change ? change(snapshot) : snapshot
}

const heapCounters = (objects: Readonly<Record<string, number>>): ReturnType<typeof makeCounter>[] =>
  Object.entries(objects).map(([name, value]) => makeCounter(name, value, { unit: name.endsWith('Num') ? 'UNIT' : 'BYTES' }))

const NO_PROPERTIES: MemoryProperties = {
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
const NO_STATUS: MemoryStatus = {
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

function timelineOf(frames: readonly Frame[]): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' }, { blockSamples: 16 })
  for (const frame of frames) timeline.append(frame)
  return timeline
}

const sample = (moment: Moment, index: number): Frame => ({
  kind: 'sample',
  seq: index + 1,
  at: T0 + (moment.minute ?? index) * MINUTE,
  tookMs: undefined,
  wireBytes: undefined,
  snapshot: snapshotOf({ minute: moment.minute ?? index, ...moment }),
})

const moments = (...list: readonly Moment[]): Timeline => timelineOf(list.map(sample))
const scenario = (...args: Parameters<typeof makeScenario>): Timeline => timelineOf(scenarioFrames(makeScenario(...args)))

/** The same for a time, a sample a minute. */
const steady = (minutes: number, moment: (minute: number) => Moment): Timeline =>
  moments(...Array.from({ length: minutes }, (_, minute) => ({ minute, ...moment(minute) })))

const withFrames = (timeline: Timeline, ...frames: readonly (MarkFrame | GapFrame)[]): Timeline => {
  for (const frame of frames) timeline.append(frame)
  return timeline
}

const mark = (kind: MarkFrame['mark'], minute: number, detail: MarkFrame['detail'] = {}): MarkFrame => ({
  kind: 'mark',
  mark: kind,
  at: T0 + minute * MINUTE,
  text: 'it happened',
  detail,
})

const task = (number: number, current: MemoryTask['current'], more: Partial<MemoryTask> = {}): MemoryTask => ({
  label: `Query#Id=${number}-1`,
  type: 'query',
  current,
  ...more,
})

const life = (pid: number): NonNullable<MemoryFigures['process']> => ({ host: 'be-1', pid })

const report = (timeline: Timeline, at: UnixMs = Number.MAX_SAFE_INTEGER, settings: FindingSettings = {}): FindingsReport =>
  computeFindings(timeline, at, { readAllocator, ...settings })

const find = (timeline: Timeline, rule: string, settings: FindingSettings = {}): Finding | undefined =>
  report(timeline, undefined, settings).findings.find((finding) => finding.rule === rule)

interface Case {
  readonly speaks: readonly (readonly [what: string, timeline: () => Timeline, seen: RegExp])[]
  readonly silent: readonly (readonly [what: string, timeline: () => Timeline])[]
}

const LIMITS = { limit: 50 * GIB, softLimit: 45 * GIB }
const GIB10 = { rss: 10 * GIB }

const CASES: Readonly<Record<string, Case>> = {
  untracked: {
    speaks: [
      [
        'apache/doris #34168',
        () => moments({ rss: Math.round(54.59 * GIB), global: Math.round(15.53 * GIB) }),
        /^39\.06 GiB \(71\.6 % of RSS 54\.59 GiB\) is untracked, at this moment\.$/,
      ],
      ['for ten minutes', () => steady(11, () => ({ rss: 20 * GIB, query: 10 * GIB })), /^10\.00 GiB \(50\.0 % .* for 10 min\.$/],
    ],
    silent: [
      ['a fifth is usual', () => moments({ rss: 50 * GIB, query: 40 * GIB })],
      ['a small process', () => moments({ rss: GIB, query: 0 })],
      ['trackers below 0 (apache/doris #18509)', () => moments({ rss: 15 * GIB, query: 17 * GIB, global: -45 * GIB })],
      ['since a minute ago', () => steady(10, (minute) => ({ rss: minute > 7 ? 30 * GIB : 20 * GIB, query: 20 * GIB }))],
      ['just started', () => moments({ ...GIB10, process: { startedAt: T0 - MINUTE } })],
    ],
  },
  orphan: {
    speaks: [
      ['2 GiB', () => moments({ global: 2 * GIB }), /^Orphan holds 2\.00 GiB/],
      [
        'a Global below 0 without a list',
        () => moments({ ...GIB10, global: -3 * GIB, change: withoutLists }),
        /^Global holds −3\.00 GiB/,
      ],
      ['negative by 6 % of RSS', () => moments({ global: -600 * MIB, ...GIB10 }), /^Orphan holds −600\.0 MiB/],
    ],
    silent: [
      ['20 MiB', () => moments({ global: 20 * MIB })],
      ['Global without a list', () => moments({ ...GIB10, global: 3 * GIB, change: withoutLists })],
      ['a little negative', () => moments({ global: -6 * MIB, ...GIB10 })],
    ],
  },
  'over-tracked': {
    speaks: [
      ['11 of 10 GiB', () => moments({ ...GIB10, query: 11 * GIB }), /account for 1\.00 GiB \(10\.0 % of RSS 10\.00 GiB\) more/],
    ],
    silent: [
      ['by a hundredth', () => moments({ ...GIB10, query: Math.round(10.1 * GIB) })],
      ['not at all', () => moments({ ...GIB10, query: 9 * GIB })],
    ],
  },
  'allocator-metadata': {
    speaks: [
      [
        '3 GiB',
        () => moments({ jemallocMetadata: 3 * GIB, virtual: 1024 * GIB }),
        /takes 3\.00 GiB, 1 for each 341 of 1\.00 TiB/,
      ],
      ['much for so little', () => moments({ jemallocMetadata: GIB, virtual: 50 * GIB }), /1 for each 50 of/],
    ],
    silent: [['200 MiB', () => moments({ jemallocMetadata: 200 * MIB, virtual: 61 * GIB })]],
  },
  'allocator-cache': {
    speaks: [
      [
        'above the soft limit',
        () => moments({ rss: 47 * GIB, jemallocCache: 3 * GIB, ...LIMITS }),
        /cache holds 3\.00 GiB; RSS is above the soft limit by 2\.00 GiB/,
      ],
      [
        'in caches of threads',
        () => moments({ jemallocCache: 3 * GIB, allocator: 'Allocated: 1, active: 1\ntcache_bytes: 2147483648\n' }),
        /caches of threads 2\.00 GiB/,
      ],
    ],
    silent: [
      ['below the soft limit', () => moments({ rss: 20 * GIB, jemallocCache: 3 * GIB, ...LIMITS })],
      ['small', () => moments({ rss: 47 * GIB, jemallocCache: 300 * MIB, ...LIMITS })],
      [
        'of tcmalloc',
        () =>
          moments({
            rss: 47 * GIB,
            jemallocCache: 3 * GIB,
            ...LIMITS,
            allocator: 'MALLOC: = 1 (0.0 MiB) Bytes in use by application',
          }),
      ],
    ],
  },
  retained: {
    speaks: [
      ['30 times RSS', () => moments({ ...GIB10, virtual: 300 * GIB }), /Virtual memory is 300\.0 GiB, RSS is 10\.00 GiB/],
    ],
    silent: [
      ['ten times', () => moments({ rss: 6 * GIB, virtual: 61 * GIB })],
      ['with much metadata', () => moments({ ...GIB10, virtual: 300 * GIB, jemallocMetadata: 3 * GIB })],
    ],
  },
  'memory-tight': {
    speaks: [
      [
        'apache/doris #34168: above the soft limit',
        () => moments({ rss: Math.round(54.59 * GIB), limit: 60 * GIB, softLimit: Math.round(50.61 * GIB), query: GIB }),
        /^RSS 54\.59 GiB is above the soft limit 50\.61 GiB by 3\.98 GiB\.$/,
      ],
      ['at the limit', () => moments({ rss: 49 * GIB, ...LIMITS }), /is 98\.0 % of the limit 50\.00 GiB/],
      ['near', () => moments({ rss: 42 * GIB, ...LIMITS }), /is 93\.3 % of the soft limit/],
      [
        'the host has little',
        () => moments({ ...GIB10, status: { available: GIB, lowWaterMark: 2 * GIB, warningWaterMark: 4 * GIB } }),
        /has 1\.00 GiB available, less than the low water mark 2\.00 GiB/,
      ],
      [
        'the cgroup',
        () => moments({ rss: 10 * GIB, ...LIMITS, properties: { cgroupLimit: 10 * GIB } }),
        /uses 10\.00 GiB, 100\.0 %/,
      ],
    ],
    silent: [
      ['half', () => moments({ rss: 25 * GIB, ...LIMITS })],
      ['no limit is known', () => moments({ rss: 25 * GIB })],
    ],
  },
  'limit-by-cache': {
    speaks: [
      ['by the cache', () => moments({ rss: 51 * GIB, jemallocCache: 4 * GIB, ...LIMITS }), /compares with it is 47\.00 GiB/],
      [
        'as the log says',
        () => moments({ rss: 51 * GIB, ...LIMITS, status: { used: 48 * GIB } }),
        /compares with it is 48\.00 GiB/,
      ],
    ],
    silent: [
      ['above it, too', () => moments({ rss: 51 * GIB, jemallocCache: GIB / 2, ...LIMITS })],
      ['below', () => moments({ rss: 49 * GIB, jemallocCache: 4 * GIB, ...LIMITS })],
    ],
  },
  'water-mark': {
    speaks: [
      ['a fifth of RAM', () => moments({ physical: 64 * GIB, limit: 57 * GIB, lowWaterMark: 13 * GIB }), /13\.00 GiB \(20\.3 %/],
      ['next to nothing', () => moments({ physical: 64 * GIB, limit: 57 * GIB, lowWaterMark: 100 * MIB }), /at least 1\.60 GiB/],
    ],
    silent: [
      ['as Doris chooses', () => moments({ physical: 64 * GIB, limit: 57 * GIB, lowWaterMark: 3.2 * GIB })],
      ['with the cap of today', () => moments({ physical: 376 * GIB, limit: 338 * GIB, lowWaterMark: 6.4 * GIB })],
      ['with the cap of old', () => moments({ physical: 376 * GIB, limit: 338 * GIB, lowWaterMark: 1.6 * GIB })],
    ],
  },
  'memory-events': {
    speaks: [
      [
        'one cancel, two collections',
        () =>
          withFrames(
            moments(GIB10, GIB10),
            mark('gc', 0.1, { bytes: GIB }),
            mark('gc', 0.2, { bytes: GIB }),
            mark('cancel', 0.3, { task: 'Query#Id=1-1' }),
          ),
        /^2 garbage collections, 2\.00 GiB freed; 1 task cancelled \(the first: Query#Id=1-1\)\.$/,
      ],
      [
        'without a sample',
        () => withFrames(moments(), mark('exceeded', 0)),
        /^1 time a limit was reached or memory was refused\.$/,
      ],
    ],
    silent: [
      ['nothing', () => withFrames(moments(GIB10), mark('note', 0))],
      ['two hours ago', () => withFrames(moments({ ...GIB10, minute: 0 }, { ...GIB10, minute: 120 }), mark('gc', 1))],
    ],
  },
  cgroup: {
    speaks: [
      [
        'below the limit',
        () => moments({ limit: 50 * GIB, properties: { cgroupLimit: 32 * GIB } }),
        /50\.00 GiB, the cgroup limit 32\.00 GiB/,
      ],
    ],
    silent: [
      ['above the limit', () => moments({ limit: 28 * GIB, properties: { cgroupLimit: 32 * GIB } })],
      ['none', () => moments({ limit: 28 * GIB })],
    ],
  },
  'caches-tight': {
    speaks: [
      [
        'for long',
        () => steady(31, () => ({ rss: 47 * GIB, cache: 15 * GIB, ...LIMITS })),
        /^Caches hold 15\.00 GiB \(31\.9 %.*in 100\.0 % of the last 31 samples/,
      ],
    ],
    silent: [
      ['not tight', () => steady(31, () => ({ rss: 40 * GIB, cache: 15 * GIB, ...LIMITS }))],
      ['small', () => steady(31, () => ({ rss: 47 * GIB, cache: 2 * GIB, ...LIMITS }))],
      ['for a moment', () => steady(31, (minute) => ({ rss: minute === 30 ? 47 * GIB : 40 * GIB, cache: 15 * GIB, ...LIMITS }))],
    ],
  },
  'segment-cache': {
    speaks: [
      [
        'in 2.1.3',
        () => moments({ ...GIB10, cache: 4 * GIB, process: { version: 'doris-2.1.3' }, change: asSegmentCache }),
        /4\.00 GiB .* in doris-2\.1\.3/,
      ],
    ],
    silent: [
      ['in 2.1.5', () => moments({ ...GIB10, cache: 4 * GIB, process: { version: 'doris-2.1.5-rc02' }, change: asSegmentCache })],
      ['small', () => moments({ ...GIB10, cache: 100 * MIB, process: { version: 'doris-2.1.3' }, change: asSegmentCache })],
      ['who knows the version', () => moments({ ...GIB10, cache: 4 * GIB, change: asSegmentCache })],
    ],
  },
  load: {
    speaks: [
      [
        'memtables',
        () => moments({ ...GIB10, load: GIB, memtables: 5 * GIB }),
        /^Loads hold 6\.00 GiB .* 5\.00 GiB of it in memtables/,
      ],
      ['when tight', () => moments({ rss: 47 * GIB, load: 12 * GIB, query: GIB, ...LIMITS }), /^Loads hold 12\.00 GiB/],
    ],
    silent: [
      ['with memory to spare', () => moments({ rss: 30 * GIB, load: 12 * GIB, query: GIB, ...LIMITS })],
      ['hardly any', () => moments({ rss: 47 * GIB, load: GIB, ...LIMITS })],
      ['where RSS is 0, of which there is no share', () => moments({ rss: 0, load: GIB, memtables: 5 * GIB })],
    ],
  },
  query: {
    speaks: [
      [
        'most of it',
        () => moments({ ...GIB10, query: 8 * GIB, tasks: [task(1, 8 * GIB)] }),
        /^Queries hold 8\.00 GiB \(80\.0 %.*, 1 of them\.$/,
      ],
    ],
    silent: [
      ['some of it', () => moments({ ...GIB10, query: 3 * GIB })],
      ['nothing of nothing', () => moments({ rss: 0 })],
    ],
  },
  'large-task': {
    speaks: [
      [
        'of what is tracked',
        () => steady(6, (minute) => ({ ...GIB10, tasks: [task(1, Math.round((3 + minute / 10) * GIB)), task(2, GIB)] })),
        /^Query#Id=1-1 holds 3\.50 GiB \(77\.8 % of what is tracked: 4\.50 GiB\); \+102\.4 MiB\/min in the last 5 min\.$/,
      ],
      [
        'of its limit',
        () => moments({ ...GIB10, query: 9 * GIB, tasks: [task(1, GIB, { limit: 1.1 * GIB })] }),
        /90\.9 % of its limit/,
      ],
    ],
    silent: [
      ['of many alike', () => moments({ ...GIB10, tasks: Array.from({ length: 10 }, (_, index) => task(index, GIB / 2)) })],
      ['the only one, but small', () => moments({ ...GIB10, tasks: [task(1, 100 * MIB)] })],
    ],
  },
  'stuck-cancel': {
    speaks: [
      [
        'after 40 s',
        () =>
          withFrames(
            steady(3, () => ({ tasks: [task(1, GIB), task(2, MIB)] })),
            mark('cancel', 1.34, { task: 'Query#Id=1-1' }),
            mark('cancel', 1.5, { task: 'Query#Id=9-1' }),
          ),
        /^Query#Id=1-1 was cancelled 40 s before, and still holds 1\.00 GiB; 1 more was cancelled after it\.$/,
      ],
    ],
    silent: [
      [
        'it is gone',
        () =>
          withFrames(
            steady(3, () => ({ tasks: [task(2, MIB)] })),
            mark('cancel', 1, { task: 'Query#Id=1-1' }),
          ),
      ],
      [
        'a second ago',
        () =>
          withFrames(
            steady(3, () => ({ tasks: [task(1, GIB)] })),
            mark('cancel', 1.99, { task: 'Query#Id=1-1' }),
          ),
      ],
    ],
  },
  'metadata-at-start': {
    speaks: [
      [
        'after 5 min',
        () => moments({ ...GIB10, metadata: 7 * GIB, process: { startedAt: T0 - 5 * MINUTE } }),
        /^5 min after the start .* 10\.00 GiB .*7\.00 GiB of it counted/,
      ],
    ],
    silent: [
      ['after an hour', () => moments({ ...GIB10, metadata: 7 * GIB, process: { startedAt: T0 - 60 * MINUTE } })],
      ['with queries', () => moments({ ...GIB10, query: 5 * GIB, metadata: 4 * GIB, process: { startedAt: T0 - 5 * MINUTE } })],
    ],
  },
  'many-versions': {
    speaks: [
      [
        '300 each',
        () => moments({ objects: { RowsetMetaNum: 30_000, TabletMetaNum: 100 } }),
        /^30,000 rowsets in 100 tablets: 300 each\.$/,
      ],
    ],
    silent: [
      ['as in pull request 44647', () => moments({ objects: { RowsetMetaNum: 76_450, TabletMetaNum: 45_890 } })],
      ['few', () => moments({ objects: { RowsetMetaNum: 900, TabletMetaNum: 1 } })],
    ],
  },
  'wide-tables': {
    speaks: [
      [
        '3,000 each',
        () => moments({ objects: { TabletColumnNum: 300_000, TabletSchemaNum: 100, TabletColumnMemBytes: GIB } }),
        /3000 each; they hold 1\.00 GiB/,
      ],
    ],
    silent: [['as in pull request 44647', () => moments({ objects: { TabletColumnNum: 922_180, TabletSchemaNum: 49_190 } })]],
  },
  'open-segments': {
    speaks: [
      [
        '2 GiB',
        () => moments({ ...GIB10, objects: { ColumnReaderMemBytes: 2 * GIB, ColumnReaderNum: 700_000 } }),
        /hold 2\.00 GiB .* 700,000 column readers/,
      ],
    ],
    silent: [['none', () => moments({ ...GIB10, objects: { ColumnReaderMemBytes: 0 } })]],
  },
  'growth-outside': {
    speaks: [
      ['a leak in churn', () => scenario('leak in churn', { seed: 1, samples: 200 }), /^Memory outside the trackers grows by/],
    ],
    silent: [
      ['flat', () => scenario('flat', { seed: 1, samples: 200 })],
      ['a saw', () => scenario('saw-tooth', { seed: 1, samples: 200 })],
      ['a cache', () => scenario('growing cache', { seed: 1, samples: 200 })],
      ['ten minutes only', () => scenario('leak', { seed: 1, samples: 100 })],
    ],
  },
  'growth-inside': {
    speaks: [['a cache', () => scenario('growing cache', { seed: 1, samples: 200 }), /^Cache \+ metadata grows by/]],
    silent: [
      ['a leak', () => scenario('leak', { seed: 1, samples: 200 })],
      ['warm-up', () => scenario('warm-up', { seed: 1, samples: 200 })],
    ],
  },
  'idle-rises': {
    speaks: [
      [
        'four times',
        () => scenario('idle rises', { seed: 1, everyMs: 30_000 }),
        /^RSS when idle: \d.* more in 4 idle periods\.$/,
      ],
    ],
    silent: [
      ['it falls back', () => scenario('idle falls back', { seed: 1, everyMs: 30_000 })],
      ['never idle', () => scenario('leak', { seed: 1, everyMs: 30_000 })],
    ],
  },
  'limit-ahead': {
    speaks: [
      [
        'of 23 GiB',
        () => scenario('leak', { seed: 1, limit: 23 * GIB }),
        /the soft limit 20\.70 GiB is reached in \d+ min to \d+ min/,
      ],
    ],
    silent: [
      ['far away', () => scenario('leak', { seed: 1, limit: 400 * GIB })],
      ['no growth', () => scenario('flat', { seed: 1, limit: 23 * GIB })],
    ],
  },
  'oom-kill': {
    speaks: [
      [
        'after the last sample',
        () => withFrames(moments(GIB10), mark('oom', 0.1, { process: 'doris_be', bytes: 62_273_128 * 1024 })),
        /with 59\.39 GiB resident; the last sample, 6 s before, says RSS 10\.00 GiB/,
      ],
      ['without a sample', () => withFrames(moments(), mark('oom', 0, { process: 'doris_be' })), /^Killed for lack of memory\.$/],
    ],
    silent: [
      ['nobody', () => moments(GIB10)],
      ['nobody at all', () => moments()],
      ['another process', () => withFrames(moments(GIB10), mark('oom', 0.1, { process: 'java' }))],
      [
        'two days ago',
        () => withFrames(moments({ ...GIB10, minute: 0 }, { ...GIB10, minute: 2880 }), mark('oom', 0.1, { process: 'doris_be' })),
      ],
    ],
  },
  'other-processes': {
    speaks: [
      [
        'they take it',
        () => steady(60, (minute) => ({ ...GIB10, physical: 64 * GIB, status: { available: 40 * GIB - minute * 200 * MIB } })),
        /of the host changes by −200\.0 MiB\/min .* 11\.52 GiB in all/,
      ],
    ],
    silent: [
      ['nobody does', () => steady(60, () => ({ ...GIB10, physical: 64 * GIB, status: { available: 40 * GIB } }))],
      [
        'we do',
        () =>
          steady(60, (minute) => ({
            rss: 10 * GIB + minute * 200 * MIB,
            physical: 64 * GIB,
            status: { available: 40 * GIB - minute * 200 * MIB },
          })),
      ],
    ],
  },
  reserved: {
    speaks: [
      ['a third', () => moments({ ...GIB10, query: 4 * GIB, reserved: 3 * GIB }), /^Reserved memory is 3\.00 GiB/],
      ['waiting', () => moments({ ...GIB10, status: { waitingRefresh: 2 * GIB } }), /^2\.00 GiB were allocated since/],
    ],
    silent: [['little', () => moments({ ...GIB10, reserved: 100 * MIB })]],
  },
  jvm: {
    speaks: [['4 of 10', () => moments({ ...GIB10, jvm: 4 * GIB }), /^The JVM has committed 4\.00 GiB \(40\.0 %/]],
    silent: [['half of one', () => moments({ ...GIB10, jvm: GIB / 2 })]],
  },
  'empty-loads': {
    speaks: [['sixty', () => moments({ tasks: loads(60) }), /^60 of 60 loads that are listed hold nothing\.$/]],
    silent: [['five', () => moments({ tasks: loads(5) })]],
  },
  sums: {
    speaks: [
      [
        'a section that is cut',
        () => moments({ ...GIB10, cache: 3 * GIB, change: withoutCaches }),
        /The trackers of Cache are off its total by −3\.00 GiB/,
      ],
      [
        'untracked that is none',
        () => moments({ ...GIB10, change: withoutUntracked }),
        /The untracked that is reported is off RSS − tracked by −10\.00 GiB/,
      ],
    ],
    silent: [['they do', () => moments({ ...GIB10, cache: 3 * GIB, global: GIB, metadata: GIB })]],
  },
  restart: {
    speaks: [
      [
        'a new pid',
        () => moments({ rss: 9 * GIB, process: life(1) }, { rss: GIB, process: life(2) }, { rss: GIB, process: life(2) }),
        /^It began anew 1 min before; RSS was 9\.00 GiB before, 1\.00 GiB after\.$/,
      ],
      ['a peak that fell', () => moments({ rss: GIB, rssPeak: 9 * GIB }, { rss: GIB, rssPeak: 2 * GIB }), /the peak of RSS fell/],
    ],
    silent: [
      ['none', () => moments({ process: life(1) }, { process: life(1) })],
      [
        'days ago',
        () => moments({ process: life(1), minute: 0 }, { process: life(2), minute: 1 }, { process: life(2), minute: 5000 }),
      ],
    ],
  },
  'gap-growth': {
    speaks: [
      [
        'by a fifth',
        () => withFrames(moments({ ...GIB10, minute: 0 }, { rss: 12 * GIB, minute: 5 }), gap(0, 5)),
        /^No answer for 5:00 \(connection refused\); RSS was 10\.00 GiB before and 12\.00 GiB after, 20\.0 % more\.$/,
      ],
    ],
    silent: [
      ['by nothing', () => withFrames(moments({ ...GIB10, minute: 0 }, { ...GIB10, minute: 5 }), gap(0, 5))],
      ['without a gap', () => moments({ ...GIB10, minute: 0 }, { rss: 12 * GIB, minute: 5 })],
      [
        'over a restart',
        () =>
          withFrames(
            moments({ ...GIB10, minute: 0, process: life(1) }, { rss: 12 * GIB, minute: 5, process: life(2) }),
            gap(0, 5),
          ),
      ],
    ],
  },
  asan: {
    speaks: [['marked', () => moments({ change: asAsan }), /\[ASAN\]/]],
    silent: [['not marked', () => moments({})]],
  },
}

function loads(count: number): MemoryTask[] {
  return Array.from({ length: count }, (_, index) => task(index, 0, { label: `Load#Id=${index}-1`, type: 'load' }))
}

function gap(from: number, to: number): GapFrame {
  return { kind: 'gap', from: T0 + from * MINUTE, to: T0 + to * MINUTE, why: 'connection refused', tries: 3 }
}

/** Changes every node of a name. */
function rename(snapshot: Snapshot, change: (name: string) => string | undefined): Snapshot {
  const walk = (node: NonNullable<Snapshot['profile']>): NonNullable<Snapshot['profile']> => ({
    ...node,
    name: change(node.name) ?? node.name,
    children: node.children.flatMap((child) => (change(child.name) === undefined ? [] : [walk(child)])),
  })
  return { ...snapshot, profile: walk(snapshot.profile!) }
}

function asSegmentCache(snapshot: Snapshot): Snapshot {
  return rename(snapshot, (name) => name.replace('DataPageCache[size](AllocByAllocator)', 'SegmentCache[size]'))
}

function withoutLists(snapshot: Snapshot): Snapshot {
  return rename(snapshot, (name) => (name.endsWith('MemorySnapshot') ? undefined : name))
}

function withoutCaches(snapshot: Snapshot): Snapshot {
  return rename(snapshot, (name) => (name.startsWith('DataPageCache') ? undefined : name))
}

/** Its counter then says what it should not. */
function withoutUntracked(snapshot: Snapshot): Snapshot {
  const walk = (node: NonNullable<Snapshot['profile']>): NonNullable<Snapshot['profile']> => ({
    ...node,
    counters: node.name === 'UntrackedMemory' ? [makeCounter('Memory', 0, { peak: 0 })] : node.counters,
    children: node.children.map(walk),
  })
  return { ...snapshot, profile: walk(snapshot.profile!) }
}

function asAsan(snapshot: Snapshot): Snapshot {
  return rename(snapshot, (name) => (name === 'MemoryOverviewSnapshot' ? `[ASAN]${name}` : name))
}

describe('rules', () => {
  it('have a case each, with names of their own', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted())
  })

  for (const { id, title } of RULES) {
    for (const [what, timeline, seen] of CASES[id]!.speaks) {
      it(`${id} speaks: ${what}`, () => {
        const finding = find(timeline(), id)
        expect(finding).toMatchObject({ rule: id, title: title.english, seen: expect.stringMatching(seen) })
        for (const text of [finding!.seen, finding!.means, finding!.next]) {
          expect(text).toMatch(/^[^a-z].*\.$/)
          expect(text).not.toMatch(/NaN|undefined|Infinity|null/)
        }
        expect(finding!.doc).toMatch(/^https:\/\/doris\.apache\.org\/docs\//)
      })
    }
    for (const [what, timeline] of CASES[id]!.silent) {
      it(`${id} is silent: ${what}`, () => {
        expect(find(timeline(), id)).toBeUndefined()
      })
    }
  }

  it('go by thresholds that are set, and can be switched off', () => {
    const timeline = moments({ rss: GIB, query: GIB / 2 })
    expect(find(timeline, 'untracked')).toBeUndefined()
    const thresholds = new Map([['untracked', new Map([['bytes', GIB / 8]])]])
    expect(find(timeline, 'untracked', { thresholds })?.seen).toContain('512.0 MiB (50.0 %')
    const off = new Set(['untracked'])
    expect(find(timeline, 'untracked', { thresholds, off })).toBeUndefined()
    expect(report(timeline, undefined, { off }).off).toEqual(['untracked'])
    expect(
      find(timeline, 'untracked', { thresholds: new Map([['untracked', new Map([['bytes', Number.NaN]])]]) }),
    ).toBeUndefined()
  })

  it('go by sizes that are scaled to a small process', () => {
    const timeline = moments({ rss: GIB, query: GIB / 2 })
    expect(find(timeline, 'untracked')).toBeUndefined()
    expect(find(timeline, 'untracked', { thresholds: scaleThresholds(0.02) })?.seen).toContain('512.0 MiB (50.0 %')
    expect([...scaleThresholds(0.5).get('jvm')!]).toEqual([['bytes', GIB]])
    expect(scaleThresholds(2).has('restart')).toBe(false)
  })

  it('never say leak without the idle test', () => {
    for (const id of ['growth-outside', 'growth-inside', 'limit-ahead']) {
      const finding = find(CASES[id]!.speaks[0]![1](), id)!
      expect(`${finding.title} ${finding.seen}`.replace('proves no leak', '')).not.toMatch(/leak/)
    }
  })

  it('say since when', () => {
    const timeline = steady(20, (minute) => ({ rss: (minute < 8 ? 40 : 47) * GIB, ...LIMITS }))
    const finding = find(timeline, 'memory-tight')!
    expect(finding).toMatchObject({ severity: 'warning', index: 19, since: { index: 8, at: T0 + 8 * MINUTE } })
  })

  it('say what the data cannot decide', () => {
    const alone = moments({ ...GIB10, change: (snapshot) => ({ ...snapshot, profile: undefined, memoryInfo: undefined }) })
    const { findings, undecided, sentence } = report(alone)
    expect(findings).toEqual([])
    expect(undecided.find(({ rule }) => rule === 'untracked')?.missing).toBe('RSS')
    expect(sentence).toMatch(/^Nothing found: \d+ rules found nothing, \d+ could not be decided by this data\.$/)
  })

  it('find nothing in a busy, healthy process but what is large in it', () => {
    const timeline = timelineOf(takeChurn(400))
    expect(report(timeline).findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it('have no answer that is not a number, however large, small or negative the figures', () => {
    const integer = fc.oneof(
      fc.constantFrom(0, 1, -1, GIB, 2n ** 60n, -(2n ** 60n)),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }).map((value) => value * 64),
    )
    const names = [
      'rss',
      'virtual',
      'query',
      'load',
      'global',
      'metadata',
      'cache',
      'jvm',
      'jemallocCache',
      'jemallocMetadata',
    ] as const
    const limits = ['memtables', 'reserved', 'physical', 'limit', 'softLimit', 'lowWaterMark', 'warningWaterMark'] as const
    const figures = fc.record(Object.fromEntries([...names, ...limits].map((name) => [name, integer])), { noNullPrototype: true })
    const kinds = fc.constantFrom('gc', 'cancel', 'exceeded', 'oom', 'restart')
    fc.assert(
      fc.property(fc.array(figures, { maxLength: 4 }), fc.array(kinds, { maxLength: 3 }), integer, (list, marks, bytes) => {
        const timeline = moments(...list.map((one): Moment => ({ ...one, tasks: [task(1, bytes, { limit: bytes })] })))
        withFrames(timeline, ...marks.map((kind, index) => mark(kind, index, { bytes, task: 'Query#Id=1-1' })))
        const { findings, sentence } = computeAllFindings(timeline, { readAllocator })
        expect(sentence).toMatch(/^.*\.$/)
        for (const { seen, next, at } of findings) {
          expect(`${seen} ${next}`).not.toMatch(/NaN|Infinity|undefined/)
          expect(Number.isFinite(at)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('have no answer that is not a number, whatever they are given', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySnapshot, { maxLength: 5 }), (snapshots) => {
        const timeline = timelineOf(
          snapshots.map((snapshot, index): Frame => ({
            kind: 'sample',
            seq: index,
            at: index,
            tookMs: undefined,
            wireBytes: undefined,
            snapshot,
          })),
        )
        const { findings, sentence } = computeAllFindings(timeline, { readAllocator })
        expect(sentence).toMatch(/^.*\.$/)
        for (const { seen, next } of findings) expect(`${seen} ${next}`).not.toMatch(/NaN|Infinity/)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the findings of a whole timeline', () => {
  it('are also those of its worst moment, and of what came before a restart', () => {
    const timeline = withFrames(
      moments(
        { ...GIB10, ...LIMITS, process: life(1) },
        { rss: 49 * GIB, ...LIMITS, process: life(1) },
        { ...GIB10, ...LIMITS, process: life(2) },
        { ...GIB10, ...LIMITS, process: life(2) },
      ),
      mark('oom', 1.5, { process: 'doris_be' }),
    )
    const { findings } = computeAllFindings(timeline)
    expect(findings.map(({ rule, severity, index }) => `${rule} ${severity} ${index}`)).toEqual([
      'oom-kill serious 3',
      'memory-tight serious 1',
      'untracked warning 1',
      'metadata-at-start info 3',
      'restart info 3',
    ])
  })

  it('of an empty timeline are none', () => {
    expect(computeAllFindings(timelineOf([]))).toMatchObject({
      at: undefined,
      findings: [],
      sentence: 'There is no sample to look at.',
    })
  })
})
