import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot, makeUid as makeAnyUid } from '../testing/makeMemorySnapshot'
import { TaskLives } from './taskLives'
import { Timeline } from './timeline'

// The first numbers are those of the trackers that are no tasks.
const makeUid = (number: number): string => makeAnyUid(number + 500)

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
    lives.advance(history, 1)
    append(history, 3000, [2, 3])
    expect(lives.firstSeen(makeUid(3))).toBeUndefined()
    lives.advance(history, 2)
    expect([1, 2, 3].map((uid) => lives.firstSeen(makeUid(uid)))).toEqual([
      { at: 1000, orEarlier: true },
      { at: 2000, orEarlier: false },
      { at: 3000, orEarlier: false },
    ])
  })

  it('is learned for many tasks a slice at a time', () => {
    const history = timeline()
    const uids = Array.from({ length: 300 }, (_, index) => index + 1)
    append(history, 5000, uids)
    append(history, 6000, [...uids, 301])
    const lives = new TaskLives()
    lives.advance(history, 1)
    const all = [...uids, 301].map(makeUid)
    expect(lives.known(all[0]!)).toBeUndefined()
    expect(lives.learn(all, -Infinity)).toBe(false)
    expect([lives.known(all[0]!), lives.known(all[300]!)]).toEqual([{ at: 5000, orEarlier: true }, undefined])
    let slices = 1
    while (!lives.learn(all, -Infinity)) slices += 1
    expect(slices).toBe(4)
    expect(lives.known(all[300]!)).toEqual({ at: 6000, orEarlier: false })
  })

  it('is looked for again when the samples before it were thinned out or came late', () => {
    const history = timeline()
    append(history, 5000, [1])
    const lives = new TaskLives()
    lives.advance(history, 0)
    expect(lives.firstSeen(makeUid(1))).toEqual({ at: 5000, orEarlier: true })
    append(history, 4000, [2])
    lives.advance(history, 1)
    expect(lives.firstSeen(makeUid(1))).toEqual({ at: 5000, orEarlier: false })
  })
})
