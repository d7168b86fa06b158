/** A size such as 512m, 2g, 1048576 in bytes; undefined if it is not one. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmgt]?)b?$/i.exec(text.trim())
  if (!match) return undefined
  const unit = match[2]!.toLowerCase()
  const bytes = Number(match[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(unit)
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined
}
