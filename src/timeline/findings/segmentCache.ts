import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { isOlder } from './dorisVersion'
import { defineRule } from './rule'
import { sizeOf } from './say'

/** Rule 15. */
export const segmentCache = defineRule({
  id: 'segment-cache',
  title: phrase('SegmentCache is large in an old version'),
  thresholds: {
    bytes: { label: phrase('size'), unit: 'bytes', value: 2 ** 30 },
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.1 },
  },
  missing: (context) => (context.snapshot.process.version === undefined ? t('its version') : undefined),
  evaluate(context, { bytes, share }) {
    if (!isOlder(context.snapshot.process.version, [2, 1, 5])) return undefined
    const found = [...context.lastingTrackers()].find(({ name }) => name.label.startsWith('SegmentCache'))
    const value = Number(found?.counter.value ?? Number.NaN)
    const rss = context.value('rss')
    if (!(value > bytes) || !(value > share * rss)) return undefined
    return {
      severity: 'warning',
      seen: t('SegmentCache holds {size} in {version}.', {
        size: sizeOf(value, rss, 'RSS'),
        version: context.snapshot.process.version ?? '',
      }),
      sure: 'likely',
      means: t('Before 2.1.5 its statistic is inaccurate, and before 2.1.4 it could take far more memory than it should.'),
      next: t('Upgrade; or set disable_segment_cache=true in be.conf and look again.'),
      doc: DORIS_DOCS.cache,
    }
  },
})
