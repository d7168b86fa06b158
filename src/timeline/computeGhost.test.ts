import { describe, expect, it } from 'vitest'
import type { Frame } from '../profile/frame'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { computeMomentGhost, computeTimelineGhost } from './computeGhost'
import { Timeline } from './timeline'

function timelineOf(rss: readonly (number | undefined)[]): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' })
  rss.forEach((value, index) => {
    const at = 1000 + index * 1000
    const made = makeMemorySnapshot({ rss: value ?? 0, query: 10, at })
    const snapshot = value === undefined ? { ...made, profile: undefined, memoryInfo: undefined } : made
    const frame: Frame = { kind: 'sample', seq: index, at, tookMs: undefined, wireBytes: undefined, snapshot }
    timeline.append(frame)
  })
  return timeline
}

describe('the ghost of A', () => {
  it('of the same timeline is its levels, from A to B, whichever comes first', () => {
    const timeline = timelineOf([100, 200, 300])
    expect(computeMomentGhost(timeline, 1, 3000)).toMatchObject({
      rss: [
        [
          [2000, 200],
          [3000, 200],
        ],
      ],
    })
    expect(computeMomentGhost(timeline, 1, 1000).rss[0]!.map(([at]) => at)).toEqual([1000, 2000])
    expect(computeMomentGhost(timelineOf([undefined, 5]), 0, 2000)).toEqual({ rss: [], tracked: undefined })
  })

  it('of another timeline is its RSS, moved to where it is compared, and broken where there is nothing', () => {
    const other = timelineOf([100, undefined, 300, 400])
    expect(computeTimelineGhost(other, 10_000, 20_000, 10_000).rss).toEqual([
      [[11_000, 100]],
      [
        [13_000, 300],
        [14_000, 400],
      ],
    ])
    other.append({ kind: 'gap', from: 3000, to: 4000, why: 'timeout', tries: 1 })
    expect(computeTimelineGhost(other, 10_000, 20_000, 10_000).rss).toHaveLength(3)
  })
})
