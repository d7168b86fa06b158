import type { Integer } from '../../base/integer'
import { IntegerPacker } from '../../base/packedIntegers'
import { NO_COUNTERS, type Counter } from '../counter'
import type { SampleFrame } from '../frame'
import { NO_CHILDREN, type EventSequence, type ProfileNode } from '../node'
import { LIVES_A_MARK, type Block, type Since } from './block'
import { matchPlaces, sameEvents, sameFields, sameInfo, sameShape } from './compareNodes'
import { copyText, narrow, packNames } from './nameTable'
import { computeTextChange, type TextChange } from './textChange'
import { sameFacts, snapshotFacts, snapshotToTree, type SnapshotFacts } from './snapshotTree'

/** A block is full at this many samples, ... */
const MOST_SAMPLES = 256
/** ... or at this many numbers, so that unpacking one stays quick at any number of trackers, ... */
const MOST_NUMBERS = 100_000
/** ... but not before this many samples: a block has to pay for its first values. */
const LEAST_SAMPLES = 8

/** What a builder hands to the next one, so that blocks share what is the same in both. */
export interface Shared {
  readonly forms: Map<string, ProfileNode>
  readonly templates: Map<string, readonly string[]>
  facts: SnapshotFacts | undefined
}

/** Builds one block, sample by sample. Adding a sample costs a walk over what is not the same object as in the sample before. */
export class BlockBuilder {
  count = 0
  private numbers = 0
  private readonly shared: Shared
  private readonly moments = {
    seq: [] as number[],
    at: [] as number[],
    tookMs: [] as number[],
    wireBytes: [] as number[],
    takenAt: [] as number[],
  }
  private readonly facts: Since<SnapshotFacts>[] = []
  private readonly allocator: Since<TextChange | undefined>[] = []
  private allocatorText: string | undefined
  private readonly nameNumbers = new Map<string, number>()
  private readonly forms: ProfileNode[] = []
  private readonly formNumbers = new Map<ProfileNode, number>()
  private readonly lives = {
    name: [] as number[],
    form: [] as number[],
    parent: [] as number[],
    start: [] as number[],
    end: [] as number[],
  }
  private readonly columns: (readonly ColumnBuilder[])[] = []
  private readonly orders = new IntegerPacker(4096)
  private root: LiveNode | undefined

  constructor(shared: Shared = { forms: new Map(), templates: new Map(), facts: undefined }) {
    this.shared = shared
  }

  get full(): boolean {
    return this.count >= MOST_SAMPLES || (this.numbers >= MOST_NUMBERS && this.count >= LEAST_SAMPLES)
  }

  add(frame: SampleFrame): void {
    const { snapshot } = frame
    const { moments } = this
    moments.seq.push(frame.seq)
    moments.at.push(frame.at)
    moments.tookMs.push(frame.tookMs ?? Number.NaN)
    moments.wireBytes.push(frame.wireBytes ?? Number.NaN)
    moments.takenAt.push(snapshot.takenAt ?? Number.NaN)
    this.addFacts(snapshotFacts(snapshot))
    this.addAllocator(snapshot.memoryInfo?.allocator)
    const tree = snapshotToTree(snapshot)
    if (!this.root) this.root = this.begin(tree, 0)
    else if (sameForm(this.root.node, tree)) this.advance(this.root, tree)
    else {
      const place = this.root
      this.root = this.replace(place, tree, 0)
      // The root has no parent that could tell, so it tells itself that it takes over.
      this.tellOrder(this.root.life, [this.root.life * 4 + 2, place.life])
      this.advance(this.root, tree)
    }
    this.count += 1
  }

  /** The finished block, and what the next builder can share with it. This builder is of no use after it. */
  finish(): { readonly block: Block; readonly shared: Shared } {
    const { lives, moments } = this
    if (this.root) this.end(this.root)
    const { table, numberOf } = packNames([...this.nameNumbers.keys()], this.shared.templates)
    const values = new IntegerPacker(this.numbers * 2 + 1024)
    const marks: number[] = []
    const wide = new Map<number, readonly (readonly Integer[] | undefined)[]>()
    for (let life = 0; life < this.columns.length; life++) {
      if (life % LIVES_A_MARK === 0) marks.push(values.length)
      const columns = this.columns[life]!
      for (const { steps } of columns) {
        values.push(steps.length)
        for (let index = 0; index < steps.length; index++) values.push(steps[index]!)
      }
      if (columns.some((column) => column.wide))
        wide.set(
          life,
          columns.map((column) => column.wide),
        )
    }
    const forms = new Map<string, ProfileNode>()
    for (const [key, form] of this.shared.forms) if (this.formNumbers.has(form)) forms.set(key, form)
    const block: Block = {
      count: this.count,
      seq: Float64Array.from(moments.seq),
      at: Float64Array.from(moments.at),
      tookMs: Float64Array.from(moments.tookMs),
      wireBytes: Float64Array.from(moments.wireBytes),
      takenAt: Float64Array.from(moments.takenAt),
      facts: this.facts,
      allocator: this.allocator,
      names: table,
      forms: this.forms,
      lives: {
        name: narrow(lives.name.map((name) => numberOf[name]!)),
        form: narrow(lives.form),
        parent: narrow(lives.parent),
        start: narrow(lives.start),
        end: narrow(lives.end),
      },
      orders: this.orders.finish(),
      values: values.finish(),
      marks: Uint32Array.from(marks),
      wide,
    }
    return { block, shared: { forms, templates: this.shared.templates, facts: this.facts.at(-1)?.value } }
  }

