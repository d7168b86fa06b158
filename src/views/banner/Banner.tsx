import { useEffect, type ReactNode } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatClock, formatDuration } from '../../base/formatTime'
import { sayHeard, joinSentences, joinWords, t, tn } from '../../base/say'
import { computeMissingSections } from '../../profile/completeness'
import type { LiveFailure } from '../../store/liveTarget'
import { selectTarget, type Status } from '../../store/status'
import { useSample } from '../useSample'
import { useStatus } from '../useStatus'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { WantedFile } from './WantedFile'
import './banner.css'

/** What worked needs no dismissing. */
const NOTE_MS = 12_000
/** How long after a restart the banner tells of it. The mark in the chart stays. */
const RESTART_NEWS_MS = 5 * 60_000

/** What is not as it should be, in words, with what to do. Nothing when all is well. */
export function Banner() {
  return (
    <div className="banners">
      <NoticeBanner />
      <WantedFile />
      <OpeningBanner />
      <StatusBanner />
      <RecordingBanner />
      <SampleBanner />
    </div>
  )
}

function Box({
  tone,
  children,
  actions,
  isNews = false,
}: {
  /** Read out when it comes. What tells ages, and so changes each second, is not: the header says its state (Announcer). */
  readonly isNews?: boolean
  readonly tone: 'bad' | 'warn' | 'note'
  readonly children: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div
      className={`banner banner-${tone}`}
      role={tone === 'bad' ? 'alert' : isNews ? 'status' : 'note'}
      aria-live={isNews ? undefined : 'off'}
    >
      <div className="banner-text">{children}</div>
      {actions && <div className="banner-actions">{actions}</div>}
    </div>
  )
}

function NoticeBanner() {
  const { actions } = useViewer()
  const notice = useSelect((state) => state.notice)
  const kept = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  useEffect(() => {
    if (notice?.tone !== 'note') return
    const timer = setTimeout(() => actions.dismissNotice(), NOTE_MS)
    return () => clearTimeout(timer)
  }, [notice, actions])
  if (!notice) return null
  return (
    <Box
      isNews
      tone={notice.tone ?? 'bad'}
      actions={
        <button type="button" onClick={() => actions.dismissNotice()}>
          {t('Dismiss')}
        </button>
      }
    >
      <strong>{notice.title}</strong> {notice.message}
      {kept && notice.tone !== 'note' && ` ${t('What was on the screen is kept.')}`}
      {notice.excerpt && <Excerpt text={notice.excerpt} />}
    </Box>
  )
}

function OpeningBanner() {
  const { services } = useViewer()
  const opening = useSelect((state) => state.opening)
  if (!opening) return null
  return (
    <Box
      tone="note"
      actions={
        <button type="button" onClick={() => services.cancelOpening()}>
          {t('Cancel')}
        </button>
      }
    >
      {opening.total === undefined
        ? t('Opening {name}: {done}', { name: sayHeard(opening.name), done: formatBytes(opening.done) })
        : t('Opening {name}: {done} of {total}', {
            name: sayHeard(opening.name),
            done: formatBytes(opening.done),
            total: formatBytes(opening.total),
          })}{' '}
      <progress
        max={opening.total ?? 1}
        {...(opening.total === undefined ? {} : { value: opening.done })}
        aria-label={t('Read so far')}
      />
    </Box>
  )
}

function StatusBanner() {
  const { services } = useViewer()
  const status = useStatus()
  const zone = useZone()
  const hasSamples = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  const lastAt = useSelect((state) =>
    state.timeline && state.timeline.length > 0 ? state.timeline.times.at(state.timeline.length - 1) : undefined,
  )
  const lastClock = lastAt === undefined ? undefined : formatClock(lastAt, zone)
  const text = describe(status, lastClock)
  if (!text) return null
  const failure = 'failure' in status ? status.failure : undefined
  return (
    <Box
      tone={text.tone}
      actions={
        <>
          {text.retry && (
            <button type="button" onClick={() => services.retryNow()}>
              {t('Retry now')}
            </button>
          )}
          {hasSamples && text.tone === 'bad' && (
            <button type="button" onClick={() => services.saveTimeline()}>
              {t('Save what we have')}
            </button>
          )}
          {failure && status.kind === 'bad-data' && (
            <button type="button" onClick={() => void navigator.clipboard.writeText(diagnostic(failure))}>
              {t('Copy diagnostic')}
            </button>
          )}
        </>
      }
    >
      {text.body}
      {status.kind === 'bad-data' && failure?.excerpt && <Excerpt text={failure.excerpt} />}
    </Box>
  )
}

