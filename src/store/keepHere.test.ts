import { describe, expect, it } from 'vitest'
import { Timeline } from '../timeline/timeline'
import { makeSnapshot } from '../testing/makeSnapshot'
import { createKeeper, type KeepParts, type Kept } from './keepHere'
import { createViewer, type ViewerServices } from './viewer'

function make(parts: Partial<KeepParts>) {
  const viewer = createViewer({} as ViewerServices)
  const timeline = new Timeline({ tool: '0', created: 1, target: 'be', source: 'live', note: '' })
  timeline.append({ kind: 'sample', seq: 1, at: 1, tookMs: undefined, wireBytes: undefined, snapshot: makeSnapshot('A') })
  viewer.setState({ timeline })
  const opened: string[] = []
  const keeper = createKeeper(viewer, {
    makeFile: () => Promise.resolve({ name: 'be.gz', blob: new Blob(['12345']) }),
    keep: (file, facts) => Promise.resolve({ ...facts, id: 7, bytes: file.size }),
    list: () => Promise.resolve([]),
    read: () => Promise.resolve(undefined),
    remove: () => Promise.resolve(),
    open: (name) => opened.push(name),
    ...parts,
  })
  return { viewer, keeper, opened }
}

const refuse = (reason: string) => (): Promise<never> => Promise.reject(Object.assign(new Error('x'), { reason }))
const kept: Kept = { id: 7, name: 'be.gz', bytes: 5, keptAt: 1, samples: 1 }

describe('keeping a timeline in the browser', () => {
  it('says what was kept, and what is not in it', async () => {
    const { viewer, keeper } = make({})
    await keeper.keepTimeline()
    expect(viewer.getState().notice).toMatchObject({
      tone: 'note',
      title: 'The timeline is kept in this browser, as be.gz (5 B).',
    })
    expect(viewer.getState().keptVersion).toBe(1)
  })

  it('says what to do when the browser has no room, and when it refuses', async () => {
    const full = make({ keep: refuse('full') })
    await full.keeper.keepTimeline()
    expect(full.viewer.getState().notice?.message).toContain('no more storage. Delete what is kept')
    const refused = make({ keep: refuse('refused') })
    await refused.keeper.keepTimeline()
    expect(refused.viewer.getState().notice?.message).toContain('private window')
  })

  it('opens what is kept, and says so when the browser has deleted it', async () => {
    const there = make({ read: () => Promise.resolve(new Blob(['x'])) })
    await there.keeper.openKept(kept)
    expect(there.opened).toEqual(['be.gz'])
    const gone = make({})
    await gone.keeper.openKept(kept)
    expect(gone.opened).toEqual([])
    expect(gone.viewer.getState().notice?.title).toBe('be.gz is no longer there.')
  })
})
