import { memo } from 'react'
import {
  formatBytes,
  formatBytesAsDoris,
  formatBytesIn,
  formatExactBytes,
  formatShare,
  pickByteUnit,
} from '../../base/formatBytes'
import { formatClock, formatDuration, formatOffset, type Zone } from '../../base/formatTime'
import { phrase, say, t, tn, type Phrase } from '../../base/say'
import { bandName } from '../../store/selectChart'
import { BAND_IDS, bandLabel, computeStack, type BandId, type Stack } from '../../timeline/bands'
import type { Timeline } from '../../timeline/timeline'
import { useComparison } from '../compare/useComparison'
import { useSelect, useViewer } from '../viewerContext'
import { ChangeCheck, LegendChange } from './LegendChange'
import { Swatch } from './Swatch'

interface ChartLegendProps {
  readonly timeline: Timeline
  /** The sample whose values are shown. */
  readonly index: number
  readonly place: 'pointer' | 'cursor' | 'newest'
  /** ms from that sample to the moment under the pointer, where there is no data; undefined = the sample is at that moment. */
  readonly before: number | undefined
  /** ms since that sample where it is no longer fresh. */
  readonly age: number | undefined
  readonly zone: Zone
}

const PLACES: Readonly<Record<ChartLegendProps['place'], Phrase>> = {
  pointer: phrase('at the pointer'),
  cursor: phrase('at the cursor'),
  newest: phrase('at the newest'),
}

const TOP_TO_BOTTOM = BAND_IDS.toReversed()

