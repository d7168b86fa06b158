import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../profile/snapshot'
import { makeMemorySnapshot, makeUid, type MemoryFigures, type MemoryTask } from '../testing/makeMemorySnapshot'
import { alignMoments } from './alignMoments'
import { computeTaskHistory } from './computeTaskHistory'
import { listTaskCommands } from './taskCommands'
import { Timeline } from './timeline'

const SECOND = 1000

const task = (number: number, current: number, more: Partial<MemoryTask> = {}): MemoryTask => ({
  label: `Query#Id=${number}-1`,
  type: 'query',
  uid: makeUid(100 + number),
  current,
  ...more,
})

/** Samples ten seconds apart. */
function timelineOf(moments: readonly MemoryFigures[], change = (snapshot: Snapshot): Snapshot => snapshot): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' }, { blockSamples: 2 })
  moments.forEach((figures, index) => {
    const at = figures.at ?? index * 10 * SECOND
    const snapshot = change(makeMemorySnapshot({ ...figures, at }))
    timeline.append({ kind: 'sample', seq: index, at, tookMs: undefined, wireBytes: undefined, snapshot })
  })
  return timeline
}

function withoutAll(snapshot: Snapshot): Snapshot {
  const [memory] = snapshot.profile!.children
  const children = memory!.children.filter(({ name }) => name !== 'AllTasksMemorySnapshot')
  return { ...snapshot, profile: { ...snapshot.profile!, children: [{ ...memory!, children }] } }
}

describe('a task through time', () => {
  const moments = [
    { tasks: [task(2, 5)] },
    { tasks: [task(1, 100, { limit: 1000 }), task(2, 5)] },
    { tasks: [task(1, 700, { limit: 1000 }), task(2, 5)] },
    { tasks: [task(1, 400, { limit: 1000 }), task(2, 5)] },
    { tasks: [task(2, 5)] },
  ]

  it('was first and last seen, was highest, grew, and used of its limit', () => {
    const timeline = timelineOf(moments)
    expect(computeTaskHistory(timeline, makeUid(101), 3)).toMatchObject({
      state: 'listed',
      firstSeen: 10 * SECOND,
      orEarlier: false,
      lastSeen: 30 * SECOND,
      highest: 700,
      growth: { bytes: 300, ms: 20 * SECOND, shown: true },
      limitShare: 0.4,
    })
    expect(computeTaskHistory(timeline, makeUid(102), 3)).toMatchObject({ orEarlier: true, growth: { bytes: 0, shown: false } })
    expect(computeTaskHistory(timeline, makeUid(101), 0)).toBeUndefined()
    expect(computeTaskHistory(timeline, makeUid(109), 4)).toBeUndefined()
  })

  it('ended where a list of all no longer has it', () => {
    expect(computeTaskHistory(timelineOf(moments), makeUid(101), 4)).toMatchObject({
      state: 'ended',
      lastSeen: 30 * SECOND,
      atMost: undefined,
    })
  })

  it('only left where a list of the largest no longer has it, and then holds at most as much as the smallest there', () => {
    expect(computeTaskHistory(timelineOf(moments, withoutAll), makeUid(101), 4)).toMatchObject({
      state: 'left',
      atMost: { value: 5 },
    })
  })

  it('ended with its process', () => {
    const lives = moments.map((figures, index) => ({ ...figures, process: { pid: index < 4 ? 1 : 2 } }))
    expect(computeTaskHistory(timelineOf(lives, withoutAll), makeUid(101), 4)).toMatchObject({ state: 'ended' })
  })

  it('is unknown where nothing is listed', () => {
    const timeline = timelineOf(moments, (snapshot) =>
      snapshot.takenAt === 40 * SECOND ? { ...snapshot, profile: undefined } : snapshot,
    )
    expect(computeTaskHistory(timeline, makeUid(101), 4)).toMatchObject({ state: 'unknown', lastSeen: 30 * SECOND })
  })
})

describe('commands for a task', () => {
  const texts = (ids: readonly (readonly [string, string])[]): string[] =>
    listTaskCommands({ ids, type: 'query' }).map(({ purpose, text }) => `${purpose}: ${text}`)

  it('find a query and end it', () => {
    expect(texts([['query', '529e3cb37dff464c-93bd9eafa8944ea6']])).toEqual([
      "find: SELECT * FROM information_schema.backend_active_tasks WHERE QUERY_ID = '529e3cb37dff464c-93bd9eafa8944ea6';",
      'find: SHOW FULL PROCESSLIST;',
      "cancel: KILL QUERY '529e3cb37dff464c-93bd9eafa8944ea6';",
    ])
  })

  it('find a load, a transaction and a tablet', () => {
    const all = texts([
      ['transaction', '4005'],
      ['load', '1-2'],
      ['tablet', '10043'],
      ['tablet', '10043'],
      ['index', '7'],
    ])
    expect(all).toContain('find: SHOW TRANSACTION FROM <database> WHERE ID = 4005;')
    expect(all).toContain('find: SHOW TABLET 10043;')
    expect(all.filter((text) => text.includes('10043'))).toHaveLength(2)
    expect(all.some((text) => text.startsWith('cancel: CANCEL LOAD'))).toBe(true)
  })

  it('are made of nothing that is no id', () => {
    expect(texts([['query', "1-2'; DROP TABLE x; --"]])).toEqual([])
    expect(texts([['tablet', '1 OR 1=1']])).toEqual([])
    expect(texts([['transaction', '-1']])).toEqual([])
  })
})

describe('the same moment of another timeline', () => {
  const loads = (from: number, values: readonly number[], startedAt?: number): Timeline =>
    timelineOf(
      values.map((query, index) => ({
        query,
        at: from + index * SECOND,
        ...(startedAt !== undefined && { process: { startedAt } }),
      })),
    )

  it('is at the same time, if both were watched then', () => {
    const [a, b] = [loads(0, [1, 2, 3, 4]), loads(2 * SECOND, [1, 2, 3, 4])]
    expect([0, 1, 2, 3].map((index) => alignMoments(a, index, b, 'clock'))).toEqual([undefined, undefined, 0, 1])
  })

  it('is at nearly the same time: two that are watched at once are asked one after the other', () => {
    const [a, b] = [loads(0, [1, 2, 3]), loads(-200, [1, 2, 3])]
    expect(alignMoments(a, 2, b, 'clock')).toBe(2)
  })

  it('is as long after the start', () => {
    const [a, b] = [loads(100 * SECOND, [1, 2, 3], 97 * SECOND), loads(500 * SECOND, [1, 2, 3, 4, 5], 499 * SECOND)]
    expect([0, 1, 2].map((index) => alignMoments(a, index, b, 'start'))).toEqual([2, 3, 4])
    expect(alignMoments(b, 4, a, 'start')).toBe(2)
    expect(alignMoments(loads(0, [1, 2, 3, 4, 5, 6, 7, 8]), 7, b, 'start')).toBeUndefined()
  })

  it('has as much in use by tasks', () => {
    const [a, b] = [loads(0, [10, 500, 90]), loads(0, [95, 8, 480, 95])]
    expect([0, 1, 2].map((index) => alignMoments(a, index, b, 'load'))).toEqual([1, 2, 3])
    expect(alignMoments(a, 0, new Timeline(a.header), 'load')).toBeUndefined()
    expect(alignMoments(a, 7, b, 'load')).toBeUndefined()
  })
})
