import { t } from '../base/say'
import type { UnixMs } from '../base/units'
import { makeHaystack, matchTerms, type Haystack, type Hit } from './findMatches'
import { parseQuery, type FindTerm } from './findQuery'
import { selectCursorIndex, type Viewer, type ViewerState } from './viewer'

/** What the find box has found. */
export interface Found {
  readonly text: string
  readonly isBusy: boolean
  /** Whole sentences. */
  readonly problems: readonly string[]
  readonly hits: readonly Hit[]
  /** Of the hit that was gone to; -1: none yet. */
  readonly place: number
  /** Since when what "grew" grew; undefined: nothing was asked that needs it, or there is nothing before. */
  readonly since: UnixMs | undefined
}

export interface Finder {
  get(this: void): Found
  subscribe(this: void, listener: () => void): () => void
  search(text: string): void
  /** Goes to the next (1) or the previous (-1) hit, round and round. */
  go(step: 1 | -1): void
  /** Goes to the first hit of a panel. */
  goTo(panel: Hit['panel']): void
}

const NOTHING: Found = { text: '', isBusy: false, problems: [], hits: [], place: -1, since: undefined }
/** From the last key to the search, and from a new sample to the next search, in ms. */
const TYPING_MS = 120

const finders = new WeakMap<Viewer, Finder>()

/** The finder of a viewer: the box and the keys share it. */
export function finderOf(viewer: Viewer): Finder {
  let finder = finders.get(viewer)
  if (!finder) finders.set(viewer, (finder = createFinder(viewer)))
  return finder
}

export function createFinder(viewer: Viewer): Finder {
  const listeners = new Set<() => void>()
  let found = NOTHING
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Of the search that is wanted: an answer to an earlier one is of no use. */
  let round = 0

  const tell = (change: Partial<Found>): void => {
    found = { ...found, ...change }
    for (const listener of listeners) listener()
  }
  const plan = (): void => {
    round += 1
    clearTimeout(timer)
    if (found.text.trim() === '') tell({ ...NOTHING, text: found.text })
    else timer = setTimeout(() => void look(), TYPING_MS)
  }
  const look = async (): Promise<void> => {
    const mine = ++round
    const { terms, problems } = parseQuery(found.text)
    const usable = problems.length === 0 && terms.length > 0
    const haystack: Haystack = usable ? makeHaystack(viewer.getState()) : { entries: [], since: undefined }
    const needsSince = terms.some(({ kind }) => kind === 'grew' || kind === 'shrank' || kind === 'left')
    let places = matchTerms(haystack, terms)
    let all = problems
    const regexes = terms.filter((term): term is Extract<FindTerm, { kind: 'regex' }> => term.kind === 'regex')
    if (regexes.length > 0 && places.length > 0) {
      tell({ isBusy: true })
      try {
        const texts = places.map((place) => haystack.entries[place]!.text)
        const kept = await viewer.services.matchExpressions(regexes, texts)
        places = places.filter((_, at) => kept[at] === 1)
      } catch (error) {
        all = [error instanceof Error ? error.message : String(error)]
        places = []
      }
      if (mine !== round) return
    }
    if (needsSince && haystack.since === undefined && usable)
      all = [t('There is nothing earlier to compare with: set A, or show more time.')]
    const hits = places.map((place) => haystack.entries[place]!.hit)
    const before = found.hits[found.place]
    const place = before ? hits.findIndex((hit) => isSame(hit, before)) : -1
    tell({ isBusy: false, problems: all, hits, place, since: needsSince ? haystack.since : undefined })
  }
  const show = (place: number): void => {
    const hit = found.hits[place]
    if (!hit) return
    tell({ place })
    reveal(viewer, hit)
  }

  let seen = momentOf(viewer.getState())
  viewer.subscribe((state) => {
    if (found.text.trim() === '') return
    const moment = momentOf(state)
    if (moment === seen) return
    seen = moment
    plan()
  })
  return {
    get: () => found,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    search(text) {
      // What was found for another text is not shown any more, nor gone to.
      tell({ text, place: -1, hits: [], isBusy: text.trim() !== '', problems: [] })
      plan()
    },
    go(step) {
      const { hits, place } = found
      if (hits.length === 0) return
      show(place < 0 ? (step > 0 ? 0 : hits.length - 1) : (place + step + hits.length) % hits.length)
    },
    goTo: (panel) => show(found.hits.findIndex((hit) => hit.panel === panel)),
  }
}

function isSame(one: Hit, other: Hit): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Of a moment there is one answer. */
function momentOf(state: ViewerState): string {
  const { timeline, view } = state
  const marks = timeline ? `${timeline.marks.length} ${timeline.gaps.length}` : ''
  return `${timeline?.header.created} ${timeline?.epoch} ${selectCursorIndex(state)} ${marks} ${view.cursorA} ${view.treeRaw}`
}

function reveal({ actions }: Viewer, hit: Hit): void {
  switch (hit.panel) {
    case 'tree':
      actions.setView({ reveal: hit })
      break
    case 'tasks':
      actions.setView({ reveal: hit, panel: 'tasks', taskShown: hit.uid })
      break
    case 'events':
      actions.setCursor(hit.at)
      actions.setView({ reveal: hit, panel: 'events' })
      break
  }
}
