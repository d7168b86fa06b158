import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { size } from './say'

/** R9 and rule 26 of the manual: Doris's own definition of a leak. */
export const idleRises = defineRule({
  id: 'idle-rises',
  title: 'Memory stays higher each time the tasks have stopped',
  thresholds: { periods: { label: 'idle periods that rise', unit: 'count', value: 3 } },
  missing: (context) => (context.growth.idle.tested ? undefined : 'enough idle periods'),
  evaluate(context, { periods: least }) {
    const { idle } = context.growth
    if (!idle.rises || idle.rising < least) return undefined
    const rising = idle.periods.slice(-idle.rising)
    return {
      severity: 'serious',
      seen: `RSS when idle: ${rising.map(({ baseline }) => size(baseline)).join(', ')}; ${size(idle.roseBy)} more in ${rising.length} idle periods.`,
      sure: 'likely',
      means: "This is what Doris's manual calls a leak: memory grows, and does not fall when the tasks have stopped.",
      next: 'Upgrade to the newest release of your version; take a heap profile in two idle periods and compare them; look for an issue of what grows.',
      doc: DORIS_DOCS.faq,
      since: context.timeline.indexAt(rising[0]!.from),
    }
  },
})
