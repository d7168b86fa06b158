import { useEffect } from 'react'
import { formatDateTime, formatOffset } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import { selectCursorIndex, selectLastShown } from '../../store/viewer'
import { Icon } from '../Icon'
import { LogClock } from '../readReport/LogClock'
import { useSelect, useViewer, useZone } from '../viewerContext'
import './replay.css'

const SPEEDS = [1, 10, 60] as const

/** Plays, steps and scrubs through an opened timeline. */
export function ReplayBar() {
  const viewer = useViewer()
  const { actions } = viewer
  const source = useSelect((state) => state.source)
  const speed = useSelect((state) => state.view.playSpeed)
  const index = useSelect(selectCursorIndex)
  const last = useSelect(selectLastShown)
  const zone = useZone()
  useReplay()
  const { timeline } = viewer.getState()
  if (source.kind !== 'file' || !timeline || last < 0) return null
  const first = timeline.times.at(0)
  const to = timeline.times.at(last)
  const at = timeline.times.at(index)
  const header = timeline.header
  const problems = source.reports.reduce((sum, report) => sum + report.problems.length + report.moreProblems, 0)

  return (
    <section className="replay panel" aria-label={t('Replay')}>
      <span className="replay-facts">
        {formatDateTime(first, zone)}
        {last > 0 && ` → ${formatDateTime(to, zone)}`} {formatOffset(to, zone)} ·{' '}
        {tn(timeline.length, '{count} sample', '{count} samples', { count: timeline.length.toLocaleString('en') })}
        {header.source === 'log' &&
          t(' · irregular samples from a log: each is held until the next, dotted and pale where nothing is known')}
        {header.source === 'page' && t(' · the text carries no time: it stands at the time of the paste or of the file')}
        {!source.complete && (
          <strong className="replay-cut">
            {timeline.length === 1
              ? t(' · the text ends early (cut off)')
              : t(' · the file ends early (cut off at {time})', { time: formatDateTime(to, zone).slice(11) })}
          </strong>
        )}
        {problems > 0 && (
          <>
            {' '}
            <button type="button" className="replay-problems" onClick={() => actions.setView({ panel: 'report' })}>
              {tn(problems, '{count} remark of the reader', '{count} remarks of the reader', {
                count: problems.toLocaleString('en'),
              })}
            </button>
          </>
        )}
        {header.note !== '' && t(' · note: “{note}”', { note: visibleText(header.note) })}
      </span>
      <LogClock />
      {last > 0 && (
        <span className="replay-controls">
          <button
            type="button"
            aria-label={t('First sample')}
            title={t('First sample (Home)')}
            onClick={() => actions.stepCursor(-Infinity)}
          >
            <Icon name="first" />
          </button>
          <button
            type="button"
            aria-label={t('One sample back')}
            title={t('One sample back (←)')}
            onClick={() => actions.stepCursor(-1)}
          >
            <Icon name="back" />
          </button>
          {SPEEDS.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={speed === choice}
              title={
                speed === choice ? t('Stop') : t('Play at {speed} times the time in which it was recorded', { speed: choice })
              }
              onClick={() => {
                if (speed === choice) actions.setView({ playSpeed: undefined })
                else actions.setView({ playSpeed: choice, cursorAt: index >= last ? first : at })
              }}
            >
              <Icon name={speed === choice ? 'pause' : 'play'} /> ×{choice}
            </button>
          ))}
          <button
            type="button"
            aria-label={t('One sample on')}
            title={t('One sample on (→)')}
            onClick={() => actions.stepCursor(1)}
          >
            <Icon name="on" />
          </button>
          <button
            type="button"
            aria-label={t('Last sample')}
            title={t('Last sample (End)')}
            onClick={() => actions.stepCursor(Infinity)}
          >
            <Icon name="last" />
          </button>
          <input
            className="replay-scrub"
            type="range"
            min={0}
            max={last}
            value={index}
            aria-label={t('Sample')}
            aria-valuetext={t('{time}, sample {number} of {count}', {
              time: formatDateTime(at, zone),
              number: index + 1,
              count: last + 1,
            })}
            onChange={(event) => actions.setCursor(timeline.times.at(Number(event.target.value)))}
          />
          <span className="replay-clock">
            {t('{time} ({number} of {count})', { time: formatDateTime(at, zone), number: index + 1, count: last + 1 })}
          </span>
        </span>
      )}
    </section>
  )
}

/** Moves the cursor with each frame of the screen while a replay runs; stops at the end. */
function useReplay(): void {
  const viewer = useViewer()
  const speed = useSelect((state) => state.view.playSpeed)
  useEffect(() => {
    if (speed === undefined) return
    const { timeline, view } = viewer.getState()
    if (!timeline) return
    const startedAt = performance.now()
    const from = view.cursorAt ?? timeline.times.at(0)
    let frame = 0
    const move = (): void => {
      frame = requestAnimationFrame(move)
      const state = viewer.getState()
      const last = selectLastShown(state)
      if (!state.timeline || last < 0) return
      const wanted = from + (performance.now() - startedAt) * speed
      const index = Math.max(0, state.timeline.indexAt(wanted))
      const at = state.timeline.times.at(Math.min(index, last))
      const ended = index >= last
      if (at !== state.view.cursorAt || ended)
        viewer.actions.setView({ cursorAt: at, ...(ended ? { playSpeed: undefined } : {}) })
    }
    frame = requestAnimationFrame(move)
    return () => cancelAnimationFrame(frame)
  }, [speed, viewer])
}
