import { addIntegers, type Integer } from '../base/integer'
import { RowFinder, type Tree } from './computeTree'
import type { TreePath, TreeRow } from './treeRow'

/** What of a tree is seen: which rows are open, and which small ones are gathered into one. */
export interface TreeChoices {
  /** 'auto': the upper levels and short lists are open. */
  readonly base: 'auto' | 'open' | 'closed'
  /** Ids (rowIdOf, foldIdOf) whose expansion is not what `base` says. */
  readonly toggled: ReadonlySet<string>
  readonly fold: FoldChoice | undefined
  /** What siblings are ordered by, the largest first; left out: they stand as the source has them. */
  readonly order?: (row: number) => number
}

export interface FoldChoice {
  /** Parts below a hundredth of it are small. Bytes. */
  readonly rss: number
  /** A part that grew by this much is never folded. Bytes. */
  readonly growth: number
  /** The same tree at the start of the visible range, to see what grew; undefined: nothing is known to have grown. */
  readonly earlier: Tree | undefined
  /** How much a row changed, in place of `earlier`: changes of either sign keep a part from being folded. Bytes. */
  readonly changeOf?: (row: number) => number
}

/** Small parts of one row, gathered. */
export interface Fold {
  readonly parent: number
  readonly depth: number
  readonly rows: readonly number[]
  readonly sum: Integer
  readonly open: boolean
}

/** One line on the screen. */
export interface TreeLine {
  /** Index into tree.rows; of a fold, -1. */
  readonly row: number
  readonly fold: Fold | undefined
  readonly level: number
  readonly position: number
  readonly siblings: number
  /** undefined: nothing is below it. */
  readonly open: boolean | undefined
}

export interface TreeView {
  readonly length: number
  lineAt(index: number): TreeLine
  /** The line of a row; -1 if it is not seen. */
  lineOf(row: number): number
  /** The line of the fold of a row's children; -1 if there is none. */
  lineOfFold(parent: number): number
  /** The line that this one hangs from; -1 at the outermost level. */
  parentLine(index: number): number
}

const SMALL_SHARE = 0.01
/** Longer lists than this begin closed. */
const LONG_LIST = 20
const OPEN_DEPTH = 4

/** The id of the row that stands for the small children of a row (-1: the outermost). */
export function foldIdOf(path: TreePath): string {
  return JSON.stringify([...path, 'f'])
}

/** Which lines are seen, in order. Pure; costs time linear in the number of lines. */
export function computeTreeView(tree: Tree, choices: TreeChoices): TreeView {
  const turned = resolveToggled(tree, choices.toggled)
  return new ViewBuilder(tree, choices, turned).build()
}

interface Turned {
  readonly rows: ReadonlySet<number>
  /** By the row whose children are folded. */
  readonly folds: ReadonlySet<number>
}

/** Ids of rows that are gone or hidden are kept by whoever holds them, and mean nothing here. */
function resolveToggled(tree: Tree, toggled: ReadonlySet<string>): Turned {
  const rows = new Set<number>()
  const folds = new Set<number>()
  const finder = new RowFinder(tree)
  for (const path of parsePaths(toggled)) {
    const isFold = path.at(-1) === 'f'
    const row = finder.find(isFold ? path.slice(0, -1) : path)
    if (row >= 0) (isFold ? folds : rows).add(row)
  }
  return { rows, folds }
}

const parsed = new WeakMap<ReadonlySet<string>, readonly TreePath[]>()

function parsePaths(ids: ReadonlySet<string>): readonly TreePath[] {
  let paths = parsed.get(ids)
  if (!paths) {
    paths = [...ids].map(parseRowId).filter((path) => path !== undefined)
    parsed.set(ids, paths)
  }
  return paths
}

/** The place that an id stands for; undefined if it is none. */
export function parseRowId(id: string): TreePath | undefined {
  try {
    const path: unknown = JSON.parse(id)
    return Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number') ? path : undefined
  } catch {
    return undefined
  }
}

class ViewBuilder {
  private readonly tree: Tree
  private readonly choices: TreeChoices
  private readonly turned: Turned
  /** A row index, or -1 - n for the n-th fold. */
  private lines: Int32Array
  private levels: Uint16Array
  private positions: Int32Array
  private siblings: Int32Array
  private opens: Uint8Array
  private count = 0
  private readonly folds: Fold[] = []
  private readonly lineOfRow: Int32Array
  private readonly lineOfFold = new Map<number, number>()
  private readonly earlier: EarlierRows | undefined

