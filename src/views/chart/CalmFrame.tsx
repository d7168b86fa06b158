import { memo, useDeferredValue } from 'react'
import { ChartFrame, type ChartFrameProps } from './ChartFrame'

/**
 * The frame, drawn when there is time: recharts needs more than half a frame of the screen for a new axis, whatever is on it, and the
 * areas must not wait for that while one zooms, drags or plays. They are never further apart than a frame or two.
 */
export const CalmFrame = memo(function CalmFrame(props: ChartFrameProps) {
  return <ChartFrame {...useDeferredValue(props)} />
})
