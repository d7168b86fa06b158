import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeMemorySnapshot, makeUid, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { Timeline } from '../timeline/timeline'
import { makeHaystack, matchTerms, type Hit } from './findMatches'
import { createFinder, type Finder } from './finder'
import { parseQuery } from './findQuery'
import { createViewer, type Viewer, type ViewerServices } from './viewer'

const T0 = 1_000_000
const MIB = 2 ** 20

const task = (number: number, current: number, type = 'query') => ({
  uid: makeUid(number),
  label: type === 'load' ? `Load#Id=${number}ab-1` : `Query#Id=${number}ab-1`,
  type,
  current,
})

function timelineOf(moments: readonly MemoryFigures[]): Timeline {
  const timeline = new Timeline({ tool: 'test', created: 0, target: undefined, source: 'live', note: '' })
  moments.forEach((figures, index) => {
    const at = T0 + index * 1000
    const snapshot = makeMemorySnapshot({ ...figures, at })
    timeline.append({ kind: 'sample', seq: index + 1, at, tookMs: undefined, wireBytes: undefined, snapshot })
  })
  timeline.append({ kind: 'mark', at: T0 + 500, mark: 'note', text: 'before the upgrade' })
  return timeline
}

function makeViewer(): Viewer {
  const services = {
    matchExpressions: (expressions: readonly { source: string; flags: string }[], texts: readonly string[]) =>
      expressions.some(({ source }) => source === 'slow')
        ? Promise.reject(new Error('It takes too long.'))
        : Promise.resolve(
            Uint8Array.from(texts, (text) =>
              Number(expressions.every(({ source, flags }) => new RegExp(source, flags).test(text))),
            ),
          ),
  } as Partial<ViewerServices> as ViewerServices
  const viewer = createViewer(services)
  viewer.setState({
    source: { kind: 'live', targetId: 'be', chosenAt: 0 },
    timeline: timelineOf([
      { rss: 1000 * MIB, tasks: [task(1, 100 * MIB), task(2, 50 * MIB), task(3, 5 * MIB, 'load')] },
      { rss: 1300 * MIB, tasks: [task(1, 400 * MIB), task(2, 40 * MIB), task(4, 20 * MIB, 'load')] },
    ] as MemoryFigures[]),
  })
  return viewer
}

const find = (viewer: Viewer, text: string): readonly Hit[] => {
  const haystack = makeHaystack(viewer.getState())
  return matchTerms(haystack, parseQuery(text).terms).map((place) => haystack.entries[place]!.hit)
}
const uids = (hits: readonly Hit[]): string[] => hits.flatMap((hit) => (hit.panel === 'tasks' ? [hit.uid] : []))

describe('a query', () => {
  it('is words, texts in quotes, terms with a name, sizes and expressions', () => {
    expect(parseQuery('Load "a b" type:query id:52 >1GiB <10mb grew /^q.*$/').terms).toEqual([
      { kind: 'word', text: 'load' },
      { kind: 'word', text: 'a b' },
      { kind: 'type', text: 'query' },
      { kind: 'id', text: '52' },
      { kind: 'size', above: true, bytes: 2 ** 30 },
      { kind: 'size', above: false, bytes: 10 * MIB },
      { kind: 'grew' },
      { kind: 'regex', source: '^q.*$', flags: 'i' },
    ])
  })

  it.each(['>much', 'type:', '/(/', '/[/'])('%s is told to mean nothing', (text) => {
    const { terms, problems } = parseQuery(text)
    expect(problems.length + terms.filter(({ kind }) => kind === 'word').length).toBe(1)
  })
})

describe('what is found', () => {
  it('stands in tree, tasks and events', () => {
    const viewer = makeViewer()
    expect(find(viewer, 'upgrade')).toEqual([{ panel: 'events', at: T0 + 500, text: 'before the upgrade' }])
    expect(find(viewer, 'PhysicalMemory').map(({ panel }) => panel)).toContain('tree')
    expect(uids(find(viewer, '4ab'))).toEqual([makeUid(4)])
  })

  it('is of a type, an id and a size', () => {
    const viewer = makeViewer()
    expect(uids(find(viewer, 'type:query'))).toEqual([makeUid(1), makeUid(2)])
    expect(uids(find(viewer, 'type:query >100MiB'))).toEqual([makeUid(1)])
    expect(uids(find(viewer, 'id:2ab'))).toEqual([makeUid(2)])
  })

  it('grew, shrank or left since the start of what is seen, or since A', () => {
    const viewer = makeViewer()
    expect(uids(find(viewer, 'grew type:query'))).toEqual([makeUid(1)])
    expect(uids(find(viewer, 'shrank type:query'))).toEqual([makeUid(2)])
    expect(uids(find(viewer, 'left'))).toEqual([makeUid(3)])
    viewer.actions.setA(T0 + 1000)
    expect(find(viewer, 'grew')).toEqual([])
  })
})

describe('the finder', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const search = async (finder: Finder, text: string): Promise<void> => {
    finder.search(text)
    await vi.advanceTimersByTimeAsync(500)
  }

  it('goes to the next and the previous one, round and round, and shows each', async () => {
    const viewer = makeViewer()
    const finder = createFinder(viewer)
    await search(finder, 'type:query')
    const inTasks = finder.get().hits.filter(({ panel }) => panel === 'tasks')
    expect(inTasks).toHaveLength(2)
    finder.goTo('tasks')
    expect(viewer.getState().view).toMatchObject({ panel: 'tasks', taskShown: makeUid(1), reveal: inTasks[0] })
    finder.go(1)
    expect(viewer.getState().view.taskShown).toBe(makeUid(2))
    finder.go(1)
    expect(finder.get().place).toBe(0)
    finder.go(-1)
    expect(finder.get().place).toBe(finder.get().hits.length - 1)
  })

  it('takes expressions, and says so when one takes too long', async () => {
    const finder = createFinder(makeViewer())
    await search(finder, '/^query#id=[12]ab/')
    expect(uids(finder.get().hits)).toEqual([makeUid(1), makeUid(2)])
    await search(finder, '/slow/')
    expect(finder.get()).toMatchObject({ hits: [], problems: ['It takes too long.'], isBusy: false })
  })

  it('looks again when the moment is another', async () => {
    const viewer = makeViewer()
    const finder = createFinder(viewer)
    await search(finder, 'id:3ab')
    // It left: it is still found, by what was known of it.
    expect(uids(finder.get().hits)).toEqual([makeUid(3)])
    viewer.actions.setCursor(T0)
    await vi.advanceTimersByTimeAsync(500)
    expect(uids(finder.get().hits)).toEqual([makeUid(3)])
    await search(finder, 'id:4ab')
    expect(finder.get().hits).toEqual([])
    viewer.actions.follow()
    await vi.advanceTimersByTimeAsync(500)
    expect(uids(finder.get().hits)).toEqual([makeUid(4)])
  })
})
