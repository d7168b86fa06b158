import { useEffect, useMemo, useState } from 'react'
import type { TaskList } from '../../profile/task'
import { selectLastShown } from '../../store/viewer'
import { TaskLives } from '../../timeline/taskLives'
import { useSelect } from '../viewerContext'

const SLICE_MS = 5

/**
 * When each task was first seen. Those on the screen are looked up as they are shown; all of them, in slices, when the table is
 * sorted by it (`all`). `round` changes when more is known.
 */
export function useTaskLives(list: TaskList, all: boolean): { readonly lives: TaskLives; readonly round: number } {
  const timeline = useSelect((state) => state.timeline)
  const last = useSelect(selectLastShown)
  // A new timeline is a new history.
  const { known: lives } = useMemo(() => ({ of: timeline, known: new TaskLives() }), [timeline])
  if (timeline) lives.advance(timeline, last)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!all) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const uids = list.tasks.map((task) => task.uid)
    const work = (): void => {
      const done = lives.learn(uids, performance.now() + SLICE_MS)
      if (done) setRound((value) => value + 1)
      else timer = setTimeout(work, 0)
    }
    timer = setTimeout(work, 0)
    return () => clearTimeout(timer)
  }, [lives, list, all])
  return { lives, round }
}
