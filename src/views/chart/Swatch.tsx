import { memo, useId } from 'react'
import type { BandId } from '../../timeline/bands'
import { BAND_PATTERNS, OVER_PATTERN, type BandPattern } from './patterns'

/** A piece of a band as it looks in the chart. 'rss': the line. */
export const Swatch = memo(function Swatch({
  id,
  isLine = false,
}: {
  readonly id: BandId | 'rss' | 'over'
  readonly isLine?: boolean
}) {
  if (id === 'rss') {
    return (
      <svg className="chart-swatch" width="16" height="12" aria-hidden>
        <path d="M0 6H16" stroke="var(--text)" strokeWidth="2" />
      </svg>
    )
  }
  if (id !== 'over' && isLine) {
    const { dash, isPale } = BAND_PATTERNS[id]
    return (
      <svg className="chart-swatch" width="16" height="12" aria-hidden>
        {isPale && <path d="M0 6H16" stroke="var(--muted)" strokeOpacity="0.55" strokeWidth="3.5" />}
        <path d="M0 6H16" stroke={`var(--band-${id})`} strokeWidth="2" strokeDasharray={dash.join(' ')} />
      </svg>
    )
  }
  return id === 'over' ? (
    <Patch pattern={OVER_PATTERN} ground="var(--panel)" ink="var(--over-tracked)" opacity="1" />
  ) : (
    <Patch pattern={BAND_PATTERNS[id]} ground={`var(--band-${id})`} ink="var(--panel)" opacity="var(--pattern)" />
  )
})

interface PatchProps {
  readonly pattern: BandPattern
  readonly ground: string
  readonly ink: string
  readonly opacity: string
}

function Patch({ pattern, ground, ink, opacity }: PatchProps) {
  const id = useId()
  return (
    <svg className="chart-swatch" width="16" height="12" aria-hidden>
      <rect width="16" height="12" fill={ground} />
      {pattern.path !== '' && (
        <>
          <pattern id={id} width={pattern.size} height={pattern.size} patternUnits="userSpaceOnUse">
            <path
              d={pattern.path}
              stroke={ink}
              style={{ strokeOpacity: opacity }}
              strokeWidth={pattern.stroke}
              strokeLinecap="round"
            />
          </pattern>
          <rect width="16" height="12" fill={`url(#${id})`} />
        </>
      )}
      <rect x="0.5" y="0.5" width="15" height="11" fill="none" stroke="var(--text)" strokeOpacity="0.35" />
    </svg>
  )
}
