import { useMemo } from 'react'
import { formatShare } from '../../base/formatBytes'
import { formatClock, formatOffset } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import type { Explained } from '../../store/explainer'
import { computeLadder, type Ladder, type Rung } from '../../timeline/computeLadder'
import type { DorisDoc } from '../../timeline/dorisDocs'
import type { Finding, FindingsReport } from '../../timeline/findings/index'
import { saySeverity, saySureness } from '../../timeline/findings/rule'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useViewer, useZone } from '../viewerContext'
import { GrowthSection } from './GrowthSection'
import { RuleSettings } from './RuleSettings'
import { useExplained } from './useExplained'
import './explain.css'

/** What the numbers mean, in words: how memory grows, the findings of the rules, and RSS down to its parts. */
export function ExplainPanel() {
  const explained = useExplained()
  if (!explained) return <p className="explain-wait muted">{t('Looking at the numbers …')}</p>
  const { report, growth, failed } = explained
  return (
    <div className="explain">
      {failed !== undefined && (
        <p className="explain-off">
          {t('The rules could not be applied: {reason} The rest of the page is right.', { reason: failed })}
        </p>
      )}
      <Findings report={report} />
      {growth && <GrowthSection growth={growth} />}
      <LadderSection explained={explained} />
      <RuleSettings />
    </div>
  )
}

function LadderSection({ explained: { timeline, index } }: { readonly explained: Explained }) {
  const { services } = useViewer()
  const ladder = useMemo(() => {
    if (index >= timeline.length) return undefined
    const { snapshot } = timeline.sampleAt(index)
    const allocator = snapshot.memoryInfo?.allocator
    return computeLadder(
      timeline.meaningAt(index),
      snapshot.memoryInfo,
      allocator === undefined ? undefined : services.readAllocator(allocator),
    )
  }, [timeline, index, services])
  return ladder ? <LadderTable ladder={ladder} /> : null
}

function Findings({ report }: { readonly report: FindingsReport }) {
  const zone = useZone()
  return (
    <section aria-label={t('Findings')}>
      <h3>
        {t('Findings')}{' '}
        {report.at !== undefined && (
          <span className="muted">
            {t('at {time}', { time: `${formatClock(report.at, zone)} ${formatOffset(report.at, zone)}` })}
          </span>
        )}
      </h3>
      <p className="muted">{report.sentence}</p>
      {report.findings.map((finding) => (
        <FindingCard key={finding.rule} finding={finding} />
      ))}
      {report.undecided.length > 0 && (
        <details>
          <summary>
            {tn(
              report.undecided.length,
              '{count} rule cannot decide: this source does not say enough',
              '{count} rules cannot decide: this source does not say enough',
            )}
          </summary>
          <ul>
            {report.undecided.map(({ rule, title, missing }) => (
              <li key={rule}>{t('{title}: {missing} is missing', { title, missing })}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function FindingCard({ finding }: { readonly finding: Finding }) {
  const viewer = useViewer()
  const zone = useZone()
  const { since } = finding
  return (
    <article className={`explain-finding explain-${finding.severity}`}>
      <h4>
        <span className="explain-severity">{saySeverity(finding.severity)}</span> {finding.title}{' '}
        <span className="muted">{t('({sure})', { sure: saySureness(finding.sure) })}</span>
      </h4>
      <p>
        <bdi>{finding.seen}</bdi>
        {since && (
          <>
            {' '}
            <button
              type="button"
              onClick={() => viewer.actions.setCursor(since.at)}
              title={t('Set the cursor to where it began')}
            >
              {t('since {time}', { time: formatClock(since.at, zone) })}
            </button>
          </>
        )}
      </p>
      <p>{finding.means}</p>
      <p>
        <strong>{t('Next:')}</strong> {finding.next} <DocLink doc={finding.doc} />
      </p>
    </article>
  )
}

function LadderTable({ ladder }: { readonly ladder: Ladder }) {
  return (
    <section aria-label={t('Ladder')}>
      <h3>{t('From RSS down to its parts')}</h3>
      {ladder.disagreement && <p className="explain-off">{ladder.disagreement}</p>}
      <table className="explain-ladder">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('part')}</th>
            <th scope="col">{t('size')}</th>
            <th scope="col">{t('share of RSS')}</th>
            <th scope="col">{t('what it is')}</th>
          </tr>
        </thead>
        <tbody>
          {flatten(ladder.rungs, 0).map(([rung, depth]) => (
            <RungRow key={rung.id} rung={rung} depth={depth} />
          ))}
        </tbody>
      </table>
      <h3>{t('Beside it')}</h3>
      <table className="explain-ladder">
        <tbody>
          {flatten(ladder.beside, 0).map(([rung, depth]) => (
            <RungRow key={rung.id} rung={rung} depth={depth} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function RungRow({ rung, depth }: { readonly rung: Rung; readonly depth: number }) {
  const format = useFormatFigure()
  return (
    <tr>
      <th scope="row" style={{ paddingLeft: 6 + depth * 14 }}>
        {depth > 0 && !rung.part && <span title={t('A view inside what is above it, not a part to add')}>⊂ </span>}
        {rung.label}
        {rung.origin === 'derived' && <span className="muted"> {t('(derived)')}</span>}
      </th>
      <td title={describeFigure(rung.figure)}>{format(rung.figure)}</td>
      <td>{rung.share === undefined ? '' : formatShare(rung.share)}</td>
      <td className="explain-words">
        {rung.sentence}
        {rung.unknown !== undefined && <span className="muted"> {rung.unknown}</span>} {rung.doc && <DocLink doc={rung.doc} />}
      </td>
    </tr>
  )
}

/** Doris's own page about it: one of the constants of dorisDocs.ts, never a text that came from a target or a file. */
function DocLink({ doc }: { readonly doc: DorisDoc }) {
  return (
    <a href={doc} target="_blank" rel="noreferrer">
      {t('Doris’s page')}
    </a>
  )
}

function flatten(rungs: readonly Rung[], depth: number): (readonly [Rung, number])[] {
  return rungs.flatMap((rung) => [[rung, depth] as const, ...flatten(rung.steps, depth + 1)])
}
