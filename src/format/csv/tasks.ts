import type { Snapshot } from '../../profile/snapshot'
import { computeTasks } from '../../profile/task'
import { figureCell, printRow, textCell } from './field'

const HEADER = ['uid', 'type', 'kind', 'label', 'ids', 'current', 'peak', 'limit', 'reserved', 'reserved_peak']

/** The header line, then one row a task of the snapshot (formats.md, section 3). Bytes, exact. Without tasks only the header line. */
export function* printTasksCsv(snapshot: Snapshot): Generator<string, void, undefined> {
  yield printRow(HEADER)
  for (const task of computeTasks(snapshot)?.tasks ?? []) {
    yield printRow([
      textCell(task.uid),
      textCell(task.type),
      textCell(task.kind),
      textCell(task.label),
      textCell(task.ids.map(([name, value]) => `${name}=${value}`).join(' ')),
      figureCell(task.current),
      figureCell(task.peak),
      figureCell(task.limit),
      figureCell(task.reserved),
      figureCell(task.reservedPeak),
    ])
  }
}
