import { joinWords, say, t } from '../../base/say'
import { formatMinutes, GROWTH_WORDS, type GrowthReport, type Trend } from '../../timeline/computeGrowth'
import type { LimitKind, RoomTime } from '../../timeline/computeRoomTime'

/** "growth outside trackers", and of too little data how much longer to watch. */
export function sayVerdictShort({ verdict, moreMs }: GrowthReport): string {
  if (verdict === 'insufficient' && moreMs !== undefined)
    return t('insufficient data, watch {time} more', { time: formatMinutes(moreMs) })
  return say(GROWTH_WORDS[verdict])
}

export function sayDirection({ direction, low, high }: Pick<Trend, 'direction' | 'low' | 'high'>): string {
  if (direction !== 'flat') return direction === 'rises' ? t('▲ rises') : t('▼ falls')
  return low > 0 || high < 0 ? t('slight or not steady') : t('no trend')
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
