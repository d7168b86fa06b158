import { useCallback } from 'react'
import { formatBytes, formatBytesAsDoris, formatExactBytes, formatInteger, MINUS } from '../../base/formatBytes'
import type { Integer } from '../../base/integer'
import { t } from '../../base/say'
import type { Change } from '../../timeline/change'
import { useSelect } from '../viewerContext'

/** Text of a change in the units that the user chose: "▲ +1.20 GiB", "▼ −310.0 MiB", "0", "n/a" for what cannot be said. */
export function useFormatChange(): (bytes: Integer | undefined) => string {
  const units = useSelect((state) => state.view.units)
  return useCallback((bytes) => formatChange(bytes, units), [units])
}

export function formatChange(bytes: Integer | undefined, units: 'iec' | 'doris'): string {
  if (bytes === undefined) return t('n/a')
  if (bytes === 0) return '0'
  const size = bytes < 0 ? -bytes : bytes
  const text = units === 'doris' ? formatBytesAsDoris(size) : formatBytes(size)
  return bytes < 0 ? `▼ ${MINUS}${text}` : `▲ +${text}`
}

/** For title and focus: the exact change, or why it is not called one. */
export function describeChange({ difference, shown }: Change): string {
  if (!difference) return t('not reported at both moments')
  const { value, error } = difference
  if (error === 0) return formatExactBytes(value)
  const rounding = formatInteger(Math.ceil(error))
  return shown === 0 && value !== 0
    ? t('{bytes} apart as printed, which the rounding of the source (± {error} B) explains: not a change', {
        bytes: formatExactBytes(value),
        error: rounding,
      })
    : t('about {bytes}, ± {error} B by the rounding of the source', { bytes: formatExactBytes(value), error: rounding })
}
