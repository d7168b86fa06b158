import { describe, expect, it } from 'vitest'
import type { Frame, MarkFrame, SampleFrame } from '../profile/frame'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { computePostMortem, type Growth, type PostMortem } from './computePostMortem'
import { Timeline } from './timeline'

const T0 = Date.UTC(2024, 6, 18, 14, 0, 0)
const MIN = 60_000
const GIB = 1024 ** 3
const Q1 = 'Query#Id=1-1'
const Q2 = 'Query#Id=2-2'

const sample = (minute: number, figures: MemoryFigures, pid = 7): SampleFrame => ({
  kind: 'sample',
  seq: minute,
  at: T0 + minute * MIN,
  tookMs: undefined,
  wireBytes: undefined,
  snapshot: makeMemorySnapshot({ ...figures, process: { pid } }),
})

/** A sample that is a status line only. */
function statusOnly(minute: number, rss: number | undefined, jemallocCache?: number): SampleFrame {
  const { snapshot, ...rest } = sample(minute, {})
  const none = undefined
  const status = {
    physical: none,
    used: none,
    rss: rss === undefined ? none : { value: rss, error: 0 },
    jemallocCache: jemallocCache === undefined ? none : { value: jemallocCache, error: 0 },
    reserved: none,
    waitingRefresh: none,
    limit: none,
    softLimit: none,
    available: none,
    lowWaterMark: none,
    warningWaterMark: none,
    extra: none,
  }
  const memoryInfo = { properties: none, status, options: none, allocator: none, extra: none }
  return { ...rest, snapshot: { ...snapshot, profile: undefined, memoryInfo, source: 'status' } }
}

const kill = (minute: number, fields: Partial<MarkFrame> = {}): MarkFrame => ({
  kind: 'mark',
  at: T0 + minute * MIN,
  mark: 'oom',
  text: 'The kernel killed process 7 (doris_be).',
  withinMs: 1000,
  detail: { pid: 7, process: 'doris_be' },
  ...fields,
})

function look(frames: readonly Frame[]): PostMortem | undefined {
  const timeline = new Timeline({ tool: '', created: T0, target: undefined, source: 'log', note: '' })
  for (const frame of frames) timeline.append(frame)
  return computePostMortem(timeline)
}

const query = (label: string, current: number): NonNullable<MemoryFigures['tasks']>[number] => ({
  label,
  type: 'query',
  current,
  uid: `000000000000000${label.at(-1)}-0000000000000001`,
})

const sayGrowth = ({ what, bytes, bytesPerMinute, fromAt, toAt }: Growth): string =>
  `${what.kind === 'task' ? what.task.label : what.kind === 'band' ? what.id : 'rss'} +${bytes / GIB} (${Math.round((bytesPerMinute / GIB) * 100) / 100} a minute, ${(fromAt - T0) / MIN} to ${(toAt - T0) / MIN})`

