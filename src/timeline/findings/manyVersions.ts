import { formatInteger } from '../../base/formatBytes'
import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** Rule 23. */
export const manyVersions = defineRule({
  id: 'many-versions',
  title: phrase('Tablets have many versions'),
  thresholds: {
    perTablet: { label: phrase('rowsets for each tablet'), unit: 'ratio', value: 50 },
    rowsets: { label: phrase('at least rowsets'), unit: 'count', value: 10_000 },
  },
  missing: (context) => (Number.isNaN(context.objects('RowsetMetaNum')) ? t('how many rowsets there are') : undefined),
  evaluate(context, { perTablet, rowsets: least }) {
    const [rowsets, tablets] = [context.objects('RowsetMetaNum'), context.objects('TabletMetaNum')]
    if (!(rowsets >= least) || !(tablets > 0) || !(rowsets > perTablet * tablets)) return undefined
    return {
      severity: 'warning',
      seen: t('{rowsets} rowsets in {tablets} tablets: {each} each.', {
        rowsets: formatInteger(rowsets),
        tablets: formatInteger(tablets),
        each: Math.round(rowsets / tablets),
      }),
      sure: 'likely',
      means: t('Compaction does not keep up with loads that are small and frequent; each version costs memory.'),
      next: t('Look at the compaction score; load larger batches less often.'),
      doc: DORIS_DOCS.metadata,
    }
  },
})
