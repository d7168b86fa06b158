import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { lasting, sizeOf } from './say'

/** R1 and rules 1 and 2 of the manual: what trackers do not explain. */
export const untracked = defineRule({
  id: 'untracked',
  title: phrase('Much memory is untracked'),
  thresholds: {
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.3 },
    bytes: { label: phrase('size'), unit: 'bytes', value: 4 * 2 ** 30 },
    lastingMs: { label: phrase('for at least, and after the start'), unit: 'ms', value: 5 * 60_000 },
  },
  missing: (context) => missingFigure(context, 'rss', 'tracked'),
  evaluate(context, { share, bytes, lastingMs }) {
    const isMuch = (index: number): boolean => {
      const value = context.untracked(index)
      // Less than nothing tracked is wrong accounting, not untracked memory.
      if (context.value('tracked', index) < 0) return false
      return value > bytes && value > share * context.value('rss', index)
    }
    if (!isMuch(context.index) || (context.upMs ?? lastingMs) < lastingMs) return undefined
    const since = context.since(isMuch)
    const sawItBegin = since > context.lifeStart
    const ms = context.ago(since)
    if (sawItBegin && ms < lastingMs) return undefined
    return {
      severity: 'warning',
      seen: t('{size} is untracked, {time}.', {
        size: sizeOf(context.untracked(), context.value('rss'), 'RSS'),
        time: lasting(ms),
      }),
      sure: ms >= lastingMs ? 'certain' : 'likely',
      means: t(
        'No tracker knows this memory. It can be pages that the allocator keeps, thread stacks, third-party libraries, metadata before 3.0.4, the JVM where the source does not report it, or a leak.',
      ),
      next: t(
        "Look at the ladder and at the allocator's own figures; then take a heap profile. If it grows, take two and compare them; upgrade to the newest release of your version.",
      ),
      doc: DORIS_DOCS.heapProfile,
      since,
    }
  },
})
