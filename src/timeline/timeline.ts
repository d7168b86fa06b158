import type { UnixMs } from '../base/units'
import type { Frame, GapFrame, MarkFrame, SampleFrame, TimelineHeader } from '../profile/frame'
import { ChunkedColumn, type Column } from './column'
import { computeMeaning, FIGURE_NAMES, type FigureName, type Meaning } from '../profile/meaning'

/**
 * Snapshots in order, as columns. Appending touches what changed; reading at an index costs that snapshot, not the history.
 * It is mutable and lives outside React state: whoever shows it watches `version`.
 */
export class Timeline {
  readonly header: TimelineHeader
  /** Counts up with every change. */
  version = 0
  private readonly samples: SampleFrame[] = []
  private readonly meanings: Meaning[] = []
  private readonly columns = new Map<FigureName, ChunkedColumn>()
  private readonly timeColumn = new ChunkedColumn()
  private readonly gapList: GapFrame[] = []
  private readonly markList: MarkFrame[] = []

  constructor(header: TimelineHeader) {
    this.header = header
    for (const name of FIGURE_NAMES) this.columns.set(name, new ChunkedColumn())
  }

  /** Number of samples. */
  get length(): number {
    return this.samples.length
  }

  /** Gaps in order of time. A gap that grows replaces the one with the same `from`. */
  get gaps(): readonly GapFrame[] {
    return this.gapList
  }

  /** Marks in order of time. */
  get marks(): readonly MarkFrame[] {
    return this.markList
  }

  /** Times of the samples (SampleFrame.at, Unix ms), ascending. */
  get times(): Column {
    return this.timeColumn
  }

  append(frame: Frame): void {
    this.version += 1
    switch (frame.kind) {
      case 'sample': {
        const meaning = computeMeaning(frame.snapshot)
        this.samples.push(frame)
        this.meanings.push(meaning)
        this.timeColumn.push(frame.at)
        for (const name of FIGURE_NAMES) {
          const figure = meaning[name]
          this.columns.get(name)!.push(figure ? Number(figure.value) : Number.NaN)
        }
        break
      }
      case 'gap': {
        const last = this.gapList.at(-1)
        if (last && last.from === frame.from) this.gapList[this.gapList.length - 1] = frame
        else this.gapList.push(frame)
        break
      }
      case 'mark':
        this.markList.push(frame)
        break
    }
  }

  /** The sample at an index, 0 to length - 1. */
  sampleAt(index: number): SampleFrame {
    const sample = this.samples[index]
    if (!sample) throw new RangeError(`no sample ${index} of ${this.length}`)
    return sample
  }

  /** What the counters of the sample at an index mean. */
  meaningAt(index: number): Meaning {
    const meaning = this.meanings[index]
    if (!meaning) throw new RangeError(`no sample ${index} of ${this.length}`)
    return meaning
  }

  /** One figure over all samples in bytes, for drawing: a JS number, NaN where it is not reported or none. */
  column(name: FigureName): Column {
    return this.columns.get(name)!
  }

  /** Index of the last sample at or before `at`; -1 if all are later. */
  indexAt(at: UnixMs): number {
    let low = 0
    let high = this.timeColumn.length
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

  /** All frames in the order of time, as they are saved. */
  *frames(): Generator<Frame> {
    const others: Frame[] = [...this.gapList, ...this.markList].toSorted((a, b) => frameTime(a) - frameTime(b))
    let next = 0
    for (const sample of this.samples) {
      while (next < others.length && frameTime(others[next]!) <= sample.at) yield others[next++]!
      yield sample
    }
    while (next < others.length) yield others[next++]!
  }
}

function frameTime(frame: Frame): UnixMs {
  return frame.kind === 'gap' ? frame.to : frame.at
}
