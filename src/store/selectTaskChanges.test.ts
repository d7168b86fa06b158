import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot, makeUid, type MemoryTask } from '../testing/makeMemorySnapshot'
import { computeDifference } from '../timeline/computeDifference'
import type { TaskChanges } from '../timeline/computeTaskChanges'
import { arrangeChanges, countKinds, DEFAULT_CHANGE_SORTING } from './selectTaskChanges'

const MIB = 2 ** 20
const task = (number: number, current: number, type: MemoryTask['type'] = 'query'): MemoryTask => ({
  uid: makeUid(number),
  label: `${type}#${number}`,
  type,
  current,
})
const changes = (): TaskChanges =>
  computeDifference(
    makeMemorySnapshot({ tasks: [task(1, 10 * MIB), task(2, 90 * MIB), task(3, 5 * MIB), task(4, 50 * MIB, 'load')] }),
    makeMemorySnapshot({ tasks: [task(1, 30 * MIB), task(2, 20 * MIB), task(3, 5 * MIB), task(5, 40 * MIB)] }),
  ).tasks!
const labels = (list: readonly { readonly task: { readonly label: string } }[]): string[] =>
  list.map(({ task: { label } }) => label)

describe('tasks from A to B', () => {
  it('stand by the size of their change, whichever way it goes', () => {
    expect(labels(arrangeChanges(changes(), '', [], DEFAULT_CHANGE_SORTING))).toEqual([
      'query#2',
      'load#4',
      'query#5',
      'query#1',
      'query#3',
    ])
    expect(labels(arrangeChanges(changes(), '', [], { column: 'change', descending: false }))[0]).toBe('query#3')
  })

  it('stand by their size at A or B, with what is not listed there last', () => {
    expect(labels(arrangeChanges(changes(), '', [], { column: 'b', descending: true }))).toEqual([
      'query#5',
      'query#1',
      'query#2',
      'query#3',
      'load#4',
    ])
    expect(labels(arrangeChanges(changes(), '', [], { column: 'a', descending: false })).at(-1)).toBe('query#5')
  })

  it('are filtered as the tasks of one moment are, and counted by what became of them', () => {
    expect(labels(arrangeChanges(changes(), '#4', [], DEFAULT_CHANGE_SORTING))).toEqual(['load#4'])
    expect(labels(arrangeChanges(changes(), '', ['load'], DEFAULT_CHANGE_SORTING))).toEqual(['load#4'])
    expect(countKinds(changes())).toEqual([
      ['grew', 1],
      ['new', 1],
      ['shrank', 1],
      ['ended', 1],
      ['same', 1],
    ])
  })
})
