import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 13. */
export const cgroup = defineRule({
  id: 'cgroup',
  title: phrase('The memory limit is above the cgroup limit'),
  thresholds: { share: { label: phrase('above it by'), unit: 'share', value: 0 } },
  missing: (context) => missingFigure(context, 'limit', 'cgroupLimit'),
  evaluate(context, { share }) {
    const [limit, cgroupLimit] = [context.limit('limit'), context.limit('cgroupLimit')]
    if (!(limit > cgroupLimit * (1 + share))) return undefined
    return {
      severity: 'serious',
      seen: t('The memory limit is {limit}, the cgroup limit {cgroup}.', { limit: size(limit), cgroup: size(cgroupLimit) }),
      sure: 'certain',
      means: t('The kernel kills the process before Doris begins to free memory.'),
      next: t(
        'Set mem_limit in be.conf below the limit of the container, a tenth or more; or have enable_use_cgroup_memory_info on, so that Doris goes by it.',
      ),
      doc: DORIS_DOCS.control,
    }
  },
})
