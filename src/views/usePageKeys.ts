import { useEffect } from 'react'
import { chooseFiles } from './chooseFiles'
import { useViewer } from './viewerContext'

/** Keys that work wherever nothing else wants them. */
export function usePageKeys(): void {
  const viewer = useViewer()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey) return
      if (event.ctrlKey || event.metaKey) {
        if (event.key === 's' && viewer.getState().timeline) {
          event.preventDefault()
          viewer.services.saveTimeline()
        } else if (event.key === 'o') {
          event.preventDefault()
          void chooseFiles().then((files) => files.length > 0 && viewer.services.openFiles(files))
        }
        return
      }
      if (event.target instanceof Element) {
        if (event.target.closest('input, textarea, select, [role="treegrid"], [role="slider"], [role="grid"], [role="tablist"]'))
          return
        // A button in focus wants Space and Enter only; after a click on Pause the arrows must move through time.
        if (event.key === ' ' && event.target.closest('button, a')) return
      }
      const { actions } = viewer
      const { view } = viewer.getState()
      switch (event.key) {
        case 'ArrowLeft':
          actions.stepCursor(event.shiftKey ? -10 : -1)
          break
        case 'ArrowRight':
          actions.stepCursor(event.shiftKey ? 10 : 1)
          break
        case 'Home':
          actions.stepCursor(-Infinity)
          break
        case 'End':
          actions.stepCursor(Infinity)
          break
        case ' ':
          if (view.pausedAt === undefined) actions.pause()
          else actions.follow()
          break
        case '.':
          actions.follow()
          break
        case 'Escape':
          actions.leave()
          break
        case 'a':
          actions.setA()
          break
        case 'b':
          actions.setB()
          break
        case 'x':
          actions.swapMoments()
          break
        case 'o':
          actions.setView({ chartMode: view.chartMode === 'stack' ? 'lines' : 'stack' })
          break
        case 'u':
          actions.setView({ units: view.units === 'iec' ? 'doris' : 'iec' })
          break
        default:
          return
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [viewer])
}
