import { formatShare } from '../../base/formatBytes'
import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { sizeOf } from './say'

/** Rule 14: caches are no problem by themselves. */
export const cachesTight = defineRule({
  id: 'caches-tight',
  title: phrase('Caches are large while memory is tight'),
  thresholds: {
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.2 },
    windowMs: { label: phrase('memory was tight in the last'), unit: 'ms', value: 30 * 60_000 },
    tightShare: { label: phrase('in this share of the samples'), unit: 'share', value: 0.5 },
    samples: { label: phrase('at least samples'), unit: 'count', value: 10 },
  },
  missing: (context) => missingFigure(context, 'rss', 'cache', 'softLimit'),
  evaluate(context, { share, windowMs, tightShare, samples }) {
    const [cache, rss] = [context.value('cache'), context.value('rss')]
    if (!(cache > share * rss) || !(rss > 0)) return undefined
    let count = 0
    let tight = 0
    for (let index = context.index; index >= context.lifeStart && context.ago(index) <= windowMs; index--) {
      count += 1
      if (context.isTight(index)) tight += 1
    }
    if (count < samples || tight < tightShare * count) return undefined
    return {
      severity: 'warning',
      seen: t('Caches hold {size}; memory was tight in {share} of the last {count} samples.', {
        size: sizeOf(cache, rss, 'RSS'),
        share: formatShare(tight / count),
        count,
      }),
      sure: 'likely',
      means: t('Caches are given back under pressure, and filled again: work that helps nobody.'),
      next: t(
        'Lower storage_page_cache_limit or segment_cache_memory_percentage in be.conf; once, curl BE:8040/api/clear_cache/all frees them. With memory to spare leave them as they are.',
      ),
      doc: DORIS_DOCS.cache,
    }
  },
})
