import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** R2 and rule 3 of the manual. */
export const orphan = defineRule({
  id: 'orphan',
  title: 'The Orphan tracker is far from 0',
  thresholds: {
    bytes: { label: 'size, either sign', unit: 'bytes', value: 2 ** 30 },
    negativeShare: { label: 'negative by this share of RSS', unit: 'share', value: 0.01 },
  },
  missing: (context) =>
    missingFigure(context, 'rss') ??
    ([...context.lastingTrackers()].some(({ name }) => name.kind === 'orphan') ? undefined : 'the Orphan tracker'),
  evaluate(context, { bytes, negativeShare }) {
    const found = [...context.lastingTrackers()].find(({ name }) => name.kind === 'orphan')
    if (!found) return undefined
    const value = Number(found.counter.value)
    const isFar = Math.abs(value) > bytes || value < -negativeShare * context.value('rss')
    if (!isFar || Math.abs(value) <= (found.counter.error ?? 0)) return undefined
    return {
      severity: 'warning',
      seen: `Orphan holds ${size(value)}; RSS is ${size(context.value('rss'))}.`,
      sure: 'certain',
      means:
        value < 0
          ? 'Memory was freed under no tracker that a tracker had counted: this is about the accounting, not about memory. The totals of the trackers are too high.'
          : 'Memory was allocated where no tracker was attached, or is left of trackers that are gone. Before 2.1 all memory of unknown origin is here.',
      next: 'Do not trust the totals of the trackers to this amount. A heap profile says where the memory comes from.',
      doc: DORIS_DOCS.tracker,
    }
  },
})
