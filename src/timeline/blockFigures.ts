import type { Block } from '../profile/block/block'
import { BlockReader } from '../profile/block/blockReader'
import { computeMeaning, FIGURE_NAMES, type Meaning } from '../profile/meaning'
import type { Snapshot } from '../profile/snapshot'
import { BAND_IDS, computeStack } from './bands'

/** A timeline keeps a column of each figure and then of each band. */
export const FIGURE_COLUMNS = FIGURE_NAMES.length + BAND_IDS.length

/** Figures and bands are said by the overview, and by old global trackers: all others need not be read for them. */
const LEFT_OUT = ['TopMemoryTasksSnapshot', 'AllTasksMemorySnapshot', 'MetadataMemorySnapshot', 'CacheMemorySnapshot']

/** The figures and the bands of all samples of a block, column by column, as `writeFigures` writes them. */
export function computeBlockFigures(block: Block): Float64Array<ArrayBuffer> {
  const figures = new Float64Array(FIGURE_COLUMNS * block.count)
  const reader = new BlockReader(block, { leaveOut: LEFT_OUT })
  for (let index = 0; index < block.count; index++) writeFigures(reader.sampleAt(index).snapshot, figures, index, block.count)
  return figures
}

/** Writes the figures and the bands of one sample, `step` places from each to the next. In bytes; NaN: not reported, or none. */
export function writeFigures(snapshot: Snapshot, target: Float64Array, at: number, step: number): void {
  const meaning = computeMeaning(snapshot)
  let place = at
  for (const name of FIGURE_NAMES) {
    target[place] = toNumber(meaning, name)
    place += step
  }
  for (const { value } of computeStack(meaning).bands) {
    target[place] = value ?? Number.NaN
    place += step
  }
}

function toNumber(meaning: Meaning, name: (typeof FIGURE_NAMES)[number]): number {
  const figure = meaning[name]
  return figure ? Number(figure.value) : Number.NaN
}