/** The bands in stack order with their values at one sample; picks which bands are shown. */
export const ChartLegend = memo(function ChartLegend({ timeline, index, place, before, age, zone }: ChartLegendProps) {
  const viewer = useViewer()
  const solo = useSelect((state) => state.view.solo)
  const hidden = useSelect((state) => state.view.hidden)
  const units = useSelect((state) => state.view.units)
  const mode = useSelect((state) => state.view.chartMode)
  const compared = useComparison()
  // What is under the pointer is a third moment.
  const comparison = place === 'pointer' ? undefined : compared
  const stack = computeStack(timeline.meaningAt(index))
  const at = timeline.times.at(index)
  // Of what stands here, not of the axis: a limit far above the data must not take the digits from the bands.
  const unit = pickByteUnit(stack.rss ?? Math.max(0, ...stack.bands.map((band) => band.value ?? 0)))
  const print = (bytes: number): string => (units === 'doris' ? formatBytesAsDoris(bytes) : formatBytesIn(bytes, unit))
  const share = (bytes: number | undefined): string =>
    bytes === undefined || stack.rss === undefined || stack.rss === 0 ? '' : formatShare(bytes / stack.rss)
  return (
    <div className="chart-legend">
      <p className="chart-legend-when">
        {before === undefined ? (
          <>
            {say(PLACES[place])}{' '}
            <time dateTime={new Date(at).toISOString()}>
              {formatClock(at, zone)} <span className="muted">{formatOffset(at, zone)}</span>
            </time>
            {age !== undefined && <span className="chart-legend-old"> · {t('{time} old', { time: formatDuration(age) })}</span>}
          </>
        ) : (
          <span className="chart-legend-old">{t('no data; last value {time} before', { time: formatDuration(before) })}</span>
        )}
      </p>
      <table>
        <caption className="visually-hidden">{t('Values of the bands, top to bottom')}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('band')}</th>
            <th scope="col">{units === 'doris' ? t('size') : unit}</th>
            <th scope="col">{t('share of RSS')}</th>
            <th scope="col">{t('shown')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <span className="chart-legend-name">
                <Swatch id="rss" /> RSS
              </span>
            </th>
            <Value bytes={stack.rss} print={print} />
            {comparison ? (
              <LegendChange comparison={comparison} id="rss" unit={unit} />
            ) : (
              <td className="chart-legend-share">{units === 'doris' ? '' : unit}</td>
            )}
            <td />
          </tr>
          {TOP_TO_BOTTOM.map((id) => {
            const value = stack.bands.find((band) => band.id === id)?.value
            const isHidden = solo === undefined ? hidden.includes(id) : solo !== id
            return (
              <tr key={id} className={isHidden ? 'chart-legend-hidden' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="chart-legend-name"
                    aria-pressed={solo === id}
                    title={t('{band}: click shows it alone, Shift+click hides it', { band: bandLabel(id) })}
                    onClick={(event) => (event.shiftKey ? viewer.actions.toggleBand(id) : viewer.actions.soloBand(id))}
                  >
                    <Swatch id={id} isLine={mode === 'lines'} /> {bandName(id)}
                  </button>
                </th>
                <Value bytes={value} print={print} />
                {comparison ? (
                  <LegendChange comparison={comparison} id={id} unit={unit} />
                ) : (
                  <td className="chart-legend-share">{share(value)}</td>
                )}
                <td>
                  <button
                    type="button"
                    className="chart-eye"
                    aria-pressed={hidden.includes(id)}
                    aria-label={t('hide {band}', { band: bandName(id) })}
                    title={
                      hidden.includes(id) ? t('show {band}', { band: bandName(id) }) : t('hide {band}', { band: bandName(id) })
                    }
                    onClick={() => viewer.actions.toggleBand(id)}
                  >
                    <Eye isShut={hidden.includes(id)} />
                  </button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {comparison && (
        <div className="chart-check">
          <ChangeCheck comparison={comparison} />
        </div>
      )}
      <SumCheck stack={stack} hiddenCount={solo === undefined ? hidden.length : BAND_IDS.length - 1} solo={solo} />
    </div>
  )
})

function Value({ bytes, print }: { readonly bytes: number | undefined; readonly print: (bytes: number) => string }) {
  return bytes === undefined ? (
    <td className="chart-legend-value muted" title={t('not reported by this source')}>
      {t('n/a')}
    </td>
  ) : (
    <td className="chart-legend-value" title={formatExactBytes(Math.round(bytes))}>
      {print(bytes)}
    </td>
  )
}

interface SumCheckProps {
  readonly stack: Stack
  readonly hiddenCount: number
  readonly solo: BandId | undefined
}

/** Says whether the parts add up to RSS, and how exactly that can be known. */
function SumCheck({ stack, hiddenCount, solo }: SumCheckProps) {
  const { residual, tolerance } = stack
  const untracked = stack.bands.find((band) => band.id === 'untracked')?.value
  const isPartial = hiddenCount > 0
  return (
    <div className="chart-check">
      {residual === undefined ? (
        <p className="muted">{t('Σ bands − RSS: n/a, this sample does not report both')}</p>
      ) : Math.abs(residual) <= tolerance ? (
        <p title={t('off by {size}', { size: formatExactBytes(Math.round(residual)) })}>
          {tolerance === 0
            ? t('Σ bands − RSS = 0 B')
            : t('Σ bands − RSS ≤ ±{error} (rounded source)', { error: formatBytes(tolerance) })}{' '}
          {!isPartial && <span className="chart-check-ok">{tolerance === 0 ? t('✓ exact') : '✓'}</span>}
        </p>
      ) : (
        <p className="chart-check-off">
          {t('▲ Σ bands − RSS = {size}: the parts that this sample reports do not add up', {
            size: `${residual > 0 ? '+' : ''}${formatBytes(residual)}`,
          })}
          {tolerance > 0 ? t(' (rounding explains ±{error})', { error: formatBytes(tolerance) }) : ''}
        </p>
      )}
      {isPartial && (
        <p className="chart-check-partial">
          {solo === undefined
            ? tn(hiddenCount, 'partial: {count} band hidden', 'partial: {count} bands hidden')
            : t('partial: only {band} is drawn', { band: bandName(solo) })}
        </p>
      )}
      {stack.untrackedIsDerived && <p className="muted">{t('untracked is not reported: RSS − tracked')}</p>}
      {untracked !== undefined && untracked < 0 && (
        <p>
          <Swatch id="over" /> {t('tracked exceeds RSS by {size}', { size: formatBytes(-untracked) })}
        </p>
      )}
    </div>
  )
}

function Eye({ isShut }: { readonly isShut: boolean }) {
  return (
    <svg width="16" height="12" viewBox="0 0 16 12" fill="none" stroke="currentColor" strokeWidth="1.3" aria-hidden>
      <path d="M1 6C3 2.7 5.3 1.2 8 1.2S13 2.7 15 6C13 9.3 10.7 10.8 8 10.8S3 9.3 1 6Z" />
      {isShut ? <path d="M3 11L13 1" /> : <circle cx="8" cy="6" r="2" />}
    </svg>
  )
}
