import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size, sizeOf } from './say'

/** R6 and rules 16 and 17 of the manual. */
export const load = defineRule({
  id: 'load',
  title: phrase('Loads take much memory'),
  thresholds: {
    memtableShare: { label: phrase('memtables: share of RSS'), unit: 'share', value: 0.4 },
    timesQuery: { label: phrase('or loads: times queries while memory is tight'), unit: 'ratio', value: 5 },
    leastShare: { label: phrase('and then at least this share of RSS'), unit: 'share', value: 0.1 },
  },
  missing: (context) => missingFigure(context, 'rss', 'load'),
  evaluate(context, { memtableShare, timesQuery, leastShare }) {
    const [rss, query, memtables] = [context.value('rss'), context.value('query'), context.value('memtables')]
    const whole = context.value('load') + (context.meaning.memtablesAdditive ? memtables : 0)
    const byMemtables = memtables > memtableShare * rss
    const isTight = context.isTight()
    const byLoad = isTight && whole > timesQuery * query && whole > leastShare * rss
    if ((!byMemtables && !byLoad) || !(rss > 0)) return undefined
    const mostlyMemtables = memtables > whole / 2
    return {
      severity: isTight ? 'warning' : 'info',
      seen: Number.isNaN(memtables)
        ? t('Loads hold {size}, memtables are not reported; queries hold {query}.', {
            size: sizeOf(whole, rss, 'RSS'),
            query: size(query),
          })
        : t('Loads hold {size}, {memtables} of it in memtables; queries hold {query}.', {
            size: sizeOf(whole, rss, 'RSS'),
            memtables: size(memtables),
            query: size(query),
          }),
      sure: Number.isNaN(memtables) ? 'likely' : 'certain',
      means: Number.isNaN(memtables)
        ? t('Rows wait in memory to be flushed, or the fragments of the loads use it as a query would.')
        : mostlyMemtables
          ? t('Rows wait in memory to be flushed: more comes in than is written.')
          : t('It is not the memtables: the fragments of the loads use it, as a query would.'),
      next:
        mostlyMemtables || Number.isNaN(memtables)
          ? t(
              'Lower load_process_max_memory_limit_percent and load_process_soft_mem_limit_percent in be.conf, or load with fewer tasks at a time.',
            )
          : t('Find the largest load in the tasks and analyse its statement as a query.'),
      doc: DORIS_DOCS.load,
    }
  },
})
