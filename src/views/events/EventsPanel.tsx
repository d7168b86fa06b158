import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatDateTime, formatDuration, formatOffset } from '../../base/formatTime'
import type { UnixMs } from '../../base/units'
import type { MarkFrame } from '../../profile/frame'
import { bandName } from '../../store/selectChart'
import { computePostMortem, type Growth, type PostMortem } from '../../timeline/computePostMortem'
import type { Timeline } from '../../timeline/timeline'
import { useSelect, useViewer, useZone } from '../viewerContext'
import './events.css'

const KIND_NAMES: Readonly<Record<MarkFrame['mark'] | 'gap', string>> = {
  restart: 'restart',
  note: 'note',
  limit: 'limit',
  gc: 'GC',
  oom: 'killed',
  cancel: 'cancelled',
  exceeded: 'limit reached',
  'task-end': 'task ended',
  crash: 'crash',
  version: 'version',
  gap: 'no data',
}

interface Event {
  readonly at: UnixMs
  readonly kind: keyof typeof KIND_NAMES
  readonly text: string
  readonly withinMs: number
}

/** What happened, in order: restarts, gaps, GCs, cancelled tasks, kills; and what is known of the end, if there was one. */
export function EventsPanel() {
  const viewer = useViewer()
  const version = useSelect((state) => state.timelineVersion)
  const timeline = useSelect((state) => state.timeline)
  const zone = useZone()
  const scroller = useRef<HTMLDivElement>(null)
  const { events, end } = useMemo(
    () => ({
      events: timeline ? listEvents(timeline) : [],
      end: timeline && timeline.length > 0 ? computePostMortem(timeline) : undefined,
    }),
    // The timeline is mutable: the version says when it changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, version],
  )
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 30,
    overscan: 10,
  })
  if (events.length === 0)
    return <p className="events-empty muted">Nothing happened but samples: no gap, no restart, no other mark.</p>
  return (
    <div className="events" ref={scroller}>
      {end && timeline && <EndOfProcess end={end} timeline={timeline} />}
      <ol className="events-list" style={{ height: virtual.getTotalSize() }} aria-label="Events">
        {virtual.getVirtualItems().map((item) => {
          const event = events[item.index]!
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="events-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                className="events-time"
                title="Set the cursor here"
                onClick={() => viewer.actions.setCursor(event.at)}
              >
                {formatDateTime(event.at, zone)}
                {event.withinMs > 0 && ` ± ${formatDuration(event.withinMs)}`}
              </button>
              <span className={`events-kind events-${event.kind}`}>{KIND_NAMES[event.kind]}</span>
              <bdi className="events-text">{event.text}</bdi>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** The last sample before the end, who was large then, and what grew towards it. */
function EndOfProcess({ end, timeline }: { readonly end: PostMortem; readonly timeline: Timeline }) {
  const viewer = useViewer()
  const zone = useZone()
  const full = end.fullIndex < 0 ? undefined : end.fullIndex
  const within = end.end.withinMs ? ` ± ${formatDuration(end.end.withinMs)}` : ''
  return (
    <section className="events-end" aria-label="The end of the process">
      <h3>
        {KIND_NAMES[end.end.mark]} at {formatDateTime(end.end.at, zone)}
        {within} {formatOffset(end.end.at, zone)}
      </h3>
      <p>
        <bdi>{end.end.text}</bdi>
      </p>
      <p>
        The last sample is {formatDuration(end.beforeMs)}
        {within} before it.{' '}
        <button type="button" onClick={() => viewer.actions.setCursor(timeline.times.at(end.index))}>
          Show it
        </button>
        {full !== undefined && full !== end.index && (
          <>
            {' '}
            The last one that says where the memory was is {formatDuration(end.fullBeforeMs ?? 0)} before.{' '}
            <button type="button" onClick={() => viewer.actions.setCursor(timeline.times.at(full))}>
              Show that
            </button>
          </>
        )}
      </p>
      {end.bands.length > 0 && (
        <p>
          Largest parts then:{' '}
          {end.bands
            .slice(0, 4)
            .map((band) => `${bandName(band.id)} ${formatBytes(band.bytes)}`)
            .join(', ')}
          .
        </p>
      )}
      {end.tasks.length > 0 && (
        <ol>
          {end.tasks.slice(0, 5).map((task) => (
            <li key={task.uid}>
              <bdi>{task.label}</bdi> {task.current ? formatBytes(task.current.value) : '—'}
            </li>
          ))}
        </ol>
      )}
      {end.growth.length > 0 && (
        <p>
          Grew most in the ten minutes before:{' '}
          {end.growth
            .slice(0, 4)
            .map((growth) => `${nameGrowth(growth)} +${formatBytes(growth.bytes)} (${formatBytes(growth.bytesPerMinute)}/min)`)
            .join(', ')}
          .
        </p>
      )}
    </section>
  )
}

function nameGrowth({ what }: Growth): string {
  switch (what.kind) {
    case 'rss':
      return 'RSS'
    case 'band':
      return bandName(what.id)
    case 'task':
      return what.task.label
  }
}

function listEvents(timeline: Timeline): readonly Event[] {
  const marks = timeline.marks.map((mark): Event => ({
    at: mark.at,
    kind: mark.mark,
    text: mark.text,
    withinMs: mark.withinMs ?? 0,
  }))
  const gaps = timeline.gaps.map((gap): Event => {
    const tries = gap.tries > 0 ? ` (${gap.tries === 1 ? '1 try' : `${gap.tries} tries`})` : ''
    return {
      at: gap.from,
      kind: 'gap',
      text: `${formatDuration(gap.to - gap.from)} without data: ${gap.why}${tries}`,
      withinMs: 0,
    }
  })
  return [...marks, ...gaps].toSorted((a, b) => a.at - b.at)
}
