import { describe, expect, it } from 'vitest'
import { setLanguage } from '../base/say'
import type { Task, TaskList } from '../profile/task'
import { zh } from '../profile/zh'
import { makeMemorySnapshot, makeUid, type MemoryTask } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { Timeline } from '../timeline/timeline'
import {
  countTypes,
  DEFAULT_SORTING,
  filterTasks,
  holdOrder,
  NameRanks,
  OrderKeeper,
  orderTasks,
  sortTasks,
  TaskRanks,
  tasksOf,
  taskUnitOf,
  type TaskColumn,
  type TaskRow,
  type TaskSorting,
} from './selectTasks'

const listOf = (tasks: readonly MemoryTask[]): TaskList => tasksOf(makeMemorySnapshot({ tasks }))!
const query = (id: string, current: number | bigint, more: Partial<MemoryTask> = {}): MemoryTask => ({
  label: `Query#Id=${id}`,
  type: 'query',
  current,
  ...more,
})

const FEW = listOf([
  query('a-1', 300, { limit: 400, uid: makeUid(1) }),
  query('b-2', 100, { reserved: 7, reservedPeak: 9, peak: 900, uid: makeUid(2) }),
  { label: 'Load#Id=c-3', type: 'load', current: 200, limit: 100, uid: makeUid(3) },
  { label: 'CumulativeCompaction:12', type: 'compaction', current: 200, uid: makeUid(4) },
])

const everything = (list: TaskList): Int32Array => Int32Array.from(list.tasks.keys())
const ranks = () => new TaskRanks()
const sorted = (
  list: TaskList,
  column: TaskColumn,
  descending: boolean,
  firstSeen: (task: Task) => number | undefined = () => undefined,
): string[] =>
  Array.from(sortTasks(list, everything(list), { column, descending }, firstSeen, ranks()), (index) => list.tasks[index]!.label)

const HEADER = { tool: 'test', created: 0, target: undefined, source: 'live', note: '' } as const

