import { addIntegers, subtractIntegers, type Integer } from '../base/integer'
import { NO_COUNTERS, type Counter, type ExtraFields } from '../profile/counter'
import { findMemorySections } from '../profile/memorySections'
import type { ProfileNode } from '../profile/node'
import type { Unit } from '../profile/unit'

// The profile of one snapshot as flat rows in the order in which they stand below each other. All rows are made at once; which of them
// are seen is a second question (computeTreeView), so that opening and closing costs no new rows.

/** 'merged': a node and its main counter, a counter and its peak are one row. 'raw': every node and counter as the source has it. */
export type TreeMode = 'merged' | 'raw'

export type TreeRowKind = 'node' | 'counter' | 'info' | 'event' | 'time' | 'field' | 'residual'

/** Why a figure is no part of its parent's sum. */
export type Overlap = 'reserved' | 'memtables' | 'virtual' | 'top'

/** How a place is written: the kind and name of each step, followed by its ordinal where siblings of one name came before it. */
export type TreePath = readonly (string | number)[]

export interface TreeRow {
  readonly kind: TreeRowKind
  /** As the source has it. */
  readonly name: string
  /** 0 for the outermost rows that are shown. */
  readonly depth: number
  /** Index of the row above it in the tree; -1: none. */
  readonly parent: number
  /** Index of the first row after everything below it. */
  readonly end: number
  /** The last step of its path. */
  readonly step: string
  /** How many siblings of this kind and name came before it. */
  readonly ordinal: number
  /** Steps between the parent row and this one that have no row of their own. */
  readonly via: TreePath
  readonly node: ProfileNode | undefined
  /** The counter whose value is shown. */
  readonly counter: Counter | undefined
  /** The counter of its own in which the source says the peak. */
  readonly peakCounter: Counter | undefined
  readonly unit: Unit | undefined
  /** undefined: the source says no value for this row. */
  readonly value: Integer | undefined
  /** Half a step of rounding; 0 = exact. */
  readonly error: number
  /** 'sum': added up by us from the rows below. 'difference': what the parts below leave of the whole. */
  readonly origin: 'reported' | 'sum' | 'difference' | undefined
  /** undefined: not reported. null: reported as none (-1). */
  readonly peak: Integer | null | undefined
  readonly peakError: number
  /** True: the source prints a peak here that is only the current value (P1 makes its overview anew at each look). */
  readonly peakIsCurrent: boolean
  /** Info strings, and unknown fields as JSON. */
  readonly text: string | undefined
  /** Its value is a part of the parent's value, and all parts together should be the whole. */
  readonly part: boolean
  readonly overlap: Overlap | undefined
  /** False for sizes that are not resident memory (address space, limits): a share of RSS would say nothing. */
  readonly resident: boolean
  /** Stands for one tracker, `label@type@id=uid`. */
  readonly tracker: boolean
}

export interface Tree {
  readonly mode: TreeMode
  readonly rows: readonly TreeRow[]
}

/** The rows of a profile. Pure; costs time linear in the size of the profile. */
export function computeTree(root: ProfileNode, mode: TreeMode): Tree {
  return new TreeBuilder(root, mode).build()
}

/** The place of a row: the same for the same node or counter in every snapshot and in both modes. */
export function pathOf(tree: Tree, index: number): TreePath {
  const row = tree.rows[index]!
  const last: TreePath = row.ordinal > 0 ? [row.step, row.ordinal] : [row.step]
  return [...(row.parent < 0 ? [] : pathOf(tree, row.parent)), ...row.via, ...last]
}

/** The place of a row as text: a key for React and for what the user opened and closed. */
export function rowIdOf(tree: Tree, index: number): string {
  return JSON.stringify(pathOf(tree, index))
}

/** Finds rows by their place; what it has learned of long lists serves the next place. */
export class RowFinder {
  private readonly tree: Tree
  private readonly byStep = new Map<number, Map<string, number[]>>()

  constructor(tree: Tree) {
    this.tree = tree
  }

  /** The row at a place; -1 if this tree has none there. */
  find(path: TreePath): number {
    let parent = -1
    let done = 0
    while (done < path.length) {
      const next = this.findBelow(parent, path, done)
      if (next < 0) return -1
      const row = this.tree.rows[next]!
      done += row.via.length + (row.ordinal > 0 ? 2 : 1)
      parent = next
    }
    return parent
  }

