import type { Integer } from '../../base/integer'
import { IntegerPacker } from '../../base/packedIntegers'
import { NO_COUNTERS, type Counter } from '../counter'
import type { SampleFrame } from '../frame'
import { MAX_NODES } from '../limits'
import { NO_CHILDREN, type EventSequence, type ProfileNode } from '../node'
import { expectPeak, LIVES_A_MARK, type Block, type Since } from './block'
import { matchPlaces, sameForm } from './compareNodes'
import type { LifeTable } from './lives'
import { copyText, MOST_NAMES, narrow, packNames, templateKey, uidOf, type NameTemplate } from './nameTable'
import { computeTextChange, type TextChange } from './textChange'
import { sameFacts, snapshotFacts, snapshotToTree, type SnapshotFacts } from './snapshotTree'

/** A block is full at this many samples: more would save little space and cost more to look into, ... */
export const MOST_SAMPLES = 128
/** ... or at this many numbers, so that unpacking one stays quick at any number of trackers, ... */
const MOST_NUMBERS = 250_000
/** ... or at this many values when unpacked, ... */
const MOST_VALUES = 2_000_000
/** ... but not before this many samples: a block has to pay for its first values. */
const LEAST_SAMPLES = 8

/** What a builder hands to the next one, so that blocks share what is the same in both. */
export interface Shared {
  readonly forms: Map<string, ProfileNode>
  readonly templates: Map<string, NameTemplate>
  facts: SnapshotFacts | undefined
}

/** What a block can hand to one that is made of its samples. */
export function shareOf(block: Block): Shared {
  return {
    forms: new Map(block.forms.map((form) => [formKey(form), form])),
    templates: new Map(block.names.templates.map((template) => [templateKey(template), template])),
    facts: block.facts[0]?.value,
  }
}

/** A block that came from elsewhere, sharing with `shared` what is the same, and what the next one can share with it. */
export function shareBlock(block: Block, shared: Shared): { readonly block: Block; readonly shared: Shared } {
  const forms = new Map<string, ProfileNode>()
  const templates = new Map<string, NameTemplate>()
  const share = <Value>(value: Value, key: string, before: ReadonlyMap<string, Value>, now: Map<string, Value>): Value => {
    const known = now.get(key) ?? before.get(key) ?? value
    now.set(key, known)
    return known
  }
  let { facts } = shared
  const own: Block = {
    ...block,
    forms: block.forms.map((form) => share(form, formKey(form), shared.forms, forms)),
    names: {
      ...block.names,
      templates: block.names.templates.map((one) => share(one, templateKey(one), shared.templates, templates)),
    },
    facts: block.facts.map(({ from, value }) => {
      if (!facts || !sameFacts(facts, value)) facts = value
      return { from, value: facts }
    }),
  }
  return { block: own, shared: { forms, templates, facts } }
}

/** Builds one block, sample by sample. Adding a sample costs a walk over what is not the same object as in the sample before. */
export class BlockBuilder implements LifeTable {
  count = 0
  private numbers = 0
  /** Columns of the lives that go on, summed over the samples. */
  private values = 0
  private columnsAlive = 0
  /** Nodes that were not the same object as in the sample before. */
  private made = 0
  /** What it was given by the block before. */
  readonly shared: Shared
  private readonly mostSamples: number
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
  private readonly uidNumbers = new Map<string, number[]>()
  readonly forms: ProfileNode[] = []
  private readonly formNumbers = new Map<ProfileNode, number>()
  readonly lives = {
    name: [] as number[],
    form: [] as number[],
    parent: [] as number[],
    start: [] as number[],
    end: [] as number[],
  }
  private readonly columns: (readonly CounterBuilder[])[] = []
  private readonly orders = new IntegerPacker(4096)
  private root: LiveNode | undefined

  constructor(shared: Shared = { forms: new Map(), templates: new Map(), facts: undefined }, mostSamples = MOST_SAMPLES) {
    this.shared = shared
    this.mostSamples = mostSamples
  }

