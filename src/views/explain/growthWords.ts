import { formatBytesIn, pickByteUnit } from '../../base/formatBytes'
import { joinWords, say, t } from '../../base/say'
import { formatMinutes, GROWTH_WORDS, type GrowthReport, type Trend } from '../../timeline/computeGrowth'
import type { LimitKind, RoomTime } from '../../timeline/computeRoomTime'
import { rateUnit } from '../../timeline/formatRate'

/** "growth outside trackers", and of too little data how much longer to watch. */
export function sayVerdictShort({ verdict, moreMs }: GrowthReport): string {
  if (verdict === 'insufficient' && moreMs !== undefined)
    return t('insufficient data, watch {time} more', { time: formatMinutes(moreMs) })
  return say(GROWTH_WORDS[verdict])
}

/** "+13.55 … +16.75 MiB/min": both ends in one unit. */
export function sayInterval({ low, high, spanMs }: Trend): string {
  const [word, ms] = rateUnit(spanMs)
  const unit = pickByteUnit(Math.round(Math.max(Math.abs(low), Math.abs(high)) * ms))
  const end = (perMs: number): string => {
    const bytes = Math.round(perMs * ms)
    return `${bytes > 0 ? '+' : ''}${formatBytesIn(bytes, unit)}`
  }
  return `${end(low)} … ${end(high)} ${unit}/${word}`
}

export function sayDirection(direction: Trend['direction']): string {
  return direction === 'rises' ? t('▲ rises') : direction === 'falls' ? t('▼ falls') : t('no trend')
}

export function sayLimit(limit: LimitKind): string {
  switch (limit) {
    case 'softLimit':
      return t('soft limit')
    case 'limit':
      return t('memory limit')
    case 'cgroupLimit':
      return t('cgroup limit')
    case 'lowWaterMark':
      return t('low water mark')
  }
}

/** "soft limit in 3 h 30 min … 4 h 36 min", in the words of the finding that says it too. */
export function sayRoomTime({ limit, earliestMs, latestMs }: RoomTime): string {
  const [from, to] = [formatMinutes(earliestMs), formatMinutes(latestMs)]
  const range = from === to ? from : `${from} … ${to}`
  return t('{limit} in {range}', { limit: sayLimit(limit), range })
}

/** Whether idle periods were compared, and what they say. */
export function sayIdle({ idle }: GrowthReport): string {
  if (idle.rises) return t('idle baseline rises')
  if (idle.tested) return t('idle baseline does not rise')
  return idle.periods.length === 0
    ? t('not idle-tested yet')
    : t('not idle-tested yet: {count} of 3 idle periods', { count: idle.periods.length })
}

/** Names, the first few of them. */
export function sayNames(names: readonly string[]): string {
  return names.length <= 3
    ? joinWords(names)
    : t('{names} and {count} more', { names: joinWords(names.slice(0, 3)), count: names.length - 3 })
}
