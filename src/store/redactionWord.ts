import { t } from '../base/say'
import type { RedactedKind } from '../profile/frame'

/** That names are not the real ones has to stand wherever they stand. '' where nothing was replaced. */
export function redactionWord(redacted: readonly RedactedKind[] | undefined): string {
  if (redacted === undefined || redacted.length === 0) return ''
  if (redacted.every((kind) => kind === 'time')) return t('times are shifted')
  return redacted.includes('time') ? t('names are pseudonyms, times are shifted') : t('names are pseudonyms')
}
