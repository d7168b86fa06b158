import { formatInteger } from '../../base/formatBytes'
import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { sizeOf } from './say'

const READERS = [
  'AllSegmentsMemBytes',
  'ColumnReaderMemBytes',
  'OrdinalIndexReaderMemBytes',
  'ZoneMapIndexReaderMemBytes',
] as const

/** Rule 25. */
export const openSegments = defineRule({
  id: 'open-segments',
  title: phrase('Open segments take much memory'),
  thresholds: {
    bytes: { label: phrase('size'), unit: 'bytes', value: 2 ** 30 },
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.05 },
  },
  missing: (context) => (Number.isNaN(context.objects('ColumnReaderMemBytes')) ? t('what open segments hold') : undefined),
  evaluate(context, { bytes, share }) {
    const rss = context.value('rss')
    const held = READERS.reduce((sum, name) => sum + (context.objects(name) || 0), 0)
    if (!(held > bytes) || !(held > share * rss)) return undefined
    return {
      severity: 'info',
      seen: t('Open segments and their readers hold {size}: {segments} segments, {readers} column readers.', {
        size: sizeOf(held, rss, 'RSS'),
        segments: formatInteger(context.objects('AllSegmentsNum') || 0),
        readers: formatInteger(context.objects('ColumnReaderNum') || 0),
      }),
      sure: 'likely',
      means: t('Even a simple scan opens each segment and keeps its indexes in memory.'),
      next: t(
        'Fewer, larger segments by compaction; lower segment_cache_capacity or segment_cache_memory_percentage in be.conf.',
      ),
      doc: DORIS_DOCS.faq,
    }
  },
})
