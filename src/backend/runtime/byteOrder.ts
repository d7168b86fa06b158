/** Orders names as std::set<std::string> does: by their UTF-8 bytes, which is the order of code points, not of UTF-16 units. */
export function compareByteOrder(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const xSurrogate = x >= 0xd800 && x <= 0xdfff
    const ySurrogate = y >= 0xd800 && y <= 0xdfff
    if (xSurrogate === ySurrogate) return x - y
    return xSurrogate ? 1 : -1
  }
  return a.length - b.length
}
