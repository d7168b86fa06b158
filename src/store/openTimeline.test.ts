import { describe, expect, it } from 'vitest'
import type { Frame, TimelineHeader } from '../profile/frame'
import type { ReadReport } from '../profile/report'
import { makeSnapshot } from '../testing/makeSnapshot'
import { computePostMortem } from '../timeline/computePostMortem'
import { Timeline } from '../timeline/timeline'
import { createOpener, type ReadEvents, type TimelineTools } from './openTimeline'
import { createOtherSource } from './otherSource'
import { createViewer, type ViewerServices } from './viewer'

const HEADER: TimelineHeader = { tool: '0', created: 1, target: 'be', source: 'live', note: '' }
const TOOLS: TimelineTools = { Timeline, computePostMortem }
const INPUTS = [{ name: 'a.gz', blob: new Blob(['12345']), takenAt: undefined }]

function sample(seq: number): Frame {
  return { kind: 'sample', seq, at: seq * 1000, tookMs: undefined, wireBytes: undefined, snapshot: makeSnapshot('A') }
}

function report(fields: Partial<ReadReport>): ReadReport {
  return { file: 'a.gz', recognisedAs: 'saved timeline', snapshots: 1, problems: [], moreProblems: 0, complete: true, ...fields }
}

function makeLive(): Timeline {
  const live = new Timeline(HEADER)
  live.append(sample(9))
  return live
}

function make(loadTools: () => Promise<TimelineTools> = () => Promise.resolve(TOOLS)) {
  const viewer = createViewer({} as ViewerServices)
  const live = makeLive()
  const source = { kind: 'live', targetId: 'be', chosenAt: 0 } as const
  viewer.setState({ source, timeline: live })
  const readings: { events: ReadEvents; stopped: boolean }[] = []
  const read = (_inputs: unknown, events: ReadEvents): (() => void) => {
    const reading = { events, stopped: false }
    readings.push(reading)
    return () => void (reading.stopped = true)
  }
  const missing: unknown[] = []
  const opener = createOpener(viewer, {
    loadTools,
    tellMissingPart: (error) => missing.push(error),
    read,
    show: (shown, timeline) => viewer.setState({ source: shown, timeline }),
  })
  return { viewer, live, opener, readings, read, missing }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('opening a file', () => {
  it('shows it with its report, and knows what it was read from', async () => {
    const { viewer, opener, readings } = make()
    opener.open('a.gz', INPUTS)
    expect(viewer.getState().opening).toMatchObject({ name: 'a.gz', done: 0, total: 5 })
    await settle()
    readings[0]!.events.onParts(HEADER, [sample(1), sample(2)])
    const { timeline } = viewer.getState()
    readings[0]!.events.onDone([report({ complete: false })])
    expect(viewer.getState()).toMatchObject({ opening: undefined, source: { kind: 'file', complete: false }, timeline })
    expect(timeline!.length).toBe(2)
    expect(opener.inputsOf(timeline!)).toBe(INPUTS)
  })

  it('gives back what was on the screen when it is cancelled, fails, or holds nothing', async () => {
    for (const end of ['cancel', 'fail', 'empty'] as const) {
      const { viewer, live, opener, readings } = make()
      opener.open('a.gz', INPUTS)
      await settle()
      const { events } = readings[0]!
      if (end !== 'empty') events.onParts(HEADER, [sample(1)])
      if (end === 'cancel') opener.cancel()
      else if (end === 'fail') events.onFailed('It is cut.')
      else events.onDone([report({ snapshots: 0 })])
      expect(viewer.getState()).toMatchObject({ opening: undefined, source: { kind: 'live' } })
      expect(viewer.getState().timeline).toBe(live)
      expect(viewer.getState().notice?.title).toBe(
        { cancel: undefined, fail: 'a.gz could not be opened.', empty: 'a.gz holds no sample.' }[end],
      )
      expect(readings[0]!.stopped).toBe(end === 'cancel')
    }
  })

  it('reads nothing that was cancelled before the page had all its parts, and says when a part is missing', async () => {
    const early = make()
    early.opener.open('a.gz', INPUTS)
    early.opener.cancel()
    await settle()
    expect(early.readings).toEqual([])

    const lost = make(() => Promise.reject(new Error('gone')))
    lost.opener.open('a.gz', INPUTS)
    await settle()
    expect(lost.missing).toEqual([new Error('gone')])
    expect(lost.viewer.getState()).toMatchObject({ opening: undefined, source: { kind: 'live' } })
  })
})

describe('opening a file to compare with', () => {
  it('stops when it is cancelled, and compares with nothing', () => {
    const { viewer, opener, readings, read } = make()
    const compareWith = createOtherSource(viewer, {
      read,
      watch: () => ({ timeline: new Timeline(HEADER), stop: () => undefined }),
      watchOnly: () => undefined,
    })
    compareWith({ files: [new File(['12345'], 'b.gz')] })
    expect(viewer.getState().opening).toMatchObject({ name: 'b.gz' })
    opener.cancel()
    expect(readings[0]!.stopped).toBe(true)
    expect(viewer.getState()).toMatchObject({ opening: undefined, other: undefined })
  })

  it('waits until nothing else is being read', async () => {
    const { viewer, opener, readings, read } = make()
    const compareWith = createOtherSource(viewer, {
      read,
      watch: () => ({ timeline: new Timeline(HEADER), stop: () => undefined }),
      watchOnly: () => undefined,
    })
    opener.open('a.gz', INPUTS)
    await settle()
    compareWith({ files: [new File(['12345'], 'b.gz')] })
    expect(readings.length).toBe(1)
    expect(viewer.getState()).toMatchObject({
      opening: { name: 'a.gz' },
      notice: { title: 'Something is still being opened.', message: 'Wait until it is read, or cancel it; then compare.' },
    })
  })
})
