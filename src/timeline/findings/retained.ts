import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R11: what looks like a leak in top, and is none. */
export const retained = defineRule({
  id: 'retained',
  title: phrase('Virtual memory is much larger than RSS'),
  thresholds: {
    times: { label: phrase('times RSS'), unit: 'ratio', value: 20 },
    bytes: { label: phrase('size'), unit: 'bytes', value: 128 * 2 ** 30 },
    metadataBytes: { label: phrase("while the allocator's metadata is below"), unit: 'bytes', value: 2 * 2 ** 30 },
  },
  missing: (context) => missingFigure(context, 'rss', 'virtual'),
  evaluate(context, { times, bytes, metadataBytes }) {
    const [rss, virtual] = [context.value('rss'), context.value('virtual')]
    if (!(virtual > bytes) || !(virtual > times * rss) || context.value('jemallocMetadata') > metadataBytes) return undefined
    return {
      severity: 'info',
      seen: t('Virtual memory is {virtual}, RSS is {rss}.', { virtual: size(virtual), rss: size(rss) }),
      sure: 'likely',
      means: t('Jemalloc keeps address space that it has given back: that is not memory in use, and no leak.'),
      next: t('Nothing. Look at RSS.'),
      doc: DORIS_DOCS.jemalloc,
    }
  },
})
