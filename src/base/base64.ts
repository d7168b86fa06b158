/** Bytes that go into base64 at once: a multiple of three, so that pieces can be put one behind the other. */
export const BASE64_PIECE = 48 * 1024

/** Bytes as base64 (RFC 4648, with its padding). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  // The arguments of one call have a limit.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

/** The bytes of a base64 text; blanks and line ends between are passed over. Throws a DOMException if it is none. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
