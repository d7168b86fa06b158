import { addIntegers, subtractIntegers, type Integer } from '../base/integer'
import { t } from '../base/say'
import { subtractFigures, sumFigures } from '../profile/figure'
import { computeMeaning, FIGURE_NAMES, type FigureName, type Meaning } from '../profile/meaning'
import type { Figure, Reported, Snapshot } from '../profile/snapshot'
import { BAND_IDS, bandLabel, computeBand, type BandId } from './bands'
import { compareReported, type Change } from './change'
import { computeIdentity, type Identity } from './computeIdentity'
import { computeTaskChanges, type TaskChanges } from './computeTaskChanges'

/** A figure, or several that have to be compared as one since their meaning moved between the two versions. */
export interface FigureChange extends Change {
  /** Added up on each side; one name where the figure means the same in both. */
  readonly names: readonly FigureName[]
  /** Taken off on each side. */
  readonly without: readonly FigureName[]
}

/** Bands of the stack; several where they have to be compared as one. */
export interface BandChange extends Change {
  readonly ids: readonly BandId[]
  readonly label: string
}

/**
 * The shown change of a whole = the sum of the shown changes of its parts + remainder, exactly. The remainder is what rounding took away
 * or what the source does not say; of exact, complete sources it is 0.
 */
export interface SumOfChanges<Part extends Change> {
  readonly whole: Change
  readonly parts: readonly Part[]
  readonly remainder: Integer
  /** The remainder may be all rounding. False: something is not reported, or the parts were not read at one moment. */
  readonly withinRounding: boolean
}

export type DifferenceNoteId = 'global' | 'jvm' | 'memtables' | 'jemalloc' | 'life' | 'asan' | 'tasks'

/** What has to be known to read the difference rightly: one sentence. */
export interface DifferenceNote {
  readonly id: DifferenceNoteId
  readonly text: string
}

export interface Difference {
  /** A figure that is compared together with others stands under each of their names. */
  readonly figures: ReadonlyMap<FigureName, FigureChange>
  /** RSS = untracked + tracked; undefined unless both moments report all three, or two of them. */
  readonly rss: SumOfChanges<FigureChange> | undefined
  /** RSS = the bands of the chart, bottom to top; undefined if RSS or every band is missing. */
  readonly bands: SumOfChanges<BandChange> | undefined
  /** undefined: neither moment lists tasks. */
  readonly tasks: TaskChanges | undefined
  /** Whether uids name the same trackers in both. */
  readonly identity: Identity
  readonly notes: readonly DifferenceNote[]
}

/** What moved between the versions of two snapshots, and so has to be compared as one. */
export interface Moves {
  /** One counts caches and metadata inside Global (P1, G2), the other beside it. */
  readonly global: boolean
  /** One counts the JVM as tracked (PR #57917), the other does not, so that there it is untracked. */
  readonly jvm: boolean
  /** One counts memtables beside load (P3), the other inside. */
  readonly memtables: boolean
  /** One counts the allocator's metadata inside its cache (before 2.1.6). */
  readonly jemalloc: boolean
}

/**
 * What is different at B from A: figures, bands and tasks, in bytes, b - a. Counters whose meaning moved between the versions are
 * compared as one, and the notes say so. Pure; any two snapshots will do, also of different processes.
 */
export function computeDifference(a: Snapshot, b: Snapshot): Difference {
  const [meaningA, meaningB] = [computeMeaning(a), computeMeaning(b)]
  const moves = computeMoves(meaningA, meaningB)
  const figures = compareFigures(meaningA, meaningB, moves)
  const identity = computeIdentity(a, b)
  const tasks = computeTaskChanges(a, b, identity)
  return {
    figures,
    rss: addUpRss(figures, meaningA, meaningB, moves),
    bands: addUpBands(meaningA, meaningB, moves),
    tasks,
    identity,
    notes: [...noteMoves(meaningA, meaningB, moves), ...noteIdentity(identity), ...noteTasks(tasks)],
  }
}

export function computeMoves(a: Meaning, b: Meaning): Moves {
  const bothTrack = Boolean(a.tracked && b.tracked)
  return {
    global: Boolean(a.global && b.global) && a.globalHoldsCaches !== b.globalHoldsCaches,
    jvm: bothTrack && isNothing(a.jvm) !== isNothing(b.jvm) && (a.jvm === undefined || b.jvm === undefined),
    memtables: Boolean(a.load && b.load) && a.memtablesAdditive !== b.memtablesAdditive,
    jemalloc:
      Boolean(a.jemallocCache && b.jemallocCache) && (a.jemallocMetadata === undefined) !== (b.jemallocMetadata === undefined),
  }
}

