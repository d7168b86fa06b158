import { FONT } from './palette'
import type { Measure } from './svg'

/** Measures as the browser will draw it, with the fonts that are here. */
export function createMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d')
  const widths = new Map<string, number>()
  return (text, px, bold) => {
    if (!context) return text.length * px * 0.56
    const key = `${px}${bold ? 'b' : ''} ${text}`
    let width = widths.get(key)
    if (width === undefined) {
      context.font = `${bold ? 600 : 400} ${px}px ${FONT}`
      width = context.measureText(text).width
      if (widths.size > 20_000) widths.clear()
      widths.set(key, width)
    }
    return width
  }
}

/** An SVG as PNG. Rejects with an Error whose message is a sentence. */
export async function rasterize(svg: string, width: number, height: number, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image(width, height)
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('no picture')
    return blob
  } finally {
    URL.revokeObjectURL(url)
  }
}