function describe(
  status: Status,
  lastClock: string | undefined,
): { tone: 'bad' | 'warn' | 'note'; body: ReactNode; retry: boolean } | undefined {
  const old = lastClock === undefined ? undefined : t('The values below are from {time} and old.', { time: lastClock })
  switch (status.kind) {
    case 'connecting':
      if (!status.failure) return undefined
      return {
        tone: 'bad',
        retry: true,
        body: joinSentences(
          status.target ? t('{name} has not answered yet.', { name: status.target.name }) : t('The target has not answered yet.'),
          t('{message} ({tries})', { message: sayHeard(status.failure.message), tries: tries(status.failure) }),
        ),
      }
    case 'stalled': {
      const next =
        status.nextTryInMs === undefined
          ? t('Trying now.')
          : t('Next try in {time}.', { time: formatDuration(status.nextTryInMs) })
      const why = status.failure
        ? t('{message} ({tries}.)', { message: sayHeard(status.failure.message), tries: tries(status.failure) })
        : t('No answer arrived in time.')
      return {
        tone: 'bad',
        retry: true,
        body: joinSentences(
          t('{name} has not answered since {time}.', { name: status.target.name, time: lastClock ?? '—' }),
          why,
          next,
          old,
        ),
      }
    }
    case 'late':
      return (
        status.failure && {
          tone: 'warn',
          retry: true,
          body: t('{name} did not answer: {message} ({tries}.)', {
            name: status.target.name,
            message: sayHeard(status.failure.message),
            tries: tries(status.failure),
          }),
        }
      )
    case 'sign-in':
      return {
        tone: 'bad',
        retry: true,
        body: joinSentences(
          t('{name} asks for a password.', { name: status.target.name }),
          sayHeard(status.failure.message),
          old,
        ),
      }
    case 'bad-data':
      return {
        tone: 'bad',
        retry: true,
        body: joinSentences(
          t('{name} answered, but not with a memory profile{facts}.', {
            name: status.target.name,
            facts: answerFacts(status.failure),
          }),
          sayHeard(status.failure.message),
          old,
        ),
      }
    case 'no-gateway':
      return {
        tone: 'bad',
        retry: true,
        body: joinSentences(
          t(
            "This page cannot reach Memlane's gateway (the program that you started with npm start or memlane serve) for {time}. Whether the target is well is not known. Start the gateway again; the page goes on by itself.",
            { time: formatDuration(status.forMs) },
          ),
          old,
        ),
      }
    case 'target-gone':
      return {
        tone: 'bad',
        retry: false,
        body: t('The gateway does not list a target "{id}". Choose another one above.', { id: status.targetId }),
      }
    case 'live':
      return status.samples === 1
        ? { tone: 'note', retry: false, body: t('One sample so far. A line needs two; the next one comes within seconds.') }
        : undefined
    case 'no-source':
    case 'opening':
    case 'replay':
      return undefined
  }
}

/** The page shows everything all the same; only what is on disk is in danger. */
function RecordingBanner() {
  const recording = useSelect(selectTarget)?.recording
  if (recording?.state !== 'trouble' || recording.message === null) return null
  return (
    <Box tone="warn">
      <strong>{t('Not on disk.')}</strong> {sayHeard(recording.message)}
    </Box>
  )
}

/** News about the sample at the cursor: not complete, or after a restart. */
function SampleBanner() {
  const viewer = useViewer()
  const sample = useSample()
  const zone = useZone()
  if (!sample) return null
  const { frame } = sample
  const missing = computeMissingSections(frame.snapshot)
  const restart = viewer.getState().timeline?.marks.findLast((mark) => mark.mark === 'restart' && mark.at <= frame.at)
  return (
    <>
      {missing.length > 0 && (
        <Box tone="warn">
          <strong>{t('Partial.')}</strong>{' '}
          {tn(
            missing.length,
            '{names} is missing in this sample; what is not reported shows as —, not as 0.',
            '{names} are missing in this sample; what is not reported shows as —, not as 0.',
            { names: joinWords(missing) },
          )}
        </Box>
      )}
      {restart && frame.at - restart.at < RESTART_NEWS_MS && (
        <Box tone="warn">
          <strong>{t('Restarted at {time}.', { time: formatClock(restart.at, zone) })}</strong>{' '}
          {joinSentences(sayHeard(restart.text), t('Peaks and task ids before it belong to another life of the process.'))}
        </Box>
      )}
    </>
  )
}

function Excerpt({ text }: { readonly text: string }) {
  return (
    <div className="banner-excerpt">
      {t('First characters, as text:')} <code>{text}</code>
    </div>
  )
}

function tries(failure: LiveFailure): string {
  return tn(failure.tries, '{count} try', '{count} tries')
}

function answerFacts(failure: LiveFailure): string {
  const facts = [
    failure.httpStatus === null ? undefined : `HTTP ${failure.httpStatus}`,
    failure.contentType ?? undefined,
    failure.bytes === null ? undefined : formatBytes(failure.bytes),
  ].filter((fact) => fact !== undefined)
  return facts.length > 0 ? t(' ({facts})', { facts: joinWords(facts) }) : ''
}

function diagnostic(failure: LiveFailure): string {
  return [
    `Memlane: ${failure.message}`,
    `code ${failure.code}${answerFacts(failure)}, ${tries(failure)}`,
    failure.excerpt ?? '',
  ].join('\n')
}
