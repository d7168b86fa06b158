import { useCallback } from 'react'
import { formatBytes, formatBytesAsDoris, formatExactBytes, formatInteger } from '../base/formatBytes'
import { t } from '../base/say'
import type { Reported } from '../profile/snapshot'
import { useSelect } from './viewerContext'

/** Text of a reported size in the units that the user chose: "—" for what is not reported, "none" for none. */
export function useFormatFigure(): (figure: Reported) => string {
  const units = useSelect((state) => state.view.units)
  return useCallback(
    (figure) => {
      if (figure === undefined) return '—'
      if (figure === null) return t('none')
      return units === 'doris' ? formatBytesAsDoris(figure.value) : formatBytes(figure.value)
    },
    [units],
  )
}

/** For title and focus: the exact bytes, or how far off the rounding of the source may be. */
export function describeFigure(figure: Reported): string {
  if (figure === undefined) return t('not reported')
  if (figure === null) return t('none')
  return figure.error === 0
    ? formatExactBytes(figure.value)
    : t('{printed} as printed: about {size}, ± {error} B by the rounding of the source', {
        printed: formatBytesAsDoris(figure.value),
        size: formatExactBytes(figure.value),
        error: formatInteger(Math.ceil(figure.error)),
      })
}
