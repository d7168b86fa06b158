import type { ReactNode } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatClock, formatDuration } from '../../base/formatTime'
import { computeMissingSections } from '../../profile/completeness'
import type { LiveFailure } from '../../store/liveTarget'
import { selectTarget, type Status } from '../../store/status'
import { useSample } from '../useSample'
import { useStatus } from '../useStatus'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { WantedFile } from './WantedFile'
import './banner.css'

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
}: {
  readonly tone: 'bad' | 'warn' | 'note'
  readonly children: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div className={`banner banner-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div className="banner-text">{children}</div>
      {actions && <div className="banner-actions">{actions}</div>}
    </div>
  )
}

function NoticeBanner() {
  const { actions } = useViewer()
  const notice = useSelect((state) => state.notice)
  const kept = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  if (!notice) return null
  return (
    <Box
      tone="bad"
      actions={
        <button type="button" onClick={() => actions.dismissNotice()}>
          Dismiss
        </button>
      }
    >
      <strong>{notice.title}</strong> {notice.message}
      {kept && ' What was on the screen is kept.'}
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
          Cancel
        </button>
      }
    >
      Opening {opening.name}: {formatBytes(opening.done)}
      {opening.total !== undefined && ` of ${formatBytes(opening.total)}`}{' '}
      <progress
        max={opening.total ?? 1}
        {...(opening.total === undefined ? {} : { value: opening.done })}
        aria-label="Read so far"
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
              Retry now
            </button>
          )}
          {hasSamples && text.tone === 'bad' && (
            <button type="button" onClick={() => services.saveTimeline()}>
              Save what we have
            </button>
          )}
          {failure && status.kind === 'bad-data' && (
            <button type="button" onClick={() => void navigator.clipboard.writeText(diagnostic(failure))}>
              Copy diagnostic
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
  const old = lastClock === undefined ? '' : ` The values below are from ${lastClock} and old.`
  switch (status.kind) {
    case 'connecting':
      if (!status.failure) return undefined
      return {
        tone: 'bad',
        retry: true,
        body: `${status.target?.name ?? 'The target'} has not answered yet. ${status.failure.message} (${tries(status.failure)})`,
      }
    case 'stalled': {
      const next = status.nextTryInMs === undefined ? ' Trying now.' : ` Next try in ${formatDuration(status.nextTryInMs)}.`
      const why = status.failure ? `${status.failure.message} (${tries(status.failure)}.)` : 'No answer arrived in time.'
      return { tone: 'bad', retry: true, body: `${status.target.name} has not answered since ${lastClock}. ${why}${next}${old}` }
    }
    case 'late':
      return (
        status.failure && {
          tone: 'warn',
          retry: true,
          body: `${status.target.name} did not answer: ${status.failure.message} (${tries(status.failure)}.)`,
        }
      )
    case 'sign-in':
      return { tone: 'bad', retry: true, body: `${status.target.name} asks for a password. ${status.failure.message}${old}` }
    case 'bad-data':
      return {
        tone: 'bad',
        retry: true,
        body: `${status.target.name} answered, but not with a memory profile${answerFacts(status.failure)}. ${status.failure.message}${old}`,
      }
    case 'no-gateway':
      return {
        tone: 'bad',
        retry: true,
        body: `This page cannot reach Memlane's gateway (the program that you started with npm start or memlane serve) for ${formatDuration(status.forMs)}. Whether the target is well is not known. Start the gateway again; the page goes on by itself.${old}`,
      }
    case 'target-gone':
      return {
        tone: 'bad',
        retry: false,
        body: `The gateway does not list a target "${status.targetId}". Choose another one above.`,
      }
    case 'live':
      return status.samples === 1
        ? { tone: 'note', retry: false, body: 'One sample so far. A line needs two; the next one comes within seconds.' }
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
      <strong>Not on disk.</strong> {recording.message}
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
          <strong>Partial.</strong> {missing.join(', ')} {missing.length === 1 ? 'is' : 'are'} missing in this sample; what is not
          reported shows as —, not as 0.
        </Box>
      )}
      {restart && frame.at - restart.at < RESTART_NEWS_MS && (
        <Box tone="warn">
          <strong>Restarted at {formatClock(restart.at, zone)}.</strong> {restart.text} Peaks and task ids before it belong to
          another life of the process.
        </Box>
      )}
    </>
  )
}

function Excerpt({ text }: { readonly text: string }) {
  return (
    <div className="banner-excerpt">
      First characters, as text: <code>{text}</code>
    </div>
  )
}

function tries(failure: LiveFailure): string {
  return failure.tries === 1 ? '1 try' : `${failure.tries} tries`
}

function answerFacts(failure: LiveFailure): string {
  const facts = [
    failure.httpStatus === null ? undefined : `HTTP ${failure.httpStatus}`,
    failure.contentType ?? undefined,
    failure.bytes === null ? undefined : formatBytes(failure.bytes),
  ].filter((fact) => fact !== undefined)
  return facts.length > 0 ? ` (${facts.join(', ')})` : ''
}

function diagnostic(failure: LiveFailure): string {
  return [
    `Memlane: ${failure.message}`,
    `code ${failure.code}${answerFacts(failure)}, ${tries(failure)}`,
    failure.excerpt ?? '',
  ].join('\n')
}
