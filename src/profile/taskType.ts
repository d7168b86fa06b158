import { t } from '../base/say'

/** A type of task in words: the types that Doris has; another one as it is. */
export function sayTaskType(type: string): string {
  switch (type) {
    case 'query':
      return t('query')
    case 'load':
      return t('load')
    case 'compaction':
      return t('compaction')
    case 'schema_change':
      return t('schema change')
    case 'other':
      return t('other')
    default:
      return type.replaceAll('_', ' ')
  }
}
