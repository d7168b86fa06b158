import type { ViewState } from './view'

// Preferences persist per browser; nothing about targets or data does.

const KEY = 'memlane.preferences.v1'

const CHOICES = {
  chartMode: ['stack', 'lines'],
  units: ['iec', 'doris'],
  zone: ['browser', 'utc', 'host'],
  theme: ['auto', 'light', 'dark', 'contrast'],
  language: ['auto', 'en', 'zh'],
  trendScale: ['own', 'common'],
  foldSmall: [true, false],
  singleKeys: [true, false],
  wall: [true, false],
  liveMegabytes: [48, 96, 192, 384, 768],
} as const satisfies { readonly [K in keyof ViewState]?: readonly unknown[] }

type Preference = keyof typeof CHOICES

/** What the user chose the last time in this browser; what is not readable or not known is left at its default. */
export function readPreferences(storage: Storage | undefined): Partial<ViewState> {
  let stored: unknown
  try {
    stored = JSON.parse(storage?.getItem(KEY) ?? '{}')
  } catch {
    return {}
  }
  if (typeof stored !== 'object' || stored === null) return {}
  const entries = Object.entries(stored).filter(
    ([name, value]) => Object.hasOwn(CHOICES, name) && (CHOICES[name as Preference] as readonly unknown[]).includes(value),
  )
  return Object.fromEntries(entries) as Partial<ViewState>
}

/** What `liveMegabytes` can be. */
export const LIVE_MEGABYTES: readonly number[] = CHOICES.liveMegabytes

/**
 * Keeps the lasting choices that were made just now, beside those of before: what a link chose for its reader was never written and
 * stays so. A full or refused storage is no reason to disturb anyone.
 */
export function writePreferences(storage: Storage | undefined, view: ViewState, before: ViewState): void {
  const changed = (Object.keys(CHOICES) as Preference[]).filter((name) => view[name] !== before[name])
  if (changed.length === 0) return
  const kept = { ...readPreferences(storage), ...Object.fromEntries(changed.map((name) => [name, view[name]])) }
  try {
    storage?.setItem(KEY, JSON.stringify(kept))
  } catch {
    // nothing is lost but the choice
  }
}
