import { useMemo } from 'react'
import { TaskLives } from '../../timeline/taskLives'
import { useSelect } from '../viewerContext'

/** When each task was first seen; `round` changes when there is more to see. */
export function useTaskLives(): { readonly lives: TaskLives; readonly round: number } {
  const timeline = useSelect((state) => state.timeline)
  const version = useSelect((state) => state.timelineVersion)
  // A new timeline is a new history.
  const { known: lives } = useMemo(() => ({ of: timeline, known: new TaskLives() }), [timeline])
  if (timeline) lives.advance(timeline, timeline.length - 1)
  return { lives, round: version }
}
