import { ReadError } from '../profile/report'

// What a wrong file looks like, so that the message can say it. First bytes as in the file formats' own descriptions.

const SIGNATURES: readonly (readonly [what: string, bytes: readonly number[], offset?: number])[] = [
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a WebP image or other RIFF file', [0x52, 0x49, 0x46, 0x46]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
  ['a zip archive (or an Office document)', [0x50, 0x4b, 0x03, 0x04]],
  ['an empty zip archive', [0x50, 0x4b, 0x05, 0x06]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a Zstandard archive', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68]],
  ['a tar archive', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
  ['a program (ELF)', [0x7f, 0x45, 0x4c, 0x46]],
  ['a program (Windows)', [0x4d, 0x5a, 0x90, 0x00]],
  ['a Java class', [0xca, 0xfe, 0xba, 0xbe]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]],
]

/** A refusal of what can only be a wrong file, judged by its first bytes; undefined if it may be text. */
export function refuseBinary(head: Uint8Array, gzipped: boolean): ReadError | undefined {
  if (head.length === 0) return new ReadError('empty', 'This is empty: there is nothing to read.')
  if (gzipped && head[0] === 0x1f && head[1] === 0x8b) {
    return new ReadError(
      'not-a-profile',
      'This is gzipped twice. Only one layer is taken off: unpack it once and open the result.',
    )
  }
  const signature = SIGNATURES.find(([, bytes, offset = 0]) => bytes.every((byte, index) => head[offset + index] === byte))
  if (signature) {
    const advice = signature[0].includes('archive')
      ? 'Unpack it first.'
      : signature[0].includes('PNG')
        ? 'Of pictures only those can be opened that Memlane saved with the data in them.'
        : 'Open a profile, a saved timeline or a Doris page.'
    return new ReadError('not-a-profile', `This looks like ${signature[0]}, not like a profile. ${advice}`)
  }
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (!isUtf16 && countControls(head) > head.length / 100) {
    return new ReadError(
      'not-a-profile',
      'This looks like a binary file, not like a profile. Open a profile, a saved timeline or a Doris page.',
    )
  }
  return undefined
}

/** Bytes that stand in no text: controls other than tab, line ends, form feed and escape (colours of a terminal). */
function countControls(head: Uint8Array): number {
  return head.reduce(
    (count, byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27 ? count + 1 : count),
    0,
  )
}

/** Whether a text is markup of the web. */
export function isMarkup(text: string): boolean {
  return /^\s{0,200}(?:<!doctype html|<!--|<\?xml|<(?:html|head|body|div|pre|h[1-6]|title|meta|script|style|table|p|span|nav|center)\b)/i.test(
    text,
  )
}

/** A refusal of a web page that is not Doris's, by what it says of itself. */
export function refuseMarkup(text: string): ReadError {
  const title = /<title\b[^<>]{0,200}>([^<]{0,200})/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim()
  const named = title ? ` with the title "${title}"` : ''
  const signIn =
    /<input\b[^<>]{0,500}\btype\s?=\s?["']?password/i.test(text) ||
    /\b(?:log[ -]?in|sign[ -]?in|authenticat|unauthori[sz]ed|401)\b|登录/i.test(title ?? '')
  if (signIn) {
    return new ReadError(
      'login-page',
      `This is a sign-in page${named}, not a profile. Sign in first, or give the gateway the credentials of the backend.`,
    )
  }
  return new ReadError(
    'not-a-profile',
    `This is a web page${named}, but not Doris's /profile page. Open the address of a backend's web port with /profile at its end.`,
  )
}

/** A refusal of JSON that is not ours, naming its first keys. */
export function refuseOtherJson(value: unknown): ReadError {
  if (Array.isArray(value)) return new ReadError('not-a-profile', 'This JSON is a list, but not one of process profiles.')
  if (typeof value !== 'object' || value === null)
    return new ReadError('not-a-profile', `This JSON is only a ${typeof value}, not a process profile.`)
  const keys = Object.keys(value)
    .slice(0, 5)
    .map((key) => JSON.stringify(key.slice(0, 40)))
  const named = keys.length === 0 ? 'It is empty' : `It begins with the keys ${keys.join(', ')}`
  const traces =
    'traceEvents' in value
      ? ' It looks like a trace of Chromium.'
      : 'contents' in value && /profile_name/.test(JSON.stringify(value).slice(0, 2000))
        ? ' It looks like a profile of Impala.'
        : ''
  return new ReadError(
    'not-a-profile',
    `This JSON is not a process profile: "format" should be "process-profile". ${named}.${traces}`,
  )
}
