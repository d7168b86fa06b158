import { t } from '../../base/say'
import { formatByteTick } from '../../timeline/computeTicks'
import { placeLabels } from '../../timeline/placeLabels'
import type { BandId } from '../../timeline/bands'
import type { SheetChart } from '../../store/sheet/composeChart'
import { BAND_PATTERNS, GAP_PATTERN, OVER_PATTERN, type BandPattern } from '../chart/patterns'
import { sayMark } from '../chart/drawChart'
import { BAND_COLOURS, type Palette } from './palette'
import { round, type Svg } from './svg'

// The chart of the screen as paths: the same layers, patterns, lines and words.

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const LABEL_HEIGHT = 17
/** Room for the words at the right ends of the lines. */
export const LABEL_GUTTER = 168
export const AXIS_GUTTER = 52
export const TICK_HEIGHT = 40

const LIMIT_DASHES = { limit: '12 5', softLimit: '6 5', cgroupLimit: '12 4 2 4' } as const

/** Draws the chart: plot, axes, limits with their words, gaps, moments. */
export function drawChartSvg(svg: Svg, chart: SheetChart, plot: Area, palette: Palette, unitWord: string): void {
  const { geometry, from, to, axis, mode, isStepped } = chart
  const x = (at: number): number => plot.x + ((at - from) / (to - from)) * plot.width
  const y = (bytes: number): number => plot.y + plot.height - ((bytes - axis.low) / (axis.high - axis.low)) * plot.height
  const xs = Float64Array.from(geometry.at, x)
  definePatterns(svg, palette)
  svg.define(
    `<clipPath id="plot"><rect x="${round(plot.x)}" y="${round(plot.y)}" width="${round(plot.width)}" height="${round(plot.height)}"/></clipPath>`,
  )

  for (const tick of axis.ticks)
    svg.line(plot.x, y(tick), plot.x + plot.width, y(tick), { stroke: palette.line, 'stroke-width': 1 })
  svg.group('clip-path="url(#plot)"', () => {
    const run = { count: geometry.count, breaks: geometry.breaks }
    if (mode === 'stack') {
      for (const layer of geometry.layers) {
        const area = areaPath(run, xs, layer.low, layer.high, y, isStepped)
        svg.path(area, { fill: fillOf(layer.id), stroke: palette.panel, 'stroke-width': 0.7, 'stroke-linejoin': 'round' })
      }
      const over = areaPath(run, xs, geometry.over.low, geometry.over.high, y, isStepped)
      svg.path(over, { fill: palette.panel, 'fill-opacity': 0.72 })
      svg.path(over, { fill: 'url(#over)' })
    } else {
      for (const layer of geometry.layers) {
        const line = linePath(run, xs, layer.high, y, isStepped)
        const { dash, isPale } = BAND_PATTERNS[layer.id]
        if (isPale) svg.path(line, { fill: 'none', stroke: palette.muted, 'stroke-width': 3.5, 'stroke-opacity': 0.55 })
        svg.path(line, {
          fill: 'none',
          stroke: BAND_COLOURS[layer.id],
          'stroke-width': 1.75,
          ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }),
        })
      }
    }
    drawGaps(svg, chart, plot, palette, x)
    svg.path(linePath(run, xs, geometry.rss, y, isStepped), {
      fill: 'none',
      stroke: palette.text,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
    })
  })
  for (const limit of chart.limits) {
    if (limit.value > axis.high) continue
    svg.line(plot.x, y(limit.value), plot.x + plot.width, y(limit.value), {
      stroke: palette.text,
      'stroke-width': 1.2,
      'stroke-dasharray': LIMIT_DASHES[limit.name],
    })
  }
  drawMoments(svg, chart, plot, palette, x)
  drawLabels(svg, chart, plot, palette, y)
  drawAxes(svg, chart, plot, palette, x, y, unitWord)
}

/** A piece of a band as it looks in the chart. */
export function drawSwatch(svg: Svg, x: number, y: number, id: BandId | 'rss', palette: Palette): void {
  if (id === 'rss') svg.line(x, y + 6, x + 18, y + 6, { stroke: palette.text, 'stroke-width': 2 })
  else svg.rect(x, y, 18, 12, { fill: fillOf(id), stroke: palette.text, 'stroke-opacity': 0.35 })
}

function fillOf(id: BandId): string {
  return BAND_PATTERNS[id].path === '' ? BAND_COLOURS[id] : `url(#band-${id})`
}

