import { describe, expect, it } from 'vitest'
import { printSnapshotsCsv } from '../format/csv/snapshots'
import { printTasksCsv } from '../format/csv/tasks'
import { SessionWriter } from '../format/session/write'
import { printProfile, styleOf } from '../format/text/print'
import type { Frame, RedactedKind } from '../profile/frame'
import { Pseudonyms } from '../profile/redact/pseudonyms'
import { Redactor, SHIFTED_START } from '../profile/redact/redactor'
import { computeTasks } from '../profile/task'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { cutTimeline } from './cutTimeline'
import { redactTimeline } from './redactTimeline'
import { Timeline } from './timeline'

const START = Date.UTC(2026, 10, 23, 6, 0, 0)
const QUERY = '529e3cb37dff464c-93bd9eafa8944ea6'
const LOAD = 'a1b2c3d4e5f60718-8877665544332211'
const TABLET = '7654321001'
const TRANSACTION = '990011223344'
const UID = '174326b30a1968b5-a648ddca7a2fc1b8'

/** Everything that must not be found in what leaves. */
const SECRETS = {
  host: ['be-17.prod.example.com', 'be-17', '10.20.30.40', 'fe80::1234:5678', '/mnt/secret/disk', 'minio.internal.corp'],
  label: ['payroll_import_2026', '工资表', 'orders of alice', 'salaries', 's3cr3t'],
  id: [QUERY, LOAD, TABLET, TRANSACTION, UID, '0123456789abcdef-fedcba9876543210'],
}

function makeTimeline(): Timeline {
  const timeline = new Timeline(
    {
      tool: '1',
      created: START,
      target: 'be-17.prod.example.com',
      source: 'live',
      note: `${SECRETS.label[0]} on be-17.prod.example.com`,
    },
    { blockSamples: 4 },
  )
  for (let step = 0; step < 10; step++) {
    const snapshot = makeMemorySnapshot({
      at: START + step * 5000,
      rss: 1_000_000 + step,
      tasks: [
        { label: `Query#Id=${QUERY}`, type: 'query', current: 5000 + step, uid: UID },
        { label: `Load#Id=${LOAD}`, type: 'load', current: 40 },
        { label: `(FromLoadChannel)Load#Id=${LOAD}`, type: 'load', current: 41 },
        { label: `CumulativeCompaction:${TABLET}`, type: 'compaction', current: 42 },
        { label: `EnginePublishVersionTask-transactionID_${TRANSACTION}`, type: 'other', current: 43 },
        { label: SECRETS.label[0]!, type: 'load', current: 44 },
        { label: SECRETS.label[1]!, type: 'load', current: 45 },
        { label: `AsyncFileCacheWrite:${SECRETS.host[4]}`, type: 'other', current: 46 },
      ],
      process: { host: 'be-17.prod.example.com:8040', pid: 2211, startedAt: START - 60_000, version: 'doris-3.0.4' },
    })
    const extra = new Map<string, unknown>([['cluster', 's3cr3t']])
    timeline.append({
      kind: 'sample',
      seq: step + 1,
      at: START + step * 5000,
      tookMs: 8,
      wireBytes: 100,
      snapshot: {
        ...snapshot,
        extra,
        memoryInfo: {
          ...snapshot.memoryInfo!,
          options: new Map([
            ['storage_root_path', '/mnt/secret/disk'],
            ['mem_limit', '90%'],
          ]),
          allocator: `opt.prof_prefix: "/mnt/secret/disk/jeprof"\nAllocated: 5000, active: 6000`,
        },
      },
    })
  }
  const marks: Frame[] = [
    { kind: 'gap', from: START + 11_000, to: START + 14_000, why: 'connect ECONNREFUSED 10.20.30.40:8040', tries: 2 },
    {
      kind: 'mark',
      at: START + 12_000,
      mark: 'cancel',
      text: `cancel top memory overcommit query: <Query#Id=${QUERY}>, label=${SECRETS.label[0]}, sql "select * from salaries", tablet ${TABLET}, txn_id: ${TRANSACTION}, from minio.internal.corp and [fe80::1234:5678]:9050, other 0123456789abcdef-fedcba9876543210 at 2026-11-23 06:00:12`,
      detail: { task: `Query#Id=${QUERY}`, bytes: 5000, file: 'be.INFO.be-17.prod.example.com.log', line: 7 },
    },
    { kind: 'mark', at: START + 13_000, mark: 'note', text: 'orders of alice: `orders of alice` began' },
  ]
  for (const mark of marks) timeline.append(mark)
  return timeline
}

function writeAll(timeline: Timeline): string {
  const writer = new SessionWriter(timeline.header)
  let text = writer.headerLine()
  for (const part of timeline.parts()) text += writer.lines(part)
  const plain = new SessionWriter(timeline.header)
  for (const frame of timeline.frames()) text += plain.lines(frame)
  const last = timeline.sampleAt(timeline.length - 1).snapshot
  return [
    text,
    ...printTasksCsv(last),
    ...printSnapshotsCsv([timeline.sampleAt(0)]),
    printProfile(last.profile!, styleOf(last)),
  ].join('')
}

const ALL: readonly RedactedKind[] = ['host', 'label', 'id', 'time']
const redactor = (kinds: readonly RedactedKind[], pseudonyms?: Pseudonyms): Redactor =>
  new Redactor({ kinds: new Set(kinds), shiftMs: SHIFTED_START - START }, pseudonyms)
const everything = { from: START, to: START + 60_000 }

