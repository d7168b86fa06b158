import { useSyncExternalStore } from 'react'

/** Device pixels per CSS px; follows zooming and moving to another screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => window.devicePixelRatio || 1)
}

function subscribe(listener: () => void): () => void {
  let query: MediaQueryList
  const watch = (): void => {
    query = matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`)
    query.addEventListener('change', changed, { once: true })
  }
  const changed = (): void => {
    watch()
    listener()
  }
  watch()
  return () => query.removeEventListener('change', changed)
}