  private addFacts(facts: SnapshotFacts): void {
    const last = this.facts.at(-1)?.value ?? this.shared.facts
    const same = last !== undefined && sameFacts(last, facts)
    if (this.facts.length === 0 || !same) this.facts.push({ from: this.count, value: same ? last : facts })
  }

  private addAllocator(text: string | undefined): void {
    if (this.count > 0 && text === this.allocatorText) return
    const before = this.count > 0 ? this.allocatorText : undefined
    this.allocator.push({
      from: this.count,
      value: text === undefined ? undefined : computeTextChange(before, text),
    })
    this.allocatorText = text
  }

  /** A node that was not there before, with all below it. */
  private begin(node: ProfileNode, parent: number): LiveNode {
    const live = this.beginAlone(node, parent)
    if (node.children.length > 0) {
      live.children = node.children.map((child) => this.begin(child, live.life))
      this.tellOrder(
        live.life,
        live.children.map((child) => child.life * 4 + 1),
      )
    }
    return live
  }

  private beginAlone(node: ProfileNode, parent: number): LiveNode {
    const { lives } = this
    const life = lives.name.length
    let name = this.nameNumbers.get(node.name)
    if (name === undefined) this.nameNumbers.set(node.name, (name = this.nameNumbers.size))
    lives.name.push(name)
    lives.form.push(this.formNumber(node))
    lives.parent.push(parent)
    lives.start.push(this.count)
    lives.end.push(0)
    const columns: ColumnBuilder[] = []
    addColumns(columns, node.counters)
    this.numbers += columns.length + 4
    this.columns.push(columns)
    return { life, node, children: [], columns }
  }

  private formNumber(node: ProfileNode): number {
    const key = formKey(node)
    let form = this.shared.forms.get(key)
    if (!form) this.shared.forms.set(key, (form = bareNode(node)))
    let number = this.formNumbers.get(form)
    if (number === undefined) {
      number = this.forms.length
      this.formNumbers.set(form, number)
      this.forms.push(form)
    }
    return number
  }

  /** Another life in the place of one, with the same children. */
  private replace(place: LiveNode, node: ProfileNode, parent: number): LiveNode {
    this.lives.end[place.life] = this.count
    const live = this.beginAlone(node, parent)
    live.children = place.children
    return { ...live, node: { ...node, children: place.node.children } }
  }

  /** The same life, one sample on. */
  private advance(live: LiveNode, node: ProfileNode): void {
    const before = live.node
    if (before === node) return
    if (before.counters !== node.counters)
      this.addValues(live.columns, 0, node.counters, this.count - this.lives.start[live.life]!)
    if (before.children !== node.children) this.advanceChildren(live, before.children, node.children)
    live.node = node
  }

  private addValues(columns: readonly ColumnBuilder[], first: number, counters: readonly Counter[], index: number): number {
    let next = first
    for (const counter of counters) {
      const value = columns[next++]!
      if (!Object.is(value.last, counter.value)) this.numbers += value.add(index, counter.value)
      if (counter.peak !== undefined) {
        const peak = columns[next++]!
        if (!Object.is(peak.last, counter.peak)) this.numbers += peak.add(index, counter.peak)
      }
      if (counter.counters.length > 0) next = this.addValues(columns, next, counter.counters, index)
    }
    return next
  }

  private advanceChildren(live: LiveNode, before: readonly ProfileNode[], after: readonly ProfileNode[]): void {
    const places = matchPlaces(before, after)
    const old = live.children
    const entries: number[] = []
    const children: LiveNode[] = places ? [] : old
    const stays = places ? new Uint8Array(old.length) : undefined
    let changed = places !== undefined
    // A run of children as before, waiting to be told.
    let runFrom = 0
    let runLength = 0
    const endRun = (): void => {
      if (runLength > 0) entries.push(runFrom * 4, runLength)
      runLength = 0
    }
    for (let index = 0; index < after.length; index++) {
      const node = after[index]!
      const place = places ? places[index]! : index
      if (place < 0) {
        endRun()
        const child = this.begin(node, live.life)
        entries.push(child.life * 4 + 1)
        children[index] = child
        continue
      }
      if (stays) stays[place] = 1
      const child = old[place]!
      if (child.node === node || sameForm(child.node, node)) {
        if (runLength > 0 && runFrom + runLength === place) runLength += 1
        else {
          endRun()
          runFrom = place
          runLength = 1
        }
        children[index] = child
      } else {
        endRun()
        const next = this.replace(child, node, live.life)
        entries.push(next.life * 4 + 2, place)
        children[index] = next
        changed = true
      }
    }
    endRun()
    if (stays) for (let place = 0; place < old.length; place++) if (!stays[place]) this.end(old[place]!)
    live.children = children
    // The order of the parent comes first: a life that takes over children must have them before these are told of again.
    if (changed) this.tellOrder(live.life, entries)
    for (let index = 0; index < after.length; index++) this.advance(children[index]!, after[index]!)
  }

