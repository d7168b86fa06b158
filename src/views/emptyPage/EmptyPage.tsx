import { lazy, Suspense } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { sayHeard, t } from '../../base/say'
import { chooseFiles } from '../chooseFiles'
import { Sentence } from '../Sentence'
import { useStatus } from '../useStatus'
import { useSelect, useViewer } from '../viewerContext'
import './emptyPage.css'

const KeptList = lazy(async () => ({ default: (await import('../settings/KeptList')).KeptList }))

/** Before there is a sample: what to do, or what is being waited for. */
export function EmptyPage() {
  const status = useStatus()
  if (status.kind === 'no-source' || status.kind === 'target-gone') return <NothingLoaded />
  if (status.kind === 'opening')
    return <Skeleton text={t('Opening {name} ({done} read)', { name: sayHeard(status.name), done: formatBytes(status.done) })} />
  if (status.kind === 'connecting' && !status.failure) {
    return (
      <Skeleton
        text={t('Connecting to {name}, {time}. An answer is due within 10 s.', {
          name: status.target?.name ?? t('the gateway'),
          time: formatDuration(status.forMs),
        })}
      />
    )
  }
  return <Skeleton text={t('No sample yet. This page goes on trying by itself.')} />
}

function NothingLoaded() {
  const { services } = useViewer()
  const targets = useSelect((state) => state.gateway?.targets)
  return (
    <div className="empty panel">
      <h2>{t('Nothing loaded.')}</h2>
      <p>{t('Where did the memory go, when, and who has it? Watch a running process, or open what a dead one left.')}</p>
      <p className="empty-actions">
        {targets?.map((target) => (
          <button key={target.id} type="button" className="primary" onClick={() => services.watchTarget(target.id)}>
            {t('Watch {name}', { name: target.name })}
          </button>
        ))}
        <button type="button" onClick={() => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files))}>
          {t('Open a file…')}
        </button>
        <button type="button" onClick={() => services.openSample()}>
          {t('Try the sample')}
        </button>
      </p>
      <ul>
        <li>
          <Sentence
            text="{files}: a saved timeline ({timeline}), process-profile JSON, a saved {profile} page or its text; gzipped or not, several together."
            parts={{
              files: <strong>{t('Files')}</strong>,
              timeline: <code>.memlane.ndjson</code>,
              profile: <code>/profile</code>,
            }}
          />
        </li>
        <li>
          <Sentence
            text="{paste} anywhere on this page (Ctrl+V): the text or HTML of Doris’s {profile}, also from its “Copy Page Text” button."
            parts={{ paste: <strong>{t('Paste')}</strong>, profile: <code>/profile</code> }}
          />
        </li>
        <li>
          <Sentence text="{drop} files anywhere." parts={{ drop: <strong>{t('Drop')}</strong> }} />
        </li>
      </ul>
      <Suspense fallback={null}>
        <KeptList isQuiet />
      </Suspense>
      <p className="muted">{t('Nothing you open leaves this browser.')}</p>
    </div>
  )
}

function Skeleton({ text }: { readonly text: string }) {
  return (
    <div className="skeleton">
      <p>{text}</p>
      <div className="skeleton-cards" aria-hidden="true">
        {['RSS', t('Untracked'), t('Tracked'), t('Room to limit'), t('Tasks')].map((name) => (
          <div key={name} className="skeleton-card panel">
            <h2>{name}</h2>
            <div className="skeleton-bar" />
          </div>
        ))}
      </div>
      <div className="skeleton-chart panel" aria-hidden="true" />
    </div>
  )
}
