import type { Bytes } from '../../base/units'
import type { MemBlock } from '../memory/memBlock'
import type { Task } from './task'

const ENTRY_WORDS = 4
const ENTRY_BYTES: Bytes = ENTRY_WORDS * 4
const MAX_FILL = 0.7

/** A join's hash table over real memory: open addressing, key, count and two payload words an entry; it grows by doubling. */
export class HashTable {
  private readonly task: Task
  private block: MemBlock
  private words: Uint32Array
  private mask: number
  private used = 0

  private constructor(task: Task, block: MemBlock) {
    this.task = task
    this.block = block
    this.words = new Uint32Array(block.buffer)
    this.words.fill(0)
    this.mask = block.byteLength / ENTRY_BYTES - 1
  }

  static async create(task: Task, entries: number): Promise<HashTable> {
    return new HashTable(task, await task.allocate(2 ** Math.ceil(Math.log2(Math.max(1024, entries))) * ENTRY_BYTES))
  }

  get size(): number {
    return this.used
  }

  /** Adds to the count of a key (1 .. 2^32 - 1). Call ensureRoom before. */
  insert(key: number, payload: number): void {
    let at = this.place(key)
    while (this.words[at] !== 0 && this.words[at] !== key) at = this.after(at)
    if (this.words[at] === 0) {
      this.words[at] = key
      this.used++
    }
    this.words[at + 1]!++
    this.words[at + 2] = payload
  }

  /** The count of a key; 0 if it is not there. */
  find(key: number): number {
    let at = this.place(key)
    while (this.words[at] !== 0) {
      if (this.words[at] === key) return this.words[at + 1]!
      at = this.after(at)
    }
    return 0
  }

  /** Makes room for so many more keys: both tables exist while the entries move, which is what a growing join costs. */
  async ensureRoom(more: number): Promise<void> {
    if (this.used + more <= (this.mask + 1) * MAX_FILL) return
    const old = this.words
    const oldBlock = this.block
    let entries = (this.mask + 1) * 2
    while (this.used + more > entries * MAX_FILL) entries *= 2
    this.block = await this.task.allocate(entries * ENTRY_BYTES)
    this.words = new Uint32Array(this.block.buffer)
    this.words.fill(0)
    this.mask = entries - 1
    for (let from = 0; from < old.length; from += ENTRY_WORDS) {
      const key = old[from]!
      if (key === 0) continue
      let at = this.place(key)
      while (this.words[at] !== 0) at = this.after(at)
      this.words[at] = key
      this.words[at + 1] = old[from + 1]!
      this.words[at + 2] = old[from + 2]!
    }
    this.task.release(oldBlock)
  }

  private place(key: number): number {
    return ((Math.imul(key, 0x9e3779b1) >>> 0) & this.mask) * ENTRY_WORDS
  }

  private after(at: number): number {
    return at + ENTRY_WORDS >= this.words.length ? 0 : at + ENTRY_WORDS
  }
}
