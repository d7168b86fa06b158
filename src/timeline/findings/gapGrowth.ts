import { formatShare } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R13. */
export const gapGrowth = defineRule({
  id: 'gap-growth',
  title: 'Memory grew while nobody could see',
  thresholds: {
    share: { label: 'by this share of RSS', unit: 'share', value: 0.05 },
    withinMs: { label: 'in the last', unit: 'ms', value: 24 * 3_600_000 },
  },
  missing: (context) => missingFigure(context, 'rss'),
  evaluate(context, { share, withinMs }) {
    const { timeline } = context
    for (const gap of timeline.gaps.toReversed()) {
      if (gap.to > context.at || gap.to < context.at - withinMs) continue
      const before = timeline.indexAt(gap.from)
      const after = timeline.indexAt(gap.to - 1) + 1
      if (before < context.lifeStart || after > context.index) continue
      const [was, is] = [context.value('rss', before), context.value('rss', after)]
      if (!(is - was > share * was) || !(was > 0)) continue
      return {
        severity: 'warning',
        seen: `No answer for ${formatDuration(gap.to - gap.from)} (${gap.why}); RSS was ${size(was)} before and ${size(is)} after, ${formatShare((is - was) / was)} more.`,
        sure: 'certain',
        means: 'Something happened in that time: a process that is short of memory, or very busy, does not answer.',
        next: 'Read be.INFO of that time into this timeline: its lines say what happened.',
        doc: DORIS_DOCS.log,
        since: after,
      }
    }
    return undefined
  },
})
