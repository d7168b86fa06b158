/** Room around the plot in CSS px: what recharts is told, and where the canvas lies. */
export const PLOT_MARGIN = { left: 46, right: 10, top: 8, bottom: 34 } as const

export interface PlotArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The inside of the axes. */
export function computePlotArea(width: number, height: number): PlotArea {
  return {
    x: PLOT_MARGIN.left,
    y: PLOT_MARGIN.top,
    width: Math.max(0, width - PLOT_MARGIN.left - PLOT_MARGIN.right),
    height: Math.max(0, height - PLOT_MARGIN.top - PLOT_MARGIN.bottom),
  }
}
