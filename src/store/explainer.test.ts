import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeScenario, scenarioFrames } from '../testing/scenario'
import { Timeline } from '../timeline/timeline'
import { createExplainer, type Explained } from './explainer'
import { createViewer, type Viewer, type ViewerServices } from './viewer'

const HEADER = { tool: 'test', created: 0, target: undefined, source: 'live', note: '' } as const

function makeViewer(kind: 'leak' | 'flat' = 'leak'): Viewer {
  const timeline = new Timeline(HEADER)
  for (const frame of scenarioFrames(makeScenario(kind, { seed: 1 }))) timeline.append(frame)
  const viewer = createViewer({ readAllocator: () => undefined } as unknown as ViewerServices)
  viewer.setState({ timeline, source: { kind: 'live', targetId: 'be', chosenAt: 0 } })
  return viewer
}

/** Listens, and keeps what was told. */
function listen(viewer: Viewer): { readonly told: (Explained | undefined)[]; readonly stop: () => void } {
  const explainer = createExplainer(viewer)
  const told: (Explained | undefined)[] = []
  return { told, stop: explainer.subscribe(() => told.push(explainer.get())) }
}

describe('the explainer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const rest = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

  it('explains the moment at the cursor, and again when it has moved and rests', async () => {
    const viewer = makeViewer()
    const { timeline } = viewer.getState()
    const { told } = listen(viewer)
    await rest()
    expect(told.map((one) => [one?.index, one?.growth?.verdict])).toEqual([[timeline!.length - 1, 'outside']])
    viewer.actions.setCursor(timeline!.times.at(5))
    await rest()
    expect(told.slice(1).map((one) => [one?.index, one?.growth?.verdict])).toEqual([[5, 'insufficient']])
  })

  it('does not run after a cursor that goes on moving, but for once a second', async () => {
    const viewer = makeViewer()
    const { times } = viewer.getState().timeline!
    const { told } = listen(viewer)
    await rest()
    for (let step = 0; step < 30; step++) {
      viewer.actions.setCursor(times.at(step))
      await rest(50)
    }
    expect(told.length).toBeLessThanOrEqual(3)
    await rest()
    expect(told.at(-1)?.index).toBe(29)
  })

  it('goes by the rules that are on, and by thresholds that were set', async () => {
    const viewer = makeViewer()
    const { told } = listen(viewer)
    await rest()
    const rules = (): string[] => told.at(-1)!.report.findings.map(({ rule }) => rule)
    const before = rules()
    expect(before.length).toBeGreaterThan(0)
    viewer.actions.setView({ rulesOff: before })
    await rest()
    expect(rules()).toEqual([])
    expect(told.at(-1)?.report.off).toEqual(expect.arrayContaining(before))
  })

  it('rests while nobody listens', async () => {
    const viewer = makeViewer()
    const { told, stop } = listen(viewer)
    await rest()
    stop()
    viewer.actions.setCursor(viewer.getState().timeline!.times.at(3))
    await rest()
    expect(told).toHaveLength(1)
  })
})
