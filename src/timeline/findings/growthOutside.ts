import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** R8 and rule 26 of the manual. */
export const growthOutside = defineRule({
  id: 'growth-outside',
  title: phrase('Memory grows outside the trackers'),
  thresholds: { leastMs: { label: phrase('for at least'), unit: 'ms', value: 30 * 60_000 } },
  missing: (context) => (context.growth.verdict === 'insufficient' ? t('enough to tell growth') : undefined),
  evaluate(context, { leastMs }) {
    const { growth } = context
    if (growth.verdict !== 'outside' || growth.to - growth.from < leastMs) return undefined
    return {
      severity: 'warning',
      seen: growth.sentence,
      sure: 'likely',
      means: t(
        'Sustained growth that no tracker sees. It is not proof of a leak: that shows when the tasks have stopped and memory stays.',
      ),
      next: t(
        'Watch at least three idle periods of ten minutes; take two heap profiles some time apart and compare them; upgrade to the newest release of your version.',
      ),
      doc: DORIS_DOCS.heapProfile,
      since: context.timeline.indexAt(growth.from),
    }
  },
})
