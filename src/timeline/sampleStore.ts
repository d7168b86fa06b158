import { measureBlock, type Block, type BlockPart } from '../profile/block/block'
import { BlockBuilder, MOST_SAMPLES, shareBlock, shareOf } from '../profile/block/blockBuilder'
import { BlockReader } from '../profile/block/blockReader'
import { BlockLives } from '../profile/block/lives'
import type { SampleFrame } from '../profile/frame'
import { computeMeaning, type Meaning } from '../profile/meaning'
import type { ProfileNode } from '../profile/node'
import type { ProcessIdentity } from '../profile/snapshot'
import type { SeriesBlock, SeriesSource } from './series'

/** A packed block in its place. */
export interface SealedBlock {
  readonly block: Block
  /** Index of its first sample. */
  readonly first: number
  /** How many samples it holds. */
  readonly count: number
  /** How often its samples were halved. */
  readonly level: number
  /** How many samples there were before. */
  readonly of: number
  readonly bytes: number
  readonly lives: BlockLives
}

/** Samples in order: the newest as they came, older ones packed in blocks. */
export class SampleStore implements SeriesSource {
  length = 0
  version = 0
  epoch = 0
  private sealed: readonly SealedBlock[] = []
  private sealedBytes = 0
  private tail: SampleFrame[] = []
  private readonly mostSamples: number
  private builder: BlockBuilder
  private restartList: number[] = []
  private readonly cache = new SampleCache()

  /** @param mostSamples of one block */
  constructor(mostSamples = MOST_SAMPLES) {
    this.mostSamples = mostSamples
    this.builder = new BlockBuilder(undefined, mostSamples)
  }

  get blocks(): readonly SealedBlock[] {
    return this.sealed
  }

  get restarts(): readonly number[] {
    return this.restartList
  }

  get bytes(): number {
    return this.sealedBytes + this.builder.bytes
  }

  push(frame: SampleFrame): void {
    if (this.length > 0 && isRestart(this.processAt(this.length - 1), frame.snapshot.process)) this.restartList.push(this.length)
    this.tail.push(frame)
    this.builder.add(frame)
    this.length += 1
    this.version += 1
    if (this.builder.full) this.seal()
  }

  /** Takes in a block behind all that is there. What is not packed yet is packed, full or not. */
  pushBlock(from: Block): void {
    if (this.tail.length > 0) this.seal()
    const { block, shared } = shareBlock(from, this.builder.shared)
    this.builder = new BlockBuilder(shared, this.mostSamples)
    const first = this.length
    this.length += block.count
    this.replace(this.sealed.length, 0, [makeSealed(block, 0, block.count)])
    this.version += 1
    for (const { from, value } of block.facts) {
      const index = first + from
      if (index > 0 && isRestart(this.processAt(index - 1), value.process)) this.restartList.push(index)
    }
  }

  /** Puts a sample before the one at an index. Costs the block that it falls into. */
  insert(index: number, frame: SampleFrame): void {
    const number = this.blockNumberAt(index)
    if (number < 0) {
      this.tail.splice(index - this.tailFirst, 0, frame)
      const { shared } = this.builder
      this.builder = new BlockBuilder(shared, this.mostSamples)
      for (const sample of this.tail) this.builder.add(sample)
      if (this.builder.full) this.seal()
    } else {
      const { block, first, level, of } = this.sealed[number]!
      const samples = [...readSamples(block)]
      samples.splice(index - first, 0, frame)
      // Late samples may come by the thousand: a block must not grow with each of them.
      const half = samples.length > 2 * this.mostSamples ? samples.length >>> 1 : samples.length
      const parts = [samples.slice(0, half), samples.slice(half)].filter((part) => part.length > 0)
      const left = of - block.count
      const builds = parts.map((part, place) =>
        makeSealed(buildBlock(part, block), level, part.length + (place === 0 ? left : 0)),
      )
      this.replace(number, 1, builds)
    }
    this.length += 1
    this.moved()
  }

  /** Puts other blocks in the place of some. */
  replaceBlocks(number: number, count: number, block: Block, level: number, of: number): void {
    const before = this.sealed.slice(number, number + count).reduce((sum, one) => sum + one.count, 0)
    this.replace(number, count, [makeSealed(block, level, of)])
    this.length += block.count - before
    this.moved()
  }

  sampleAt(index: number): SampleFrame {
    return this.look(index).sample
  }

  meaningAt(index: number): Meaning {
    const look = this.look(index)
    return (look.meaning ??= computeMeaning(look.sample.snapshot))
  }

  /** All samples, those of packed blocks as the blocks. */
  *parts(): Generator<SampleFrame | BlockPart> {
    const tail = [...this.tail]
    for (const { block } of this.sealed) yield { kind: 'block', block }
    yield* tail
  }

  /** All samples. One that is appended meanwhile is not among them. */
  *samples(): Generator<SampleFrame> {
    const tail = [...this.tail]
    for (const { block } of this.sealed) yield* readSamples(block)
    yield* tail
  }

