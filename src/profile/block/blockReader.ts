import type { Integer } from '../../base/integer'
import { IntegerUnpacker } from '../../base/packedIntegers'
import type { Counter } from '../counter'
import type { SampleFrame } from '../frame'
import { NO_CHILDREN, type ProfileNode } from '../node'
import { LIVES_A_MARK, type Block, type Since } from './block'
import { findName, NameReader } from './nameTable'
import { treeToSnapshot } from './snapshotTree'
import { applyLineChanges, type LineChange } from './textChange'
import { layoutOf, unpackPeaks, unpackValues } from './unpack'

export interface BlockReaderOptions {
  /** What stands below nodes of these names is not read: the snapshots are without it. */
  readonly leaveOut?: readonly string[]
}

/**
 * Reads a block at any sample. Values are unpacked at the first look at a life, for all of its samples: going on to the next sample is
 * cheap. What did not change since the last look is the same object.
 */
export class BlockReader {
  readonly block: Block
  /** How many nodes the sample that was read last has. */
  nodes = 0
  private readonly nameReader: NameReader
  private readonly columnCounts: Uint32Array
  /** Where the values of each life begin in `values`. */
  private readonly starts: Uint32Array
  private readonly values: Float64Array
  /** By LIVES_A_MARK lives: 1 = their values are unpacked. */
  private readonly unpacked: Uint8Array
  private readonly leftOut = new Set<number>()
  private readonly children: ChildLists
  /** The node that was last made of each life, and at which sample: made again only if something changed. */
  private readonly made: (ProfileNode | undefined)[] = []
  private readonly madeAt: number[] = []

  constructor(block: Block, options: BlockReaderOptions = {}) {
    this.block = block
    this.nameReader = new NameReader(block.names)
    this.columnCounts = countColumns(block)
    const { lives } = block
    this.starts = new Uint32Array(lives.start.length)
    let total = 0
    for (let life = 0; life < this.starts.length; life++) {
      this.starts[life] = total
      total += this.columnCounts[life]! * (lives.end[life]! - lives.start[life]!)
    }
    this.values = new Float64Array(total)
    this.unpacked = new Uint8Array(block.marks.length)
    for (const name of options.leaveOut ?? []) this.leftOut.add(findName(block.names, name))
    this.children = new ChildLists(block)
  }

  /** About how many bytes it occupies beside the block. */
  get bytes(): number {
    return this.values.byteLength + this.block.names.hash.length * 100 + this.starts.byteLength * 2
  }

  sampleAt(index: number): SampleFrame {
    const { block } = this
    this.children.goTo(index)
    this.nodes = 0
    const tree = this.node(this.children.root, index)
    const takenAt = block.takenAt[index]!
    return {
      kind: 'sample',
      seq: block.seq[index]!,
      at: block.at[index]!,
      tookMs: orUndefined(block.tookMs[index]!),
      wireBytes: orUndefined(block.wireBytes[index]!),
      snapshot: treeToSnapshot(tree, valueSince(block.facts, index)!, this.allocatorAt(index), orUndefined(takenAt)),
    }
  }

  private node(life: number, index: number): ProfileNode {
    this.nodes += 1
    const { lives, forms } = this.block
    const form = forms[lives.form[life]!]!
    const list = this.leftOut.has(lives.name[life]!) ? NO_LIVES : this.children.of(life)
    if (this.unpacked[Math.floor(life / LIVES_A_MARK)] === 0) this.unpack(Math.floor(life / LIVES_A_MARK))
    const before = this.made[life]
    const children = this.childNodes(list, index, before?.children ?? NO_CHILDREN)
    if (before && before.children === children && this.sameValues(life, this.madeAt[life]!, index)) return before
    const node: ProfileNode = {
      name: this.nameReader.name(lives.name[life]!),
      totalTimeNs: form.totalTimeNs,
      localTimePercent: form.localTimePercent,
      info: form.info,
      events: form.events,
      counters: form.counters.length === 0 ? form.counters : this.counters(form.counters, life, index, { column: 0 }),
      children,
      indent: form.indent,
      extra: form.extra,
    }
    this.made[life] = node
    this.madeAt[life] = index
    return node
  }

  private unpack(mark: number): void {
    const { block, starts } = this
    const { lives, forms } = block
    const unpacker = new IntegerUnpacker(block.values, block.marks[mark]!)
    const end = Math.min(starts.length, (mark + 1) * LIVES_A_MARK)
    for (let life = mark * LIVES_A_MARK; life < end; life++) {
      const length = lives.end[life]! - lives.start[life]!
      let at = starts[life]!
      for (const isPeak of layoutOf(forms[lives.form[life]!]!)) {
        if (isPeak) unpackPeaks(unpacker, this.values, at, length)
        else unpackValues(unpacker, this.values, at, length)
        at += length
      }
    }
    this.unpacked[mark] = 1
  }

