import { lazy, Suspense } from 'react'
import { t } from '../../base/say'
import type { ZoneChoice } from '../../store/view'
import { chooseFiles } from '../chooseFiles'
import { Icon } from '../Icon'
import { useSelect, useViewer } from '../viewerContext'
import './toolbar.css'

const FindBox = lazy(async () => ({ default: (await import('../find/FindBox')).FindBox }))

/** What one can do with the whole page: follow time, open, save, and how things are shown. */
export function Toolbar() {
  const viewer = useViewer()
  const { actions, services } = viewer
  const source = useSelect((state) => state.source)
  const hasSamples = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  const following = useSelect(
    (state) => state.view.cursorAt === undefined && state.view.pausedAt === undefined && state.view.range === undefined,
  )
  const paused = useSelect((state) => state.view.pausedAt !== undefined)
  const zone = useSelect((state) => state.view.zone)
  const language = useSelect((state) => state.view.language)
  const hostOffset = useSelect((state) => state.hostOffsetMinutes)
  const hasTargets = useSelect((state) => (state.gateway?.targets.length ?? 0) > 0)
  const live = source.kind === 'live'

  return (
    <div className="toolbar" role="toolbar" aria-label={t('Page')}>
      {live && hasSamples && (
        <span className="toolbar-group">
          <button
            type="button"
            aria-pressed={following}
            onClick={() => actions.follow()}
            title={t('Show the newest sample and follow ( . )')}
          >
            <Icon name="play" /> {t('Follow')}
          </button>
          <button
            type="button"
            aria-pressed={paused}
            onClick={() => (paused ? actions.follow() : actions.pause())}
            title={t('Hold the picture; samples are still collected (Space)')}
          >
            <Icon name="pause" /> {t('Pause')}
          </button>
        </span>
      )}
      <span className="toolbar-group">
        <button
          type="button"
          onClick={() => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files))}
          title={t(
            'A saved timeline, a /profile page, its text, process-profile JSON; gzipped or not; several together (Ctrl+O). Or drop or paste it anywhere.',
          )}
        >
          {t('Open…')}
        </button>
        <button
          type="button"
          disabled={!hasSamples}
          onClick={() => services.saveTimeline()}
          title={t('Save the whole timeline as a file (Ctrl+S)')}
        >
          {t('Save')}
        </button>
        {hasSamples && (
          <button
            type="button"
            onClick={() => void services.keepTimeline()}
            title={t('Keep the timeline in this browser, until you delete it')}
          >
            {t('Keep here')}
          </button>
        )}
        {hasSamples && (
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => actions.setView({ dialog: { kind: 'share' } })}
            title={t('Pictures, text, tables, one file that replays anywhere; names can be left out (e)')}
          >
            {t('Share…')}
          </button>
        )}
        {source.kind === 'file' && (
          <button type="button" onClick={() => services.closeFile()}>
            {hasTargets ? t('Close file, back to live') : t('Close file')}
          </button>
        )}
      </span>
      {hasSamples && (
        <Suspense fallback={null}>
          <FindBox />
        </Suspense>
      )}
      <span className="toolbar-space" />
      <span className="toolbar-group">
        <label className="toolbar-choice">
          <span className="visually-hidden">{t('Time zone')}</span>
          <select value={zone} onChange={(event) => actions.setView({ zone: event.target.value as ZoneChoice })}>
            <option value="browser">{t('browser time')}</option>
            <option value="host">{hostOffset === undefined ? t('host time (zone not told: UTC)') : t('host time')}</option>
            <option value="utc">UTC</option>
          </select>
        </label>
        <label className="toolbar-choice">
          <span className="visually-hidden">Language / 语言</span>
          <select
            value={language}
            onChange={(event) => actions.setView({ language: event.target.value as 'auto' | 'en' | 'zh' })}
          >
            <option value="auto">{t('browser’s language')}</option>
            <option value="en" lang="en">
              English
            </option>
            <option value="zh" lang="zh-CN">
              简体中文
            </option>
          </select>
        </label>
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => actions.setView({ dialog: { kind: 'settings' } })}
          title={t('Units, theme, keys, memory, wall, and what this browser keeps ( , )')}
        >
          {t('Settings…')}
        </button>
        <button
          type="button"
          aria-haspopup="dialog"
          aria-label={t('Keys')}
          onClick={() => actions.setView({ dialog: { kind: 'keys' } })}
          title={t('All keys ( ? ); Ctrl+K finds a command')}
        >
          ?
        </button>
      </span>
    </div>
  )
}
