import { useDeferredValue } from 'react'
import type { FigureName } from '../../profile/meaning'
import { selectVisibleRange } from '../../store/viewer'
import { useSelect, useViewer } from '../viewerContext'
import { Trend } from './Trend'

/** At most this many points: a card is some 150 pixels wide. */
const POINTS = 80

/** A named figure over the visible range, as a small line. */
export function FigureTrend({ name }: { readonly name: FigureName }) {
  const viewer = useViewer()
  useSelect((state) => state.timelineVersion)
  // Zooming and dragging move the chart first.
  const from = useDeferredValue(useSelect((state) => selectVisibleRange(state)?.from))
  const to = useDeferredValue(useSelect((state) => selectVisibleRange(state)?.to))
  const { timeline } = viewer.getState()
  if (!timeline || from === undefined || to === undefined) return null
  const first = Math.max(0, timeline.indexAt(from))
  const last = timeline.indexAt(to)
  const column = timeline.column(name)
  const count = Math.min(POINTS, last - first + 1)
  if (count < 2) return null
  // Whole samples, evenly picked; the ends are always among them.
  const values = Float64Array.from({ length: count }, (_, i) => column.at(first + Math.round((i * (last - first)) / (count - 1))))
  return <Trend values={values} />
}