  constructor(tree: Tree, choices: TreeChoices, turned: Turned) {
    this.tree = tree
    this.choices = choices
    this.turned = turned
    const earlier = choices.fold?.earlier
    this.earlier = earlier && new EarlierRows(tree, earlier)
    // Each row is one line at most, and each fold gathers at least two rows.
    const most = Math.ceil(tree.rows.length * 1.5) + 1
    this.lines = new Int32Array(most)
    this.levels = new Uint16Array(most)
    this.positions = new Int32Array(most)
    this.siblings = new Int32Array(most)
    this.opens = new Uint8Array(most)
    this.lineOfRow = new Int32Array(tree.rows.length).fill(-1)
  }

  build(): TreeView {
    this.addChildren(-1, 1)
    const { tree, lines, levels, positions, siblings, opens, folds, lineOfRow, lineOfFold } = this
    return {
      length: this.count,
      lineAt(index) {
        const code = lines[index]!
        const open = opens[index]!
        return {
          row: code < 0 ? -1 : code,
          fold: code < 0 ? folds[-1 - code] : undefined,
          level: levels[index]!,
          position: positions[index]!,
          siblings: siblings[index]!,
          open: open === NOTHING_BELOW ? undefined : open === OPEN,
        }
      },
      lineOf: (row) => lineOfRow[row] ?? -1,
      lineOfFold: (parent) => lineOfFold.get(parent) ?? -1,
      parentLine(index) {
        const code = lines[index]!
        const parent = code < 0 ? folds[-1 - code]!.parent : tree.rows[code]!.parent
        // A row that is shown below a fold hangs from it.
        const fold = lineOfFold.get(parent) ?? -1
        if (fold >= 0 && fold < index && levels[fold]! < levels[index]!) return fold
        return parent < 0 ? -1 : lineOfRow[parent]!
      },
    }
  }

  private addChildren(parent: number, level: number): void {
    const { rows } = this.tree
    const end = parent < 0 ? rows.length : rows[parent]!.end
    const children: number[] = []
    for (let child = parent + 1; child < end; child = rows[child]!.end) children.push(child)
    const { order } = this.choices
    // Sections stay where they are: one looks for them there.
    if (order && parent >= 0) children.sort((one, other) => order(other) - order(one) || one - other)
    const small = this.findSmall(parent, children)
    if (small.length === 0) {
      for (let place = 0; place < children.length; place++) this.addRow(children[place]!, level, place + 1, children.length)
      return
    }
    // The small ones stand where the parts end, before what is in no sum.
    const siblings = children.length - small.length + 1
    const lastPart = children.findLast((child) => rows[child]!.part)
    let place = 0
    let next = 0
    for (const child of children) {
      if (small[next] === child) next += 1
      else this.addRow(child, level, ++place, siblings)
      if (child === lastPart) this.addFold(parent, small, level, ++place, siblings)
    }
  }

  private addRow(row: number, level: number, position: number, siblings: number): void {
    const below = this.tree.rows[row]!.end > row + 1
    const open = below && this.isOpen(row)
    this.lineOfRow[row] = this.count
    this.push(row, level, position, siblings, !below ? NOTHING_BELOW : open ? OPEN : CLOSED)
    if (open) this.addChildren(row, level + 1)
  }

  private addFold(parent: number, small: readonly number[], level: number, position: number, siblings: number): void {
    const { rows } = this.tree
    const open = (this.choices.base === 'open') !== this.turned.folds.has(parent)
    let sum: Integer = 0
    for (const row of small) sum = addIntegers(sum, rows[row]!.value!)
    this.lineOfFold.set(parent, this.count)
    this.folds.push({ parent, depth: level - 1, rows: small, sum, open })
    this.push(-this.folds.length, level, position, siblings, open ? OPEN : CLOSED)
    if (open) small.forEach((row, index) => this.addRow(row, level + 1, index + 1, small.length))
  }

  private push(code: number, level: number, position: number, siblings: number, open: number): void {
    const at = this.count++
    this.lines[at] = code
    this.levels[at] = level
    this.positions[at] = position
    this.siblings[at] = siblings
    this.opens[at] = open
  }

