import type { ReadInput, ReadOptions, ReadResult } from './input'

export type { ReadInput, ReadOptions, ReadResult } from './input'

/**
 * The one door for foreign data: bytes of anything that Memlane knows, gzipped or not, one or several files; snapshots and a report
 * out. Throws ReadError when nothing at all can be read from any input; a part that cannot be read is a problem in its report.
 */
export async function readAny(_inputs: readonly ReadInput[], _options: ReadOptions = {}): Promise<ReadResult> {
  throw new Error('not written yet')
}
