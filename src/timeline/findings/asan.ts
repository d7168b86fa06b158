import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'

/** R14. */
export const asan = defineRule({
  id: 'asan',
  title: phrase('A build with the address sanitizer'),
  thresholds: {},
  evaluate(context) {
    if (!context.meaning.asan) return undefined
    return {
      severity: 'info',
      seen: t('The overview is marked [ASAN].'),
      sure: 'certain',
      means: t('The sanitizer takes much memory of its own: these numbers cannot be compared with production.'),
      next: t('Measure with a release build.'),
      doc: DORIS_DOCS.overview,
    }
  },
})
