import { IntegerPacker } from '../../../base/packedIntegers'
import { MAX_DEPTH, MAX_NODES } from '../../../profile/limits'
import { ReadError } from '../../../profile/report'
import { isCount, misfit } from './blockField'

/** Follows the children of every node through the block: who lives from when to when, and that it is a tree at every sample. */
export class OrderReader {
  readonly packed = new IntegerPacker(4096)
  readonly parent: Uint32Array
  readonly start: Uint32Array
  readonly end: Uint32Array
  private readonly samples: number
  private readonly begun: Uint8Array
  /** By life; undefined: none. */
  private readonly children: (readonly number[] | undefined)[] = []
  /** By life: in which change it was named as a child that stays. */
  private readonly claimedIn: Uint32Array
  private change = 0
  private root = 0
  private alive = 1

  constructor(samples: number, lives: number) {
    this.samples = samples
    this.parent = new Uint32Array(lives)
    this.start = new Uint32Array(lives)
    this.end = new Uint32Array(lives)
    this.begun = new Uint8Array(lives)
    this.claimedIn = new Uint32Array(lives)
    if (lives === 0) throw misfit('it has no lives')
    this.begun[0] = 1
  }

  read(orders: readonly number[]): void {
    const { packed, children } = this
    let at = 0
    let sample = 0
    let next = 1
    while (at < orders.length) {
      if (at + 3 > orders.length) throw misfit('"orders" ends too early')
      const step = orders[at]!
      sample += step
      const parent = orders[at + 1]!
      const length = orders[at + 2]!
      at += 3
      if (step < 0 || sample >= this.samples || !isCount(length) || !isCount(parent) || parent >= this.begun.length)
        throw misfit('"orders" is out of order')
      if (at + length > orders.length) throw misfit('"orders" ends too early')
      packed.push(sample)
      packed.push(parent)
      packed.push(length)
      this.change += 1
      const before = children[parent] ?? NO_LIVES
      const after: number[] = []
      let isRoot = false
      for (const end = at + length; at < end;) {
        const entry = orders[at++]!
        const kind = ((entry % 4) + 4) % 4
        const number = (entry - kind) / 4
        const life = next + number
        packed.push(kind === 0 ? entry : life * 4 + kind)
        if (kind === 1) {
          this.begin(life, parent, sample)
          next = life + 1
          after.push(life)
          this.count(1)
          continue
        }
        if (at === end) throw misfit('an entry of "orders" is cut in two')
        const argument = orders[at++]!
        packed.push(argument)
        if (kind === 0) {
          if (!isCount(argument) || argument > before.length) throw misfit('a run of children is not one')
          for (let place = number; place < number + argument; place++) after.push(this.claim(before, place))
        } else if (kind === 2 && life === parent) {
          if (argument !== this.root || length !== 2) throw misfit('the root is not replaced by a root')
          this.begin(life, parent, sample)
          next = life + 1
          this.end[this.root] = sample
          this.root = life
          children[life] = children[argument]
          isRoot = true
        } else if (kind === 2) {
          const old = this.claim(before, argument)
          this.begin(life, parent, sample)
          next = life + 1
          this.end[old] = sample
          children[life] = children[old]
          children[old] = undefined
          after.push(life)
        } else throw misfit('"orders" has an entry of no known kind')
      }
      if (isRoot) continue
      for (let place = 0; place < before.length; place++)
        if (this.claimedIn[before[place]!] !== this.change) this.finish(before[place]!, sample)
      children[parent] = after
    }
    for (let life = 0; life < this.begun.length; life++) {
      if (this.begun[life] !== 1) throw misfit(`life ${life} never begins`)
      if (this.end[life] === 0) this.end[life] = this.samples
      if (this.end[life]! <= this.start[life]!) throw misfit(`life ${life} has no sample`)
    }
    this.checkDepth()
  }

  private begin(life: number, parent: number, sample: number): void {
    if (!isCount(life) || life >= this.begun.length || this.begun[life] === 1) throw misfit(`life ${life} cannot begin`)
    this.begun[life] = 1
    this.parent[life] = parent
    this.start[life] = sample
  }

  /** A child that stays. */
  private claim(before: readonly number[], place: number): number {
    const child = before[place]
    if (child === undefined || this.claimedIn[child] === this.change)
      throw misfit(`there is no child ${place}, or it is named twice`)
    this.claimedIn[child] = this.change
    return child
  }

  private count(change: number): void {
    this.alive += change
    // Three: the root of all, and the memory info beside the profile.
    if (this.alive > MAX_NODES + 3)
      throw new ReadError('too-large', `The tree grows beyond ${MAX_NODES.toLocaleString('en')} nodes.`)
  }

  private finish(top: number, sample: number): void {
    const open = [top]
    for (let life = open.pop(); life !== undefined; life = open.pop()) {
      this.end[life] = sample
      this.count(-1)
      for (const child of this.children[life] ?? NO_LIVES) open.push(child)
      this.children[life] = undefined
    }
  }

  /** Every life hangs below a root, and not too deep. Also refuses circles. */
  private checkDepth(): void {
    for (let life = 0; life < this.parent.length; life++) {
      let depth = 0
      for (let up = life; this.parent[up] !== up; up = this.parent[up]!)
        if (++depth > MAX_DEPTH + 1) throw new ReadError('too-deep', `The tree is deeper than ${MAX_DEPTH} levels.`)
    }
  }
}

const NO_LIVES: readonly number[] = []
