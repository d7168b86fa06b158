import { formatBytes } from '../../base/formatBytes'
import { t } from '../../base/say'
import type { RedactedKind } from '../../profile/frame'
import { composeChart } from '../../store/sheet/composeChart'
import { printSheet, type SheetPart, type TextStyle } from '../../store/sheet/printSheet'
import { selectCursorIndex, type Viewer } from '../../store/viewer'
import { cutTimeline } from '../../timeline/cutTimeline'
import { drawSheet, type Picture, type PicturePart } from './drawSheet'
import { exportView, type ExportedView } from './exportView'
import { createMeasure, rasterize } from './makePicture'
import type { PictureTheme } from './palette'

/** What the user chose in the dialog, for as long as the page is open: keys that copy use it too. */
export interface ShareChoices {
  readonly part: PicturePart
  readonly theme: PictureTheme
  readonly scale: 1 | 2
  readonly withData: boolean
  readonly span: 'all' | 'visible'
  readonly redacted: readonly RedactedKind[]
}

export const DEFAULT_CHOICES: ShareChoices = {
  part: 'screen',
  theme: 'light',
  scale: 2,
  withData: false,
  span: 'all',
  redacted: [],
}

let choices = DEFAULT_CHOICES

export function readChoices(): ShareChoices {
  return choices
}

export function keepChoices(chosen: ShareChoices): void {
  choices = chosen
}

const measure = createMeasure()

/** The picture of what leaves. */
export function drawView(view: ExportedView, { part, theme }: Pick<ShareChoices, 'part' | 'theme'>): Picture {
  return drawSheet(view.sheet, {
    part,
    theme,
    measure,
    chartAt: (width, height) => composeChart(view.state, width, height, view.stalledAt),
  })
}

/** The text of what leaves: of all of it, or of one panel. */
export function printView(view: ExportedView, style: TextStyle, part: PicturePart): string {
  const of: SheetPart = part === 'screen' ? 'all' : part
  return printSheet(view.sheet, style, of)
}

/** The saved timeline of the visible span, gzipped. */
export async function packVisible(viewer: Viewer, view: ExportedView): Promise<Blob> {
  const tools = await viewer.services.loadShareTools()
  return tools.makeTimelineFile(view.state.timeline!.header, cutTimeline(view.state.timeline!, view.visible))
}

async function makePng(viewer: Viewer, view: ExportedView, chosen: ShareChoices): Promise<Blob> {
  const picture = drawView(view, chosen)
  const tools = await viewer.services.loadShareTools()
  const png = await rasterize(picture.svg, picture.width, picture.height, chosen.scale)
  return tools.describePicture(png, picture.caption)
}

/** Puts the picture on the clipboard; where the browser does not do that, saves it. Returns what was done, as a sentence. */
export async function copyPicture(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const making = async (): Promise<Blob> => makePng(viewer, await viewOf(viewer, chosen), chosen)
  if (typeof ClipboardItem === 'undefined' || !('clipboard' in navigator)) {
    await savePng(viewer, { ...chosen, withData: false })
    return t('This browser does not copy pictures: it was saved as a file.')
  }
  try {
    // Handed over before it is made: browsers want to see that the user asked for it.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': making() })])
    return t('The picture is on the clipboard.')
  } catch {
    await savePng(viewer, { ...chosen, withData: false })
    return t('The browser refused to copy the picture: it was saved as a file.')
  }
}

export async function savePng(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const tools = await viewer.services.loadShareTools()
  let png = await makePng(viewer, view, chosen)
  if (chosen.withData) png = await tools.addTimelineToPicture(png, await packVisible(viewer, view))
  tools.download(`${await nameOf(viewer, view)}.png`, png)
  return chosen.withData
    ? t('Saved, {size}; dropped on Memlane it opens as a timeline.', { size: formatBytes(png.size) })
    : t('Saved, {size}.', { size: formatBytes(png.size) })
}

export async function saveSvg(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const blob = new Blob([drawView(view, chosen).svg], { type: 'image/svg+xml' })
  const tools = await viewer.services.loadShareTools()
  tools.download(`${await nameOf(viewer, view)}.svg`, blob)
  return t('Saved, {size}.', { size: formatBytes(blob.size) })
}

