import { IntegerPacker } from '../../../base/packedIntegers'
import { MAX_DEPTH, MAX_NODES } from '../../../profile/limits'
import { ReadError } from '../../../profile/report'
import { isCount, misfit } from './blockField'

/** Follows the children of every node through the block: who lives from when to when, and that it is a tree at every sample. */
export class OrderReader {
  readonly packed = new IntegerPacker(4096)
  readonly parent: number[]
  readonly start: number[]
  readonly end: number[]
  private readonly samples: number
  private readonly begun: Uint8Array
  private readonly children = new Map<number, readonly number[]>()
  private root = 0
  private alive = 1

  constructor(samples: number, lives: number) {
    this.samples = samples
    this.parent = Array.from({ length: lives }, () => 0)
    this.start = Array.from({ length: lives }, () => 0)
    this.end = Array.from({ length: lives }, () => 0)
    this.begun = new Uint8Array(lives)
    if (lives === 0) throw misfit('it has no lives')
    this.begun[0] = 1
  }

  read(orders: readonly number[]): void {
    let at = 0
    let sample = 0
    let next = 1
    const take = (): number => {
      const number = orders[at++]
      if (number === undefined) throw misfit('"orders" ends too early')
      return number
    }
    while (at < orders.length) {
      const step = take()
      sample += step
      const parent = take()
      const length = take()
      if (step < 0 || sample >= this.samples || !isCount(length) || !isCount(parent) || parent >= this.begun.length)
        throw misfit('"orders" is out of order')
      this.packed.push(sample)
      this.packed.push(parent)
      this.packed.push(length)
      const before = this.children.get(parent) ?? []
      const used = new Uint8Array(before.length)
      const after: number[] = []
      const claim = (place: number): number => {
        const child = before[place]
        if (child === undefined || used[place] === 1) throw misfit(`there is no child ${place}, or it is named twice`)
        used[place] = 1
        return child
      }
      const begin = (life: number): void => {
        if (!isCount(life) || life >= this.begun.length || this.begun[life] === 1) throw misfit(`life ${life} cannot begin`)
        this.begun[life] = 1
        this.parent[life] = parent
        this.start[life] = sample
        next = life + 1
      }
      let isRoot = false
      let left = length
      while (left > 0) {
        left -= 1
        const entry = take()
        const kind = ((entry % 4) + 4) % 4
        const number = (entry - kind) / 4
        const life = next + number
        this.packed.push(kind === 0 ? entry : life * 4 + kind)
        if (kind === 1) {
          begin(life)
          after.push(life)
          this.count(1)
          continue
        }
        const argument = take()
        left -= 1
        this.packed.push(argument)
        if (kind === 0) {
          if (!isCount(argument) || argument > before.length) throw misfit('a run of children is not one')
          for (let place = number; place < number + argument; place++) after.push(claim(place))
        } else if (kind === 2 && life === parent) {
          if (argument !== this.root || length !== 2) throw misfit('the root is not replaced by a root')
          begin(life)
          this.end[this.root] = sample
          this.root = life
          this.children.set(life, this.children.get(argument) ?? [])
          isRoot = true
        } else if (kind === 2) {
          const old = claim(argument)
          begin(life)
          this.end[old] = sample
          this.children.set(life, this.children.get(old) ?? [])
          this.children.delete(old)
          after.push(life)
        } else throw misfit('"orders" has an entry of no known kind')
        if (left < 0) throw misfit('an entry of "orders" is cut in two')
      }
      if (isRoot) continue
      for (const [place, child] of before.entries()) if (used[place] !== 1) this.finish(child, sample)
      this.children.set(parent, after)
    }
    for (let life = 0; life < this.begun.length; life++) {
      if (this.begun[life] !== 1) throw misfit(`life ${life} never begins`)
      if (this.end[life] === 0) this.end[life] = this.samples
      if (this.end[life]! <= this.start[life]!) throw misfit(`life ${life} has no sample`)
    }
    this.checkDepth()
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
      for (const child of this.children.get(life) ?? []) open.push(child)
      this.children.delete(life)
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
