import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { formatRateRange } from '../formatRate'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 28. */
export const otherProcesses = defineRule({
  id: 'other-processes',
  title: phrase('Something else on the host takes memory'),
  thresholds: { share: { label: phrase('share of physical memory that went'), unit: 'share', value: 0.05 } },
  missing: (context) =>
    missingFigure(context, 'physical', 'available') ??
    (context.growth.available ? undefined : t('enough to tell how it changes')),
  evaluate(context, { share }) {
    const { available, rss, from } = context.growth
    if (available?.direction !== 'falls' || rss?.direction === 'rises') return undefined
    const gone = -available.perMs * available.spanMs
    if (!(gone > share * context.limit('physical'))) return undefined
    return {
      severity: 'warning',
      seen: t('Available memory of the host changes by {rate}, {size} in all, while RSS does not grow.', {
        rate: formatRateRange(available),
        size: size(gone),
      }),
      sure: 'likely',
      means: t(
        'Another process of this host takes the memory; Doris will cancel queries for it when the low water mark is reached.',
      ),
      next: t('See with top who grows. On a shared host set mem_limit lower.'),
      doc: DORIS_DOCS.oom,
      since: context.timeline.indexAt(from),
    }
  },
})
