import type { Comparison } from '../../store/selectDifference'
import { selectComparison } from '../../store/selectDifference'
import { useSelect } from '../viewerContext'

/** The two moments that are compared, and their difference; undefined while nothing is. */
export function useComparison(): Comparison | undefined {
  return useSelect(selectComparison)
}
