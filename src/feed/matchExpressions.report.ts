import { t } from '../base/say'

/** In a report there is no worker, and on the page itself an expression could not be stopped. @throws one sentence, always */
export function matchExpressions(): Promise<Uint8Array> {
  return Promise.reject(
    new Error(t('A report cannot try regular expressions safely: use words, or open the timeline in Memlane.')),
  )
}