  private findBelow(parent: number, path: TreePath, from: number): number {
    for (let at = from; at < path.length; at++) {
      for (const child of this.childrenNamed(parent, path[at]!)) {
        const row = this.tree.rows[child]!
        if (from + row.via.length !== at || row.via.some((step, offset) => path[from + offset] !== step)) continue
        const ordinal = path[at + 1]
        if ((typeof ordinal === 'number' ? ordinal : 0) === row.ordinal) return child
      }
    }
    return -1
  }

  private childrenNamed(parent: number, step: string | number): readonly number[] {
    if (typeof step === 'number') return NO_ROWS
    let byStep = this.byStep.get(parent)
    if (!byStep) {
      byStep = new Map()
      for (const child of childrenOf(this.tree, parent)) {
        const key = this.tree.rows[child]!.step
        const same = byStep.get(key)
        if (same) same.push(child)
        else byStep.set(key, [child])
      }
      this.byStep.set(parent, byStep)
    }
    return byStep.get(step) ?? NO_ROWS
  }
}

const NO_ROWS: readonly number[] = Object.freeze([])

/** The counter that says how large a node is: `Memory` (P2+), `CurrentUsage` (P1), or one with the node's own name (P3 memtables). */
export function mainCounterOf(node: ProfileNode): Counter | undefined {
  return findBytes(node, 'Memory') ?? findBytes(node, 'CurrentUsage') ?? findBytes(node, node.name)
}

/** Rows directly below a row, or the outermost ones for -1. */
export function* childrenOf(tree: Tree, parent: number): Generator<number> {
  const end = parent < 0 ? tree.rows.length : tree.rows[parent]!.end
  for (let child = parent + 1; child < end; child = tree.rows[child]!.end) yield child
}

// "0" is printed without a unit, so a zero read from text may carry any.
function findBytes(node: ProfileNode, name: string): Counter | undefined {
  return node.counters.find((counter) => counter.name === name && countsBytes(counter))
}

function countsBytes(counter: Counter): boolean {
  return counter.unit === 'BYTES' || counter.value === 0
}

/**
 * What is known of the place where a row stands (doris-formats.md, section 4). 'amount': a node that only says how large it is.
 * 'parts': the counters in it add up to the parent's value. 'other': nothing is known.
 */
type Zone =
  | 'other'
  | 'overview'
  | 'tracked'
  | 'tasks'
  | 'jemalloc'
  | 'jvm'
  | 'amount'
  | 'parts'
  | 'section'
  | 'top'
  | 'group'
  | 'tracker'

const PARTS_OF_RSS: ReadonlySet<string> = new Set(['UntrackedMemory', 'TrackedMemory'])
const PARTS_OF_TRACKED: ReadonlyMap<string, Zone> = new Map<string, Zone>([
  ['TasksMemory', 'tasks'],
  ['MemtableMemory', 'amount'],
  ['GlobalMemory', 'amount'],
  ['JvmMemory', 'jvm'],
  ['MetadataMemory', 'amount'],
  ['CacheMemory', 'amount'],
  ['JemallocMemory', 'jemalloc'],
])
/** Counters of the two `Details` nodes and of JvmMemory; a name that is in no list is shown, but added to nothing. */
const PART_COUNTERS: ReadonlySet<string> = new Set([
  'Compaction',
  'Load',
  'Other',
  'Query',
  'SchemaChange',
  'Cache',
  'Metadata',
  'HeapMemory',
  'NonHeapMemory',
])
const RSS = 'PhysicalMemory(VmRSS)'
const VIRTUAL = 'VirtualMemory(VmSize)'
/** In P1's overview these are peaks of their own; every other "…Peak" there repeats the current value. */
const TRUE_PEAKS_OF_P1: ReadonlySet<string> = new Set([RSS, VIRTUAL, 'AllMemTablesMemory'])
const PEAK_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['CurrentUsage', ['PeakUsage']],
  [RSS, ['PhysicalMemoryPeak']],
  [VIRTUAL, ['VirtualMemoryPeak']],
  ['ReservedMemory', ['ReservedPeakMemory']],
])
const OVERVIEW_ZONES: ReadonlySet<Zone> = new Set(['overview', 'tracked', 'tasks', 'jemalloc', 'jvm', 'amount', 'parts'])
const NO_STEPS: TreePath = Object.freeze([])

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Place = { readonly parent: number; readonly depth: number; readonly via: TreePath; readonly zone: Zone }