  private tellOrder(parent: number, entries: readonly number[]): void {
    this.orders.push(this.count)
    this.orders.push(parent)
    this.orders.push(entries.length)
    for (const entry of entries) this.orders.push(entry)
    this.numbers += 3 + entries.length
  }

  private end(live: LiveNode): void {
    this.lives.end[live.life] = this.count
    for (const child of live.children) this.end(child)
  }
}

interface LiveNode {
  readonly life: number
  /** As it was in the newest sample. */
  node: ProfileNode
  children: LiveNode[]
  readonly columns: readonly ColumnBuilder[]
}

/** The values of one counter, or its peaks, over one life. */
class ColumnBuilder {
  last: Integer
  /** The first value, then what to add from sample to sample; no longer than to the last change. */
  steps: number[]
  /** Instead of steps where these cannot say it exactly. */
  wide: Integer[] | undefined

  constructor(first: Integer) {
    this.last = first
    this.steps = []
    if (isPlain(first)) this.steps.push(first)
    else this.wide = [first]
  }

  /** A value that differs from the last one; `index` counts from the start of the life. Returns how many numbers were added. */
  add(index: number, value: Integer): number {
    const before = this.last
    this.last = value
    if (!this.wide) {
      const step = typeof value === 'number' && typeof before === 'number' ? value - before : Number.NaN
      if (isPlain(value) && Number.isSafeInteger(step)) {
        const { steps } = this
        const added = index + 1 - steps.length
        while (steps.length < index) steps.push(0)
        steps.push(step)
        return added
      }
      this.wide = this.widen()
    }
    const { wide } = this
    const added = index + 1 - wide.length
    while (wide.length < index) wide.push(before)
    wide.push(value)
    return added
  }

  private widen(): Integer[] {
    let value = 0
    const wide = this.steps.map((step) => (value += step))
    this.steps = []
    return wide
  }
}

function isPlain(value: Integer): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

function addColumns(columns: ColumnBuilder[], counters: readonly Counter[]): void {
  for (const counter of counters) {
    columns.push(new ColumnBuilder(counter.value))
    if (counter.peak !== undefined) columns.push(new ColumnBuilder(counter.peak))
    addColumns(columns, counter.counters)
  }
}

/** The node without its name, children and values. */
function bareNode(node: ProfileNode): ProfileNode {
  return {
    ...node,
    name: '',
    info: node.info.map(([key, value]) => [copyText(key), copyText(value)]),
    counters: bareCounters(node.counters),
    children: NO_CHILDREN,
  }
}

function bareCounters(counters: readonly Counter[]): readonly Counter[] {
  if (counters.length === 0) return NO_COUNTERS
  return counters.map((counter) => ({
    ...counter,
    name: copyText(counter.name),
    value: 0,
    peak: counter.peak === undefined ? undefined : 0,
    counters: bareCounters(counter.counters),
  }))
}

/** Only values differ, if anything. Children do not count. */
function sameForm(before: ProfileNode, after: ProfileNode): boolean {
  return (
    before.totalTimeNs === after.totalTimeNs &&
    Object.is(before.localTimePercent, after.localTimePercent) &&
    before.indent === after.indent &&
    before.name === after.name &&
    sameInfo(before.info, after.info) &&
    sameEvents(before.events, after.events) &&
    sameFields(before.extra, after.extra) &&
    sameShape(before.counters, after.counters, true)
  )
}

/** Two nodes have the same key when they have the same form; names, values and children do not count. */
function formKey(node: ProfileNode): string {
  const { totalTimeNs, localTimePercent, indent, info, events, extra } = node
  const key: unknown[] = [String(totalTimeNs), Object.is(localTimePercent, -0) ? '-0' : String(localTimePercent), indent]
  key.push(info, events.map(eventsKey))
  key.push(extra ? [...extra] : 0)
  addCountersKey(key, node.counters)
  return JSON.stringify(key)
}

function eventsKey({ name, elapsedNs, points, extra }: EventSequence): unknown[] {
  return [name, String(elapsedNs), points.map(([label, since]) => [label, String(since)]), extra ? [...extra] : 0]
}

function addCountersKey(key: unknown[], counters: readonly Counter[]): void {
  for (const { name, unit, peak, error, peakError, level, counters: nested, extra } of counters) {
    key.push(name, unit, peak === undefined ? 0 : 1, error, peakError, level, extra ? [...extra] : 0, nested.length)
    addCountersKey(key, nested)
  }
}
