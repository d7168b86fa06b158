import { formatUptime } from '../../base/formatTime'
import { say, t } from '../../base/say'
import { formatMinutes, GROWTH_WORDS } from '../../timeline/computeGrowth'
import { formatInterval, formatRate } from '../../timeline/formatRate'
import { Age } from '../cards/Age'
import { useViewer } from '../viewerContext'
import { sayIdle, sayNames, sayRoomTime, sayVerdictShort } from './growthWords'
import { useExplained } from './useExplained'

/** How RSS grows, and whether that can be said at all; a press leads to all of it. */
export function GrowthCard() {
  const { actions } = useViewer()
  const explained = useExplained()
  const growth = explained?.growth
  const span = growth && growth.to > growth.from ? t(', {time}', { time: formatUptime(growth.to - growth.from) }) : ''
  const grows =
    growth?.rss && (growth.rss.direction === 'rises' || growth.verdict === 'outside' || growth.verdict === 'idle-rises')
  const trend =
    growth?.untracked && growth.verdict === 'outside' && growth.rss?.direction !== 'rises' ? growth.untracked : growth?.rss
  const [first] = growth?.roomTimes ?? []
  return (
    <div className={first ? 'card panel card-alarm' : 'card panel'}>
      <h2
        title={t('The slope of RSS with the interval that holds it in 95 of 100 cases, since the last restart, at most 24 hours')}
      >
        {t('Growth')}
        {span}{' '}
        <button type="button" className="card-link" onClick={() => actions.setView({ panel: 'explain' })}>
          {t('why')}
        </button>
        <Age />
      </h2>
      <p className="card-value card-words" data-testid="card-Growth">
        {!growth ? '…' : trend && grows ? formatRate(trend.perMs, trend.spanMs) : say(GROWTH_WORDS[growth.verdict])}
        {trend && grows && trend === growth.untracked && <span className="card-share"> {t('untracked')}</span>}
      </p>
      <p className="card-detail muted">
        {first && <strong>{sayRoomTime(first)} · </strong>}
        {growth?.verdict === 'insufficient' && growth.moreMs !== undefined && (
          <span>
            {t('watch {time} more', { time: formatMinutes(growth.moreMs) })}
            {' · '}
          </span>
        )}
        {growth && trend && growth.verdict !== 'insufficient' && (
          <span>
            {t('95 %: {interval}', { interval: formatInterval(trend) })}
            {' · '}
          </span>
        )}
        {growth && grows && <span>{growth.inside.length > 0 ? sayNames(growth.inside) : sayVerdictShort(growth)} · </span>}
        {growth && <span>{sayIdle(growth)}</span>}
      </p>
    </div>
  )
}
