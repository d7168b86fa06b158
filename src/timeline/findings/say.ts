import { formatBytes, formatShare } from '../../base/formatBytes'
import { formatUptime } from '../../base/formatTime'

/** "54.59 GiB" */
export function size(bytes: number): string {
  return formatBytes(Math.round(bytes))
}

/** "39.06 GiB (71.6 % of RSS 54.59 GiB)" */
export function sizeOf(bytes: number, whole: number, wholeName: string): string {
  // Of nothing there is no share.
  if (!(whole > 0)) return `${size(bytes)} (${wholeName} is ${size(whole)})`
  return `${size(bytes)} (${formatShare(bytes / whole)} of ${wholeName} ${size(whole)})`
}

/** "for 42 min", "at this moment" */
export function lasting(ms: number): string {
  return ms >= 1000 ? `for ${formatUptime(ms)}` : 'at this moment'
}

/** One sentence of several parts. */
export function sentence(parts: readonly string[]): string {
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
