import { BASE64_PIECE, decodeBase64, encodeBase64 } from '../../base/base64'

/** Id of the element that holds the timeline. */
export const REPORT_DATA_ID = 'memlane-timeline'

/** How the element begins; the build writes the template with just this. It has a name and a text in a report, none in the template. */
const ELEMENT = `<script type="application/octet-stream" id="${REPORT_DATA_ID}"`
/** By this a file says in its head that it is a report, or the template of one. */
const GENERATOR = '<meta name="generator" content="Memlane'

/**
 * A template with a timeline in it, piece by piece. Base64 has no "<", so nothing in the data can end its element.
 * @param template what the build made, or a report without its data
 * @param name file name of the timeline, for the status line
 * @param gzipped the saved timeline, gzipped, in pieces of any size
 */
export async function* fillReport(
  template: string,
  name: string,
  gzipped: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const start = template.indexOf(ELEMENT)
  const end = template.indexOf('</script>', start)
  if (start < 0 || end < 0 || !template.includes(GENERATOR))
    throw new Error('The template of the report is not one: it has no place for a timeline.')
  // encodeURIComponent leaves nothing that could end the attribute.
  yield `${template.slice(0, start)}${ELEMENT} data-name="${encodeURIComponent(name)}">\n`
  let rest = new Uint8Array(0)
  for await (const piece of gzipped) {
    const bytes = new Uint8Array(rest.length + piece.length)
    bytes.set(rest)
    bytes.set(piece, rest.length)
    const whole = bytes.length - (bytes.length % BASE64_PIECE)
    for (let at = 0; at < whole; at += BASE64_PIECE) yield `${encodeBase64(bytes.subarray(at, at + BASE64_PIECE))}\n`
    rest = bytes.slice(whole)
  }
  if (rest.length > 0) yield `${encodeBase64(rest)}\n`
  yield template.slice(end)
}

/** By the first bytes of a file. */
export function isReport(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 1024))
  return /^\s*<!doctype html>/i.test(text) && text.includes(GENERATOR)
}

/** The gzipped timeline in a report's bytes, as it comes; nothing where there is none. */
export async function* readReportData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder('latin1')
  let held = ''
  let inside = false
  for await (const chunk of chunks) {
    held += decoder.decode(chunk, { stream: true })
    if (!inside) {
      const start = held.indexOf(ELEMENT)
      const begin = start < 0 ? -1 : held.indexOf('>', start)
      if (begin < 0) {
        // What may be the beginning of the element stays.
        if (start < 0) held = held.slice(-ELEMENT.length)
        continue
      }
      inside = true
      held = held.slice(begin + 1)
    }
    const end = held.indexOf('<')
    const text = (end < 0 ? held : held.slice(0, end)).replaceAll(/\s+/g, '')
    const whole = end < 0 ? text.length - (text.length % 4) : text.length
    try {
      if (whole > 0) yield decodeBase64(text.slice(0, whole))
    } catch {
      return // what follows is not the data that was written
    }
    if (end >= 0) return
    held = text.slice(whole)
  }
}
