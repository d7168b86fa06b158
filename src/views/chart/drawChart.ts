import { formatBytes } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { phrase, say, sayHeard, t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { shortText } from '../../base/visibleText'
import type { MarkKind } from '../../profile/frame'
import { bandName } from '../../store/selectChart'
import type { ChartGap, ChartGeometry, ChartLayer, ChartMoment } from '../../timeline/computeChart'
import { placeLabels } from '../../timeline/placeLabels'
import { fillOf } from './fills'
import { hasBreak, paintColumns, pickColumns } from './paintColumns'
import { drawSteps, paleUnknown } from './drawSteps'
import { BAND_PATTERNS } from './patterns'
import type { Tokens } from './useTokens'

// The hot layer. Few samples are drawn as polygons (smooth edges), many as one column of pixels each: that costs the same whatever
// the data looks like, while spiky polygons, and thousands of patterned rectangles, are slow to fill.

export interface ChartPicture {
  readonly geometry: ChartGeometry
  readonly mode: 'stack' | 'lines'
  /** Values hold until the next sample: irregular sources such as logs. */
  readonly isStepped: boolean
  readonly gaps: readonly ChartGap[]
  readonly moments: readonly ChartMoment[]
  /** Where the words of the moments stand, px from the top. */
  readonly momentsTop: number
  readonly from: UnixMs
  readonly to: UnixMs
  /** Bytes at the bottom and the top of the plot. */
  readonly low: number
  readonly high: number
}

/** Size of the plot in CSS px, and device pixels per CSS px. */
export interface PlotSize {
  readonly width: number
  readonly height: number
  readonly ratio: number
}

type Fill = string | CanvasPattern
type Scale = (value: number) => number

/** Half the width of what stands for a sample without neighbours, px. */
const DOT = 2
/** The same where it is the only one in view: then the column is the picture. */
const LONE = 56
const LONE_LABEL_HEIGHT = 16

/** The samples as they are drawn: half the width of one without neighbours depends on whether there are others in view. */
function dotOf(geometry: ChartGeometry): number {
  return geometry.count === 1 ? LONE : DOT
}

/** Draws the whole plot anew. */
export function drawChart(context: CanvasRenderingContext2D, size: PlotSize, tokens: Tokens, picture: ChartPicture): void {
  const { geometry, from, to, low, high } = picture
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const x: Scale = (at) => (to > from ? ((at - from) / (to - from)) * size.width : size.width / 2)
  const y: Scale = (bytes) => size.height - ((bytes - low) / (high - low)) * size.height
  const xs = Float64Array.from(geometry.at, x)
  // Columns lie on the way between their neighbours, which is a slope.
  const isDense = !picture.isStepped && geometry.count > size.width * 0.75
  const columns = isDense ? pickColumns(geometry, xs, size.width) : undefined

  if (picture.mode === 'stack') {
    if (columns) paintColumns(context, size, tokens, geometry, columns, xs, y)
    else {
      for (const layer of geometry.layers) {
        fillPolygons(context, geometry, layer, xs, y, fillOf(context, layer.id, tokens, size.ratio), picture.isStepped)
      }
    }
    if (!columns) drawSeams(context, geometry, xs, y, tokens, picture.isStepped)
    if (picture.isStepped) paleUnknown(context, size, tokens.panel, geometry, xs)
    drawOver(context, size, tokens, picture, columns, xs, y)
  } else {
    for (const layer of geometry.layers) {
      const { dash, isPale } = BAND_PATTERNS[layer.id]
      if (isPale) {
        context.globalAlpha = 0.55
        drawLine(context, geometry, layer.high, xs, y, tokens.muted, 3.5, isDense, picture.isStepped)
        context.globalAlpha = 1
      }
      context.setLineDash([...dash])
      drawLine(context, geometry, layer.high, xs, y, tokens.bands[layer.id], 1.75, isDense, picture.isStepped)
      context.setLineDash([])
    }
  }
  drawGaps(context, size, tokens, picture.gaps, x)
  drawLine(context, geometry, geometry.rss, xs, y, tokens.text, 2, isDense, picture.isStepped)
  if (low < 0) {
    context.fillStyle = tokens.muted
    context.fillRect(0, Math.round(y(0)), size.width, 1)
  }
  // A lone sample stands for a moment: there is no stretch of time in which others could stand.
  if (geometry.count === 1 && picture.mode === 'stack') labelLoneColumn(context, size, tokens, geometry, xs[0]!, y)
  else drawMoments(context, size, tokens, picture, x)
}

/** A single sample is read like a bar: each part says its name and size beside the column. */
function labelLoneColumn(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  tokens: Tokens,
  geometry: ChartGeometry,
  x: number,
  y: Scale,
): void {
  const parts = geometry.layers
    .map((layer) => ({ id: layer.id, bytes: layer.high[0]! - layer.low[0]!, middle: y((layer.high[0]! + layer.low[0]!) / 2) }))
    .filter((part) => part.bytes > 0)
    // The largest first: they keep their place if not all fit.
    .toSorted((a, b) => b.bytes - a.bytes)
  const places = placeLabels(
    parts.map((part) => ({ y: part.middle, height: LONE_LABEL_HEIGHT })),
    size.height,
  )
  context.font = `12px ${tokens.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  for (const [index, part] of parts.entries()) {
    const place = places[index]
    if (place === undefined) continue
    context.strokeStyle = tokens.muted
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x + LONE + 2, part.middle)
    context.lineTo(x + LONE + 16, place)
    context.stroke()
    context.fillStyle = tokens.text
    context.fillText(`${bandName(part.id)}  ${formatBytes(part.bytes)}`, x + LONE + 20, place)
  }
}

/** Calls back with each run of samples that may be joined: [start, end). */
function eachRun(geometry: ChartGeometry, has: (place: number) => boolean, visit: (start: number, end: number) => void): void {
  let start = -1
  for (let place = 0; place <= geometry.count; place++) {
    const ends = place === geometry.count || !has(place) || geometry.breaks[place] === 1
    if (start >= 0 && ends) {
      visit(start, place)
      start = -1
    }
    if (place < geometry.count && start < 0 && has(place)) start = place
  }
}

function fillPolygons(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  layer: ChartLayer,
  xs: Float64Array,
  y: Scale,
  fill: Fill,
  isStepped: boolean,
): void {
  context.fillStyle = fill
  eachRun(
    geometry,
    (place) => !Number.isNaN(layer.high[place]!),
    (start, end) => {
      // What a log says last of the parts is held until it says anything again.
      const held = isStepped && end < geometry.count && !geometry.breaks[end] ? xs[end]! : undefined
      if (end - start === 1) {
        const top = y(layer.high[start]!)
        const dot = dotOf(geometry)
        const left = xs[start]! - dot
        context.fillRect(left, top, Math.max(2 * dot, (held ?? 0) - left), y(layer.low[start]!) - top)
        return
      }
      context.beginPath()
      for (let place = start; place < end; place++) {
        if (isStepped && place > start) context.lineTo(xs[place]!, y(layer.high[place - 1]!))
        context.lineTo(xs[place]!, y(layer.high[place]!))
      }
      if (held !== undefined) {
        context.lineTo(held, y(layer.high[end - 1]!))
        context.lineTo(held, y(layer.low[end - 1]!))
      }
      for (let place = end - 1; place >= start; place--) {
        context.lineTo(xs[place]!, y(layer.low[place]!))
        if (isStepped && place > start) context.lineTo(xs[place]!, y(layer.low[place - 1]!))
      }
      context.fill()
    },
  )
}

/** Lines of the ground's colour on top of each band that is thick enough to spare one; dark ones around bands that are too pale. */
function drawSeams(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  xs: Float64Array,
  y: Scale,
  tokens: Tokens,
  isStepped: boolean,
): void {
  context.lineWidth = 1
  for (const layer of geometry.layers) {
    const isThick = (place: number): boolean => y(layer.low[place]!) - y(layer.high[place]!) >= 3
    context.strokeStyle = tokens.panel
    strokeEdge(context, geometry, layer.high, isThick, xs, y, isStepped)
    if (layer.id !== 'jvm') continue
    const isWide = (place: number): boolean => y(layer.low[place]!) - y(layer.high[place]!) >= 7
    context.strokeStyle = tokens.muted
    strokeEdge(context, geometry, layer.high, isWide, xs, (value) => y(value) + 1, isStepped)
    strokeEdge(context, geometry, layer.low, isWide, xs, (value) => y(value) - 1, isStepped)
  }
}

function strokeEdge(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  edge: Float64Array,
  has: (place: number) => boolean,
  xs: Float64Array,
  y: Scale,
  isStepped: boolean,
): void {
  context.beginPath()
  eachRun(geometry, has, (start, end) => {
    const half = end - start === 1 ? dotOf(geometry) : 0
    context.moveTo(xs[start]! - half, y(edge[start]!))
    context.lineTo(xs[start]! + half, y(edge[start]!))
    for (let place = start + 1; place < end; place++) {
      if (isStepped) context.lineTo(xs[place]!, y(edge[place - 1]!))
      context.lineTo(xs[place]!, y(edge[place]!))
    }
  })
  context.stroke()
}

function fillColumns(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  layer: { readonly low: Float64Array; readonly high: Float64Array },
  columns: Int32Array,
  xs: Float64Array,
  y: Scale,
  fill: Fill,
): void {
  context.fillStyle = fill
  const { breaks } = geometry
  for (let next = 0; next < columns.length; next++) {
    const place = columns[next]!
    const high = layer.high[place]!
    if (Number.isNaN(high)) continue
    const x = Math.floor(xs[place]!)
    fillColumn(context, x, y(high), y(layer.low[place]!))
    const before = columns[next - 1]
    if (before === undefined) continue
    const startX = Math.floor(xs[before]!)
    if (x - startX < 2 || Number.isNaN(layer.high[before]!) || hasBreak(breaks, before, place)) continue
    for (let between = startX + 1; between < x; between++) {
      const share = (between - startX) / (x - startX)
      const top = layer.high[before]! + (high - layer.high[before]!) * share
      const bottom = layer.low[before]! + (layer.low[place]! - layer.low[before]!) * share
      fillColumn(context, between, y(top), y(bottom))
    }
  }
}

function fillColumn(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  const height = bottom - top
  // The seam is what is left free.
  if (height >= 2) context.fillRect(x, top + 1, 1, height - 1)
  else if (height > 0) context.fillRect(x, top, 1, height)
}

function drawOver(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  tokens: Tokens,
  picture: ChartPicture,
  columns: Int32Array | undefined,
  xs: Float64Array,
  y: Scale,
): void {
  const { geometry } = picture
  if (!geometry.over.high.some((value) => !Number.isNaN(value))) return
  // A veil first: what lies above RSS is counted, but it is not there.
  const layer: ChartLayer = { id: 'untracked', ...closeOver(geometry) }
  const fill = (style: Fill): void => {
    if (columns) fillColumns(context, geometry, layer, columns, xs, y, style)
    else fillPolygons(context, geometry, layer, xs, y, style, picture.isStepped)
  }
  context.globalAlpha = 0.72
  fill(tokens.panel)
  context.globalAlpha = 1
  fill(fillOf(context, 'over', tokens, size.ratio))
}

/** The over-tracked layer brought down to RSS (height 0) where the parts fit, so that it tapers off instead of ending between samples. */
function closeOver(geometry: ChartGeometry): { readonly low: Float64Array; readonly high: Float64Array } {
  const low = geometry.over.low.slice()
  const high = geometry.over.high.slice()
  for (let place = 0; place < geometry.count; place++) {
    if (!Number.isNaN(high[place]!) || !geometry.hasParts[place]) continue
    low[place] = high[place] = geometry.rss[place]!
  }
  return { low, high }
}

function drawLine(
  context: CanvasRenderingContext2D,
  geometry: ChartGeometry,
  values: Float64Array,
  xs: Float64Array,
  y: Scale,
  colour: string,
  width: number,
  isDense: boolean,
  isStepped: boolean,
): void {
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = width
  context.lineJoin = 'round'
  context.beginPath()
  eachRun(
    geometry,
    (place) => !Number.isNaN(values[place]!),
    (start, end) => {
      if (end - start === 1) {
        const dot = dotOf(geometry) + 1
        context.fillRect(xs[start]! - dot, y(values[start]!) - width / 2, 2 * dot, width)
        return
      }
      if (isDense) {
        fillLineColumns(context, values, xs, y, width, start, end)
        return
      }
      if (isStepped) {
        drawSteps(context, values, xs, y, start, end)
        return
      }
      context.moveTo(xs[start]!, y(values[start]!))
      for (let place = start + 1; place < end; place++) context.lineTo(xs[place]!, y(values[place]!))
    },
  )
  context.stroke()
}

/** A line through many samples as one upright bar per pixel column, from the lowest to the highest value in it and to its neighbour. */
function fillLineColumns(
  context: CanvasRenderingContext2D,
  values: Float64Array,
  xs: Float64Array,
  y: Scale,
  width: number,
  start: number,
  end: number,
): void {
  let column = Math.floor(xs[start]!)
  let top = y(values[start]!)
  let bottom = top
  let lastX = xs[start]!
  let lastY = top
  for (let place = start + 1; place < end; place++) {
    const x = xs[place]!
    const here = y(values[place]!)
    if (Math.floor(x) === column) {
      top = Math.min(top, here)
      bottom = Math.max(bottom, here)
    } else {
      // On the way to this sample the line crosses the columns between.
      for (let next = column; next < Math.floor(x); next++) {
        const crossing = lastY + ((here - lastY) * (next + 1 - lastX)) / (x - lastX)
        context.fillRect(
          next,
          Math.min(top, crossing) - width / 2,
          1,
          Math.max(bottom, crossing) - Math.min(top, crossing) + width,
        )
        top = crossing
        bottom = crossing
      }
      column = Math.floor(x)
      top = Math.min(top, here)
      bottom = Math.max(bottom, here)
    }
    lastX = x
    lastY = here
  }
  context.fillRect(column, top - width / 2, 1, bottom - top + width)
}

function drawGaps(context: CanvasRenderingContext2D, size: PlotSize, tokens: Tokens, gaps: readonly ChartGap[], x: Scale): void {
  if (gaps.length === 0) return
  const hatch = fillOf(context, 'gap', tokens, size.ratio)
  context.font = `11px ${tokens.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  let free = 0
  for (const gap of gaps) {
    const left = Math.max(0, x(gap.from))
    const right = Math.min(size.width, x(gap.to))
    const width = Math.max(2, right - left)
    context.fillStyle = hatch
    context.fillRect(left, 0, width, size.height)
    drawGapLabel(
      context,
      size,
      tokens,
      t('no data {time}', { time: formatDuration(gap.to - gap.from) }),
      (left + right) / 2,
      width,
      free,
    )
    free = right
  }
}

/** Along the gap where it is wide enough, upright where it is narrow, not at all where it would cover others. */
function drawGapLabel(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  tokens: Tokens,
  text: string,
  middle: number,
  width: number,
  free: number,
): void {
  const length = context.measureText(text).width + 8
  const across = width >= length
  if (!across && (width < 14 || middle - 8 < free)) return
  context.save()
  context.translate(middle, size.height / 2)
  if (!across) context.rotate(-Math.PI / 2)
  context.fillStyle = tokens.panel
  context.fillRect(-length / 2, -8, length, 16)
  context.fillStyle = tokens.muted
  context.fillText(text, 0, 0.5)
  context.restore()
}

const MARK_WORDS = {
  restart: phrase('restarted'),
  note: phrase('note'),
  limit: phrase('limit changed'),
  gc: phrase('GC'),
  oom: phrase('killed'),
  cancel: phrase('cancelled'),
  exceeded: phrase('limit exceeded'),
  'task-end': phrase('task ended'),
  crash: phrase('crashed'),
  version: phrase('version'),
} as const

/** What happened, in a word or two, as it stands in the chart. */
export function sayMark(kind: MarkKind): string {
  return say(MARK_WORDS[kind])
}

function drawMoments(context: CanvasRenderingContext2D, size: PlotSize, tokens: Tokens, picture: ChartPicture, x: Scale): void {
  const { moments, momentsTop } = picture
  context.font = `11px ${tokens.font}`
  context.textBaseline = 'top'
  context.textAlign = 'left'
  let free = -Infinity
  const noteRows = Array.from({ length: NOTE_ROWS }, () => -Infinity)
  for (const moment of moments) {
    const at = Math.round(x(moment.at))
    const isNote = moment.mark === 'note'
    context.fillStyle = isNote ? tokens.accent : tokens.text
    for (let top = 0; top < size.height; top += 5) context.fillRect(at, top, 1, 3)
    if (isNote) {
      drawNote(context, size, tokens, sayHeard(moment.text ?? ''), at, momentsTop + 17, noteRows)
      continue
    }
    const text = say(MARK_WORDS[moment.mark])
    const length = context.measureText(text).width + 6
    const left = at + length + 2 > size.width ? at - length - 1 : at + 2
    if (left < free) continue
    context.fillStyle = tokens.panel
    context.fillRect(left, momentsTop - 2, length, 15)
    context.fillStyle = tokens.text
    context.fillText(text, left + 3, momentsTop)
    free = left + length
  }
}

const NOTE_ROWS = 3
const NOTE_ROW_PX = 17
/** A note in the plot; all of it stands under Events. */
const NOTE_CHARACTERS = 48

/** What somebody wrote stands below the words of the other marks, in the first row that is free. */
function drawNote(
  context: CanvasRenderingContext2D,
  size: PlotSize,
  tokens: Tokens,
  text: string,
  at: number,
  top: number,
  rows: number[],
): void {
  const words = shortText(text, NOTE_CHARACTERS)
  const length = context.measureText(words).width + 8
  const left = Math.max(0, at + length + 2 > size.width ? at - length - 1 : at + 2)
  const row = rows.findIndex((free) => left >= free)
  if (row < 0 || top + row * NOTE_ROW_PX > size.height - NOTE_ROW_PX) return
  context.fillStyle = tokens.panel
  context.fillRect(left, top + row * NOTE_ROW_PX - 2, length, 15)
  context.strokeStyle = tokens.accent
  context.lineWidth = 1
  context.setLineDash([])
  context.strokeRect(left + 0.5, top + row * NOTE_ROW_PX - 1.5, length - 1, 14)
  context.fillStyle = tokens.accent
  context.fillText(words, left + 4, top + row * NOTE_ROW_PX)
  rows[row] = left + length + 2
}
