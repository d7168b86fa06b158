import type { UnixMs } from '../base/units'
import type { BlockPart } from '../profile/block/block'
import { BlockReader } from '../profile/block/blockReader'
import type { Path } from '../profile/block/lives'
import { sameSnapshot } from '../profile/block/snapshotTree'
import type { Frame, GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../profile/frame'
import { FIGURE_NAMES, type FigureName, type Meaning } from '../profile/meaning'
import { BAND_IDS, type BandId } from './bands'
import { computeBlockFigures, FIGURE_COLUMNS, writeFigures } from './blockFigures'
import { ChunkedColumn, type Column } from './column'
import { MinMaxIndex } from './minMaxIndex'
import { SampleStore } from './sampleStore'
import { TimeCells } from './timeCells'
import { findTrackerLife, findTrackerStart, readCounterSeries, readTrackerSeries, Series } from './series'
import { chooseSamples, planThinning, Thinning, type Thinned } from './thin'

export interface TimelineOptions {
  /** What it may occupy, about, in bytes. Beyond it the oldest part is thinned. Default: no bound. */
  readonly maxBytes?: number
  /** Most samples that are packed together. Tests choose few, so that few samples make many blocks. */
  readonly blockSamples?: number
}

/** Steps from name to name below the profile's root; of namesakes one step says which, counted from 0: ['Details', 1]. */
export type SeriesPath = Path

/** When a tracker was there, over the whole timeline. It may have been away in between. */
export interface TaskLife {
  readonly firstSeen: UnixMs
  readonly lastSeen: UnixMs
  readonly firstIndex: number
  readonly lastIndex: number
  /** Highest current value in bytes that was seen at a sample; undefined if none was reported. */
  readonly highest: number | undefined
}

/**
 * Snapshots in the order of time, as columns (performance.md). The newest are kept as they came; when a block is full, it is packed, and
 * a snapshot of it is built again when somebody asks for it. Appending touches what changed, reading at an index costs that snapshot,
 * not the history. It is mutable and lives outside React state: whoever shows it watches `version`.
 *
 * Order goes by `at`. A sample that comes late is put in its place, behind those of the same time, which moves the indices of later
 * ones. A sample, gap or mark that is there already, the same in every field, is dropped and counted.
 */
export class Timeline {
  readonly header: TimelineHeader
  /** Counts up with every change. */
  version = 0
  /** How many frames were dropped because they were there already. */
  duplicates = 0
  /** What it may occupy, about, in bytes. A lower bound thins it with the samples that come. */
  maxBytes: number
  private readonly store: SampleStore
  private readonly timeColumn = new ChunkedColumn()
  private readonly columns = new Map<FigureName, ChunkedColumn>()
  private readonly bands = new Map<BandId, ChunkedColumn>()
  /** The columns that get a value with each sample: figures, then bands. */
  private readonly filled: readonly ChunkedColumn[]
  /** Of the newest sample, in the order of `filled`. */
  private readonly row = new Float64Array(FIGURE_COLUMNS)
  private readonly load = new MinMaxIndex()
  /** What pickIndices picks from. */
  readonly cells: TimeCells
  private readonly gapList: GapFrame[] = []
  private readonly markList: MarkFrame[] = []
  private thinning: Thinning | undefined

  constructor(header: TimelineHeader, options: TimelineOptions = {}) {
    this.header = header
    this.store = new SampleStore(options.blockSamples)
    this.maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY
    for (const name of FIGURE_NAMES) this.columns.set(name, new ChunkedColumn())
    for (const id of BAND_IDS) this.bands.set(id, new ChunkedColumn())
    this.cells = new TimeCells(this.timeColumn, this.load)
    this.filled = [...this.columns.values(), ...this.bands.values()]
  }

  /** Number of samples. */
  get length(): number {
    return this.timeColumn.length
  }

  /** Gaps in order of time. A gap that grows replaces the one with the same `from`. */
  get gaps(): readonly GapFrame[] {
    return this.gapList
  }

  /** Marks in order of time. */
  get marks(): readonly MarkFrame[] {
    return this.markList
  }

  /** Indices of the samples that come from another life of the process than the one before: another pid or start. */
  get restarts(): readonly number[] {
    return this.store.restarts
  }

  /** Times of the samples (SampleFrame.at, Unix ms), ascending. */
  get times(): Column {
    return this.timeColumn
  }

  /** What was left out to stay within `maxBytes`; undefined: nothing. */
  get thinned(): Thinned | undefined {
    let before: UnixMs | undefined
    let kept = 0
    let of = 0
    for (const block of this.store.blocks) {
      if (block.level === 0) continue
      kept += block.count
      of += block.of
      before = this.timeColumn.at(Math.min(block.first + block.count, this.length - 1))
    }
    return before === undefined ? undefined : { before, kept, of }
  }

  /** Counts up when samples that were there change their indices: one came late, or some were thinned out. */
  get epoch(): number {
    return this.store.epoch
  }

  /** About how many bytes the timeline occupies. */
  get approximateBytes(): number {
    let bytes = this.store.bytes + this.timeColumn.bytes + this.load.bytes + this.cells.bytes
    for (const column of this.filled) bytes += column.bytes
    return bytes + (this.gapList.length + this.markList.length) * 150
  }

  append(frame: Frame | BlockPart): void {
    switch (frame.kind) {
      case 'block':
        this.appendBlock(frame)
        break
      case 'sample':
        this.appendSample(frame)
        break
      case 'gap':
        this.appendGap(frame)
        break
      case 'mark':
        this.appendMark(frame)
        break
    }
    this.version += 1
  }

  /** Takes a mark away, such as a note that its writer no longer wants; false: it is not one of this timeline's. */
  removeMark(mark: MarkFrame): boolean {
    const place = this.markList.indexOf(mark)
    if (place < 0) return false
    this.markList.splice(place, 1)
    this.version += 1
    return true
  }

  /** The sample at an index, 0 to length - 1. */
  sampleAt(index: number): SampleFrame {
    return this.store.sampleAt(index)
  }

  /** What the counters of the sample at an index mean. */
  meaningAt(index: number): Meaning {
    return this.store.meaningAt(index)
  }

  /** One figure over all samples in bytes, for drawing: a JS number, NaN where it is not reported or none. */
  column(name: FigureName): Column {
    return this.columns.get(name)!
  }

  /** One band of the stack over all samples in bytes, for drawing; NaN where no part of it is reported. */
  band(id: BandId): Column {
    return this.bands.get(id)!
  }

  /**
   * One counter over all samples in its unit, for drawing: its value or its peak, NaN where it is not there. It is read as it is asked
   * for, and what was read is kept with the returned column: keep that as long as it is shown.
   */
  series(node: SeriesPath, counter: SeriesPath, what: 'value' | 'peak' = 'value'): Column {
    return new Series(this.store, readCounterSeries(node, counter, what === 'peak'))
  }

  /** The current bytes of one task or other tracker over all samples, wherever in the tree it stands; NaN where it is not there. */
  trackerSeries(uid: string): Column {
    return new Series(this.store, readTrackerSeries(uid))
  }

  /** When a task or other tracker was there; undefined if it never was. */
  taskLife(uid: string): TaskLife | undefined {
    let firstIndex = -1
    let lastIndex = -1
    let highest = Number.NaN
    const { store } = this
    for (let number = 0; number <= store.blocks.length; number++) {
      const { first, table } = number < store.blocks.length ? store.sealedBlock(number) : store.tailBlock()
      const life = findTrackerLife(table, uid)
      if (!life) continue
      if (firstIndex < 0) firstIndex = first + life.first
      lastIndex = first + life.last
      if (!(life.highest <= highest) && !Number.isNaN(life.highest)) highest = life.highest
    }
    if (firstIndex < 0) return undefined
    return {
      firstSeen: this.timeColumn.at(firstIndex),
      lastSeen: this.timeColumn.at(lastIndex),
      firstIndex,
      lastIndex,
      highest: Number.isNaN(highest) ? undefined : highest,
    }
  }

  /** Index of the first sample that lists a task or other tracker; -1 if none does. */
  firstIndexOf(uid: string): number {
    const { store } = this
    for (let number = 0; number <= store.blocks.length; number++) {
      const { first, table } = number < store.blocks.length ? store.sealedBlock(number) : store.tailBlock()
      const start = findTrackerStart(table, uid)
      if (start >= 0) return first + start
    }
    return -1
  }

  /** Index of the last sample at or before `at`; -1 if all are later. */
  indexAt(at: UnixMs): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.timeColumn.at(middle) <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Index of the sample nearest in time; -1 if there is none. */
  nearestIndex(at: UnixMs): number {
    const before = this.indexAt(at)
    if (before < 0) return this.length > 0 ? 0 : -1
    if (before + 1 >= this.length) return before
    return at - this.timeColumn.at(before) <= this.timeColumn.at(before + 1) - at ? before : before + 1
  }

  /**
   * Indices of the samples with the lowest and the highest load from `from` to `to`, both included; -1: no sample there reports it. The
   * load is RSS, else what is tracked. The result is overwritten by the next call.
   */
  loadRange(from: number, to: number): { readonly lowest: number; readonly highest: number } {
    this.load.find(from, to)
    return this.load
  }

  /** All samples, one after another: packed ones are built as they are asked for. */
  samples(): Generator<SampleFrame> {
    return this.store.samples()
  }

  /** All frames in the order of time. */
  *frames(): Generator<Frame> {
    yield* mergeByTime(this.store.samples(), [...this.gapList, ...this.markList])
  }

  /** As frames(), with the packed blocks as they are: what a file is written from. Gaps and marks stand behind the block that holds them. */
  *parts(): Generator<Frame | BlockPart> {
    yield* mergeByTime(this.store.parts(), [...this.gapList, ...this.markList])
  }

  private appendSample(frame: SampleFrame): void {
    const last = this.length - 1
    if (last >= 0 && frame.at <= this.timeColumn.at(last)) {
      const place = this.indexAt(frame.at) + 1
      for (let same = place - 1; same >= 0 && this.timeColumn.at(same) === frame.at; same--) {
        if (!sameSample(this.sampleAt(same), frame)) continue
        this.duplicates += 1
        return
      }
      if (place <= last) {
        this.insert(frame, place)
        return
      }
    }
    this.pushColumns(frame)
    this.store.push(frame)
    this.thin()
  }

  /** A whole block at once, where it is not older than what is there. Its samples are not looked for among those that are. */
  private appendBlock({ block, figures }: BlockPart): void {
    const { count, at } = block
    let last = this.length > 0 ? this.timeColumn.at(this.length - 1) : Number.NEGATIVE_INFINITY
    let inOrder = at[0] !== last
    for (let index = 0; index < count; index++) {
      inOrder &&= at[index]! >= last
      last = at[index]!
    }
    if (!inOrder) {
      const reader = new BlockReader(block)
      for (let index = 0; index < count; index++) this.appendSample(reader.sampleAt(index))
      return
    }
    const columns = figures?.length === FIGURE_COLUMNS * count ? figures : computeBlockFigures(block)
    for (const [number, column] of this.filled.entries()) column.pushAll(columns.subarray(number * count, (number + 1) * count))
    for (let index = 0; index < count; index++) {
      this.timeColumn.push(at[index]!)
      this.load.push(this.loadAt(this.length - 1))
      this.cells.push()
    }
    this.store.pushBlock(block)
    this.thin()
  }

  private pushColumns(frame: SampleFrame): void {
    this.timeColumn.push(frame.at)
    writeFigures(frame.snapshot, this.row, 0, 1)
    for (const [number, column] of this.filled.entries()) column.push(this.row[number]!)
    this.load.push(this.loadAt(this.length - 1))
    this.cells.push()
  }

  private insert(frame: SampleFrame, index: number): void {
    this.thinning = undefined
    this.timeColumn.insert(index, frame.at)
    writeFigures(frame.snapshot, this.row, 0, 1)
    for (const [number, column] of this.filled.entries()) column.insert(index, this.row[number]!)
    this.refillLoad()
    this.store.insert(index, frame)
  }

  private appendGap(gap: GapFrame): void {
    const known = this.gapList.findLastIndex(({ from }) => from <= gap.from)
    const same = this.gapList[known]
    if (same?.from !== gap.from) this.gapList.splice(known + 1, 0, gap)
    else if (gap.to < same.to || (gap.to === same.to && same.why === gap.why && same.tries === gap.tries)) this.duplicates += 1
    else this.gapList[known] = gap
  }

  private appendMark(mark: MarkFrame): void {
    let place = this.markList.length
    while (place > 0 && this.markList[place - 1]!.at > mark.at) place -= 1
    for (let same = place - 1; same >= 0 && this.markList[same]!.at === mark.at; same--) {
      const known = this.markList[same]!
      if (!sameMark(known, mark)) continue
      this.duplicates += 1
      return
    }
    this.markList.splice(place, 0, mark)
  }

  /** Goes on with thinning where that is due, a few samples at a time. */
  private thin(): void {
    if (!this.thinning && this.approximateBytes > this.maxBytes) this.thinning = this.startThinning()
    const { thinning } = this
    const block = thinning?.work(SAMPLES_A_TURN)
    if (!thinning || !block) return
    this.thinning = undefined
    const { number, count } = thinning.plan
    const before = this.store.blocks.slice(number, number + count)
    const { first, end } = rangeOf(before)
    const kept: number[] = []
    for (let index = 0; index < first; index++) kept.push(index)
    for (const index of thinning.kept) kept.push(index)
    for (let index = end; index < this.length; index++) kept.push(index)
    this.timeColumn.keep(kept)
    for (const column of this.filled) column.keep(kept)
    this.refillLoad()
    const of = before.reduce((sum, one) => sum + one.of, 0)
    this.store.replaceBlocks(number, count, block, before[0]!.level + 1, of)
  }

  private startThinning(): Thinning | undefined {
    const plan = planThinning(this.store.blocks)
    if (!plan) return undefined
    const sources = this.store.blocks.slice(plan.number, plan.number + plan.count)
    const { first, end } = rangeOf(sources)
    const load = (index: number): number => this.loadAt(index)
    const edges = this.edges(first, end)
    let kept = chooseSamples(first, end, load, (index) => edges.has(index))
    // Where nearly everything is an edge, the bound goes before the edges.
    if (kept.length > (end - first) * 0.8) kept = chooseSamples(first, end, load, (index) => index === 0)
    return kept.length < end - first ? new Thinning(plan, kept, sources) : undefined
  }

  private loadAt(index: number): number {
    const rss = this.columns.get('rss')!.at(index)
    return Number.isNaN(rss) ? this.columns.get('tracked')!.at(index) : rss
  }

  private refillLoad(): void {
    this.load.clear()
    this.cells.clear()
    for (let index = 0; index < this.length; index++) this.load.push(this.loadAt(index))
  }

  /** Samples that say something by their place: the first of all, and those around gaps, marks and restarts. */
  private edges(first: number, end: number): Set<number> {
    const edges = new Set([0])
    const around = (before: number): void => void edges.add(before).add(before + 1)
    const from = this.timeColumn.at(first)
    const to = this.timeColumn.at(end - 1)
    for (const gap of this.gapList) {
      if (gap.to < from || gap.from > to) continue
      around(this.indexAt(gap.from))
      around(this.indexAt(gap.to - 1))
    }
    for (const { at } of this.markList) if (at >= from && at <= to) around(this.indexAt(at))
    for (const restart of this.restarts) around(restart - 1)
    return edges
  }
}

/** Samples that one append thins beside its own work. */
const SAMPLES_A_TURN = 8

function rangeOf(blocks: readonly { readonly first: number; readonly count: number }[]): { first: number; end: number } {
  const last = blocks.at(-1)!
  return { first: blocks[0]!.first, end: last.first + last.count }
}

function sameMark(a: MarkFrame, b: MarkFrame): boolean {
  const fields = (mark: MarkFrame): unknown[] => [
    mark.mark,
    mark.text,
    mark.withinMs,
    ...Object.entries(mark.detail ?? {}).flat(),
  ]
  const [one, other] = [fields(a), fields(b)]
  return one.length === other.length && one.every((field, place) => field === other[place])
}

function sameSample(a: SampleFrame, b: SampleFrame): boolean {
  return a.seq === b.seq && a.tookMs === b.tookMs && a.wireBytes === b.wireBytes && sameSnapshot(a.snapshot, b.snapshot)
}

function* mergeByTime<Part extends SampleFrame | BlockPart>(
  parts: Iterable<Part>,
  others: (GapFrame | MarkFrame)[],
): Generator<Part | GapFrame | MarkFrame> {
  const timeOf = (frame: GapFrame | MarkFrame): UnixMs => (frame.kind === 'gap' ? frame.to : frame.at)
  others.sort((a, b) => timeOf(a) - timeOf(b))
  let next = 0
  for (const part of parts) {
    const at = part.kind === 'block' ? part.block.at[0]! : part.at
    while (next < others.length && timeOf(others[next]!) <= at) yield others[next++]!
    yield part
  }
  while (next < others.length) yield others[next++]!
}
