import type { ReadReport } from '../../profile/report'
import { useSelect } from '../viewerContext'
import './readReport.css'

/** What the readers said about each file: nothing is dropped without a line here. */
export function ReadReportPanel() {
  const source = useSelect((state) => state.source)
  if (source.kind !== 'file') return null
  return (
    <div className="report">
      {source.reports.map((report, index) => (
        <FileReport key={index} report={report} />
      ))}
    </div>
  )
}

function FileReport({ report }: { readonly report: ReadReport }) {
  return (
    <section>
      <h3>
        <bdi>{report.file ?? 'pasted text'}</bdi>
      </h3>
      <p>
        {report.recognisedAs} · {report.snapshots === 1 ? '1 sample' : `${report.snapshots} samples`} ·{' '}
        {report.failure ? 'could not be read' : report.complete ? 'complete' : 'ends early (cut off)'}
      </p>
      {report.problems.length === 0 ? (
        <p className="muted">Every line was understood.</p>
      ) : (
        <ol className="report-problems">
          {report.problems.map((problem, index) => (
            <li key={index} className={`report-${problem.kind}`}>
              {problem.line !== undefined && <span className="report-line">line {problem.line}</span>} {problem.message}
              {problem.text !== undefined && (
                <>
                  {' '}
                  <code>{problem.text}</code>
                </>
              )}
            </li>
          ))}
        </ol>
      )}
      {report.moreProblems > 0 && <p className="muted">and {report.moreProblems} more like these</p>}
    </section>
  )
}