export async function copyText(viewer: Viewer, chosen: ShareChoices, style: TextStyle): Promise<string> {
  const text = printView(await viewOf(viewer, chosen), style, chosen.part)
  await navigator.clipboard.writeText(text)
  return t('The text is on the clipboard.')
}

/** The profile at the cursor as Doris prints it. */
export async function copyRaw(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const { state } = await viewOf(viewer, chosen)
  const { snapshot } = state.timeline!.sampleAt(selectCursorIndex(state))
  const text = viewer.services.printText(snapshot)
  if (text === '') throw new Error(t('This sample has no profile that could be printed.'))
  await navigator.clipboard.writeText(text)
  return t('The text is on the clipboard.')
}

export async function saveTasksCsv(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const { state } = view
  const tools = await viewer.services.loadShareTools()
  const blob = tools.makeTasksCsv(state.timeline!.sampleAt(selectCursorIndex(state)).snapshot)
  tools.download(`${await nameOf(viewer, view)}.tasks.csv`, blob)
  return t('Saved, {size}.', { size: formatBytes(blob.size) })
}

export async function saveBandsCsv(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const tools = await viewer.services.loadShareTools()
  const blob = tools.makeBandsCsv(samplesOf(view, chosen.span))
  tools.download(`${await nameOf(viewer, view)}.csv`, blob)
  return t('Saved, {size}.', { size: formatBytes(blob.size) })
}

function* samplesOf({ state, visible }: ExportedView, span: 'all' | 'visible') {
  const timeline = state.timeline!
  const first = span === 'all' ? 0 : timeline.indexAt(visible.from - 1) + 1
  const last = span === 'all' ? timeline.length - 1 : timeline.indexAt(visible.to)
  for (let index = first; index <= last; index++) yield timeline.sampleAt(index)
}

export async function saveReport(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const span = view[chosen.span]
  const tools = await viewer.services.loadShareTools()
  const { header } = view.state.timeline!
  const blob = await tools.makeReport(header, partsOf(view, chosen.span), span.from)
  tools.download(`${stem(tools.timelineFileName(header.target, span.from))}.html`, blob)
  return t('Saved, {size}: it opens in any browser, without a network.', { size: formatBytes(blob.size) })
}

export async function saveTimelineFile(viewer: Viewer, chosen: ShareChoices): Promise<string> {
  const view = await viewOf(viewer, chosen)
  const span = view[chosen.span]
  const tools = await viewer.services.loadShareTools()
  const { header } = view.state.timeline!
  const blob = await tools.makeTimelineFile(header, partsOf(view, chosen.span))
  tools.download(tools.timelineFileName(header.target, span.from), blob)
  return t('Saved, {size}.', { size: formatBytes(blob.size) })
}

function partsOf({ state, all, visible }: ExportedView, span: 'all' | 'visible') {
  // Marks may stand before the first and after the last sample.
  const whole = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  return cutTimeline(state.timeline!, span === 'all' || (visible.from <= all.from && visible.to >= all.to) ? whole : visible)
}

async function viewOf(viewer: Viewer, { redacted }: ShareChoices): Promise<ExportedView> {
  const view = await exportView(viewer, redacted)
  if (!view) throw new Error(t('There is no sample yet.'))
  return view
}

/** "be-17_20261123T140507Z": who, and when the sample was taken. */
async function nameOf(viewer: Viewer, { state, sheet }: ExportedView): Promise<string> {
  const tools = await viewer.services.loadShareTools()
  return stem(tools.timelineFileName(state.timeline!.header.target ?? sheet.target, sheet.at))
}

function stem(name: string): string {
  return name.replace(/\.memlane\.ndjson\.gz$/, '')
}

/** Does what a key asks for, and says above the page what became of it. */
export function shareAndTell(viewer: Viewer, what: 'text' | 'picture'): void {
  const doing = what === 'text' ? copyText(viewer, { ...choices, part: 'screen' }, 'plain') : copyPicture(viewer, choices)
  doing.then(
    (title) => viewer.setState({ notice: { tone: 'note', title, message: '', excerpt: undefined } }),
    (error: unknown) =>
      viewer.setState({
        notice: {
          title: what === 'text' ? t('The text could not be copied.') : t('The picture could not be made.'),
          message: error instanceof Error ? error.message : String(error),
          excerpt: undefined,
        },
      }),
  )
}
