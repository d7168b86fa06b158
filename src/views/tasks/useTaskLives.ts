import { useEffect, useMemo, useState } from 'react'
import { TaskLives } from '../../timeline/taskLives'
import { useSelect } from '../viewerContext'

const SLICE_MS = 5

/** When each task was first seen; `round` changes when more is known. Read in slices, so that the table never waits for it. */
export function useTaskLives(): { readonly lives: TaskLives; readonly round: number } {
  const timeline = useSelect((state) => state.timeline)
  const version = useSelect((state) => state.timelineVersion)
  // A new timeline is a new history.
  const lives = useMemo(() => ({ of: timeline, known: new TaskLives() }), [timeline]).known
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!timeline) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let told = performance.now()
    const work = (): void => {
      const done = lives.advance(timeline, timeline.length - 1, performance.now() + SLICE_MS)
      if (done || performance.now() - told > 500) {
        told = performance.now()
        setRound((value) => value + 1)
      }
      timer = done ? undefined : setTimeout(work, 0)
    }
    timer = setTimeout(work, 0)
    return () => clearTimeout(timer)
  }, [lives, timeline, version])
  return { lives, round }
}
