import type { SampleFrame } from '../profile/frame'
import type { Meaning } from '../profile/meaning'
import { selectCursorIndex } from '../store/viewer'
import { useSelect, useViewer } from './viewerContext'

/** The sample at the cursor, and what its counters mean; undefined while there is none. */
export function useSample(): { readonly index: number; readonly frame: SampleFrame; readonly meaning: Meaning } | undefined {
  const viewer = useViewer()
  const index = useSelect(selectCursorIndex)
  useSelect((state) => state.timelineVersion)
  const { timeline } = viewer.getState()
  return timeline && index >= 0 ? { index, frame: timeline.sampleAt(index), meaning: timeline.meaningAt(index) } : undefined
}
