import { useSyncExternalStore } from 'react'

/** Device pixels per CSS px of the page; follows zooming and moving to another screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, readRatio)
}

/** With the zoom that the page gives itself on a wall. */
function readRatio(): number {
  return (window.devicePixelRatio || 1) * (document.querySelector('.app')?.currentCSSZoom ?? 1)
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
