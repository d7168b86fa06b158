import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { MarkFrame } from '../../profile/frame'
import type { SourceState } from '../../store/source'
import { SourceLines } from '../readReport/SourceLines'
import { useSelect } from '../viewerContext'

const AROUND = 8

/** The lines around the end of the process: those that tell of it, and those that the log has from that moment. Nothing without logs. */
export function EndLines({ end }: { readonly end: MarkFrame }) {
  const source = useSelect((state) => state.source)
  const { file, line } = end.detail ?? {}
  const log = findLog(source, end.at + (end.withinMs ?? 0))
  const isRead = source.kind === 'file' && source.reports.some((report) => report.file === file)
  return (
    <>
      {file !== undefined && line !== undefined && isRead && (
        <>
          <h4>{t('Where it is told: {file}, line {line}', { file, line: line.toLocaleString('en') })}</h4>
          <SourceLines file={file} place={{ line }} around={3} label={t('Lines that tell of the end')} />
        </>
      )}
      {log !== undefined && log.name !== file && (
        <>
          <h4>{t('What the log says last: {file}', { file: log.name ?? '' })}</h4>
          <SourceLines
            file={log.place}
            place={{ at: end.at + (end.withinMs ?? 0) }}
            around={AROUND}
            label={t('Lines of the log around the end')}
          />
        </>
      )}
    </>
  )
}

/** The log that was written at a moment, or else the one that ended last before it. */
function findLog(source: SourceState, at: UnixMs): { readonly place: number; readonly name: string | undefined } | undefined {
  if (source.kind !== 'file') return undefined
  let found: { readonly place: number; readonly name: string | undefined; readonly to: UnixMs } | undefined
  source.reports.forEach(({ clock, span, file }, place) => {
    if (clock !== 'log' || !span || span.from > at) return
    const to = Math.min(span.to, at)
    if (!found || to > found.to) found = { place, name: file, to }
  })
  return found
}
