import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { sizeOf } from './say'

/** Rule 31. */
export const jvm = defineRule({
  id: 'jvm',
  title: phrase('The JVM takes much memory'),
  thresholds: {
    bytes: { label: phrase('size'), unit: 'bytes', value: 2 * 2 ** 30 },
    share: { label: phrase('share of RSS'), unit: 'share', value: 0.2 },
  },
  missing: (context) => missingFigure(context, 'rss', 'jvm'),
  evaluate(context, { bytes, share }) {
    const [value, rss] = [context.value('jvm'), context.value('rss')]
    if (!(value > bytes) || !(value > share * rss)) return undefined
    return {
      severity: 'info',
      seen: t('The JVM has committed {size}.', { size: sizeOf(value, rss, 'RSS') }),
      sure: 'certain',
      means: t('Connectors to Java (Hive, Hudi, Paimon, JDBC) run in it. What it has committed need not be touched.'),
      next: t('Lower -Xmx in JAVA_OPTS of be.conf, if the connectors do with less.'),
      doc: DORIS_DOCS.overview,
    }
  },
})
