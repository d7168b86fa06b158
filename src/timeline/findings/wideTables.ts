import { formatInteger } from '../../base/formatBytes'
import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 24. */
export const wideTables = defineRule({
  id: 'wide-tables',
  title: phrase('Tables have very many columns'),
  thresholds: {
    perSchema: { label: phrase('columns for each schema'), unit: 'ratio', value: 500 },
    columns: { label: phrase('at least columns'), unit: 'count', value: 100_000 },
  },
  missing: (context) => (Number.isNaN(context.objects('TabletColumnNum')) ? t('how many columns there are') : undefined),
  evaluate(context, { perSchema, columns: least }) {
    const [columns, schemas] = [context.objects('TabletColumnNum'), context.objects('TabletSchemaNum')]
    if (!(columns >= least) || !(schemas > 0) || !(columns > perSchema * schemas)) return undefined
    const bytes = context.objects('TabletColumnMemBytes')
    const held = Number.isNaN(bytes) ? '' : t('; they hold {size}', { size: size(bytes) })
    return {
      severity: 'info',
      seen: t('{columns} columns in {schemas} schemas: {each} each{held}.', {
        columns: formatInteger(columns),
        schemas: formatInteger(schemas),
        each: Math.round(columns / schemas),
        held,
      }),
      sure: 'likely',
      means: t('Tables of thousands of columns: the metadata of each tablet is large.'),
      next: t('Put columns together in VARIANT or JSON, or split the table.'),
      doc: DORIS_DOCS.metadata,
    }
  },
})
