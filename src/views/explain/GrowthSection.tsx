import { formatBytes } from '../../base/formatBytes'
import { formatClock, formatDateTime, formatDuration, formatUptime, type Zone } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import { shortText } from '../../base/visibleText'
import { BAND_IDS, bandLabel } from '../../timeline/bands'
import type { GrowthReport, Trend } from '../../timeline/computeGrowth'
import { formatInterval, formatRate } from '../../timeline/formatRate'
import { useViewer, useZone } from '../viewerContext'
import { sayDirection, sayLimit, sayRoomTime, sayVerdictShort } from './growthWords'

/** What grows, how fast and how sure that is; what an idle process keeps; and when a limit is reached, if anything can be said. */
export function GrowthSection({ growth }: { readonly growth: GrowthReport }) {
  const { actions } = useViewer()
  const zone = useZone()
  const rows = listRows(growth)
  return (
    <section aria-label={t('Growth')} className="growth">
      <h3>
        {t('Growth')} <span className={`growth-verdict growth-${growth.verdict}`}>{sayVerdictShort(growth)}</span>
      </h3>
      <p>{growth.sentence}</p>
      <p className="muted">{sayWatched(growth, zone)}</p>
      {growth.jumps.length > 0 && (
        <p>
          {t('RSS jumped to another level, which is no growth, at')}{' '}
          {growth.jumps.map((at) => (
            <button key={at} type="button" onClick={() => actions.setCursor(at)}>
              {formatClock(at, zone)}
            </button>
          ))}
        </p>
      )}
      {rows.length > 0 && (
        <div className="growth-scroll">
          <table className="growth-table">
            <caption className="visually-hidden">{t('Slopes with their intervals')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('what')}</th>
                <th scope="col">{t('slope')}</th>
                <th scope="col">{t('95 % interval')}</th>
                <th scope="col">{t('says')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, trend, kind }) => (
                <tr key={`${kind} ${name}`} className={trend.direction === 'rises' ? 'growth-rises' : undefined}>
                  <th scope="row" className={`growth-of-${kind}`}>
                    <bdi>{shortText(name, 120)}</bdi>
                  </th>
                  <td>{formatRate(trend.perMs, trend.spanMs)}</td>
                  <td>{formatInterval(trend)}</td>
                  <td className="growth-direction">{sayDirection(trend)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <IdleFacts growth={growth} zone={zone} />
      <Room growth={growth} />
    </section>
  )
}

interface Row {
  readonly kind: 'whole' | 'band' | 'tracker'
  readonly name: string
  readonly trend: Trend
}

function listRows({ rss, withoutTasks, untracked, bands, trackers, available }: GrowthReport): Row[] {
  const rows: Row[] = []
  const add = (kind: Row['kind'], name: string, trend: Trend | undefined): void => {
    if (trend) rows.push({ kind, name, trend })
  }
  add('whole', 'RSS', rss)
  add('whole', t('RSS without what tasks hold'), withoutTasks)
  add('whole', t('untracked'), untracked)
  for (const id of BAND_IDS) if (id !== 'untracked') add('band', bandLabel(id), bands.get(id))
  for (const { label, trend } of [...trackers].toSorted((a, b) => b.trend.perMs - a.trend.perMs)) add('tracker', label, trend)
  add('whole', t('available on the host'), available)
  return rows
}

function sayWatched({ from, to, samples, gaps, gapShare, restarted }: GrowthReport, zone: Zone): string {
  const facts = [
    `${formatDateTime(from, zone)} → ${formatClock(to, zone)} (${formatDuration(to - from)})`,
    tn(samples, '{count} sample', '{count} samples'),
    ...(gaps > 0
      ? [
          tn(gaps, '{count} gap, {share} % of the time', '{count} gaps, {share} % of the time', {
            share: Math.round(gapShare * 100),
          }),
        ]
      : []),
    ...(restarted ? [t('since the restart: what was before is another life')] : []),
  ]
  return facts.join(' · ')
}

function IdleFacts({ growth: { idle, verdict }, zone }: { readonly growth: GrowthReport; readonly zone: Zone }) {
  const { actions } = useViewer()
  if (verdict === 'insufficient' && idle.periods.length === 0) return null
  const words = idle.rises
    ? t('The idle baseline rises: {bytes} more over the last {count} idle periods.', {
        bytes: formatBytes(Math.round(idle.roseBy)),
        count: idle.rising,
      })
    : idle.tested
      ? t('The idle baseline does not rise: this is not what Doris calls a leak.')
      : t('Not idle-tested: {count} of 3 idle periods (tasks below 2 % of RSS for 5 min). Without it, growth proves no leak.', {
          count: idle.periods.length,
        })
  return (
    <div>
      <h4>{t('Idle baseline')}</h4>
      <p>{words}</p>
      {idle.periods.length > 0 && (
        <ul className="growth-idle">
          {idle.periods.slice(-8).map((period) => (
            <li key={period.from}>
              <button type="button" onClick={() => actions.setCursor(period.from)}>
                {formatClock(period.from, zone)}
              </button>{' '}
              {formatUptime(period.to - period.from)}: {formatBytes(Math.round(period.baseline))}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Room({ growth: { roomTimes, verdict } }: { readonly growth: GrowthReport }) {
  if (verdict === 'insufficient') return null
  return (
    <div>
      <h4>{t('Time to the first limit')}</h4>
      {roomTimes.length === 0 ? (
        <p className="muted">{t('Nothing can be said: no limit is surely ahead within twice the time that was watched.')}</p>
      ) : (
        <ul className="growth-idle">
          {roomTimes.map((room) => (
            <li key={room.limit}>
              <strong>{sayRoomTime(room)}</strong>{' '}
              <span className="muted">
                {t('if this goes on: {room} left to the {limit} of {value}', {
                  room: formatBytes(Math.round(room.room)),
                  limit: sayLimit(room.limit),
                  value: formatBytes(room.value),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
