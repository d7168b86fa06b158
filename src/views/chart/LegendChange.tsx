import { formatBytes, formatBytesIn, MINUS, type ByteUnit } from '../../base/formatBytes'
import type { Integer } from '../../base/integer'
import { t } from '../../base/say'
import type { Comparison } from '../../store/selectDifference'
import type { BandId } from '../../timeline/bands'
import type { Change } from '../../timeline/change'
import { classOfChange } from '../compare/CompareBar'
import { describeChange, formatChange } from '../compare/useFormatChange'
import { useSelect } from '../viewerContext'

interface LegendChangeProps {
  readonly comparison: Comparison
  readonly id: BandId | 'rss'
  /** Of the column. */
  readonly unit: ByteUnit
}

/** How a band changed from A to B, in the place of its share. Bands that are compared as one say so. */
export function LegendChange({ comparison, id, unit }: LegendChangeProps) {
  const units = useSelect((state) => state.view.units)
  const { bands } = comparison.difference
  const part = id === 'rss' ? undefined : bands?.parts.find(({ ids }) => ids.includes(id))
  const change: Change | undefined = id === 'rss' ? bands?.whole : part
  if (!change || change.shown === undefined) return <td className="chart-legend-change muted">{t('n/a')}</td>
  const isJoined = part !== undefined && part.ids.length > 1
  if (isJoined && part.ids.at(-1) !== id)
    return (
      <td className="chart-legend-change muted" title={t('compared together with {others}', { others: part.label })}>
        ⤷
      </td>
    )
  const title = isJoined ? `${part.label}: ${describeChange(change)}` : describeChange(change)
  return (
    <td className={`chart-legend-change ${classOfChange(change)}`} title={title}>
      {units === 'doris' ? formatChange(change.shown, units) : changeIn(change.shown, unit)}
    </td>
  )
}

function changeIn(bytes: Integer, unit: ByteUnit): string {
  if (bytes === 0) return '0'
  const size = formatBytesIn(bytes < 0 ? -bytes : bytes, unit)
  return bytes < 0 ? `▼ ${MINUS}${size}` : `▲ +${size}`
}

/** Whether the changes of the parts add up to that of RSS. */
export function ChangeCheck({ comparison }: { readonly comparison: Comparison }) {
  const { bands } = comparison.difference
  if (!bands) return <p className="muted">{t('Σ Δ: n/a, RSS or its parts are not reported at both moments')}</p>
  const { remainder, withinRounding } = bands
  if (remainder === 0)
    return (
      <p data-testid="change-check">
        {t('Σ Δ bands = Δ RSS')} <span className="chart-check-ok">✓</span>
      </p>
    )
  return withinRounding ? (
    <p data-testid="change-check">
      {t('Σ Δ bands = Δ RSS but for {bytes}, which is rounding', { bytes: formatBytes(remainder) })}
    </p>
  ) : (
    <p className="chart-check-off" data-testid="change-check">
      {t('Δ RSS − Σ Δ bands = {bytes}: not reported at both moments, or not read at one moment', {
        bytes: formatBytes(remainder),
      })}
    </p>
  )
}