class TreeBuilder {
  private readonly rows: Writable<TreeRow>[] = []
  private readonly root: ProfileNode
  private readonly mode: TreeMode
  private readonly sections = new Map<ProfileNode, Zone>()
  private readonly isP1: boolean

  constructor(root: ProfileNode, mode: TreeMode) {
    this.root = root
    this.mode = mode
    const { overview, global, metadata, cache, topTasks, allTasks } = findMemorySections(root)
    if (overview) this.sections.set(overview, 'overview')
    for (const section of [global, metadata, cache, allTasks]) if (section) this.sections.set(section, 'section')
    if (topTasks) this.sections.set(topTasks, 'top')
    this.isP1 =
      overview !== undefined &&
      (overview.counters.some((counter) => counter.name === 'PhysicalMemoryPeak') ||
        overview.children.some((child) => child.counters.some((counter) => counter.name === 'CurrentUsage')))
  }

  build(): Tree {
    const top: Place = { parent: -1, depth: 0, via: NO_STEPS, zone: 'other' }
    // Doris never prints the root, and a wrapper without content says nothing: their children stand at the left edge.
    if (this.mode === 'raw' || !isWrapper(this.root) || this.sections.has(this.root)) this.addNode(this.root, top, 0)
    else this.addChildren(this.root, { ...top, via: [stepOf('n', this.root.name)] })
    return { mode: this.mode, rows: this.rows }
  }

  private addChildren(node: ProfileNode, place: Place): void {
    const seen = new Ordinals(node.children.length)
    for (const child of node.children) {
      const ordinal = seen.next(child.name)
      if (this.mode === 'merged' && this.isFlattened(child, place.zone)) {
        this.addFlattened(child, { ...place, via: [...place.via, stepOf('n', child.name), ...(ordinal > 0 ? [ordinal] : [])] })
      } else this.addNode(child, place, ordinal)
    }
  }

  /** MemoryProfile holds nothing but the sections, `Details` nothing but the parts of the node that it stands in. */
  private isFlattened(node: ProfileNode, zone: Zone): boolean {
    if (zone === 'other') return node.name === 'MemoryProfile' && isWrapper(node) && this.sections.size > 0
    return (zone === 'tasks' || zone === 'jemalloc') && node.name === 'Details'
  }

  private addFlattened(node: ProfileNode, place: Place): void {
    const zone: Zone = place.zone === 'other' ? 'other' : 'parts'
    this.addTexts(node, place)
    this.addCounters(node.counters, { ...place, zone })
    this.addChildren(node, { ...place, zone })
  }

  private addNode(node: ProfileNode, place: Place, ordinal: number): void {
    const zone = this.zoneOf(node, place.zone)
    const merged = this.mode === 'merged'
    const main = merged ? mainCounterOf(node) : undefined
    const peakCounter = main && findPeakCounter(main, node.counters)
    const index = this.push(place, 'node', node.name, ordinal)
    const row = this.rows[index]!
    row.node = node
    row.tracker = zone === 'tracker'
    row.part = merged && this.isPart(node, place.zone, zone)
    if (zone === 'top') row.overlap = 'top'
    if (main) this.setValue(row, main, peakCounter, zone)

    const below: Place = { parent: index, depth: place.depth + 1, via: NO_STEPS, zone }
    this.addTexts(node, below)
    this.addCounters(node.counters, below, main, peakCounter)
    this.addChildren(node, below)
    if (merged) {
      if (main) this.addResidual(row, index, below)
      else this.addUpParts(row, index, below)
      // What is nested under the main counter is about the node: below the parts, since it is never one of them.
      if (main && main.counters.length > 0) {
        this.addCounters(main.counters, { ...below, via: [stepOf('c', main.name)] }, undefined, peakCounter)
      }
    }
    row.end = this.rows.length
  }

