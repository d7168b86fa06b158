import type { FigureName } from '../profile/meaning'
import type { Figure } from '../profile/snapshot'
import { compareReported, type Change } from './change'
import type { Difference, FigureChange } from './computeDifference'
import type { Tree } from './computeTree'
import type { TreeRow } from './treeRow'

/**
 * What became of a row from A to B. 'joined': its meaning moved between the versions, so that its change is that of several figures
 * together. 'new': A is complete and has no such row. 'unknown': A does not have it, and A need not have everything.
 */
export interface RowChange extends Change {
  readonly kind: 'both' | 'joined' | 'new' | 'unknown'
  /** The row of A's tree; -1: there is none. */
  readonly rowA: number
  /** Of a joined row the figures that are compared as one; the first is the one to show it at. */
  readonly joined: readonly FigureName[]
}

export interface TreeDifference {
  /** What became of a row of B's tree. */
  changeOf(rowB: number): RowChange
  /** Rows of A's tree that B has not; of such a row, what is below it is not listed again. */
  readonly gone: readonly number[]
}

/**
 * Matches the rows of two trees by their paths with normalised names: trackers by uid within one life of a process, else by what their
 * labels say; names that other versions write otherwise, as one. Both trees of the same mode. Pure; linear in the number of rows.
 */
export function computeTreeDifference(a: Tree, b: Tree, difference: Difference): TreeDifference {
  const byUid = difference.identity === 'same'
  const global = difference.figures.get('global')
  const joinSections = global !== undefined && global.names.length > 1
  const keys = new KeyMaker(byUid, joinSections)
  const [keysA, keysB] = keys.make(a, b)
  const rowOfKey = new Map<number, number>()
  for (let row = 0; row < keysA.length; row++) if (!rowOfKey.has(keysA[row]!)) rowOfKey.set(keysA[row]!, row)
  const matched = new Uint8Array(a.rows.length)
  const matches = Int32Array.from(keysB, (key) => {
    const row = rowOfKey.get(key) ?? -1
    if (row >= 0) matched[row] = 1
    return row
  })
  const gone: number[] = []
  for (let row = 0; row < matched.length; row++) {
    if (matched[row] === 1) continue
    gone.push(row)
    row = a.rows[row]!.end - 1
  }
  return {
    gone,
    changeOf: (rowB) => {
      const row = b.rows[rowB]!
      const rowA = matches[rowB]!
      const joined = joinSections && JOINED_SECTIONS.has(sectionName(row.name)) ? global : joinedFigure(b, rowB, difference)
      if (joined) return { ...pickChange(joined), kind: 'joined', rowA, joined: joined.names }
      if (rowA >= 0) return { ...compareRows(a.rows[rowA]!, row), kind: 'both', rowA, joined: NONE }
      // Of trackers, a list that has all of them says of the others that there are none.
      const isNew = row.tracker && isComplete(b, rowB, difference)
      const figure = figureOf(row)
      if (isNew) return { ...compareReported(NOTHING, figure), a: undefined, kind: 'new', rowA, joined: NONE }
      return { a: undefined, b: figure, difference: undefined, shown: undefined, kind: 'unknown', rowA, joined: NONE }
    },
  }
}

const NONE: readonly FigureName[] = Object.freeze([])
const NOTHING: Figure = Object.freeze({ value: 0, error: 0 })

function pickChange({ a, b, difference, shown }: FigureChange): Change {
  return { a, b, difference, shown }
}

function compareRows(before: TreeRow, row: TreeRow): Change {
  const [a, b] = [figureOf(before), figureOf(row)]
  if (before.unit === row.unit || (a?.value === 0 && b !== undefined) || b?.value === 0) return compareReported(a, b)
  return { a, b, difference: undefined, shown: undefined }
}

/** Doubles have no exact difference, and their infinities none at all. */
function figureOf(row: TreeRow): Figure | undefined {
  const { value } = row
  if (value === undefined || (typeof value === 'number' && !Number.isSafeInteger(value))) return undefined
  return { value, error: row.error }
}

function isComplete(tree: Tree, index: number, { tasks }: Difference): boolean {
  const section = sectionOf(tree, index)
  if (section === 'TopMemoryTasksSnapshot') return false
  return section !== 'AllTasksMemorySnapshot' || (tasks?.completeA ?? false)
}

function sectionOf(tree: Tree, index: number): string {
  let row = index
  for (let parent = tree.rows[row]!.parent; parent >= 0; parent = tree.rows[row]!.parent) {
    const name = sectionName(tree.rows[row]!.name)
    if (SECTIONS.has(name)) return name
    row = parent
  }
  return sectionName(tree.rows[row]!.name)
}

const SECTIONS: ReadonlySet<string> = new Set([
  'MemoryOverviewSnapshot',
  'GlobalMemorySnapshot',
  'MetadataMemorySnapshot',
  'CacheMemorySnapshot',
  'TopMemoryTasksSnapshot',
  'AllTasksMemorySnapshot',
])

