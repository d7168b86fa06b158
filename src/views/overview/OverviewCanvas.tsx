import { memo, useLayoutEffect, useRef } from 'react'
import { usePixelRatio } from '../chart/usePixelRatio'
import { useTokens } from '../chart/useTokens'
import { drawOverview, type OverviewDrawing } from './drawOverview'

interface OverviewCanvasProps {
  readonly width: number
  readonly height: number
  readonly drawing: OverviewDrawing
  readonly isOld: boolean
}

export const OverviewCanvas = memo(function OverviewCanvas({ width, height, drawing, isOld }: OverviewCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const tokens = useTokens()
  const ratio = usePixelRatio()
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context && width > 0) drawOverview(context, { width, height, ratio }, tokens, drawing)
  }, [drawing, tokens, width, height, ratio])
  return (
    <canvas
      ref={canvas}
      className={isOld ? 'overview-canvas overview-canvas-old' : 'overview-canvas'}
      width={Math.round(width * ratio)}
      height={Math.round(height * ratio)}
      style={{ width, height }}
      aria-hidden
    />
  )
})