  private zoneOf(node: ProfileNode, around: Zone): Zone {
    const section = this.sections.get(node)
    if (section) return section
    switch (around) {
      case 'overview':
        return node.name === 'TrackedMemory' ? 'tracked' : 'amount'
      case 'tracked':
        return PARTS_OF_TRACKED.get(node.name) ?? 'amount'
      case 'section':
        return isTrackerName(node.name) ? 'tracker' : 'group'
      case 'group':
      case 'top':
        return 'tracker'
      case 'other':
      case 'tasks':
      case 'jemalloc':
      case 'jvm':
      case 'amount':
      case 'parts':
      case 'tracker':
        return isTrackerName(node.name) ? 'tracker' : 'other'
    }
  }

  private isPart(node: ProfileNode, around: Zone, zone: Zone): boolean {
    if (around === 'overview') return PARTS_OF_RSS.has(node.name)
    if (around === 'tracked') return PARTS_OF_TRACKED.has(node.name)
    return (around === 'section' || around === 'group' || around === 'top') && (zone === 'tracker' || zone === 'group')
  }

  private addTexts(node: ProfileNode, place: Place): void {
    node.info.forEach(([key, value], index) => {
      this.rows[
        this.push(
          place,
          'info',
          key,
          earlier(node.info, index, (entry) => entry[0]),
        )
      ]!.text = value
    })
    if (node.totalTimeNs !== 0) {
      const row = this.rows[this.push(place, 'time', 'total time', 0)]!
      row.value = node.totalTimeNs
      row.unit = 'TIME_NS'
      row.origin = 'reported'
      row.text = `own share ${node.localTimePercent.toFixed(2)} %`
    }
    node.events.forEach((sequence, index) => {
      const at = this.push(
        place,
        'event',
        sequence.name,
        earlier(node.events, index, (other) => other.name),
      )
      this.setTime(this.rows[at]!, sequence.elapsedNs)
      const below: Place = { parent: at, depth: place.depth + 1, via: NO_STEPS, zone: 'other' }
      sequence.points.forEach(([label, sinceStartNs], point) => {
        this.setTime(
          this.rows[
            this.push(
              below,
              'event',
              label,
              earlier(sequence.points, point, (other) => other[0]),
            )
          ]!,
          sinceStartNs,
        )
      })
      this.rows[at]!.end = this.rows.length
    })
    this.addFields(node.extra, place)
  }

  private setTime(row: Writable<TreeRow>, ns: Integer): void {
    row.value = ns
    row.unit = 'TIME_NS'
    row.origin = 'reported'
  }

  private addFields(extra: ExtraFields | undefined, place: Place): void {
    if (!extra) return
    for (const [name, value] of extra) this.rows[this.push(place, 'field', name, 0)]!.text = JSON.stringify(value) ?? 'undefined'
  }

  private addCounters(counters: readonly Counter[], place: Place, main?: Counter, mainPeak?: Counter): void {
    if (counters.length === 0) return
    const merged = this.mode === 'merged'
    const peaks = merged ? pairPeaks(counters, main, mainPeak) : NO_PAIRS
    const seen = new Ordinals(counters.length)
    for (const counter of counters) {
      const ordinal = seen.next(counter.name)
      if (counter === main || counter === mainPeak || peaks.consumed.has(counter)) {
        // Its value stands in another row; a field that we do not know would stand nowhere.
        this.addFields(counter.extra, place)
        continue
      }
      this.addCounter(counter, place, ordinal, peaks.peakOf.get(counter))
    }
  }

  private addCounter(counter: Counter, place: Place, ordinal: number, peakCounter: Counter | undefined): void {
    const { zone } = place
    const index = this.push(place, 'counter', counter.name, ordinal)
    const row = this.rows[index]!
    this.setValue(row, counter, peakCounter, zone)
    const bytes = row.unit === 'BYTES'
    if (OVERVIEW_ZONES.has(zone) || zone === 'tracker') {
      if (counter.name === VIRTUAL || counter.name === 'VirtualMemoryPeak') row.overlap = 'virtual'
      else if (counter.name.startsWith('Reserved')) row.overlap = 'reserved'
      else if (counter.name.startsWith('AllMemTablesMemory')) row.overlap = 'memtables'
      row.part = this.mode === 'merged' && bytes && (zone === 'parts' || zone === 'jvm') && PART_COUNTERS.has(counter.name)
    }
    row.resident = bytes && row.overlap !== 'virtual' && counter.name !== 'Limit'
    const below: Place = { parent: index, depth: place.depth + 1, via: NO_STEPS, zone: zone === 'parts' ? 'amount' : zone }
    this.addFields(counter.extra, below)
    this.addCounters(counter.counters, below, undefined, peakCounter)
    row.end = this.rows.length
  }

