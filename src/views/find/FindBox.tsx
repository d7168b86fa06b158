import { useSyncExternalStore, type KeyboardEvent } from 'react'
import { formatInteger } from '../../base/formatBytes'
import { formatClock } from '../../base/formatTime'
import { t } from '../../base/say'
import { finderOf } from '../../store/finder'
import type { Hit } from '../../store/findMatches'
import { useViewer, useZone } from '../viewerContext'
import './find.css'

/** One box for tree, tasks and events: how many of each were found, and the way to them. */
export function FindBox() {
  const finder = finderOf(useViewer())
  const found = useSyncExternalStore(finder.subscribe, finder.get)
  const zone = useZone()
  const { text, isBusy, problems, hits, place, since } = found
  const hasText = text.trim() !== ''
  const names: Readonly<Record<Hit['panel'], string>> = { tree: t('Tree'), tasks: t('Tasks'), events: t('Events') }
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') finder.go(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') {
      if (text === '') event.currentTarget.blur()
      else finder.search('')
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="find" role="search">
      <input
        id="find-box"
        type="search"
        value={text}
        aria-label={t('Find in tree, tasks and events')}
        placeholder={t('Find  ( / )')}
        title={t(
          'Words, "words in quotes", type:query, id:529e, >1GiB, <10MB, grew, shrank, left, /regular expression/. Enter: next, Shift+Enter: previous; n and N from anywhere.',
        )}
        aria-describedby={hasText ? 'find-result' : undefined}
        onChange={(event) => finder.search(event.target.value)}
        onKeyDown={press}
      />
      {hasText && (
        <div className="find-result panel" id="find-result">
          <p role="status">
            {isBusy
              ? t('searching …')
              : problems.length > 0
                ? problems.join(' ')
                : hits.length === 0
                  ? t('Nothing at this moment matches.')
                  : place < 0
                    ? t('{count} found', { count: formatInteger(hits.length) })
                    : t('{place} of {count}', { place: formatInteger(place + 1), count: formatInteger(hits.length) })}
            {since !== undefined && <span className="muted"> {t('since {time}', { time: formatClock(since, zone) })}</span>}
          </p>
          {hits.length > 0 && (
            <span className="find-panels">
              {(['tree', 'tasks', 'events'] as const).map((panel) => {
                const count = hits.filter((hit) => hit.panel === panel).length
                return (
                  <button key={panel} type="button" disabled={count === 0} onClick={() => finder.goTo(panel)}>
                    {names[panel]} {formatInteger(count)}
                  </button>
                )
              })}
              <button
                type="button"
                aria-label={t('Previous')}
                title={t('Previous (Shift+Enter, N)')}
                onClick={() => finder.go(-1)}
              >
                ‹
              </button>
              <button type="button" aria-label={t('Next')} title={t('Next (Enter, n)')} onClick={() => finder.go(1)}>
                ›
              </button>
            </span>
          )}
        </div>
      )}
    </div>
  )
}
