import { memo } from 'react'
import { formatInteger, type ByteUnit } from '../../base/formatBytes'
import { formatDateTime, formatDuration, formatOffset, type Zone } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { visibleText } from '../../base/visibleText'
import { bandName } from '../../store/selectChart'
import { findGaps } from '../../timeline/computeChart'
import type { Timeline } from '../../timeline/timeline'
import { useSelect } from '../viewerContext'

interface ChartCaptionProps {
  readonly timeline: Timeline
  /** Changes when the timeline did. */
  readonly version: number
  readonly from: UnixMs
  readonly to: UnixMs
  /** How many whole samples are drawn. */
  readonly picked: number
  readonly unit: ByteUnit
  readonly zone: Zone
  readonly isStalled: boolean
}

/** Says who, what, when, in which unit and how complete, so that a cut-out picture explains itself. */
export const ChartCaption = memo(function ChartCaption({ timeline, from, to, picked, unit, zone, isStalled }: ChartCaptionProps) {
  const solo = useSelect((state) => state.view.solo)
  const hiddenCount = useSelect((state) => state.view.hidden.length)
  const units = useSelect((state) => state.view.units)
  const first = Math.max(0, timeline.indexAt(from - 1) + 1)
  const last = timeline.indexAt(to)
  const samples = last - first + 1
  const shownTo = Math.min(to, Math.max(from, timeline.times.at(timeline.length - 1)))
  const gaps = findGaps(timeline, from, to)
  const gapMs = gaps.reduce((sum, gap) => sum + Math.min(gap.to, to) - Math.max(gap.from, from), 0)
  const { thinned } = timeline
  const { process } = timeline.sampleAt(timeline.length - 1).snapshot
  const target = timeline.header.target ?? process.name
  const unitText =
    units === 'doris' ? t('sizes as Doris prints them (GB = 1024³)') : unit === 'B' ? t('bytes') : `${unit} (1024${POWER[unit]})`
  return (
    <header className="chart-caption">
      <h2>
        {visibleText(target) || t('process')}{' '}
        <span className="muted">· {solo ? t('only {band}', { band: bandName(solo) }) : t('resident memory by part')}</span>
      </h2>
      <span>{unitText}</span>
      <span>
        {formatDateTime(Math.max(from, timeline.times.at(0)), zone)} → {formatEnd(from, shownTo, zone)}{' '}
        {formatOffset(shownTo, zone)}
      </span>
      <span>
        {tn(samples, '{count} sample', '{count} samples', { count: formatInteger(samples) })}
        {gaps.length > 0 && tn(gaps.length, ', {count} gap ({time})', ', {count} gaps ({time})', { time: formatDuration(gapMs) })}
      </span>
      {picked < samples && (
        <span>
          {t('thinned {count} → {picked} whole samples', { count: formatInteger(samples), picked: formatInteger(picked) })}
        </span>
      )}
      {thinned && from < thinned.before && (
        <span>
          {t('until {time} {kept} of {count} samples are kept', {
            time: formatDateTime(thinned.before, zone),
            kept: formatInteger(thinned.kept),
            count: formatInteger(thinned.of),
          })}
        </span>
      )}
      {isStalled && <strong>{t('no answer since {time}', { time: formatDateTime(shownTo, zone).slice(11) })}</strong>}
      {hiddenCount > 0 && !solo && <strong>{tn(hiddenCount, '{count} band hidden', '{count} bands hidden')}</strong>}
    </header>
  )
})

const POWER: Readonly<Record<Exclude<ByteUnit, 'B'>, string>> = { KiB: '', MiB: '²', GiB: '³', TiB: '⁴', PiB: '⁵', EiB: '⁶' }

/** The day is said once. */
function formatEnd(from: UnixMs, to: UnixMs, zone: Zone): string {
  const end = formatDateTime(to, zone)
  return formatDateTime(from, zone).slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end
}