function definePatterns(svg: Svg, palette: Palette): void {
  for (const [id, pattern] of Object.entries(BAND_PATTERNS) as [BandId, BandPattern][])
    if (pattern.path !== '') svg.define(makePattern(`band-${id}`, pattern, BAND_COLOURS[id], '#ffffff', 0.5))
  svg.define(makePattern('over', OVER_PATTERN, 'none', palette['over-tracked'], 1))
  svg.define(makePattern('gap', GAP_PATTERN, palette.panel, palette.gap, 0.55))
}

function makePattern(id: string, { size, path, stroke }: BandPattern, ground: string, ink: string, opacity: number): string {
  return `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect width="${size}" height="${size}" fill="${ground}"/><path d="${path}" stroke="${ink}" stroke-opacity="${opacity}" stroke-width="${stroke}" stroke-linecap="round" fill="none"/></pattern>`
}

interface Run {
  readonly count: number
  readonly breaks: Uint8Array
}

/** Half the width of what stands for a sample without neighbours, px. */
const DOT = 2
const LONE = 40

function eachRun({ count, breaks }: Run, has: (place: number) => boolean, visit: (start: number, end: number) => void): void {
  let start = -1
  for (let place = 0; place <= count; place++) {
    if (start >= 0 && (place === count || !has(place) || breaks[place] === 1)) {
      visit(start, place)
      start = -1
    }
    if (place < count && start < 0 && has(place)) start = place
  }
}

function areaPath(
  run: Run,
  xs: Float64Array,
  low: Float64Array,
  high: Float64Array,
  y: (value: number) => number,
  isStepped: boolean,
): string {
  let d = ''
  const dot = run.count === 1 ? LONE : DOT
  eachRun(
    run,
    (place) => !Number.isNaN(high[place]!),
    (start, end) => {
      // What has no height anywhere is not there.
      let isFlat = true
      for (let place = start; place < end; place++) if (high[place] !== low[place]) isFlat = false
      if (isFlat) return
      if (end - start === 1) {
        const [left, right] = [round(xs[start]! - dot), round(xs[start]! + dot)]
        d += `M${left} ${round(y(high[start]!))}H${right}V${round(y(low[start]!))}H${left}Z`
        return
      }
      const there: string[] = []
      const back: string[] = []
      for (let place = start; place < end; place++) {
        if (isStepped && place > start) there.push(`${round(xs[place]!)} ${round(y(high[place - 1]!))}`)
        there.push(`${round(xs[place]!)} ${round(y(high[place]!))}`)
        back.push(`${round(xs[place]!)} ${round(y(low[place]!))}`)
        if (isStepped && place + 1 < end) back.push(`${round(xs[place + 1]!)} ${round(y(low[place]!))}`)
      }
      d += `M${there.join('L')}L${back.toReversed().join('L')}Z`
    },
  )
  return d
}

function linePath(run: Run, xs: Float64Array, values: Float64Array, y: (value: number) => number, isStepped: boolean): string {
  let d = ''
  const dot = run.count === 1 ? LONE : DOT + 1
  eachRun(
    run,
    (place) => !Number.isNaN(values[place]!),
    (start, end) => {
      if (end - start === 1) {
        d += `M${round(xs[start]! - dot)} ${round(y(values[start]!))}H${round(xs[start]! + dot)}`
        return
      }
      for (let place = start; place < end; place++) {
        if (isStepped && place > start) d += `L${round(xs[place]!)} ${round(y(values[place - 1]!))}`
        d += `${place === start ? 'M' : 'L'}${round(xs[place]!)} ${round(y(values[place]!))}`
      }
    },
  )
  return d
}

function drawGaps(svg: Svg, chart: SheetChart, plot: Area, palette: Palette, x: (at: number) => number): void {
  let free = -Infinity
  for (const gap of chart.gaps) {
    const left = Math.max(plot.x, x(gap.from))
    const width = Math.max(2, Math.min(plot.x + plot.width, x(gap.to)) - left)
    svg.rect(left, plot.y, width, plot.height, { fill: 'url(#gap)' })
    const length = svg.width(gap.text, 12) + 10
    const middle = left + width / 2
    const isAcross = width >= length
    if (!isAcross && (width < 15 || middle - 9 < free)) continue
    const centre = plot.y + plot.height / 2
    if (isAcross) svg.rect(middle - length / 2, centre - 9, length, 18, { fill: palette.panel })
    else svg.rect(middle - 9, centre - length / 2, 18, length, { fill: palette.panel })
    svg.text(middle + (isAcross ? 0 : 4), centre + (isAcross ? 4 : 0), gap.text, {
      px: 12,
      fill: palette.muted,
      anchor: 'middle',
      ...(isAcross ? {} : { rotate: -90 }),
    })
    free = left + width
  }
}

