import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeSnapshot } from '../testing/makeSnapshot'
import { Timeline } from '../timeline/timeline'
import { connectAddressBar, type AddressBar } from './addressBar'
import type { GatewayAnswer } from './liveTarget'
import { readPreferences, writePreferences } from './preferences'
import { sharedLinkOf } from './viewLink'
import { createViewer, type Viewer, type ViewerServices } from './viewer'

const START = 1_795_413_000_000

/** The history of a tab. */
class Tab implements AddressBar {
  entries: string[]
  at = 0
  private tell: (() => void) | undefined

  constructor(hash: string) {
    this.entries = [hash]
  }

  read(): string {
    return this.entries[this.at]!
  }

  write(hash: string, how: 'push' | 'replace'): void {
    if (how === 'push') this.at += 1
    this.entries = [...this.entries.slice(0, this.at), hash]
  }

  listen(onChange: () => void): () => void {
    this.tell = onChange
    return () => (this.tell = undefined)
  }

  go(steps: number): void {
    this.at += steps
    this.tell?.()
  }

  type(hash: string): void {
    this.write(hash, 'push')
    this.tell?.()
  }
}

function makeTimeline(samples = 100): Timeline {
  const timeline = new Timeline({ tool: '0', created: START, target: 'be-1', source: 'live', note: '' })
  for (let n = 0; n < samples; n++)
    timeline.append({
      kind: 'sample',
      seq: n + 1,
      at: START + n * 1000,
      tookMs: undefined,
      wireBytes: undefined,
      snapshot: makeSnapshot(`ProcessProfile\n  A Memory=${n}`),
    })
  return timeline
}

function gatewayOf(...ids: string[]): GatewayAnswer {
  const targets = ids.map((id) => ({ id, name: id })) as unknown as GatewayAnswer['targets']
  return { now: START, run: 'r', version: '0', targets }
}

interface Page {
  readonly viewer: Viewer
  readonly tab: Tab
  readonly watched: string[]
  readonly openFile: (name: string) => void
}

