/** Room around the plot in CSS px: what recharts is told, and where the canvas lies. */
export const PLOT_MARGIN = { left: 46, top: 8, bottom: 34 } as const

/** From this width on the words on the lines have a place of their own at the right; below it they stand inside the plot. */
const WIDE = 640
const GUTTER = 130
const NO_GUTTER = 10

export interface PlotArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Room at the right of the plot for the words on the lines; 0 = they stand inside. */
  readonly gutter: number
}

/** The inside of the axes. */
export function computePlotArea(width: number, height: number): PlotArea {
  const gutter = width >= WIDE ? GUTTER : 0
  return {
    x: PLOT_MARGIN.left,
    y: PLOT_MARGIN.top,
    width: Math.max(0, width - PLOT_MARGIN.left - (gutter || NO_GUTTER)),
    height: Math.max(0, height - PLOT_MARGIN.top - PLOT_MARGIN.bottom),
    gutter,
  }
}
