import { t } from '../../base/say'
import type { SheetChart } from '../../store/sheet/composeChart'
import { sayCount } from '../../store/sheet/composeSheet'
import type { Sheet, SheetTable } from '../../store/sheet/sheet'
import { AXIS_GUTTER, drawChartSvg, drawSwatch, LABEL_GUTTER, TICK_HEIGHT, type Area } from './drawChartSvg'
import { PALETTES, type Palette, type PictureTheme } from './palette'
import { Svg, type Measure } from './svg'

export type PicturePart = 'screen' | 'chart' | 'tree' | 'tasks' | 'explain'

export interface PictureOptions {
  readonly part: PicturePart
  readonly theme: PictureTheme
  readonly measure: Measure
  /** The chart at the size of its plot, px; undefined: there is none. */
  readonly chartAt: (width: number, height: number) => SheetChart | undefined
}

export interface Picture {
  readonly svg: string
  /** CSS px. */
  readonly width: number
  readonly height: number
  /** All that the picture's caption says, in one line. */
  readonly caption: string
}

const WIDTH = 1600
const MARGIN = 24
const HEAD = 82
const FOOT = 46
const GAP = 12
const CARDS = 84
const LEGEND = 310
const ROW = 21

/**
 * A sheet as a picture that explains itself wherever it is pasted: who, when, how fresh, in which units, how complete, which sample
 * (viewer-design.md, section 3.3). Pure: the same sheet is the same picture.
 */
export function drawSheet(sheet: Sheet, options: PictureOptions): Picture {
  const palette = PALETTES[options.theme]
  const svg = new Svg(options.measure)
  drawHead(svg, sheet, palette)
  const inner = WIDTH - 2 * MARGIN
  let bottom = HEAD
  switch (options.part) {
    case 'screen': {
      drawCards(svg, sheet, palette, { x: MARGIN, y: HEAD, width: inner, height: CARDS })
      const chartTop = HEAD + CARDS + GAP
      drawChartPanel(svg, sheet, options, palette, { x: MARGIN, y: chartTop, width: inner, height: 360 })
      const top = chartTop + 360 + GAP
      const height = 900 - FOOT - GAP - top
      const wide = Math.round(inner * 0.52)
      if (sheet.tree) drawTable(svg, sheet.tree, palette, { x: MARGIN, y: top, width: sheet.tasks ? wide : inner, height })
      if (sheet.tasks) {
        const x = sheet.tree ? MARGIN + wide + GAP : MARGIN
        drawTable(svg, withoutColumn(sheet.tasks, 2), palette, { x, y: top, width: WIDTH - MARGIN - x, height })
      }
      bottom = top + height
      break
    }
    case 'chart':
      drawChartPanel(svg, sheet, options, palette, { x: MARGIN, y: HEAD, width: inner, height: 560 })
      bottom = HEAD + 560
      break
    case 'tree':
    case 'tasks': {
      const table = options.part === 'tree' ? sheet.tree : sheet.tasks
      const height = table ? tableHeight(table) : 60
      if (table) drawTable(svg, table, palette, { x: MARGIN, y: HEAD, width: inner, height })
      else {
        drawPanel(svg, palette, { x: MARGIN, y: HEAD, width: inner, height })
        svg.text(MARGIN + 14, HEAD + 34, t('This sample does not report it.'), { fill: palette.muted })
      }
      bottom = HEAD + height
      break
    }
    case 'explain':
      bottom = drawFindings(svg, sheet, palette, { x: MARGIN, y: HEAD, width: inner, height: 0 })
      break
  }
  const height = bottom + GAP + FOOT
  const caption = captionOf(sheet)
  drawFoot(svg, sheet, palette, height - FOOT)
  const title = `${sheet.target} · ${sheet.when} · Memlane`
  return { svg: svg.finish(WIDTH, height, palette.bg, palette.text, title, caption), width: WIDTH, height, caption }
}