function openPage(hash: string): Page {
  const watched: string[] = []
  const nothing = (): void => undefined
  const show = (change: object): void => {
    viewer.setState({ notice: undefined, timelineVersion: viewer.getState().timelineVersion + 1, ...change })
    viewer.actions.follow()
  }
  const services = new Proxy(
    {
      watchTarget(targetId: string) {
        watched.push(targetId)
        show({ source: { kind: 'live', targetId, chosenAt: 0 }, timeline: makeTimeline() })
      },
      showNothing: () => show({ source: { kind: 'none' }, timeline: undefined }),
    },
    { get: (own, name) => own[name as keyof typeof own] ?? nothing },
  ) as unknown as ViewerServices
  const viewer = createViewer(services)
  const tab = new Tab(hash)
  connectAddressBar(viewer, tab)
  return {
    viewer,
    tab,
    watched,
    openFile: (name) =>
      show({ source: { kind: 'file', name, reports: [], complete: true, openedAt: 0 }, timeline: makeTimeline() }),
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the address of the page', () => {
  it('follows a link to a target as soon as the gateway lists it', async () => {
    const { viewer, tab, watched } = openPage(`#v=1&be=be-1&r=${START}_${START + 20_000}&t=${START + 5_000}&p=events&u=doris`)
    expect(watched).toEqual([])
    viewer.setState({ gateway: gatewayOf('be-0', 'be-1') })
    expect(watched).toEqual(['be-1'])
    await Promise.resolve()
    expect(viewer.getState().view).toMatchObject({
      range: { from: START, to: START + 20_000 },
      cursorAt: START + 5_000,
      panel: 'events',
      units: 'doris',
    })
    expect(tab.entries).toHaveLength(1)
  })

  it('asks for no target that the gateway does not list', () => {
    const { viewer, watched } = openPage('#v=1&be=be-9&p=events')
    viewer.setState({ gateway: gatewayOf('be-0', 'be-1') })
    expect(watched).toEqual([])
    expect(viewer.getState().notice?.message).toContain('no target “be-9”')
    viewer.setState({ gateway: gatewayOf('be-0', 'be-1', 'be-9') })
    expect(watched).toEqual([])
  })

  it('asks the user for a file, and shows its moment when it is opened, whatever is opened before', async () => {
    const { viewer, openFile, tab } = openPage(`#v=1&f=be-17.memlane.ndjson.gz&t=${START + 7_000}`)
    expect(viewer.getState().wantedFile).toBe('be-17.memlane.ndjson.gz')
    openFile('another.txt')
    await Promise.resolve()
    expect(viewer.getState().view.cursorAt).toBeUndefined()
    expect(viewer.getState().wantedFile).toBeDefined()
    openFile('be-17.memlane (1).ndjson')
    await Promise.resolve()
    expect(viewer.getState().view.cursorAt).toBe(START + 7_000)
    expect(viewer.getState().wantedFile).toBeUndefined()
    expect(tab.read()).toContain(`t=${START + 7_000}`)
  })

  it('says so when the moment is not there, and shows what there is', async () => {
    const { viewer, openFile } = openPage(`#v=1&f=a.gz&r=5_6&t=5&p=events`)
    openFile('a.gz')
    await Promise.resolve()
    expect(viewer.getState().view).toMatchObject({ range: undefined, cursorAt: undefined, panel: 'events' })
    expect(viewer.getState().notice?.message).toContain('not in this timeline')
  })

  it('shows the default view and a note for garbage', () => {
    const { viewer } = openPage('#%%%garbage=&__proto__')
    expect(viewer.getState().notice?.message).toContain('not a view of Memlane')
    viewer.services.watchTarget('be-1')
    expect(viewer.getState().view.panel).toBe('tasks')
  })

  it('makes a step of panel, range and moment, and none of scrubbing; back and forward lead along them', async () => {
    const { viewer, tab } = openPage('')
    viewer.setState({ gateway: gatewayOf('be-0', 'be-1') })
    viewer.services.watchTarget('be-1')
    expect(tab.entries).toEqual(['', '#v=1&be=be-1&u=iec&z=local'])
    viewer.actions.setView({ panel: 'events' })
    vi.advanceTimersByTime(2_000)
    viewer.actions.setCursor(START + 50_000)
    for (let n = 0; n < 10; n++) {
      vi.advanceTimersByTime(100)
      viewer.actions.stepCursor(-1)
    }
    viewer.actions.setView({ panel: 'raw' })
    viewer.actions.setView({ panel: 'events' })
    vi.advanceTimersByTime(2_000)
    viewer.actions.setRange({ from: START, to: START + 60_000 })
    expect(tab.entries.map((entry) => entry.replace('#v=1&be=be-1', '').replace('&u=iec&z=local', ''))).toEqual([
      '',
      '',
      '&p=events',
      `&t=${START + 40_000}&p=events`,
      `&t=${START + 40_000}&p=raw`,
      `&t=${START + 40_000}&p=events`,
      `&r=${START}_${START + 60_000}&t=${START + 40_000}&p=events`,
    ])
    tab.go(-1)
    await Promise.resolve()
    expect(viewer.getState().view).toMatchObject({ range: undefined, cursorAt: START + 40_000, panel: 'events' })
    tab.go(-3)
    await Promise.resolve()
    expect(viewer.getState().view).toMatchObject({ cursorAt: undefined, panel: 'events' })
    tab.go(-2)
    expect(viewer.getState().source.kind).toBe('none')
    tab.go(3)
    await Promise.resolve()
    expect(viewer.getState().source).toMatchObject({ kind: 'live', targetId: 'be-1' })
    expect(viewer.getState().view).toMatchObject({ cursorAt: START + 40_000, panel: 'events' })
    expect(tab.entries).toHaveLength(7)
  })

  it('goes on when the browser refuses a step', () => {
    const { viewer, tab } = openPage('')
    tab.write = () => {
      throw new DOMException('too many', 'SecurityError')
    }
    viewer.services.watchTarget('be-1')
    viewer.actions.setView({ panel: 'raw' })
    expect(viewer.getState().view.panel).toBe('raw')
  })

  it('is locked in time when it is given away', () => {
    const { viewer } = openPage('')
    viewer.services.watchTarget('be-1')
    viewer.actions.setSpan(10_000)
    expect(sharedLinkOf(viewer.getState())).toMatchObject({
      target: 'be-1',
      range: { from: START + 89_000, to: START + 99_000 },
      cursorAt: START + 99_000,
    })
  })
})

describe('preferences', () => {
  it('keep what was chosen here, not what a link chose', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
    } as unknown as Storage
    const { viewer } = openPage('')
    const first = viewer.getState().view
    const linked = { ...first, units: 'doris' as const, zone: 'utc' as const }
    writePreferences(storage, { ...linked, theme: 'contrast' }, linked)
    expect(readPreferences(storage)).toEqual({ theme: 'contrast' })
    writePreferences(storage, { ...linked, zone: 'host' }, linked)
    expect(readPreferences(storage)).toEqual({ theme: 'contrast', zone: 'host' })
  })

  it('are sorting and the way the tree stands too; what is broken is left at its default, and nothing of the data is kept', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
    } as unknown as Storage
    const { viewer } = openPage('')
    const before = viewer.getState().view
    const after = {
      ...before,
      taskSorting: { column: 'peak', descending: false } as const,
      treeBase: 'open' as const,
      toggled: new Set(['["secret"]']),
      taskText: 'secret',
      cursorAt: START,
    }
    writePreferences(storage, after, before)
    expect(readPreferences(storage)).toEqual({ taskSorting: { column: 'peak', descending: false }, treeBase: 'open' })
    expect([...kept.values()].join()).not.toContain('secret')
    kept.set(
      [...kept.keys()][0]!,
      JSON.stringify({ taskSorting: { column: '__proto__', descending: 1 }, theme: 'pink', treeRaw: true }),
    )
    expect(readPreferences(storage)).toEqual({ treeRaw: true })
  })
})
