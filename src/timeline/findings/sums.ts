import { phrase, say, t } from '../../base/say'
import { findContradictions } from '../../profile/contradictions'
import { findMemorySections } from '../../profile/memorySections'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { sentence, size } from './say'

/** Rule 33: whether one may add up what this moment says. */
export const sums = defineRule({
  id: 'sums',
  title: phrase('The numbers do not add up'),
  thresholds: { share: { label: phrase('by more than this share of RSS'), unit: 'share', value: 0.01 } },
  missing: (context) => (findMemorySections(context.snapshot.profile).overview ? undefined : t('an overview')),
  evaluate(context, { share }) {
    const off = findContradictions(context.snapshot, context.meaning, share)
    if (off.length === 0) return undefined
    return {
      severity: 'info',
      seen: sentence(
        off.map(({ what, difference }) => t('{what} {size}', { what: say(what), size: size(Number(difference.value)) })),
      ),
      sure: 'certain',
      means: t(
        'The snapshot is not complete, or its parts were read at different moments: trackers are read one after the other while work goes on.',
      ),
      next: t('Look at the next sample; of a paste, see whether a part is missing.'),
      doc: DORIS_DOCS.tracker,
    }
  },
})
