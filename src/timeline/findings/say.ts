import { formatBytes, formatShare } from '../../base/formatBytes'
import { formatUptime } from '../../base/formatTime'
import { joinClauses, language, t } from '../../base/say'

/** "54.59 GiB" */
export function size(bytes: number): string {
  return formatBytes(Math.round(bytes))
}

/** "39.06 GiB (71.6 % of RSS 54.59 GiB)" */
export function sizeOf(bytes: number, whole: number, wholeName: 'RSS' | 'physical memory' | 'what is tracked:'): string {
  const values = { size: size(bytes), whole: size(whole), share: whole > 0 ? formatShare(bytes / whole) : '' }
  switch (wholeName) {
    // Of nothing there is no share.
    case 'RSS':
      return whole > 0 ? t('{size} ({share} of RSS {whole})', values) : t('{size} (RSS is {whole})', values)
    case 'physical memory':
      return whole > 0
        ? t('{size} ({share} of physical memory {whole})', values)
        : t('{size} (physical memory is {whole})', values)
    case 'what is tracked:':
      return whole > 0
        ? t('{size} ({share} of what is tracked: {whole})', values)
        : t('{size} (what is tracked: is {whole})', values)
  }
}

/** "for 42 min", "at this moment" */
export function lasting(ms: number): string {
  return ms >= 1000 ? t('for {time}', { time: formatUptime(ms) }) : t('at this moment')
}

/** One sentence of several parts. */
export function sentence(parts: readonly string[]): string {
  const text = joinClauses(parts)
  return language() === 'zh' ? `${text}。` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
