import type { SampleFrame } from '../../profile/frame'
import { computeMeaning, type Meaning } from '../../profile/meaning'
import type { Reported } from '../../profile/snapshot'
import { figureCell, printRow, textCell, timeCell } from './field'

/** The columns of formats.md, section 3: the same for every source. */
const COLUMNS: readonly (readonly [name: string, figure: (meaning: Meaning) => Reported])[] = [
  ['rss', (m) => m.rss],
  ['rss_peak', (m) => m.rssPeak],
  ['virtual', (m) => m.virtual],
  ['tracked', (m) => m.tracked],
  ['untracked', (m) => (m.untracked === undefined ? m.untrackedDerived : m.untracked)],
  ['tasks', (m) => m.tasks],
  ['query', (m) => m.query],
  ['load', (m) => m.load],
  ['compaction', (m) => m.compaction],
  ['schema_change', (m) => m.schemaChange],
  ['other', (m) => m.other],
  ['global', (m) => m.global],
  ['metadata', (m) => m.metadata],
  ['cache', (m) => m.cache],
  ['jvm', (m) => m.jvm],
  ['jemalloc_cache', (m) => m.jemallocCache],
  ['jemalloc_metadata', (m) => m.jemallocMetadata],
  ['memtables', (m) => m.memtables],
  ['reserved', (m) => m.reserved],
  ['physical', (m) => m.physical],
  ['limit', (m) => m.limit],
  ['soft_limit', (m) => m.softLimit],
  ['available', (m) => m.available],
  ['low_water_mark', (m) => m.lowWaterMark],
  ['warning_water_mark', (m) => m.warningWaterMark],
]

/** The header line, then one row a sample, as text that is to be written one piece after the other. Bytes, exact. */
export function* printSnapshotsCsv(samples: Iterable<SampleFrame>): Generator<string, void, undefined> {
  yield printRow(['time', 'source', ...COLUMNS.map(([name]) => name)])
  for (const sample of samples) {
    const meaning = computeMeaning(sample.snapshot)
    yield printRow([
      timeCell(sample.at),
      textCell(sample.snapshot.source),
      ...COLUMNS.map(([, figure]) => figureCell(figure(meaning))),
    ])
  }
}
