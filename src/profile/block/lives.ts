// Looking up single nodes and counters in the columns of a block, or of one that is still being built, without reading whole samples.

import { IntegerUnpacker } from '../../base/packedIntegers'
import type { Counter } from '../counter'
import type { ProfileNode } from '../node'
import { LIVES_A_MARK, type Block, type Lives } from './block'

import { findHash, findName, hashUid, nameAt, uidOf } from './nameTable'
import { layoutOf, unpackPeaks, unpackValues } from './unpack'

/** What both kinds of block tell about the lives in them. */
export interface LifeTable {
  readonly count: number
  readonly lives: Lives
  readonly forms: readonly ProfileNode[]
  /** Number of a name as `lives.name` has it; -1: no life has this name. */
  nameNumber(name: string): number
  /** Numbers of the names that have this uid. */
  numbersOfUid(uid: string): readonly number[]
  /** The end of a life, which in a block that is being built may be open. */
  endOf(life: number): number
  /** The values of one column of a life, from its first sample on. NaN where a value is none. */
  readColumn(life: number, column: number): Float64Array
}

export class BlockLives implements LifeTable {
  readonly count: number
  readonly lives: Lives
  readonly forms: readonly ProfileNode[]
  private readonly block: Block

  constructor(block: Block) {
    this.block = block
    this.count = block.count
    this.lives = block.lives
    this.forms = block.forms
  }

  nameNumber(name: string): number {
    return findName(this.block.names, name)
  }

  numbersOfUid(uid: string): readonly number[] {
    const { names } = this.block
    const hash = hashUid(uid)
    const numbers: number[] = []
    for (let number = findHash(names.hash, hash); names.hash[number] === hash; number++)
      if (uidOf(nameAt(names, number)) === uid) numbers.push(number)
    return numbers
  }

  endOf(life: number): number {
    return this.lives.end[life]!
  }

  readColumn(life: number, column: number): Float64Array {
    const { block, lives } = this
    const length = lives.end[life]! - lives.start[life]!
    const wide = block.wide.get(life)?.[column]
    if (wide) return Float64Array.from({ length }, (_, index) => Number(wide[Math.min(index, wide.length - 1)]))
    const unpacker = this.unpackerAt(life)
    const layout = layoutOf(this.forms[lives.form[life]!]!)
    const isPeak = layout[column]!
    for (let before = isPeak ? column - 1 : column; before > 0; before--) unpacker.skip(unpacker.next())
    const target = new Float64Array(isPeak ? 2 * length : length)
    unpackValues(unpacker, target, 0, length)
    if (!isPeak) return target
    unpackPeaks(unpacker, target, length, length)
    return target.subarray(length)
  }

  private unpackerAt(life: number): IntegerUnpacker {
    const { block, lives, forms } = this
    const mark = Math.floor(life / LIVES_A_MARK)
    const unpacker = new IntegerUnpacker(block.values, block.marks[mark]!)
    for (let before = mark * LIVES_A_MARK; before < life; before++)
      for (let column = layoutOf(forms[lives.form[before]!]!).length; column > 0; column--) unpacker.skip(unpacker.next())
    return unpacker
  }
}

/** Steps from name to name; of namesakes the one with the number, counted from 0. */
export type Path = readonly (string | readonly [name: string, ordinal: number])[]

/** The column of a counter in a form: of its value, or of its peak; -1 if the form has no such counter or no peak. */
export function findColumn(form: ProfileNode, path: Path, peak: boolean): number {
  let counters = form.counters
  let column = 0
  for (let at = 0; at < path.length; at++) {
    const [name, ordinal] = stepOf(path[at]!)
    let left = ordinal
    let found: Counter | undefined
    for (const counter of counters) {
      if (counter.name === name && left-- === 0) {
        found = counter
        break
      }
      column += countColumns(counter)
    }
    if (!found) return -1
    if (at === path.length - 1) return peak ? (found.peak === undefined ? -1 : column + 1) : column
    column += found.peak === undefined ? 1 : 2
    counters = found.counters
  }
  return -1
}

function countColumns({ peak, counters }: Counter): number {
  let count = peak === undefined ? 1 : 2
  for (const counter of counters) count += countColumns(counter)
  return count
}

/**
 * The lives of the node at a path below the profile's root, whatever its ordinals; undefined if two of them overlap, for then only
 * their order at each sample tells which is which.
 */
export function findLives(table: LifeTable, path: Path): readonly number[] | undefined {
  const numbers = path.map((step) => table.nameNumber(stepOf(step)[0]))
  if (numbers.some((number) => number < 0)) return []
  const { name, parent, start } = table.lives
  const wanted = numbers.at(-1)!
  const found: number[] = []
  for (let life = 0; life < name.length; life++) {
    if (name[life] !== wanted) continue
    let up = life
    for (let step = numbers.length - 1; step >= 0 && up >= 0; step--) up = name[up] === numbers[step] ? parent[up]! : -1
    // What is left is the profile's root, and above it the root of all, which is its own parent.
    if (up < 0 || parent[up] === up || parent[parent[up]!] !== parent[up]) continue
    found.push(life)
  }
  const ends = found.map((life) => [start[life]!, table.endOf(life)] as const).toSorted((a, b) => a[0] - b[0])
  for (let index = 1; index < ends.length; index++) if (ends[index]![0] < ends[index - 1]![1]) return undefined
  return found
}

export function stepOf(step: Path[number]): readonly [name: string, ordinal: number] {
  return typeof step === 'string' ? [step, 0] : step
}

/** The node at a path below a root. */
export function findNode(root: ProfileNode | undefined, path: Path): ProfileNode | undefined {
  let node = root
  for (const step of path) {
    const [name, ordinal] = stepOf(step)
    let left = ordinal
    node = node?.children.find((child) => child.name === name && left-- === 0)
  }
  return node
}

/** The counter at a path of names in a node. */
export function findCounter(node: ProfileNode | undefined, path: Path): Counter | undefined {
  let counters = node?.counters
  let counter: Counter | undefined
  for (const step of path) {
    const [name, ordinal] = stepOf(step)
    let left = ordinal
    counter = counters?.find((one) => one.name === name && left-- === 0)
    counters = counter?.counters
  }
  return counter
}
