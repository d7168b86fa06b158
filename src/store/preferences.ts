import { TASK_COLUMNS, type ViewState } from './view'

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
  treeBase: ['auto', 'open', 'closed'],
  treeRaw: [true, false],
  treeByChange: [true, false],
  singleKeys: [true, false],
  wall: [true, false],
  liveMegabytes: [48, 96, 192, 384, 768],
} as const satisfies { readonly [K in keyof ViewState]?: readonly unknown[] }

/** Choices of which there is no list. */
const CHECKS = { taskSorting: isSorting, rulesOff: isRuleList, thresholds: areThresholds } as const satisfies {
  readonly [K in keyof ViewState]?: (value: unknown) => boolean
}

type Preference = keyof typeof CHOICES | keyof typeof CHECKS

const PREFERENCES = [...Object.keys(CHOICES), ...Object.keys(CHECKS)] as readonly Preference[]

function isPreference(name: string, value: unknown): boolean {
  if (Object.hasOwn(CHECKS, name)) return CHECKS[name as keyof typeof CHECKS](value)
  return Object.hasOwn(CHOICES, name) && (CHOICES[name as keyof typeof CHOICES] as readonly unknown[]).includes(value)
}

function isSorting(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('column' in value) || !('descending' in value)) return false
  return TASK_COLUMNS.some((column) => column === value.column) && typeof value.descending === 'boolean'
}

const MOST_RULES = 200

function isRuleList(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MOST_RULES && value.every((id) => typeof id === 'string')
}

/** Of what rule and name is not asked: a rule that is gone leaves a number that nobody looks at. */
function areThresholds(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const rules: unknown[] = Object.values(value)
  return (
    rules.length <= MOST_RULES &&
    rules.every(
      (names) =>
        typeof names === 'object' && names !== null && Object.values(names).every((one) => typeof one === 'number' && one >= 0),
    )
  )
}

/** What the user chose the last time in this browser; what is not readable or not known is left at its default. */
export function readPreferences(storage: Storage | undefined): Partial<ViewState> {
  let stored: unknown
  try {
    stored = JSON.parse(storage?.getItem(KEY) ?? '{}')
  } catch {
    return {}
  }
  if (typeof stored !== 'object' || stored === null) return {}
  const entries = Object.entries(stored).filter(([name, value]) => isPreference(name, value))
  return Object.fromEntries(entries) as Partial<ViewState>
}

/** What `liveMegabytes` can be. */
export const LIVE_MEGABYTES: readonly number[] = CHOICES.liveMegabytes

/**
 * Keeps the lasting choices that were made just now, beside those of before: what a link chose for its reader was never written and
 * stays so. A full or refused storage is no reason to disturb anyone.
 */
export function writePreferences(storage: Storage | undefined, view: ViewState, before: ViewState): void {
  const changed = PREFERENCES.filter((name) => view[name] !== before[name])
  if (changed.length === 0) return
  const kept = { ...readPreferences(storage), ...Object.fromEntries(changed.map((name) => [name, view[name]])) }
  try {
    storage?.setItem(KEY, JSON.stringify(kept))
  } catch {
    // nothing is lost but the choice
  }
}
