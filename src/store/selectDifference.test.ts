import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { Timeline } from '../timeline/timeline'
import { selectComparison, selectIndexA, selectTimeA } from './selectDifference'
import { createViewer, isComparing, selectCursorIndex, type Viewer, type ViewerServices } from './viewer'

const T0 = 1_000_000
const MIB = 2 ** 20

function timelineOf(moments: readonly MemoryFigures[], start = T0): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' })
  moments.forEach((figures, index) => append(timeline, figures, start + index * 1000))
  return timeline
}

function append(timeline: Timeline, figures: MemoryFigures, at: number): void {
  const snapshot = makeMemorySnapshot({ ...figures, at })
  timeline.append({ kind: 'sample', seq: timeline.length + 1, at, tookMs: undefined, wireBytes: undefined, snapshot })
}

function viewerWith(timeline: Timeline): Viewer {
  const viewer = createViewer({} as ViewerServices)
  viewer.setState({ timeline, source: { kind: 'live', targetId: 'be', chosenAt: 0 } })
  return viewer
}

const growing = (): Timeline => timelineOf([0, 1, 2, 3, 4].map((step) => ({ rss: (100 + step * 10) * MIB, query: 50 * MIB })))
const rssChange = (viewer: Viewer): unknown => selectComparison(viewer.getState())?.difference.figures.get('rss')?.shown

describe('two moments', () => {
  it('are A, where it was set, and B, which is the cursor', () => {
    const viewer = viewerWith(growing())
    expect(selectComparison(viewer.getState())).toBeUndefined()
    viewer.actions.setCursor(T0 + 1000)
    viewer.actions.setA()
    expect(rssChange(viewer)).toBe(0)
    viewer.actions.setCursor(T0 + 3000)
    expect(rssChange(viewer)).toBe(20 * MIB)
    viewer.actions.stepCursor(-3)
    expect(rssChange(viewer)).toBe(-10 * MIB)
  })

  it('go on while live: B is now', () => {
    const timeline = growing()
    const viewer = viewerWith(timeline)
    viewer.actions.setA(T0)
    expect(rssChange(viewer)).toBe(40 * MIB)
    append(timeline, { rss: 200 * MIB }, T0 + 9000)
    expect(rssChange(viewer)).toBe(100 * MIB)
  })

  it('may be set in either order: B waits for A, and then is looked at', () => {
    const viewer = viewerWith(growing())
    viewer.actions.setCursor(T0 + 4000)
    viewer.actions.setB()
    expect(isComparing(viewer.getState())).toBe(false)
    viewer.actions.setCursor(T0 + 2000)
    viewer.actions.setA()
    expect(selectCursorIndex(viewer.getState())).toBe(4)
    expect([selectTimeA(viewer.getState()), rssChange(viewer)]).toEqual([T0 + 2000, 20 * MIB])
  })

  it('swap, and are cleared by Esc before it goes back to following', () => {
    const viewer = viewerWith(growing())
    viewer.actions.compare(T0, T0 + 4000)
    viewer.actions.swapMoments()
    expect([rssChange(viewer), selectIndexA(viewer.getState()), selectCursorIndex(viewer.getState())]).toEqual([-40 * MIB, 4, 0])
    viewer.actions.leave()
    expect([isComparing(viewer.getState()), selectCursorIndex(viewer.getState())]).toEqual([false, 0])
    viewer.actions.leave()
    expect(viewer.getState().view.cursorAt).toBeUndefined()
  })

  it('are one object as long as they are the same two', () => {
    const viewer = viewerWith(growing())
    viewer.actions.compare(T0, T0 + 4000)
    const first = selectComparison(viewer.getState())
    viewer.actions.setView({ units: 'doris' })
    expect(selectComparison(viewer.getState())).toBe(first)
    viewer.actions.setCursor(T0 + 1000)
    expect(selectComparison(viewer.getState())).not.toBe(first)
  })
})

describe('two timelines', () => {
  const later = T0 + 10 ** 9
  const other = (): Timeline =>
    timelineOf(
      [
        { rss: 300 * MIB, query: 10 * MIB },
        { rss: 310 * MIB, query: 50 * MIB },
      ],
      later,
    )
  const compared = (): Viewer => {
    const viewer = viewerWith(growing())
    const source = { kind: 'file', name: 'before', reports: [], complete: true, openedAt: 0 } as const
    viewer.setState({ other: { name: 'before', source, timeline: other(), by: 'start' } })
    return viewer
  }

  it('are aligned by start, by load, or by clock, where the moment exists', () => {
    const viewer = compared()
    viewer.actions.setCursor(T0 + 1000)
    expect(selectIndexA(viewer.getState())).toBe(1)
    viewer.actions.setCursor(T0)
    viewer.actions.alignOther('load')
    expect(selectIndexA(viewer.getState())).toBe(1)
    viewer.actions.alignOther('clock')
    expect([selectIndexA(viewer.getState()), selectComparison(viewer.getState())]).toEqual([-1, undefined])
  })

  it('swap places, with the moment', () => {
    const viewer = compared()
    viewer.actions.setCursor(T0 + 1000)
    expect(rssChange(viewer)).toBe(-200 * MIB)
    viewer.actions.swapMoments()
    expect([rssChange(viewer), viewer.getState().source.kind]).toEqual([200 * MIB, 'file'])
  })
})
