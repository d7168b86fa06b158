import { useState } from 'react'
import { sayHeard, t } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import type { ReadProblem, ReadReport } from '../../profile/report'
import { describeMore, describeReport, nameOf, nameOfKind, printReadReport } from '../../store/printReadReport'
import { CopyButton } from '../CopyButton'
import { useSelect, useZone } from '../viewerContext'
import { SourceLines } from './SourceLines'
import './readReport.css'

/** What the readers said about each file: nothing is dropped without a line here. */
export function ReadReportPanel() {
  const source = useSelect((state) => state.source)
  const zone = useZone()
  if (source.kind !== 'file') return null
  const { reports } = source
  return (
    <div className="report">
      <div className="report-head">
        <CopyButton
          text={() => printReadReport(reports, zone)}
          label={t('Copy this report')}
          title={t('All of it as text: files, times, remarks with their lines')}
        />
      </div>
      {reports.map((report, index) => (
        <FileReport key={index} report={report} place={index} />
      ))}
    </div>
  )
}

function FileReport({ report, place }: { readonly report: ReadReport; readonly place: number }) {
  const zone = useZone()
  return (
    <section aria-label={visibleText(nameOf(report))}>
      <h3>
        <bdi>{visibleText(nameOf(report))}</bdi>
      </h3>
      <p>{describeReport(report, zone).join(' · ')}</p>
      {report.problems.length === 0 ? (
        <p className="muted">{t('Every line was understood.')}</p>
      ) : (
        <ol className="report-problems">
          {report.problems.map((problem, index) => (
            <Problem key={index} problem={problem} file={place} />
          ))}
        </ol>
      )}
      {report.moreProblems > 0 && <p className="muted">{describeMore(report)}</p>}
    </section>
  )
}

function Problem({ problem, file }: { readonly problem: ReadProblem; readonly file: number }) {
  const [isOpen, setOpen] = useState(false)
  const { kind, line, message, text } = problem
  return (
    <li className={`report-problem report-${kind}`}>
      <span className="report-kind">{nameOfKind(kind)}</span>
      <span className="report-message">
        {line !== undefined && (
          <button
            type="button"
            className="report-line"
            aria-expanded={isOpen}
            title={t('Show this line in its surroundings')}
            onClick={() => setOpen(!isOpen)}
          >
            {t('line {line}', { line: line.toLocaleString('en') })}
          </button>
        )}{' '}
        {sayHeard(message)}
        {text !== undefined && !isOpen && (
          <>
            {' '}
            <code>
              <bdi>{text}</bdi>
            </code>
          </>
        )}
      </span>
      {isOpen && line !== undefined && (
        <SourceLines file={file} place={{ line }} label={t('Line {line} in its surroundings', { line })} />
      )}
    </li>
  )
}
