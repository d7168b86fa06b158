import { formatInteger } from '../../base/formatBytes'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 24. */
export const wideTables = defineRule({
  id: 'wide-tables',
  title: 'Tables have very many columns',
  thresholds: {
    perSchema: { label: 'columns for each schema', unit: 'ratio', value: 500 },
    columns: { label: 'at least columns', unit: 'count', value: 100_000 },
  },
  missing: (context) => (Number.isNaN(context.objects('TabletColumnNum')) ? 'how many columns there are' : undefined),
  evaluate(context, { perSchema, columns: least }) {
    const [columns, schemas] = [context.objects('TabletColumnNum'), context.objects('TabletSchemaNum')]
    if (!(columns >= least) || !(schemas > 0) || !(columns > perSchema * schemas)) return undefined
    const bytes = context.objects('TabletColumnMemBytes')
    const held = Number.isNaN(bytes) ? '' : `; they hold ${size(bytes)}`
    return {
      severity: 'info',
      seen: `${formatInteger(columns)} columns in ${formatInteger(schemas)} schemas: ${Math.round(columns / schemas)} each${held}.`,
      sure: 'likely',
      means: 'Tables of thousands of columns: the metadata of each tablet is large.',
      next: 'Put columns together in VARIANT or JSON, or split the table.',
      doc: DORIS_DOCS.metadata,
    }
  },
})
