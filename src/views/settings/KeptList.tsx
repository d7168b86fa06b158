import { useEffect, useState } from 'react'
import { formatBytes, formatInteger } from '../../base/formatBytes'
import { formatDateTime } from '../../base/formatTime'
import { t, tn } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import type { Kept } from '../../store/keepHere'
import { useSelect, useViewer, useZone } from '../viewerContext'
import './settings.css'

interface KeptListProps {
  readonly onOpen?: () => void
  /** Say nothing where nothing is kept. */
  readonly isQuiet?: boolean
}

/** The timelines that this browser keeps because the user asked for it: open, or delete. */
export function KeptList({ onOpen, isQuiet }: KeptListProps) {
  const { services } = useViewer()
  const version = useSelect((state) => state.keptVersion)
  const zone = useZone()
  const [kept, setKept] = useState<readonly Kept[] | undefined>(undefined)
  useEffect(() => {
    let isWanted = true
    void services.listKept().then(
      (list) => {
        if (isWanted) setKept(list)
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [services, version])
  if (kept === undefined || (isQuiet && kept.length === 0)) return null
  if (kept.length === 0) return <p className="muted">{t('Nothing is kept. “Keep here” in the bar above keeps a timeline.')}</p>
  const total = kept.reduce((sum, one) => sum + one.bytes, 0)
  return (
    <>
      {isQuiet && <h3>{t('Kept in this browser')}</h3>}
      <ul className="kept" aria-label={t('Kept in this browser')}>
        {kept.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className="kept-open"
              onClick={() => {
                onOpen?.()
                void services.openKept(one)
              }}
            >
              <bdi>{visibleText(one.name)}</bdi>
            </button>
            <span className="muted">
              {formatBytes(one.bytes)} ·{' '}
              {tn(one.samples, '{count} sample', '{count} samples', { count: formatInteger(one.samples) })} ·{' '}
              {t('kept {time}', { time: formatDateTime(one.keptAt, zone).slice(0, 16) })}
            </span>
            <button
              type="button"
              aria-label={t('Delete {name}', { name: one.name })}
              onClick={() => void services.removeKept(one.id)}
            >
              {t('Delete')}
            </button>
          </li>
        ))}
      </ul>
      {kept.length > 1 && <p className="muted">{t('{size} together', { size: formatBytes(total) })}</p>}
    </>
  )
}
