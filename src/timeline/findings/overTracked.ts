import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { sizeOf } from './say'

/** Rule 4. */
export const overTracked = defineRule({
  id: 'over-tracked',
  title: phrase('More is tracked than is resident'),
  thresholds: { share: { label: phrase('share of RSS'), unit: 'share', value: 0.02 } },
  missing: (context) => missingFigure(context, 'rss', 'tracked'),
  evaluate(context, { share }) {
    const { untracked, untrackedDerived } = context.meaning
    const figure = untracked ?? untrackedDerived
    const rss = context.value('rss')
    if (!figure || !(Number(figure.value) < -Math.max(figure.error, share * rss))) return undefined
    const much = -Number(figure.value)
    return {
      severity: 'info',
      seen: t('Untracked is negative: trackers account for {size} more than is resident.', { size: sizeOf(much, rss, 'RSS') }),
      sure: 'certain',
      means: t(
        'Trackers count memory when it is allocated, RSS only when it is touched: hash tables and buffers that are not filled yet, or memory that was reserved. It is no error by itself; it can also be counted twice.',
      ),
      next: t('Nothing, unless it stays while no query and no load runs: then look which tracker is larger than it can be.'),
      doc: DORIS_DOCS.tracker,
    }
  },
})
