import { useSyncExternalStore } from 'react'

const QUERY = '(max-width: 899px)'

/** True on a screen on which the table shows only the first few columns without scrolling. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(QUERY).matches)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(QUERY)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