describe('the order of tasks', () => {
  it('is by current size, largest first, unless another column is asked for', () => {
    expect(DEFAULT_SORTING).toEqual({ column: 'current', descending: true } satisfies TaskSorting)
    expect(sorted(FEW, 'current', true)).toEqual(['Query#Id=a-1', 'Load#Id=c-3', 'CumulativeCompaction:12', 'Query#Id=b-2'])
    expect(sorted(FEW, 'current', false)[0]).toBe('Query#Id=b-2')
  })

  it('goes by every column, equal ones by size', () => {
    expect(sorted(FEW, 'type', false)).toEqual(['CumulativeCompaction:12', 'Load#Id=c-3', 'Query#Id=a-1', 'Query#Id=b-2'])
    expect(sorted(FEW, 'type', true)).toEqual(['Query#Id=a-1', 'Query#Id=b-2', 'Load#Id=c-3', 'CumulativeCompaction:12'])
    expect(sorted(FEW, 'label', false)).toEqual(['CumulativeCompaction:12', 'Load#Id=c-3', 'Query#Id=a-1', 'Query#Id=b-2'])
    expect(sorted(FEW, 'ids', true)).toEqual(['CumulativeCompaction:12', 'Query#Id=b-2', 'Query#Id=a-1', 'Load#Id=c-3'])
    expect(sorted(FEW, 'peak', true)[0]).toBe('Query#Id=b-2')
    expect(sorted(FEW, 'firstSeen', true, (task) => [1, 2, 3, 4].map(makeUid).indexOf(task.uid))[0]).toBe(
      'CumulativeCompaction:12',
    )
  })

  it('puts what is not reported last, whichever way it goes', () => {
    expect(sorted(FEW, 'limit', true).slice(0, 2)).toEqual(['Query#Id=a-1', 'Load#Id=c-3'])
    expect(sorted(FEW, 'limit', false).slice(0, 2)).toEqual(['Load#Id=c-3', 'Query#Id=a-1'])
    expect(sorted(FEW, 'reserved', false)[0]).toBe('Query#Id=b-2')
    expect(sorted(FEW, 'reserved', true)[0]).toBe('Query#Id=b-2')
  })

  it('tells integers beyond 2^53 apart', () => {
    const list = listOf([query('a-1', 2n ** 62n), query('b-2', 2n ** 62n + 1n), query('c-3', 2n ** 62n - 1n)])
    expect(sorted(list, 'current', true)).toEqual(['Query#Id=b-2', 'Query#Id=a-1', 'Query#Id=c-3'])
    expect(sorted(list, 'current', false)).toEqual(['Query#Id=c-3', 'Query#Id=a-1', 'Query#Id=b-2'])
  })

  it('orders names alike however they came in', () => {
    const keeper = new NameRanks()
    const names = ['m', 'c', 'x', 'c', '']
    const order = (all: readonly string[]): string[] => {
      const rank = keeper.rank(all)
      return all
        .map((name, index) => ({ name, rank: rank[index]! }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ name }) => name)
    }
    expect(order(names)).toEqual(['', 'c', 'c', 'm', 'x'])
    expect(order(['a', 'x', 'd', 'z'])).toEqual(['a', 'd', 'x', 'z'])
    for (let round = 0; round < 3; round++) {
      const many = Array.from({ length: 1500 }, (_, index) => String((index * 7919 + round * 1e6) % 99_991))
      expect(order(many)).toEqual(many.toSorted())
    }
  })

  it('sorts and filters 20,000 tasks by every column: all of them, each once, in order', () => {
    const list = listOf(
      Array.from({ length: 20_000 }, (_, index) =>
        query(`${((index * 7919) % 20_000).toString(16)}-1`, (index * 104_729) % 1_000_003, {
          uid: makeUid(index + 1),
          ...(index % 3 === 0 ? { limit: index } : {}),
        }),
      ),
    )
    const size = (index: number): number => Number(list.tasks[index]!.current!.value)
    const bySize = sortTasks(list, everything(list), DEFAULT_SORTING, () => undefined, ranks())
    expect(bySize.every((index, place) => place === 0 || size(bySize[place - 1]!) >= size(index))).toBe(true)
    for (const column of ['type', 'label', 'ids', 'peak', 'limit', 'reserved', 'firstSeen'] as const) {
      const order = sortTasks(list, everything(list), { column, descending: false }, () => undefined, ranks())
      expect(new Set(order).size).toBe(20_000)
    }
    const found = filterTasks(list, 'ID=1f4', [])
    expect(Array.from(found, (index) => list.tasks[index]!.label).every((label) => label.includes('Id=1f4'))).toBe(true)
    expect(found.length).toBe(list.tasks.filter((task) => task.label.includes('Id=1f4')).length)
    expect(found.length).toBeGreaterThan(0)
  })
})

describe('the filter of tasks', () => {
  const found = (text: string, types: readonly string[] = []): string[] =>
    Array.from(filterTasks(FEW, text, types), (index) => FEW.tasks[index]!.label)

  it('finds types and kinds by the words of the language that is spoken, too', () => {
    setLanguage('zh', zh)
    try {
      expect([found('导入'), found('查询 a-1'), found('query')]).toEqual([
        ['Load#Id=c-3'],
        ['Query#Id=a-1'],
        ['Query#Id=a-1', 'Query#Id=b-2'],
      ])
    } finally {
      setLanguage('en', {})
    }
    expect(found('导入')).toEqual([])
  })

  it('looks at label, ids, uid and type, for every word', () => {
    expect(found('')).toHaveLength(4)
    expect(found('  b-2 ')).toEqual(['Query#Id=b-2'])
    expect(found('compaction')).toEqual(['CumulativeCompaction:12'])
    expect(found('QUERY a-1')).toEqual(['Query#Id=a-1'])
    expect(found('query c-3')).toEqual([])
    expect(found(FEW.tasks[2]!.uid)).toEqual([FEW.tasks[2]!.label])
    expect(found('tablet 12')).toEqual(['CumulativeCompaction:12'])
  })

  it('takes what is typed as text, not as a pattern', () => {
    expect(found('.*')).toEqual([])
    expect(found('(')).toEqual([])
    expect(found('#Id=')).toHaveLength(3)
  })

  it('narrows by types, none meaning all', () => {
    expect(found('', ['load'])).toEqual(['Load#Id=c-3'])
    expect(found('', ['load', 'compaction'])).toHaveLength(2)
    expect(found('', ['nothing'])).toEqual([])
  })

  it('counts every type, the known ones in their own order', () => {
    expect(countTypes(FEW)).toEqual([
      ['query', 2],
      ['load', 1],
      ['compaction', 1],
    ])
  })
})

