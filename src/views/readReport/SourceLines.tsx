import { useEffect, useState } from 'react'
import { t, tn } from '../../base/say'
import type { LinePlace, SourceLines as Lines } from '../../store/source'
import { useSelect, useViewer } from '../viewerContext'

const FIRST_AROUND = 5
const MOST_AROUND = 200

type Reading =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly lines: Lines; readonly around: number }
  | { readonly kind: 'failed'; readonly message: string }

/** A line of an opened file, or a moment of a log, in its surroundings: read from the file while it is looked at. */
export function SourceLines({
  file,
  place,
  label,
  around: firstAround = FIRST_AROUND,
}: {
  readonly file: string | number
  readonly place: LinePlace
  readonly label: string
  readonly around?: number
}) {
  const viewer = useViewer()
  const timeline = useSelect((state) => state.timeline)
  const [around, setAround] = useState(firstAround)
  const [reading, setReading] = useState<Reading>({ kind: 'reading' })
  const key = 'line' in place ? `line ${place.line}` : `at ${place.at}`
  useEffect(() => {
    const abort = new AbortController()
    viewer.services.readLines(file, place, around, abort.signal).then(
      (lines) => {
        if (!abort.signal.aborted) setReading({ kind: 'read', lines, around })
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setReading({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      },
    )
    return () => abort.abort()
    // The place is told by its key; another timeline is of other files.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [viewer, timeline, file, key, around])

  if (reading.kind === 'failed') return <p className="lines-note">{reading.message}</p>
  if (reading.kind === 'reading') return <p className="lines-note muted">{t('Looking into the file …')}</p>
  const { first, lines, marked, hasBefore, hasAfter } = reading.lines
  return (
    <div className="lines" role="group" aria-label={label}>
      <ol className="lines-list" start={first ?? 1}>
        {lines.map((line, index) => (
          <li
            key={index}
            className={index === marked ? 'lines-line lines-marked' : 'lines-line'}
            aria-current={index === marked ? 'true' : undefined}
          >
            {first !== undefined && <span className="lines-number">{first + index}</span>}
            <code>
              <bdi>{line === '' ? ' ' : line}</bdi>
            </code>
          </li>
        ))}
      </ol>
      {marked < 0 && <p className="lines-note muted">{t('The file has no such line any more: was it changed since?')}</p>}
      {(hasBefore || hasAfter) && around < MOST_AROUND && (
        <button type="button" className="lines-more" onClick={() => setAround(Math.min(MOST_AROUND, around * 4))}>
          {tn(Math.min(MOST_AROUND, around * 4), '{count} line before and after', '{count} lines before and after')}
        </button>
      )}
    </div>
  )
}
