import { describe, expect, test } from 'vitest'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { Timeline } from '../timeline/timeline'
import { selectBounds, selectChartFrom, selectChartTo, selectDrawnVersion } from './selectChart'
import { createViewer, type Viewer, type ViewerServices } from './viewer'

const T0 = Date.UTC(2026, 10, 23, 12)
// The chart asks the page for nothing.
const SERVICES = {} as ViewerServices

function makeViewer(kind: 'live' | 'file', samples: number): Viewer {
  const viewer = createViewer(SERVICES)
  const timeline = new Timeline({ tool: 'test', created: T0, target: 'be-1', source: 'live', note: '' })
  viewer.setState({
    source:
      kind === 'live'
        ? { kind, targetId: 'be-1', chosenAt: 0 }
        : { kind, name: 'day.ndjson', reports: [], complete: true, openedAt: 0 },
    timeline,
  })
  for (let index = 0; index < samples; index++) appendSample(viewer)
  return viewer
}

function appendSample(viewer: Viewer): void {
  const timeline = viewer.getState().timeline!
  const seq = timeline.length + 1
  timeline.append({
    kind: 'sample',
    seq,
    at: T0 + (seq - 1) * 5000,
    tookMs: 1,
    wireBytes: 1,
    snapshot: makeMemorySnapshot({ rss: seq }),
  })
  viewer.setState({ timelineVersion: timeline.version })
}

const spanOf = (viewer: Viewer, until?: number) => [
  selectChartFrom(viewer.getState(), until) - T0,
  selectChartTo(viewer.getState(), until) - T0,
]

describe('the time that the chart shows', () => {
  test('nothing without samples', () => {
    expect(selectChartFrom(makeViewer('live', 0).getState())).toBeNaN()
    expect(selectBounds(makeViewer('live', 0).getState())).toBeUndefined()
  })

  test('a single sample stands in the middle of a minute', () => {
    expect(spanOf(makeViewer('live', 1))).toEqual([-30_000, 30_000])
  })

  test('a file is shown to the millisecond', () => {
    expect(spanOf(makeViewer('file', 181))).toEqual([0, 900_000])
  })

  test('a live axis stands still over several samples and always holds the newest', () => {
    const viewer = makeViewer('live', 181)
    const ends = new Set<number>()
    for (let more = 0; more < 24; more++) {
      appendSample(viewer)
      const [from, to] = spanOf(viewer)
      const newest = (viewer.getState().timeline!.length - 1) * 5000
      expect(from).toBe(0)
      expect(to).toBeGreaterThanOrEqual(newest)
      expect(to! - newest).toBeLessThan(0.03 * newest)
      ends.add(to!)
    }
    expect(ends.size).toBeLessThan(12)
  })

  test('a span follows the newest sample and keeps its length', () => {
    const viewer = makeViewer('live', 400)
    viewer.actions.setSpan(300_000)
    const [from, to] = spanOf(viewer)
    expect(to! - from!).toBe(300_000)
    expect(to).toBeGreaterThanOrEqual(399 * 5000)
  })

  test('while the target does not answer, the axis goes on to now; not in a range that the user chose', () => {
    const viewer = makeViewer('live', 181)
    const now = T0 + 900_000 + 120_000
    expect(spanOf(viewer, now)[1]).toBeGreaterThanOrEqual(1_020_000)
    viewer.actions.setRange({ from: T0, to: T0 + 60_000 })
    expect(spanOf(viewer, now)).toEqual([0, 60_000])
  })

  test('paused: neither the axis nor the picture moves, while samples are kept', () => {
    const viewer = makeViewer('live', 181)
    viewer.actions.pause()
    const before = [...spanOf(viewer, T0 + 9e6), selectDrawnVersion(viewer.getState())]
    appendSample(viewer)
    expect([...spanOf(viewer, T0 + 9e6), selectDrawnVersion(viewer.getState())]).toEqual(before)
    expect(selectBounds(viewer.getState())!.to).toBe(T0 + 900_000)
    viewer.actions.follow()
    expect(selectDrawnVersion(viewer.getState())).toBe(viewer.getState().timelineVersion)
  })

  test('a span that lost the cursor turns to the page that holds it', () => {
    const viewer = makeViewer('file', 400)
    viewer.actions.setSpan(300_000)
    expect(spanOf(viewer)).toEqual([1_695_000, 1_995_000])
    viewer.actions.setCursor(T0 + 700_000)
    expect(spanOf(viewer)).toEqual([600_000, 900_000])
    viewer.actions.setCursor(T0 + 1_990_000)
    expect(spanOf(viewer)).toEqual([1_695_000, 1_995_000])
  })
})

test('what ended the process shortly after the last sample is in the picture of a file, and what came much later is not', () => {
  const spanWithKill = (at: number): (number | undefined)[] => {
    const viewer = makeViewer('file', 3)
    viewer.getState().timeline!.append({ kind: 'mark', at: T0 + at, mark: 'oom', text: 'killed', withinMs: 1000 })
    return [...spanOf(viewer), selectBounds(viewer.getState())!.to - T0]
  }
  expect(spanWithKill(19_000)).toEqual([0, 20_000, 20_000])
  expect(spanWithKill(3600_000)).toEqual([0, 10_000, 10_000])
})