  get full(): boolean {
    return (
      this.count >= this.mostSamples ||
      ((this.numbers >= MOST_NUMBERS || this.values >= MOST_VALUES) && this.count >= LEAST_SAMPLES) ||
      this.nameNumbers.size >= MOST_NAMES - MAX_NODES
    )
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
      // A root is its own parent.
      this.root = this.replace(place, tree, this.lives.name.length)
      // The root has no parent that could tell, so it tells itself that it takes over.
      this.tellOrder(this.root.life, [this.root.life * 4 + 2, place.life])
      this.advance(this.root, tree)
    }
    this.count += 1
    this.values += this.columnsAlive
  }

  /** About how many bytes it occupies, together with the samples that it was given. */
  get bytes(): number {
    return this.numbers * 16 + this.made * 400 + this.lives.name.length * 200
  }

  nameNumber(name: string): number {
    return this.nameNumbers.get(name) ?? -1
  }

  numbersOfUid(uid: string): readonly number[] {
    return this.uidNumbers.get(uid) ?? []
  }

  endOf(life: number): number {
    // A life that goes on has no end yet, and every one that ended lasted for a sample.
    return this.lives.end[life]! || this.count
  }

  readColumn(life: number, column: number): Float64Array {
    let left = column
    for (const counter of this.columns[life]!) {
      const columns = counter.peak === undefined ? 1 : 2
      if (left < columns) return counter.read(this.endOf(life) - this.lives.start[life]!, left === 1)
      left -= columns
    }
    throw new RangeError(`no column ${column} in life ${life}`)
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
      for (const { steps, misses, peak } of columns) {
        pushAll(values, steps)
        if (peak !== undefined) pushAll(values, misses)
      }
      if (columns.some((column) => column.wide)) wide.set(life, columns.flatMap(wideColumns))
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
    this.made += 1
    let name = this.nameNumbers.get(node.name)
    if (name === undefined) {
      name = this.nameNumbers.size
      this.nameNumbers.set(node.name, name)
      const uid = uidOf(node.name)
      const numbers = this.uidNumbers.get(uid)
      if (numbers) numbers.push(name)
      else this.uidNumbers.set(uid, [name])
    }
    lives.name.push(name)
    lives.form.push(this.formNumber(node))
    lives.parent.push(parent)
    lives.start.push(this.count)
    lives.end.push(0)
    const columns: CounterBuilder[] = []
    addColumns(columns, node.counters)
    this.numbers += columns.length + 4
    this.columnsAlive += 2 * columns.length
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
    this.columnsAlive -= 2 * place.columns.length
    const live = this.beginAlone(node, parent)
    live.children = place.children
    return { ...live, node: { ...node, children: place.node.children } }
  }

  /** The same life, one sample on. */
  private advance(live: LiveNode, node: ProfileNode): void {
    const before = live.node
    if (before === node) return
    this.made += 1
    if (before.counters !== node.counters)
      this.addValues(live.columns, 0, node.counters, this.count - this.lives.start[live.life]!)
    if (before.children !== node.children) this.advanceChildren(live, before.children, node.children)
    live.node = node
  }

  private addValues(columns: readonly CounterBuilder[], first: number, counters: readonly Counter[], index: number): number {
    let next = first
    for (const counter of counters) {
      const column = columns[next++]!
      if (!Object.is(column.value, counter.value) || !Object.is(column.peak, counter.peak))
        this.numbers += column.add(index, counter.value, counter.peak)
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
    this.columnsAlive -= 2 * live.columns.length
    for (const child of live.children) this.end(child)
  }
}

interface LiveNode {
  readonly life: number
  /** As it was in the newest sample. */
  node: ProfileNode
  children: LiveNode[]
  readonly columns: readonly CounterBuilder[]
}