/** Not reported, none, or zero: it adds nothing to a sum, and moves nothing when its meaning moves. */
function isNothing(figure: Reported): boolean {
  return !figure || figure.value === 0
}

interface Basket {
  readonly names: readonly FigureName[]
  readonly without: readonly FigureName[]
}

function compareFigures(a: Meaning, b: Meaning, moves: Moves): Map<FigureName, FigureChange> {
  const figures = new Map<FigureName, FigureChange>()
  const made = new Map<string, FigureChange>()
  for (const name of FIGURE_NAMES) {
    const basket = basketOf(name, moves)
    const key = `${basket.names.join()}-${basket.without.join()}`
    let change = made.get(key)
    if (!change) {
      change = { ...basket, ...compareReported(valueOf(a, basket), valueOf(b, basket)) }
      made.set(key, change)
    }
    figures.set(name, change)
  }
  return figures
}

/** Which figures a figure is compared with as one. */
function basketOf(name: FigureName, moves: Moves): Basket {
  const joined = JOINED.find(({ move, of }) => moves[move] && of.includes(name))
  return joined?.basket ?? { names: [name], without: [] }
}

interface Joined {
  readonly move: keyof Moves
  readonly of: readonly FigureName[]
  readonly basket: Basket
}

const GLOBAL: readonly FigureName[] = ['global', 'cache', 'metadata']
const ALLOCATOR: readonly FigureName[] = ['jemallocCache', 'jemallocMetadata']

const JOINED: readonly Joined[] = [
  { move: 'global', of: GLOBAL, basket: { names: GLOBAL, without: [] } },
  { move: 'jvm', of: ['jvm', 'untracked'], basket: { names: ['untracked', 'jvm'], without: [] } },
  { move: 'jvm', of: ['untrackedDerived'], basket: { names: ['untrackedDerived', 'jvm'], without: [] } },
  { move: 'jvm', of: ['tracked'], basket: { names: ['tracked'], without: ['jvm'] } },
  { move: 'memtables', of: ['load', 'memtables'], basket: { names: ['load', 'memtables'], without: [] } },
  { move: 'memtables', of: ['tasks'], basket: { names: ['tasks', 'memtables'], without: [] } },
  { move: 'jemalloc', of: ALLOCATOR, basket: { names: ALLOCATOR, without: [] } },
]

/** The sum of a basket; as the first figure has it where that is not reported, since the others alone say nothing of it. */
function valueOf(meaning: Meaning, { names, without }: Basket): Reported {
  const first = meaning[names[0]!]
  if (!first || (names.length === 1 && without.length === 0)) return first
  const parts = names.filter((name) => name !== 'memtables' || meaning.memtablesAdditive).map((name) => meaning[name])
  const sum = sumFigures(parts)
  const less = sumFigures(without.map((name) => meaning[name]))
  return sum && less ? subtractFigures(sum, less) : sum
}

function addUpRss(
  figures: ReadonlyMap<FigureName, FigureChange>,
  a: Meaning,
  b: Meaning,
  moves: Moves,
): SumOfChanges<FigureChange> | undefined {
  const rss = figures.get('rss')!
  const tracked = figures.get('tracked')!
  const reported = figures.get('untracked')!
  // What the source says of both moments counts; of one only, it would be held against our own arithmetic.
  const name = reported.difference ? 'untracked' : 'untrackedDerived'
  const basketOfIt = basketOf(name, moves)
  const untracked: FigureChange = reported.difference
    ? reported
    : { ...basketOfIt, ...compareReported(valueOf(a, basketOfIt), valueOf(b, basketOfIt)) }
  if (!rss.difference || !tracked.difference || !untracked.difference) return undefined
  return addUp(rss, [untracked, tracked])
}

function addUp<Part extends Change>(whole: Change, parts: readonly Part[]): SumOfChanges<Part> {
  let sum: Integer = 0
  let exact: Integer = 0
  let error = whole.difference?.error ?? 0
  for (const part of parts) {
    sum = addIntegers(sum, part.shown ?? 0)
    exact = addIntegers(exact, part.difference?.value ?? 0)
    error += part.difference?.error ?? 0
  }
  const remainder = subtractIntegers(whole.shown ?? 0, sum)
  const missing = subtractIntegers(whole.difference?.value ?? 0, exact)
  const complete = parts.every((part) => part.difference !== undefined || (isNothing(part.a) && isNothing(part.b)))
  return { whole, parts, remainder, withinRounding: complete && Math.abs(Number(missing)) <= error }
}