/** Everything that says what the picture is about, for those who cannot see it, and for its file. */
export function captionOf(sheet: Sheet): string {
  return [
    sheet.target,
    ...sheet.identity,
    sheet.state.word,
    sheet.state.detail,
    sheet.state.looking,
    sheet.when,
    sheet.span.text,
    sheet.span.samples,
    ...sheet.figures.map(({ name, value, share }) => [name, value, share].filter((word) => word !== '').join(' ')),
    ...(sheet.tasks ? [sayCount(sheet.tasks, sheet.tasks.rows.length), ...sheet.tasks.notes] : []),
    ...sheet.completeness,
    sheet.units,
    sheet.fingerprint,
    sheet.file,
    sheet.tool,
  ]
    .filter((word) => word !== '')
    .join(' · ')
}

function drawHead(svg: Svg, sheet: Sheet, palette: Palette): void {
  const pill = [sheet.state.word, sheet.state.detail].filter((word) => word !== '').join(' · ')
  const pillWidth = Math.min(560, svg.width(pill, 14, true) + 36)
  const pillX = WIDTH - MARGIN - pillWidth
  const [ground, edge, ink] = tonesOf(sheet.state.tone, palette)
  svg.rect(pillX, 14, pillWidth, 28, { fill: ground, stroke: edge, rx: 14 })
  svg.text(pillX + pillWidth / 2, 33, pill, { px: 14, bold: true, fill: ink, anchor: 'middle', most: pillWidth - 24 })
  svg.rect(MARGIN, 27, 20, 7, { fill: '#0072b2' })
  svg.rect(MARGIN, 22.5, 20, 4.5, { fill: '#56b4e9' })
  svg.path(`M${MARGIN} 22.5H${MARGIN + 20}V15Z`, { fill: '#d55e00' })
  const room = pillX - MARGIN - 60
  const targetWidth = svg.text(MARGIN + 32, 34, sheet.target, { px: 22, bold: true, most: room * 0.6 })
  svg.text(MARGIN + 32 + targetWidth + 14, 34, sheet.identity.join(' · '), {
    px: 14,
    fill: palette.muted,
    most: room - targetWidth - 20,
  })
  const whenWidth = svg.text(MARGIN, 64, sheet.when, { px: 14, bold: true })
  const facts = [sheet.state.looking, sheet.span.text, sheet.span.samples, ...sheet.completeness].filter((word) => word !== '')
  svg.text(MARGIN + whenWidth + 14, 64, facts.join(' · '), {
    px: 13,
    fill: palette.muted,
    most: WIDTH - 2 * MARGIN - whenWidth - 14,
  })
}

function tonesOf(tone: Sheet['state']['tone'], palette: Palette): readonly [ground: string, edge: string, ink: string] {
  switch (tone) {
    case 'live':
      return [palette.panel, palette.good, palette.good]
    case 'late':
      return [palette['warn-bg'], palette['warn-line'], palette['warn-text']]
    case 'bad':
      return [palette['bad-bg'], palette['bad-line'], palette['bad-text']]
    case 'replay':
      return [palette['note-bg'], palette['note-line'], palette['note-text']]
    case 'quiet':
      return [palette.panel, palette.line, palette.muted]
  }
}

function drawPanel(svg: Svg, palette: Palette, { x, y, width, height }: Area): void {
  svg.rect(x + 0.5, y + 0.5, width - 1, height - 1, { fill: palette.panel, stroke: palette.line, rx: 6 })
}

