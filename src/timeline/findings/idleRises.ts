import { joinWords, phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { size } from './say'

/** R9 and rule 26 of the manual: Doris's own definition of a leak. */
export const idleRises = defineRule({
  id: 'idle-rises',
  title: phrase('Memory stays higher each time the tasks have stopped'),
  thresholds: { periods: { label: phrase('idle periods that rise'), unit: 'count', value: 3 } },
  missing: (context) => (context.growth.idle.tested ? undefined : t('enough idle periods')),
  evaluate(context, { periods: least }) {
    const { idle } = context.growth
    if (!idle.rises || idle.rising < least) return undefined
    const rising = idle.periods.slice(-idle.rising)
    return {
      severity: 'serious',
      seen: t('RSS when idle: {sizes}; {size} more in {count} idle periods.', {
        sizes: joinWords(rising.map(({ baseline }) => size(baseline))),
        size: size(idle.roseBy),
        count: rising.length,
      }),
      sure: 'likely',
      means: t("This is what Doris's manual calls a leak: memory grows, and does not fall when the tasks have stopped."),
      next: t(
        'Upgrade to the newest release of your version; take a heap profile in two idle periods and compare them; look for an issue of what grows.',
      ),
      doc: DORIS_DOCS.faq,
      since: context.timeline.indexAt(rising[0]!.from),
    }
  },
})
