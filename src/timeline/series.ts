import { findColumn, findCounter, findLives, findNode, type LifeTable, type Path } from '../profile/block/lives'
import type { SampleFrame } from '../profile/frame'
import type { Column } from './column'

/** Some samples in a row, as a series looks at them. */
export interface SeriesBlock {
  /** Index of its first sample. */
  readonly first: number
  readonly count: number
  readonly table: LifeTable
  /** Its samples, read one by one; only for what the columns do not tell. */
  samples(): Iterable<SampleFrame>
}

/** What a series is about; undefined where a block has nothing of it, else one value a sample, NaN where it is not there. */
export type ReadSeries = (block: SeriesBlock) => Float64Array | undefined

/** One figure over all samples of a timeline, read block by block when it is asked for. */
export class Series implements Column {
  private readonly source: SeriesSource
  private readonly read: ReadSeries
  private epoch = -1
  private tailVersion = -1
  private tail: Float64Array | undefined
  private sealed: (Float64Array | null | undefined)[] = []

  constructor(source: SeriesSource, read: ReadSeries) {
    this.source = source
    this.read = read
  }

  get length(): number {
    return this.source.length
  }

  at(index: number): number {
    const { source } = this
    if (!(index >= 0 && index < source.length)) return Number.NaN
    if (this.epoch !== source.epoch) {
      this.epoch = source.epoch
      this.sealed = []
      this.tailVersion = -1
    }
    const number = source.blockNumberAt(index)
    if (number < 0) {
      const block = source.tailBlock()
      if (this.tailVersion !== source.version) {
        this.tail = this.read(block)
        this.tailVersion = source.version
      }
      return this.tail ? this.tail[index - block.first]! : Number.NaN
    }
    const block = source.sealedBlock(number)
    let values = this.sealed[number]
    if (values === undefined) {
      values = this.read(block) ?? null
      this.sealed[number] = values
    }
    return values ? values[index - block.first]! : Number.NaN
  }
}

/** The parts of a timeline that a series needs. */
export interface SeriesSource {
  readonly length: number
  /** Counts up with every change. */
  readonly version: number
  /** Counts up when samples change their indices. */
  readonly epoch: number
  /** Number of the sealed block that holds a sample; -1: the block that is still growing does. */
  blockNumberAt(index: number): number
  sealedBlock(number: number): SeriesBlock
  tailBlock(): SeriesBlock
}

/** Reads a counter's value, or its peak, of the node at a path below the profile's root. */
export function readCounterSeries(node: Path, counter: Path, peak: boolean): ReadSeries {
  const twins = node.some((step) => typeof step !== 'string' && step[1] > 0)
  return (block) => {
    const { table } = block
    const lives = findLives(table, node)
    if (lives?.length === 0) return undefined
    const values = new Float64Array(block.count).fill(Number.NaN)
    if (!lives || twins) {
      let index = 0
      for (const { snapshot } of block.samples()) {
        const found = findCounter(findNode(snapshot.profile, node), counter)
        const value = peak ? found?.peak : found?.value
        values[index++] = value === undefined ? Number.NaN : Number(value)
      }
      return values
    }
    for (const life of lives) {
      const column = findColumn(table.forms[table.lives.form[life]!]!, counter, peak)
      if (column >= 0) values.set(table.readColumn(life, column), table.lives.start[life])
    }
    return values
  }
}

const CURRENT = [['Memory'], ['CurrentUsage']] as const

/** The life of a tracker in one block. */
export interface TrackerLife {
  /** Index of the first and of the last sample, within the block. */
  readonly first: number
  readonly last: number
  /** Highest current value; NaN if none is reported. */
  readonly highest: number
}

/** Where a tracker lives in a block, wherever in the tree it stands; undefined if it does not. */
export function findTrackerLife(table: LifeTable, uid: string): TrackerLife | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = -1
  let highest = Number.NaN
  for (const life of trackerLives(table, uid)) {
    first = Math.min(first, table.lives.start[life]!)
    last = Math.max(last, table.endOf(life) - 1)
    const column = currentColumn(table, life)
    if (column < 0) continue
    for (const value of table.readColumn(life, column)) if (!(value <= highest) && !Number.isNaN(value)) highest = value
  }
  return last < 0 ? undefined : { first, last, highest }
}

/** The first sample of a block in which a tracker lives; -1: none. */
export function findTrackerStart(table: LifeTable, uid: string): number {
  let first = -1
  for (const life of trackerLives(table, uid)) {
    const start = table.lives.start[life]!
    if (first < 0 || start < first) first = start
  }
  return first
}

/** Reads the current value of a tracker by its uid. */
export function readTrackerSeries(uid: string): ReadSeries {
  return (block) => {
    const { table } = block
    let values: Float64Array | undefined
    for (const life of trackerLives(table, uid)) {
      const column = currentColumn(table, life)
      if (column < 0) continue
      values ??= new Float64Array(block.count).fill(Number.NaN)
      values.set(table.readColumn(life, column), table.lives.start[life])
    }
    return values
  }
}

function* trackerLives(table: LifeTable, uid: string): Generator<number> {
  const numbers = table.numbersOfUid(uid)
  if (numbers.length === 0) return
  const { head, next } = livesByName(table)
  for (const number of numbers) for (let life = head[number] ?? -1; life >= 0; life = next[life]!) yield life
}

/** For each name its newest life, for each life the one before it of that name; -1: none. */
interface LivesByName {
  readonly head: number[]
  readonly next: number[]
}

const byName = new WeakMap<LifeTable, LivesByName>()

/** Made when a table is first asked for a tracker, and carried on as a block that is being built grows. */
function livesByName(table: LifeTable): LivesByName {
  let made = byName.get(table)
  if (!made) byName.set(table, (made = { head: [], next: [] }))
  const { head, next } = made
  const { name } = table.lives
  for (let life = next.length; life < name.length; life++) {
    const number = name[life]!
    while (head.length <= number) head.push(-1)
    next.push(head[number]!)
    head[number] = life
  }
  return made
}

function currentColumn(table: LifeTable, life: number): number {
  const form = table.forms[table.lives.form[life]!]!
  for (const path of CURRENT) {
    const column = findColumn(form, path, false)
    if (column >= 0) return column
  }
  return -1
}