function drawCards(svg: Svg, sheet: Sheet, palette: Palette, area: Area): void {
  const width = (area.width - GAP * (sheet.figures.length - 1)) / sheet.figures.length
  for (const [index, figure] of sheet.figures.entries()) {
    const x = area.x + index * (width + GAP)
    drawPanel(svg, palette, { ...area, x, width })
    if (figure.alarm)
      svg.rect(x + 0.5, area.y + 0.5, width - 1, area.height - 1, { fill: palette['bad-bg'], stroke: palette['bad-line'], rx: 6 })
    const nameWidth = svg.text(x + 14, area.y + 22, figure.name, { px: 13, bold: true, fill: palette.muted })
    if (sheet.state.isOld)
      svg.text(x + 22 + nameWidth, area.y + 22, sheet.state.detail, {
        px: 12,
        bold: true,
        fill: palette['bad-text'],
        most: width - nameWidth - 36,
      })
    // A verdict in words is longer than a number.
    const px = svg.width(figure.value, 24, true) <= width - 28 ? 24 : 16
    const valueWidth = svg.text(x + 14, area.y + 50, figure.value, {
      px,
      most: width - 28,
      bold: true,
      fill: figure.alarm ? palette['bad-text'] : palette.text,
    })
    svg.text(x + 24 + valueWidth, area.y + 50, figure.share, { px: 15, fill: palette.muted })
    svg.text(x + 14, area.y + 72, figure.detail, { px: 12.5, fill: palette.muted, most: width - 24 })
  }
}

function drawChartPanel(svg: Svg, sheet: Sheet, options: PictureOptions, palette: Palette, area: Area): void {
  drawPanel(svg, palette, area)
  const plot = {
    x: area.x + AXIS_GUTTER + 8,
    y: area.y + 56,
    width: area.width - AXIS_GUTTER - LABEL_GUTTER - LEGEND - 16,
    height: area.height - 56 - TICK_HEIGHT - 8,
  }
  const chart = options.chartAt(plot.width, plot.height)
  const titleWidth = svg.text(area.x + 14, area.y + 24, t('Resident memory by part'), { px: 14, bold: true })
  svg.text(area.x + 26 + titleWidth, area.y + 24, [sheet.units, sheet.span.text].join(' · '), {
    px: 13,
    fill: palette.muted,
    most: area.width - LEGEND - titleWidth - 44,
  })
  if (chart) {
    svg.group(sheet.state.isOld ? 'opacity="0.75"' : 'opacity="1"', () =>
      drawChartSvg(svg, chart, plot, palette, chart.axis.unit),
    )
  } else svg.text(plot.x, plot.y + 40, t('There is nothing to draw yet.'), { fill: palette.muted })
  const legendEnd = drawLegend(svg, sheet, palette, area.x + area.width - LEGEND, area.y)
  drawEvents(svg, sheet, palette, {
    x: area.x + area.width - LEGEND,
    y: legendEnd + 8,
    width: LEGEND - 14,
    height: area.y + area.height - legendEnd - 16,
  })
}

/** Returns where it ends. */
function drawLegend(svg: Svg, sheet: Sheet, palette: Palette, x: number, top: number): number {
  const { legend } = sheet
  const right = x + LEGEND - 14
  svg.text(x, top + 24, legend.when, { px: 13, bold: true, most: LEGEND - 14 })
  let y = top + 50
  for (const { id, name, value, share, isHidden } of legend.rows) {
    svg.group(isHidden ? 'opacity="0.45"' : 'opacity="1"', () => {
      drawSwatch(svg, x, y - 10, id, palette)
      svg.text(x + 28, y, isHidden ? `${name} (${t('hidden')})` : name, { px: 13, bold: id === 'rss', most: LEGEND - 190 })
      svg.text(right - 66, y, value, { px: 13, bold: id === 'rss', anchor: 'end', most: 110 })
      svg.text(right, y, id === 'rss' ? legend.unit : share, { px: 13, fill: palette.muted, anchor: 'end' })
    })
    svg.line(x, y + 7, right, y + 7, { stroke: palette.line })
    y += 24
  }
  for (const check of legend.checks)
    y += svg.paragraph(x, y + 2, check, LEGEND - 14, 16, { px: 12, fill: palette.muted }, 3) * 16 + 2
  return y - 12
}

/** Notes and what happened, as far as there is room. */
function drawEvents(svg: Svg, sheet: Sheet, palette: Palette, area: Area): void {
  const room = Math.floor(area.height / 16)
  if (room < 2 || sheet.events.length === 0) return
  let line = 0
  for (const [index, { when, kind, word, text }] of sheet.events.entries()) {
    const isLast = room - line <= 1
    const left = sheet.events.length - index
    if (isLast && left > 1) {
      svg.text(area.x, area.y + 12 + line * 16, t('and {count} more events', { count: left }), { px: 12, fill: palette.muted })
      return
    }
    const words = [when.slice(11), word, text].filter((word) => word !== '').join(' · ')
    const most = Math.min(kind === 'note' ? 3 : 2, room - line)
    line += svg.paragraph(area.x, area.y + 12 + line * 16, words, area.width, 16, { px: 12 }, most)
    if (line >= room) return
  }
}

