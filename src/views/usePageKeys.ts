import { useEffect } from 'react'
import { firstFrame } from './firstFrame'
import { useViewer } from './viewerContext'

/** Keys that work wherever nothing else wants them: the table is commands/commands.ts, which comes after the page. */
export function usePageKeys(): void {
  const viewer = useViewer()
  useEffect(() => {
    const early: KeyboardEvent[] = []
    const keep = (event: KeyboardEvent): void => void early.push(event)
    document.addEventListener('keydown', keep)
    let stop = (): void => document.removeEventListener('keydown', keep)
    let isGone = false
    void firstFrame()
      .then(() => import('./commands/pressKey'))
      .then(
        ({ pressKey }) => {
          if (isGone) return
          const press = (event: KeyboardEvent): void => pressKey(viewer, event)
          stop()
          document.addEventListener('keydown', press)
          // Whoever was faster than the script is not forgotten.
          for (const event of early) press(event)
          // What is opened to be typed into should be there when one types.
          void import('./commands/Palette').catch(() => undefined)
          stop = () => document.removeEventListener('keydown', press)
        },
        () => stop(),
      )
    return () => {
      isGone = true
      stop()
    }
  }, [viewer])
}
