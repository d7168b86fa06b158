import type { ViewState } from './view'

// Preferences persist per browser; nothing about targets or data does.

const KEY = 'memlane.preferences.v1'

const CHOICES = {
  chartMode: ['stack', 'lines'],
  units: ['iec', 'doris'],
  zone: ['browser', 'utc', 'host'],
  theme: ['auto', 'light', 'dark'],
  language: ['auto', 'en', 'zh'],
  trendScale: ['own', 'common'],
  foldSmall: [true, false],
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

/** Keeps the lasting choices; a full or refused storage is no reason to disturb anyone. */
export function writePreferences(storage: Storage | undefined, view: ViewState): void {
  const kept = Object.fromEntries((Object.keys(CHOICES) as Preference[]).map((name) => [name, view[name]]))
  try {
    storage?.setItem(KEY, JSON.stringify(kept))
  } catch {
    // nothing is lost but the choice
  }
}