/** Labels hold their ids: where room is short, once is enough. */
function withoutColumn(table: SheetTable, place: number): SheetTable {
  return {
    ...table,
    columns: table.columns.toSpliced(place, 1),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.toSpliced(place, 1) })),
  }
}

function tableHeight(table: SheetTable): number {
  return 34 + 26 + table.rows.length * ROW + 10
}

function drawTable(svg: Svg, table: SheetTable, palette: Palette, area: Area): void {
  drawPanel(svg, palette, area)
  const left = area.x + 14
  const right = area.x + area.width - 14
  const titleWidth = svg.text(left, area.y + 22, table.title, { px: 14, bold: true })
  const room = Math.floor((area.height - 34 - 26 - 8) / ROW)
  const rows = table.rows.slice(0, Math.max(0, room))
  const notes = [sayCount(table, rows.length), ...table.notes].filter((note) => note !== '')
  svg.text(left + titleWidth + 12, area.y + 22, notes.join(' · '), {
    px: 12.5,
    fill: palette.muted,
    most: right - left - titleWidth - 12,
  })

  const widths = columnWidths(svg, table, rows, right - left)
  const headY = area.y + 34 + 16
  let x = left
  for (const [column, { name, isNumber }] of table.columns.entries()) {
    const width = widths[column]!
    svg.text(isNumber ? x + width : x, headY, name, {
      px: 12,
      bold: true,
      fill: palette.muted,
      anchor: isNumber ? 'end' : 'start',
      most: width,
    })
    x += width + COLUMN_GAP
  }
  svg.line(left, headY + 7, right, headY + 7, { stroke: palette.line })
  for (const [index, row] of rows.entries()) {
    const y = headY + 7 + (index + 1) * ROW - 6
    x = left
    for (const [column, { isNumber }] of table.columns.entries()) {
      const width = widths[column]!
      const cell = row.cells[column] ?? ''
      const indent = column === 0 ? row.depth * 14 : 0
      if (row.bar !== undefined && row.bar >= 0.005 && isNumber && column === firstNumber(table))
        svg.rect(x, y + 3.5, width * clamp(row.bar), 2.5, { fill: palette.accent })
      svg.text(isNumber ? x + width : x + indent, y, cell, {
        px: 13,
        fill: column === 0 || isNumber ? palette.text : palette.muted,
        anchor: isNumber ? 'end' : 'start',
        most: width - indent,
      })
      x += width + COLUMN_GAP
    }
  }
  if (rows.length === 0) svg.text(left, headY + 30, t('none'), { fill: palette.muted })
}

const COLUMN_GAP = 14

/** Numbers have the room that they need, names share the rest by their need. */
function columnWidths(svg: Svg, table: SheetTable, rows: SheetTable['rows'], width: number): number[] {
  const needs = table.columns.map(
    ({ name }, column) =>
      Math.max(
        svg.width(name, 12, true),
        ...rows.map(({ cells, depth }) => svg.width(cells[column] ?? '', 13) + (column === 0 ? depth * 14 : 0)),
      ) + 2,
  )
  const fixed = table.columns.map(({ isNumber }, column) => (isNumber ? Math.max(54, needs[column]!) : 0))
  const room = width - COLUMN_GAP * (table.columns.length - 1) - fixed.reduce((sum, one) => sum + one, 0)
  const wanted = table.columns.map(({ isNumber }, column) => (isNumber ? 0 : needs[column]!))
  const total = wanted.reduce((sum, one) => sum + one, 0)
  if (total <= room)
    return table.columns.map((_, column) => (column === 0 ? wanted[0]! + room - total : fixed[column]! + wanted[column]!))
  // Short columns keep their width; the long ones share what is left.
  const short = wanted.map((one) => (one > 0 && one <= 84 ? one : 0))
  const left = Math.max(60, room - short.reduce((sum, one) => sum + one, 0))
  const long = wanted.map((one, column) => (short[column] === 0 ? one : 0))
  const longTotal = Math.max(
    1,
    long.reduce((sum, one) => sum + one, 0),
  )
  return table.columns.map((_, column) => fixed[column]! + short[column]! + (long[column]! / longTotal) * left)
}

