import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { formatBytesAsDoris, formatBytesIn, formatExactBytes, pickByteUnit } from '../../base/formatBytes'
import { formatDateTime, formatDuration, formatOffset, type Zone } from '../../base/formatTime'
import { sayHeard, t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { bandName } from '../../store/selectChart'
import { selectCursorIndex, selectLastShown } from '../../store/viewer'
import { BAND_IDS } from '../../timeline/bands'
import type { Timeline } from '../../timeline/timeline'
import { useSelect, useViewer } from '../viewerContext'

interface ChartTableProps {
  readonly timeline: Timeline
  /** Changes when the timeline did. */
  readonly version: number
  readonly from: UnixMs
  readonly to: UnixMs
  readonly zone: Zone
}

const ROW_HEIGHT = 24
/** Columns in stack order, as the legend has them. */
const TOP_TO_BOTTOM = BAND_IDS.toReversed()

/** A line of the table: a sample by its index, or a gap. */
type Line =
  | { readonly kind: 'sample'; readonly index: number }
  | { readonly kind: 'gap'; readonly from: UnixMs; readonly to: UnixMs; readonly why: string }

/** What the chart draws, as numbers: every sample in view and every gap, the newest first. */
export function ChartTable({ timeline, version, from, to, zone }: ChartTableProps) {
  const { actions } = useViewer()
  const last = useSelect(selectLastShown)
  const cursor = useSelect(selectCursorIndex)
  const units = useSelect((state) => state.view.units)
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useMemo(
    () => listLines(timeline, from, to, last),
    // The columns are mutable: the version says when they changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, from, to, last],
  )
  const unit = useMemo(
    () => {
      const { highest } = timeline.loadRange(
        Math.max(0, timeline.indexAt(from)),
        Math.max(0, Math.min(last, timeline.indexAt(to))),
      )
      return pickByteUnit((highest < 0 ? 0 : timeline.column('rss').at(highest)) || 0)
    },
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version, from, to, last],
  )
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const print = (bytes: number): string =>
    Number.isNaN(bytes) ? '—' : units === 'doris' ? formatBytesAsDoris(bytes) : formatBytesIn(bytes, unit)
  const columns = [timeline.column('rss'), ...TOP_TO_BOTTOM.map((id) => timeline.band(id))]
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
    <div className="chart-table" ref={scroller} role="region" aria-label={t('The data of the chart')} tabIndex={0}>
      <table aria-rowcount={lines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">
              {t('time')} {formatOffset(to, zone)}
            </th>
            <th scope="col">RSS{units === 'doris' ? '' : t(', {unit}', { unit })}</th>
            {TOP_TO_BOTTOM.map((id) => (
              <th key={id} scope="col">
                {bandName(id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} />
          {items.map((item) => {
            const line = lines[item.index]!
            if (line.kind === 'gap')
              return (
                <tr key={item.key} aria-rowindex={item.index + 2} className="chart-table-gap">
                  <th scope="row">{formatDateTime(line.from, zone)}</th>
                  <td colSpan={columns.length}>
                    {t('no data for {time}: {why}', { time: formatDuration(line.to - line.from), why: sayHeard(line.why) })}
                  </td>
                </tr>
              )
            const at = timeline.times.at(line.index)
            return (
              <tr
                key={item.key}
                aria-rowindex={item.index + 2}
                className={line.index === cursor ? 'chart-table-cursor' : undefined}
              >
                <th scope="row">
                  <button type="button" title={t('Set the cursor here')} onClick={() => actions.setCursor(at)}>
                    {formatDateTime(at, zone)}
                  </button>
                </th>
                {columns.map((column, place) => {
                  const bytes = column.at(line.index)
                  return (
                    <td key={place} title={Number.isNaN(bytes) ? undefined : formatExactBytes(Math.round(bytes))}>
                      {print(bytes)}
                    </td>
                  )
                })}
              </tr>
            )
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  )
}

function listLines(timeline: Timeline, from: UnixMs, to: UnixMs, last: number): readonly Line[] {
  const lines: Line[] = []
  const first = timeline.indexAt(from - 1) + 1
  let gap = timeline.gaps.length - 1
  for (let index = Math.min(last, timeline.indexAt(to)); index >= first; index--) {
    const at = timeline.times.at(index)
    for (; gap >= 0 && timeline.gaps[gap]!.from >= at; gap--) {
      const one = timeline.gaps[gap]!
      if (one.from < to && one.to > one.from) lines.push({ kind: 'gap', from: one.from, to: one.to, why: one.why })
    }
    lines.push({ kind: 'sample', index })
  }
  return lines
}

/** Stands for the lines above or below the ones on the screen. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className="chart-table-spacer">
      <td colSpan={TOP_TO_BOTTOM.length + 2} style={{ height }} />
    </tr>
  )
}