/** The values and peaks of one counter over one life. */
class CounterBuilder {
  value: Integer
  peak: Integer | undefined
  /** The first value, then what to add from sample to sample; no longer than to the last change. */
  readonly steps: number[] = []
  /** How far each peak is from what it is expected to be; see Block.values. */
  readonly misses: number[] = []
  /** Instead of the two where these cannot say it exactly. */
  wide: { readonly values: Integer[]; readonly peaks: (Integer | undefined)[] } | undefined

  constructor(value: Integer, peak: Integer | undefined) {
    this.value = value
    this.peak = peak
    if (isPlain(value) && (peak === undefined || (isPlain(peak) && Number.isSafeInteger(peak - value)))) {
      this.steps.push(value)
      if (peak !== undefined) this.misses.push(peak - value)
    } else this.wide = { values: [value], peaks: [peak] }
  }

  /** When one of the two changed; `index` counts from the start of the life. Returns how many numbers were added. */
  add(index: number, value: Integer, peak: Integer | undefined): number {
    const { steps, misses } = this
    const before = steps.length + misses.length
    if (!this.wide && !this.addPlain(index, value, peak)) this.wide = this.widen()
    const { wide } = this
    if (wide) {
      while (wide.values.length < index) {
        wide.values.push(this.value)
        wide.peaks.push(this.peak)
      }
      wide.values.push(value)
      wide.peaks.push(peak)
    }
    this.value = value
    this.peak = peak
    return wide ? 2 : steps.length + misses.length - before
  }

  /** The values from the first on, or the peaks. */
  read(length: number, peaks: boolean): Float64Array {
    const { values, peaks: highest } = this.wide ?? this.widened()
    const source = peaks ? highest : values
    return Float64Array.from({ length }, (_, index) => Number(source[Math.min(index, source.length - 1)]))
  }

  private addPlain(index: number, value: Integer, peak: Integer | undefined): boolean {
    const [oldValue, oldPeak] = [this.value as number, this.peak as number]
    if (!isPlain(value) || !Number.isSafeInteger(value - oldValue)) return false
    if (peak !== undefined) {
      const expected = expectPeak(oldPeak, oldValue, value)
      if (!isPlain(peak) || !Number.isSafeInteger(peak - expected)) return false
      if (peak !== expected) addAt(this.misses, index, peak - expected)
    }
    if (value !== oldValue) addAt(this.steps, index, value - oldValue)
    return true
  }

  private widen(): { values: Integer[]; peaks: (Integer | undefined)[] } {
    const wide = this.widened()
    this.steps.length = 0
    this.misses.length = 0
    return wide
  }

  private widened(): { values: Integer[]; peaks: (Integer | undefined)[] } {
    const values: Integer[] = []
    const peaks: (Integer | undefined)[] = []
    let value = 0
    let peak = 0
    for (let index = 0; index < Math.max(this.steps.length, this.misses.length); index++) {
      const old = value
      value += this.steps[index] ?? 0
      peak = (index === 0 ? value : expectPeak(peak, old, value)) + (this.misses[index] ?? 0)
      values.push(value)
      peaks.push(this.peak === undefined ? undefined : peak)
    }
    return { values, peaks }
  }
}

function addAt(numbers: number[], index: number, number: number): void {
  while (numbers.length < index) numbers.push(0)
  numbers.push(number)
}

function isPlain(value: Integer): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

function addColumns(columns: CounterBuilder[], counters: readonly Counter[]): void {
  for (const counter of counters) {
    columns.push(new CounterBuilder(counter.value, counter.peak))
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

function pushAll(packer: IntegerPacker, numbers: readonly number[]): void {
  packer.push(numbers.length)
  for (let index = 0; index < numbers.length; index++) packer.push(numbers[index]!)
}

function wideColumns({ wide, peak }: CounterBuilder): (readonly Integer[] | undefined)[] {
  if (!wide) return peak === undefined ? [undefined] : [undefined, undefined]
  return peak === undefined ? [wide.values] : [wide.values, wide.peaks as Integer[]]
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
