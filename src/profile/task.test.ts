import { describe, expect, it } from 'vitest'
import { readGoldenFile } from '../testing/golden'
import { makeMemorySnapshot, makeUid, type MemoryTask } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import type { Snapshot } from './snapshot'
import { computeTasks } from './task'

const QUERY = 'Query#Id=529e3cb37dff464c-93bd9eafa8944ea6'
const MIB = 2 ** 20

const exact = (value: number) => ({ value, error: 0 })

describe.each(['P1', 'P2', 'P3a', 'P3'] as const)('computeTasks, %s', (generation) => {
  it('lists each task once with all that is printed of it', () => {
    const snapshot = makeMemorySnapshot({
      generation,
      tasks: [
        { label: QUERY, type: 'query', current: 5 * MIB, peak: 9 * MIB, limit: 2048 * MIB, reserved: MIB, reservedPeak: 3 * MIB },
        { label: 'EngineCloneTask', type: 'other', current: 7 * MIB },
      ],
    })
    expect(computeTasks(snapshot)).toEqual({
      tasks: [
        {
          uid: makeUid(100),
          type: 'query',
          kind: 'query',
          label: QUERY,
          ids: [['query', '529e3cb37dff464c-93bd9eafa8944ea6']],
          current: exact(5 * MIB),
          peak: exact(9 * MIB),
          limit: exact(2048 * MIB),
          reserved: exact(MIB),
          reservedPeak: exact(3 * MIB),
          topRank: 1,
          inAll: true,
        },
        {
          uid: makeUid(101),
          type: 'other',
          kind: 'clone',
          label: 'EngineCloneTask',
          ids: [],
          current: exact(7 * MIB),
          peak: exact(7 * MIB),
          limit: undefined,
          reserved: undefined,
          reservedPeak: undefined,
          topRank: 0,
          inAll: true,
        },
      ],
      complete: true,
      topCount: 2,
    })
  })

  it('keeps the order of All and says who is among the 15 largest', () => {
    const tasks = Array.from({ length: 40 }, (_, index): MemoryTask => ({
      label: `BaseCompaction:${index}`,
      type: 'compaction',
      current: index,
    }))
    const list = computeTasks(makeMemorySnapshot({ generation, tasks }))!
    expect(list.tasks.map(({ label }) => label)).toEqual(tasks.map(({ label }) => label))
    expect(list.topCount).toBe(15)
    expect(list.tasks.filter(({ topRank }) => topRank !== undefined).map(({ current }) => current?.value)).toEqual(
      Array.from({ length: 15 }, (_, index) => 25 + index),
    )
  })
})

