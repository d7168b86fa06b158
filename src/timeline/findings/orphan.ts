import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import type { FindingContext } from './findingContext'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R2 and rule 3 of the manual. */
export const orphan = defineRule({
  id: 'orphan',
  title: phrase('The totals of the trackers cannot be trusted'),
  thresholds: {
    bytes: { label: phrase('Orphan: size, either sign'), unit: 'bytes', value: 2 ** 30 },
    negativeShare: { label: phrase('Orphan or Global: negative by this share of RSS'), unit: 'share', value: 0.01 },
  },
  missing: (context) => missingFigure(context, 'rss') ?? (findTotal(context) ? undefined : t('the Orphan tracker')),
  evaluate(context, { bytes, negativeShare }) {
    const found = findTotal(context)
    if (!found) return undefined
    const { name, value, error } = found
    const isFar = (name === 'Orphan' && Math.abs(value) > bytes) || value < -negativeShare * context.value('rss')
    if (!isFar || Math.abs(value) <= error) return undefined
    return {
      severity: 'warning',
      seen: t('{name} holds {size}; RSS is {rss}.', { name, size: size(value), rss: size(context.value('rss')) }),
      sure: 'certain',
      means:
        value < 0
          ? t(
              'Memory that one tracker had counted was freed under another: this is about the accounting, not about memory. Some trackers are too high, and untracked is not what it seems.',
            )
          : t(
              'Memory was allocated where no tracker was attached, or is left of trackers that are gone. Before 2.1 all memory of unknown origin is here.',
            ),
      next: t('Do not trust the totals of the trackers to this amount. A heap profile says where the memory comes from.'),
      doc: DORIS_DOCS.tracker,
    }
  },
})

/** The tracker of what belongs to nobody; where it is not listed, the total that it is a part of. */
function findTotal(
  context: FindingContext,
): { readonly name: string; readonly value: number; readonly error: number } | undefined {
  for (const { name, counter } of context.lastingTrackers())
    if (name.kind === 'orphan') return { name: 'Orphan', value: Number(counter.value), error: counter.error ?? 0 }
  const { global } = context.meaning
  return global ? { name: 'Global', value: Number(global.value), error: global.error } : undefined
}