/** Bands whose meaning moved are drawn apart in the chart, but compared as one. */
function addUpBands(a: Meaning, b: Meaning, moves: Moves): SumOfChanges<BandChange> | undefined {
  const whole = compareReported(a.rss, b.rss)
  if (!whole.difference) return undefined
  const groups: BandId[][] = []
  const groupOf = (id: BandId): BandId[] | undefined => groups.find((group) => group.includes(id))
  for (const id of BAND_IDS) {
    const partner = partnerOf(id, moves)
    const group = partner && groupOf(partner)
    if (group) group.push(id)
    else groups.push([id])
  }
  const parts = groups.map((ids): BandChange => {
    const [valueA, valueB] = [bandsOf(a, ids), bandsOf(b, ids)]
    return { ids, label: ids.map((id) => bandLabel(id)).join(' + '), ...compareReported(valueA, valueB) }
  })
  return parts.some(({ difference }) => difference) ? addUp(whole, parts) : undefined
}

/** The band before it with which a band is compared as one. */
function partnerOf(id: BandId, moves: Moves): BandId | undefined {
  if (id === 'global' && moves.global) return 'cacheMetadata'
  if (id === 'otherTasks' && moves.memtables) return 'memtables'
  return id === 'untracked' && moves.jvm ? 'jvm' : undefined
}

function bandsOf(meaning: Meaning, ids: readonly BandId[]): Figure | undefined {
  return sumFigures(ids.map((id) => computeBand(meaning, id)))
}

function noteMoves(a: Meaning, b: Meaning, moves: Moves): DifferenceNote[] {
  const notes: DifferenceNote[] = []
  const side = (inA: boolean): readonly [string, string] => (inA ? ['A', 'B'] : ['B', 'A'])
  if (moves.global) {
    const [inside, beside] = side(a.globalHoldsCaches)
    notes.push({
      id: 'global',
      text: t(
        '{inside} counts caches and metadata inside Global, {beside} beside it: Global, Cache and Metadata are compared as one.',
        { inside, beside },
      ),
    })
  }
  if (moves.jvm) {
    const [without, beside] = side(a.jvm === undefined)
    notes.push({
      id: 'jvm',
      text: t(
        '{beside} counts the JVM as tracked, in {without} it is a part of untracked: the JVM and untracked are compared as one.',
        { beside, without },
      ),
    })
  }
  if (moves.memtables) {
    const [beside, inside] = side(a.memtablesAdditive)
    notes.push({
      id: 'memtables',
      text: t('{inside} counts memtables inside Load, {beside} beside it: Load and memtables are compared as one.', {
        inside,
        beside,
      }),
    })
  }
  if (moves.jemalloc) {
    const [inside, beside] = side(a.jemallocMetadata === undefined)
    notes.push({
      id: 'jemalloc',
      text: t("{inside} counts the allocator's metadata inside its cache, {beside} beside it: the two are compared as one.", {
        inside,
        beside,
      }),
    })
  }
  if (a.asan !== b.asan) {
    const [asan] = side(a.asan)
    notes.push({
      id: 'asan',
      text: t("{asan} is a build with the address sanitizer: its sizes cannot be compared with the other's.", { asan }),
    })
  }
  return notes
}

function noteIdentity(identity: Identity): DifferenceNote[] {
  if (identity === 'same') return []
  const text =
    identity === 'restarted'
      ? t('The process was restarted between A and B: tasks and trackers are matched by their labels.')
      : t('A and B are different processes, or one before and after a restart: tasks and trackers are matched by their labels.')
  return [{ id: 'life', text }]
}

function noteTasks(tasks: TaskChanges | undefined): DifferenceNote[] {
  if (!tasks || (tasks.completeA && tasks.completeB)) return []
  const sides = [...(tasks.completeA ? [] : ['A']), ...(tasks.completeB ? [] : ['B'])]
  return [
    {
      id: 'tasks',
      text:
        sides.length > 1
          ? t('A and B list the largest tasks only: what is not listed may still have been there.')
          : t('{side} lists the largest tasks only: what is not listed may still have been there.', { side: sides[0]! }),
    },
  ]
}