describe('a timeline without what must not leave', () => {
  it('holds none of the real names, in any of its forms', async () => {
    const timeline = makeTimeline()
    const real = writeAll(timeline)
    // A test that looks for what was never there proves nothing.
    for (const secret of [...SECRETS.host, ...SECRETS.label, ...SECRETS.id]) expect(real).toContain(secret)
    const text = writeAll(await redactTimeline(timeline, everything, redactor(ALL)))
    const found = [...SECRETS.host, ...SECRETS.label, ...SECRETS.id, '2026', String(START).slice(0, 5)].filter((secret) =>
      text.includes(secret),
    )
    expect(found).toEqual([])
  })

  it('has the same numbers, and says what was replaced', async () => {
    const timeline = makeTimeline()
    const redacted = await redactTimeline(timeline, everything, redactor(ALL))
    expect(redacted.header.redacted).toEqual(ALL)
    expect(redacted.length).toBe(timeline.length)
    for (let index = 0; index < timeline.length; index++) {
      expect(redacted.meaningAt(index).rss).toEqual(timeline.meaningAt(index).rss)
      expect(redacted.times.at(index)).toBe(timeline.times.at(index) + SHIFTED_START - START)
    }
    expect(redacted.restarts).toEqual(timeline.restarts)
    expect([redacted.gaps.length, redacted.marks.length]).toEqual([1, 2])
    expect(redacted.sampleAt(3).snapshot.process.startedAt).toBe(SHIFTED_START - 60_000)
  })

  it('keeps its tasks what they are: kind, ids by pseudonym, one life each', async () => {
    const redacted = await redactTimeline(makeTimeline(), everything, redactor(ALL))
    const { tasks } = computeTasks(redacted.sampleAt(9).snapshot)!
    const shown = tasks
      .map(({ label, kind, ids }) => `${label} | ${kind} | ${ids.map((id) => id.join('=')).join(' ')}`)
      .toSorted()
    expect(shown).toEqual([
      '(FromLoadChannel)Load#Id=load-2 | load channel | load=load-2',
      'AsyncFileCacheWrite:label-1 | cache | ',
      'CumulativeCompaction:tablet-1 | cumulative compaction | tablet=tablet-1',
      'EnginePublishVersionTask-transactionID_transaction-1 | publish | transaction=transaction-1',
      'Load#Id=load-2 | load | load=load-2',
      'Query#Id=query-1 | query | query=query-1',
      'label-2 | unknown | ',
      'label-3 | unknown | ',
    ])
    const uid = tasks.find(({ kind }) => kind === 'query')!.uid
    expect(redacted.taskLife(uid)).toMatchObject({ firstIndex: 0, lastIndex: 9 })
  })

  it('says the same pseudonym in names and in sentences', async () => {
    const redacted = await redactTimeline(makeTimeline(), everything, redactor(['host', 'id', 'label']))
    expect(redacted.header.target).toBe('host-1')
    expect(redacted.sampleAt(0).snapshot.process).toMatchObject({ host: 'host-1:8040', version: 'doris-3.0.4', pid: 2211 })
    expect(redacted.header.note).toBe('label-3 on host-1')
    const [cancelled] = redacted.marks
    expect(cancelled!.text).toContain('<Query#Id=query-1>')
    expect(cancelled!.text).toContain('label=label-3')
    expect(cancelled!.text).toContain('tablet tablet-1')
    expect(cancelled!.detail).toMatchObject({ task: 'Query#Id=query-1', bytes: 5000, line: 7 })
    expect(redacted.times.at(0)).toBe(START)
  })

  it('replaces only what is asked for', async () => {
    const hosts = await redactTimeline(makeTimeline(), everything, redactor(['host']))
    const text = writeAll(hosts)
    expect(text).toContain(QUERY)
    expect(text).toContain(SECRETS.label[0])
    expect(SECRETS.host.filter((secret) => text.includes(secret))).toEqual([])
    expect(hosts.header.redacted).toEqual(['host'])
    const ids = writeAll(await redactTimeline(makeTimeline(), everything, redactor(['id'])))
    expect(ids).toContain('be-17.prod.example.com')
    expect(SECRETS.id.filter((secret) => ids.includes(secret))).toEqual([])
  })

  it('gives the same names again with the same pseudonyms', async () => {
    const pseudonyms = new Pseudonyms()
    const first = writeAll(await redactTimeline(makeTimeline(), everything, redactor(ALL, pseudonyms)))
    const again = writeAll(await redactTimeline(makeTimeline(), everything, redactor(ALL, pseudonyms)))
    expect(again).toBe(first)
  })

  it('replaces the nodes and texts of a profile that is not about memory', async () => {
    const timeline = new Timeline({ tool: '1', created: 0, target: undefined, source: 'page', note: '' })
    const snapshot = makeSnapshot('ProcessProfile\n  OLAP_SCAN_NODE (table=salaries)\n    MemoryOverviewSnapshot')
    timeline.append({
      kind: 'sample',
      seq: 1,
      at: START,
      tookMs: undefined,
      wireBytes: undefined,
      snapshot: { ...snapshot, source: 'text' },
    })
    const redacted = await redactTimeline(timeline, everything, redactor(ALL))
    expect(JSON.stringify(redacted.sampleAt(0).snapshot)).not.toContain('salaries')
    expect(JSON.stringify(redacted.sampleAt(0).snapshot)).toContain('MemoryOverviewSnapshot')
  })
})

describe('a part of a timeline', () => {
  it('has the samples and marks in it, and the gaps that touch it', () => {
    const timeline = makeTimeline()
    const part = new Timeline(timeline.header)
    for (const frame of cutTimeline(timeline, { from: START + 10_000, to: START + 30_000 })) part.append(frame)
    expect([part.length, part.times.at(0), part.times.at(4)]).toEqual([5, START + 10_000, START + 30_000])
    expect([part.gaps.length, part.marks.length]).toEqual([1, 2])
    const none = [...cutTimeline(timeline, { from: START - 9000, to: START - 8000 })]
    expect(none).toEqual([])
  })
})
