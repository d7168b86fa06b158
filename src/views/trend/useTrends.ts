import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { pickTrendSamples, readTrend, type TrendSamples, type TrendTarget } from '../../timeline/computeTrend'
import { selectVisibleFrom, selectVisibleTo } from '../../store/selectTree'
import { selectLastShown } from '../../store/viewer'
import { useSelect } from '../viewerContext'
import { TrendCache, type TrendLine } from './trendCache'

const NO_SAMPLES: TrendSamples = { indices: [], times: [], broken: [] }
/** Part of a frame that reading for trends may take at a time, in ms. */
const SLICE_MS = 5

export interface Trends {
  readonly samples: TrendSamples
  /** undefined: not read yet. */
  lineOf(key: string): TrendLine | undefined
}

/**
 * The lines of the rows that are on the screen. They are read after the rows are painted, in slices, so that opening, sorting and
 * scrolling never wait for them. `targets` must be new only when other rows are to be read.
 */
export function useTrends(targets: ReadonlyMap<string, TrendTarget>): Trends {
  const timeline = useSelect((state) => state.timeline)
  const version = useSelect((state) => state.timelineVersion)
  // Zooming and dragging move the chart first.
  const from = useDeferredValue(useSelect(selectVisibleFrom))
  const to = useDeferredValue(useSelect(selectVisibleTo))
  const last = useSelect(selectLastShown)
  const samples = useMemo(
    () =>
      timeline && version >= 0 && from !== undefined && to !== undefined
        ? pickTrendSamples(timeline, from, to, last)
        : NO_SAMPLES,
    [timeline, version, from, to, last],
  )
  const cache = useMemo(
    () => new TrendCache<TrendTarget>((target, wanted) => (timeline ? readTrend(timeline, target, wanted) : [])),
    [timeline],
  )
  const [, setRound] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let told = performance.now()
    const work = (): void => {
      const done = cache.fill(targets, samples, performance.now() + SLICE_MS)
      if (done || performance.now() - told > 120) {
        told = performance.now()
        setRound((round) => round + 1)
      }
      timer = done ? undefined : setTimeout(work, 0)
    }
    if (targets.size > 0 && samples.indices.length > 0) timer = setTimeout(work, 0)
    return () => clearTimeout(timer)
  }, [cache, targets, samples])
  return { samples, lineOf: (key) => cache.lineOf(key, samples) }
}
