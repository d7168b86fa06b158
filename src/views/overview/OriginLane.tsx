import { useMemo } from 'react'
import { phrase, say, t, type Phrase } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { selectDrawnVersion } from '../../store/selectChart'
import { pickIndices } from '../../timeline/reduce'
import { findOrigin, SAMPLE_ORIGINS, type SampleOrigin } from '../../timeline/sampleOrigin'
import type { Timeline } from '../../timeline/timeline'
import { useSelect } from '../viewerContext'

const NAMES: Readonly<Record<SampleOrigin, Phrase>> = {
  log: phrase('from a log'),
  page: phrase('from a page'),
  metric: phrase('from metrics'),
}

const HEIGHT = 8

/** Where samples of several sources are in one timeline: which one is from which, by a small mark each. Nothing where all are of one. */
export function OriginLane({
  timeline,
  from,
  to,
  width,
}: {
  readonly timeline: Timeline
  readonly from: UnixMs
  readonly to: UnixMs
  readonly width: number
}) {
  const version = useSelect(selectDrawnVersion)
  // Only several files can be of several sources.
  const isMixed = useSelect(
    (state) => state.source.kind === 'file' && state.source.reports.filter(({ snapshots }) => snapshots > 0).length > 1,
  )
  const paths = useMemo(
    () => (isMixed && width > 0 ? makePaths(timeline, from, to, width) : undefined),
    // The columns are mutable: the version says when they changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, isMixed, from, to, width],
  )
  if (!paths || paths.size < 2) return null
  const shown = SAMPLE_ORIGINS.filter((origin) => paths.has(origin))
  return (
    <div className="origins">
      <svg width={width} height={HEIGHT} role="img" aria-label={t('Which sample is from which source')}>
        {shown.map((origin) => (
          <path key={origin} className={`origins-${origin}`} d={paths.get(origin)} />
        ))}
      </svg>
      <p className="origins-legend">
        {shown.map((origin) => (
          <span key={origin}>
            <svg width={HEIGHT} height={HEIGHT} aria-hidden="true">
              <path className={`origins-${origin}`} d={markAt(origin, HEIGHT / 2)} />
            </svg>{' '}
            {say(NAMES[origin])}
          </span>
        ))}
      </p>
    </div>
  )
}

function makePaths(timeline: Timeline, from: UnixMs, to: UnixMs, width: number): ReadonlyMap<SampleOrigin, string> {
  const paths = new Map<SampleOrigin, string>()
  const last = new Map<SampleOrigin, number>()
  for (const index of pickIndices(timeline, from, to, width)) {
    const origin = findOrigin(timeline.sampleAt(index).snapshot)
    const x = Math.round(((timeline.times.at(index) - from) / (to - from)) * width)
    // Marks on top of each other say no more than one.
    if (x - (last.get(origin) ?? -Infinity) < 2) continue
    last.set(origin, x)
    paths.set(origin, `${paths.get(origin) ?? ''}${markAt(origin, x)}`)
  }
  return paths
}

/** A stroke, a disc and a diamond: told apart without their colours. */
function markAt(origin: SampleOrigin, x: number): string {
  switch (origin) {
    case 'log':
      return `M${x - 0.5} 0h1v8h-1z`
    case 'page':
      return `M${x - 3} 4a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`
    case 'metric':
      return `M${x} 0l4 4l-4 4l-4 -4z`
  }
}
