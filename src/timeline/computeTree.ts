import { addIntegers, subtractIntegers, type Integer } from '../base/integer'
import type { Counter, ExtraFields } from '../profile/counter'
import { findMemorySections } from '../profile/memorySections'
import type { ProfileNode } from '../profile/node'
import { TreeRow, type OwnFacts, type Overlap, type TreePath, type TreeRowKind } from './treeRow'

// The profile of one snapshot as flat rows in the order in which they stand below each other. All rows are made at once; which of them
// are seen is a second question (computeTreeView), so that opening and closing costs no new rows.

/** 'merged': a node and its main counter, a counter and its peak are one row. 'raw': every node and counter as the source has it. */
export type TreeMode = 'merged' | 'raw'

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
  let usage: Counter | undefined
  let own: Counter | undefined
  for (const counter of node.counters) {
    if (!countsBytes(counter)) continue
    if (counter.name === 'Memory') return counter
    if (!usage && counter.name === 'CurrentUsage') usage = counter
    if (!own && counter.name === node.name) own = counter
  }
  return usage ?? own
}

/** Rows directly below a row, or the outermost ones for -1. */
export function* childrenOf(tree: Tree, parent: number): Generator<number> {
  const end = parent < 0 ? tree.rows.length : tree.rows[parent]!.end
  for (let child = parent + 1; child < end; child = tree.rows[child]!.end) yield child
}

// "0" is printed without a unit, so a zero read from text may carry any.
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
/** Where the peak of X is not called XPeak. */
const PEAK_NAMES: ReadonlyMap<string, string> = new Map([
  ['CurrentUsage', 'PeakUsage'],
  [RSS, 'PhysicalMemoryPeak'],
  [VIRTUAL, 'VirtualMemoryPeak'],
  ['ReservedMemory', 'ReservedPeakMemory'],
])
const OVERVIEW_ZONES: ReadonlySet<Zone> = new Set(['overview', 'tracked', 'tasks', 'jemalloc', 'jvm', 'amount', 'parts'])
const NO_STEPS: TreePath = Object.freeze([])

type Place = { readonly parent: number; readonly depth: number; readonly via: TreePath; readonly zone: Zone }

class TreeBuilder {
  private readonly rows: TreeRow[] = []
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
    const namesakes = countNamesakes(node.children)
    for (let index = 0; index < node.children.length; index++) {
      const child = node.children[index]!
      const ordinal = namesakes?.[index] ?? 0
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
    const index = this.rows.length
    const row = new TreeRow('node', place.depth, place.parent, index, ordinal, place.via, node, main, undefined)
    this.rows.push(row)
    row.tracker = zone === 'tracker'
    row.part = merged && this.isPart(node, place.zone, zone)
    row.resident = main !== undefined
    if (zone === 'top') row.overlap = 'top'
    if (main) this.setPeak(row, main, peakCounter, zone)
    if (merged && isPlain(node, main, peakCounter) && zone === 'tracker') return

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
    if (!hasTexts(node)) return
    const { info, events } = node
    info.forEach(([name, text], index) => {
      this.push(
        place,
        'info',
        earlier(info, index, (entry) => entry[0]),
        { name, text },
      )
    })
    if (node.totalTimeNs !== 0) {
      const text = `own share ${node.localTimePercent.toFixed(2)} %`
      this.push(place, 'time', 0, { name: 'total time', text, ...timeFacts(node.totalTimeNs) })
    }
    events.forEach(({ name, elapsedNs, points }, index) => {
      const at = this.push(
        place,
        'event',
        earlier(events, index, (other) => other.name),
        { name, ...timeFacts(elapsedNs) },
      )
      const below: Place = { parent: at, depth: place.depth + 1, via: NO_STEPS, zone: 'other' }
      points.forEach(([label, sinceStartNs], point) => {
        this.push(
          below,
          'event',
          earlier(points, point, (other) => other[0]),
          { name: label, ...timeFacts(sinceStartNs) },
        )
      })
      this.rows[at]!.end = this.rows.length
    })
    this.addFields(node.extra, place)
  }

  private addFields(extra: ExtraFields | undefined, place: Place): void {
    if (!extra) return
    for (const [name, value] of extra) this.push(place, 'field', 0, { name, text: JSON.stringify(value) ?? 'undefined' })
  }