  private setValue(row: Writable<TreeRow>, counter: Counter, peakCounter: Counter | undefined, zone: Zone): void {
    row.counter = counter
    row.peakCounter = peakCounter
    // A named memory counter that reads "0" counts bytes, whatever the text made of it.
    row.unit = row.kind === 'node' ? 'BYTES' : counter.unit
    row.value = counter.value
    row.error = counter.error ?? 0
    row.origin = 'reported'
    row.resident = row.unit === 'BYTES'
    const peak = peakCounter ? (peakCounter.peak ?? peakCounter.value) : counter.peak
    const peakError = peakCounter
      ? peakCounter.peak === undefined
        ? peakCounter.error
        : peakCounter.peakError
      : counter.peakError
    if (peakCounter && this.repeatsCurrent(counter, peak, zone)) row.peakIsCurrent = true
    else {
      row.peak = peak === -1 && row.unit === 'BYTES' ? null : peak
      row.peakError = peakError ?? 0
    }
  }

  private repeatsCurrent(counter: Counter, peak: Integer | undefined, zone: Zone): boolean {
    if (!this.isP1 || !OVERVIEW_ZONES.has(zone) || TRUE_PEAKS_OF_P1.has(counter.name)) return false
    return peak === counter.value || (peak === 0 && counter.value < 0)
  }

  /** Where the whole and its parts are both reported, what is left between them gets a row of its own. */
  private addResidual(row: TreeRow, index: number, below: Place): void {
    if (below.zone === 'tracked' || below.zone === 'tasks' || below.zone === 'jemalloc') {
      this.addDifference(index, below, row.value!, row.error, 1)
    }
  }

  /** A node that does not say how large it is: the sum of what stands in it. */
  private addUpParts(row: Writable<TreeRow>, index: number, below: Place): void {
    switch (below.zone) {
      case 'overview': {
        const rss = this.rows.find((candidate) => candidate.parent === index && candidate.name === RSS)
        // With one of the two missing, the other's absence would be called "not attributed".
        if (rss?.value !== undefined) this.addDifference(index, below, rss.value, rss.error, PARTS_OF_RSS.size)
        break
      }
      case 'section':
      case 'group':
      case 'top':
      case 'jvm': {
        const sum = this.sumParts(index)
        if (below.zone === 'jvm' && sum.count === 0) break
        row.value = sum.value
        row.error = sum.error
        row.unit = 'BYTES'
        row.origin = 'sum'
        row.resident = true
        break
      }
      case 'other':
      case 'tracked':
      case 'tasks':
      case 'jemalloc':
      case 'amount':
      case 'parts':
      case 'tracker':
        break
    }
  }

  private addDifference(index: number, below: Place, whole: Integer, error: number, atLeast: number): void {
    const sum = this.sumParts(index)
    if (sum.count < atLeast) return
    const difference = subtractIntegers(whole, sum.value)
    const tolerance = error + sum.error
    if (Math.abs(Number(difference)) <= tolerance) return
    const row = this.rows[this.push(below, 'residual', 'not attributed', 0)]!
    row.value = difference
    row.error = tolerance
    row.unit = 'BYTES'
    row.origin = 'difference'
    row.resident = true
  }

  private sumParts(index: number): { readonly value: Integer; readonly error: number; readonly count: number } {
    let value: Integer = 0
    let error = 0
    let count = 0
    for (let child = index + 1; child < this.rows.length; child = this.rows[child]!.end) {
      const row = this.rows[child]!
      if (!row.part || row.value === undefined) continue
      value = addIntegers(value, row.value)
      error += row.error
      count += 1
    }
    return { value, error, count }
  }

