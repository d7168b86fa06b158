import { formatShare } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { phrase, sayHeard, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R13. */
export const gapGrowth = defineRule({
  id: 'gap-growth',
  title: phrase('Memory grew while nobody could see'),
  thresholds: {
    share: { label: phrase('by this share of RSS'), unit: 'share', value: 0.05 },
    withinMs: { label: phrase('in the last'), unit: 'ms', value: 24 * 3_600_000 },
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
        seen: t('No answer for {time} ({why}); RSS was {was} before and {is} after, {share} more.', {
          time: formatDuration(gap.to - gap.from),
          why: sayHeard(gap.why),
          was: size(was),
          is: size(is),
          share: formatShare((is - was) / was),
        }),
        sure: 'certain',
        means: t('Something happened in that time: a process that is short of memory, or very busy, does not answer.'),
        next: t('Read be.INFO of that time into this timeline: its lines say what happened.'),
        doc: DORIS_DOCS.log,
        since: after,
      }
    }
    return undefined
  },
})
