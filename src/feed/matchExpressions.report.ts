import { t } from '../base/say'

/** An expression that takes for ever can only be stopped in a worker, and a report is one file, which has none: it says so. */
export function matchExpressions(): Promise<Uint8Array> {
  return Promise.reject(new Error(t('A report looks for words only: write them without / … /, or open its timeline in Memlane.')))
}
