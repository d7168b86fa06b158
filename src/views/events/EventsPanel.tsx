import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatDateTime, formatDuration, formatOffset } from '../../base/formatTime'
import { sayHeard, joinWords, phrase, say, t, tn, type Phrase } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { visibleText } from '../../base/visibleText'
import type { MarkFrame } from '../../profile/frame'
import { bandName } from '../../store/selectChart'
import { computePostMortem, type Growth, type PostMortem } from '../../timeline/computePostMortem'
import type { Timeline } from '../../timeline/timeline'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { EndLines } from './EndLines'
import './events.css'

const KIND_NAMES: Readonly<Record<MarkFrame['mark'] | 'gap', Phrase>> = {
  restart: phrase('restart'),
  note: phrase('note'),
  limit: phrase('limit'),
  gc: phrase('GC'),
  oom: phrase('killed'),
  cancel: phrase('cancelled'),
  exceeded: phrase('limit reached'),
  'task-end': phrase('task ended'),
  crash: phrase('crash'),
  version: phrase('version'),
  gap: phrase('no data'),
}

interface Event {
  readonly at: UnixMs
  readonly kind: keyof typeof KIND_NAMES
  readonly text: string
  readonly withinMs: number
  /** What the user wrote and can change. */
  readonly note?: MarkFrame
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
  const reveal = useSelect((state) => state.view.reveal)
  useEffect(() => {
    if (reveal?.panel !== 'events') return
    const place = events.findIndex((event) => event.at === reveal.at)
    if (place >= 0) virtual.scrollToIndex(place, { align: 'center' })
    // Only when somebody was led here, not when events come.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal])
  if (events.length === 0)
    return (
      <p className="events-empty muted">
        {t('Nothing happened but samples: no gap, no restart, no other mark.')} {t('A note is written with the key m.')}
      </p>
    )
  return (
    <div className="events" ref={scroller}>
      {end && timeline && <EndOfProcess end={end} timeline={timeline} />}
      <ol className="events-list" style={{ height: virtual.getTotalSize() }} aria-label={t('Events')}>
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
                title={t('Set the cursor here')}
                onClick={() => viewer.actions.setCursor(event.at)}
              >
                {formatDateTime(event.at, zone)}
                {event.withinMs > 0 && ` ± ${formatDuration(event.withinMs)}`}
              </button>
              <span className={`events-kind events-${event.kind}`}>{say(KIND_NAMES[event.kind])}</span>
              <bdi className="events-text">{event.text}</bdi>
              {event.kind === 'restart' && <BeforeAndAfter at={event.at} />}
              {event.note && (
                <button
                  type="button"
                  className="events-change"
                  aria-haspopup="dialog"
                  onClick={() => viewer.actions.setView({ dialog: { kind: 'note', at: event.at, note: event.note } })}
                >
                  {t('Change…')}
                </button>
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** Compares the last sample of the life before a restart with the first one of the life after it. */
function BeforeAndAfter({ at }: { readonly at: UnixMs }) {
  const viewer = useViewer()
  const compare = (): void => {
    const { timeline } = viewer.getState()
    if (!timeline) return
    const after = timeline.indexAt(at - 1) + 1
    if (after > 0 && after < timeline.length) viewer.actions.compare(timeline.times.at(after - 1), timeline.times.at(after))
  }
  return (
    <button type="button" className="events-change" onClick={compare}>
      {t('Compare before and after')}
    </button>
  )
}

/** The last sample before the end, who was large then, and what grew towards it. */
function EndOfProcess({ end, timeline }: { readonly end: PostMortem; readonly timeline: Timeline }) {
  const viewer = useViewer()
  const zone = useZone()
  const full = end.fullIndex < 0 ? undefined : end.fullIndex
  const within = end.end.withinMs ? ` ± ${formatDuration(end.end.withinMs)}` : ''
  return (
    <section className="events-end" aria-label={t('The end of the process')}>
      <h3>
        {t('{what} at {time}', {
          what: say(KIND_NAMES[end.end.mark]),
          time: `${formatDateTime(end.end.at, zone)}${within} ${formatOffset(end.end.at, zone)}`,
        })}
      </h3>
      <p>
        <bdi>{visibleText(sayHeard(end.end.text))}</bdi>
      </p>
      <p>
        {t('The last sample is {time} before it.', { time: `${formatDuration(end.beforeMs)}${within}` })}{' '}
        <button type="button" onClick={() => viewer.actions.setCursor(timeline.times.at(end.index))}>
          {t('Show it')}
        </button>
        {full !== undefined && full !== end.index && (
          <>
            {' '}
            {t('The last one that says where the memory was is {time} before.', {
              time: formatDuration(end.fullBeforeMs ?? 0),
            })}{' '}
            <button type="button" onClick={() => viewer.actions.setCursor(timeline.times.at(full))}>
              {t('Show that')}
            </button>
          </>
        )}
      </p>
      {end.bands.length > 0 && (
        <p>
          {t('Largest parts then: {parts}.', {
            parts: joinWords(end.bands.slice(0, 4).map((band) => `${bandName(band.id)} ${formatBytes(band.bytes)}`)),
          })}
        </p>
      )}
      {end.tasks.length > 0 && (
        <ol className="events-tasks">
          {end.tasks.map((task) => (
            <li key={task.uid}>
              <bdi>{visibleText(task.label)}</bdi> {task.current ? formatBytes(task.current.value) : '—'}
            </li>
          ))}
        </ol>
      )}
      {end.growth.length > 0 && (
        <p>
          {t('Grew most in the ten minutes before: {parts}.', {
            parts: joinWords(
              end.growth
                .slice(0, 4)
                .map(
                  (growth) => `${nameGrowth(growth)} +${formatBytes(growth.bytes)} (${formatBytes(growth.bytesPerMinute)}/min)`,
                ),
            ),
          })}
        </p>
      )}
      <EndLines end={end.end} />
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
      return visibleText(what.task.label)
  }
}

function listEvents(timeline: Timeline): readonly Event[] {
  const marks = timeline.marks.map((mark): Event => ({
    at: mark.at,
    kind: mark.mark,
    text: visibleText(sayHeard(mark.text)),
    withinMs: mark.withinMs ?? 0,
    ...(mark.mark === 'note' ? { note: mark } : {}),
  }))
  const gaps = timeline.gaps.map((gap): Event => {
    const values = { time: formatDuration(gap.to - gap.from), why: visibleText(sayHeard(gap.why)) }
    return {
      at: gap.from,
      kind: 'gap',
      text:
        gap.tries > 0
          ? tn(gap.tries, '{time} without data: {why} ({count} try)', '{time} without data: {why} ({count} tries)', values)
          : t('{time} without data: {why}', values),
      withinMs: 0,
    }
  })
  return [...marks, ...gaps].toSorted((a, b) => a.at - b.at)
}
