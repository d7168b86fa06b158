import { useEffect, useMemo, useRef } from 'react'
import { formatBytes, formatBytesChange, formatShare } from '../../base/formatBytes'
import { formatClock, formatDateTime, formatDuration, formatOffset, type Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import { shortText, visibleText } from '../../base/visibleText'
import { selectCursorIndex } from '../../store/viewer'
import { computeTaskHistory, type TaskHistory } from '../../timeline/computeTaskHistory'
import { pickTrendSamples, rangeOf } from '../../timeline/computeTrend'
import { formatRate } from '../../timeline/formatRate'
import { listTaskCommands } from '../../timeline/taskCommands'
import type { Column } from '../../timeline/column'
import type { Timeline } from '../../timeline/timeline'
import { useSize } from '../chart/useSize'
import { CopyButton } from '../CopyButton'
import { Trend } from '../trend/Trend'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSelect, useViewer, useZone } from '../viewerContext'

const MOST_POINTS = 400
const CHART_HEIGHT = 64

/** One task through time: what is known of it up to the cursor, its line, its ids, and how Doris finds and ends it. */
export function TaskDetails({ uid }: { readonly uid: string }) {
  const { actions } = useViewer()
  const timeline = useSelect((state) => state.timeline)
  const other = useSelect((state) => state.other?.timeline)
  const index = useSelect(selectCursorIndex)
  const epoch = timeline?.epoch
  const series = useMemo(() => timeline?.trackerSeries(uid), [timeline, uid])
  const history = useMemo(
    () => findHistory(timeline, other, uid, index, series),
    // A late sample moves the indices.
    // oxlint-disable-next-line react/exhaustive-deps
    [timeline, other, uid, index, epoch, series],
  )
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    // What opens below the edge of the screen would not be seen to have opened.
    section.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const close = (): void => actions.setView({ taskShown: undefined })
  return (
    <section className="task-details" ref={section} aria-label={t('Task details')}>
      <header>
        <h3>
          <bdi>{history ? shortText(history.task.label, 300) : t('A task that is not known')}</bdi>{' '}
          {history && <span className="muted">{shortText(history.task.type, 40)}</span>}
        </h3>
        <button type="button" onClick={close}>
          {t('Close')}
        </button>
      </header>
      {history && timeline && series ? (
        <Known history={history} timeline={timeline} index={index} series={series} />
      ) : (
        <p className="muted">{t('No sample up to this moment lists it. Move the cursor to a later moment, or close this.')}</p>
      )}
    </section>
  )
}

/** A task that only the other of two compared timelines lists is known from there. */
function findHistory(
  timeline: Timeline | undefined,
  other: Timeline | undefined,
  uid: string,
  index: number,
  series: Column | undefined,
): TaskHistory | undefined {
  if (!timeline || index < 0) return undefined
  const own = computeTaskHistory(timeline, uid, index, series)
  return own ?? (other && other.length > 0 ? computeTaskHistory(other, uid, other.length - 1) : undefined)
}

interface KnownProps {
  readonly history: TaskHistory
  readonly timeline: Timeline
  readonly index: number
  readonly series: Column
}

function Known({ history, timeline, index, series }: KnownProps) {
  const format = useFormatFigure()
  const zone = useZone()
  const { task, firstSeen, orEarlier, lastSeen, highest, growth, limitShare, atMost, state } = history
  const facts: readonly (readonly [name: string, value: string, title?: string])[] = [
    [t('state'), sayState(state, timeline.times.at(index), zone)],
    ...(atMost ? [[t('may hold now'), t('at most {size}', { size: format(atMost) }), describeFigure(atMost)] as const] : []),
    [
      t('first seen'),
      orEarlier
        ? t('{time} or earlier: it is in the first sample', { time: sayTime(firstSeen, zone) })
        : sayTime(firstSeen, zone),
    ],
    [t('last seen'), sayTime(lastSeen, zone)],
    [state === 'listed' ? t('now') : t('when last seen'), format(task.current), describeFigure(task.current)],
    [t('highest'), highest === undefined ? t('not reported') : formatBytes(Math.round(highest))],
    [t('peak, as Doris says'), format(task.peak), describeFigure(task.peak)],
    [t('growth'), sayGrowth(growth)],
    [
      t('limit'),
      task.limit
        ? `${format(task.limit)}${limitShare === undefined ? '' : t(' ({facts})', { facts: t('{share} of it used', { share: formatShare(limitShare) }) })}`
        : format(task.limit),
    ],
  ]
  return (
    <div className="task-details-body">
      <TaskOverTime timeline={timeline} history={history} series={series} />
      <dl className="task-facts">
        {facts.map(([name, value, title]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={title}>{value}</dd>
          </div>
        ))}
        {[...task.ids, ['uid', task.uid] as const].map(([name, value]) => (
          <div key={`${name} ${value}`}>
            <dt>{name === 'uid' ? 'uid' : t('{name} id', { name })}</dt>
            <dd>
              <bdi className="mono">{visibleText(value)}</bdi> <CopyButton text={value} label={t('Copy')} />
            </dd>
          </div>
        ))}
      </dl>
      <Commands history={history} />
    </div>
  )
}

