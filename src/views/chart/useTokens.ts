import { useSyncExternalStore } from 'react'
import { BAND_IDS, type BandId } from '../../timeline/bands'

/** Colours and type of the theme as a canvas needs them: values instead of names. */
export interface Tokens {
  readonly text: string
  readonly muted: string
  readonly panel: string
  readonly line: string
  readonly gap: string
  readonly accent: string
  readonly overTracked: string
  /** Opacity of the ink of a pattern over its band, 0 to 1. */
  readonly pattern: number
  readonly font: string
  readonly bands: Readonly<Record<BandId, string>>
}

let tokens: Tokens | undefined
const listeners = new Set<() => void>()
let stop: (() => void) | undefined

/** The theme's values now; a new object whenever the theme changes. */
export function useTokens(): Tokens {
  return useSyncExternalStore(subscribe, readTokens)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  stop ??= watchTheme()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stop?.()
    stop = undefined
    tokens = undefined
  }
}

function watchTheme(): () => void {
  const refresh = (): void => {
    tokens = undefined
    for (const listener of listeners) listener()
  }
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map((text) =>
    matchMedia(text),
  )
  for (const query of queries) query.addEventListener('change', refresh)
  const observer = new MutationObserver(refresh)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  return () => {
    for (const query of queries) query.removeEventListener('change', refresh)
    observer.disconnect()
  }
}

function readTokens(): Tokens {
  if (tokens && stop) return tokens
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  const fresh: Tokens = {
    text: read('--text'),
    muted: read('--muted'),
    panel: read('--panel'),
    line: read('--line'),
    gap: read('--gap'),
    accent: read('--accent'),
    overTracked: read('--over-tracked'),
    pattern: Number(read('--pattern')) || 0.5,
    font: read('--font'),
    bands: Object.fromEntries(BAND_IDS.map((id) => [id, read(`--band-${id}`)])) as Record<BandId, string>,
  }
  // The snapshot must stay the same object until something changes.
  tokens = tokens && JSON.stringify(tokens) === JSON.stringify(fresh) ? tokens : fresh
  return tokens
}
