import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** The verdict of growth where trackers see it. */
export const growthInside = defineRule({
  id: 'growth-inside',
  title: phrase('Memory grows inside the trackers'),
  thresholds: { leastMs: { label: phrase('for at least'), unit: 'ms', value: 30 * 60_000 } },
  missing: (context) => (context.growth.verdict === 'insufficient' ? t('enough to tell growth') : undefined),
  evaluate(context, { leastMs }) {
    const { growth } = context
    if (growth.verdict !== 'inside' || growth.to - growth.from < leastMs) return undefined
    return {
      severity: 'info',
      seen: growth.sentence,
      sure: 'likely',
      means: t('A tracker has a name for it: a cache that fills up is meant to, a task that grows will end.'),
      next:
        growth.inside[0] === undefined
          ? t('Watch whether it levels off; look at what it is for.')
          : t('Watch whether {name} levels off; look at what it is for.', { name: growth.inside[0] }),
      doc: DORIS_DOCS.tracker,
      since: context.timeline.indexAt(growth.from),
    }
  },
})