function Commands({ history }: { readonly history: TaskHistory }) {
  const commands = useMemo(() => listTaskCommands(history.task), [history.task])
  if (commands.length === 0) return <p className="muted">{t('Its label holds no id that Doris could find it by.')}</p>
  return (
    <div className="task-commands">
      <h4>{t('In Doris: text to copy, Memlane runs nothing')}</h4>
      {commands.map(({ text, purpose, where, note }) => (
        <div key={text}>
          <p>
            <strong>{purpose === 'find' ? t('Find it') : t('End it')}</strong>{' '}
            <span className="muted">({where === 'sql' ? t('SQL client') : t('shell')})</span> {note}
          </p>
          <p className="task-command">
            <code>{text}</code> <CopyButton text={text} label={t('Copy')} />
          </p>
        </div>
      ))}
    </div>
  )
}

/** Its own line, from when it was first seen to when it was last. */
function TaskOverTime({ timeline, history, series }: Omit<KnownProps, 'index'>) {
  const zone = useZone()
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const { firstSeen, lastSeen } = history
  const line = useMemo(() => {
    const samples = pickTrendSamples(timeline, firstSeen, lastSeen, timeline.length - 1, MOST_POINTS)
    return { samples, values: Float64Array.from(samples.indices, (at) => series.at(at)) }
  }, [timeline, series, firstSeen, lastSeen])
  const range = rangeOf(line.values)
  if (!range || line.samples.indices.length < 2) return null
  const words = `${formatBytes(Math.round(range.min))} … ${formatBytes(Math.round(range.max))}`
  return (
    <figure className="task-line">
      <figcaption>
        {words} <span className="muted">{t('from 0; its own size at each sample')}</span>
      </figcaption>
      <div className="task-line-chart" ref={box}>
        <Trend
          values={line.values}
          times={line.samples.times}
          broken={line.samples.broken}
          common={{ min: Math.min(0, range.min), max: range.max }}
          label={t('{range} from {from} to {to}', {
            range: words,
            from: formatClock(firstSeen, zone),
            to: formatClock(lastSeen, zone),
          })}
          width={Math.max(120, width)}
          height={CHART_HEIGHT}
        />
      </div>
      <p className="task-line-times muted">
        <span>{formatClock(firstSeen, zone)}</span>
        <span>{formatDuration(lastSeen - firstSeen)}</span>
        <span>{formatClock(lastSeen, zone)}</span>
      </p>
    </figure>
  )
}

function sayState(state: TaskHistory['state'], at: number, zone: Zone): string {
  const clock = formatClock(at, zone)
  switch (state) {
    case 'listed':
      return t('listed at {clock}', { clock })
    case 'ended':
      return t('ended: the list of all tasks, or the process, no longer has it at {clock}', { clock })
    case 'left':
      return t('left the list of the largest by {clock}: it may have ended, or be smaller now', { clock })
    case 'unknown':
      return t('unknown: no tasks are listed at {clock}', { clock })
  }
}

function sayTime(at: number, zone: Zone): string {
  return `${formatDateTime(at, zone)} ${formatOffset(at, zone)}`
}

function sayGrowth(growth: TaskHistory['growth']): string {
  if (!growth) return t('seen once, or its size is not reported')
  if (!growth.shown) return t('none above the rounding of the source, in {time}', { time: formatDuration(growth.ms) })
  const change = formatBytesChange(growth.bytes)
  // A rate from less than a minute would be a guess about the rest of it.
  return growth.ms < 60_000
    ? t('{change} in {time}', { change, time: formatDuration(growth.ms) })
    : t('{change} in {time}, {rate}', {
        change,
        time: formatDuration(growth.ms),
        rate: formatRate(growth.bytes / growth.ms, growth.ms),
      })
}
