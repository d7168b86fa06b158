import { formatBytes } from '../../base/formatBytes'
import { formatDuration } from '../../base/formatTime'
import { chooseFiles } from '../chooseFiles'
import { useStatus } from '../useStatus'
import { useSelect, useViewer } from '../viewerContext'
import './emptyPage.css'

/** Before there is a sample: what to do, or what is being waited for. */
export function EmptyPage() {
  const status = useStatus()
  if (status.kind === 'no-source' || status.kind === 'target-gone') return <NothingLoaded />
  if (status.kind === 'opening') return <Skeleton text={`Opening ${status.name} (${formatBytes(status.done)} read)`} />
  if (status.kind === 'connecting' && !status.failure) {
    return (
      <Skeleton
        text={`Connecting to ${status.target?.name ?? 'the gateway'}, ${formatDuration(status.forMs)}. An answer is due within 10 s.`}
      />
    )
  }
  return <Skeleton text="No sample yet. This page goes on trying by itself." />
}

function NothingLoaded() {
  const { services } = useViewer()
  const targets = useSelect((state) => state.gateway?.targets)
  return (
    <div className="empty panel">
      <h2>Nothing loaded.</h2>
      <p>Where did the memory go, when, and who has it? Watch a running process, or open what a dead one left.</p>
      <p className="empty-actions">
        {targets?.map((target) => (
          <button key={target.id} type="button" className="primary" onClick={() => services.watchTarget(target.id)}>
            Watch {target.name}
          </button>
        ))}
        <button type="button" onClick={() => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files))}>
          Open a file…
        </button>
        <button type="button" onClick={() => services.openSample()}>
          Try the sample
        </button>
      </p>
      <ul>
        <li>
          <strong>Files</strong>: a saved timeline (<code>.memlane.ndjson</code>), process-profile JSON, a saved{' '}
          <code>/profile</code> page or its text; gzipped or not, several together.
        </li>
        <li>
          <strong>Paste</strong> anywhere on this page (Ctrl+V): the text or HTML of Doris’s <code>/profile</code>, also from its
          “Copy Page Text” button.
        </li>
        <li>
          <strong>Drop</strong> files anywhere.
        </li>
      </ul>
      <p className="muted">Nothing you open leaves this browser.</p>
    </div>
  )
}

function Skeleton({ text }: { readonly text: string }) {
  return (
    <div className="skeleton">
      <p role="status">{text}</p>
      <div className="skeleton-cards" aria-hidden="true">
        {['RSS', 'Untracked', 'Tracked', 'Room to limit', 'Tasks'].map((name) => (
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
