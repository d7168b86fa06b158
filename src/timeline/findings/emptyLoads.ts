import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** Rule 32 (seen in apache/doris #34011). */
export const emptyLoads = defineRule({
  id: 'empty-loads',
  title: phrase('Many loads hold nothing'),
  thresholds: { count: { label: phrase('loads of size 0'), unit: 'count', value: 50 } },
  missing: (context) => (context.tasks ? undefined : t('which tasks there are')),
  evaluate(context, { count: least }) {
    const loads = (context.tasks?.tasks ?? []).filter(({ type }) => type === 'load')
    const empty = loads.filter(({ current }) => current?.value === 0).length
    if (empty < least) return undefined
    return {
      severity: 'warning',
      seen: t('{empty} of {count} loads that are listed hold nothing.', { empty, count: loads.length }),
      sure: 'possible',
      means: t('Loads that were given up, or channels that nobody closed: each still costs a little.'),
      next: t('Compare with SHOW LOAD and with the tasks a quarter of an hour later: the same ids should be gone.'),
      doc: DORIS_DOCS.load,
    }
  },
})
