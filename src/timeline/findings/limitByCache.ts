import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 29 (apache/doris #5040): what top shows is not what Doris compares. */
export const limitByCache = defineRule({
  id: 'limit-by-cache',
  title: phrase('RSS is above the limit, and Doris does nothing'),
  thresholds: { share: { label: phrase('RSS above the limit by'), unit: 'share', value: 0 } },
  missing: (context) => missingFigure(context, 'rss', 'limit', 'jemallocCache'),
  evaluate(context, { share }) {
    const [rss, limit, cache] = [context.value('rss'), context.limit('limit'), context.value('jemallocCache')]
    const said = context.snapshot.memoryInfo?.status?.used
    const reserved = context.value('reserved')
    const used = said ? Number(said.value) : rss - cache + (Number.isNaN(reserved) ? 0 : reserved)
    if (!(rss > limit * (1 + share)) || !(used < limit)) return undefined
    return {
      severity: 'info',
      seen: t('RSS {rss} is above the limit {limit}; what Doris compares with it is {used}.', {
        rss: size(rss),
        limit: size(limit),
        used: size(used),
      }),
      sure: said ? 'certain' : 'likely',
      means: t(
        "Doris takes the allocator's cache off RSS before it compares: so long no full GC begins, and no query is cancelled.",
      ),
      next: t(
        'Nothing, as long as the host has the memory. A smaller allocator cache brings RSS down: dirty_decay_ms in JEMALLOC_CONF.',
      ),
      doc: DORIS_DOCS.log,
    }
  },
})
