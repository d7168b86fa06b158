import { useEffect, useState } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatOffset } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import { computeTasks } from '../../profile/task'
import { redactionWord } from '../../store/redactionWord'
import { selectTarget } from '../../store/status'
import { useSample } from '../useSample'
import { useSelect, useViewer, useZone } from '../viewerContext'
import './footer.css'

declare const __VERSION__: string

/** Below this the clocks of host and viewer are called equal: a poll takes that long. */
const SKEW_MS = 2_000
/** How long one stays at a sample before its fingerprint is made. */
const FINGERPRINT_AFTER_MS = 120
/** With more tasks than this a sample takes more than a frame to print and hash: for one that only passes that is not done. */
const MANY_TASKS = 2_000
const MANY_AFTER_MS = 1_500

/** What a picture of the page must carry to be checked: which sample, of how many, whose clock, at what cost, which Memlane. */
export function Footer() {
  const viewer = useViewer()
  const sample = useSample()
  const zone = useZone()
  const fingerprint = useFingerprint()
  const target = useSelect(selectTarget)
  useSelect((state) => state.timelineVersion)
  const { timeline } = viewer.getState()
  // A text carries no clock of its own: only JSON says when the host itself took it.
  const skew =
    sample?.frame.snapshot.takenAt === undefined || sample.frame.snapshot.source !== 'json'
      ? undefined
      : sample.frame.snapshot.takenAt - sample.frame.at
  const duty = target?.lastTookMs != null && target.everyMs ? target.lastTookMs / target.everyMs : undefined
  const rounded = sample?.meaning.rss?.error
  const parts = [
    fingerprint,
    timeline && timeline.length > 0 ? sayCounts(timeline.length, timeline.gaps.length) : undefined,
    redactionWord(timeline?.header.redacted) || undefined,
    skew === undefined
      ? undefined
      : Math.abs(skew) < SKEW_MS
        ? t('host clock agrees')
        : skew > 0
          ? t('host clock is {seconds} s ahead', { seconds: Math.abs(skew / 1000).toFixed(0) })
          : t('host clock is {seconds} s behind', { seconds: Math.abs(skew / 1000).toFixed(0) }),
    rounded ? t('values rounded by the source (RSS ± {error})', { error: formatBytes(Math.ceil(rounded)) }) : undefined,
    target?.recording?.file ? t('recording to {file}', { file: target.recording.file }) : undefined,
    duty === undefined
      ? undefined
      : t('cost of looking {ms} ms a poll, {percent} % of the time', {
          ms: Math.round(target!.lastTookMs!),
          percent: (duty * 100).toFixed(1),
        }),
    t('GiB = 1024³; Doris prints it as GB'),
    sample ? formatOffset(sample.frame.at, zone) : undefined,
    `Memlane ${__VERSION__}`,
  ].filter((part) => part !== undefined)
  return (
    <footer className="footer muted">
      {parts.map((part) => (
        // The blank keeps them apart where the text is copied or read aloud.
        <span key={part}>{part} </span>
      ))}
    </footer>
  )
}

function sayCounts(samples: number, gaps: number): string {
  const counted = tn(samples, '{count} sample', '{count} samples', { count: samples.toLocaleString('en') })
  return gaps === 0 ? counted : tn(gaps, '{samples}, {count} gap', '{samples}, {count} gaps', { samples: counted })
}

function useFingerprint(): string | undefined {
  const { services } = useViewer()
  const frame = useSample()?.frame
  const [known, setKnown] = useState<{ readonly seq: number; readonly at: number; readonly text: string }>()
  useEffect(() => {
    if (!frame) return
    let wanted = true
    const isLarge = (computeTasks(frame.snapshot)?.tasks.length ?? 0) > MANY_TASKS
    // It is of the whole sample: who moves through time does not wait for it.
    const timer = setTimeout(
      () => {
        void services.fingerprint(frame).then((text) => {
          if (wanted) setKnown({ seq: frame.seq, at: frame.at, text })
        })
      },
      isLarge ? MANY_AFTER_MS : FINGERPRINT_AFTER_MS,
    )
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [frame, services])
  return frame && known?.seq === frame.seq && known.at === frame.at ? known.text : undefined
}
