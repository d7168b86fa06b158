import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { zoneOf } from '../store/view'
import type { Zone } from '../base/formatTime'
import type { Viewer, ViewerState } from '../store/viewer'

const ViewerContext = createContext<Viewer | undefined>(undefined)

export const ViewerProvider = ViewerContext.Provider

/** The viewer of this page: its store, its actions, its services. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('useViewer is called outside of ViewerProvider')
  return viewer
}

/** A question to the store. The answer must be a primitive or a stable reference, or the component renders at every change. */
export function useSelect<T>(selector: (state: ViewerState) => T): T {
  return useStore(useViewer(), selector)
}

/** The zone in which this page shows times. */
export function useZone(): Zone {
  const choice = useSelect((state) => state.view.zone)
  const offset = useSelect((state) => state.hostOffsetMinutes)
  return useMemo(() => zoneOf(choice, offset), [choice, offset])
}

const subscribers = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The monotonic clock (performance.now()) in steps of half a second, for ages; one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribeToNow, readNow, readNow)
}

function subscribeToNow(listener: () => void): () => void {
  subscribers.add(listener)
  timer ??= setInterval(tick, 500)
  return () => {
    subscribers.delete(listener)
    if (subscribers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = performance.now()
  for (const listener of subscribers) listener()
}

function readNow(): number {
  if (timer === undefined) now = performance.now()
  return now
}