describe('computePostMortem', () => {
  const lastHours: Frame[] = [
    sample(0, { rss: 10 * GIB, global: GIB }),
    sample(50, { rss: 20 * GIB, global: GIB, tasks: [query(Q1, 2 * GIB)] }),
    sample(55, { rss: 30 * GIB, global: 2 * GIB, tasks: [query(Q1, 9 * GIB), query(Q2, 3 * GIB)] }),
    sample(60, { rss: 54 * GIB, global: 2 * GIB, tasks: [query(Q1, 8 * GIB), query(Q2, 27 * GIB)] }),
  ]

  it('tells what was largest and what grew fastest before a kill', () => {
    const found = look([...lastHours, kill(60.5)])!
    expect(found).toMatchObject({ index: 3, beforeMs: 30_000, fullIndex: 3, fullBeforeMs: 30_000 })
    expect(found.tasks.map(({ label }) => label)).toEqual([Q2, Q1])
    expect(found.bands.slice(0, 3).map(({ id, bytes }) => [id, bytes / GIB])).toEqual([
      ['query', 35],
      ['untracked', 17],
      ['global', 2],
    ])
    expect(found.growth.map(sayGrowth)).toEqual([
      'rss +34 (3.4 a minute, 50 to 60)',
      'query +33 (3.3 a minute, 50 to 60)',
      `${Q2} +24 (4.8 a minute, 55 to 60)`,
      `${Q1} +6 (0.6 a minute, 50 to 60)`,
      'global +1 (0.1 a minute, 50 to 60)',
    ])
  })

  it('looks at the last full snapshot where only status lines follow it', () => {
    const found = look([...lastHours, statusOnly(62, 58 * GIB), kill(63)])!
    expect(found).toMatchObject({ index: 4, beforeMs: MIN, fullIndex: 3, fullBeforeMs: 3 * MIN })
    expect(found.tasks[0]!.label).toBe(Q2)
    expect(sayGrowth(found.growth[0]!)).toBe('rss +38 (3.17 a minute, 50 to 62)')
    expect(look([statusOnly(1, GIB), kill(2)])).toMatchObject({ index: 0, fullIndex: -1, bands: [], tasks: [], growth: [] })
  })

  it('looks at the last sample that says how much there was, where the last line of the log broke off', () => {
    const found = look([statusOnly(1, 5 * GIB), statusOnly(5, 6 * GIB), statusOnly(9, undefined), kill(10)])!
    expect([found.index, found.beforeMs, found.growth.map(({ to }) => to / GIB)]).toEqual([1, 5 * MIN, [6]])
    expect(look([statusOnly(9, undefined), kill(10)])!.index).toBe(0)
  })

  it('takes a sample within the kernel’s error as the last one', () => {
    expect(look([...lastHours, kill(60, { at: T0 + 60 * MIN - 700 })])).toMatchObject({ index: 3, beforeMs: 0 })
  })

  it('is silent about kills of others, kills that were survived, and a timeline that goes on', () => {
    expect(look(lastHours)).toBeUndefined()
    expect(look([kill(1)])).toBeUndefined()
    expect(look([...lastHours, kill(61, { detail: { pid: 99, process: 'java' } })])).toBeUndefined()
    expect(look([...lastHours, kill(59.5)])).toBeUndefined()
    expect(look([...lastHours, kill(61), sample(65, { rss: GIB }, 8)])).toBeUndefined()
  })

  it('knows a crash, and a process of which only the name is known', () => {
    expect(look([...lastHours, kill(61, { mark: 'crash', detail: {} })])?.end.mark).toBe('crash')
    expect(look([...lastHours, kill(61, { detail: { process: 'palo_be' } })])).toBeDefined()
    expect(look([...lastHours, kill(61, { detail: { process: 'java' } })])).toBeUndefined()
  })

  it('does not take for growth what only a block says of the allocator, beside what status lines say', () => {
    const grown = (cache: number): string[] =>
      look([
        statusOnly(1, 5 * GIB, GIB),
        statusOnly(5, 6 * GIB, GIB),
        sample(9, { rss: 7 * GIB, jemallocCache: cache, jemallocMetadata: 2 * GIB }),
        kill(10),
      ])!.growth.map(({ what, from, to }) => `${what.kind === 'band' ? what.id : what.kind} ${from / GIB} -> ${to / GIB}`)
    expect(grown(GIB)).toEqual(['rss 5 -> 7'])
    expect(grown(1.5 * GIB)).toEqual(['rss 5 -> 7', 'jemalloc 1 -> 1.5'])
  })

  it('compares with nothing from before a restart, nor from long ago', () => {
    const restart: MarkFrame = { kind: 'mark', at: T0 + 52 * MIN, mark: 'restart', text: 'The process restarted.' }
    expect(look([...lastHours, restart, kill(61)])!.growth.map(sayGrowth)[0]).toBe('rss +24 (4.8 a minute, 55 to 60)')
    const long = look([lastHours[0]!, ...lastHours.slice(2), kill(61)])!
    expect(long.growth.map(sayGrowth)[0]).toBe('rss +24 (4.8 a minute, 55 to 60)')
  })

  it('lists what else happened around it', () => {
    const mark = (minute: number, text: string): MarkFrame => ({ kind: 'mark', at: T0 + minute * MIN, mark: 'gc', text })
    const marks = [mark(40, 'long before'), mark(55, 'GC'), mark(61.2, 'after')]
    expect(look([...lastHours, ...marks, kill(61)])!.marks.map(({ text }) => text)).toEqual(['GC', 'after'])
  })
})
