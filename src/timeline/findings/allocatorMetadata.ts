import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure, missingJemalloc } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R3 and rule 5 of the manual. */
export const allocatorMetadata = defineRule({
  id: 'allocator-metadata',
  title: phrase("The allocator's metadata is large"),
  thresholds: {
    bytes: { label: phrase('size'), unit: 'bytes', value: 2 * 2 ** 30 },
    ratio: { label: phrase('less virtual memory for each byte of metadata than'), unit: 'ratio', value: 100 },
    ratioBytes: { label: phrase('and then larger than'), unit: 'bytes', value: 2 ** 29 },
  },
  missing: (context) => missingFigure(context, 'jemallocMetadata') ?? missingJemalloc(context),
  evaluate(context, { bytes, ratio, ratioBytes }) {
    const metadata = context.value('jemallocMetadata')
    const virtual = context.value('virtual')
    const isDense = metadata > ratioBytes && virtual < ratio * metadata
    if (!(metadata > bytes) && !isDense) return undefined
    const times = Math.round(virtual / metadata)
    const beside = Number.isFinite(times)
      ? t(', 1 for each {times} of {virtual} virtual memory', { times, virtual: size(virtual) })
      : ''
    return {
      severity: 'warning',
      seen: t("Jemalloc's metadata takes {size}{beside}.", { size: size(metadata), beside }),
      sure: isDense ? 'likely' : 'certain',
      means: t(
        'It grows with the address space that was ever in use, about 1 for each 300 to 500 of it (10 TiB of virtual memory cost about 20 GiB), and is not given back.',
      ),
      next: t(
        'Restart the process now and then, or set retain:false in JEMALLOC_CONF; large queries get slower by that (TPC-H about threefold).',
      ),
      doc: DORIS_DOCS.jemalloc,
    }
  },
})
