import type { ProfileSemantics } from '../runtime/runtimeProfile'

/** Which of Doris's memory profiles the process shows: doris-formats.md, section 1. */
export type Generation = 'p1' | 'p2' | 'p3'

export const GENERATIONS: readonly Generation[] = ['p1', 'p2', 'p3']

export function semanticsOf(generation: Generation): ProfileSemantics {
  return generation === 'p1' ? 'p1' : 'p2'
}
