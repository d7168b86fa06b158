import { formatUptime } from '../../base/formatTime'
import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import type { FindingContext } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R12. */
export const restart = defineRule({
  id: 'restart',
  title: phrase('The process was restarted'),
  thresholds: {
    withinMs: { label: phrase('in the last'), unit: 'ms', value: 24 * 3_600_000 },
    peakShare: { label: phrase('or its peak fell by this share'), unit: 'share', value: 0.01 },
  },
  evaluate(context, { withinMs, peakShare }) {
    const byPeak = findFallenPeak(context, peakShare)
    const first = byPeak > context.lifeStart ? byPeak : context.lifeStart
    if (first === 0 || context.ago(first) > withinMs) return undefined
    const [before, after] = [context.value('rss', first - 1), context.value('rss', first)]
    const sizes =
      Number.isNaN(before) || Number.isNaN(after)
        ? ''
        : t('; RSS was {before} before, {after} after', { before: size(before), after: size(after) })
    return {
      severity: 'info',
      seen:
        first === byPeak
          ? t('It began anew {time} before: the peak of RSS fell{sizes}.', { time: formatUptime(context.ago(first)), sizes })
          : t('It began anew {time} before{sizes}.', { time: formatUptime(context.ago(first)), sizes }),
      sure: first === byPeak ? 'likely' : 'certain',
      means: t('Growth, peaks and the names of trackers begin anew: nothing is compared across it.'),
      next: t('If nobody meant it: look for an OOM kill in dmesg, and at be.out for the reason.'),
      doc: DORIS_DOCS.oom,
      since: first,
    }
  },
})

/** A peak never falls within one life. */
function findFallenPeak(context: FindingContext, share: number): number {
  for (let index = context.index; index > context.lifeStart; index--) {
    if (context.value('rssPeak', index) < context.value('rssPeak', index - 1) * (1 - share)) return index
  }
  return -1
}