  private addCounters(counters: readonly Counter[], place: Place, main?: Counter, mainPeak?: Counter): void {
    if (counters.length === 0) return
    const merged = this.mode === 'merged'
    const peaks = merged ? pairPeaks(counters, main, mainPeak) : NO_PAIRS
    const namesakes = countNamesakes(counters)
    for (let index = 0; index < counters.length; index++) {
      const counter = counters[index]!
      const ordinal = namesakes?.[index] ?? 0
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
    const index = this.rows.length
    const row = new TreeRow('counter', place.depth, place.parent, index, ordinal, place.via, undefined, counter, undefined)
    this.rows.push(row)
    this.setPeak(row, counter, peakCounter, zone)
    const bytes = counter.unit === 'BYTES'
    if (OVERVIEW_ZONES.has(zone) || zone === 'tracker') {
      row.overlap = overlapOf(counter.name)
      row.part = this.mode === 'merged' && bytes && (zone === 'parts' || zone === 'jvm') && PART_COUNTERS.has(counter.name)
    }
    row.resident = bytes && row.overlap !== 'virtual' && counter.name !== 'Limit'
    if (counter.counters.length === 0 && !counter.extra) return
    const below: Place = { parent: index, depth: place.depth + 1, via: NO_STEPS, zone: zone === 'parts' ? 'amount' : zone }
    this.addFields(counter.extra, below)
    this.addCounters(counter.counters, below, undefined, peakCounter)
    row.end = this.rows.length
  }

  private setPeak(row: TreeRow, counter: Counter, peakCounter: Counter | undefined, zone: Zone): void {
    if (!peakCounter) return
    row.peakCounter = peakCounter
    row.peakIsCurrent = this.repeatsCurrent(counter, peakCounter.peak ?? peakCounter.value, zone)
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
  private addUpParts(row: TreeRow, index: number, below: Place): void {
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
        row.own = { unit: 'BYTES', value: sum.value, error: sum.error, origin: 'sum' }
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
    const facts: OwnFacts = { name: 'not attributed', unit: 'BYTES', value: difference, error: tolerance, origin: 'difference' }
    this.rows[this.push(below, 'residual', 0, facts)]!.resident = true
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

  private push({ depth, parent, via }: Place, kind: TreeRowKind, ordinal: number, own: OwnFacts): number {
    const index = this.rows.length
    this.rows.push(new TreeRow(kind, depth, parent, index, ordinal, via, undefined, undefined, own))
    return index
  }
}

function timeFacts(ns: Integer): OwnFacts {
  return { unit: 'TIME_NS', value: ns, origin: 'reported' }
}

function overlapOf(counterName: string): Overlap | undefined {
  if (counterName === VIRTUAL || counterName === 'VirtualMemoryPeak') return 'virtual'
  if (counterName.startsWith('Reserved')) return 'reserved'
  return counterName.startsWith('AllMemTablesMemory') ? 'memtables' : undefined
}

function hasTexts(node: ProfileNode): boolean {
  return node.info.length > 0 || node.events.length > 0 || node.totalTimeNs !== 0 || node.extra !== undefined
}

/** A tracker that says its size and nothing else: most of 20,000 are. */
function isPlain(node: ProfileNode, main: Counter | undefined, peak: Counter | undefined): boolean {
  if (!main || main.counters.length > 0 || main.extra || peak?.extra || node.children.length > 0) return false
  return node.counters.length === (peak ? 2 : 1) && !hasTexts(node)
}

function stepOf(letter: string, name: string): string {
  return letter + name
}

function isWrapper(node: ProfileNode): boolean {
  return node.children.length > 0 && node.counters.length === 0 && !hasTexts(node)
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

/** How many siblings of each one's name came before it; undefined: no name stands there twice. */
function countNamesakes(siblings: readonly { readonly name: string }[]): readonly number[] | undefined {
  if (siblings.length <= SHORT_LIST) {
    let twice = false
    for (let index = 1; index < siblings.length; index++) {
      for (let other = 0; other < index; other++) if (siblings[other]!.name === siblings[index]!.name) twice = true
    }
    if (!twice) return undefined
  } else if (new Set(siblings.map(nameOf)).size === siblings.length) return undefined
  const counts = new Map<string, number>()
  return siblings.map(({ name }) => {
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count
  })
}

/** Below it, comparing each with each is cheaper than a set. */
const SHORT_LIST = 8

function nameOf(entry: { readonly name: string }): string {
  return entry.name
}

interface PeakPairs {
  readonly peakOf: ReadonlyMap<Counter, Counter>
  readonly consumed: ReadonlySet<Counter>
}

const NO_PAIRS: PeakPairs = { peakOf: new Map(), consumed: new Set() }

/** Which counters only say the peak of another one in the list, or of the one that they are nested under. */
function pairPeaks(counters: readonly Counter[], main: Counter | undefined, mainPeak: Counter | undefined): PeakPairs {
  // Most trackers have none, and there may be 20,000 of them.
  if (!counters.some(mayBePeak)) return NO_PAIRS
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

function mayBePeak(counter: Counter): boolean {
  return counter.name.includes('Peak') || (counter.counters.length > 0 && counter.counters.some(mayBePeak))
}

function findPeakCounter(counter: Counter, siblings: readonly Counter[]): Counter | undefined {
  return (
    findPeak(counter, (name) => siblings.find((other) => other.name === name)) ??
    findPeak(counter, (name) => counter.counters.find((other) => other.name === name))
  )
}

function findPeak(counter: Counter, byName: (name: string) => Counter | undefined): Counter | undefined {
  if (counter.peak !== undefined || !countsBytes(counter)) return undefined
  const isPeak = (peak: Counter | undefined): boolean =>
    peak !== undefined && peak !== counter && countsBytes(peak) && peak.counters.length === 0
  const peak = byName(`${counter.name}Peak`)
  if (isPeak(peak)) return peak
  const other = byName(PEAK_NAMES.get(counter.name) ?? '')
  return isPeak(other) ? other : undefined
}
