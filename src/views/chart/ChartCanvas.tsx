import { memo, useLayoutEffect, useRef } from 'react'
import { drawChart, type ChartPicture } from './drawChart'
import type { PlotArea } from './plotArea'
import { usePixelRatio } from './usePixelRatio'
import { useTokens } from './useTokens'

interface ChartCanvasProps {
  readonly area: PlotArea
  readonly picture: ChartPicture
  /** The newest sample is older than a live one may be: everything pales. */
  readonly isOld: boolean
}

/** The hot layer: areas and lines. Cursor, hover and legend never come here. */
export const ChartCanvas = memo(function ChartCanvas({ area, picture, isOld }: ChartCanvasProps) {
  const { x, y, width, height } = area
  const canvas = useRef<HTMLCanvasElement>(null)
  const tokens = useTokens()
  const ratio = usePixelRatio()
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context) drawChart(context, { width, height, ratio }, tokens, picture)
  }, [picture, tokens, width, height, ratio])
  return (
    <canvas
      ref={canvas}
      className={isOld ? 'chart-canvas chart-canvas-old' : 'chart-canvas'}
      width={Math.round(width * ratio)}
      height={Math.round(height * ratio)}
      style={{ left: x, top: y, width, height }}
      aria-hidden
    />
  )
})
