import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { sizeOf } from './say'

/** Rule 18. */
export const query = defineRule({
  id: 'query',
  title: phrase('Queries take most of the memory'),
  thresholds: {
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.6 },
  },
  missing: (context) => missingFigure(context, 'rss', 'query'),
  evaluate(context, { share }) {
    const [value, rss] = [context.value('query'), context.value('rss')]
    if (!(value > share * rss) || !(rss > 0)) return undefined
    const count = context.tasks?.tasks.filter(({ type }) => type === 'query').length
    const held = sizeOf(value, rss, 'RSS')
    return {
      severity: context.isTight() ? 'warning' : 'info',
      seen:
        count === undefined
          ? t('Queries hold {size}.', { size: held })
          : context.tasks!.complete
            ? t('Queries hold {size}, {count} of them.', { size: held, count })
            : t('Queries hold {size}, at least {count} of them.', { size: held, count }),
      sure: 'certain',
      means: t('The memory goes when the queries end.'),
      next: t(
        'Find the largest one in the tasks by its id; its profile shows the operator: the build side of a hash join, or the order of joins. A limit for a query is exec_mem_limit, for many a workload group.',
      ),
      doc: DORIS_DOCS.query,
    }
  },
})
