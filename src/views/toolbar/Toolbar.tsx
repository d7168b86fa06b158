import { t } from '../../base/say'
import type { ZoneChoice } from '../../store/view'
import { chooseFiles } from '../chooseFiles'
import { Icon } from '../Icon'
import { useSelect, useViewer } from '../viewerContext'
import './toolbar.css'

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
  const units = useSelect((state) => state.view.units)
  const zone = useSelect((state) => state.view.zone)
  const theme = useSelect((state) => state.view.theme)
  const language = useSelect((state) => state.view.language)
  const hostOffset = useSelect((state) => state.hostOffsetMinutes)
  const hasTargets = useSelect((state) => (state.gateway?.targets.length ?? 0) > 0)
  const live = source.kind === 'live'

  return (
    <div className="toolbar" role="toolbar" aria-label="Page">
      {live && hasSamples && (
        <span className="toolbar-group">
          <button
            type="button"
            aria-pressed={following}
            onClick={() => actions.follow()}
            title="Show the newest sample and follow ( . )"
          >
            <Icon name="play" /> Follow
          </button>
          <button
            type="button"
            aria-pressed={paused}
            onClick={() => (paused ? actions.follow() : actions.pause())}
            title="Hold the picture; samples are still collected (Space)"
          >
            <Icon name="pause" /> Pause
          </button>
        </span>
      )}
      <span className="toolbar-group">
        <button
          type="button"
          onClick={() => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files))}
          title="A saved timeline, a /profile page, its text, process-profile JSON; gzipped or not; several together (Ctrl+O). Or drop or paste it anywhere."
        >
          Open…
        </button>
        <button
          type="button"
          disabled={!hasSamples}
          onClick={() => services.saveTimeline()}
          title="Save the whole timeline as a file (Ctrl+S)"
        >
          Save
        </button>
        {source.kind === 'file' && (
          <button type="button" onClick={() => services.closeFile()}>
            {hasTargets ? 'Close file, back to live' : 'Close file'}
          </button>
        )}
      </span>
      <span className="toolbar-space" />
      <span className="toolbar-group">
        <label>
          <span className="visually-hidden">Units</span>
          <select
            value={units}
            onChange={(event) => actions.setView({ units: event.target.value === 'doris' ? 'doris' : 'iec' })}
          >
            <option value="iec">GiB (1024³)</option>
            <option value="doris">as Doris prints (GB = GiB)</option>
          </select>
        </label>
        <label>
          <span className="visually-hidden">Time zone</span>
          <select value={zone} onChange={(event) => actions.setView({ zone: event.target.value as ZoneChoice })}>
            <option value="browser">browser time</option>
            <option value="host">{hostOffset === undefined ? 'host time (zone not told: UTC)' : 'host time'}</option>
            <option value="utc">UTC</option>
          </select>
        </label>
        <label>
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
        <label>
          <span className="visually-hidden">Theme</span>
          <select value={theme} onChange={(event) => actions.setView({ theme: event.target.value as 'auto' | 'light' | 'dark' })}>
            <option value="auto">system theme</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
      </span>
    </div>
  )
}
