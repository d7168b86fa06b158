import type { Counter } from '../../../profile/counter'
import type { ProfileNode } from '../../../profile/node'
import type { Unit } from '../../../profile/unit'

export interface ColumnKind {
  readonly unit: Unit
  readonly isPeak: boolean
}

/** What each column of a form holds. */
export function columnKinds(form: ProfileNode): ColumnKind[] {
  const kinds: ColumnKind[] = []
  const add = (counters: readonly Counter[]): void => {
    for (const { unit, peak, counters: nested } of counters) {
      kinds.push({ unit, isPeak: false })
      if (peak !== undefined) kinds.push({ unit, isPeak: true })
      add(nested)
    }
  }
  add(form.counters)
  return kinds
}