describe('computeTasks', () => {
  const top = `
    TopMemoryTasksSnapshot
      ${QUERY}@query@id=1a-2b
        - Memory: 5 MiB ± 5 KiB peak 9 MiB ± 6 KiB
        - Limit: -1 B`

  it('is not complete when the source lists the largest only, as a log does', () => {
    const list = computeTasks(makeSnapshot(top))!
    expect([list.complete, list.topCount, list.tasks[0]?.inAll]).toEqual([false, 1, false])
    expect([list.tasks[0]?.current, list.tasks[0]?.peak]).toEqual([
      { value: 5 * MIB, error: 5 * 1024 },
      { value: 9 * MIB, error: 6 * 1024 },
    ])
  })

  it('says a limit of -1 as none, and one that is not printed as not reported', () => {
    expect(computeTasks(makeSnapshot(top))!.tasks[0]?.limit).toBeNull()
    expect(computeTasks(makeSnapshot(top.replace(/\n.*Limit.*/, '')))!.tasks[0]?.limit).toBeUndefined()
  })

  it('is not complete when the text was cut inside the groups', () => {
    const cut: Snapshot = { ...makeSnapshot('AllTasksMemorySnapshot\n  QueryTasks\n  LoadTasks'), source: 'P3' }
    expect(computeTasks(cut)?.complete).toBe(false)
    const whole = makeSnapshot(
      'AllTasksMemorySnapshot\n  QueryTasks\n  LoadTasks\n  CompactionTasks\n  SchemaChangeTasks\n  OtherTasks',
    )
    expect(computeTasks({ ...whole, source: 'P3' })).toEqual({ tasks: [], complete: true, topCount: 0 })
  })

  it('appends what stands in Top only: P3 hides an empty result buffer from All', () => {
    const list = computeTasks(
      makeSnapshot(`
        TopMemoryTasksSnapshot
          ResultBlockBuffer@query@id=2-2
            - Memory: 0 B peak 0 B
        AllTasksMemorySnapshot
          QueryTasks
            Query#Id=1-1@query@id=1-1
              - Memory: 5 B peak 5 B`),
    )!
    expect(list.tasks.map(({ uid, inAll, topRank }) => [uid, inAll, topRank])).toEqual([
      ['1-1', true, undefined],
      ['2-2', false, 0],
    ])
  })

  it('takes one row for one uid, and tells names without a uid apart by their whole text', () => {
    const list = computeTasks(
      makeSnapshot(`
        AllTasksMemorySnapshot
          LoadTasks
            One@load@id=1-1
              - Memory: 5 B peak 5 B
            Two@load@id=1-1
              - Memory: 6 B peak 6 B
            constructor
              - Memory: 7 B peak 7 B
            __proto__
              - Memory: 8 B peak 8 B
          New@brand_new@id=3-3
            - Memory: 9 B peak 9 B`),
    )!
    expect(list.tasks.map(({ uid, type, label, current }) => [uid, type, label, current?.value])).toEqual([
      ['1-1', 'load', 'One', 5],
      ['constructor', 'load', 'constructor', 7],
      ['__proto__', 'load', '__proto__', 8],
      ['3-3', 'brand_new', 'New', 9],
    ])
  })

  it('keeps every row of a process that gives its tasks no uid', () => {
    const list = computeTasks(
      makeSnapshot(`
        TopMemoryTasksSnapshot
          worker
            - Memory: 9 B peak 9 B
          worker
            - Memory: 8 B peak 8 B
        AllTasksMemorySnapshot
          OtherTasks
            worker
              - Memory: 9 B peak 9 B
            worker
              - Memory: 8 B peak 8 B
            worker
              - Memory: 7 B peak 7 B`),
    )!
    expect(list.tasks.map(({ uid, topRank, current }) => [uid, topRank, current?.value])).toEqual([
      ['worker', 0, 9],
      ['worker (2)', 1, 8],
      ['worker (3)', undefined, 7],
    ])
  })

  it('has nothing to say about a snapshot without tasks', () => {
    expect(computeTasks(makeSnapshot('MemoryOverviewSnapshot\n  - PhysicalMemory(VmRSS): 1 B'))).toBeUndefined()
    expect(computeTasks({ ...makeSnapshot('X'), profile: undefined })).toBeUndefined()
    expect(computeTasks(makeSnapshot('MemoryProfile\n  TopMemoryTasksSnapshot'))).toEqual({
      tasks: [],
      complete: false,
      topCount: 0,
    })
  })

  it.each([
    ['v1', 'memory_profile_00200'],
    ['v2', 'memory_profile_00200'],
    ['v2', 'memory_profile_71b95362_00015'],
  ] as const)('finds every task that the golden file %s/%s was made from', (version, name) => {
    const golden = readGoldenFile(version, name)
    interface Tracker {
      label: string
      type: string
      uid: string
      limit: string
      consumption: string
      peak: string
      reserved_peak: string
    }
    const { trackers } = golden.json['inputs'] as { trackers: Tracker[] }
    const hidden = (one: Tracker): boolean =>
      version === 'v2' && one.label.startsWith('ResultBlockBuffer') && one.consumption === '0'
    const expected = trackers.filter((one) => !['global', 'metadata', 'cache'].includes(one.type) && !hidden(one))
    const list = computeTasks({ ...makeMemorySnapshot(), profile: golden.root, source: version === 'v1' ? 'P1' : 'P3' })!
    expect(list.complete).toBe(true)
    expect(list.topCount).toBe(15)
    const row = (uid: string, type: string, label: string, current: unknown, peak: unknown, limit: unknown): string =>
      [uid, type.replace('other_task', 'other'), label, current, peak, limit].join(' ')
    expect(
      list.tasks
        .filter((task) => task.inAll)
        .map((task) => row(task.uid, task.type, task.label, task.current?.value, task.peak?.value, task.limit?.value ?? -1))
        .toSorted(),
    ).toEqual(expected.map((one) => row(one.uid, one.type, one.label, one.consumption, one.peak, one.limit)).toSorted())
    expect(list.tasks.filter((task) => task.kind === 'unknown')).toEqual([])
  })
})