function firstNumber(table: SheetTable): number {
  return table.columns.findIndex(({ isNumber }) => isNumber)
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function drawFindings(svg: Svg, sheet: Sheet, palette: Palette, area: Area): number {
  const texts = new Svg((text, px, bold) => svg.width(text, px, bold))
  const draw = (target: Svg): number => {
    const width = area.width - 28
    let y = area.y + 28
    target.text(area.x + 14, y, t('What it means'), { px: 15, bold: true })
    y += 24
    y += target.paragraph(area.x + 14, y, sheet.findingsSentence, width, 18, { px: 13.5 }) * 18 + 8
    for (const finding of sheet.findings.slice(0, 12)) {
      const [ground, edge, ink] =
        finding.severity === 'serious'
          ? [palette['bad-bg'], palette['bad-line'], palette['bad-text']]
          : finding.severity === 'warning'
            ? [palette['warn-bg'], palette['warn-line'], palette['warn-text']]
            : [palette['note-bg'], palette['note-line'], palette['note-text']]
      const word = severityWord(finding.severity)
      const wordWidth = target.width(word, 12, true) + 16
      target.rect(area.x + 14, y - 14, wordWidth, 19, { fill: ground, stroke: edge, rx: 4 })
      target.text(area.x + 22, y, word, { px: 12, bold: true, fill: ink })
      target.text(area.x + 24 + wordWidth, y, `${finding.title}`, { px: 14, bold: true, most: width - wordWidth - 120 })
      target.text(area.x + area.width - 14, y, finding.rule, { px: 12, fill: palette.muted, anchor: 'end' })
      y += 20
      y += target.paragraph(area.x + 14, y, finding.seen, width, 17, { px: 13 }) * 17
      y += target.paragraph(area.x + 14, y, `→ ${finding.next}`, width, 17, { px: 13, fill: palette.muted }) * 17 + 10
    }
    if (sheet.account.length > 0) {
      target.text(area.x + 14, y + 4, t('Account'), { px: 14, bold: true })
      y += 26
      for (const line of sheet.account) y += target.paragraph(area.x + 14, y, line, width, 18, { px: 13 }) * 18
    }
    return y
  }
  // Once to learn how high it gets: the panel lies below its words.
  const height = draw(texts) - area.y + 4
  drawPanel(svg, palette, { ...area, height })
  draw(svg)
  return area.y + height
}

function severityWord(severity: Sheet['findings'][number]['severity']): string {
  switch (severity) {
    case 'serious':
      return t('serious')
    case 'warning':
      return t('warning')
    case 'info':
      return t('info')
  }
}

function drawFoot(svg: Svg, sheet: Sheet, palette: Palette, y: number): void {
  svg.line(MARGIN, y + 4.5, WIDTH - MARGIN, y + 4.5, { stroke: palette.line })
  const tool = svg.width(sheet.tool, 13, true)
  svg.text(WIDTH - MARGIN, y + 28, sheet.tool, { px: 13, bold: true, fill: palette.muted, anchor: 'end' })
  const printWidth = svg.text(MARGIN, y + 28, sheet.fingerprint, { px: 13, bold: true })
  const facts = [sheet.units, sheet.file, t('peaks are from different times and are never added')].filter((word) => word !== '')
  svg.text(MARGIN + printWidth + 16, y + 28, facts.join(' · '), {
    px: 13,
    fill: palette.muted,
    most: WIDTH - 2 * MARGIN - printWidth - tool - 40,
  })
}