describe('an order that is held', () => {
  const rowsOf = (rows: readonly TaskRow[]): string[] =>
    rows.map(({ task, mark }) => `${task.label} ${task.current!.value}${mark ? ` ${mark}` : ''}`)
  const a = query('a-1', 300, { uid: makeUid(1) })
  const b = query('b-2', 100, { uid: makeUid(2) })
  const c = query('c-3', 200, { uid: makeUid(3) })
  const order = (list: TaskList): Int32Array => sortTasks(list, everything(list), DEFAULT_SORTING, () => undefined, ranks())
  const before = listOf([a, b])
  const after = listOf([{ ...b, current: 999 }, c])

  it('keeps rows where they are, marks what went, appends what came', () => {
    expect(rowsOf(holdOrder(orderTasks(before, order(before)), after, order(after)))).toEqual([
      'Query#Id=a-1 300 gone',
      'Query#Id=b-2 999',
      'Query#Id=c-3 200 new',
    ])
  })

  it('takes a row back that comes again, and keeps a new one marked', () => {
    const held = holdOrder(orderTasks(before, order(before)), after, order(after))
    const back = listOf([a, b, c])
    expect(rowsOf(holdOrder(held, back, order(back)))).toEqual(['Query#Id=a-1 300', 'Query#Id=b-2 100', 'Query#Id=c-3 200 new'])
  })

  it('lets go when the pointer leaves, and when the user sorts or filters', () => {
    const keeper = new OrderKeeper()
    const timeline = new Timeline(HEADER)
    keeper.arrange(timeline, before, order(before), false, 'by size')
    expect(rowsOf(keeper.arrange(timeline, after, order(after), true, 'by size'))).toHaveLength(3)
    expect(rowsOf(keeper.arrange(timeline, after, order(after), true, 'by name'))).toEqual([
      'Query#Id=b-2 999',
      'Query#Id=c-3 200',
    ])
    expect(rowsOf(keeper.arrange(timeline, before, order(before), true, 'by name'))).toHaveLength(3)
    expect(rowsOf(keeper.arrange(timeline, before, order(before), false, 'by name'))).toEqual([
      'Query#Id=a-1 300',
      'Query#Id=b-2 100',
    ])
    // Another file or target: nothing of the one before may stand among its tasks, however the rows are held.
    const other = new Timeline(HEADER)
    expect(rowsOf(keeper.arrange(other, after, order(after), true, 'by name'))).toEqual(rowsOf(orderTasks(after, order(after))))
  })
})

describe('the tasks of a snapshot', () => {
  it('are not known where there is no section of them, which is not none', () => {
    expect(tasksOf(makeSnapshot('MemoryOverviewSnapshot\n  - PhysicalMemory(VmRSS): 1 GiB'))).toBeUndefined()
    expect(listOf([]).tasks).toEqual([])
  })

  it('are read once', () => {
    const snapshot = makeMemorySnapshot({ tasks: [query('a-1', 1)] })
    expect(tasksOf(snapshot)).toBe(tasksOf(snapshot))
  })

  it('have one unit in which the largest reads well and the small ones do not vanish', () => {
    const unit = (largest: number) => taskUnitOf(listOf([query('a-1', largest)]))
    expect([unit(3 * 2 ** 30), unit(30 * 2 ** 30), unit(5 * 2 ** 20), unit(100), unit(0)]).toEqual([
      'MiB',
      'GiB',
      'KiB',
      'B',
      'B',
    ])
  })
})
