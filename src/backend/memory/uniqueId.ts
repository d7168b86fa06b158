/** 64 bits as two 32-bit halves from a source of random numbers in 0 .. 1. */
function half(random: () => number): string {
  const high = Math.floor(random() * 0x1_0000_0000)
  const low = Math.floor(random() * 0x1_0000_0000)
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}

/** A tracker's uid: 16 and 16 hex digits, padded with zeros. */
export function makeUid(random: () => number = Math.random): string {
  return `${half(random)}-${half(random)}`
}

/** A query's or load's id as print_id writes it: two halves in hex without padding. */
export function makeQueryId(random: () => number): string {
  const strip = (hex: string): string => hex.replace(/^0+(?=.)/, '')
  return `${strip(half(random))}-${strip(half(random))}`
}
