import type { UnixMs } from '../base/units'
import type { Column } from './column'

const CHUNK = 1024

/**
 * The samples of a timeline sorted into cells of 2^level ms, which stand where they are however one zooms and pans: for each cell that
 * has a sample its first one, and the ones with the lowest and the highest load. A level is made when it is asked for first, and kept up.
 */
export class TimeCells {
  private readonly times: Column
  private readonly load: Column
  private levels = new Map<number, CellLevel>()

  constructor(times: Column, load: Column) {
    this.times = times
    this.load = load
  }

  /** Takes in the newest sample. */
  push(): void {
    for (const level of this.levels.values()) level.push(this.times.length - 1)
  }

  /** Starts over; the columns changed other than at their end. */
  clear(): void {
    this.levels = new Map()
  }

  level(number: number): CellLevel {
    let level = this.levels.get(number)
    if (!level) {
      level = new CellLevel(this.times, this.load, 2 ** number)
      for (let index = 0; index < this.times.length; index++) level.push(index)
      this.levels.set(number, level)
    }
    return level
  }

  get bytes(): number {
    let bytes = 0
    for (const { length } of this.levels.values()) bytes += length * 12
    return bytes
  }
}

export class CellLevel {
  /** Number of cells. */
  length = 0
  private readonly times: Column
  private readonly load: Column
  private readonly span: number
  private readonly chunks: Int32Array[] = []
  private cell = Number.NaN
  private lowest = Number.NaN
  private highest = Number.NaN

  constructor(times: Column, load: Column, span: number) {
    this.times = times
    this.load = load
    this.span = span
  }

  /** The cell of a time. */
  cellOf(at: UnixMs): number {
    return Math.floor(at / this.span)
  }

  push(index: number): void {
    const value = this.load.at(index)
    const cell = this.cellOf(this.times.at(index))
    if (cell !== this.cell) {
      if (this.length % CHUNK === 0) this.chunks.push(new Int32Array(3 * CHUNK))
      this.cell = cell
      this.length += 1
      this.lowest = value
      this.highest = value
      const chunk = this.chunks[this.chunks.length - 1]!
      const place = ((this.length - 1) % CHUNK) * 3
      chunk.fill(index, place, place + 3)
      return
    }
    const chunk = this.chunks[this.chunks.length - 1]!
    const place = ((this.length - 1) % CHUNK) * 3
    // Not "if lower": a cell may begin with samples whose load is not known.
    if (value < this.lowest || Number.isNaN(this.lowest)) {
      this.lowest = value
      chunk[place + 1] = index
    }
    if (value > this.highest || Number.isNaN(this.highest)) {
      this.highest = value
      chunk[place + 2] = index
    }
  }

  /** Number of the cell that holds a sample, among those that have one. */
  find(index: number): number {
    let low = 0
    let high = this.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.firstOf(middle) <= index) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Index of the first sample of a cell. */
  firstOf(number: number): number {
    return this.chunks[(number / CHUNK) | 0]![(number % CHUNK) * 3]!
  }

  /** Of the cells from number `from` to number `to` writes the first, the lowest, the highest and the last sample; returns how many. */
  write(from: number, to: number, target: Int32Array, at: number): number {
    let next = at
    let number = from
    let chunk = this.chunks[(number / CHUNK) | 0]!
    let place = (number % CHUNK) * 3
    while (number <= to) {
      const first = chunk[place]!
      const lowest = chunk[place + 1]!
      const highest = chunk[place + 2]!
      number += 1
      place += 3
      if (place === 3 * CHUNK) {
        chunk = this.chunks[(number / CHUNK) | 0] ?? chunk
        place = 0
      }
      const last = (number < this.length ? chunk[place]! : this.times.length) - 1
      next = writePicks(target, next, first, lowest, highest, last)
    }
    return next
  }
}

/** Writes up to four indices, ascending and each once; -1 as the lowest and the highest = not known. Returns the next place. */
export function writePicks(target: Int32Array, at: number, first: number, lowest: number, highest: number, last: number): number {
  let next = at
  target[next++] = first
  const one = lowest < highest ? lowest : highest
  const other = lowest < highest ? highest : lowest
  if (one > first && one < last) target[next++] = one
  if (other > first && other < last && other !== one) target[next++] = other
  if (last > first) target[next++] = last
  return next
}