  private push(place: Place, kind: TreeRowKind, name: string, ordinal: number): number {
    const index = this.rows.length
    this.rows.push({
      kind,
      name,
      depth: place.depth,
      parent: place.parent,
      end: index + 1,
      step: stepOf(STEP_LETTERS[kind], name),
      ordinal,
      via: place.via,
      node: undefined,
      counter: undefined,
      peakCounter: undefined,
      unit: undefined,
      value: undefined,
      error: 0,
      origin: undefined,
      peak: undefined,
      peakError: 0,
      peakIsCurrent: false,
      text: undefined,
      part: false,
      overlap: undefined,
      resident: false,
      tracker: false,
    })
    return index
  }
}

const STEP_LETTERS: Readonly<Record<TreeRowKind, string>> = {
  node: 'n',
  counter: 'c',
  info: 'i',
  event: 'e',
  time: 't',
  field: 'x',
  residual: 'r',
}

function stepOf(letter: string, name: string): string {
  return letter + name
}

function isWrapper(node: ProfileNode): boolean {
  return (
    node.children.length > 0 &&
    node.counters.length === 0 &&
    node.info.length === 0 &&
    node.events.length === 0 &&
    node.totalTimeNs === 0 &&
    node.extra === undefined
  )
}

function isTrackerName(name: string): boolean {
  return name.includes('@id=')
}

function earlier<T>(list: readonly T[], index: number, nameOf: (entry: T) => string): number {
  const name = nameOf(list[index]!)
  let count = 0
  for (let other = 0; other < index; other++) if (nameOf(list[other]!) === name) count += 1
  return count
}

/** Counts siblings of one name. */
class Ordinals {
  private readonly counts: Map<string, number> | undefined
  constructor(siblings: number) {
    this.counts = siblings > 1 ? new Map() : undefined
  }

  next(name: string): number {
    if (!this.counts) return 0
    const count = this.counts.get(name) ?? 0
    this.counts.set(name, count + 1)
    return count
  }
}

interface PeakPairs {
  readonly peakOf: ReadonlyMap<Counter, Counter>
  readonly consumed: ReadonlySet<Counter>
}

const NO_PAIRS: PeakPairs = { peakOf: new Map(), consumed: new Set() }

/** Which counters only say the peak of another one in the list, or of the one that they are nested under. */
function pairPeaks(counters: readonly Counter[], main: Counter | undefined, mainPeak: Counter | undefined): PeakPairs {
  if (counters.length === 0) return NO_PAIRS
  const byName = new Map<string, Counter>()
  for (const counter of counters) if (!byName.has(counter.name)) byName.set(counter.name, counter)
  const peakOf = new Map<Counter, Counter>()
  const consumed = new Set<Counter>()
  for (const counter of byName.values()) {
    if (counter === main || counter === mainPeak || consumed.has(counter)) continue
    const beside = findPeak(counter, (name) => byName.get(name))
    if (beside && beside !== main && beside !== mainPeak && !peakOf.has(beside)) {
      peakOf.set(counter, beside)
      consumed.add(beside)
    } else {
      const nested = findPeak(counter, (name) => counter.counters.find((other) => other.name === name))
      if (nested) peakOf.set(counter, nested)
    }
  }
  return { peakOf, consumed }
}

function findPeakCounter(counter: Counter, siblings: readonly Counter[]): Counter | undefined {
  return (
    findPeak(counter, (name) => siblings.find((other) => other.name === name)) ??
    findPeak(counter, (name) => counter.counters.find((other) => other.name === name))
  )
}

function findPeak(counter: Counter, byName: (name: string) => Counter | undefined): Counter | undefined {
  if (counter.peak !== undefined || !countsBytes(counter)) return undefined
  for (const name of [`${counter.name}Peak`, ...(PEAK_NAMES.get(counter.name) ?? [])]) {
    const peak = byName(name)
    if (peak && peak !== counter && countsBytes(peak) && peak.counters.length === 0) return peak
  }
  return undefined
}

/** For tests and for whoever wants to be sure: every counter below a node, nested ones too. */
export function* countersBelow(node: ProfileNode): Generator<Counter> {
  yield* nested(node.counters)
  for (const child of node.children) yield* countersBelow(child)
}

function* nested(counters: readonly Counter[] = NO_COUNTERS): Generator<Counter> {
  for (const counter of counters) {
    yield counter
    yield* nested(counter.counters)
  }
}
