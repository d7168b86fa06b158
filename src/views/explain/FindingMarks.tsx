import { formatClock } from '../../base/formatTime'
import { joinClauses, t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { saySeverity } from '../../timeline/findings/rule'
import { useViewer, useZone } from '../viewerContext'
import { useExplained } from './useExplained'
import './findingMarks.css'

interface FindingMarksProps {
  /** Of the plot, in px. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly from: UnixMs
  readonly to: UnixMs
}

/** Flags that are nearer than this are one, px. */
const NEAR_PX = 14

/** Where each finding of this moment began, on the timeline. A press goes there and opens what it means. */
export function FindingMarks({ left, top, width, from, to }: FindingMarksProps) {
  const { actions } = useViewer()
  const zone = useZone()
  const explained = useExplained()
  if (!explained) return null
  const begun = explained.report.findings
    .map((finding) => ({ finding, at: finding.since?.at ?? finding.at }))
    .filter(({ at }) => at >= from && at <= to)
    .toSorted((one, other) => one.at - other.at)
  const flags: { x: number; at: UnixMs; severity: string; titles: string[] }[] = []
  for (const { finding, at } of begun) {
    const x = ((at - from) / (to - from)) * width
    const title = `${saySeverity(finding.severity)}: ${finding.title}`
    const last = flags.at(-1)
    if (last && x - last.x < NEAR_PX) {
      last.titles.push(title)
      // Findings stand serious ones first; here they stand by time.
      if (RANK.indexOf(finding.severity) > RANK.indexOf(last.severity)) last.severity = finding.severity
    } else flags.push({ x, at, severity: finding.severity, titles: [title] })
  }
  return (
    <div className="finding-marks" style={{ left, top, width }}>
      {flags.map(({ x, at, severity, titles }) => (
        <button
          key={at}
          type="button"
          className={`finding-mark finding-${severity}`}
          style={{ left: Math.min(width - NEAR_PX, Math.max(0, x - 1)) }}
          title={titles.join('\n')}
          aria-label={t('Began at {time}: {findings}', { time: formatClock(at, zone), findings: joinClauses(titles) })}
          onClick={() => actions.setView({ cursorAt: at, panel: 'explain', playSpeed: undefined })}
        >
          ⚑{titles.length > 1 && titles.length}
        </button>
      ))}
    </div>
  )
}

const RANK = ['info', 'warning', 'serious']
