import { formatBytes } from '../../base/formatBytes'
import { formatDateTime, formatOffset, formatUptime } from '../../base/formatTime'
import { t } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import { selectTarget } from '../../store/status'
import { useSample } from '../useSample'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { StatusPill } from './StatusPill'
import './header.css'

/** Who, when, how fresh. */
export function Header() {
  return (
    <div className="header">
      <span className="header-brand">
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
          <rect x="1" y="11" width="16" height="6" fill="var(--band-query)" />
          <rect x="1" y="7" width="16" height="4" fill="var(--band-global)" />
          <path d="M1 7 L17 7 L17 1 Z" fill="var(--band-untracked)" />
        </svg>
        <h1>Memlane</h1>
      </span>
      <TargetChooser />
      <Identity />
      <span className="header-space" />
      <StatusPill />
      <Cadence />
    </div>
  )
}

function TargetChooser() {
  const { services } = useViewer()
  const source = useSelect((state) => state.source)
  const gateway = useSelect((state) => state.gateway)
  const fileOf = useSelect((state) => (state.source.kind === 'file' ? state.timeline?.header.target : undefined))
  const targets = gateway?.targets ?? []
  // A picture of an opened file says whose it is; back to the only target leads the button that closes the file.
  const name = fileOf !== undefined && fileOf !== '' && <strong className="header-target">{visibleText(fileOf)}</strong>
  if (targets.length === 0 || (targets.length === 1 && name)) return name || null
  const chosen = source.kind === 'live' ? source.targetId : ''
  if (targets.length === 1 && chosen !== '') return <strong className="header-target">{targets[0]!.name}</strong>
  return (
    <>
      {name}
      <select aria-label={t('Target')} value={chosen} onChange={(event) => services.watchTarget(event.target.value)}>
        {chosen === '' && <option value="">{t('choose a target…')}</option>}
        {targets.map((target) => (
          <option key={target.id} value={target.id}>
            {target.failure ? t('{name} (not answering)', { name: target.name }) : target.name}
          </option>
        ))}
      </select>
    </>
  )
}

function Identity() {
  const sample = useSample()
  const zone = useZone()
  const target = useSelect(selectTarget)
  if (!sample) return null
  const { process, takenAt, source } = sample.frame.snapshot
  const at = takenAt ?? sample.frame.at
  const parts = [
    // The chooser already says the target's name; the process says its own.
    process.name === target?.name ? undefined : process.name,
    process.host === target?.name ? undefined : process.host,
    process.pid === undefined ? undefined : t('pid {pid}', { pid: process.pid }),
    process.startedAt === undefined || at < process.startedAt
      ? undefined
      : t('up {time}', { time: formatUptime(at - process.startedAt) }),
    process.version,
    source === 'json' || source === 'text' || source === 'status' ? undefined : t('generation {source}', { source }),
  ].filter((part) => part !== undefined && part !== '')
  return (
    <span
      className="header-identity"
      title={
        process.startedAt === undefined
          ? undefined
          : t('Started {time}', { time: `${formatDateTime(process.startedAt, zone)} ${formatOffset(process.startedAt, zone)}` })
      }
    >
      <bdi>{visibleText(parts.join(' · '))}</bdi>
    </span>
  )
}

function Cadence() {
  const target = useSelect(selectTarget)
  if (!target) return null
  const parts = [
    target.everyMs === null ? t('not polled') : t('every {seconds} s', { seconds: target.everyMs / 1000 }),
    target.lastTookMs === null ? undefined : `${Math.round(target.lastTookMs)} ms`,
    target.lastWireBytes === null ? undefined : formatBytes(target.lastWireBytes),
  ].filter((part) => part !== undefined)
  return (
    <span
      className="header-cadence muted"
      title={t('How often the target is asked, how long its last answer took, and how large it was: the cost of looking.')}
    >
      {parts.join(' · ')}
    </span>
  )
}