  private isOpen(index: number): boolean {
    const { base } = this.choices
    const opens = base === 'auto' ? this.opensByItself(index) : base === 'open'
    return this.turned.rows.has(index) ? !opens : opens
  }

  private opensByItself(index: number): boolean {
    const { rows } = this.tree
    const row = rows[index]!
    // The root and MemoryProfile have rows of their own only when counters are shown as they are.
    if (row.depth >= (this.tree.mode === 'raw' ? OPEN_DEPTH + 2 : OPEN_DEPTH) || row.tracker) return false
    let children = 0
    for (let child = index + 1; child < row.end; child = rows[child]!.end) if (++children > LONG_LIST) return false
    return true
  }

  private findSmall(parent: number, children: readonly number[]): readonly number[] {
    const { rows } = this.tree
    const { fold } = this.choices
    // What the overview is made of is always seen.
    if (!fold || parent < 0 || children.length < 2 || rows[parent]!.name.endsWith('MemoryOverviewSnapshot')) return NOTHING
    const limit = fold.rss * SMALL_SHARE
    const small: number[] = []
    for (const child of children) {
      const row = rows[child]!
      if (!row.part || row.value === undefined) continue
      const value = Number(row.value)
      if (Math.abs(value) >= limit) continue
      if (fold.changeOf && fold.changeOf(child) >= fold.growth) continue
      // Only what was negative can have grown by more than it is; in long lists, of trackers, that is not looked for.
      if (this.earlier && (value >= fold.growth || children.length <= LONG_LIST)) {
        const before = this.earlier.find(child)
        const start = before < 0 ? 0 : fold.earlier!.rows[before]!.value
        if (value - Number(start ?? value) >= fold.growth) continue
      }
      small.push(child)
    }
    return small.length > 1 ? small : NOTHING
  }
}

const NOTHING: readonly number[] = []
const NOTHING_BELOW = 0
const CLOSED = 1
const OPEN = 2

/** How many siblings may have gone between two that stayed, before it is cheaper to look up names. */
const LOOK_AHEAD = 4

/** Finds the rows of a tree in the tree of an earlier sample, where they mostly stand at the same places. */
class EarlierRows {
  private readonly tree: Tree
  private readonly earlier: Tree
  /** By row; -2: not looked for yet, -1: not there. */
  private readonly found: Int32Array
  private readonly byKey = new Map<number, Map<string, number>>()
  /** Where the next child of a row would stand in the earlier tree if nothing came or went. */
  private readonly next = new Map<number, number>()

  constructor(tree: Tree, earlier: Tree) {
    this.tree = tree
    this.earlier = earlier
    this.found = new Int32Array(tree.rows.length).fill(-2)
  }

  /** The row's index in the earlier tree; -1: it was not there. */
  find(row: number): number {
    let found = this.found[row]!
    if (found === -2) {
      const { parent } = this.tree.rows[row]!
      const above = parent < 0 ? -1 : this.find(parent)
      found = parent >= 0 && above < 0 ? -1 : this.findBelow(above, row)
      this.found[row] = found
    }
    return found
  }

  private findBelow(above: number, row: number): number {
    const { rows } = this.earlier
    const end = above < 0 ? rows.length : rows[above]!.end
    let found = -1
    let guess = this.next.get(above) ?? above + 1
    for (let tries = 0; tries < LOOK_AHEAD && found < 0 && guess < end; tries++) {
      if (sameStep(this.tree.rows[row]!, rows[guess]!)) found = guess
      else guess = rows[guess]!.end
    }
    if (found < 0) {
      let byKey = this.byKey.get(above)
      if (!byKey) {
        byKey = new Map()
        for (let child = above + 1; child < end; child = rows[child]!.end) byKey.set(keyOf(rows[child]!), child)
        this.byKey.set(above, byKey)
      }
      found = byKey.get(keyOf(this.tree.rows[row]!)) ?? -1
    }
    if (found >= 0) this.next.set(above, rows[found]!.end)
    return found
  }
}

function sameStep(a: TreeRow, b: TreeRow): boolean {
  return a.name === b.name && a.kind === b.kind && a.ordinal === b.ordinal && (a.via === b.via || a.via.join() === b.via.join())
}

function keyOf(row: TreeRow): string {
  return row.via.length === 0 && row.ordinal === 0 ? row.step : JSON.stringify([row.via, row.step, row.ordinal])
}