function sectionName(name: string): string {
  return name.startsWith('[ASAN]') ? name.slice(6) : name
}

/** Which figure a row of the overview says, where such a figure may be compared with others as one. */
const FIGURE_OF_STEP: ReadonlyMap<string, FigureName> = new Map<string, FigureName>([
  ['nUntrackedMemory', 'untracked'],
  ['nTrackedMemory', 'tracked'],
  ['nTasksMemory', 'tasks'],
  ['nMemtableMemory', 'memtables'],
  ['cAllMemTablesMemory', 'memtables'],
  ['nGlobalMemory', 'global'],
  ['nMetadataMemory', 'metadata'],
  ['nCacheMemory', 'cache'],
  ['nJvmMemory', 'jvm'],
  ['cLoad', 'load'],
  ['cCache', 'jemallocCache'],
  ['cMetadata', 'jemallocMetadata'],
])

function joinedFigure(tree: Tree, index: number, { figures }: Difference): FigureChange | undefined {
  const name = FIGURE_OF_STEP.get(tree.rows[index]!.step)
  const change = name && figures.get(name)
  if (!change || (change.names.length < 2 && change.without.length === 0)) return undefined
  return sectionOf(tree, index) === 'MemoryOverviewSnapshot' ? change : undefined
}

/** Gives the rows of two trees numbers, the same for rows that are to be compared. */
class KeyMaker {
  private readonly byUid: boolean
  private readonly joinSections: boolean
  private readonly numbers = new Map<string, number>()

  constructor(byUid: boolean, joinSections: boolean) {
    this.byUid = byUid
    this.joinSections = joinSections
  }

  make(a: Tree, b: Tree): readonly [Int32Array, Int32Array] {
    const [stepsA, stepsB] = [this.stepsOf(a), this.stepsOf(b)]
    const [countsA, countsB] = [this.countTrackers(a, stepsA), this.countTrackers(b, stepsB)]
    const isAmbiguous = (key: string): boolean => (countsA.get(key) ?? 0) > 1 || (countsB.get(key) ?? 0) > 1
    return [this.keysOf(a, stepsA, 'a', isAmbiguous), this.keysOf(b, stepsB, 'b', isAmbiguous)]
  }

  private keysOf(tree: Tree, steps: readonly string[], side: string, isAmbiguous: (key: string) => boolean): Int32Array {
    const keys = new Int32Array(tree.rows.length)
    tree.rows.forEach((row, index) => {
      const parent = row.parent < 0 ? -1 : keys[row.parent]!
      let key = `${parent}/${steps[index]!}`
      if (row.tracker) {
        // Several of one name in another process: which is which cannot be known.
        if (isAmbiguous(this.trackerKey(tree, row, steps[index]!))) key += ` ${side}${index}`
      } else if (row.ordinal > 0) key += `/${row.ordinal}`
      keys[index] = this.numberOf(key)
    })
    return keys
  }

  private numberOf(key: string): number {
    let number = this.numbers.get(key)
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size))
    return number
  }

  private stepsOf(tree: Tree): string[] {
    return tree.rows.map((row) => {
      const step = row.tracker ? this.trackerStep(row.name) : this.nodeStep(row)
      return row.via.length === 0 ? step : `${row.via.map((one) => sectionName(String(one))).join('/')}/${step}`
    })
  }

  private nodeStep(row: TreeRow): string {
    const name = sectionName(row.name)
    if (this.joinSections && JOINED_SECTIONS.has(name)) return 'nGlobalMemorySnapshot'
    return `${row.kind}${name}`
  }

  private trackerStep(name: string): string {
    const at = name.lastIndexOf('@id=')
    if (at < 0) return `t${name}`
    if (this.byUid) return `u${name.slice(at)}`
    const label = name.slice(0, name.lastIndexOf('@', at - 1))
    return `t${normaliseLabel(label)}`
  }

  private countTrackers(tree: Tree, steps: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>()
    tree.rows.forEach((row, index) => {
      if (!row.tracker) return
      const key = this.trackerKey(tree, row, steps[index]!)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    })
    return counts
  }

  /** Namesakes are counted within the list that they stand in. */
  private trackerKey(tree: Tree, row: TreeRow, step: string): string {
    return `${row.parent < 0 ? '' : sectionName(tree.rows[row.parent]!.name)}/${step}`
  }
}

const JOINED_SECTIONS: ReadonlySet<string> = new Set(['GlobalMemorySnapshot', 'MetadataMemorySnapshot', 'CacheMemorySnapshot'])

/** What other versions write otherwise (doris-formats.md, section 5). */
function normaliseLabel(label: string): string {
  const bare = label.replace(/(?:\((?:experimental|AllocByAllocator)\)){1,2}$/, '')
  return bare === 'QUERY_CACHE' ? 'QueryCache' : bare
}