  blockNumberAt(index: number): number {
    if (index >= this.tailFirst) return -1
    let low = 0
    let high = this.sealed.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.sealed[middle]!.first <= index) low = middle
      else high = middle - 1
    }
    return low
  }

  sealedBlock(number: number): SeriesBlock {
    const { first, count, block, lives } = this.sealed[number]!
    return { first, count, table: lives, samples: () => readSamples(block) }
  }

  tailBlock(): SeriesBlock {
    return { first: this.tailFirst, count: this.tail.length, table: this.builder, samples: () => this.tail }
  }

  private get tailFirst(): number {
    return this.length - this.tail.length
  }

  private look(index: number): Look {
    if (!Number.isInteger(index) || index < 0 || index >= this.length)
      throw new RangeError(`no sample ${index} of ${this.length}`)
    return this.cache.look(index, (readerOf) => {
      const inTail = this.tail[index - this.tailFirst]
      // Its block may be sealed while it is kept here.
      if (inTail) return { sample: inTail, nodes: countNodes(inTail.snapshot.profile) }
      const { block, first } = this.sealed[this.blockNumberAt(index)]!
      const reader = readerOf(block)
      const sample = reader.sampleAt(index - first)
      return { sample, nodes: reader.nodes }
    })
  }

  private seal(): void {
    const { block, shared } = this.builder.finish()
    // The newest is what is on the screen next: it need not be unpacked again.
    const newest = this.tail.at(-1)
    if (newest) this.cache.keep(this.length - 1, { sample: newest, nodes: countNodes(newest.snapshot.profile) })
    this.tail = []
    this.builder = new BlockBuilder(shared, this.mostSamples)
    this.replace(this.sealed.length, 0, [makeSealed(block, 0, block.count)])
  }

  private replace(number: number, count: number, blocks: readonly SealedBlock[]): void {
    const sealed = this.sealed.toSpliced(number, count, ...blocks)
    let first = 0
    this.sealedBytes = 0
    this.sealed = sealed.map((one) => {
      const placed = one.first === first ? one : { ...one, first }
      first += one.count
      this.sealedBytes += one.bytes
      return placed
    })
  }

  private moved(): void {
    this.version += 1
    this.epoch += 1
    this.cache.clear()
    this.restartList = []
    let before: ProcessIdentity | undefined
    const look = (process: ProcessIdentity, index: number): void => {
      if (before && isRestart(before, process)) this.restartList.push(index)
      before = process
    }
    for (const { block, first } of this.sealed) for (const { from, value } of block.facts) look(value.process, first + from)
    for (const [place, { snapshot }] of this.tail.entries()) look(snapshot.process, this.tailFirst + place)
  }

  private processAt(index: number): ProcessIdentity {
    const inTail = this.tail[index - this.tailFirst]
    if (inTail) return inTail.snapshot.process
    const { block, first } = this.sealed[this.blockNumberAt(index)]!
    return block.facts.findLast(({ from }) => from <= index - first)!.value.process
  }
}

/** Another life of the process: another pid or another start, as far as both are known. */
function isRestart(before: ProcessIdentity, after: ProcessIdentity): boolean {
  const differ = (a: number | undefined, b: number | undefined): boolean => a !== undefined && b !== undefined && a !== b
  return differ(before.pid, after.pid) || differ(before.startedAt, after.startedAt)
}

function makeSealed(block: Block, level: number, of: number): SealedBlock {
  return { block, first: 0, count: block.count, level, of, bytes: measureBlock(block), lives: new BlockLives(block) }
}

function buildBlock(samples: readonly SampleFrame[], like: Block): Block {
  const builder = new BlockBuilder(shareOf(like))
  for (const sample of samples) builder.add(sample)
  return builder.finish().block
}

function* readSamples(block: Block): Generator<SampleFrame> {
  const reader = new BlockReader(block)
  for (let index = 0; index < block.count; index++) yield reader.sampleAt(index)
}

function countNodes(node: ProfileNode | undefined): number {
  if (!node) return 0
  let count = 1
  for (const child of node.children) count += countNodes(child)
  return count
}

interface Look {
  readonly sample: SampleFrame
  readonly nodes: number
  meaning?: Meaning
}

/** The samples and the blocks that were looked at last. */
class SampleCache {
  private readonly looks = new Map<number, Look>()
  private nodes = 0
  private readonly readers = new Map<Block, BlockReader>()

  look(index: number, read: (readerOf: (block: Block) => BlockReader) => Look): Look {
    const known = this.looks.get(index)
    if (known) {
      this.looks.delete(index)
      this.looks.set(index, known)
      return known
    }
    const look = read((block) => this.reader(block))
    this.keep(index, look)
    return look
  }

  keep(index: number, look: Look): void {
    this.nodes += look.nodes - (this.looks.get(index)?.nodes ?? 0)
    this.looks.set(index, look)
    for (const [oldest, { nodes }] of this.looks) {
      if (this.looks.size <= 2 || (this.looks.size <= MOST_LOOKS && this.nodes <= MOST_NODES)) break
      this.looks.delete(oldest)
      this.nodes -= nodes
    }
  }

  clear(): void {
    this.looks.clear()
    this.readers.clear()
    this.nodes = 0
  }

  private reader(block: Block): BlockReader {
    const reader = this.readers.get(block) ?? new BlockReader(block)
    this.readers.delete(block)
    this.readers.set(block, reader)
    let bytes = 0
    for (const one of this.readers.values()) bytes += one.bytes
    for (const [oldest, one] of this.readers) {
      if (this.readers.size <= 1 || (this.readers.size <= MOST_READERS && bytes <= MOST_READER_BYTES)) break
      this.readers.delete(oldest)
      bytes -= one.bytes
    }
    return reader
  }
}

const MOST_LOOKS = 64
const MOST_NODES = 100_000
const MOST_READERS = 4
const MOST_READER_BYTES = 24 * 2 ** 20
