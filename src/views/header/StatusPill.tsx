import { useEffect } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatClock, formatDuration } from '../../base/formatTime'
import { sayHeard, t } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import { computeMissingSections } from '../../profile/completeness'
import { selectLooking, type Looking, type Status } from '../../store/status'
import { selectCursorIndex } from '../../store/viewer'
import { useStatus } from '../useStatus'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { Announcer } from './Announcer'

type Tone = 'live' | 'late' | 'bad' | 'quiet' | 'replay'

/** State in one word, with its age; the same words stand in the tab's title. */
export function StatusPill() {
  const viewer = useViewer()
  const status = useStatus()
  const zone = useZone()
  const pausedAt = useSelect((state) => state.view.pausedAt)
  const cursorIndex = useSelect(selectCursorIndex)
  useSelect((state) => state.view.cursorAt)
  const { timeline } = viewer.getState()
  const looking = selectLooking(viewer.getState())
  const cursorTime = timeline && cursorIndex >= 0 ? formatClock(timeline.times.at(cursorIndex), zone) : ''
  const newest = timeline && timeline.length > 0 ? timeline.sampleAt(timeline.length - 1) : undefined
  const pill = describeStatus(status, newest !== undefined && computeMissingSections(newest.snapshot).length > 0)
  const lookingText = describeLooking(
    looking,
    pausedAt === undefined ? '' : formatClock(pausedAt, zone),
    cursorTime,
    status.kind === 'replay',
  )
  useTitle(pill.mark, pill.word, status)

  return (
    <span className="pill-group">
      {lookingText && <span className="pill pill-quiet">{lookingText}</span>}
      <span className={`pill pill-${pill.tone}`} data-testid="status">
        <span aria-hidden="true">{pill.mark}</span> <strong>{pill.word}</strong>
        {pill.detail && <span className="pill-detail"> {pill.detail}</span>}
      </span>
      <Announcer
        text={
          looking.kind === 'paused' && pausedAt !== undefined
            ? `${pill.word} · ${t('PAUSED at {time}', { time: formatClock(pausedAt, zone) })}`
            : pill.word
        }
      />
    </span>
  )
}

export interface Pill {
  readonly tone: Tone
  readonly mark: string
  readonly word: string
  readonly detail: string
}

/** The words of a status, for whoever says them elsewhere too. */
export function describeStatus(status: Status, isPartial: boolean): Pill {
  switch (status.kind) {
    case 'no-source':
      return { tone: 'quiet', mark: '○', word: t('no source'), detail: '' }
    case 'opening':
      return { tone: 'quiet', mark: '◌', word: t('opening'), detail: sayHeard(status.name) }
    case 'connecting':
      return {
        tone: 'quiet',
        mark: '◌',
        word: t('connecting'),
        detail: status.failure
          ? t('{time} · try {number}', { time: formatDuration(status.forMs), number: status.failure.tries + 1 })
          : formatDuration(status.forMs),
      }
    case 'live':
      return {
        tone: 'live',
        mark: '●',
        word: isPartial ? t('LIVE (partial)') : t('LIVE'),
        detail: ageText(status.ageMs),
      }
    case 'late':
      return { tone: 'late', mark: '◐', word: t('LATE'), detail: ageText(status.ageMs) }
    case 'stalled':
      return { tone: 'bad', mark: '▲', word: t('STALLED'), detail: ageText(status.ageMs) }
    case 'sign-in':
      return { tone: 'bad', mark: '▲', word: t('SIGN-IN NEEDED'), detail: ageText(status.ageMs) }
    case 'bad-data':
      return { tone: 'bad', mark: '▲', word: t('BAD DATA'), detail: ageText(status.ageMs) }
    case 'no-gateway':
      return { tone: 'bad', mark: '▲', word: t('NO GATEWAY'), detail: ageText(status.ageMs) }
    case 'target-gone':
      return { tone: 'bad', mark: '▲', word: t('NO SUCH TARGET'), detail: status.targetId }
    case 'replay':
      return {
        tone: 'replay',
        mark: '▷',
        word: status.isLog ? t('LOG') : t('REPLAY'),
        detail: t('{name} · NOT LIVE', { name: visibleText(sayHeard(status.name)) }),
      }
  }
}

function ageText(ageMs: number | undefined): string {
  return ageMs === undefined ? '' : t('{time} old', { time: formatDuration(ageMs) })
}

export function describeLooking(looking: Looking, pausedAt: string, cursorAt: string, replay: boolean): string {
  switch (looking.kind) {
    case 'following':
      return ''
    case 'paused':
      return looking.newer > 0
        ? t('PAUSED at {time} · {count} newer kept', { time: pausedAt, count: looking.newer })
        : t('PAUSED at {time}', { time: pausedAt })
    case 'scrubbing':
      return replay
        ? t('at {time}', { time: cursorAt })
        : t('AT {time} · {count} newer', { time: cursorAt, count: looking.newer })
  }
}

/** The tab says the same as the pill, and the memory: it is often all of the page that can be seen. */
function useTitle(mark: string, word: string, status: Status): void {
  const viewer = useViewer()
  const { timeline } = viewer.getState()
  const last = timeline && timeline.length > 0 ? timeline.length - 1 : -1
  const rss = timeline && last >= 0 ? timeline.meaningAt(last).rss : undefined
  const name = timeline && last >= 0 ? timeline.sampleAt(last).snapshot.process.name : undefined
  const quiet = status.kind === 'live' || status.kind === 'no-source'
  const title = [quiet ? mark : `${mark} ${word}`, rss ? formatBytes(rss.value) : undefined, name && visibleText(name), 'Memlane']
    .filter(Boolean)
    .join(' · ')
  useEffect(() => {
    document.title = status.kind === 'no-source' ? 'Memlane' : title
  }, [title, status.kind])
}