function drawMoments(svg: Svg, chart: SheetChart, plot: Area, palette: Palette, x: (at: number) => number): void {
  let free = -Infinity
  for (const moment of chart.moments) {
    const at = x(moment.at)
    svg.line(at, plot.y, at, plot.y + plot.height, { stroke: palette.text, 'stroke-width': 1, 'stroke-dasharray': '3 2' })
    const words = sayMark(moment.mark)
    const width = svg.width(words, 12) + 8
    if (at < free) continue
    const isLeft = at + width > plot.x + plot.width
    const left = isLeft ? at - width : at
    svg.rect(left + 1, plot.y + 1, width - 2, 16, { fill: palette.panel, 'fill-opacity': 0.85 })
    svg.text(left + 4, plot.y + 13, words, { px: 12 })
    free = at + width
  }
  for (const [name, at] of [
    ['A', chart.cursorA],
    [chart.cursorA === undefined ? '' : 'B', chart.cursorAt],
  ] as const) {
    if (at === undefined || at < chart.from || at > chart.to) continue
    svg.line(x(at), plot.y, x(at), plot.y + plot.height, { stroke: palette.accent, 'stroke-width': 1.5 })
    svg.text(x(at), plot.y + plot.height - 4, name, { px: 12, bold: true, fill: palette.accent, anchor: 'middle' })
  }
}

function drawLabels(svg: Svg, chart: SheetChart, plot: Area, palette: Palette, y: (bytes: number) => number): void {
  const labels = [
    ...(chart.rss ? [{ text: chart.rss.text, wish: y(chart.rss.value) - plot.y, bold: true }] : []),
    ...chart.limits.map(({ text, value }) => {
      const isAbove = value > chart.axis.high
      return { text: isAbove ? `${text} ↑` : text, wish: isAbove ? 0 : y(value) - plot.y, bold: false }
    }),
  ]
  const places = placeLabels(
    labels.map(({ wish }) => ({ y: wish, height: LABEL_HEIGHT })),
    plot.height,
  )
  for (const [index, { text, bold }] of labels.entries()) {
    const place = places[index]
    if (place !== undefined)
      svg.text(plot.x + plot.width + 6, plot.y + place + 4, text, { px: 12, bold, fill: palette.text, most: LABEL_GUTTER - 8 })
  }
}

function drawAxes(
  svg: Svg,
  chart: SheetChart,
  plot: Area,
  palette: Palette,
  x: (at: number) => number,
  y: (bytes: number) => number,
  unitWord: string,
): void {
  const { axis, ticks } = chart
  for (const tick of axis.ticks)
    svg.text(plot.x - 8, y(tick) + 4, formatByteTick(tick, axis), { px: 12, fill: palette.muted, anchor: 'end' })
  svg.text(plot.x - 8, plot.y - 8, unitWord, { px: 12, bold: true, fill: palette.muted, anchor: 'end' })
  const bottom = plot.y + plot.height
  svg.line(plot.x, bottom, plot.x + plot.width, bottom, { stroke: palette.muted, 'stroke-width': 1 })
  if (axis.low < 0) svg.line(plot.x, y(0), plot.x + plot.width, y(0), { stroke: palette.muted, 'stroke-width': 1 })
  for (const tick of ticks) {
    svg.line(x(tick.at), bottom, x(tick.at), bottom + 5, { stroke: palette.muted, 'stroke-width': 1 })
    svg.text(x(tick.at), bottom + 18, tick.clock, { px: 12, fill: palette.muted, anchor: 'middle' })
    if (tick.day !== undefined)
      svg.text(Math.max(plot.x + 34, x(tick.at)), bottom + 34, tick.day, { px: 12, fill: palette.muted, anchor: 'middle' })
  }
  if (chart.geometry.count < chart.sampleCount)
    svg.text(plot.x + plot.width, bottom + 34, t('drawn from {count} whole samples', { count: chart.geometry.count }), {
      px: 11,
      fill: palette.muted,
      anchor: 'end',
    })
}
