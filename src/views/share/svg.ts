import { visibleText } from '../../base/visibleText'
import { FONT } from './palette'

// SVG as text. Whatever comes from the observed process goes through `escape` and stands in a text element of its own, so that it is
// neither markup nor able to turn the direction of its neighbours.

/** How wide a text is, in px. */
export type Measure = (text: string, px: number, bold: boolean) => number

export interface TextStyle {
  readonly px?: number
  readonly bold?: boolean
  readonly fill?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  /** Longer texts are cut, with "…" at their end. */
  readonly most?: number
  readonly rotate?: number
}

/** Gathers elements. */
export class Svg {
  private readonly parts: string[] = []
  private readonly defs: string[] = []
  private readonly measure: Measure

  constructor(measure: Measure) {
    this.measure = measure
  }

  rect(x: number, y: number, width: number, height: number, attributes: Readonly<Record<string, string | number>>): void {
    this.element('rect', {
      x: round(x),
      y: round(y),
      width: round(Math.max(0, width)),
      height: round(Math.max(0, height)),
      ...attributes,
    })
  }

  path(d: string, attributes: Readonly<Record<string, string | number>>): void {
    if (d !== '') this.element('path', { d, ...attributes })
  }

  line(x1: number, y1: number, x2: number, y2: number, attributes: Readonly<Record<string, string | number>>): void {
    this.path(`M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, { fill: 'none', ...attributes })
  }

  /** A text whose baseline is at y. Returns its width in px. */
  text(x: number, y: number, text: string, style: TextStyle = {}): number {
    const { px = 13, bold = false, fill, anchor = 'start', most, rotate } = style
    const shown = most === undefined ? text : this.fit(text, most, px, bold)
    if (shown === '') return 0
    const attributes = [
      `x="${round(x)}" y="${round(y)}" font-size="${px}"`,
      bold ? ' font-weight="600"' : '',
      fill === undefined ? '' : ` fill="${fill}"`,
      anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
      rotate === undefined ? '' : ` transform="rotate(${rotate} ${round(x)} ${round(y)})"`,
    ].join('')
    this.parts.push(`<text ${attributes} unicode-bidi="isolate" xml:space="preserve">${escape(shown)}</text>`)
    return this.width(shown, px, bold)
  }

  width(text: string, px = 13, bold = false): number {
    return this.measure(text, px, bold)
  }

  /** The longest beginning of a text that has room, with "…" where it is cut. */
  fit(text: string, most: number, px: number, bold: boolean): string {
    if (this.width(text, px, bold) <= most) return text
    const characters = Array.from(text)
    let low = 0
    let high = characters.length
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.width(`${characters.slice(0, middle).join('')}…`, px, bold) <= most) low = middle
      else high = middle - 1
    }
    return low === 0 ? '' : `${characters.slice(0, low).join('')}…`
  }

  /** Text over several lines; returns how many there are. */
  paragraph(x: number, y: number, text: string, width: number, lineHeight: number, style: TextStyle = {}, mostLines = 8): number {
    const { px = 13, bold = false } = style
    // Chinese has no blanks to break at.
    const words = text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? []
    const lines: string[] = []
    let line = ''
    for (const word of words) {
      if (line !== '' && this.width(line + word.trimEnd(), px, bold) > width) {
        lines.push(line.trimEnd())
        line = ''
      }
      line += word
    }
    if (line.trim() !== '') lines.push(line.trimEnd())
    const shown = lines.slice(0, mostLines)
    if (shown.length < lines.length) shown[mostLines - 1] = `${shown[mostLines - 1]} …`
    for (const [index, part] of shown.entries()) this.text(x, y + index * lineHeight, part, { ...style, most: width })
    return shown.length
  }

  define(markup: string): void {
    this.defs.push(markup)
  }

  group(attributes: string, draw: () => void): void {
    this.parts.push(`<g ${attributes}>`)
    draw()
    this.parts.push('</g>')
  }

  /** The whole picture. `title` and `description` are read aloud, and found by whoever searches. */
  finish(width: number, height: number, background: string, ink: string, title: string, description: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escape(FONT)}" fill="${ink}">`,
      `<title>${escape(title)}</title><desc>${escape(description)}</desc>`,
      `<defs>${this.defs.join('')}</defs>`,
      `<rect width="${width}" height="${height}" fill="${background}"/>`,
      ...this.parts,
      '</svg>\n',
    ].join('\n')
  }

  private element(name: string, attributes: Readonly<Record<string, string | number>>): void {
    const written = Object.entries(attributes).map(
      ([key, value]) => `${key}="${typeof value === 'number' ? value : escape(value)}"`,
    )
    this.parts.push(`<${name} ${written.join(' ')}/>`)
  }
}

/** Text for XML: no markup, and none of the characters that XML does not have. */
export function escape(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}
