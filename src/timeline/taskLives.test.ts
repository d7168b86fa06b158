import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot, makeUid } from '../testing/makeMemorySnapshot'
import { makeSnapshot } from '../testing/makeSnapshot'
import { TaskLives } from './taskLives'
import { Timeline } from './timeline'
import { trackerNodes } from './trackerNodes'

const timeline = (): Timeline => new Timeline({ tool: '0', created: 0, target: undefined, source: 'live', note: '' })
const append = (to: Timeline, at: number, uids: readonly number[]): void =>
  to.append({
    kind: 'sample',
    seq: at,
    at,
    tookMs: undefined,
    wireBytes: undefined,
    snapshot: makeMemorySnapshot({
      tasks: uids.map((uid) => ({ label: `Query#Id=${uid}-1`, type: 'query', current: uid, uid: makeUid(uid) })),
    }),
  })

describe('when a task was first seen', () => {
  it('is the first sample that lists it, "or earlier" if that is the first of all', () => {
    const history = timeline()
    const lives = new TaskLives()
    append(history, 1000, [1])
    append(history, 2000, [1, 2])
    expect(lives.advance(history, 1, Infinity)).toBe(true)
    append(history, 3000, [2, 3])
    expect(lives.firstSeen(makeUid(3))).toBeUndefined()
    expect(lives.advance(history, 2, Infinity)).toBe(true)
    expect([1, 2, 3].map((uid) => lives.firstSeen(makeUid(uid)))).toEqual([
      { at: 1000, orEarlier: true },
      { at: 2000, orEarlier: false },
      { at: 3000, orEarlier: false },
    ])
  })

  it('is learned in slices', () => {
    const history = timeline()
    for (let at = 1; at <= 5; at++) append(history, at, [at])
    const lives = new TaskLives()
    let slices = 1
    while (!lives.advance(history, 4, -Infinity)) slices += 1
    expect(slices).toBe(5)
    expect(lives.firstSeen(makeUid(5))).toEqual({ at: 5, orEarlier: false })
  })
})

describe('the trackers of a profile', () => {
  it('are those of All and of Top, by uid, the whole name where there is none', () => {
    const { profile } = makeSnapshot(`
      MemoryProfile
        TopMemoryTasksSnapshot
          A@query@id=1-1
        AllTasksMemorySnapshot
          QueryTasks
            A@query@id=1-1
            odd name
          B@x@id=@load@id=2-2
    `)
    expect(Array.from(trackerNodes(profile), ([uid]) => uid)).toEqual(['1-1', 'odd name', '2-2', '1-1'])
    expect([...trackerNodes(undefined)]).toEqual([])
  })
})