  private childNodes(list: readonly number[], index: number, before: readonly ProfileNode[]): readonly ProfileNode[] {
    if (list.length === 0) return NO_CHILDREN
    let same = list.length === before.length
    const nodes: ProfileNode[] = []
    for (let place = 0; place < list.length; place++) {
      const node = this.node(list[place]!, index)
      nodes.push(node)
      same &&= node === before[place]
    }
    return same ? before : nodes
  }

  private sameValues(life: number, before: number, index: number): boolean {
    const { lives, wide } = this.block
    if (wide.has(life)) return false
    const start = lives.start[life]!
    const length = lives.end[life]! - start
    let at = this.starts[life]! - start
    for (let column = this.columnCounts[life]!; column > 0; column--) {
      if (this.values[at + before] !== this.values[at + index]) return false
      at += length
    }
    return true
  }

  private counters(forms: readonly Counter[], life: number, index: number, next: { column: number }): readonly Counter[] {
    return forms.map((form) => ({
      name: form.name,
      unit: form.unit,
      value: this.value(life, next.column++, index),
      peak: form.peak === undefined ? undefined : this.value(life, next.column++, index),
      error: form.error,
      peakError: form.peakError,
      level: form.level,
      counters: form.counters.length === 0 ? form.counters : this.counters(form.counters, life, index, next),
      extra: form.extra,
    }))
  }

  private value(life: number, column: number, index: number): Integer {
    const { lives, wide } = this.block
    const start = lives.start[life]!
    const exact = wide.size === 0 ? undefined : wide.get(life)?.[column]
    if (exact) return exact[Math.min(index - start, exact.length - 1)]!
    return this.values[this.starts[life]! + column * (lives.end[life]! - start) + index - start]!
  }

  private allocatorAt(index: number): string | undefined {
    const changes = this.block.allocator
    let at = sinceIndex(changes, index)
    if (at < 0) return undefined
    const later: LineChange[] = []
    for (;;) {
      const { value } = changes[at]!
      if (value === undefined) return undefined
      if (typeof value === 'string') return applyLineChanges(value, later.toReversed())
      later.push(value)
      at -= 1
    }
  }
}

/** The lives of the children of every node, at one sample after another. */
class ChildLists {
  root = 0
  private readonly orders: Uint8Array
  private lists = new Map<number, readonly number[]>()
  private unpacker: IntegerUnpacker
  private nextSample = 0

  constructor(block: Block) {
    this.orders = block.orders
    this.unpacker = new IntegerUnpacker(this.orders)
    this.rewind()
  }

  of(life: number): readonly number[] {
    return this.lists.get(life) ?? NO_LIVES
  }

  goTo(sample: number): void {
    if (sample < this.sample) this.rewind()
    this.sample = sample
    while (this.nextSample <= sample) {
      this.readOrder()
      this.readSample()
    }
  }

  private sample = 0

  private rewind(): void {
    this.root = 0
    this.lists = new Map()
    this.unpacker = new IntegerUnpacker(this.orders)
    this.readSample()
  }

  private readSample(): void {
    this.nextSample = this.unpacker.atEnd ? Number.POSITIVE_INFINITY : this.unpacker.next()
  }

  private readOrder(): void {
    const { unpacker, lists } = this
    const parent = unpacker.next()
    const before = this.of(parent)
    const after: number[] = []
    for (let left = unpacker.next(); left > 0; left--) {
      const entry = unpacker.next()
      const number = Math.floor(entry / 4)
      const kind = entry % 4
      if (kind === 1) after.push(number)
      else {
        const argument = unpacker.next()
        left -= 1
        if (kind === 0) for (let place = number; place < number + argument; place++) after.push(before[place]!)
        else if (number === parent) {
          // The root in the place of the root before.
          this.root = number
          lists.set(number, this.of(argument))
          lists.delete(argument)
          return
        } else {
          const old = before[argument]!
          lists.set(number, this.of(old))
          lists.delete(old)
          after.push(number)
        }
      }
    }
    lists.set(parent, after)
  }
}

const NO_LIVES: readonly number[] = []

/** How many columns each life has. */
function countColumns(block: Block): Uint32Array {
  const ofForm = block.forms.map((form) => layoutOf(form).length)
  const { form } = block.lives
  const counts = new Uint32Array(form.length)
  for (let life = 0; life < counts.length; life++) counts[life] = ofForm[form[life]!]!
  return counts
}

/** Place of what holds at a sample; -1: nothing. */
function sinceIndex(list: readonly Since<unknown>[], index: number): number {
  let at = list.length - 1
  while (at >= 0 && list[at]!.from > index) at -= 1
  return at
}

function valueSince<Value>(list: readonly Since<Value>[], index: number): Value | undefined {
  return list[sinceIndex(list, index)]?.value
}

function orUndefined(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}
