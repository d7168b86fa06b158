import { useSyncExternalStore } from 'react'
import { explainerOf, type Explained } from '../../store/explainer'
import { useSelect, useViewer } from '../viewerContext'

/** The newest explanation of this timeline; a sample or two behind while it is computed. undefined: there is none yet. */
export function useExplained(): Explained | undefined {
  const explainer = explainerOf(useViewer())
  const timeline = useSelect((state) => state.timeline)
  const explained = useSyncExternalStore(explainer.subscribe, explainer.get)
  return explained?.timeline === timeline ? explained : undefined
}
