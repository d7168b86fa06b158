import { useEffect } from 'react'
import { useViewer } from './viewerContext'

/** Keys that work wherever nothing else wants them: the table is commands/commands.ts, which comes after the page. */
export function usePageKeys(): void {
  const viewer = useViewer()
  useEffect(() => {
    let stop: (() => void) | undefined
    let isGone = false
    void import('./commands/pressKey').then(
      ({ pressKey }) => {
        if (isGone) return
        const press = (event: KeyboardEvent): void => pressKey(viewer, event)
        document.addEventListener('keydown', press)
        // What is opened to be typed into should be there when one types.
        void import('./commands/Palette').catch(() => undefined)
        stop = () => document.removeEventListener('keydown', press)
      },
      () => undefined,
    )
    return () => {
      isGone = true
      stop?.()
    }
  }, [viewer])
}
